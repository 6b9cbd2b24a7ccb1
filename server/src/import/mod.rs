//! Members from files of the office: all rows or none, tried before and taken back afterwards.
//!
//! A file goes through stations, each stored, so that a restart of the server goes on where it was:
//! its rows are read into the database, the office says what its columns are, every row is compared
//! with the members, the office looks at what would change, and one transaction makes it so. What
//! takes long is done by [`job`], in steps of some milliseconds each but for that one transaction,
//! which holds as little as can be ([`carry_out`](mod@carry_out)); [`settle`] does what follows.

mod carry_out;
mod check;
mod failure;
pub(crate) mod fault;
pub(crate) mod job;
mod lines;
pub(crate) mod map;
pub(crate) mod members;
pub(crate) mod pages;
pub(crate) mod plans;
pub(crate) mod progress;
pub(crate) mod read;
mod receive;
mod review;
mod settle;
pub(crate) mod store;
#[cfg(test)]
pub(crate) mod tests;
mod told;
pub(crate) mod undo;
mod values;
pub(crate) mod written;

pub(crate) use failure::of_file;
pub(crate) use receive::receive;

use crate::app::{App, Tenant};
use crate::clock::NoRandomness;
use crate::db::DbError;
use crate::office::OfficeError;
use jiff::Timestamp;
use map::Mapping;
use read::{Form, ReadError};
use serde::{Deserialize, Serialize};
use shusseki_core::ids::MemberId;
use std::collections::BTreeMap;
use store::{remembered, stations};
use uuid::Uuid;

/// Digits that a member number may be filled up to.
const DIGITS_AT_MOST: usize = 20;

/// Where a file is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Its rows are being read.
    Reading,
    /// The office says what its columns are.
    Columns,
    /// Its rows are being compared with the members.
    Checking,
    /// The office looks at what would change.
    Checked,
    /// It is being carried out.
    CarryingOut,
    /// It is carried out; the directory follows.
    Settling,
    /// It is carried out.
    Done,
    /// It is being taken back.
    Undoing,
    /// It was taken back.
    Undone,
    /// It can't be read.
    Failed,
    /// The office gave it up.
    Discarded,
}

impl State {
    const ALL: [Self; 11] = [
        Self::Reading,
        Self::Columns,
        Self::Checking,
        Self::Checked,
        Self::CarryingOut,
        Self::Settling,
        Self::Done,
        Self::Undoing,
        Self::Undone,
        Self::Failed,
        Self::Discarded,
    ];

    /// The name in the database.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Columns => "columns",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::CarryingOut => "carrying-out",
            Self::Settling => "settling",
            Self::Done => "done",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
            Self::Failed => "failed",
            Self::Discarded => "discarded",
        }
    }

    /// What is being done, for whoever waits: carrying out and what follows it are one thing.
    pub(crate) const fn doing(self) -> &'static str {
        match self {
            Self::CarryingOut | Self::Settling => "importing",
            other => other.name(),
        }
    }

    /// Whether the server has the next word.
    pub(crate) const fn is_worked_at(self) -> bool {
        matches!(
            self,
            Self::Reading | Self::Checking | Self::CarryingOut | Self::Settling | Self::Undoing
        )
    }
}

impl TryFrom<String> for State {
    type Error = UnknownState;

    fn try_from(name: String) -> Result<Self, UnknownState> {
        let mut all = Self::ALL.into_iter();
        all.find(|state| state.name() == name)
            .ok_or(UnknownState(name))
    }
}

/// The database holds a state that this version does not know.
#[derive(Debug, thiserror::Error)]
#[error("unknown state of an import {0:?}")]
pub(crate) struct UnknownState(String);

/// What the office said of the file's columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Chosen {
    /// What each column is.
    pub(crate) columns: Mapping,
    /// Digits of a member number; 0 takes numbers as they stand.
    pub(crate) digits: usize,
    /// Whether an empty cell empties the field.
    pub(crate) clear: bool,
}

/// How many rows would do what, or did it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// New members.
    pub(crate) added: i64,
    /// Members who change.
    pub(crate) changed: i64,
    /// Members who stay as they are.
    pub(crate) unchanged: i64,
    /// Rows that can't be taken.
    pub(crate) wrong: i64,
    /// Members who are not in the file: nothing happens to them.
    pub(crate) absent: i64,
}

/// A file on its way.
#[derive(Debug, Clone)]
pub(crate) struct Import {
    /// Its id.
    pub(crate) id: String,
    /// The file's name, as it was sent.
    pub(crate) file_name: String,
    /// Who brought it; nobody of the office at a command of the terminal.
    pub(crate) made_by: Option<MemberId>,
    /// When.
    pub(crate) made_at: Timestamp,
    /// Where it is.
    pub(crate) state: State,
    /// How it was read.
    pub(crate) form: Form,
    /// The row with the headings.
    pub(crate) head_row: u32,
    /// The headings of its columns.
    pub(crate) headings: Vec<String>,
    /// What the columns are, once the office has said so.
    pub(crate) chosen: Option<Chosen>,
    /// Why it could not be read, or why it has to be looked at again: a stable code.
    pub(crate) trouble: Option<String>,
    /// Rows below the headings, as far as they are read.
    pub(crate) rows: i64,
    /// How far the present step has come.
    pub(crate) dealt_with: i64,
    /// What its rows do.
    pub(crate) counts: Counts,
    /// Who had it carried out.
    pub(crate) decided_by: Option<MemberId>,
    /// When it was carried out.
    pub(crate) carried_out_at: Option<Timestamp>,
    /// When it was taken back.
    pub(crate) undone_at: Option<Timestamp>,
    /// The end of the audit log right after it was carried out.
    pub(crate) audit_line: Option<i64>,
}

