//! Login sessions: where a member is logged in, for how long, and how that ends.

pub(crate) mod device;
mod limits;
pub(crate) mod pages;
pub(crate) mod store;
pub(crate) mod uses;

pub(crate) use device::Device;
pub(crate) use limits::{LONGEST_SECONDS, Limits};

use super::factors::half_open;
use super::gate::Gate;
use super::slow_down;
use super::{digest_of, new_token};
use crate::app::{App, Tenant};
use crate::audit::{self, Action, Actor, Deed, Subject, action};
use crate::clock::{NoRandomness, Random};
use crate::db::{Conn, DbError, Tx};
use crate::members::{self, Member};
use crate::web::failure::Failure;
use jiff::Timestamp;
use serde_json::json;
use shusseki_core::ids::{MemberId, SocietySlug};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// With what somebody comes to the door.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrival<'a> {
    /// From where.
    pub(crate) from: slow_down::From<'a>,
    /// What the client calls itself.
    pub(crate) device: &'a Device,
    /// The token of the login that this browser has already, which a new one replaces.
    pub(crate) token: Option<&'a str>,
}

/// The id of a login session. It opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LoginId(Uuid);

impl fmt::Display for LoginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for LoginId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::parse_str(text).map(Self)
    }
}

impl From<Uuid> for LoginId {
    fn from(id: Uuid) -> Self {
        Self(id)
    }
}

impl From<LoginId> for Uuid {
    fn from(id: LoginId) -> Self {
        id.0
    }
}

impl TryFrom<String> for LoginId {
    type Error = uuid::Error;

    fn try_from(text: String) -> Result<Self, uuid::Error> {
        text.parse()
    }
}

/// Whose login session it is, and which.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The society.
    pub(crate) society: SocietySlug,
    /// The member.
    pub(crate) member: MemberId,
    /// The login session.
    pub(crate) id: LoginId,
}

impl Place {
    /// A login session that is being opened.
    ///
    /// # Errors
    /// There is no randomness for its id.
    pub(crate) fn new(
        random: &Random,
        tenant: &Tenant,
        member: MemberId,
    ) -> Result<Self, NoRandomness> {
        Ok(Self {
            society: tenant.slug().clone(),
            member,
            id: LoginId(random.uuid()?),
        })
    }
}

/// What opens a login session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A browser's cookie.
    Browser,
    /// An app's refresh token.
    App,
}

/// The database holds a kind that this version does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown kind of login {0:?}")]
pub(crate) struct UnknownKind(String);

impl Kind {
    /// The name in the database.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::App => "app",
        }
    }
}

impl TryFrom<String> for Kind {
    type Error = UnknownKind;

    fn try_from(name: String) -> Result<Self, UnknownKind> {
        [Self::Browser, Self::App]
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or(UnknownKind(name))
    }
}

/// Opens the login session of a browser and gives the token for its cookie; the database keeps only
/// the token's digest.
///
/// # Errors
/// There is no randomness, or the database failed.
pub(super) async fn open(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    member: MemberId,
    device: &Device,
) -> Result<String, Failure> {
    let token = new_token(app)?;
    let session = store::NewSession {
        place: &Place::new(&app.random, tenant, member)?,
        kind: Kind::Browser,
        token_digest: digest_of(&token),
        device,
        at: app.clock.now(),
    };
    store::insert(tx, &session).await?;
    Ok(token)
}

/// Who has the login session of that token, if it is not over, and the gate that stands before them.
///
/// # Errors
/// The database failed.
pub(crate) async fn member_of_session(
    app: &App,
    conn: &mut Conn,
    tenant: &Tenant,
    token: &str,
) -> Result<Option<(Member, Option<Gate>)>, DbError> {
    let now = app.clock.now();
    let found = store::by_token(conn, tenant.slug(), &digest_of(token)).await?;
    let open = |row: &store::OpenRow| {
        let limits = Limits::of(row.door.roles > 0);
        !limits.are_over(row.begun_at.0, row.used_at.0, now)
    };
    let Some(row) = found.filter(open) else {
        return Ok(None);
    };
    let member = members::by_id(conn, tenant.slug(), row.door.member_id).await?;
    let Some(member) = member.filter(Member::may_log_in) else {
        return Ok(None);
    };
    let place = Place {
        society: tenant.slug().clone(),
        member: member.id,
        id: row.session_id,
    };
    app.uses.note(&place, row.used_at.0, now);
    Ok(Some((
        member,
        Gate::before(&row.door, tenant, app.config.staff_second_factor, now),
    )))
}

/// Ends the login session of a browser; the token opens nothing any more.
///
/// # Errors
/// The database failed.
pub(crate) async fn close(tx: &mut Tx, tenant: &Tenant, token: &str) -> Result<(), DbError> {
    store::delete_by_token(tx, tenant.slug(), &digest_of(token)).await
}

