//! How many rows would do what, whose number stands twice, and who is not in the file.

use crate::db::{Conn, DbError, statements};
use crate::import::Counts;
use crate::import::fault::RowFault;
use crate::import::store::decoded;
use shusseki_core::ids::SocietySlug;

statements! {
    /// Windows and no join with the groups: fresh rows have no statistics, and a planner that takes
    /// them for few compares each with each.
    TWICE = "SELECT row_number, faults, member_number, first_row, last_row FROM \
        (SELECT row_number, faults, member_number, \
        MIN(row_number) OVER (PARTITION BY member_number) AS first_row, \
        MAX(row_number) OVER (PARTITION BY member_number) AS last_row \
        FROM import_plans WHERE society_id = $1 AND import_id = $2 AND member_number IS NOT NULL) d \
        WHERE first_row < last_row AND row_number > $3 ORDER BY row_number LIMIT $4";
    VERDICTS = "SELECT verdict, COUNT(*) AS n FROM import_plans \
        WHERE society_id = $1 AND import_id = $2 GROUP BY verdict";
    ABSENT = "SELECT COUNT(*) AS n FROM (SELECT member_number FROM members WHERE society_id = $1 \
        AND status <> 'withdrawn' EXCEPT SELECT member_number FROM import_plans \
        WHERE society_id = $1 AND import_id = $2) a";
    ABSENT_SOME = "SELECT member_number AS text FROM members WHERE society_id = $1 \
        AND status <> 'withdrawn' EXCEPT SELECT member_number FROM import_plans \
        WHERE society_id = $1 AND import_id = $2 ORDER BY 1 LIMIT $3";
}

#[derive(sqlx::FromRow)]
struct TwiceRow {
    row_number: i64,
    faults: Option<String>,
    member_number: String,
    first_row: i64,
    last_row: i64,
}

/// How many rows there are of a kind.
#[derive(sqlx::FromRow)]
pub(super) struct VerdictRow {
    verdict: String,
    n: i64,
}

#[derive(sqlx::FromRow)]
struct CountRow {
    n: i64,
}

#[derive(sqlx::FromRow)]
struct TextRow {
    text: String,
}

/// A row whose number stands in another too.
pub(in crate::import) struct Twice {
    /// The row.
    pub(in crate::import) row: i64,
    /// Another row with the same number.
    pub(in crate::import) other: i64,
    /// The number.
    pub(in crate::import) number: String,
    /// What is wrong with it already.
    pub(in crate::import) faults: Vec<RowFault>,
}

/// So many rows behind that one whose numbers stand in others too.
pub(in crate::import) async fn twice(
    conn: &mut Conn,
    society: &SocietySlug,
    import: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<Twice>, DbError> {
    let sql = conn.sql(TWICE).bind(society.as_str()).bind(import);
    let rows: Vec<TwiceRow> = sql.bind(after).bind(limit).all().await?;
    let twice = rows.into_iter().map(|row| {
        Ok(Twice {
            row: row.row_number,
            other: if row.row_number == row.first_row {
                row.last_row
            } else {
                row.first_row
            },
            number: row.member_number,
            faults: row.faults.map(decoded).transpose()?.unwrap_or_default(),
        })
    });
    twice.collect()
}

/// How many rows would do what.
pub(in crate::import) async fn counts(
    conn: &mut Conn,
    society: &SocietySlug,
    import: &str,
) -> Result<Counts, DbError> {
    let sql = conn.sql(VERDICTS).bind(society.as_str()).bind(import);
    let rows: Vec<VerdictRow> = sql.all().await?;
    let of = |verdict| of_verdict(&rows, verdict);
    let mut counts = Counts {
        added: of("new"),
        changed: of("changed"),
        unchanged: of("unchanged"),
        wrong: of("wrong"),
        absent: 0,
    };
    let absent: CountRow = conn
        .sql(ABSENT)
        .bind(society.as_str())
        .bind(import)
        .one()
        .await?;
    counts.absent = absent.n;
    Ok(counts)
}

/// How many rows have that verdict.
pub(super) fn of_verdict(rows: &[VerdictRow], verdict: &str) -> i64 {
    let found = rows.iter().find(|row| row.verdict == verdict);
    found.map_or(0, |row| row.n)
}

/// The numbers of some members who are not in the file.
pub(crate) async fn absent(
    conn: &mut Conn,
    society: &SocietySlug,
    import: &str,
    limit: i64,
) -> Result<Vec<String>, DbError> {
    let sql = conn.sql(ABSENT_SOME).bind(society.as_str()).bind(import);
    let rows: Vec<TextRow> = sql.bind(limit).all().await?;
    Ok(rows.into_iter().map(|row| row.text).collect())
}
