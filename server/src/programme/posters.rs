//! Posters: issued with a serial, printed as often as wanted, revoked when lost.

use super::keys::KeysError;
use super::{Poster, Session, store, writes};
use crate::app::{App, Tenant};
use crate::clock::{NoRandomness, Random};
use crate::db::{DbError, Tx};
use crate::web::failure::Failure;
use jiff::Timestamp;
use shusseki_core::calendar::Window;
use shusseki_core::venue_code::{KeyRing, MintError, PointNumber, PosterClaim, PosterSerial};
use shusseki_documents::poster_sheet::{PosterPage, PosterSheet, PosterSociety};
use std::sync::Arc;

/// Why there is no poster.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PosterError {
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The venue keys can't be used.
    #[error(transparent)]
    Keys(#[from] Arc<KeysError>),
    /// The claim can't be put into a code.
    #[error("a poster's code can't be made: {0}")]
    Mint(#[from] MintError),
    /// No randomness for the serial.
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

impl From<PosterError> for Failure {
    fn from(error: PosterError) -> Self {
        match error {
            PosterError::Db(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

/// Issues a poster for a point of a session.
///
/// # Errors
/// See [`PosterError`].
pub(crate) async fn issue(
    tx: &mut Tx,
    random: &Random,
    tenant: &Tenant,
    session: &Session,
    point: PointNumber,
    now: Timestamp,
) -> Result<Poster, PosterError> {
    let poster = Poster {
        serial: PosterSerial::new(u32::from_be_bytes(random.bytes()?)),
        point,
        valid: PosterClaim::validity_of(session.facts(&tenant.society, None).check_in_window()),
        revoked: false,
    };
    writes::insert_poster(tx, tenant.slug(), session.id, &poster, now).await?;
    Ok(poster)
}

/// Revokes a poster; tells whether there was one in force.
///
/// # Errors
/// As the engine says.
pub(crate) async fn revoke(
    tx: &mut Tx,
    tenant: &Tenant,
    serial: PosterSerial,
    now: Timestamp,
) -> Result<bool, DbError> {
    writes::revoke_poster(tx, tenant.slug(), serial, now).await
}

/// The posters in force of the sessions that begin within the window, ready to be printed.
///
/// # Errors
/// See [`PosterError`].
pub(crate) async fn sheet(
    app: &App,
    tenant: &Tenant,
    window: Window,
) -> Result<PosterSheet, PosterError> {
    let ring = app.key_rings.get(&app.db, &tenant.society).await?;
    let mut conn = app.db.read().await?;
    let sessions = store::sessions_between(&mut conn, tenant.slug(), window).await?;
    let mut posters = Vec::new();
    for session in &sessions {
        for poster in session.posters.iter().filter(|poster| !poster.revoked) {
            posters.push(page(app, tenant, &ring, session, poster)?);
        }
    }
    Ok(PosterSheet { posters })
}

/// One poster, ready to be printed.
///
/// # Errors
/// The claim can't be put into a code.
pub(crate) fn page(
    app: &App,
    tenant: &Tenant,
    ring: &KeyRing,
    session: &Session,
    poster: &Poster,
) -> Result<PosterPage, MintError> {
    let society = &tenant.society;
    let claim = PosterClaim {
        session: session.number,
        point: poster.point,
        serial: poster.serial,
        valid: poster.valid,
    };
    Ok(PosterPage {
        society: PosterSociety {
            slug: society.slug.clone(),
            name: society.name.clone(),
            short_name: society.short_name.clone(),
            colour: society.colour.to_string(),
        },
        event: session.event.title.clone(),
        session: session.title.clone(),
        room: session.room.clone(),
        starts_at: session.window.opens,
        ends_at: session.window.closes,
        point: session.point_name(poster.point).cloned(),
        code_url: ring.mint_poster(&claim)?.url(&app.origin),
        typed_code: ring.typed_code(&claim)?.to_string(),
        typed_url: format!("{}/{}/check-in", app.config.base_url(), society.slug),
        serial: poster.serial.to_string(),
    })
}
