//! Brakes in the database, so that all processes count together.

use super::Step;
use crate::db::{Conn, DbError, Instant, Tx, statements};
use jiff::Timestamp;
use shusseki_core::ids::SocietySlug;

statements! {
    // Counts and refuses in one statement: of two that come at once, the second sees the first.
    CHARGE = "INSERT INTO brakes (society_id, brake, due_at) VALUES ($1, $2, $3) \
        ON CONFLICT (society_id, brake) DO UPDATE SET due_at = \
        CASE WHEN brakes.due_at > $4 THEN brakes.due_at + $5 ELSE excluded.due_at END \
        WHERE brakes.due_at <= $6";
    DUE = "SELECT due_at FROM brakes WHERE society_id = $1 AND brake = $2";
    GIVE_BACK = "UPDATE brakes SET due_at = due_at - $3 WHERE society_id = $1 AND brake = $2";
    CLEAR = "DELETE FROM brakes WHERE due_at <= $1";
}

#[derive(sqlx::FromRow)]
struct DueRow {
    due_at: Instant,
}

/// Counts one more; false, and nothing counted, if that would be too many.
pub(super) async fn charge(
    tx: &mut Tx,
    society: &SocietySlug,
    step: &Step,
    now: Timestamp,
) -> Result<bool, DbError> {
    let charged = tx
        .sql(CHARGE)
        .bind(society.as_str())
        .bind(step.brake.as_str())
        .bind(Instant(step.pace.first(now)))
        .bind(Instant(now))
        .bind(step.pace.microseconds())
        .bind(Instant(step.pace.latest(now)))
        .run()
        .await?;
    Ok(charged == 1)
}

/// When everything counted is forgotten.
pub(super) async fn due(
    conn: &mut Conn,
    society: &SocietySlug,
    brake: &str,
) -> Result<Option<Timestamp>, DbError> {
    let row: Option<DueRow> = conn
        .sql(DUE)
        .bind(society.as_str())
        .bind(brake)
        .optional()
        .await?;
    Ok(row.map(|row| row.due_at.0))
}

/// Takes back what was counted once.
pub(super) async fn give_back(
    tx: &mut Tx,
    society: &SocietySlug,
    step: &Step,
) -> Result<(), DbError> {
    tx.sql(GIVE_BACK)
        .bind(society.as_str())
        .bind(step.brake.as_str())
        .bind(step.pace.microseconds())
        .run()
        .await?;
    Ok(())
}

/// Clears away what is forgotten anyway; tells how many rows.
pub(crate) async fn clear(tx: &mut Tx, now: Timestamp) -> Result<u64, DbError> {
    tx.sql(CLEAR).bind(Instant(now)).run().await
}
