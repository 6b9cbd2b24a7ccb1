//! Events, sessions and posters, read from the database.

use super::{Event, Point, Poster, Session};
use crate::db::{Conn, Day, DbError, Instant, Json, statements};
use jiff::Timestamp;
use shusseki_core::calendar::Window;
use shusseki_core::check_in::PointKind;
use shusseki_core::ids::{ActivityKey, ClassKey, EventId, EventKindKey, SessionId, SocietySlug};
use shusseki_core::text::Text;
use shusseki_core::venue_code::{PointNumber, PosterClaim, PosterSerial, SessionNumber};

/// The columns of a session with its event.
macro_rules! select_session {
    () => {
        "SELECT s.session_id, s.session_number, s.title_ja, s.title_en, s.room_ja, s.room_en, \
         s.activity, s.starts_at, s.ends_at, s.grace_before_minutes, s.grace_after_minutes, \
         s.eligible_classes, s.cancelled, e.event_id, e.kind, e.title_ja AS event_ja, \
         e.title_en AS event_en, e.host_ja, e.host_en, e.venue_ja, e.venue_en, e.society_held, \
         e.first_day, e.last_day \
         FROM sessions s JOIN events e ON e.society_id = s.society_id AND e.event_id = s.event_id "
    };
}

statements! {
    SESSION_BY_NUMBER = concat!(select_session!(), "WHERE s.society_id = $1 AND s.session_number = $2");
    SESSION_BY_ID = concat!(select_session!(), "WHERE s.society_id = $1 AND s.session_id = $2");
    SESSIONS_BETWEEN = concat!(select_session!(),
        "WHERE s.society_id = $1 AND s.starts_at >= $2 AND s.starts_at < $3 \
         ORDER BY s.starts_at, s.session_number");
    OPEN_SESSIONS = concat!(select_session!(),
        "WHERE s.society_id = $1 AND s.starts_at >= $2 AND s.ends_at > $3 AND NOT s.cancelled \
         ORDER BY s.starts_at, s.session_number LIMIT $4");
    FIRST_SINCE = "SELECT MIN(session_number) AS session_number FROM sessions \
        WHERE society_id = $1 AND starts_at >= $2";
    POINTS = "SELECT point, name_ja, name_en, kind FROM points \
        WHERE society_id = $1 AND session_id = $2 ORDER BY point";
    POSTERS = "SELECT serial, point, valid_from, valid_until, revoked_at FROM posters \
        WHERE society_id = $1 AND session_id = $2 ORDER BY serial";
    POSTERS_WITHIN = "SELECT p.serial, p.point, p.valid_from, p.valid_until, s.session_number \
        FROM posters p JOIN sessions s ON s.society_id = p.society_id AND s.session_id = p.session_id \
        WHERE p.society_id = $1 AND p.valid_from < $3 AND p.valid_until > $2";
    VENUE_KEYS = "SELECT key_id, retired_at FROM venue_keys WHERE society_id = $1 ORDER BY key_id";
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    #[sqlx(try_from = "String")]
    session_id: SessionId,
    session_number: i64,
    title_ja: String,
    title_en: String,
    room_ja: String,
    room_en: String,
    #[sqlx(try_from = "String")]
    activity: ActivityKey,
    starts_at: Instant,
    ends_at: Instant,
    grace_before_minutes: Option<i64>,
    grace_after_minutes: Option<i64>,
    eligible_classes: Option<String>,
    cancelled: bool,
    #[sqlx(try_from = "String")]
    event_id: EventId,
    #[sqlx(try_from = "String")]
    kind: EventKindKey,
    event_ja: String,
    event_en: String,
    host_ja: String,
    host_en: String,
    venue_ja: String,
    venue_en: String,
    society_held: bool,
    first_day: Day,
    last_day: Day,
}

