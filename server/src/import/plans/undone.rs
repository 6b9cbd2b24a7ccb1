//! What an undo has to know of rows, and what it notes.

use super::counts::{VerdictRow, of_verdict};
use crate::db::list::Kind;
use crate::db::rows::{ManyRows, keyed};
use crate::db::{Conn, DbError, Tx, statements};
use shusseki_core::ids::{MemberId, SocietySlug};

statements! {
    LEFT_ALONE = "SELECT verdict, COUNT(*) AS n FROM import_plans WHERE society_id = $1 \
        AND import_id = $2 AND verdict IN ('new', 'changed') AND kept IS NOT NULL GROUP BY verdict";
}

/// The statements over many rows.
pub(crate) const MANY_ROWS: &[ManyRows] = &[USED, NOTE_KEPT];

/// What has happened to members since that line of the audit log, but for the lines of the import itself,
/// which follow it.
const USED: ManyRows = ManyRows {
    columns: &[
        ("society_id", Kind::Text),
        ("member_id", Kind::Text),
        ("line", Kind::Number),
    ],
    text: "SELECT g.member_id, CASE \
        WHEN EXISTS (SELECT 1 FROM attendances o WHERE o.society_id = g.society_id \
        AND o.member_id = g.member_id) THEN 'attended' \
        WHEN EXISTS (SELECT 1 FROM credit_entries o WHERE o.society_id = g.society_id \
        AND o.member_id = g.member_id) THEN 'credits' \
        WHEN EXISTS (SELECT 1 FROM passwords o WHERE o.society_id = g.society_id \
        AND o.member_id = g.member_id) THEN 'account' \
        WHEN EXISTS (SELECT 1 FROM staff_roles o WHERE o.society_id = g.society_id \
        AND o.member_id = g.member_id) THEN 'role' \
        WHEN EXISTS (SELECT 1 FROM audit_lines o WHERE o.society_id = g.society_id \
        AND o.member_id = g.member_id AND o.line > g.line AND o.action <> 'member-imported') \
        THEN 'changed' \
        ELSE 'unused' END AS used FROM given g",
};

const NOTE_KEPT: ManyRows = ManyRows {
    columns: &[
        ("society_id", Kind::Text),
        ("import_id", Kind::Text),
        ("row_number", Kind::Number),
        ("kept", Kind::Text),
    ],
    text: "UPDATE import_plans SET kept = given.kept FROM given \
        WHERE import_plans.society_id = given.society_id AND import_plans.import_id = given.import_id \
        AND import_plans.row_number = given.row_number",
};

#[derive(sqlx::FromRow)]
struct UsedRow {
    #[sqlx(try_from = "String")]
    member_id: MemberId,
    used: String,
}

/// Whether anything has happened to members since that line of the audit log: what, or `unused`.
pub(in crate::import) async fn used(
    conn: &mut Conn,
    society: &SocietySlug,
    members: &[MemberId],
    line: i64,
) -> Result<Vec<(MemberId, String)>, DbError> {
    let rows: Vec<UsedRow> = USED
        .all(conn, members, |member| {
            let [society, member] = keyed(society, member);
            [society, member, line.into()]
        })
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.member_id, row.used))
        .collect())
}

/// How many rows were left as they are by an undo, or in part: new members and changed ones.
pub(in crate::import) async fn left_alone(
    conn: &mut Conn,
    society: &SocietySlug,
    import: &str,
) -> Result<[i64; 2], DbError> {
    let sql = conn.sql(LEFT_ALONE).bind(society.as_str()).bind(import);
    let rows: Vec<VerdictRow> = sql.all().await?;
    Ok(["new", "changed"].map(|verdict| of_verdict(&rows, verdict)))
}

/// Notes why rows could not be taken back, or not in full.
pub(in crate::import) async fn note_kept(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
    kept: &[(i64, String)],
) -> Result<(), DbError> {
    NOTE_KEPT
        .run(tx, kept, |(row, why)| {
            let [society, import] = keyed(society, &import);
            [society, import, (*row).into(), why.as_str().into()]
        })
        .await?;
    Ok(())
}
