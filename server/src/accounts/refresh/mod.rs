//! An app's login: an access token for ten minutes at a time, renewed with a refresh token that
//! changes at each use.
//!
//! All refresh tokens of a login are one family, which is the login session itself: its generation
//! says which one is the newest. Presenting the newest moves it on. Presenting the one before is
//! forgiven for a minute, as long as its successor was never used: the answer was lost on the way, and
//! the same successor is given again. Anything older was copied, and ends the login.

pub(crate) mod store;
mod token;

pub(crate) use token::RefreshTokens;

use super::access_token::{Issued, TokenError};
use super::gate::Gate;
use super::sessions::store::{NewSession, insert};
use super::sessions::{Device, Kind, Limits, Place};
use super::{digest_of, login_url, sessions};
use crate::app::{App, Tenant};
use crate::audit::{self, Actor, Deed, Subject, action};
use crate::clock::NoRandomness;
use crate::db::{DbError, Tx};
use crate::web::failure::Failure;
use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use shusseki_core::ids::MemberId;
use shusseki_core::text::Text;
use store::AppRow;
use token::Said;

/// For so long a lost answer is forgiven.
const FORGIVEN: SignedDuration = SignedDuration::from_secs(60);

/// Why a login is not renewed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RefreshError {
    /// It is over, or was ended, or the token is none.
    #[error("the login is over")]
    Over,
    /// The member has to do something in a browser first.
    #[error("a gate is shut: {0:?}")]
    Gate(Gate),
    /// No access token can be made.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// There is no randomness.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl RefreshError {
    /// As it is answered to an app.
    pub(crate) fn answer(self, app: &App, tenant: &Tenant) -> Failure {
        match self {
            Self::Over => Failure::new(
                StatusCode::UNAUTHORIZED,
                "login-over",
                Text::new("このログインは終了しています。", "This login is over."),
                Text::new("もう一度ログインしてください。", "Log in again."),
            ),
            Self::Gate(gate) => gate.refusal(&login_url(app, tenant)),
            Self::Token(error) => Failure::internal(error),
            Self::Random(error) => error.into(),
            Self::Db(error) => error.into(),
        }
    }
}

/// What an app gets.
#[derive(Debug)]
pub(crate) struct Granted {
    /// For the requests of the next minutes.
    pub(crate) access: Issued,
    /// For the next exchange.
    pub(crate) refresh: String,
}

/// Opens the login of an app, in the caller's transaction.
///
/// # Errors
/// There is no randomness, no access token can be made, or the database failed.
pub(crate) async fn open(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    member: MemberId,
    device: &Device,
) -> Result<Granted, RefreshError> {
    let place = Place::new(&app.random, tenant, member)?;
    let refresh = app.refresh_tokens.write(&place, 0);
    let session = NewSession {
        place: &place,
        kind: Kind::App,
        token_digest: digest_of(&refresh),
        device,
        at: app.clock.now(),
    };
    insert(tx, &session).await?;
    granted(app, tenant, member, refresh)
}

fn granted(
    app: &App,
    tenant: &Tenant,
    member: MemberId,
    refresh: String,
) -> Result<Granted, RefreshError> {
    let (slug, now) = (tenant.slug(), app.clock.now());
    let access = app
        .access_tokens
        .issue(slug, member, app.random.uuid()?, now)?;
    Ok(Granted { access, refresh })
}

/// What a token of a family is, as the family stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// The newest: it is used now.
    Newest,
    /// Used a moment ago, its successor never: the answer was lost.
    Lost,
    /// Used before: somebody else has a copy.
    Copied,
}

fn turn_of(presented: u32, row: &AppRow, now: Timestamp) -> Turn {
    let (presented, newest) = (i64::from(presented), row.generation);
    let lately = row
        .renewed_at
        .is_some_and(|at| now.duration_since(at.0) <= FORGIVEN);
    if presented == newest {
        Turn::Newest
    } else if presented + 1 == newest && lately {
        Turn::Lost
    } else {
        Turn::Copied
    }
}

/// Exchanges a refresh token for new tokens. Status, roles and gates of the member are those of now.
///
/// # Errors
/// See [`RefreshError`].
pub(crate) async fn exchange(
    app: &App,
    tenant: &Tenant,
    token: &str,
) -> Result<Granted, RefreshError> {
    let said = app.refresh_tokens.read(tenant.slug(), token);
    let said = said.ok_or(RefreshError::Over)?;
    let mut tx = app.db.write().await?;
    let renewed = renew(app, &mut tx, tenant, &said).await;
    // What ended meanwhile stays ended, whatever is answered.
    if matches!(renewed, Ok(_) | Err(RefreshError::Over)) {
        tx.commit().await?;
    }
    granted(app, tenant, said.place.member, renewed?)
}

/// The successor of the token that says this.
async fn renew(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    said: &Said,
) -> Result<String, RefreshError> {
    let now = app.clock.now();
    let place = &said.place;
    // The row is locked, so that of two who present the same token one comes after the other.
    let row = store::lock(tx, place).await?.ok_or(RefreshError::Over)?;
    let limits = Limits::of(row.door.roles > 0);
    let temporary = row.door.temporary_until;
    if limits.are_over(row.begun_at.0, row.used_at.0, now)
        || !row.may_log_in()
        || temporary.is_some_and(|until| until.0 <= now)
    {
        return Err(RefreshError::Over);
    }
    if let Some(gate) = Gate::before_an_app(&row.door, tenant, app.config.staff_second_factor, now)
    {
        return Err(RefreshError::Gate(gate));
    }
    match turn_of(said.generation, &row, now) {
        Turn::Newest => {
            let next = said.generation.checked_add(1).ok_or(RefreshError::Over)?;
            let token = app.refresh_tokens.write(place, next);
            store::renew(tx, place, next, &digest_of(&token), now).await?;
            Ok(token)
        }
        Turn::Lost => Ok(app.refresh_tokens.write(place, said.generation + 1)),
        Turn::Copied => {
            copied(tx, tenant, said, now).await?;
            Err(RefreshError::Over)
        }
    }
}

/// Ends a login whose tokens are in two hands.
async fn copied(tx: &mut Tx, tenant: &Tenant, said: &Said, now: Timestamp) -> Result<(), DbError> {
    let place = &said.place;
    tracing::warn!(member = %place.member, login = %place.id, "a refresh token was used twice");
    sessions::store::delete(tx, place).await?;
    let deed = Deed {
        actor: Actor::System,
        action: action::LOGIN_COPIED,
        subject: Subject::of_member("login", place.id, place.member),
        before: Some(json!({ "logins": 1 })),
        after: Some(json!({ "logins": 0 })),
        why: None,
    };
    audit::record(tx, tenant, now, &deed).await
}

/// Ends the login that a refresh token belongs to; any token of the family does.
///
/// # Errors
/// The database failed.
pub(crate) async fn log_out(app: &App, tenant: &Tenant, token: &str) -> Result<(), DbError> {
    let Some(said) = app.refresh_tokens.read(tenant.slug(), token) else {
        return Ok(());
    };
    let mut tx = app.db.write().await?;
    sessions::store::delete(&mut tx, &said.place).await?;
    tx.commit().await
}
