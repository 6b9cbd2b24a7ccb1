//! Another mail address for a member who has lost the old one: set by the office for whoever asked in
//! writing, told to both addresses.

use super::deed::{Desk, Field, Kind, MemberDeed, Sent, Words};
use super::error::OfficeError;
use crate::accounts::mail_change;
use crate::app::Tenant;
use crate::audit::Actor;
use crate::db::{Conn, Tx};
use crate::mail::templates::MAIL_SET_BY_OFFICE;
use crate::members::{Member, MemberStatus};
use jiff::civil::Date;
use shusseki_core::mail_address::MailAddress;
use shusseki_core::text::Language;

/// Puts the address on record, where the one that the form was made from still stands. Links that were
/// mailed to the old one end, so that whoever reads it resets no password.
///
/// # Errors
/// See [`OfficeError`]; the transaction should then be abandoned.
pub(super) async fn set(
    tx: &mut Tx,
    desk: &Desk<'_>,
    member: &Member,
    to: &MailAddress,
    seen: &str,
) -> Result<(), OfficeError> {
    let why = desk.reason()?.to_owned();
    desk.not_oneself(member)?;
    if member.status == MemberStatus::Withdrawn {
        return Err(OfficeError::Withdrawn);
    }
    if present(member) != seen {
        return Err(OfficeError::Stale);
    }
    let by = (Actor::Staff(desk.by), Some(why));
    if !mail_change::put_in_place(tx, desk.tenant, member, to, by, desk.now).await? {
        return Err(OfficeError::Same);
    }
    let after = Member {
        mail: Some(to.clone()),
        ..member.clone()
    };
    Ok(desk
        .tell(tx, &after, &MAIL_SET_BY_OFFICE, Vec::new())
        .await?)
}

fn present(member: &Member) -> &str {
    member.mail.as_ref().map_or("", MailAddress::as_str)
}

/// The deed: the address that the member has now.
pub(crate) struct Address(String);

impl MemberDeed for Address {
    const DONE: &'static str = "mail address set";
    const FIELDS: &'static [&'static str] = &["mail"];

    async fn found(
        _: &mut Conn,
        _: &Tenant,
        member: &Member,
        _: &str,
    ) -> Result<Self, OfficeError> {
        Ok(Self(present(member).to_owned()))
    }

    fn words(&self, language: Language) -> Words {
        Words {
            title: language.pick("メールアドレスの変更", "Change the mail address"),
            lead: language.pick(
                "以前のアドレスを使えなくなった会員のための手続きです。署名のある届出書などでご本人の申し出であることを確認してから変更してください。新旧両方のアドレスに知らせ、以前のアドレスに送ったパスワード再設定のリンクは使えなくなります。",
                "For members who lost the old one. First make sure, by a signed letter for instance, that it is the member who asks. Both addresses are told, and links to a new password that were mailed to the old one end.",
            ),
            button: language.pick("変更する", "Change"),
        }
    }

    fn fields(&self, language: Language) -> Vec<Field> {
        let name = language.pick("メールアドレス", "Mail address");
        vec![Field::new("mail", name, Kind::Mail)]
    }

    fn begins(&self, _: Date) -> Vec<(&'static str, String)> {
        vec![("mail", self.0.clone())]
    }

    fn seen(&self) -> String {
        self.0.clone()
    }

    async fn carry_out(
        &self,
        tx: &mut Tx,
        desk: &Desk<'_>,
        member: &Member,
        sent: &Sent,
    ) -> Result<(), OfficeError> {
        let to = sent.one("mail").parse();
        let to = to.map_err(|_| OfficeError::Unreadable("mail"))?;
        set(tx, desk, member, &to, sent.one("seen")).await
    }
}
