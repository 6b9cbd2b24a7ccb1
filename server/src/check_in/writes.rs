//! What a batch of check-ins looks up and writes: three statements, however many they are.

use crate::db::list::Kind;
use crate::db::rows::ManyRows;
use crate::db::{Conn, DbError, Instant, Tx};
use crate::members::MemberStatus;
use jiff::Timestamp;
use shusseki_core::ids::{ClassKey, MemberId, SocietySlug};
use shusseki_core::venue_code::{PointNumber, SessionNumber};

/// The statements over many rows.
pub(crate) const MANY_ROWS: &[ManyRows] = &[LOOK_UP, INSERT_ATTENDANCES, INSERT_REPEATED_REQUESTS];

// CROSS JOIN: SQLite then keeps the order, the list first and the indexes for each of its rows.
const LOOK_UP: ManyRows = ManyRows {
    columns: &[
        ("job", Kind::Number),
        ("society_id", Kind::Text),
        ("member_id", Kind::Text),
        ("since_number", Kind::Number),
        ("idempotency_key", Kind::Text),
    ],
    text: "SELECT g.job, m.class, m.status, a.session_number, a.point, a.scanned_at, a.late, \
        a.overlapped, a.idempotency_key, a.body_digest, s.starts_at, s.ends_at, s.title_ja, \
        s.title_en, r.body_digest AS repeated_digest \
        FROM given g CROSS JOIN members m \
        LEFT JOIN attendances a ON a.society_id = m.society_id AND a.member_id = m.member_id \
        AND a.session_number >= g.since_number \
        LEFT JOIN sessions s ON s.society_id = a.society_id AND s.session_number = a.session_number \
        LEFT JOIN repeated_requests r ON r.society_id = m.society_id \
        AND r.member_id = m.member_id AND r.idempotency_key = g.idempotency_key \
        WHERE m.society_id = g.society_id AND m.member_id = g.member_id",
};

// WHERE: without it SQLite takes ON for a join's.
const INSERT_ATTENDANCES: ManyRows = ManyRows {
    columns: &[
        ("society_id", Kind::Text),
        ("member_id", Kind::Text),
        ("session_number", Kind::Number),
        ("point", Kind::Number),
        ("scanned_at", Kind::Number),
        ("registered_at", Kind::Number),
        ("evidence", Kind::Text),
        ("late", Kind::Truth),
        ("overlapped", Kind::Text),
        ("idempotency_key", Kind::Text),
        ("body_digest", Kind::Text),
    ],
    text: "INSERT INTO attendances (society_id, member_id, session_number, point, scanned_at, \
        registered_at, evidence, late, overlapped, idempotency_key, body_digest) \
        SELECT society_id, member_id, session_number, point, scanned_at, registered_at, evidence, \
        late, overlapped, idempotency_key, body_digest FROM given WHERE TRUE ON CONFLICT DO NOTHING",
};

const INSERT_REPEATED_REQUESTS: ManyRows = ManyRows {
    columns: &[
        ("society_id", Kind::Text),
        ("member_id", Kind::Text),
        ("idempotency_key", Kind::Text),
        ("body_digest", Kind::Text),
        ("answered_at", Kind::Number),
    ],
    text: "INSERT INTO repeated_requests (society_id, member_id, idempotency_key, body_digest, \
        answered_at) SELECT society_id, member_id, idempotency_key, body_digest, answered_at \
        FROM given WHERE TRUE ON CONFLICT DO NOTHING",
};

/// What makes a request the same as another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Request {
    /// The name that the client gave it.
    pub(crate) key: String,
    /// A digest of what it asks for.
    pub(crate) digest: String,
}

/// What a batch wants to know for one of its check-ins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) society: &'a SocietySlug,
    pub(super) member: MemberId,
    /// Attendances of sessions with this number or a higher one are wanted.
    pub(super) since: SessionNumber,
    pub(super) key: Option<&'a str>,
}

