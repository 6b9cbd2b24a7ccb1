//! Attendances and the answers given, in the database.

use crate::db::rows::ManyRows;
use crate::db::{Conn, DbError, Instant, Tx, statements};
use jiff::Timestamp;
use shusseki_core::ids::{MemberId, SessionId, SocietySlug};
use shusseki_core::venue_code::PointNumber;

statements! {
    // The credits are the ledger's, shown with the first point that was passed.
    ATTENDANCES_OF = "SELECT a.session_id, a.point, a.scanned_at, a.evidence, a.late, \
        s.title_ja, s.title_en, s.room_ja, s.room_en, s.activity, s.starts_at, s.ends_at, \
        e.kind, e.title_ja AS event_ja, e.title_en AS event_en, \
        CASE WHEN a.point = (SELECT MIN(p.point) FROM attendances p \
        WHERE p.society_id = a.society_id AND p.session_id = a.session_id \
        AND p.member_id = a.member_id) THEN g.credits END AS credits \
        FROM attendances a \
        JOIN sessions s ON s.society_id = a.society_id AND s.session_id = a.session_id \
        JOIN events e ON e.society_id = s.society_id AND e.event_id = s.event_id \
        LEFT JOIN credit_entries g ON g.society_id = a.society_id \
        AND g.member_id = a.member_id AND g.session_id = a.session_id \
        AND g.origin = 'attendance' AND g.line = 'granted' \
        AND NOT EXISTS (SELECT 1 FROM credit_entries v WHERE v.society_id = g.society_id \
        AND v.member_id = g.member_id AND v.line = 'voided' AND v.concerns = g.entry_id) \
        WHERE a.society_id = $1 AND a.member_id = $2 AND a.scanned_at >= $3 \
        AND (a.scanned_at < $4 OR (a.scanned_at = $4 AND (a.session_id < $5 \
        OR (a.session_id = $5 AND a.point < $6)))) \
        ORDER BY a.scanned_at DESC, a.session_id DESC, a.point DESC LIMIT $7";
    ATTENDANCE_AT = "SELECT scanned_at, late FROM attendances \
        WHERE society_id = $1 AND session_id = $2 AND point = $3 AND member_id = $4";
    COUNT_AT = "SELECT point, COUNT(*) AS attendances FROM attendances \
        WHERE society_id = $1 AND session_id = $2 GROUP BY point ORDER BY point";
}

/// The statements of a batch.
pub(crate) const MANY_ROWS: &[ManyRows] = &[ANSWERS, ATTENDED, INSERT_ATTENDANCES, INSERT_ANSWERS];

const ANSWERS: ManyRows = ManyRows {
    before: "WITH wanted (society_id, member_id, idempotency_key) AS (VALUES",
    columns: 3,
    after: ") SELECT r.society_id, r.member_id, r.idempotency_key, r.body_digest, r.answer \
        FROM wanted w CROSS JOIN check_in_requests r WHERE r.society_id = w.society_id \
        AND r.member_id = w.member_id AND r.idempotency_key = w.idempotency_key",
};

// CROSS JOIN: SQLite then keeps the order, the list first and the index for each of its rows. The
// session is compared as an expression, which no index serves: the engines would look through the
// whole hall for each member instead of through the member's own attendances.
const ATTENDED: ManyRows = ManyRows {
    before: "WITH wanted (society_id, member_id, session_id, since) AS (VALUES",
    columns: 4,
    after: ") SELECT DISTINCT a.society_id, a.member_id, a.session_id, a.point, a.scanned_at, \
        s.session_number, s.starts_at, s.ends_at, s.title_ja, s.title_en \
        FROM wanted w CROSS JOIN attendances a CROSS JOIN sessions s \
        WHERE a.society_id = w.society_id AND a.member_id = w.member_id \
        AND (a.scanned_at >= CAST(w.since AS BIGINT) OR a.session_id || '' = w.session_id) \
        AND s.society_id = a.society_id AND s.session_id = a.session_id",
};