/// Why something was not done with a file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImportError {
    /// It can't be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// There is no such file on its way.
    #[error("there is no such import")]
    NotFound,
    /// Another file is being worked at.
    #[error("another file is being worked at; wait until it is done")]
    Busy,
    /// It is at another station by now.
    #[error("the import has gone on meanwhile")]
    Elsewhere,
    /// Nobody has said what these columns are.
    #[error("say what these columns are, or that they are left out: {}", .0.join(", "))]
    Undecided(Vec<String>),
    /// Two columns are to be the same.
    #[error("two columns are to be the same: {0}")]
    SameTwice(String),
    /// No column has the member's number.
    #[error("no column has the member number")]
    NoNumber,
    /// There are rows that can't be taken, or none to take.
    #[error("the file can't be carried out as it is")]
    NotReady,
    /// Only the newest one can be taken back, and only for a while.
    #[error("only the last import can be undone")]
    NotLast,
    /// What ends with a membership could not be ended.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// No randomness for an id.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The thread that reads the file was stopped.
    #[error("the reading was interrupted")]
    Interrupted(#[from] tokio::task::JoinError),
}

/// The file with that id.
///
/// # Errors
/// [`ImportError::NotFound`], or the database failed.
pub(crate) async fn by_id(app: &App, tenant: &Tenant, id: &str) -> Result<Import, ImportError> {
    let mut conn = app.db.read().await?;
    let found = store::by_id(&mut conn, tenant.slug(), id).await?;
    found.ok_or(ImportError::NotFound)
}

/// What the columns probably are: as before for the same headings, else by their words. The digits of
/// a member number are those that all numbers have which the society knows.
///
/// # Errors
/// The database failed.
pub(crate) async fn propose(
    app: &App,
    tenant: &Tenant,
    import: &Import,
) -> Result<Chosen, ImportError> {
    if let Some(chosen) = &import.chosen {
        return Ok(chosen.clone());
    }
    let mut conn = app.db.read().await?;
    let remembered = remembered::remembered(&mut conn, tenant.slug()).await?;
    let columns = map::proposal(&tenant.society, &import.headings, &remembered);
    let last = remembered::last_chosen(&mut conn, tenant.slug()).await?;
    let digits = match &last {
        Some(last) if last.digits > 0 => last.digits,
        _ => remembered::digits_in_use(&mut conn, tenant.slug()).await?,
    };
    Ok(Chosen {
        columns,
        digits,
        clear: last.is_some_and(|last| last.clear),
    })
}

/// Takes the office's word on the columns, remembers it, and has the rows compared with the members.
///
/// # Errors
/// See [`ImportError`].
pub(crate) async fn choose(
    app: &App,
    tenant: &Tenant,
    import: &Import,
    mut chosen: Chosen,
) -> Result<(), ImportError> {
    let undecided = import.headings.iter().zip(&chosen.columns);
    let undecided: Vec<String> = undecided
        .filter(|(_, column)| column.is_none())
        .map(|(heading, _)| heading.clone())
        .collect();
    if !undecided.is_empty() || chosen.columns.len() != import.headings.len() {
        return Err(ImportError::Undecided(undecided));
    }
    let mut taken = BTreeMap::new();
    for (heading, column) in import.headings.iter().zip(&chosen.columns) {
        let key = column.as_deref().unwrap_or_default();
        if key.is_empty() {
            continue;
        }
        if map::target(&tenant.society, key).is_none() {
            return Err(ImportError::Undecided(vec![heading.clone()]));
        }
        if let Some(other) = taken.insert(key.to_owned(), heading) {
            return Err(ImportError::SameTwice(format!("{other}, {heading}")));
        }
    }
    if !taken.contains_key("number") {
        return Err(ImportError::NoNumber);
    }
    chosen.digits = chosen.digits.min(DIGITS_AT_MOST);
    let mut tx = app.db.write().await?;
    let slug = tenant.slug();
    if !stations::start_check(&mut tx, slug, &import.id, &chosen).await? {
        return Err(ImportError::Elsewhere);
    }
    let columns: Vec<(&str, &str)> = import
        .headings
        .iter()
        .zip(&chosen.columns)
        .map(|(heading, column)| (heading.as_str(), column.as_deref().unwrap_or_default()))
        .collect();
    remembered::remember(&mut tx, slug, &columns).await?;
    tx.commit().await?;
    app.imports.wake();
    Ok(())
}

/// Has the file carried out, exactly as it was shown.
///
/// # Errors
/// See [`ImportError`].
pub(crate) async fn carry_out(
    app: &App,
    tenant: &Tenant,
    import: &Import,
    by: Option<MemberId>,
) -> Result<(), ImportError> {
    let nothing = import.counts.added + import.counts.changed == 0;
    if import.state == State::Checked && (import.counts.wrong > 0 || nothing) {
        return Err(ImportError::NotReady);
    }
    let mut tx = app.db.write().await?;
    if !stations::decide(&mut tx, tenant.slug(), &import.id, by).await? {
        return Err(ImportError::Elsewhere);
    }
    tx.commit().await?;
    app.imports.wake();
    Ok(())
}

/// Gives the file up. Its rows are forgotten by and by.
///
/// # Errors
/// See [`ImportError`].
pub(crate) async fn discard(app: &App, tenant: &Tenant, id: &str) -> Result<(), ImportError> {
    let mut tx = app.db.write().await?;
    if !stations::discard(&mut tx, tenant.slug(), id).await? {
        return Err(ImportError::Elsewhere);
    }
    tx.commit().await?;
    receive::forget(app, tenant, id).await?;
    Ok(())
}

fn new_id(app: &App) -> Result<String, NoRandomness> {
    app.random.uuid().map(|id: Uuid| id.to_string())
}
