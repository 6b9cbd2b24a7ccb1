//! The one question that only the demo asks of the database.

use crate::db::{Conn, DbError, statements};
use shusseki_core::ids::SocietySlug;

statements! {
    MEMBERS = "SELECT COUNT(*) AS members FROM members WHERE society_id = $1";
}

#[derive(sqlx::FromRow)]
struct CountRow {
    members: i64,
}

/// How many members the society has.
pub(super) async fn members(conn: &mut Conn, society: &SocietySlug) -> Result<i64, DbError> {
    let row: Option<CountRow> = conn.sql(MEMBERS).bind(society.as_str()).optional().await?;
    Ok(row.map_or(0, |row| row.members))
}