const INSERT_ATTENDANCES: ManyRows = ManyRows {
    before: "INSERT INTO attendances (society_id, session_id, point, member_id, scanned_at, \
        registered_at, evidence, late) VALUES",
    columns: 8,
    after: "ON CONFLICT DO NOTHING RETURNING member_id",
};

const INSERT_ANSWERS: ManyRows = ManyRows {
    before: "INSERT INTO check_in_requests (society_id, member_id, idempotency_key, body_digest, \
        answer, answered_at) VALUES",
    columns: 6,
    after: "ON CONFLICT DO NOTHING RETURNING member_id",
};

/// The answer that a key was given.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct AnswerRow {
    #[sqlx(try_from = "String")]
    pub(super) society_id: SocietySlug,
    #[sqlx(try_from = "String")]
    pub(super) member_id: MemberId,
    pub(super) idempotency_key: String,
    pub(super) body_digest: String,
    pub(super) answer: String,
}

/// An attendance of a member, with what tells whether another session overlaps it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct AttendedRow {
    #[sqlx(try_from = "String")]
    pub(super) society_id: SocietySlug,
    #[sqlx(try_from = "String")]
    pub(super) member_id: MemberId,
    #[sqlx(try_from = "String")]
    pub(super) session_id: SessionId,
    pub(super) point: i64,
    pub(super) scanned_at: Instant,
    pub(super) session_number: i64,
    pub(super) starts_at: Instant,
    pub(super) ends_at: Instant,
    pub(super) title_ja: String,
    pub(super) title_en: String,
}

/// An attendance to be stored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NewAttendance {
    /// The society.
    pub(crate) society: SocietySlug,
    /// The session.
    pub(crate) session: SessionId,
    /// The point.
    pub(crate) point: PointNumber,
    /// The member.
    pub(crate) member: MemberId,
    /// When the code was scanned.
    pub(crate) scanned_at: Timestamp,
    /// When it was stored.
    pub(crate) registered_at: Timestamp,
    /// How it is known.
    pub(crate) evidence: &'static str,
    /// Whether it was uploaded after the session.
    pub(crate) late: bool,
}

/// An answer to be kept for a retry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NewAnswer {
    pub(super) society: SocietySlug,
    pub(super) member: MemberId,
    pub(super) idempotency_key: String,
    pub(super) body_digest: String,
    pub(super) answer: String,
    pub(super) answered_at: Timestamp,
}

/// Whose attendances a batch wants to know of, since when.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) society: SocietySlug,
    pub(super) member: MemberId,
    /// The session to be attended: an earlier attendance of it is wanted however old it is.
    pub(super) session: SessionId,
    pub(super) since: Timestamp,
}

/// A row of the list of attendances 参加履歴.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct AttendanceRow {
    /// The session.
    #[sqlx(try_from = "String")]
    pub(crate) session_id: SessionId,
    /// The point's number.
    pub(crate) point: i64,
    /// When the code was scanned.
    pub(crate) scanned_at: Instant,
    /// How it is known.
    pub(crate) evidence: String,
    /// Whether it was uploaded late.
    pub(crate) late: bool,
    /// The session's title.
    pub(crate) title_ja: String,
    /// The session's title in English.
    pub(crate) title_en: String,
    /// The room.
    pub(crate) room_ja: String,
    /// The room in English.
    pub(crate) room_en: String,
    /// The activity's key.
    pub(crate) activity: String,
    /// When the session began.
    pub(crate) starts_at: Instant,
    /// When the session ended.
    pub(crate) ends_at: Instant,
    /// The kind of event's key.
    pub(crate) kind: String,
    /// The event's title.
    pub(crate) event_ja: String,
    /// The event's title in English.
    pub(crate) event_en: String,
    /// What the ledger granted for the session, with its first point only.
    pub(crate) credits: Option<String>,
}

/// When a member checked in at a point.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(crate) struct AttendanceAt {
    /// When the code was scanned.
    pub(crate) scanned_at: Instant,
    /// Whether it was uploaded late.
    pub(crate) late: bool,
}

/// How many checked in at a point.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(crate) struct CountRow {
    /// The point's number.
    pub(crate) point: i64,
    /// Attendances.
    pub(crate) attendances: i64,
}