#[derive(sqlx::FromRow)]
struct FirstRow {
    session_number: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct PointRow {
    point: i64,
    name_ja: String,
    name_en: String,
    #[sqlx(try_from = "String")]
    kind: PointKind,
}

#[derive(sqlx::FromRow)]
struct PosterRow {
    serial: i64,
    point: i64,
    valid_from: Instant,
    valid_until: Instant,
    revoked_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct PosterClaimRow {
    serial: i64,
    point: i64,
    valid_from: Instant,
    valid_until: Instant,
    session_number: i64,
}

/// A key's number and, if it no longer mints, since when.
#[derive(sqlx::FromRow)]
pub(super) struct VenueKeyRow {
    pub(super) key_id: i64,
    pub(super) retired_at: Option<i64>,
}

/// A stored number that does not fit its type.
fn fits<T: TryFrom<i64>>(number: i64) -> Result<T, DbError> {
    T::try_from(number).map_err(|_| {
        DbError::from(sqlx::Error::Decode(
            format!("{number} is out of range").into(),
        ))
    })
}

impl SessionRow {
    fn session(self, points: Vec<Point>, posters: Vec<Poster>) -> Result<Session, DbError> {
        let eligible_classes = self
            .eligible_classes
            .map(|text| Json::<Vec<ClassKey>>::try_from(text).map(|json| json.0))
            .transpose()
            .map_err(|error| DbError::from(sqlx::Error::Decode(error.into())))?;
        Ok(Session {
            id: self.session_id,
            number: SessionNumber::new(fits(self.session_number)?),
            event: Event {
                id: self.event_id,
                kind: self.kind,
                title: Text::new(self.event_ja, self.event_en),
                host: Text::new(self.host_ja, self.host_en),
                venue: Text::new(self.venue_ja, self.venue_en),
                society_held: self.society_held,
                first_day: self.first_day.0,
                last_day: self.last_day.0,
            },
            title: Text::new(self.title_ja, self.title_en),
            room: Text::new(self.room_ja, self.room_en),
            activity: self.activity,
            window: Window::new(self.starts_at.0, self.ends_at.0),
            grace_before_minutes: self.grace_before_minutes.map(fits).transpose()?,
            grace_after_minutes: self.grace_after_minutes.map(fits).transpose()?,
            eligible_classes,
            cancelled: self.cancelled,
            points,
            posters,
        })
    }
}

/// The lowest number of the sessions that begin at an instant or later.
pub(super) async fn first_since(
    conn: &mut Conn,
    society: &SocietySlug,
    since: Timestamp,
) -> Result<Option<SessionNumber>, DbError> {
    let row: FirstRow = conn
        .sql(FIRST_SINCE)
        .bind(society.as_str())
        .bind(Instant(since))
        .one()
        .await?;
    let number = row.session_number.map(fits).transpose()?;
    Ok(number.map(SessionNumber::new))
}

/// The session with that number.
pub(super) async fn session_by_number(
    conn: &mut Conn,
    society: &SocietySlug,
    number: SessionNumber,
) -> Result<Option<Session>, DbError> {
    let row: Option<SessionRow> = conn
        .sql(SESSION_BY_NUMBER)
        .bind(society.as_str())
        .bind(i64::from(number.get()))
        .optional()
        .await?;
    match row {
        Some(row) => whole(conn, society, row).await.map(Some),
        None => Ok(None),
    }
}

/// The session with that id.
pub(crate) async fn session_by_id(
    conn: &mut Conn,
    society: &SocietySlug,
    session: SessionId,
) -> Result<Option<Session>, DbError> {
    let row: Option<SessionRow> = conn
        .sql(SESSION_BY_ID)
        .bind(society.as_str())
        .bind(session.to_string())
        .optional()
        .await?;
    match row {
        Some(row) => whole(conn, society, row).await.map(Some),
        None => Ok(None),
    }
}

/// The sessions that begin within the window, in order of time.
pub(crate) async fn sessions_between(
    conn: &mut Conn,
    society: &SocietySlug,
    window: Window,
) -> Result<Vec<Session>, DbError> {
    let rows: Vec<SessionRow> = conn
        .sql(SESSIONS_BETWEEN)
        .bind(society.as_str())
        .bind(Instant(window.opens))
        .bind(Instant(window.closes))
        .all()
        .await?;
    let mut sessions = Vec::with_capacity(rows.len());
    for row in rows {
        sessions.push(whole(conn, society, row).await?);
    }
    Ok(sessions)
}

/// The sessions that began after `since`, aren't over and weren't called off, the earliest first;
/// without their points and posters.
pub(super) async fn open_sessions(
    conn: &mut Conn,
    society: &SocietySlug,
    (since, now): (Timestamp, Timestamp),
    at_most: i64,
) -> Result<Vec<Session>, DbError> {
    let rows: Vec<SessionRow> = conn
        .sql(OPEN_SESSIONS)
        .bind(society.as_str())
        .bind(Instant(since))
        .bind(Instant(now))
        .bind(at_most)
        .all()
        .await?;
    let bare = |row: SessionRow| row.session(Vec::new(), Vec::new());
    rows.into_iter().map(bare).collect()
}

async fn whole(
    conn: &mut Conn,
    society: &SocietySlug,
    row: SessionRow,
) -> Result<Session, DbError> {
    let points: Vec<PointRow> = conn
        .sql(POINTS)
        .bind(society.as_str())
        .bind(row.session_id.to_string())
        .all()
        .await?;
    let posters: Vec<PosterRow> = conn
        .sql(POSTERS)
        .bind(society.as_str())
        .bind(row.session_id.to_string())
        .all()
        .await?;
    let points = points
        .into_iter()
        .map(|row| {
            Ok(Point {
                number: PointNumber::new(fits(row.point)?),
                name: Text::new(row.name_ja, row.name_en),
                kind: row.kind,
            })
        })
        .collect::<Result<_, DbError>>()?;
    let posters = posters
        .into_iter()
        .map(|row| {
            Ok(Poster {
                serial: PosterSerial::new(fits(row.serial)?),
                point: PointNumber::new(fits(row.point)?),
                valid: Window::new(row.valid_from.0, row.valid_until.0),
                revoked: row.revoked_at.is_some(),
            })
        })
        .collect::<Result<_, DbError>>()?;
    row.session(points, posters)
}

/// The claims of all posters that hold at some instant of the window.
pub(super) async fn posters_within(
    conn: &mut Conn,
    society: &SocietySlug,
    window: Window,
) -> Result<Vec<PosterClaim>, DbError> {
    let rows: Vec<PosterClaimRow> = conn
        .sql(POSTERS_WITHIN)
        .bind(society.as_str())
        .bind(Instant(window.opens))
        .bind(Instant(window.closes))
        .all()
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(PosterClaim {
                session: SessionNumber::new(fits(row.session_number)?),
                point: PointNumber::new(fits(row.point)?),
                serial: PosterSerial::new(fits(row.serial)?),
                valid: Window::new(row.valid_from.0, row.valid_until.0),
            })
        })
        .collect()
}

/// The society's venue keys, oldest first.
pub(super) async fn venue_keys(
    conn: &mut Conn,
    society: &SocietySlug,
) -> Result<Vec<VenueKeyRow>, DbError> {
    conn.sql(VENUE_KEYS).bind(society.as_str()).all().await
}
