//! Files on their way, in the database: what is known of each. How one moves from station to station is in
//! [`stations`], its content in [`staged`], what its columns are in [`remembered`].

pub(crate) mod remembered;
pub(crate) mod staged;
pub(crate) mod stations;

use super::read::Form;
use super::{Chosen, Counts, Import, State};
use crate::db::{Conn, DbError, Instant, Json, Tx, statements};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shusseki_core::ids::{MemberId, SocietySlug};

/// The columns of an import.
macro_rules! columns {
    () => {
        "import_id, file_name, digest, made_by, made_at, state, form, headers, mapping, trouble, \
         row_count, dealt_with, added, changed, unchanged, wrong, absent, decided_by, \
         carried_out_at, undone_at, audit_line"
    };
}

statements! {
    BEGIN = "INSERT INTO imports (society_id, import_id, file_name, digest, made_by, made_at, state, \
        form, headers, row_count, dealt_with, added, changed, unchanged, wrong, absent, lease_until) \
        VALUES ($1, $2, $3, $4, $5, $6, 'reading', $7, $8, 0, 0, 0, 0, 0, 0, 0, $9)";
    WORKED_AT = "SELECT COUNT(*) AS n FROM imports WHERE society_id = $1 \
        AND state IN ('checking', 'carrying-out', 'settling', 'undoing')";
    OPEN = "SELECT import_id AS text FROM imports WHERE society_id = $1 \
        AND state IN ('reading', 'columns', 'checking', 'checked', 'failed') AND import_id <> $2";
    BY_ID = concat!("SELECT ", columns!(), " FROM imports WHERE society_id = $1 AND import_id = $2");
    NEWEST = concat!("SELECT ", columns!(), " FROM imports WHERE society_id = $1 \
        AND state <> 'discarded' ORDER BY made_at DESC, import_id DESC LIMIT $2");
}

/// The headings and where they stand.
#[derive(Serialize, Deserialize)]
struct Headers {
    row: u32,
    headings: Vec<String>,
}

#[derive(sqlx::FromRow)]
struct ImportRow {
    import_id: String,
    file_name: String,
    digest: String,
    made_by: Option<String>,
    made_at: Instant,
    #[sqlx(try_from = "String")]
    state: State,
    form: String,
    headers: String,
    mapping: Option<String>,
    trouble: Option<String>,
    row_count: i64,
    dealt_with: i64,
    added: i64,
    changed: i64,
    unchanged: i64,
    wrong: i64,
    absent: i64,
    decided_by: Option<String>,
    carried_out_at: Option<Instant>,
    undone_at: Option<Instant>,
    audit_line: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct CountRow {
    n: i64,
}

#[derive(sqlx::FromRow)]
struct TextRow {
    text: String,
}

/// Reads JSON back that a store wrote.
pub(super) fn decoded<T: serde::de::DeserializeOwned>(text: String) -> Result<T, DbError> {
    let json = Json::<T>::try_from(text);
    Ok(json.map_err(|error| sqlx::Error::Decode(error.into()))?.0)
}

impl ImportRow {
    fn import(self) -> Result<(Import, String), DbError> {
        let headers: Headers = decoded(self.headers)?;
        let member = |id: Option<String>| id.and_then(|id| id.parse::<MemberId>().ok());
        let import = Import {
            id: self.import_id,
            file_name: self.file_name,
            made_by: member(self.made_by),
            made_at: self.made_at.0,
            state: self.state,
            form: decoded::<Form>(self.form)?,
            head_row: headers.row,
            headings: headers.headings,
            chosen: self.mapping.map(decoded::<Chosen>).transpose()?,
            trouble: self.trouble,
            rows: self.row_count,
            dealt_with: self.dealt_with,
            counts: Counts {
                added: self.added,
                changed: self.changed,
                unchanged: self.unchanged,
                wrong: self.wrong,
                absent: self.absent,
            },
            decided_by: member(self.decided_by),
            carried_out_at: self.carried_out_at.map(|at| at.0),
            undone_at: self.undone_at.map(|at| at.0),
            audit_line: self.audit_line,
        };
        Ok((import, self.digest))
    }
}

/// Stores a file's head; its parts follow. `digest` is the SHA-256 of the file.
pub(super) async fn begin(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &Import,
    digest: &str,
    lease_until: Timestamp,
) -> Result<(), DbError> {
    let headers = Headers {
        row: import.head_row,
        headings: import.headings.clone(),
    };
    tx.sql(BEGIN)
        .bind(society.as_str())
        .bind(import.id.as_str())
        .bind(import.file_name.as_str())
        .bind(digest)
        .bind(import.made_by.map(|by| by.to_string()))
        .bind(Instant(import.made_at))
        .bind(Json(&import.form).text()?)
        .bind(Json(&headers).text()?)
        .bind(Instant(lease_until))
        .run()
        .await?;
    Ok(())
}

/// Whether the society's members are being changed by a file, or compared with one.
pub(super) async fn is_worked_at(conn: &mut Conn, society: &SocietySlug) -> Result<bool, DbError> {
    let row: CountRow = conn.sql(WORKED_AT).bind(society.as_str()).one().await?;
    Ok(row.n > 0)
}

/// The other files that the office has not decided about.
pub(super) async fn open_others(
    conn: &mut Conn,
    society: &SocietySlug,
    but: &str,
) -> Result<Vec<String>, DbError> {
    let rows: Vec<TextRow> = conn
        .sql(OPEN)
        .bind(society.as_str())
        .bind(but)
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.text).collect())
}

/// The file with that id.
pub(super) async fn by_id(
    conn: &mut Conn,
    society: &SocietySlug,
    import: &str,
) -> Result<Option<Import>, DbError> {
    Ok(with_digest(conn, society, import)
        .await?
        .map(|(import, _)| import))
}

/// The same, with the digest of its content.
pub(super) async fn with_digest(
    conn: &mut Conn,
    society: &SocietySlug,
    import: &str,
) -> Result<Option<(Import, String)>, DbError> {
    let row: Option<ImportRow> = conn
        .sql(BY_ID)
        .bind(society.as_str())
        .bind(import)
        .optional()
        .await?;
    row.map(ImportRow::import).transpose()
}

/// The newest files, the newest first.
pub(crate) async fn newest(
    conn: &mut Conn,
    society: &SocietySlug,
    limit: i64,
) -> Result<Vec<Import>, DbError> {
    let rows: Vec<ImportRow> = conn
        .sql(NEWEST)
        .bind(society.as_str())
        .bind(limit)
        .all()
        .await?;
    let imports = rows.into_iter().map(ImportRow::import);
    imports
        .map(|import| import.map(|(import, _)| import))
        .collect()
}