/// Where a page of attendances begins: after this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Before {
    /// Scanned before this instant,
    pub(crate) scanned_at: Timestamp,
    /// or at it and with a smaller session id than this,
    pub(crate) session: String,
    /// or of it and at a point with a smaller number.
    pub(crate) point: i64,
}

impl Before {
    /// Everything scanned before the instant.
    pub(crate) const fn instant(scanned_at: Timestamp) -> Self {
        Self {
            scanned_at,
            session: String::new(),
            point: 0,
        }
    }
}

/// A member's attendances since an instant, newest first.
pub(crate) async fn attendances_of(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
    since: Timestamp,
    before: &Before,
    limit: i64,
) -> Result<Vec<AttendanceRow>, DbError> {
    conn.sql(ATTENDANCES_OF)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(Instant(since))
        .bind(Instant(before.scanned_at))
        .bind(before.session.as_str())
        .bind(before.point)
        .bind(limit)
        .all()
        .await
}

/// A member's attendance at a point of a session.
pub(crate) async fn attendance_at(
    conn: &mut Conn,
    society: &SocietySlug,
    session: SessionId,
    point: PointNumber,
    member: MemberId,
) -> Result<Option<AttendanceAt>, DbError> {
    conn.sql(ATTENDANCE_AT)
        .bind(society.as_str())
        .bind(session.to_string())
        .bind(i64::from(point.get()))
        .bind(member.to_string())
        .optional()
        .await
}

/// How many checked in at each point of a session.
pub(crate) async fn counts_at(
    conn: &mut Conn,
    society: &SocietySlug,
    session: SessionId,
) -> Result<Vec<CountRow>, DbError> {
    conn.sql(COUNT_AT)
        .bind(society.as_str())
        .bind(session.to_string())
        .all()
        .await
}

/// The answers given to these keys before.
pub(super) async fn answers(
    conn: &mut Conn,
    keys: &[(SocietySlug, MemberId, String)],
) -> Result<Vec<AnswerRow>, DbError> {
    ANSWERS
        .all(conn, keys, |sql, (society, member, key)| {
            sql.bind(society.as_str().to_owned())
                .bind(member.to_string())
                .bind(key.clone())
        })
        .await
}

/// What these members attended lately.
pub(super) async fn attended(
    conn: &mut Conn,
    wanted: &[Wanted],
) -> Result<Vec<AttendedRow>, DbError> {
    ATTENDED
        .all(conn, wanted, |sql, wanted| {
            sql.bind(wanted.society.as_str().to_owned())
                .bind(wanted.member.to_string())
                .bind(wanted.session.to_string())
                .bind(Instant(wanted.since))
        })
        .await
}

#[derive(sqlx::FromRow)]
struct Inserted {
    #[expect(dead_code, reason = "only the number of rows is of interest")]
    member_id: String,
}

/// Stores attendances; tells how many were new.
pub(crate) async fn insert_attendances(
    tx: &mut Tx,
    attendances: &[NewAttendance],
) -> Result<usize, DbError> {
    let inserted: Vec<Inserted> = INSERT_ATTENDANCES
        .all(tx, attendances, |sql, new| {
            sql.bind(new.society.as_str().to_owned())
                .bind(new.session.to_string())
                .bind(i64::from(new.point.get()))
                .bind(new.member.to_string())
                .bind(Instant(new.scanned_at))
                .bind(Instant(new.registered_at))
                .bind(new.evidence)
                .bind(new.late)
        })
        .await?;
    Ok(inserted.len())
}

/// Keeps answers; tells how many were new.
pub(super) async fn insert_answers(tx: &mut Tx, answers: &[NewAnswer]) -> Result<usize, DbError> {
    let inserted: Vec<Inserted> = INSERT_ANSWERS
        .all(tx, answers, |sql, new| {
            sql.bind(new.society.as_str().to_owned())
                .bind(new.member.to_string())
                .bind(new.idempotency_key.clone())
                .bind(new.body_digest.clone())
                .bind(new.answer.clone())
                .bind(Instant(new.answered_at))
        })
        .await?;
    Ok(inserted.len())
}
