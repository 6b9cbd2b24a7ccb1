//! Requests in the database.

use super::Asked;
use crate::db::{Conn, DbError, Instant, Json, Tx, statements};
use jiff::Timestamp;
use shusseki_core::ids::{MemberId, SocietySlug};
use shusseki_core::profile::Typed;
use uuid::Uuid;

statements! {
    WAITING = "SELECT request_id, member_id, field, wanted, note, asked_at FROM profile_requests \
        WHERE society_id = $1 AND request_id = $2 AND state = 'waiting'";
    WAITING_OF = "SELECT request_id, member_id, field, wanted, note, asked_at FROM profile_requests \
        WHERE society_id = $1 AND member_id = $2 AND state = 'waiting' ORDER BY asked_at";
    QUEUE = "SELECT request_id, member_id, field, wanted, note, asked_at FROM profile_requests \
        WHERE society_id = $1 AND state = 'waiting' ORDER BY asked_at, request_id LIMIT $2";
    REPLACE = "UPDATE profile_requests SET state = 'replaced', decided_at = $4 \
        WHERE society_id = $1 AND member_id = $2 AND field = $3 AND state = 'waiting'";
    INSERT = "INSERT INTO profile_requests (society_id, request_id, member_id, field, wanted, note, \
        asked_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting')";
    DECIDE = "UPDATE profile_requests SET state = $3, decided_at = $4, decided_by = $5, reason = $6 \
        WHERE society_id = $1 AND request_id = $2 AND state = 'waiting'";
}

#[derive(sqlx::FromRow)]
struct AskedRow {
    request_id: String,
    #[sqlx(try_from = "String")]
    member_id: MemberId,
    field: String,
    wanted: String,
    note: String,
    asked_at: Instant,
}

impl AskedRow {
    fn asked(self) -> Result<Asked, DbError> {
        let unreadable =
            |error: Box<dyn std::error::Error + Send + Sync>| sqlx::Error::Decode(error);
        let id = Uuid::parse_str(&self.request_id).map_err(|error| unreadable(error.into()))?;
        let wanted = Json::<Typed>::try_from(self.wanted);
        Ok(Asked {
            id,
            member: self.member_id,
            field: self.field,
            wanted: wanted.map_err(|error| unreadable(error.into()))?.0,
            note: self.note,
            asked_at: self.asked_at.0,
        })
    }
}

/// The request, if it waits.
pub(super) async fn waiting(
    conn: &mut Conn,
    society: &SocietySlug,
    request: Uuid,
) -> Result<Option<Asked>, DbError> {
    let row: Option<AskedRow> = conn
        .sql(WAITING)
        .bind(society.as_str())
        .bind(request.to_string())
        .optional()
        .await?;
    row.map(AskedRow::asked).transpose()
}

/// What waits of the member.
pub(super) async fn waiting_of(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Vec<Asked>, DbError> {
    let rows: Vec<AskedRow> = conn
        .sql(WAITING_OF)
        .bind(society.as_str())
        .bind(member.to_string())
        .all()
        .await?;
    rows.into_iter().map(AskedRow::asked).collect()
}

/// What waits, the longest waiting first.
pub(super) async fn queue(
    conn: &mut Conn,
    society: &SocietySlug,
    limit: i64,
) -> Result<Vec<Asked>, DbError> {
    let rows: Vec<AskedRow> = conn
        .sql(QUEUE)
        .bind(society.as_str())
        .bind(limit)
        .all()
        .await?;
    rows.into_iter().map(AskedRow::asked).collect()
}

/// Takes back what waits for the field.
pub(super) async fn replace_waiting(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    field: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    tx.sql(REPLACE)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(field)
        .bind(Instant(at))
        .run()
        .await?;
    Ok(())
}

/// Adds a request.
pub(super) async fn insert(
    tx: &mut Tx,
    society: &SocietySlug,
    asked: &Asked,
) -> Result<(), DbError> {
    tx.sql(INSERT)
        .bind(society.as_str())
        .bind(asked.id.to_string())
        .bind(asked.member.to_string())
        .bind(asked.field.as_str())
        .bind(Json(&asked.wanted).text()?)
        .bind(asked.note.as_str())
        .bind(Instant(asked.asked_at))
        .run()
        .await?;
    Ok(())
}

/// What became of a request.
pub(super) struct Decision<'a> {
    /// `accepted` or `declined`.
    pub(super) state: &'static str,
    /// When.
    pub(super) at: Timestamp,
    /// By whom.
    pub(super) by: MemberId,
    /// Why, where it was declined.
    pub(super) reason: Option<&'a str>,
}

/// Notes what became of a request; false where it did not wait any more.
pub(super) async fn decide(
    tx: &mut Tx,
    society: &SocietySlug,
    request: Uuid,
    decision: &Decision<'_>,
) -> Result<bool, DbError> {
    let changed = tx
        .sql(DECIDE)
        .bind(society.as_str())
        .bind(request.to_string())
        .bind(decision.state)
        .bind(Instant(decision.at))
        .bind(decision.by.to_string())
        .bind(decision.reason.map(str::to_owned))
        .run()
        .await?;
    Ok(changed > 0)
}