/// The member of a check-in, once for each of the attendances wanted, or without one.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct LookedUp {
    /// Which of the check-ins it is about.
    pub(super) job: i64,
    #[sqlx(try_from = "String")]
    pub(super) class: ClassKey,
    #[sqlx(try_from = "String")]
    pub(super) status: MemberStatus,
    #[sqlx(flatten)]
    pub(super) attended: AttendedRow,
    /// What the same key asked for when the member was registered already.
    pub(super) repeated_digest: Option<String>,
}

/// An attendance with its session; NULL throughout where there is none.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct AttendedRow {
    pub(super) session_number: Option<i64>,
    pub(super) point: Option<i64>,
    pub(super) scanned_at: Option<Instant>,
    pub(super) late: Option<bool>,
    pub(super) overlapped: Option<String>,
    pub(super) idempotency_key: Option<String>,
    pub(super) body_digest: Option<String>,
    pub(super) starts_at: Option<Instant>,
    pub(super) ends_at: Option<Instant>,
    pub(super) title_ja: Option<String>,
    pub(super) title_en: Option<String>,
}

/// An attendance to be stored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NewAttendance {
    /// The society.
    pub(crate) society: SocietySlug,
    /// The member.
    pub(crate) member: MemberId,
    /// The session.
    pub(crate) session: SessionNumber,
    /// The point.
    pub(crate) point: PointNumber,
    /// When the code was scanned.
    pub(crate) scanned_at: Timestamp,
    /// When it was stored.
    pub(crate) registered_at: Timestamp,
    /// How it is known.
    pub(crate) evidence: &'static str,
    /// Whether it was uploaded after the session.
    pub(crate) late: bool,
    /// The sessions at the same time that the member attended before.
    pub(crate) overlaps: Vec<SessionNumber>,
    /// The request that registers it, if it has a key.
    pub(crate) request: Option<Request>,
}

/// A request that found the member registered already.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RepeatedRequest {
    pub(super) society: SocietySlug,
    pub(super) member: MemberId,
    pub(super) request: Request,
    pub(super) answered_at: Timestamp,
}

/// Looks up what is known of the members and their requests; who does not exist has no row.
pub(super) async fn look_up(
    conn: &mut Conn,
    wanted: &[Wanted<'_>],
) -> Result<Vec<LookedUp>, DbError> {
    let numbered: Vec<(i64, Wanted<'_>)> = (0..).zip(wanted.iter().copied()).collect();
    LOOK_UP
        .all(conn, &numbered, |(job, wanted)| {
            [
                (*job).into(),
                wanted.society.as_str().into(),
                wanted.member.to_string().into(),
                i64::from(wanted.since.get()).into(),
                wanted.key.into(),
            ]
        })
        .await
}

/// Stores attendances; tells how many were new.
pub(crate) async fn insert_attendances(
    tx: &mut Tx,
    attendances: &[NewAttendance],
) -> Result<usize, DbError> {
    INSERT_ATTENDANCES
        .run(tx, attendances, |new| {
            let request = new.request.as_ref();
            [
                new.society.as_str().into(),
                new.member.to_string().into(),
                i64::from(new.session.get()).into(),
                i64::from(new.point.get()).into(),
                Instant(new.scanned_at).into(),
                Instant(new.registered_at).into(),
                new.evidence.into(),
                new.late.into(),
                overlaps(&new.overlaps).into(),
                request.map(|request| request.key.as_str()).into(),
                request.map(|request| request.digest.as_str()).into(),
            ]
        })
        .await
}

fn overlaps(sessions: &[SessionNumber]) -> Option<String> {
    (!sessions.is_empty()).then(|| serde_json::json!(sessions).to_string())
}

/// Keeps the keys of repeated requests; tells how many were new.
pub(super) async fn insert_repeated_requests(
    tx: &mut Tx,
    requests: &[RepeatedRequest],
) -> Result<usize, DbError> {
    INSERT_REPEATED_REQUESTS
        .run(tx, requests, |new| {
            [
                new.society.as_str().into(),
                new.member.to_string().into(),
                new.request.key.as_str().into(),
                new.request.digest.as_str().into(),
                Instant(new.answered_at).into(),
            ]
        })
        .await
}
