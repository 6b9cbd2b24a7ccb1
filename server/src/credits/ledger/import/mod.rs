//! Credits from another system, as a CSV file: all of its rows or none, and twice the same file adds
//! nothing.

mod file;
mod rows;

use super::audited::of_entry;
use super::link;
use crate::app::{App, Tenant};
use crate::audit::action::CREDITS_IMPORTED;
use crate::audit::{Actor, Deed, Subject, record_all};
use crate::credits::known::{KnownAs, lines};
use crate::credits::ledger::Desk;
use crate::credits::line::Line;
use crate::credits::new_entry::{NewEntry, Origin};
use crate::credits::store;
use crate::db::{DbError, Tx};
use crate::members;
use file::FileError;
use rows::{Row, RowError};
use shusseki_core::calendar::day_of;
use shusseki_core::credit::Credits;
use shusseki_core::ids::{EntryId, MemberId, MemberNumber};
use std::collections::{BTreeMap, HashMap};

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImportError {
    /// The file is no CSV with the columns that are needed.
    #[error(transparent)]
    File(#[from] FileError),
    /// Rows with mistakes: all of them, by line.
    #[error("{}", .0.iter().map(|(line, error)| format!("line {line}: {error}")).collect::<Vec<_>>().join("\n"))]
    Rows(Vec<(u64, RowError)>),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What an import did, or would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Report {
    /// Rows of the file.
    pub(crate) rows: usize,
    /// Lines that are new in the ledger.
    pub(crate) added: usize,
    /// Rows that were in the ledger before.
    pub(crate) known: usize,
    /// Rows that say the same as one before them in the file.
    pub(crate) repeated: usize,
}

/// Imports the file into the society's ledger.
///
/// # Errors
/// See [`ImportError`]; nothing was imported then.
pub(crate) async fn import(
    app: &App,
    tenant: &Tenant,
    content: &[u8],
    dry_run: bool,
) -> Result<Report, ImportError> {
    let rows = file::read(content)?;
    let mut tx = app.db.write().await?;
    let mut importing = Importing {
        tenant,
        desk_of: HashMap::new(),
        entries: BTreeMap::new(),
        report: Report::default(),
    };
    let mut mistakes = Vec::new();
    for (line, row) in rows {
        match importing.take(app, &mut tx, row).await? {
            Ok(()) => {}
            Err(error) => mistakes.push((line, error)),
        }
    }
    if !mistakes.is_empty() {
        return Err(ImportError::Rows(mistakes));
    }
    let entries: Vec<NewEntry> = importing.entries.into_values().collect();
    store::insert(&mut tx, &entries).await?;
    let now = app.clock.now();
    record_all(
        &mut tx,
        tenant,
        now,
        &entries.iter().map(imported).collect::<Vec<_>>(),
    )
    .await?;
    if !dry_run {
        tx.commit().await?;
    }
    Ok(importing.report)
}

/// What the audit log keeps of an imported line.
fn imported(entry: &NewEntry) -> Deed {
    Deed {
        // The import is a command of the terminal.
        actor: Actor::System,
        action: CREDITS_IMPORTED,
        subject: Subject::of_member("credit-line", entry.id, entry.member),
        before: None,
        after: Some(of_entry(entry)),
        why: None,
    }
}

/// A member and what her or his ledger has already.
struct Ledger {
    member: MemberId,
    lines: Vec<Line>,
}

struct Importing<'a> {
    tenant: &'a Tenant,
    desk_of: HashMap<MemberNumber, Option<Ledger>>,
    /// The new lines, by member and what they are about.
    entries: BTreeMap<(MemberId, EntryId), NewEntry>,
    report: Report,
}

impl Importing<'_> {
    /// Takes a row in, or tells what is wrong with it.
    async fn take(
        &mut self,
        app: &App,
        tx: &mut Tx,
        row: Result<Row, RowError>,
    ) -> Result<Result<(), RowError>, DbError> {
        self.report.rows += 1;
        let row = match row {
            Ok(row) => row,
            Err(error) => return Ok(Err(error)),
        };
        if !self.desk_of.contains_key(&row.member) {
            let ledger = ledger_of(tx, self.tenant, &row.member).await?;
            self.desk_of.insert(row.member.clone(), ledger);
        }
        let Some(Some(ledger)) = self.desk_of.get(&row.member) else {
            return Ok(Err(RowError::NoSuchMember(row.member)));
        };
        let now = app.clock.now();
        let done = match row.described.checked(&self.tenant.society, day_of(now)) {
            Ok(done) => done,
            Err(error) => return Ok(Err(error.into())),
        };
        let desk = Desk {
            tenant: self.tenant,
            member: ledger.member,
            by: ledger.member,
            now,
        };
        let id = row.identity(&done);
        let mut entry = done.entry(&desk, id, Origin::Import);
        entry.details.proves.clone_from(&row.proves);
        let credits = entry.credits;
        let before = ledger.lines.iter().find(|line| line.entry.id == id);
        if let Some(before) = before {
            self.report.known += 1;
            return Ok(same(before.entry.credits, credits));
        }
        if let Some(before) = self.entries.get(&(ledger.member, id)) {
            self.report.repeated += 1;
            return Ok(same(before.credits, credits));
        }
        link::link(tx, &mut entry, &ledger.lines).await?;
        self.report.added += 1;
        self.entries.insert((ledger.member, id), entry);
        Ok(Ok(()))
    }
}

/// The same deed with other credits is a correction, which a file can't make.
fn same(before: Credits, now: Credits) -> Result<(), RowError> {
    if before == now {
        Ok(())
    } else {
        Err(RowError::OtherCredits(before.to_string()))
    }
}

async fn ledger_of(
    tx: &mut Tx,
    tenant: &Tenant,
    number: &MemberNumber,
) -> Result<Option<Ledger>, DbError> {
    let Some(member) = members::by_number(tx, tenant.slug(), number).await? else {
        return Ok(None);
    };
    Ok(Some(Ledger {
        member: member.id,
        lines: lines(tx, tenant.slug(), member.id, KnownAs::NOW).await?,
    }))
}
