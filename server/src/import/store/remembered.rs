//! What the columns of a society's files are and how its numbers look, as the database remembers it.

use super::{TextRow, decoded};
use crate::db::{Conn, DbError, Tx, statements};
use crate::import::Chosen;
use shusseki_core::ids::SocietySlug;
use std::collections::BTreeMap;

statements! {
    LAST_CHOSEN = "SELECT mapping AS text FROM imports WHERE society_id = $1 \
        AND mapping IS NOT NULL AND carried_out_at IS NOT NULL ORDER BY made_at DESC LIMIT 1";
    DIGITS = "SELECT CAST(COALESCE(MIN(LENGTH(member_number)), 0) AS BIGINT) AS least, \
        CAST(COALESCE(MAX(LENGTH(member_number)), 0) AS BIGINT) AS most, \
        COALESCE(MAX(member_number), '') AS last FROM members WHERE society_id = $1";
    REMEMBERED = "SELECT heading, target FROM import_columns WHERE society_id = $1";
    REMEMBER = "INSERT INTO import_columns (society_id, heading, target) VALUES ($1, $2, $3) \
        ON CONFLICT (society_id, heading) DO UPDATE SET target = excluded.target";
}

#[derive(sqlx::FromRow)]
struct DigitsRow {
    least: i64,
    most: i64,
    last: String,
}

#[derive(sqlx::FromRow)]
struct ColumnRow {
    heading: String,
    target: String,
}

/// What the office said of the columns of the last file that was carried out.
pub(in crate::import) async fn last_chosen(
    conn: &mut Conn,
    society: &SocietySlug,
) -> Result<Option<Chosen>, DbError> {
    let row: Option<TextRow> = conn
        .sql(LAST_CHOSEN)
        .bind(society.as_str())
        .optional()
        .await?;
    row.map(|row| decoded(row.text)).transpose()
}

/// The digits that all of the society's member numbers have; 0 where they differ.
pub(in crate::import) async fn digits_in_use(
    conn: &mut Conn,
    society: &SocietySlug,
) -> Result<usize, DbError> {
    let row: DigitsRow = conn.sql(DIGITS).bind(society.as_str()).one().await?;
    let plain = row.last.bytes().all(|byte| byte.is_ascii_digit());
    let same = row.least == row.most && plain;
    Ok(if same {
        usize::try_from(row.most).unwrap_or(0)
    } else {
        0
    })
}

/// What columns were before, by their headings.
pub(in crate::import) async fn remembered(
    conn: &mut Conn,
    society: &SocietySlug,
) -> Result<BTreeMap<String, String>, DbError> {
    let rows: Vec<ColumnRow> = conn.sql(REMEMBERED).bind(society.as_str()).all().await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.heading, row.target))
        .collect())
}

/// Remembers what columns are.
pub(in crate::import) async fn remember(
    tx: &mut Tx,
    society: &SocietySlug,
    columns: &[(&str, &str)],
) -> Result<(), DbError> {
    for (heading, target) in columns {
        tx.sql(REMEMBER)
            .bind(society.as_str())
            .bind(*heading)
            .bind(*target)
            .run()
            .await?;
    }
    Ok(())
}
