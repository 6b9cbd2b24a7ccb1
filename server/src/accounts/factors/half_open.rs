//! A login whose password was right and whose code is awaited. It is no login session: its token opens
//! nothing but the page that asks for the code, in the browser that typed the password, for ten minutes.

use super::{FactorError, prove, store};
use crate::accounts::new_token;
use crate::accounts::sessions::Arrival;
use crate::accounts::store::password_of_member;
use crate::accounts::{Recognised, digest_of, open_for, slow_down};
use crate::app::{App, Tenant};
use crate::db::{DbError, Tx};
use crate::members::{self, Member};
use crate::web::failure::Failure;
use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use shusseki_core::ids::MemberId;
use shusseki_core::text::Text;

/// How long the code is awaited.
const AWAITED: SignedDuration = SignedDuration::from_mins(10);

/// Why a half-open login does not open.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HalfOpenError {
    /// It is over, was used up, or is another browser's.
    #[error("the half-open login is over")]
    Over,
    /// The code, or something behind it.
    #[error(transparent)]
    Factor(#[from] FactorError),
    /// Something else, as it is answered.
    #[error("{0:?}")]
    Failure(Failure),
}

impl From<DbError> for HalfOpenError {
    fn from(error: DbError) -> Self {
        Self::Factor(error.into())
    }
}

impl From<HalfOpenError> for Failure {
    fn from(error: HalfOpenError) -> Self {
        match error {
            HalfOpenError::Over => Self::new(
                StatusCode::GONE,
                "half-open-login-over",
                Text::new(
                    "ログインの手続きの時間が過ぎました。",
                    "The time for this login is over.",
                ),
                Text::new(
                    "会員番号とパスワードから、もう一度ログインしてください。",
                    "Log in again with number and password.",
                ),
            ),
            HalfOpenError::Factor(error) => error.into(),

            HalfOpenError::Failure(failure) => failure,
        }
    }
}

/// Opens the login half: gives the token for the browser's cookie.
///
/// # Errors
/// There is no randomness, or the database failed.
pub(crate) async fn begin(
    app: &App,
    tenant: &Tenant,
    recognised: &Recognised,
) -> Result<String, Failure> {
    let token = new_token(app)?;
    let (member, now) = (recognised.member.id, app.clock.now());
    let mut tx = app.db.write().await?;
    recognised.welcome(&mut tx, tenant).await?;
    store::begin(&mut tx, tenant.slug(), &digest_of(&token), member, now).await?;
    tx.commit().await?;
    Ok(token)
}

/// Whose half-open login the token is of.
///
/// # Errors
/// [`HalfOpenError::Over`], or the database failed.
pub(crate) async fn look(
    app: &App,
    tenant: &Tenant,
    token: &str,
) -> Result<MemberId, HalfOpenError> {
    let since = app.clock.now().saturating_sub(AWAITED);
    let since = since.unwrap_or(Timestamp::MIN);
    let mut conn = app.db.read().await?;
    let found = store::half_open(&mut conn, tenant.slug(), &digest_of(token), since).await?;
    found.ok_or(HalfOpenError::Over)
}

/// Opens it for good: gives who came in, and the token of the login session.
///
/// # Errors
/// See [`HalfOpenError`].
pub(crate) async fn complete(
    app: &App,
    tenant: &Tenant,
    token: &str,
    typed: &str,
    arrival: Arrival<'_>,
) -> Result<(Member, String), HalfOpenError> {
    let id = look(app, tenant, token).await?;
    let slow = slow_down::second_factor(app, tenant, id).await;
    let counted = slow.map_err(FactorError::from)?;
    let mut tx = app.db.write().await?;
    prove(app, &mut tx, tenant, id, (typed, &counted)).await?;
    if !store::use_half_open(&mut tx, tenant.slug(), &digest_of(token)).await? {
        return Err(HalfOpenError::Over);
    }
    let member = members::by_id(&mut tx, tenant.slug(), id).await?;
    let member = member.filter(Member::may_log_in);
    let password = password_of_member(&mut tx, tenant.slug(), id).await?;
    let (Some(member), Some(password)) = (member, password) else {
        return Err(HalfOpenError::Over);
    };
    let session = open_for(app, &mut tx, tenant, &password, arrival).await;
    let session = session.map_err(HalfOpenError::Failure)?;
    tx.commit().await?;
    Ok((member, session))
}

/// Ends the half-open logins of a member, as other logins end.
///
/// # Errors
/// The database failed.
pub(crate) async fn end_all(tx: &mut Tx, tenant: &Tenant, member: MemberId) -> Result<(), DbError> {
    store::delete_half_open(tx, tenant.slug(), member).await
}

/// Clears away those whose time is over; tells how many.
///
/// # Errors
/// The database failed.
pub(crate) async fn clear(tx: &mut Tx, now: Timestamp) -> Result<u64, DbError> {
    let until = now.saturating_sub(AWAITED).unwrap_or(Timestamp::MIN);
    store::clear(tx, until).await
}
