//! Files on their way, in the database.

use super::read::Form;
use super::{Chosen, Counts, Import, State};
use crate::db::list::Kind;
use crate::db::rows::ManyRows;
use crate::db::{Conn, DbError, Instant, Json, Tx, statements};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shusseki_core::ids::{MemberId, SocietySlug};
use std::collections::BTreeMap;

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
    KEEP_PART = "INSERT INTO import_files (society_id, import_id, part, content) \
        VALUES ($1, $2, $3, $4)";
    PART = "SELECT content FROM import_files \
        WHERE society_id = $1 AND import_id = $2 AND part = $3";
    FORGET_FILE = "DELETE FROM import_files WHERE society_id = $1 AND import_id = $2";
    BY_ID = concat!("SELECT ", columns!(), " FROM imports WHERE society_id = $1 AND import_id = $2");
    NEWEST = concat!("SELECT ", columns!(), " FROM imports WHERE society_id = $1 \
        AND state <> 'discarded' ORDER BY made_at DESC, import_id DESC LIMIT $2");
    LAST_CHOSEN = "SELECT mapping AS text FROM imports WHERE society_id = $1 \
        AND mapping IS NOT NULL AND carried_out_at IS NOT NULL ORDER BY made_at DESC LIMIT 1";
    DIGITS = "SELECT CAST(COALESCE(MIN(LENGTH(member_number)), 0) AS BIGINT) AS least, \
        CAST(COALESCE(MAX(LENGTH(member_number)), 0) AS BIGINT) AS most, \
        COALESCE(MAX(member_number), '') AS last FROM members WHERE society_id = $1";
    REMEMBERED = "SELECT heading, target FROM import_columns WHERE society_id = $1";
    REMEMBER = "INSERT INTO import_columns (society_id, heading, target) VALUES ($1, $2, $3) \
        ON CONFLICT (society_id, heading) DO UPDATE SET target = excluded.target";
    TO_DO = "SELECT society_id, import_id FROM imports WHERE state IN ('reading', 'checking', \
        'carrying-out', 'settling', 'undoing') AND lease_until <= $1 ORDER BY made_at LIMIT 10";
    LEASE = "UPDATE imports SET lease_until = $4 WHERE society_id = $1 AND import_id = $2 \
        AND lease_until <= $3";
    GO_ON = "UPDATE imports SET dealt_with = $5, row_count = row_count + $6, lease_until = $7 \
        WHERE society_id = $1 AND import_id = $2 AND state = $3 AND dealt_with = $4";
    MOVE = "UPDATE imports SET state = $4, trouble = $5, dealt_with = 0, lease_until = 0 \
        WHERE society_id = $1 AND import_id = $2 AND state = $3";
    START_CHECK = "UPDATE imports SET state = 'checking', mapping = $3, trouble = NULL, \
        dealt_with = 0, lease_until = 0 WHERE society_id = $1 AND import_id = $2 \
        AND state IN ('columns', 'checked')";
    COUNTED = "UPDATE imports SET added = $3, changed = $4, unchanged = $5, wrong = $6, absent = $7 \
        WHERE society_id = $1 AND import_id = $2";
    DECIDE = "UPDATE imports SET state = 'carrying-out', decided_by = $3, dealt_with = 0, \
        lease_until = 0 WHERE society_id = $1 AND import_id = $2 AND state = 'checked' AND wrong = 0";
    CARRIED_OUT = "UPDATE imports SET state = 'settling', carried_out_at = $3, audit_line = $4, \
        dealt_with = 0 WHERE society_id = $1 AND import_id = $2 AND state = 'carrying-out'";
    START_UNDO = "UPDATE imports SET state = 'undoing', decided_by = $3, dealt_with = 0, \
        lease_until = 0 WHERE society_id = $1 AND import_id = $2 AND state = 'done' \
        AND carried_out_at >= $4 AND NOT EXISTS (SELECT 1 FROM imports o \
        WHERE o.society_id = imports.society_id AND o.carried_out_at > imports.carried_out_at)";
    UNDONE = "UPDATE imports SET state = 'undone', undone_at = $3, dealt_with = 0 \
        WHERE society_id = $1 AND import_id = $2 AND state = 'undoing'";
    /// Nobody needs what these rows would have done any more.
    OVER = "SELECT society_id, import_id FROM imports i WHERE (state IN ('columns', 'checked', \
        'failed') AND made_at < $1 OR state IN ('done', 'undone') AND (carried_out_at < $2 \
        OR EXISTS (SELECT 1 FROM imports o WHERE o.society_id = i.society_id \
        AND o.carried_out_at > i.carried_out_at))) AND EXISTS (SELECT 1 FROM import_plans p \
        WHERE p.society_id = i.society_id AND p.import_id = i.import_id \
        UNION ALL SELECT 1 FROM import_rows r WHERE r.society_id = i.society_id \
        AND r.import_id = i.import_id) LIMIT 10";
    DISCARD = "UPDATE imports SET state = 'discarded', lease_until = 0 WHERE society_id = $1 \
        AND import_id = $2 AND state IN ('reading', 'columns', 'checking', 'checked', 'failed')";
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

