//! A line is corrected: taken back, and another stands in its place. Both or neither.

use super::Desk;
use super::audited::{Change, audit};
use super::error::LedgerError;
use super::grant::{Granting, Kept, write};
use super::void::take_back;
use crate::audit::action::CREDITS_CORRECTED;
use crate::clock::Random;
use crate::db::Tx;
use shusseki_core::ids::EntryId;

/// Takes a line back and grants what is right in its place. The caller's transaction makes it one.
///
/// # Errors
/// See [`LedgerError`]; one that is voided already can't be corrected again, so a retry doubles
/// nothing.
pub(crate) async fn correct(
    tx: &mut Tx,
    random: &Random,
    desk: &Desk<'_>,
    line: EntryId,
    granting: &Granting<'_>,
) -> Result<Kept, LedgerError> {
    let before = take_back(tx, desk, line, granting.why).await?;
    let granting = Granting {
        stands_for: Some(line),
        ..*granting
    };
    let (kept, after) = write(tx, random, desk, &granting, None).await?;
    let change = Change {
        action: CREDITS_CORRECTED,
        line,
        before: Some(before),
        after: Some(after),
        why: Some(granting.why.trim()),
    };
    audit(tx, desk, change).await?;
    Ok(kept)
}
