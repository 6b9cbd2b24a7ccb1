//! A file from station to station, in the database.

use crate::db::{Conn, DbError, Instant, Json, Tx, statements};
use crate::import::{Chosen, Counts, State};
use jiff::Timestamp;
use shusseki_core::ids::{MemberId, SocietySlug};

statements! {
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
}

/// A file that somebody has to go on with.
#[derive(sqlx::FromRow)]
pub(in crate::import) struct ToDo {
    /// Whose.
    pub(in crate::import) society_id: String,
    /// Which.
    pub(in crate::import) import_id: String,
}

/// What no process is at, the longest waiting first.
pub(in crate::import) async fn to_do(
    conn: &mut Conn,
    now: Timestamp,
) -> Result<Vec<ToDo>, DbError> {
    conn.sql(TO_DO).bind(Instant(now)).all().await
}

/// Takes the file in hand until then; false where another process was first.
pub(in crate::import) async fn lease(
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
pub(in crate::import) struct Step {
    /// Where it has to be.
    pub(in crate::import) state: State,
    /// How far it has to have come.
    pub(in crate::import) from: i64,
    /// How far it comes.
    pub(in crate::import) to: i64,
    /// How many rows more it has.
    pub(in crate::import) more_rows: i64,
}

impl Step {
    /// From one row to another.
    pub(in crate::import) const fn of(state: State, from: i64, to: i64) -> Self {
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
pub(in crate::import) async fn go_on(
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
pub(in crate::import) async fn move_on(
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
pub(in crate::import) async fn start_check(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
    chosen: &Chosen,
) -> Result<bool, DbError> {
    let sql = tx.sql(START_CHECK).bind(society.as_str()).bind(import);
    Ok(sql.bind(Json(chosen).text()?).run().await? > 0)
}

/// Notes what the rows would do.
pub(in crate::import) async fn counted(
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
pub(in crate::import) async fn decide(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
    by: Option<MemberId>,
) -> Result<bool, DbError> {
    let sql = tx.sql(DECIDE).bind(society.as_str()).bind(import);
    Ok(sql.bind(by.map(|by| by.to_string())).run().await? > 0)
}

/// Notes that the file was carried out.
pub(in crate::import) async fn carried_out(
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
pub(in crate::import) async fn start_undo(
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
pub(in crate::import) async fn undone(
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
pub(in crate::import) async fn over(
    conn: &mut Conn,
    open_before: Timestamp,
    done_before: Timestamp,
) -> Result<Vec<ToDo>, DbError> {
    let sql = conn.sql(OVER).bind(Instant(open_before));
    sql.bind(Instant(done_before)).all().await
}

/// Gives the file up.
pub(in crate::import) async fn discard(
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
