//! What a batch of check-ins leaves in the database.

use crate::credits::EarningName;
use crate::db::list::Kind;
use crate::db::rows::ManyRows;
use crate::db::{DbError, Instant, Tx, statements};
use jiff::Timestamp;
use shusseki_core::ids::{MemberId, SocietySlug};
use shusseki_core::venue_code::{PointNumber, SessionNumber};

statements! {
    FORGET_REPEATED = "DELETE FROM repeated_requests WHERE answered_at < $1";
}

/// The statements over many rows.
pub(crate) const MANY_ROWS: &[ManyRows] = &[INSERT_ATTENDANCES, INSERT_REPEATED_REQUESTS];

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
        ("earning", Kind::Number),
    ],
    text: "INSERT INTO attendances (society_id, member_id, session_number, point, scanned_at, \
        registered_at, evidence, late, overlapped, idempotency_key, body_digest, earning) \
        SELECT society_id, member_id, session_number, point, scanned_at, registered_at, evidence, \
        late, overlapped, idempotency_key, body_digest, earning FROM given WHERE TRUE ON CONFLICT DO NOTHING",
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
    /// What it earns.
    pub(crate) earning: Option<EarningName>,
}

/// A request that found the member registered already.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RepeatedRequest {
    pub(super) society: SocietySlug,
    pub(super) member: MemberId,
    pub(super) request: Request,
    pub(super) answered_at: Timestamp,
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
                new.earning.map(EarningName::get).into(),
            ]
        })
        .await
}

/// Forgets the keys of repeated requests that were answered before; tells how many.
pub(crate) async fn forget_repeated_requests(
    tx: &mut Tx,
    before: Timestamp,
) -> Result<u64, DbError> {
    tx.sql(FORGET_REPEATED).bind(Instant(before)).run().await
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
