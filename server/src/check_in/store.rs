//! Attendances, read from the database.

use crate::db::{Conn, DbError, Instant, statements};
use jiff::Timestamp;
use shusseki_core::ids::{ActivityKey, MemberId, SessionId, SocietySlug};
use shusseki_core::venue_code::{PointNumber, SessionNumber};

statements! {
    // The credits are the ledger's, shown with the first point that was passed.
    ATTENDANCES_OF = "SELECT s.session_id, a.session_number, a.point, a.scanned_at, a.evidence, a.late, \
        s.title_ja, s.title_en, s.room_ja, s.room_en, s.activity, s.starts_at, s.ends_at, \
        e.kind, e.title_ja AS event_ja, e.title_en AS event_en, \
        CASE WHEN a.point = (SELECT MIN(p.point) FROM attendances p \
        WHERE p.society_id = a.society_id AND p.member_id = a.member_id \
        AND p.session_number = a.session_number) AND NOT EXISTS (SELECT 1 FROM credit_entries v \
        WHERE v.society_id = a.society_id AND v.member_id = a.member_id AND v.line = 'voided' \
        AND v.concerns = s.session_id) \
        THEN COALESCE(g.credits, (SELECT r.credits FROM attendances p JOIN earnings r \
        ON r.society_id = p.society_id AND r.session_number = p.session_number \
        AND r.earning = p.earning WHERE p.society_id = a.society_id AND p.member_id = a.member_id \
        AND p.session_number = a.session_number ORDER BY p.point LIMIT 1)) END AS credits \
        FROM attendances a \
        JOIN sessions s ON s.society_id = a.society_id AND s.session_number = a.session_number \
        JOIN events e ON e.society_id = s.society_id AND e.event_id = s.event_id \
        LEFT JOIN credit_entries g ON g.society_id = a.society_id \
        AND g.member_id = a.member_id AND g.entry_id = s.session_id \
        AND g.line = 'granted' \
        WHERE a.society_id = $1 AND a.member_id = $2 AND a.scanned_at >= $3 \
        AND (a.scanned_at < $4 OR (a.scanned_at = $4 AND (a.session_number < $5 \
        OR (a.session_number = $5 AND a.point < $6)))) \
        ORDER BY a.scanned_at DESC, a.session_number DESC, a.point DESC LIMIT $7";
    ATTENDANCE_AT = "SELECT scanned_at, late FROM attendances \
        WHERE society_id = $1 AND session_number = $2 AND point = $3 AND member_id = $4";
    COUNT_AT = "SELECT point, COUNT(*) AS attendances FROM attendances \
        WHERE society_id = $1 AND session_number = $2 GROUP BY point ORDER BY point";
}

/// A row of the list of attendances 参加履歴.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct AttendanceRow {
    /// The session.
    #[sqlx(try_from = "String")]
    pub(crate) session_id: SessionId,
    /// The session's number.
    pub(crate) session_number: i64,
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
    #[sqlx(try_from = "String")]
    pub(crate) activity: ActivityKey,
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
    /// or at it and in a session with a smaller number,
    pub(crate) session: i64,
    /// or of it and at a point with a smaller number.
    pub(crate) point: i64,
}

impl Before {
    /// Everything scanned before the instant.
    pub(crate) const fn instant(scanned_at: Timestamp) -> Self {
        Self {
            scanned_at,
            session: 0,
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
        .bind(before.session)
        .bind(before.point)
        .bind(limit)
        .all()
        .await
}

/// A member's attendance at a point of a session.
pub(crate) async fn attendance_at(
    conn: &mut Conn,
    society: &SocietySlug,
    session: SessionNumber,
    point: PointNumber,
    member: MemberId,
) -> Result<Option<AttendanceAt>, DbError> {
    conn.sql(ATTENDANCE_AT)
        .bind(society.as_str())
        .bind(i64::from(session.get()))
        .bind(i64::from(point.get()))
        .bind(member.to_string())
        .optional()
        .await
}

/// How many checked in at each point of a session.
pub(crate) async fn counts_at(
    conn: &mut Conn,
    society: &SocietySlug,
    session: SessionNumber,
) -> Result<Vec<CountRow>, DbError> {
    conn.sql(COUNT_AT)
        .bind(society.as_str())
        .bind(i64::from(session.get()))
        .all()
        .await
}
