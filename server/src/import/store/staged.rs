//! The file itself and its rows, in the database until they are not needed any more.

use super::decoded;
use crate::db::list::Kind;
use crate::db::rows::ManyRows;
use crate::db::{Conn, DbError, Json, Tx, statements};
use crate::import::read::Row;
use shusseki_core::ids::SocietySlug;

statements! {
    KEEP_PART = "INSERT INTO import_files (society_id, import_id, part, content) \
        VALUES ($1, $2, $3, $4)";
    PART = "SELECT content FROM import_files \
        WHERE society_id = $1 AND import_id = $2 AND part = $3";
    FORGET_FILE = "DELETE FROM import_files WHERE society_id = $1 AND import_id = $2";
    ROWS = "SELECT row_number, cells FROM import_rows WHERE society_id = $1 AND import_id = $2 \
        AND row_number > $3 ORDER BY row_number LIMIT $4";
    FORGET_ROWS = "DELETE FROM import_rows WHERE society_id = $1 AND import_id = $2 \
        AND row_number <= (SELECT MAX(row_number) FROM (SELECT row_number FROM import_rows \
        WHERE society_id = $1 AND import_id = $2 ORDER BY row_number LIMIT 2000) first)";
    FORGET_PLANS = "DELETE FROM import_plans WHERE society_id = $1 AND import_id = $2 \
        AND row_number <= (SELECT MAX(row_number) FROM (SELECT row_number FROM import_plans \
        WHERE society_id = $1 AND import_id = $2 ORDER BY row_number LIMIT 2000) first)";
}

/// The statements over many rows.
pub(crate) const MANY_ROWS: &[ManyRows] = &[KEEP_ROWS];

const KEEP_ROWS: ManyRows = ManyRows {
    columns: &[
        ("society_id", Kind::Text),
        ("import_id", Kind::Text),
        ("row_number", Kind::Number),
        ("cells", Kind::Text),
    ],
    text: "INSERT INTO import_rows (society_id, import_id, row_number, cells) \
        SELECT society_id, import_id, row_number, cells FROM given",
};

#[derive(sqlx::FromRow)]
struct PartRow {
    content: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct CellsRow {
    row_number: i64,
    cells: String,
}

/// A row's cells as they are stored: texts alone where there are no numbers.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Cells {
    Texts(Vec<String>),
    /// And which of the texts are numbers of the workbook.
    Marked(Vec<String>, Vec<usize>),
}

impl Cells {
    fn text(row: &Row) -> Result<String, DbError> {
        let text = if row.numbers.is_empty() {
            Json(&row.cells).text()?
        } else {
            Json(&(&row.cells, &row.numbers)).text()?
        };
        Ok(text)
    }
}

/// Keeps a part of the file.
pub(in crate::import) async fn keep_part(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
    part: i64,
    content: &[u8],
) -> Result<(), DbError> {
    tx.sql(KEEP_PART)
        .bind(society.as_str())
        .bind(import)
        .bind(part)
        .bind(content.to_vec())
        .run()
        .await?;
    Ok(())
}

/// A part of the file; nothing behind the last.
pub(in crate::import) async fn part(
    conn: &mut Conn,
    society: &SocietySlug,
    import: &str,
    part: i64,
) -> Result<Option<Vec<u8>>, DbError> {
    let sql = conn
        .sql(PART)
        .bind(society.as_str())
        .bind(import)
        .bind(part);
    let row: Option<PartRow> = sql.optional().await?;
    Ok(row.map(|row| row.content))
}

/// Forgets the file itself.
pub(in crate::import) async fn forget_file(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
) -> Result<(), DbError> {
    tx.sql(FORGET_FILE)
        .bind(society.as_str())
        .bind(import)
        .run()
        .await?;
    Ok(())
}

/// Keeps rows as they stand in the file.
pub(in crate::import) async fn keep_rows(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
    rows: &[Row],
) -> Result<(), DbError> {
    let texts: Result<Vec<_>, _> = rows
        .iter()
        .map(|row| Cells::text(row).map(|cells| (i64::from(row.number), cells)))
        .collect();
    KEEP_ROWS
        .run(tx, &texts?, |(number, cells)| {
            [
                society.as_str().to_owned().into(),
                import.to_owned().into(),
                (*number).into(),
                cells.as_str().into(),
            ]
        })
        .await?;
    Ok(())
}

/// So many rows behind that one.
pub(in crate::import) async fn rows(
    conn: &mut Conn,
    society: &SocietySlug,
    import: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<Row>, DbError> {
    let sql = conn.sql(ROWS).bind(society.as_str()).bind(import);
    let rows: Vec<CellsRow> = sql.bind(after).bind(limit).all().await?;
    let row = |row: CellsRow| {
        let (cells, numbers) = match decoded(row.cells)? {
            Cells::Texts(cells) => (cells, Vec::new()),
            Cells::Marked(cells, numbers) => (cells, numbers),
        };
        Ok(Row {
            number: u32::try_from(row.row_number).unwrap_or(u32::MAX),
            cells,
            numbers,
        })
    };
    rows.into_iter().map(row).collect()
}

/// Forgets some of the rows; false where there are none any more.
pub(in crate::import) async fn forget_rows(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
) -> Result<bool, DbError> {
    Ok(tx
        .sql(FORGET_ROWS)
        .bind(society.as_str())
        .bind(import)
        .run()
        .await?
        > 0)
}

/// Forgets some of the plans; false where there are none any more.
pub(in crate::import) async fn forget_plans(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
) -> Result<bool, DbError> {
    Ok(tx
        .sql(FORGET_PLANS)
        .bind(society.as_str())
        .bind(import)
        .run()
        .await?
        > 0)
}
