//! A temporary password at the operator's terminal: how the first admin of a server comes in.

use super::{TemporaryError, random};
use crate::accounts::store::{password_of_member, set_temporary};
use crate::app::{App, Tenant};
use crate::audit::{self, Actor, Deed, Subject, action};
use crate::members::Member;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::json;
use shusseki_core::calendar::{day_of, start_of};

/// Makes one for a member who has no password at all, and tells it with the last day on which it holds.
///
/// # Errors
/// See [`TemporaryError`].
pub(crate) async fn first_password(
    app: &App,
    tenant: &Tenant,
    member: &Member,
) -> Result<Option<(String, Date)>, TemporaryError> {
    let slug = tenant.slug();
    let mut conn = app.db.read().await?;
    if password_of_member(&mut conn, slug, member.id)
        .await?
        .is_some()
    {
        return Ok(None);
    }
    drop(conn);
    let at = app.clock.now();
    let policy = tenant.society.first_login.temporary.unwrap_or_default();
    let valid_until = day_of(at).saturating_add(i32::from(policy.days).days());
    let until = start_of(valid_until.saturating_add(1.day()));
    let password = random::password(&app.random)?;
    let hash = app.passwords.hash(password.clone()).await?;
    let mut tx = app.db.write().await?;
    set_temporary(&mut tx, slug, member.id, &hash, at, until).await?;
    let deed = Deed {
        actor: Actor::System,
        action: action::TEMPORARY_PASSWORD_ISSUED,
        subject: Subject::member(member.id),
        before: None,
        after: Some(json!({ "valid_until": valid_until })),
        why: None,
    };
    audit::record(&mut tx, tenant, at, &deed).await?;
    tx.commit().await?;
    Ok(Some((password, valid_until)))
}
