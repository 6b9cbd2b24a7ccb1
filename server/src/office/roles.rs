//! Who holds a role in the office: given and taken by an administrator, never one's own, and never the
//! last administrator's.

use super::Duty;
use super::deed::{Desk, Field, Kind, MemberDeed, Sent, Words};
use super::error::OfficeError;
use crate::app::Tenant;
use crate::audit::{Subject, action};
use crate::db::{Conn, Tx};
use crate::members::{self, Member, MemberStatus, StaffRole, store};
use jiff::civil::Date;
use serde_json::json;
use shusseki_core::ids::MemberId;
use shusseki_core::text::Language;

/// Gives the member these roles and no others; tells which were held before.
///
/// # Errors
/// No administrator would be left, or the database failed; the transaction should then be abandoned.
async fn set(
    tx: &mut Tx,
    tenant: &Tenant,
    member: MemberId,
    wanted: &[StaffRole],
) -> Result<Vec<StaffRole>, OfficeError> {
    let slug = tenant.slug();
    // One after the other: two administrators must not take each other's role at once.
    store::lock_roles(tx, slug).await?;
    let before = members::roles(tx, slug, member).await?;
    for role in StaffRole::ALL {
        match (before.contains(&role), wanted.contains(&role)) {
            (true, false) => store::delete_role(tx, slug, member, role).await?,
            (false, true) => store::insert_role(tx, slug, member, role).await?,
            _ => {}
        }
    }
    let lost_admin = before.contains(&StaffRole::Admin) && !wanted.contains(&StaffRole::Admin);
    must_have_admin(tx, tenant, lost_admin).await?;
    Ok(before)
}

/// Takes all roles from somebody who withdraws.
///
/// # Errors
/// No administrator would be left, or the database failed; the transaction should then be abandoned.
pub(super) async fn leave(
    tx: &mut Tx,
    tenant: &Tenant,
    member: MemberId,
    held: &[StaffRole],
) -> Result<(), OfficeError> {
    let slug = tenant.slug();
    store::lock_roles(tx, slug).await?;
    for role in StaffRole::ALL {
        store::delete_role(tx, slug, member, role).await?;
    }
    must_have_admin(tx, tenant, held.contains(&StaffRole::Admin)).await
}

/// Sees that somebody is left who may do everything, where one such was lost.
async fn must_have_admin(tx: &mut Tx, tenant: &Tenant, lost: bool) -> Result<(), OfficeError> {
    if lost && store::holders_of(tx, tenant.slug(), StaffRole::Admin).await? == 0 {
        return Err(OfficeError::LastAdmin);
    }
    Ok(())
}

/// Gives and takes roles, where they are still those that the form was made from.
///
/// # Errors
/// See [`OfficeError`]; the transaction should then be abandoned.
pub(super) async fn change(
    tx: &mut Tx,
    desk: &Desk<'_>,
    member: &Member,
    wanted: &[StaffRole],
    seen: &str,
) -> Result<(), OfficeError> {
    desk.reason()?;
    desk.not_oneself(member)?;
    if member.status == MemberStatus::Withdrawn && !wanted.is_empty() {
        return Err(OfficeError::Withdrawn);
    }
    let before = set(tx, desk.tenant, member.id, wanted).await?;
    if names(&before) != seen {
        return Err(OfficeError::Stale);
    }
    if names(&before) == names(wanted) {
        return Err(OfficeError::Same);
    }
    let states = [before.as_slice(), wanted].map(|roles| {
        let names: Vec<&str> = roles.iter().map(|role| role.name()).collect();
        Some(json!({ "roles": names }))
    });
    let subject = Subject::member(member.id);
    desk.record(tx, action::ROLES_CHANGED, subject, states)
        .await?;
    Ok(())
}

/// The names in one order, whatever order they came in.
fn names(roles: &[StaffRole]) -> String {
    let all = StaffRole::ALL.into_iter();
    let held = all.filter(|role| roles.contains(role));
    held.map(StaffRole::name).collect::<Vec<_>>().join(",")
}

/// The deed: the roles that the member holds now.
pub(crate) struct Roles(Vec<StaffRole>);

/// A role with all that it may do, as the form offers it.
fn option(role: StaffRole, language: Language) -> (String, String) {
    let may = Duty::ALL.iter().filter(|duty| duty.is_of(&[role]));
    let may: Vec<&str> = may.map(|duty| duty.word(language)).collect();
    let may = if role == StaffRole::Admin {
        language.pick("すべての操作", "everything").to_owned()
    } else {
        may.join(language.pick("、", ", "))
    };
    let word = format!("{}{}{may}", role.word(language), language.pick("：", ": "));
    (role.name().to_owned(), word)
}

impl MemberDeed for Roles {
    const DONE: &'static str = "roles changed";
    const FIELDS: &'static [&'static str] = &["role"];
    const ARE_CHOICES: bool = true;

    async fn found(
        conn: &mut Conn,
        tenant: &Tenant,
        member: &Member,
        _: &str,
    ) -> Result<Self, OfficeError> {
        Ok(Self(members::roles(conn, tenant.slug(), member.id).await?))
    }

    fn words(&self, language: Language) -> Words {
        Words {
            title: language.pick("事務局の役割", "Roles in the office"),
            lead: language.pick(
                "外した役割は、その場で使えなくなります。",
                "A role that is taken away is gone at once.",
            ),
            button: language.pick("変更する", "Change"),
        }
    }

    fn fields(&self, language: Language) -> Vec<Field> {
        let options = StaffRole::ALL.map(|role| option(role, language));
        let name = language.pick("役割", "Roles");
        vec![Field::new("role", name, Kind::Many(options.into()))]
    }

    fn begins(&self, _: Date) -> Vec<(&'static str, String)> {
        let held = self.0.iter();
        held.map(|role| ("role", role.name().to_owned())).collect()
    }

    fn seen(&self) -> String {
        names(&self.0)
    }

    async fn carry_out(
        &self,
        tx: &mut Tx,
        desk: &Desk<'_>,
        member: &Member,
        sent: &Sent,
    ) -> Result<(), OfficeError> {
        let chosen = sent.all("role");
        let mut wanted = StaffRole::ALL.to_vec();
        wanted.retain(|role| chosen.contains(&role.name()));
        change(tx, desk, member, &wanted, sent.one("seen")).await
    }
}