/// Ends what the member has open anywhere, in browsers and apps, but with the token `kept`; all of it
/// where that is none. Tells how many logins ended.
///
/// # Errors
/// The database failed.
pub(crate) async fn end_others(
    tx: &mut Tx,
    tenant: &Tenant,
    member: MemberId,
    kept: Option<&str>,
) -> Result<u64, DbError> {
    let kept = kept.map(digest_of).unwrap_or_default();
    store::delete_others(tx, tenant.slug(), member, &kept).await
}

/// Somewhere a member is logged in.
#[derive(Debug)]
pub(crate) struct LoggedInThere {
    /// Which login.
    pub(crate) id: LoginId,
    /// What opens it.
    pub(crate) kind: Kind,
    /// What the client calls itself.
    pub(crate) device: Device,
    /// When it was opened.
    pub(crate) begun_at: Timestamp,
    /// When it was last used, to some minutes.
    pub(crate) used_at: Timestamp,
    /// Whether it is the browser that asks.
    pub(crate) here: bool,
}

/// Where the member is logged in; the asking browser, which has that token, first.
///
/// # Errors
/// The database failed.
pub(crate) async fn list(
    app: &App,
    tenant: &Tenant,
    member: MemberId,
    token: &str,
) -> Result<Vec<LoggedInThere>, DbError> {
    let mut conn = app.db.read().await?;
    let mut logins = open_of(&mut conn, tenant, member, Some(token), app.clock.now()).await?;
    logins.sort_by_key(|login| !login.here);
    Ok(logins)
}

/// Where the member is logged in now, the newest first.
///
/// # Errors
/// The database failed.
pub(crate) async fn open_of(
    conn: &mut Conn,
    tenant: &Tenant,
    member: MemberId,
    asking: Option<&str>,
    now: Timestamp,
) -> Result<Vec<LoggedInThere>, DbError> {
    let here = asking.map(digest_of);
    let roles = members::roles(conn, tenant.slug(), member).await?;
    let limits = Limits::of(!roles.is_empty());
    let rows = store::of_member(conn, tenant.slug(), member).await?;
    let open = rows
        .into_iter()
        .filter(|row| !limits.are_over(row.begun_at.0, row.used_at.0, now));
    let logins = open.map(|row| LoggedInThere {
        id: row.session_id,
        kind: row.kind,
        device: Device {
            system: row.system,
            program: row.program,
        },
        begun_at: row.begun_at.0,
        used_at: row.used_at.0,
        here: here.as_ref() == Some(&row.token_digest),
    });
    Ok(logins.collect())
}

/// Ends one of the member's logins; one that is over already stays so.
///
/// # Errors
/// The database failed.
pub(crate) async fn end_one(
    app: &App,
    tenant: &Tenant,
    member: MemberId,
    id: LoginId,
) -> Result<(), DbError> {
    let society = tenant.slug().clone();
    let place = Place {
        society,
        member,
        id,
    };
    let mut tx = app.db.write().await?;
    if store::delete(&mut tx, &place).await? {
        let subject = Subject::of_member("login", id, member);
        record(
            app,
            &mut tx,
            tenant,
            member,
            (action::LOGIN_ENDED, subject),
            1,
        )
        .await?;
    }
    tx.commit().await
}

/// Ends all logins of the member but that of the token.
///
/// # Errors
/// The database failed.
pub(crate) async fn end_all_but(
    app: &App,
    tenant: &Tenant,
    member: MemberId,
    token: &str,
) -> Result<(), DbError> {
    let mut tx = app.db.write().await?;
    let ended = end_others(&mut tx, tenant, member, Some(token)).await?;
    half_open::end_all(&mut tx, tenant, member).await?;
    if ended > 0 {
        let what = (action::OTHER_LOGINS_ENDED, Subject::member(member));
        record(app, &mut tx, tenant, member, what, ended).await?;
    }
    tx.commit().await
}

async fn record(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    member: MemberId,
    (action, subject): (Action, Subject),
    ended: u64,
) -> Result<(), DbError> {
    let deed = Deed {
        actor: Actor::Member(member),
        action,
        subject,
        before: Some(json!({ "logins": ended })),
        after: Some(json!({ "logins": 0 })),
        why: None,
    };
    audit::record(tx, tenant, app.clock.now(), &deed).await
}

/// Clears away the login sessions that are over for everybody, and half-open ones; tells how many.
///
/// # Errors
/// The database failed.
pub(crate) async fn clear(tx: &mut Tx, now: Timestamp) -> Result<u64, DbError> {
    let (begun, used) = Limits::of(false).back_from(now);
    Ok(store::clear(tx, begun, used).await? + half_open::clear(tx, now).await?)
}
