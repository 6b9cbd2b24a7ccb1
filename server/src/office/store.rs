//! What waits for the office, counted.

use crate::db::{Conn, DbError, Statement, statements};
use shusseki_core::ids::SocietySlug;

statements! {
    REQUESTS = "SELECT COUNT(*) AS n FROM (SELECT 1 FROM profile_requests \
        WHERE society_id = $1 AND state = 'waiting' LIMIT 1000) waiting";
    DECLARATIONS = "SELECT COUNT(*) AS n FROM (SELECT 1 FROM declarations_waiting \
        WHERE society_id = $1 LIMIT 1000) waiting";
    UNDELIVERED = "SELECT COUNT(*) AS n FROM (SELECT 1 FROM outbox \
        WHERE society_id = $1 AND state IN ('failed', 'bounced') LIMIT 1000) undelivered";
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
    /// Mails that did not arrive.
    Undelivered,
}

impl Pile {
    const fn statement(self) -> Statement {
        match self {
            Self::Requests => REQUESTS,
            Self::Declarations => DECLARATIONS,
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
