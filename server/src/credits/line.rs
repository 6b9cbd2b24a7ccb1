//! A line of the ledger with everything that was said about it: who, when, why.

use super::new_entry::Origin;
use super::store::LineRow;
use jiff::Timestamp;
use shusseki_core::credit::{Entry, Evidence};
use shusseki_core::ids::{EntryId, MemberNumber, SessionId};
use std::collections::HashMap;

/// A granted line, with what became of it.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// The line as the rules see it.
    pub(crate) entry: Entry,
    /// Where it comes from.
    pub(crate) origin: Origin,
    /// How it was written.
    pub(crate) written: Written,
    /// The voided line in whose place it stands.
    pub(crate) stands_for: Option<EntryId>,
    /// Whether it was taken back, and how.
    pub(crate) voided: Option<Written>,
    /// What the office said of a declared line.
    pub(crate) review: Option<Review>,
    /// What the request asked for, where it had an idempotency key.
    pub(crate) request_digest: Option<String>,
}

/// Who wrote something into the ledger, when, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    /// Who, if somebody at a desk did.
    pub(crate) by: Option<Writer>,
    /// When.
    pub(crate) at: Timestamp,
    /// Why; none where the line says it by itself.
    pub(crate) why: Option<String>,
}

/// Somebody who wrote into the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Writer {
    /// 会員番号.
    pub(crate) number: MemberNumber,
    /// 氏名.
    pub(crate) name: String,
}

/// The office's word on a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Review {
    /// Whether the proof was accepted.
    pub(crate) accepted: bool,
    /// By whom, when, why.
    pub(crate) written: Written,
}

/// What a line of the ledger is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It grants credits.
    Granted,
    /// It takes a granted line back.
    Voided,
    /// It accepts a declared line.
    Accepted,
    /// It rejects a declared line.
    Rejected,
}

/// The database holds a kind of line that this version does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown kind of ledger line {0:?}")]
pub(crate) struct UnknownKind(String);

impl Kind {
    /// The name in the database.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Voided => "voided",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }
}

impl TryFrom<String> for Kind {
    type Error = UnknownKind;

    fn try_from(name: String) -> Result<Self, UnknownKind> {
        [Self::Granted, Self::Voided, Self::Accepted, Self::Rejected]
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or(UnknownKind(name))
    }
}

impl Line {
    /// What the line proves: two that prove the same count once.
    pub(crate) fn proves(&self) -> &str {
        self.entry.details.proves.as_deref().unwrap_or_default()
    }
}

/// What a line proves where nobody said: attending or presenting at its session, or else itself.
pub(super) fn own_proof(line: EntryId, session: Option<SessionId>, role: &str) -> String {
    session.map_or_else(
        || format!("line:{line}"),
        |session| format!("session:{session}:{role}"),
    )
}

/// Puts the rows of a member's ledger together; oldest deed first.
pub(super) fn assemble(rows: Vec<LineRow>) -> Result<Vec<Line>, sqlx::Error> {
    let mut lines = Vec::with_capacity(rows.len());
    let mut voids = HashMap::new();
    let mut reviews = HashMap::new();
    for mut row in rows {
        match (row.line, row.concerns()) {
            (Kind::Granted, _) => lines.push(row.granted()?),
            (Kind::Voided, Some(line)) => {
                voids.insert(line, row.written());
            }
            (kind @ (Kind::Accepted | Kind::Rejected), Some(line)) => {
                let accepted = kind == Kind::Accepted;
                let written = row.written();
                reviews.insert(line, (Review { accepted, written }, row.proves));
            }
            // The schema's CHECK leaves none.
            (_, None) => {}
        }
    }
    for line in &mut lines {
        line.voided = voids.remove(&line.entry.id);
        line.entry.voided = line.voided.is_some();
        if let Some((review, proves)) = reviews.remove(&line.entry.id) {
            line.reviewed(review, proves);
        }
    }
    lines.sort_by_key(|line| (line.entry.day, line.entry.id));
    Ok(lines)
}

impl Line {
    fn reviewed(&mut self, review: Review, proves: Option<String>) {
        let details = &mut self.entry.details;
        details.evidence = if review.accepted {
            Evidence::Accepted
        } else {
            Evidence::Rejected
        };
        if proves.is_some() {
            details.proves = proves;
        }
        self.review = Some(review);
    }
}
