//! Events, sessions and posters, written to the database.

use super::{Event, Point, Poster, Session};
use crate::db::{Day, DbError, Instant, Json, Tx, statements};
use jiff::Timestamp;
use shusseki_core::ids::{SessionId, SocietySlug};
use shusseki_core::venue_code::{KeyId, PosterSerial};

statements! {
    INSERT_EVENT = "INSERT INTO events (society_id, event_id, kind, title_ja, title_en, host_ja, \
        host_en, venue_ja, venue_en, society_held, first_day, last_day) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    INSERT_SESSION = "INSERT INTO sessions (society_id, session_id, event_id, session_number, \
        title_ja, title_en, room_ja, room_en, activity, starts_at, ends_at, grace_before_minutes, \
        grace_after_minutes, eligible_classes, cancelled) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    INSERT_POINT = "INSERT INTO points (society_id, session_id, point, name_ja, name_en, kind) \
        VALUES ($1, $2, $3, $4, $5, $6)";
    INSERT_POSTER = "INSERT INTO posters (society_id, serial, session_id, point, valid_from, \
        valid_until, issued_at, revoked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)";
    REVOKE_POSTER = "UPDATE posters SET revoked_at = $3 \
        WHERE society_id = $1 AND serial = $2 AND revoked_at IS NULL";
    INSERT_VENUE_KEY = "INSERT INTO venue_keys (society_id, key_id, created_at, retired_at) \
        VALUES ($1, $2, $3, NULL)";
    INSERT_FIRST_VENUE_KEY = "INSERT INTO venue_keys (society_id, key_id, created_at, retired_at) \
        VALUES ($1, $2, $3, NULL) ON CONFLICT DO NOTHING";
    RETIRE_VENUE_KEYS = "UPDATE venue_keys SET retired_at = $2 \
        WHERE society_id = $1 AND retired_at IS NULL";
}

/// Adds an event.
pub(crate) async fn insert_event(
    tx: &mut Tx,
    society: &SocietySlug,
    event: &Event,
) -> Result<(), DbError> {
    tx.sql(INSERT_EVENT)
        .bind(society.as_str())
        .bind(event.id.to_string())
        .bind(event.kind.as_str())
        .bind(event.title.ja.as_str())
        .bind(event.title.en.as_str())
        .bind(event.host.ja.as_str())
        .bind(event.host.en.as_str())
        .bind(event.venue.ja.as_str())
        .bind(event.venue.en.as_str())
        .bind(event.society_held)
        .bind(Day(event.first_day))
        .bind(Day(event.last_day))
        .run()
        .await?;
    Ok(())
}

/// Adds a session with its points; its event is there already, its posters come later.
pub(crate) async fn insert_session(
    tx: &mut Tx,
    society: &SocietySlug,
    session: &Session,
) -> Result<(), DbError> {
    let eligible_classes = session
        .eligible_classes
        .as_ref()
        .map(|classes| Json(classes).text())
        .transpose()?;
    tx.sql(INSERT_SESSION)
        .bind(society.as_str())
        .bind(session.id.to_string())
        .bind(session.event.id.to_string())
        .bind(i64::from(session.number.get()))
        .bind(session.title.ja.as_str())
        .bind(session.title.en.as_str())
        .bind(session.room.ja.as_str())
        .bind(session.room.en.as_str())
        .bind(session.activity.as_str())
        .bind(Instant(session.window.opens))
        .bind(Instant(session.window.closes))
        .bind(session.grace_before_minutes.map(i64::from))
        .bind(session.grace_after_minutes.map(i64::from))
        .bind(eligible_classes)
        .bind(session.cancelled)
        .run()
        .await?;
    for point in &session.points {
        insert_point(tx, society, session.id, point).await?;
    }
    Ok(())
}

async fn insert_point(
    tx: &mut Tx,
    society: &SocietySlug,
    session: SessionId,
    point: &Point,
) -> Result<(), DbError> {
    tx.sql(INSERT_POINT)
        .bind(society.as_str())
        .bind(session.to_string())
        .bind(i64::from(point.number.get()))
        .bind(point.name.ja.as_str())
        .bind(point.name.en.as_str())
        .bind(point.kind.name())
        .run()
        .await?;
    Ok(())
}

/// Adds a poster.
pub(crate) async fn insert_poster(
    tx: &mut Tx,
    society: &SocietySlug,
    session: SessionId,
    poster: &Poster,
    issued_at: Timestamp,
) -> Result<(), DbError> {
    tx.sql(INSERT_POSTER)
        .bind(society.as_str())
        .bind(i64::from(poster.serial.get()))
        .bind(session.to_string())
        .bind(i64::from(poster.point.get()))
        .bind(Instant(poster.valid.opens))
        .bind(Instant(poster.valid.closes))
        .bind(Instant(issued_at))
        .run()
        .await?;
    Ok(())
}

/// Revokes a poster; tells whether there was one to revoke.
pub(super) async fn revoke_poster(
    tx: &mut Tx,
    society: &SocietySlug,
    serial: PosterSerial,
    at: Timestamp,
) -> Result<bool, DbError> {
    let changed = tx
        .sql(REVOKE_POSTER)
        .bind(society.as_str())
        .bind(i64::from(serial.get()))
        .bind(Instant(at))
        .run()
        .await?;
    Ok(changed > 0)
}

/// Adds the first key; does nothing when another process has just done so.
pub(super) async fn add_first_venue_key(
    tx: &mut Tx,
    society: &SocietySlug,
    key: KeyId,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.sql(INSERT_FIRST_VENUE_KEY)
        .bind(society.as_str())
        .bind(i64::from(key.get()))
        .bind(Instant(now))
        .run()
        .await?;
    Ok(())
}

/// Adds a key that mints from now on; those before it only verify.
pub(super) async fn add_venue_key(
    tx: &mut Tx,
    society: &SocietySlug,
    key: KeyId,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.sql(RETIRE_VENUE_KEYS)
        .bind(society.as_str())
        .bind(Instant(now))
        .run()
        .await?;
    tx.sql(INSERT_VENUE_KEY)
        .bind(society.as_str())
        .bind(i64::from(key.get()))
        .bind(Instant(now))
        .run()
        .await?;
    Ok(())
}
