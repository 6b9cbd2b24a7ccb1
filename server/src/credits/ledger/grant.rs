//! The office grants credits.

use super::audited::{Change, audit, of_entry};
use super::deed::Described;
use super::error::LedgerError;
use super::{Desk, find, id_following, link, new_id, reason};
use crate::audit::action::CREDITS_GRANTED;
use crate::clock::Random;
use crate::credits::known::{KnownAs, lines};
use crate::credits::new_entry::{NewEntry, Origin};
use crate::credits::store;
use crate::db::Tx;
use crate::web::idempotency::Keyed;
use serde_json::Value;
use shusseki_core::calendar::day_of;
use shusseki_core::ids::EntryId;

/// What the office grants.
pub(crate) struct Granting<'a> {
    /// What was done.
    pub(crate) described: &'a Described,
    /// Why the office writes it; the member reads it too.
    pub(crate) why: &'a str,
    /// Another line that is about the same thing: the two count once.
    pub(crate) same_as: Option<EntryId>,
    /// The voided line in whose place it stands.
    pub(crate) stands_for: Option<EntryId>,
}

/// A line and whether it was written just now rather than by an earlier request with the same key.
pub(crate) struct Kept {
    /// The line's id.
    pub(crate) id: EntryId,
    /// Whether it is new.
    pub(crate) new: bool,
}

/// Grants credits. A retry with the same key writes nothing and gets the same line.
///
/// # Errors
/// See [`LedgerError`].
pub(crate) async fn grant(
    tx: &mut Tx,
    random: &Random,
    desk: &Desk<'_>,
    granting: &Granting<'_>,
    request: Option<&Keyed>,
) -> Result<Kept, LedgerError> {
    let (kept, after) = write(tx, random, desk, granting, request).await?;
    if kept.new {
        let change = Change {
            action: CREDITS_GRANTED,
            line: kept.id,
            before: None,
            after: Some(after),
            why: Some(granting.why.trim()),
        };
        audit(tx, desk, change).await?;
    }
    Ok(kept)
}

/// Writes the line and tells what it says; what is recorded of it is the caller's.
pub(super) async fn write(
    tx: &mut Tx,
    random: &Random,
    desk: &Desk<'_>,
    granting: &Granting<'_>,
    request: Option<&Keyed>,
) -> Result<(Kept, Value), LedgerError> {
    let why = reason(granting.why)?;
    let society = &desk.tenant.society;
    let done = granting.described.checked(society, day_of(desk.now))?;
    let lines = lines(tx, desk.tenant.slug(), desk.member, KnownAs::NOW).await?;
    let id = id_of(random, desk, "grant", request)?;
    let mut entry = done.entry(desk, id, Origin::Office);
    entry.reason = Some(why);
    entry.stands_for = granting.stands_for;
    link::link(tx, &mut entry, &lines).await?;
    if let Some(other) = granting.same_as {
        entry.details.proves = Some(find(&lines, other)?.proves().to_owned());
    }
    let says = of_entry(&entry);
    Ok((keep(tx, entry, request).await?, says))
}

/// The id of a line that a request writes: the same for a retry.
pub(super) fn id_of(
    random: &Random,
    desk: &Desk<'_>,
    purpose: &str,
    request: Option<&Keyed>,
) -> Result<EntryId, LedgerError> {
    Ok(match request {
        Some(request) => id_following(purpose, &[&desk.by.to_string(), &request.key]),
        None => new_id(random)?,
    })
}

/// Writes the line, unless an earlier request with the same key did.
pub(super) async fn keep(
    tx: &mut Tx,
    mut entry: NewEntry,
    request: Option<&Keyed>,
) -> Result<Kept, LedgerError> {
    let id = entry.id;
    entry.request_digest = request.map(|request| request.digest.clone());
    if store::insert(tx, std::slice::from_ref(&entry)).await? > 0 {
        return Ok(Kept { id, new: true });
    }
    let lines = lines(tx, &entry.society, entry.member, KnownAs::NOW).await?;
    if find(&lines, id)?.request_digest == entry.request_digest {
        Ok(Kept { id, new: false })
    } else {
        Err(LedgerError::KeyReused)
    }
}
