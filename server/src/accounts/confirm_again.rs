//! Asking for the password once more before something that would hurt most in wrong hands.

use super::slow_down::From;
use super::{LoginError, digest_of, log_in};
use crate::app::{App, Tenant};
use crate::db::{DbError, Instant, statements};
use crate::members::Member;
use jiff::SignedDuration;

/// A login is fresh for so long.
const FRESH: SignedDuration = SignedDuration::from_mins(10);

statements! {
    OPENED_AT = "SELECT created_at FROM login_sessions WHERE society_id = $1 AND token_digest = $2";
}

#[derive(sqlx::FromRow)]
struct OpenedRow {
    created_at: Instant,
}

/// Whether the login of this token is so fresh that nobody has to be asked again.
///
/// # Errors
/// The database failed.
pub(crate) async fn is_fresh(
    app: &App,
    tenant: &Tenant,
    token: Option<&str>,
) -> Result<bool, DbError> {
    let Some(token) = token else { return Ok(false) };
    let mut conn = app.db.read().await?;
    let sql = conn.sql(OPENED_AT).bind(tenant.slug().as_str());
    let opened: Option<OpenedRow> = sql.bind(digest_of(token)).optional().await?;
    Ok(opened.is_some_and(|row| app.clock.now().duration_since(row.created_at.0) <= FRESH))
}

/// Takes the member's password once more; each wrong one is counted as at the door.
///
/// # Errors
/// See [`LoginError`].
pub(crate) async fn confirm_again(
    app: &App,
    tenant: &Tenant,
    member: &Member,
    password: &str,
    from: From<'_>,
) -> Result<(), LoginError> {
    let recognised = log_in(app, tenant, member.number.as_str(), password, from).await?;
    let mut tx = app.db.write().await?;
    recognised.welcome(&mut tx, tenant).await?;
    tx.commit().await?;
    Ok(())
}
