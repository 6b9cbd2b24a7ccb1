//! The declarations that wait for the office.

use crate::db::{Conn, DbError, Instant, Tx, statements};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shusseki_core::ids::{EntryId, MemberId, MemberNumber, SocietySlug};

statements! {
    WAITING = "SELECT w.member_id, w.entry_id, w.declared_at, m.member_number, m.family_name, \
        m.given_name FROM declarations_waiting w \
        JOIN members m ON m.society_id = w.society_id AND m.member_id = w.member_id \
        WHERE w.society_id = $1 AND (w.declared_at > $2 OR (w.declared_at = $2 AND w.entry_id > $3)) \
        ORDER BY w.declared_at, w.entry_id LIMIT $4";
    COUNT = "SELECT COUNT(*) AS waiting FROM declarations_waiting \
        WHERE society_id = $1 AND member_id = $2";
    INSERT = "INSERT INTO declarations_waiting (society_id, member_id, entry_id, declared_at) \
        VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    DELETE = "DELETE FROM declarations_waiting \
        WHERE society_id = $1 AND member_id = $2 AND entry_id = $3";
}

/// A declaration that waits.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Waiting {
    /// Who declares.
    #[sqlx(try_from = "String")]
    pub(crate) member_id: MemberId,
    /// The line.
    #[sqlx(try_from = "String")]
    pub(crate) entry_id: EntryId,
    /// Since when.
    pub(crate) declared_at: Instant,
    /// 会員番号.
    #[sqlx(try_from = "String")]
    pub(crate) member_number: MemberNumber,
    /// 姓.
    pub(crate) family_name: String,
    /// 名.
    pub(crate) given_name: String,
}

/// Where a page of the queue begins: after this one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct After {
    /// Declared then.
    pub(crate) declared_at: Timestamp,
    /// The line.
    pub(crate) line: EntryId,
}

#[derive(sqlx::FromRow)]
struct CountRow {
    waiting: i64,
}

/// The declarations that wait, the longest waiting first.
pub(crate) async fn page(
    conn: &mut Conn,
    society: &SocietySlug,
    after: Option<&After>,
    limit: i64,
) -> Result<Vec<Waiting>, DbError> {
    let since = after.map_or(Timestamp::UNIX_EPOCH, |after| after.declared_at);
    conn.sql(WAITING)
        .bind(society.as_str())
        .bind(Instant(since))
        .bind(
            after
                .map(|after| after.line.to_string())
                .unwrap_or_default(),
        )
        .bind(limit)
        .all()
        .await
}

/// How many of a member's declarations wait.
pub(super) async fn count(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<i64, DbError> {
    let row: CountRow = conn
        .sql(COUNT)
        .bind(society.as_str())
        .bind(member.to_string())
        .one()
        .await?;
    Ok(row.waiting)
}

/// Puts a declaration at the end of the queue.
pub(super) async fn insert(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    line: EntryId,
    declared_at: Timestamp,
) -> Result<(), DbError> {
    tx.sql(INSERT)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(line.to_string())
        .bind(Instant(declared_at))
        .run()
        .await?;
    Ok(())
}

/// Takes a declaration out of the queue, if it is there.
pub(super) async fn delete(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    line: EntryId,
) -> Result<(), DbError> {
    tx.sql(DELETE)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(line.to_string())
        .run()
        .await?;
    Ok(())
}
