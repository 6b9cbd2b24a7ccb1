//! Ending a member's logins, taking back a temporary password that nobody has used, and taking off a
//! second factor that was lost.

use super::deed::{Desk, MemberDeed, Sent, Words};
use super::error::OfficeError;
use crate::accounts::{end_other_sessions, factors, temporary, written_moment};
use crate::app::Tenant;
use crate::audit::{Subject, action};
use crate::db::{Conn, Tx};
use crate::mail::templates::SECOND_FACTOR_TAKEN_OFF;
use crate::members::Member;
use serde_json::json;
use shusseki_core::text::Language;

/// Ends everything that the member has open.
///
/// # Errors
/// See [`OfficeError`]; the transaction should then be abandoned.
pub(super) async fn end(tx: &mut Tx, desk: &Desk<'_>, member: &Member) -> Result<(), OfficeError> {
    desk.reason()?;
    let ended = end_other_sessions(tx, desk.tenant, member.id, None).await?;
    let states = [ended, 0].map(|logins| Some(json!({ "logins": logins })));
    let subject = Subject::member(member.id);
    Ok(desk
        .record(tx, action::LOGINS_ENDED, subject, states)
        .await?)
}

/// Takes the temporary password back, and ends what was opened with it.
///
/// # Errors
/// [`OfficeError::Stale`] where there is none any more; the transaction should then be abandoned.
pub(super) async fn revoke(
    tx: &mut Tx,
    desk: &Desk<'_>,
    member: &Member,
) -> Result<(), OfficeError> {
    desk.reason()?;
    let Some(until) = temporary::revoke(tx, desk.tenant, member.id).await? else {
        return Err(OfficeError::Stale);
    };
    end_other_sessions(tx, desk.tenant, member.id, None).await?;
    let states = [Some(json!({ "valid_until": until })), None];
    let deed = action::TEMPORARY_PASSWORD_REVOKED;
    Ok(desk
        .record(tx, deed, Subject::member(member.id), states)
        .await?)
}

/// Takes app, recovery codes and passkeys off a member who has lost them, and ends all logins: number
/// and password then let her or him in. Whoever has a role has to set a factor up at once, where the
/// office needs one: nobody works in the office without.
///
/// # Errors
/// See [`OfficeError`]; the transaction should then be abandoned.
pub(super) async fn take_factor_off(
    tx: &mut Tx,
    desk: &Desk<'_>,
    member: &Member,
) -> Result<(), OfficeError> {
    desk.reason()?;
    desk.not_oneself(member)?;
    let Some(held) = factors::take_off(tx, desk.tenant, member.id).await? else {
        return Err(OfficeError::NoFactor);
    };
    let told = vec![("at", written_moment(desk.now))];
    desk.tell(tx, member, &SECOND_FACTOR_TAKEN_OFF, told)
        .await?;
    let before = json!({
        "app": i32::from(held.app_since.is_some()),
        "passkeys": held.passkeys,
        "recovery-codes": held.codes_left,
    });
    let after = json!({ "app": 0, "passkeys": 0, "recovery-codes": 0 });
    let states = [Some(before), Some(after)];
    let deed = action::SECOND_FACTOR_TAKEN_OFF;
    Ok(desk
        .record(tx, deed, Subject::member(member.id), states)
        .await?)
}

/// The deed that ends all logins.
pub(crate) struct Logins;
/// The deed that takes a temporary password back.
pub(crate) struct TemporaryPassword;
/// The deed that takes a second factor off.
pub(crate) struct SecondFactor;

impl MemberDeed for Logins {
    const DONE: &'static str = "logins ended by the office";

    async fn found(_: &mut Conn, _: &Tenant, _: &Member, _: &str) -> Result<Self, OfficeError> {
        Ok(Self)
    }

    fn words(&self, language: Language) -> Words {
        Words {
            title: language.pick("ログインの終了", "End the logins"),
            lead: language.pick(
                "この会員のログインをすべての端末で終了します。パスワードは変わりません。",
                "Ends what the member has open on any device. The password stays.",
            ),
            button: language.pick("すべて終了する", "End them all"),
        }
    }

    async fn carry_out(
        &self,
        tx: &mut Tx,
        desk: &Desk<'_>,
        member: &Member,
        _: &Sent,
    ) -> Result<(), OfficeError> {
        end(tx, desk, member).await
    }
}

impl MemberDeed for TemporaryPassword {
    const DONE: &'static str = "temporary password revoked";

    async fn found(_: &mut Conn, _: &Tenant, _: &Member, _: &str) -> Result<Self, OfficeError> {
        Ok(Self)
    }

    fn words(&self, language: Language) -> Words {
        Words {
            title: language.pick("仮パスワードの取り消し", "Revoke the temporary password"),
            lead: language.pick(
                "発行した仮パスワードを使えなくし、それによるログインも終了します。",
                "It can't be used any more, and what was opened with it ends.",
            ),
            button: language.pick("取り消す", "Revoke it"),
        }
    }

    async fn carry_out(
        &self,
        tx: &mut Tx,
        desk: &Desk<'_>,
        member: &Member,
        _: &Sent,
    ) -> Result<(), OfficeError> {
        revoke(tx, desk, member).await
    }
}

impl MemberDeed for SecondFactor {
    const DONE: &'static str = "second factor taken off";

    async fn found(_: &mut Conn, _: &Tenant, _: &Member, _: &str) -> Result<Self, OfficeError> {
        Ok(Self)
    }

    fn words(&self, language: Language) -> Words {
        Words {
            title: language.pick("二段階認証の解除", "Take the second factor off"),
            lead: language.pick(
                "認証アプリの登録・リカバリーコード・パスキーをすべて消し、すべての端末からログアウトさせて、本人にメールで知らせます。ご本人であることを、登録済みの電話番号や署名のある届出書などで確認してから行ってください。",
                "App, recovery codes and passkeys go, the member is logged out everywhere and told by mail. First make sure who asks: by the phone number on record, or a signed letter.",
            ),
            button: language.pick("解除する", "Take it off"),
        }
    }

    async fn carry_out(
        &self,
        tx: &mut Tx,
        desk: &Desk<'_>,
        member: &Member,
        _: &Sent,
    ) -> Result<(), OfficeError> {
        take_factor_off(tx, desk, member).await
    }
}
