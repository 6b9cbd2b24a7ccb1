//! Requests to merge in the database, and how much two records have.

use super::compare::{Choices, Comparison};
use super::state::State;
use crate::db::{Conn, DbError, Instant, Json, Tx, statements};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shusseki_core::ids::{MemberId, SocietySlug};
use uuid::Uuid;

/// What a [`RequestRow`] is made of.
macro_rules! request_columns {
    () => {
        "SELECT request_id, stays_id, goes_id, choices, seen, reason, asked_by, asked_at, state, \
         decided_by, decided_at, answer FROM merge_requests "
    };
}

statements! {
    INSERT = "INSERT INTO merge_requests (society_id, request_id, stays_id, goes_id, choices, seen, \
        reason, asked_by, asked_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting')";
    ONE = concat!(request_columns!(), "WHERE society_id = $1 AND request_id = $2");
    WAITING = concat!(request_columns!(), "WHERE society_id = $1 AND state = 'waiting' \
        ORDER BY asked_at, request_id LIMIT $2");
    DECIDED = concat!(request_columns!(), "WHERE society_id = $1 AND state <> 'waiting' \
        ORDER BY decided_at DESC, request_id LIMIT $2");
    WAITING_OF = concat!(request_columns!(), "WHERE society_id = $1 AND state = 'waiting' \
        AND (stays_id = $2 OR goes_id = $2) LIMIT 1");
    /// Who asked takes it back and does nothing else; nobody decides on the own record.
    DECIDE = "UPDATE merge_requests SET state = $3, decided_by = $4, decided_at = $5, answer = $6, \
        seen = NULL WHERE society_id = $1 AND request_id = $2 AND state = 'waiting' \
        AND (($3 = 'withdrawn' AND asked_by = $4) OR ($3 <> 'withdrawn' AND asked_by <> $4 \
        AND stays_id <> $4 AND goes_id <> $4))";
    COUNTS = "SELECT \
        (SELECT COUNT(*) FROM attendances WHERE society_id = $1 AND member_id = $2) AS attendances, \
        (SELECT COUNT(*) FROM credit_entries WHERE society_id = $1 AND member_id = $2 \
        AND line = 'granted') AS credits, \
        (SELECT COUNT(*) FROM declarations_waiting WHERE society_id = $1 AND member_id = $2) AS declarations, \
        (SELECT COUNT(*) FROM appointments WHERE society_id = $1 AND member_id = $2) AS appointments, \
        (SELECT COUNT(*) FROM cases WHERE society_id = $1 AND member_id = $2) AS cases, \
        (SELECT COUNT(*) FROM profile_requests WHERE society_id = $1 AND member_id = $2 \
        AND state = 'waiting') AS requests, \
        (SELECT COUNT(*) FROM data_requests WHERE society_id = $1 AND member_id = $2 \
        AND state = 'waiting') AS deletions, \
        (SELECT COUNT(*) FROM member_facts WHERE society_id = $1 AND member_id = $2) AS facts";
    BOTH_ATTENDED = "SELECT COUNT(DISTINCT a.session_number) AS n FROM attendances a \
        WHERE a.society_id = $1 AND a.member_id = $2 AND EXISTS (SELECT 1 FROM attendances o \
        WHERE o.society_id = $1 AND o.member_id = $3 AND o.session_number = a.session_number)";
}

/// How much a record has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub(in crate::office) struct Counts {
    /// Points of sessions passed.
    pub(in crate::office) attendances: i64,
    /// Granted lines of the ledger.
    pub(in crate::office) credits: i64,
    /// Declarations that wait for the office.
    pub(in crate::office) declarations: i64,
    /// Offices and committees, of the past too.
    pub(in crate::office) appointments: i64,
    /// Questions asked.
    pub(in crate::office) cases: i64,
    /// Changes of the profile asked for and not decided.
    pub(in crate::office) requests: i64,
    /// Deletions asked for and not decided.
    pub(in crate::office) deletions: i64,
    /// Facts recorded for the rules.
    pub(in crate::office) facts: i64,
}

/// A request to merge two records.
#[derive(Debug, Clone)]
pub(in crate::office) struct Request {
    /// Its own id.
    pub(in crate::office) id: Uuid,
    /// The record that stays.
    pub(in crate::office) stays: MemberId,
    /// The record that goes.
    pub(in crate::office) goes: MemberId,
    /// From which record each value is taken.
    pub(in crate::office) choices: Choices,
    /// Both records when it was asked for; none once it was decided.
    pub(in crate::office) seen: Option<Comparison>,
    /// Why it is asked for.
    pub(in crate::office) reason: String,
    /// By whom.
    pub(in crate::office) asked_by: MemberId,
    /// When.
    pub(in crate::office) asked_at: Timestamp,
    /// How far it is.
    pub(in crate::office) state: State,
    /// Who decided and when.
    pub(in crate::office) decided: Option<(MemberId, Timestamp)>,
    /// What was said about it.
    pub(in crate::office) answer: Option<String>,
}

