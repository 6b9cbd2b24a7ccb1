//! Writing into the ledger: granted, voided, corrected, declared, reviewed, imported; never edited.

pub(crate) mod api;
mod audited;
pub(crate) mod choose;
pub(crate) mod correct;
pub(crate) mod declare;
pub(crate) mod deed;
pub(crate) mod error;
pub(crate) mod grant;
pub(crate) mod import;
mod letter;
pub(crate) mod link;
pub(crate) mod pages;
pub(crate) mod review;
#[cfg(test)]
mod tests;
pub(crate) mod void;
pub(crate) mod waiting;

use super::line::Line;
use crate::app::Tenant;
use crate::clock::{NoRandomness, Random};
use error::LedgerError;
use jiff::Timestamp;
use ring::digest::{Context, SHA256};
use shusseki_core::ids::{EntryId, MemberId};
use uuid::Builder;

/// Whose ledger is written into, by whom, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Desk<'a> {
    /// The society.
    pub(crate) tenant: &'a Tenant,
    /// Whose ledger it is.
    pub(crate) member: MemberId,
    /// Who writes.
    pub(crate) by: MemberId,
    /// When.
    pub(crate) now: Timestamp,
}

/// Words of the office may be this long.
const LONGEST_REASON: usize = 500;

/// A reason, which must say something.
///
/// # Errors
/// It is empty or too long.
pub(super) fn reason(text: &str) -> Result<String, LedgerError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(LedgerError::ReasonMissing);
    }
    deed::readable(text, LONGEST_REASON)
        .map(str::to_owned)
        .ok_or(LedgerError::ReasonTooLong)
}

/// The line's id that follows from what it is about: written twice, it is the same line, so the
/// primary key keeps it single.
pub(super) fn id_following(purpose: &str, parts: &[&str]) -> EntryId {
    let mut context = Context::new(&SHA256);
    for part in std::iter::once(&purpose).chain(parts) {
        // The length apart, so that two lists never join to the same bytes.
        context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        context.update(part.as_bytes());
    }
    let mut bytes = [0; 16];
    for (byte, hashed) in bytes.iter_mut().zip(context.finish().as_ref()) {
        *byte = *hashed;
    }
    EntryId::new(Builder::from_custom_bytes(bytes).into_uuid())
}

/// The id of a new line.
pub(super) fn new_id(random: &Random) -> Result<EntryId, NoRandomness> {
    random.uuid().map(EntryId::new)
}

/// The line of that id.
///
/// # Errors
/// The member has none.
pub(super) fn find(lines: &[Line], id: EntryId) -> Result<&Line, LedgerError> {
    let mut lines = lines.iter();
    let line = lines.find(|line| line.entry.id == id);
    line.ok_or(LedgerError::NoSuchLine)
}
