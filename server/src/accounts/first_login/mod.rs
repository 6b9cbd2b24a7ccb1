//! What follows the first password of one's own: the notice, and confirming the profile (JSNM-2, -3).

pub(crate) mod pages;
pub(crate) mod store;

use crate::app::Tenant;
use crate::audit::{self, Actor, Deed, Subject, action};
use crate::db::{DbError, Tx};
use crate::members::{Member, profile};
use jiff::{Timestamp, ToSpan as _};
use shusseki_core::calendar::day_of;
use shusseki_core::ids::MemberId;

/// The first login begins, where the society's definition has anything follow it; a member who has
/// been through it before is not asked again.
pub(super) async fn begin(
    tx: &mut Tx,
    tenant: &Tenant,
    member: MemberId,
    at: Timestamp,
) -> Result<(), DbError> {
    let days = tenant.society.first_login.confirm_profile_days;
    let by = days.and_then(|days| day_of(at).checked_add(i32::from(days).days()).ok());
    store::begin(tx, tenant.slug(), member, at, by).await
}

/// The member accepts the notice; a second time changes nothing.
pub(crate) async fn accept_notice(
    tx: &mut Tx,
    tenant: &Tenant,
    member: &Member,
    at: Timestamp,
) -> Result<(), DbError> {
    if !store::accept_notice(tx, tenant.slug(), member.id, at).await? {
        return Ok(());
    }
    let deed = Deed {
        actor: Actor::Member(member.id),
        action: action::NOTICE_ACCEPTED,
        subject: Subject::member(member.id),
        before: None,
        after: None,
        why: None,
    };
    audit::record(tx, tenant, at, &deed).await
}

/// The member confirms the profile; a second time changes nothing.
pub(crate) async fn confirm_profile(
    tx: &mut Tx,
    tenant: &Tenant,
    member: &Member,
    at: Timestamp,
) -> Result<(), DbError> {
    if !store::confirm_profile(tx, tenant.slug(), member.id, at).await? {
        return Ok(());
    }
    profile::confirm(tx, tenant, member.id, at).await
}
