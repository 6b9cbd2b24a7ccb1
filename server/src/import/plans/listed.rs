//! Rows as they are listed, carried out or taken back.

use crate::credits::planned::HeldChange;
use crate::db::{Conn, DbError, statements};
use crate::import::fault::RowFault;
use crate::import::store::decoded;
use serde_json::Value as JsonValue;
use shusseki_core::ids::{MemberId, SocietySlug};

statements! {
    LISTED = "SELECT row_number, verdict, member_id, member_number, family_name, given_name, \
        told_before, told_after, holdings, faults, kept FROM import_plans \
        WHERE society_id = $1 AND import_id = $2 AND verdict = $3 AND row_number > $4 \
        ORDER BY row_number LIMIT $5";
    /// CASE, so that the rows are walked in their order: with the statistics of fresh rows PostgreSQL takes
    /// the index by verdict else, and sorts all that are left each time.
    TO_CARRY_OUT = "SELECT row_number, verdict, member_id, member_number, family_name, given_name, \
        told_before, told_after, holdings, faults, kept FROM import_plans \
        WHERE society_id = $1 AND import_id = $2 \
        AND CASE WHEN verdict IN ('new', 'changed') THEN TRUE ELSE FALSE END \
        AND row_number > $3 ORDER BY row_number LIMIT $4";
}

#[derive(sqlx::FromRow)]
struct ListedRow {
    row_number: i64,
    verdict: String,
    member_id: Option<String>,
    member_number: Option<String>,
    family_name: Option<String>,
    given_name: Option<String>,
    told_before: Option<String>,
    told_after: Option<String>,
    holdings: Option<String>,
    faults: Option<String>,
    kept: Option<String>,
}

/// A row as it is listed, carried out or taken back.
#[derive(Debug)]
pub(crate) struct Listed {
    /// The row of the file.
    pub(crate) row: i64,
    /// Whether the member is new.
    pub(crate) is_new: bool,
    /// Whom it is about.
    pub(crate) member: Option<MemberId>,
    /// The number.
    pub(crate) number: String,
    /// The name afterwards.
    pub(crate) name: String,
    /// What held before, of that which changes.
    pub(crate) before: JsonValue,
    /// What holds afterwards.
    pub(crate) after: JsonValue,
    /// Certifications given or changed.
    pub(crate) held: Vec<HeldChange>,
    /// What is wrong.
    pub(crate) faults: Vec<RowFault>,
    /// Why undoing left it: a stable code.
    pub(crate) kept: Option<String>,
}

impl ListedRow {
    fn listed(self) -> Result<Listed, DbError> {
        let json = |text: Option<String>| text.map_or(Ok(JsonValue::Null), decoded);
        let name = [self.family_name, self.given_name].into_iter().flatten();
        let name: Vec<String> = name.filter(|part| !part.is_empty()).collect();
        Ok(Listed {
            row: self.row_number,
            is_new: self.verdict == "new",
            member: self.member_id.and_then(|id| id.parse().ok()),
            number: self.member_number.unwrap_or_default(),
            name: name.join(" "),
            before: json(self.told_before)?,
            after: json(self.told_after)?,
            held: self.holdings.map(decoded).transpose()?.unwrap_or_default(),
            faults: self.faults.map(decoded).transpose()?.unwrap_or_default(),
            kept: self.kept,
        })
    }
}

/// So many rows of that verdict behind that one.
pub(crate) async fn listed(
    conn: &mut Conn,
    society: &SocietySlug,
    import: &str,
    verdict: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<Listed>, DbError> {
    let sql = conn
        .sql(LISTED)
        .bind(society.as_str())
        .bind(import)
        .bind(verdict);
    let rows: Vec<ListedRow> = sql.bind(after).bind(limit).all().await?;
    rows.into_iter().map(ListedRow::listed).collect()
}

/// So many rows behind that one that do something.
pub(in crate::import) async fn to_carry_out(
    conn: &mut Conn,
    society: &SocietySlug,
    import: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<Listed>, DbError> {
    let sql = conn.sql(TO_CARRY_OUT).bind(society.as_str()).bind(import);
    let rows: Vec<ListedRow> = sql.bind(after).bind(limit).all().await?;
    rows.into_iter().map(ListedRow::listed).collect()
}
