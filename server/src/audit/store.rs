//! The audit log in the database.

use super::chain::{Head, Line};
use crate::db::list::{Kind, Value};
use crate::db::rows::ManyRows;
use crate::db::{DbError, Tx, statements};
use shusseki_core::ids::SocietySlug;

statements! {
    BEGIN_CHAIN = "INSERT INTO audit_heads (society_id, lines, digest) VALUES ($1, 0, '') \
        ON CONFLICT (society_id) DO NOTHING";
    /// Changes nothing, but nobody else adds a line before this transaction ends.
    LOCK_HEAD = "UPDATE audit_heads SET lines = lines WHERE society_id = $1 RETURNING lines, digest";
    MOVE_HEAD = "UPDATE audit_heads SET lines = $2, digest = $3 WHERE society_id = $1";
}

/// The statements over many rows.
pub(crate) const MANY_ROWS: &[ManyRows] = &[INSERT];

const INSERT: ManyRows = ManyRows {
    columns: &[
        ("society_id", Kind::Text),
        ("line", Kind::Number),
        ("recorded_at", Kind::Number),
        ("actor", Kind::Text),
        ("actor_id", Kind::Text),
        ("action", Kind::Text),
        ("subject", Kind::Text),
        ("subject_id", Kind::Text),
        ("member_id", Kind::Text),
        ("state_before", Kind::Text),
        ("state_after", Kind::Text),
        ("why", Kind::Text),
        ("digest", Kind::Text),
    ],
    text: "INSERT INTO audit_lines (society_id, line, recorded_at, actor, actor_id, action, \
        subject, subject_id, member_id, state_before, state_after, why, digest) \
        SELECT society_id, line, recorded_at, actor, actor_id, action, subject, subject_id, \
        member_id, state_before, state_after, why, digest FROM given",
};

/// Where the chain ends; nobody else adds to it before the transaction ends. A process that waited
/// for another sees the end as the other left it.
pub(super) async fn lock_head(tx: &mut Tx, society: &SocietySlug) -> Result<Head, DbError> {
    if let Some(head) = tx.sql(LOCK_HEAD).bind(society.as_str()).optional().await? {
        return Ok(head);
    }
    tx.sql(BEGIN_CHAIN).bind(society.as_str()).run().await?;
    tx.sql(LOCK_HEAD).bind(society.as_str()).one().await
}

fn maybe(text: Option<&str>) -> Value<'_> {
    text.map_or(Value::Null, Value::from)
}

/// Adds the lines with their digests.
pub(super) async fn insert(
    tx: &mut Tx,
    society: &SocietySlug,
    lines: &[(Line, String)],
) -> Result<(), DbError> {
    INSERT
        .run(tx, lines, |(line, digest)| {
            [
                society.as_str().to_owned().into(),
                line.number.into(),
                line.recorded_at.into(),
                line.actor.as_str().into(),
                maybe(line.actor_id.as_deref()),
                line.action.as_str().into(),
                line.subject.as_str().into(),
                line.subject_id.as_str().into(),
                maybe(line.member_id.as_deref()),
                maybe(line.before.as_deref()),
                maybe(line.after.as_deref()),
                maybe(line.why.as_deref()),
                digest.as_str().into(),
            ]
        })
        .await?;
    Ok(())
}

/// Moves the end of the chain; the transaction has it locked.
pub(super) async fn move_head(
    tx: &mut Tx,
    society: &SocietySlug,
    head: &Head,
) -> Result<(), DbError> {
    tx.sql(MOVE_HEAD)
        .bind(society.as_str())
        .bind(head.lines)
        .bind(head.digest.as_str())
        .run()
        .await?;
    Ok(())
}
