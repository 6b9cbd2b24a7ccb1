//! A line is taken back. It stays in the ledger, with who took it back, when and why.

use super::audited::{Change, audit, of_line};
use super::error::LedgerError;
use super::{Desk, find, id_following, reason, waiting};
use crate::audit::action::CREDITS_VOIDED;
use crate::credits::known::{KnownAs, lines};
use crate::credits::line::Kind;
use crate::credits::store::{self, NewMark};
use crate::db::Tx;
use serde_json::Value;
use shusseki_core::ids::EntryId;

/// Takes a granted line back; of an attendance too, and scanning the code again grants it no more.
///
/// # Errors
/// See [`LedgerError`].
pub(crate) async fn void(
    tx: &mut Tx,
    desk: &Desk<'_>,
    line: EntryId,
    why: &str,
) -> Result<(), LedgerError> {
    let before = take_back(tx, desk, line, why).await?;
    let change = Change {
        action: CREDITS_VOIDED,
        line,
        before: Some(before),
        after: None,
        why: Some(why.trim()),
    };
    Ok(audit(tx, desk, change).await?)
}

/// Takes the line back and tells what it said; what is recorded of it is the caller's.
pub(super) async fn take_back(
    tx: &mut Tx,
    desk: &Desk<'_>,
    line: EntryId,
    why: &str,
) -> Result<Value, LedgerError> {
    let why = reason(why)?;
    let society = desk.tenant.slug();
    match store::kind_of(tx, society, desk.member, line).await? {
        None => return Err(LedgerError::NoSuchLine),
        Some(Kind::Granted) => {}
        Some(_) => return Err(LedgerError::NotGranted),
    }
    let mark = NewMark {
        society,
        member: desk.member,
        id: id_following("void", &[&line.to_string()]),
        kind: Kind::Voided,
        concerns: line,
        by: desk.by,
        why: Some(&why),
        proves: None,
        at: desk.now,
    };
    if !store::insert_mark(tx, &mark).await? {
        return Err(LedgerError::AlreadyVoided);
    }
    waiting::delete(tx, society, desk.member, line).await?;
    let lines = lines(tx, society, desk.member, KnownAs::NOW).await?;
    Ok(of_line(find(&lines, line)?))
}
