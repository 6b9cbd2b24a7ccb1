//! Batches of temporary passwords in the database, sealed.

use crate::db::{Conn, DbError, Instant, Tx, statements};
use jiff::Timestamp;
use shusseki_core::ids::{MemberId, SocietySlug};
use uuid::Uuid;

statements! {
    INSERT = "INSERT INTO temporary_batches (society_id, batch_id, made_by, made_at, expires_at, sealed) \
        VALUES ($1, $2, $3, $4, $5, $6)";
    SEALED = "SELECT sealed FROM temporary_batches \
        WHERE society_id = $1 AND batch_id = $2 AND made_by = $3 AND expires_at > $4";
    REVOKE = "DELETE FROM passwords \
        WHERE society_id = $1 AND member_id = $2 AND temporary_until IS NOT NULL";
    DELETE_EXPIRED = "DELETE FROM temporary_batches WHERE society_id = $1 AND expires_at <= $2";
}

/// A batch to be kept.
pub(super) struct NewBatch<'a> {
    pub(super) id: Uuid,
    pub(super) made_by: MemberId,
    pub(super) made_at: Timestamp,
    pub(super) expires_at: Timestamp,
    pub(super) sealed: &'a str,
}

#[derive(sqlx::FromRow)]
struct SealedRow {
    sealed: String,
}

/// Keeps a batch.
pub(super) async fn insert(
    tx: &mut Tx,
    society: &SocietySlug,
    batch: &NewBatch<'_>,
) -> Result<(), DbError> {
    tx.sql(INSERT)
        .bind(society.as_str())
        .bind(batch.id.to_string())
        .bind(batch.made_by.to_string())
        .bind(Instant(batch.made_at))
        .bind(Instant(batch.expires_at))
        .bind(batch.sealed)
        .run()
        .await?;
    Ok(())
}

/// A batch of that member's making, while it is kept.
pub(super) async fn sealed(
    conn: &mut Conn,
    society: &SocietySlug,
    id: Uuid,
    made_by: MemberId,
    now: Timestamp,
) -> Result<Option<String>, DbError> {
    let row: Option<SealedRow> = conn
        .sql(SEALED)
        .bind(society.as_str())
        .bind(id.to_string())
        .bind(made_by.to_string())
        .bind(Instant(now))
        .optional()
        .await?;
    Ok(row.map(|row| row.sealed))
}

/// Takes back the member's temporary password; false where there is none.
pub(super) async fn revoke(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
) -> Result<bool, DbError> {
    let revoked = tx
        .sql(REVOKE)
        .bind(society.as_str())
        .bind(member.to_string())
        .run()
        .await?;
    Ok(revoked > 0)
}

/// Drops the batches whose time is over.
pub(super) async fn delete_expired(
    tx: &mut Tx,
    society: &SocietySlug,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.sql(DELETE_EXPIRED)
        .bind(society.as_str())
        .bind(Instant(now))
        .run()
        .await?;
    Ok(())
}