#[derive(sqlx::FromRow)]
struct PartRow {
    content: Vec<u8>,
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

#[derive(sqlx::FromRow)]
struct CellsRow {
    row_number: i64,
    cells: String,
}

/// A file that somebody has to go on with.
#[derive(sqlx::FromRow)]
pub(super) struct ToDo {
    /// Whose.
    pub(super) society_id: String,
    /// Which.
    pub(super) import_id: String,
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

/// Keeps a part of the file.
pub(super) async fn keep_part(
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
pub(super) async fn part(
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
pub(super) async fn forget_file(
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

/// What the office said of the columns of the last file that was carried out.
pub(super) async fn last_chosen(
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
pub(super) async fn digits_in_use(
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
pub(super) async fn remembered(
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
pub(super) async fn remember(
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

/// What no process is at, the longest waiting first.
pub(super) async fn to_do(conn: &mut Conn, now: Timestamp) -> Result<Vec<ToDo>, DbError> {
    conn.sql(TO_DO).bind(Instant(now)).all().await
}

/// Takes the file in hand until then; false where another process was first.
pub(super) async fn lease(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, DbError> {
    let sql = tx.sql(LEASE).bind(society.as_str()).bind(import);
    Ok(sql.bind(Instant(now)).bind(Instant(until)).run().await? > 0)
}

/// A step of a file's way.
pub(super) struct Step {
    /// Where it has to be.
    pub(super) state: State,
    /// How far it has to have come.
    pub(super) from: i64,
    /// How far it comes.
    pub(super) to: i64,
    /// How many rows more it has.
    pub(super) more_rows: i64,
}

impl Step {
    /// From one row to another.
    pub(super) const fn of(state: State, from: i64, to: i64) -> Self {
        Self {
            state,
            from,
            to,
            more_rows: 0,
        }
    }
}

/// Notes how far the file has come; false where it is elsewhere by now, so that nothing of the step
/// may be kept.
pub(super) async fn go_on(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
    step: &Step,
    lease_until: Timestamp,
) -> Result<bool, DbError> {
    let changed = tx
        .sql(GO_ON)
        .bind(society.as_str())
        .bind(import)
        .bind(step.state.name())
        .bind(step.from)
        .bind(step.to)
        .bind(step.more_rows)
        .bind(Instant(lease_until))
        .run()
        .await?;
    Ok(changed > 0)
}

/// Moves the file to its next station; false where it is elsewhere by now.
pub(super) async fn move_on(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
    [from, to]: [State; 2],
    trouble: Option<&str>,
) -> Result<bool, DbError> {
    let changed = tx
        .sql(MOVE)
        .bind(society.as_str())
        .bind(import)
        .bind(from.name())
        .bind(to.name())
        .bind(trouble)
        .run()
        .await?;
    Ok(changed > 0)
}

/// Has the rows compared with the members.
pub(super) async fn start_check(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
    chosen: &Chosen,
) -> Result<bool, DbError> {
    let sql = tx.sql(START_CHECK).bind(society.as_str()).bind(import);
    Ok(sql.bind(Json(chosen).text()?).run().await? > 0)
}

/// Notes what the rows would do.
pub(super) async fn counted(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
    counts: Counts,
) -> Result<(), DbError> {
    let mut sql = tx.sql(COUNTED).bind(society.as_str()).bind(import);
    let Counts {
        added,
        changed,
        unchanged,
        wrong,
        absent,
    } = counts;
    for count in [added, changed, unchanged, wrong, absent] {
        sql = sql.bind(count);
    }
    sql.run().await?;
    Ok(())
}

/// Has the file carried out.
pub(super) async fn decide(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
    by: Option<MemberId>,
) -> Result<bool, DbError> {
    let sql = tx.sql(DECIDE).bind(society.as_str()).bind(import);
    Ok(sql.bind(by.map(|by| by.to_string())).run().await? > 0)
}

/// Notes that the file was carried out.
pub(super) async fn carried_out(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
    at: Timestamp,
    audit_line: i64,
) -> Result<bool, DbError> {
    let sql = tx.sql(CARRIED_OUT).bind(society.as_str()).bind(import);
    Ok(sql.bind(Instant(at)).bind(audit_line).run().await? > 0)
}

/// Has the import taken back, if it is the last and was carried out since then.
pub(super) async fn start_undo(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
    by: MemberId,
    since: Timestamp,
) -> Result<bool, DbError> {
    let sql = tx.sql(START_UNDO).bind(society.as_str()).bind(import);
    Ok(sql.bind(by.to_string()).bind(Instant(since)).run().await? > 0)
}

/// Notes that the import was taken back.
pub(super) async fn undone(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    let sql = tx.sql(UNDONE).bind(society.as_str()).bind(import);
    sql.bind(Instant(at)).run().await?;
    Ok(())
}

/// Files of which more is stored than anybody needs: open ones made before the first instant, done
/// ones carried out before the second, and all but the last.
pub(super) async fn over(
    conn: &mut Conn,
    open_before: Timestamp,
    done_before: Timestamp,
) -> Result<Vec<ToDo>, DbError> {
    let sql = conn.sql(OVER).bind(Instant(open_before));
    sql.bind(Instant(done_before)).all().await
}

/// Gives the file up.
pub(super) async fn discard(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
) -> Result<bool, DbError> {
    Ok(tx
        .sql(DISCARD)
        .bind(society.as_str())
        .bind(import)
        .run()
        .await?
        > 0)
}

/// Keeps rows as they stand in the file.
pub(super) async fn keep_rows(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
    rows: &[super::read::Row],
) -> Result<(), DbError> {
    let texts: Result<Vec<_>, _> = rows
        .iter()
        .map(|row| {
            Json(&row.cells)
                .text()
                .map(|cells| (i64::from(row.number), cells))
        })
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
pub(super) async fn rows(
    conn: &mut Conn,
    society: &SocietySlug,
    import: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<super::read::Row>, DbError> {
    let sql = conn.sql(ROWS).bind(society.as_str()).bind(import);
    let rows: Vec<CellsRow> = sql.bind(after).bind(limit).all().await?;
    let row = |row: CellsRow| {
        Ok(super::read::Row {
            number: u32::try_from(row.row_number).unwrap_or(u32::MAX),
            cells: decoded(row.cells)?,
        })
    };
    rows.into_iter().map(row).collect()
}

/// Forgets some of the rows; false where there are none any more.
pub(super) async fn forget_rows(
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
pub(super) async fn forget_plans(
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