#[derive(sqlx::FromRow)]
struct RequestRow {
    request_id: String,
    #[sqlx(try_from = "String")]
    stays_id: MemberId,
    #[sqlx(try_from = "String")]
    goes_id: MemberId,
    choices: String,
    seen: Option<String>,
    reason: String,
    #[sqlx(try_from = "String")]
    asked_by: MemberId,
    asked_at: Instant,
    #[sqlx(try_from = "String")]
    state: State,
    decided_by: Option<String>,
    decided_at: Option<Instant>,
    answer: Option<String>,
}

fn unreadable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> sqlx::Error {
    sqlx::Error::Decode(error.into())
}

impl RequestRow {
    fn request(self) -> Result<Request, DbError> {
        let choices = Json::<Choices>::try_from(self.choices).map_err(unreadable)?;
        let seen = self.seen.map(Json::<Comparison>::try_from).transpose();
        let decided_by = self.decided_by.map(|by| by.parse()).transpose();
        let decided_by: Option<MemberId> = decided_by.map_err(unreadable)?;
        Ok(Request {
            id: Uuid::parse_str(&self.request_id).map_err(unreadable)?,
            stays: self.stays_id,
            goes: self.goes_id,
            choices: choices.0,
            seen: seen.map_err(unreadable)?.map(|json| json.0),
            reason: self.reason,
            asked_by: self.asked_by,
            asked_at: self.asked_at.0,
            state: self.state,
            decided: decided_by.zip(self.decided_at.map(|at| at.0)),
            answer: self.answer,
        })
    }
}

/// Adds a request that waits, with both records as they are.
pub(super) async fn insert(
    tx: &mut Tx,
    society: &SocietySlug,
    request: &Request,
    seen: &Comparison,
) -> Result<(), DbError> {
    tx.sql(INSERT)
        .bind(society.as_str())
        .bind(request.id.to_string())
        .bind(request.stays.to_string())
        .bind(request.goes.to_string())
        .bind(Json(&request.choices).text()?)
        .bind(Json(seen).text()?)
        .bind(request.reason.as_str())
        .bind(request.asked_by.to_string())
        .bind(Instant(request.asked_at))
        .run()
        .await?;
    Ok(())
}

/// The request of that id.
pub(super) async fn one(
    conn: &mut Conn,
    society: &SocietySlug,
    request: Uuid,
) -> Result<Option<Request>, DbError> {
    let row: Option<RequestRow> = conn
        .sql(ONE)
        .bind(society.as_str())
        .bind(request.to_string())
        .optional()
        .await?;
    row.map(RequestRow::request).transpose()
}

/// What waits, the longest waiting first; or what was decided, the newest first.
pub(super) async fn list(
    conn: &mut Conn,
    society: &SocietySlug,
    waiting: bool,
    limit: i64,
) -> Result<Vec<Request>, DbError> {
    let statement = if waiting { WAITING } else { DECIDED };
    let rows: Vec<RequestRow> = conn
        .sql(statement)
        .bind(society.as_str())
        .bind(limit)
        .all()
        .await?;
    rows.into_iter().map(RequestRow::request).collect()
}

/// A request that waits and in which the record is one of the two.
pub(in crate::office) async fn waiting_of(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Option<Request>, DbError> {
    let row: Option<RequestRow> = conn
        .sql(WAITING_OF)
        .bind(society.as_str())
        .bind(member.to_string())
        .optional()
        .await?;
    row.map(RequestRow::request).transpose()
}

/// What becomes of a request.
pub(super) struct Decision<'a> {
    /// How far it is then.
    pub(super) state: State,
    /// Who says so.
    pub(super) by: MemberId,
    /// When.
    pub(super) at: Timestamp,
    /// What is said about it.
    pub(super) answer: Option<&'a str>,
}

/// Notes it; false where it does not wait any more, or is not for this person to decide.
pub(super) async fn decide(
    tx: &mut Tx,
    society: &SocietySlug,
    request: Uuid,
    decision: &Decision<'_>,
) -> Result<bool, DbError> {
    let decided = tx
        .sql(DECIDE)
        .bind(society.as_str())
        .bind(request.to_string())
        .bind(decision.state.name())
        .bind(decision.by.to_string())
        .bind(Instant(decision.at))
        .bind(decision.answer.map(str::to_owned))
        .run()
        .await?;
    Ok(decided > 0)
}

/// How much the record has.
pub(super) async fn counts(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Counts, DbError> {
    conn.sql(COUNTS)
        .bind(society.as_str())
        .bind(member.to_string())
        .one()
        .await
}

#[derive(sqlx::FromRow)]
struct CountRow {
    n: i64,
}

/// How many sessions both attended.
pub(super) async fn both_attended(
    conn: &mut Conn,
    society: &SocietySlug,
    [one, other]: [MemberId; 2],
) -> Result<i64, DbError> {
    let row: CountRow = conn
        .sql(BOTH_ATTENDED)
        .bind(society.as_str())
        .bind(one.to_string())
        .bind(other.to_string())
        .one()
        .await?;
    Ok(row.n)
}
