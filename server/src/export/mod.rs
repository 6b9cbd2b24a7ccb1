//! The list of members as a file: the columns of an import, so that it can come in again unchanged.

mod cells;
mod file;
pub(crate) mod pages;
#[cfg(test)]
mod tests;

use crate::app::Tenant;
use crate::audit::{self, Actor, Deed, Subject, action};
use crate::db::{Conn, DbError, Tx};
use crate::import::members::{self, Filter};
use cells::Columns;
use jiff::Timestamp;
use serde_json::json;
use shusseki_core::ids::MemberId;
use shusseki_core::text::Language;

/// Members that are held in memory at once.
const A_PAGE: i64 = 500;

/// The form of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// CSV in UTF-8, with the mark that spreadsheets know it by.
    Csv,
    /// CSV as old programs read it; what it has no character for becomes 〓.
    Cp932,
    /// XLSX, every cell a text.
    Xlsx,
}

impl Kind {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Xlsx, Self::Csv, Self::Cp932];

    /// The name in forms and the audit log.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Cp932 => "csv-cp932",
            Self::Xlsx => "xlsx",
        }
    }
}

/// Notes in the audit log that the list leaves the house; tells how many members are on it.
async fn record(
    tx: &mut Tx,
    tenant: &Tenant,
    by: MemberId,
    filter: &Filter,
    kind: Kind,
    at: Timestamp,
) -> Result<i64, DbError> {
    let count = members::count(tx, tenant.slug(), filter).await?;
    let deed = Deed {
        actor: Actor::Staff(by),
        action: action::MEMBERS_EXPORTED,
        subject: Subject::of_society("members", kind.name()),
        before: None,
        after: Some(json!({
            "members": count,
            "class": filter.class,
            "status": filter.status,
            "district": filter.district,
        })),
        why: None,
    };
    audit::record(tx, tenant, at, &deed).await?;
    Ok(count)
}

/// The next rows behind that number, and the number of the last; none at the end.
async fn rows(
    conn: &mut Conn,
    tenant: &Tenant,
    filter: &Filter,
    language: Language,
    after: &str,
) -> Result<Option<(Vec<Vec<String>>, String)>, DbError> {
    let known = members::page(conn, tenant.slug(), filter, after, A_PAGE).await?;
    let Some(last) = known.last() else {
        return Ok(None);
    };
    let last = last.member.number.to_string();
    let columns = Columns::new(&tenant.society, language);
    Ok(Some((
        known.iter().map(|one| columns.cells(one)).collect(),
        last,
    )))
}
