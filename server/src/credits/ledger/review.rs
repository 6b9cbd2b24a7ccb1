//! The office looks at the proof of a declaration: accepted or rejected, once.

use super::audited::{Change, audit, of_line};
use super::error::LedgerError;
use super::{Desk, find, id_following, letter, reason, waiting};
use crate::audit::action::{DECLARATION_ACCEPTED, DECLARATION_REJECTED};
use crate::credits::known::{KnownAs, lines};
use crate::credits::line::{Kind, Line};
use crate::credits::store::{self, NewMark};
use crate::db::Tx;
use shusseki_core::credit::Evidence;
use shusseki_core::ids::EntryId;

/// What the office makes of a proof.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Verdict<'a> {
    /// It proves what was declared.
    Accepted {
        /// Words for the member, if any.
        why: Option<&'a str>,
        /// Another line that is about the same thing: the two count once.
        same_as: Option<EntryId>,
    },
    /// It doesn't.
    Rejected {
        /// Why not; the member reads it.
        why: &'a str,
    },
}

/// Accepts or rejects a declaration.
///
/// # Errors
/// See [`LedgerError`].
pub(crate) async fn review(
    tx: &mut Tx,
    desk: &Desk<'_>,
    line: EntryId,
    verdict: Verdict<'_>,
) -> Result<(), LedgerError> {
    let slug = desk.tenant.slug();
    let lines = lines(tx, slug, desk.member, KnownAs::NOW).await?;
    let declared = find(&lines, line)?;
    match declared.entry.details.evidence {
        Evidence::Recorded => return Err(LedgerError::NotDeclared),
        Evidence::Accepted | Evidence::Rejected => return Err(LedgerError::AlreadyReviewed),
        Evidence::Declared if declared.entry.voided => return Err(LedgerError::AlreadyVoided),
        Evidence::Declared => {}
    }
    let (kind, why, proves) = match verdict {
        Verdict::Accepted { why, same_as } => {
            let same = same_as.map(|other| find(&lines, other)).transpose()?;
            (Kind::Accepted, why, same.map(Line::proves))
        }
        Verdict::Rejected { why } => (Kind::Rejected, Some(why), None),
    };
    let why = why.map(reason).transpose()?;
    let mark = NewMark {
        society: slug,
        member: desk.member,
        // Of both verdicts the same, so that of two at once only one is written.
        id: id_following("review", &[&line.to_string()]),
        kind,
        concerns: line,
        by: desk.by,
        why: why.as_deref(),
        proves,
        at: desk.now,
    };
    if !store::insert_mark(tx, &mark).await? {
        return Err(LedgerError::AlreadyReviewed);
    }
    waiting::delete(tx, slug, desk.member, line).await?;
    letter::post_verdict(tx, desk, declared, why.as_deref(), kind).await?;
    let change = Change {
        action: match kind {
            Kind::Rejected => DECLARATION_REJECTED,
            _ => DECLARATION_ACCEPTED,
        },
        line,
        before: None,
        after: Some(of_line(declared)),
        why: why.as_deref(),
    };
    Ok(audit(tx, desk, change).await?)
}
