//! Members as an import compares them and an export writes them, page by page.

pub(crate) use super::check::Known;

use super::plans::known::{KnownRow, known, known_columns};
use crate::db::{Conn, DbError, statements};
use shusseki_core::ids::SocietySlug;

statements! {
    PAGE = concat!("SELECT ", known_columns!(), " FROM members m \
        LEFT JOIN profiles p ON p.society_id = m.society_id AND p.member_id = m.member_id \
        WHERE m.society_id = $1 AND m.merged_into IS NULL AND ($2 = '' OR m.class = $2) AND ($3 = '' OR m.status = $3) \
        AND ($4 = '' OR m.district = $4) AND m.member_number > $5 \
        ORDER BY m.member_number LIMIT $6");
    COUNT = "SELECT COUNT(*) AS n FROM members m WHERE m.society_id = $1 \
        AND m.merged_into IS NULL AND ($2 = '' OR m.class = $2) AND ($3 = '' OR m.status = $3) \
        AND ($4 = '' OR m.district = $4)";
}

#[derive(sqlx::FromRow)]
struct CountRow {
    n: i64,
}

/// Which members; what is empty is not asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// The class.
    pub(crate) class: String,
    /// The status.
    pub(crate) status: String,
    /// The district.
    pub(crate) district: String,
}

/// The next members behind that number, in the order of their numbers.
pub(crate) async fn page(
    conn: &mut Conn,
    society: &SocietySlug,
    filter: &Filter,
    after: &str,
    limit: i64,
) -> Result<Vec<Known>, DbError> {
    let rows: Vec<KnownRow> = conn
        .sql(PAGE)
        .bind(society.as_str())
        .bind(filter.class.as_str())
        .bind(filter.status.as_str())
        .bind(filter.district.as_str())
        .bind(after)
        .bind(limit)
        .all()
        .await?;
    known(conn, society, rows).await
}

/// How many there are.
pub(crate) async fn count(
    conn: &mut Conn,
    society: &SocietySlug,
    filter: &Filter,
) -> Result<i64, DbError> {
    let row: CountRow = conn
        .sql(COUNT)
        .bind(society.as_str())
        .bind(filter.class.as_str())
        .bind(filter.status.as_str())
        .bind(filter.district.as_str())
        .one()
        .await?;
    Ok(row.n)
}
