//! Active, on leave, withdrawn: the office changes the status of a member.

use super::deed::{Desk, Field, Kind, MemberDeed, Sent, Words};
use super::error::OfficeError;
use super::roles;
use crate::accounts::end_other_sessions;
use crate::app::Tenant;
use crate::audit::{Subject, action};
use crate::db::{Conn, Tx};
use crate::directory;
use crate::mail::templates::STATUS_CHANGED;
use crate::members::{self, Member, MemberStatus, StaffRole, profile, store};
use jiff::civil::Date;
use serde_json::json;
use shusseki_core::ids::MemberId;
use shusseki_core::text::Language;

/// The status that a member is to have.
pub(super) struct Wanted {
    /// Which.
    pub(super) status: MemberStatus,
    /// Since when; not in the future.
    pub(super) since: Date,
    /// The one that the form was made from.
    pub(super) seen: MemberStatus,
}

/// Changes the status. Who withdraws is logged out everywhere, leaves the directory and the office.
///
/// # Errors
/// See [`OfficeError`]; the transaction should then be abandoned.
pub(super) async fn change(
    tx: &mut Tx,
    desk: &Desk<'_>,
    member: &Member,
    wanted: &Wanted,
) -> Result<(), OfficeError> {
    let (tenant, slug) = (desk.tenant, desk.tenant.slug());
    desk.reason()?;
    if wanted.since > desk.today() {
        return Err(OfficeError::InFuture);
    }
    desk.not_oneself(member)?;
    if wanted.seen == wanted.status {
        return Err(OfficeError::Same);
    }
    let held = members::roles(tx, slug, member.id).await?;
    let step = (wanted.seen, wanted.status);
    if !store::set_status(tx, slug, member.id, step, wanted.since).await? {
        return Err(OfficeError::Stale);
    }
    if wanted.status == MemberStatus::Withdrawn {
        end(tx, tenant, member.id, &held).await?;
    }
    let after = Member {
        status: wanted.status,
        ..member.clone()
    };
    let stored = profile::of(tx, slug, &after).await?;
    directory::refresh(tx, tenant, &after, &stored.held).await?;
    let status = after.status.word(after.language).to_owned();
    let told = vec![("status", status), ("since", wanted.since.to_string())];
    desk.tell(tx, &after, &STATUS_CHANGED, told).await?;
    let names: Vec<&str> = held.iter().map(|role| role.name()).collect();
    let mut before = json!({ "status": wanted.seen.name() });
    if wanted.status == MemberStatus::Withdrawn && !names.is_empty() {
        before["roles"] = json!(names);
    }
    let after = json!({ "status": wanted.status.name(), "since": wanted.since });
    let subject = Subject::member(member.id);
    let states = [Some(before), Some(after)];
    desk.record(tx, action::STATUS_CHANGED, subject, states)
        .await?;
    Ok(())
}

/// Ends what a membership opened, whoever ends it and by whatever way: the roles held in the office and
/// every login. The directory is written by whoever stored the status.
///
/// # Errors
/// No administrator would be left, or the database failed; the transaction should then be abandoned.
pub(crate) async fn end(
    tx: &mut Tx,
    tenant: &Tenant,
    member: MemberId,
    held: &[StaffRole],
) -> Result<(), OfficeError> {
    roles::leave(tx, tenant, member, held).await?;
    end_other_sessions(tx, tenant, member, None).await?;
    Ok(())
}

/// The deed: the status that the member has now.
pub(crate) struct Status(MemberStatus);

fn status(sent: &Sent, name: &'static str) -> Result<MemberStatus, OfficeError> {
    let status = MemberStatus::try_from(sent.one(name).to_owned());
    status.map_err(|_| OfficeError::Unreadable(name))
}

impl MemberDeed for Status {
    const DONE: &'static str = "status changed";
    const FIELDS: &'static [&'static str] = &["status", "day"];
    const ARE_CHOICES: bool = true;

    async fn found(
        _: &mut Conn,
        _: &Tenant,
        member: &Member,
        _: &str,
    ) -> Result<Self, OfficeError> {
        Ok(Self(member.status))
    }

    fn words(&self, language: Language) -> Words {
        Words {
            title: language.pick("在籍の状態の変更", "Change the status"),
            lead: language.pick(
                "退会にすると、すべての端末からログアウトされ、会員検索と事務局の役割から外れます。記録は残ります。",
                "Who withdraws is logged out everywhere and leaves the directory and the office. The records stay.",
            ),
            button: language.pick("変更する", "Change"),
        }
    }

    fn fields(&self, language: Language) -> Vec<Field> {
        let statuses = MemberStatus::ALL.iter();
        let statuses = statuses.map(|one| (one.name().to_owned(), one.word(language).to_owned()));
        let name = language.pick("在籍の状態", "Status");
        vec![
            Field::new("status", name, Kind::One(statuses.collect())),
            Field::new("day", language.pick("いつから", "Since"), Kind::Day),
        ]
    }

    fn begins(&self, today: Date) -> Vec<(&'static str, String)> {
        vec![
            ("status", self.0.name().to_owned()),
            ("day", today.to_string()),
        ]
    }

    fn seen(&self) -> String {
        self.0.name().to_owned()
    }

    async fn carry_out(
        &self,
        tx: &mut Tx,
        desk: &Desk<'_>,
        member: &Member,
        sent: &Sent,
    ) -> Result<(), OfficeError> {
        let wanted = Wanted {
            status: status(sent, "status")?,
            since: sent.day("day")?,
            seen: status(sent, "seen")?,
        };
        change(tx, desk, member, &wanted).await
    }
}
