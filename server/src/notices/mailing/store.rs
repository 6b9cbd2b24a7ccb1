//! How far mailings are, in the database.

use crate::db::{Conn, DbError, Instant, Tx, statements};
use jiff::Timestamp;
use shusseki_core::ids::SocietySlug;
use uuid::Uuid;

statements! {
    /// A mailing that began keeps its time.
    PLAN = "INSERT INTO notice_mailings (society_id, notice_id, due_at, after_member, posted) \
        VALUES ($1, $2, $3, '', 0) ON CONFLICT (society_id, notice_id) \
        DO UPDATE SET due_at = CASE WHEN notice_mailings.after_member = '' \
            THEN excluded.due_at ELSE notice_mailings.due_at END";
    CANCEL = "DELETE FROM notice_mailings \
        WHERE society_id = $1 AND notice_id = $2 AND after_member = '' AND finished_at IS NULL";
    DUE = "SELECT m.notice_id, m.due_at, m.after_member, m.posted, m.finished_at FROM notice_mailings m \
        JOIN notices n ON n.society_id = m.society_id AND n.notice_id = m.notice_id \
        WHERE m.society_id = $1 AND m.finished_at IS NULL AND m.due_at <= $2 \
        AND n.state = 'published' AND (n.ends_at IS NULL OR n.ends_at > $2) \
        ORDER BY m.due_at, m.notice_id LIMIT 1";
    MAILING = "SELECT notice_id, due_at, after_member, posted, finished_at FROM notice_mailings \
        WHERE society_id = $1 AND notice_id = $2";
    /// Whoever else was at it has moved it on.
    MOVE_ON = "UPDATE notice_mailings SET after_member = $4, posted = posted + $5, finished_at = $6 \
        WHERE society_id = $1 AND notice_id = $2 AND after_member = $3 AND finished_at IS NULL";
}

/// How far the mails of a notice are.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Mailing {
    pub(super) notice_id: String,
    pub(super) due_at: Instant,
    pub(super) after_member: String,
    /// Mails written so far.
    pub(crate) posted: i64,
    /// When the last one was written.
    pub(crate) finished_at: Option<Instant>,
}

impl Mailing {
    /// Whether any member was written to, or looked at.
    pub(crate) fn has_begun(&self) -> bool {
        !self.after_member.is_empty() || self.finished_at.is_some()
    }
}

/// Has the notice's mails written at that time, unless they are written already.
pub(in super::super) async fn plan(
    tx: &mut Tx,
    society: &SocietySlug,
    notice: Uuid,
    at: Timestamp,
) -> Result<(), DbError> {
    tx.sql(PLAN)
        .bind(society.as_str())
        .bind(notice.to_string())
        .bind(Instant(at))
        .run()
        .await?;
    Ok(())
}

/// Takes back what was planned and has not begun.
pub(in super::super) async fn cancel(
    tx: &mut Tx,
    society: &SocietySlug,
    notice: Uuid,
) -> Result<(), DbError> {
    tx.sql(CANCEL)
        .bind(society.as_str())
        .bind(notice.to_string())
        .run()
        .await?;
    Ok(())
}

/// A notice whose mails are to be written now.
pub(in super::super) async fn due(
    conn: &mut Conn,
    society: &SocietySlug,
    now: Timestamp,
) -> Result<Option<Mailing>, DbError> {
    conn.sql(DUE)
        .bind(society.as_str())
        .bind(Instant(now))
        .optional()
        .await
}

/// How far the mails of that notice are; nothing where none are planned.
pub(in super::super) async fn mailing(
    conn: &mut Conn,
    society: &SocietySlug,
    notice: Uuid,
) -> Result<Option<Mailing>, DbError> {
    conn.sql(MAILING)
        .bind(society.as_str())
        .bind(notice.to_string())
        .optional()
        .await
}

/// Moves a mailing on by so many mails, up to that member; tells whether nobody else did.
pub(in super::super) async fn move_on(
    tx: &mut Tx,
    society: &SocietySlug,
    mailing: &Mailing,
    to: (&str, i64),
    finished_at: Option<Timestamp>,
) -> Result<bool, DbError> {
    let (after_member, posted) = to;
    let moved = tx
        .sql(MOVE_ON)
        .bind(society.as_str())
        .bind(mailing.notice_id.as_str())
        .bind(mailing.after_member.as_str())
        .bind(after_member)
        .bind(posted)
        .bind(finished_at.map(Instant))
        .run()
        .await?;
    Ok(moved > 0)
}
