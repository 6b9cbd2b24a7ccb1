//! What waits for the office, counted.

use crate::db::{Conn, Day, DbError, Statement, Tx, statements};
use crate::mail::office::undelivered;
use jiff::civil::Date;
use shusseki_core::ids::{MemberId, SocietySlug};

statements! {
    REQUESTS = "SELECT COUNT(*) AS n FROM (SELECT 1 FROM profile_requests \
        WHERE society_id = $1 AND state = 'waiting' LIMIT 1000) waiting";
    DECLARATIONS = "SELECT COUNT(*) AS n FROM (SELECT 1 FROM declarations_waiting \
        WHERE society_id = $1 LIMIT 1000) waiting";
    MERGES = "SELECT COUNT(*) AS n FROM (SELECT 1 FROM merge_requests \
        WHERE society_id = $1 AND state = 'waiting' LIMIT 1000) waiting";
    UNDELIVERED = concat!("SELECT COUNT(*) AS n FROM (SELECT 1 FROM outbox WHERE society_id = $1 AND ",
        undelivered!(), " LIMIT 1000) undelivered");
    SINCE = "SELECT status_since FROM members WHERE society_id = $1 AND member_id = $2";
    HAS_VIEWED = "SELECT COUNT(*) AS n FROM member_views \
        WHERE society_id = $1 AND staff_id = $2 AND member_id = $3 AND day = $4";
    VIEW = "INSERT INTO member_views (society_id, staff_id, member_id, day) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (society_id, staff_id, member_id, day) DO NOTHING";
    FORGET_VIEWS = "DELETE FROM member_views WHERE day < $1";
}

/// Counts go no further than this.
pub(super) const COUNTED: i64 = 1_000;

/// What can be counted.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pile {
    /// Changes of profiles that members ask for.
    Requests,
    /// Declarations that nobody has looked at.
    Declarations,
    /// Records that somebody asks to be merged.
    Merges,
    /// Mails that did not arrive.
    Undelivered,
}

impl Pile {
    const fn statement(self) -> Statement {
        match self {
            Self::Requests => REQUESTS,
            Self::Declarations => DECLARATIONS,
            Self::Merges => MERGES,
            Self::Undelivered => UNDELIVERED,
        }
    }
}

#[derive(sqlx::FromRow)]
struct CountRow {
    n: i64,
}

/// How much lies there, counted up to [`COUNTED`].
pub(super) async fn count(
    conn: &mut Conn,
    society: &SocietySlug,
    pile: Pile,
) -> Result<i64, DbError> {
    let row: CountRow = conn
        .sql(pile.statement())
        .bind(society.as_str())
        .one()
        .await?;
    Ok(row.n)
}

#[derive(sqlx::FromRow)]
struct SinceRow {
    status_since: Option<Day>,
}

/// Since when the member has the present status; none since joining.
pub(super) async fn status_since(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Option<Date>, DbError> {
    let row: Option<SinceRow> = conn
        .sql(SINCE)
        .bind(society.as_str())
        .bind(member.to_string())
        .optional()
        .await?;
    Ok(row.and_then(|row| row.status_since).map(|day| day.0))
}

/// Who looked at whom on which day.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    pub(super) staff: MemberId,
    pub(super) member: MemberId,
    pub(super) day: Date,
}

/// Whether that is known.
pub(super) async fn has_viewed(
    conn: &mut Conn,
    society: &SocietySlug,
    view: View,
) -> Result<bool, DbError> {
    let row: CountRow = conn
        .sql(HAS_VIEWED)
        .bind(society.as_str())
        .bind(view.staff.to_string())
        .bind(view.member.to_string())
        .bind(Day(view.day))
        .one()
        .await?;
    Ok(row.n > 0)
}

/// Notes it; false where it was known already.
pub(super) async fn note_view(
    tx: &mut Tx,
    society: &SocietySlug,
    view: View,
) -> Result<bool, DbError> {
    let noted = tx
        .sql(VIEW)
        .bind(society.as_str())
        .bind(view.staff.to_string())
        .bind(view.member.to_string())
        .bind(Day(view.day))
        .run()
        .await?;
    Ok(noted > 0)
}

/// Forgets what was looked at before that day; tells how many rows went.
pub(crate) async fn forget_views(tx: &mut Tx, before: Date) -> Result<u64, DbError> {
    tx.sql(FORGET_VIEWS).bind(Day(before)).run().await
}
