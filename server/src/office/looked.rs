//! That somebody of the office looked at a member's record: once a day in the audit log, so that the log
//! says who knew what and still can be read.

use super::store::{self, View};
use crate::app::{App, Tenant};
use crate::audit::{self, Actor, Deed, Subject, action};
use crate::db::DbError;
use shusseki_core::calendar::day_of;
use shusseki_core::ids::MemberId;

/// Notes it, if it is the first time today. One's own record is nobody else's.
///
/// # Errors
/// The database failed.
pub(super) async fn note(
    app: &App,
    tenant: &Tenant,
    staff: MemberId,
    member: MemberId,
) -> Result<(), DbError> {
    let now = app.clock.now();
    let view = View {
        staff,
        member,
        day: day_of(now),
    };
    let mut conn = app.db.read().await?;
    if staff == member || store::has_viewed(&mut conn, tenant.slug(), view).await? {
        return Ok(());
    }
    drop(conn);
    let mut tx = app.db.write().await?;
    if store::note_view(&mut tx, tenant.slug(), view).await? {
        let deed = Deed {
            actor: Actor::Staff(staff),
            action: action::MEMBER_LOOKED_AT,
            subject: Subject::member(member),
            before: None,
            after: None,
            why: None,
        };
        audit::record(&mut tx, tenant, now, &deed).await?;
    }
    tx.commit().await
}
