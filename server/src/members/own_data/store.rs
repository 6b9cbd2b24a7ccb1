//! Requests for deletion in the database.

use super::requests::{DataRequest, Decision, RequestState};
use crate::db::{Conn, DbError, Instant, Tx, statements};
use jiff::Timestamp;
use shusseki_core::ids::{MemberId, SocietySlug};
use uuid::Uuid;

statements! {
    /// One at a time: while one waits, another is not added.
    INSERT = "INSERT INTO data_requests (society_id, request_id, member_id, reason, asked_at, state) \
        VALUES ($1, $2, $3, $4, $5, 'waiting') ON CONFLICT DO NOTHING";
    NEWEST = "SELECT request_id, member_id, reason, asked_at, state, answer FROM data_requests \
        WHERE society_id = $1 AND member_id = $2 ORDER BY asked_at DESC, request_id LIMIT 1";
    ONE = "SELECT request_id, member_id, reason, asked_at, state, answer FROM data_requests \
        WHERE society_id = $1 AND request_id = $2";
    QUEUE = "SELECT request_id, member_id, reason, asked_at, state, answer FROM data_requests \
        WHERE society_id = $1 AND state = 'waiting' ORDER BY asked_at, request_id LIMIT $2";
    DECIDE = "UPDATE data_requests SET state = $3, answer = $4, decided_at = $5, decided_by = $6 \
        WHERE society_id = $1 AND request_id = $2 AND state = 'waiting'";
}

#[derive(sqlx::FromRow)]
struct RequestRow {
    request_id: String,
    #[sqlx(try_from = "String")]
    member_id: MemberId,
    reason: String,
    asked_at: Instant,
    state: String,
    answer: Option<String>,
}

impl RequestRow {
    fn request(self) -> Result<DataRequest, DbError> {
        let id = Uuid::parse_str(&self.request_id);
        Ok(DataRequest {
            id: id.map_err(|error| sqlx::Error::Decode(error.into()))?,
            member: self.member_id,
            reason: self.reason,
            asked_at: self.asked_at.0,
            // The table admits no other.
            state: match self.state.as_str() {
                "accepted" => RequestState::Accepted,
                "declined" => RequestState::Declined,
                _ => RequestState::Waiting,
            },
            answer: self.answer,
        })
    }
}

/// Adds a request, unless one of the member waits; tells whether it was added.
pub(super) async fn insert(
    tx: &mut Tx,
    society: &SocietySlug,
    request: &DataRequest,
) -> Result<bool, DbError> {
    let inserted = tx
        .sql(INSERT)
        .bind(society.as_str())
        .bind(request.id.to_string())
        .bind(request.member.to_string())
        .bind(request.reason.as_str())
        .bind(Instant(request.asked_at))
        .run()
        .await?;
    Ok(inserted > 0)
}

/// The member's last request.
pub(super) async fn newest(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Option<DataRequest>, DbError> {
    let row: Option<RequestRow> = conn
        .sql(NEWEST)
        .bind(society.as_str())
        .bind(member.to_string())
        .optional()
        .await?;
    row.map(RequestRow::request).transpose()
}

/// The request of that id.
pub(super) async fn one(
    conn: &mut Conn,
    society: &SocietySlug,
    request: Uuid,
) -> Result<Option<DataRequest>, DbError> {
    let row: Option<RequestRow> = conn
        .sql(ONE)
        .bind(society.as_str())
        .bind(request.to_string())
        .optional()
        .await?;
    row.map(RequestRow::request).transpose()
}

/// What waits, the longest waiting first.
pub(super) async fn queue(
    conn: &mut Conn,
    society: &SocietySlug,
    limit: i64,
) -> Result<Vec<DataRequest>, DbError> {
    let rows: Vec<RequestRow> = conn
        .sql(QUEUE)
        .bind(society.as_str())
        .bind(limit)
        .all()
        .await?;
    rows.into_iter().map(RequestRow::request).collect()
}

/// Notes what became of a request; false where it did not wait any more.
pub(super) async fn decide(
    tx: &mut Tx,
    society: &SocietySlug,
    request: Uuid,
    decision: &Decision<'_>,
    (by, at): (MemberId, Timestamp),
) -> Result<bool, DbError> {
    let changed = tx
        .sql(DECIDE)
        .bind(society.as_str())
        .bind(request.to_string())
        .bind(decision.state.name())
        .bind(decision.answer)
        .bind(Instant(at))
        .bind(by.to_string())
        .run()
        .await?;
    Ok(changed > 0)
}
