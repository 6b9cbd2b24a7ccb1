//! A member declares what the society does not know of, with a proof for the office to look at.

use super::audited::{Change, audit, of_entry};
use super::deed::Described;
use super::error::LedgerError;
use super::grant::{Kept, id_of, keep};
use super::{Desk, link, waiting};
use crate::audit::action::CREDITS_DECLARED;
use crate::clock::Random;
use crate::credits::known::{KnownAs, lines};
use crate::credits::new_entry::Origin;
use crate::credits::proofs::{self, Proof};
use crate::db::Tx;
use crate::web::idempotency::Keyed;
use shusseki_core::calendar::day_of;

/// More than anybody has to declare before the office comes to look.
const WAITING_AT_MOST: i64 = 50;

/// Declares what was done. What it counts before the office has looked is for the society's rules
/// to say; that of an event attended here counts once with the attendance.
///
/// # Errors
/// See [`LedgerError`].
pub(crate) async fn declare(
    tx: &mut Tx,
    random: &Random,
    desk: &Desk<'_>,
    described: &Described,
    proof: Proof,
    request: Option<&Keyed>,
) -> Result<Kept, LedgerError> {
    let (society, slug) = (&desk.tenant.society, desk.tenant.slug());
    let done = described.checked(society, day_of(desk.now))?;
    let id = id_of(random, desk, "declare", request)?;
    let mut entry = done.entry(desk, id, Origin::Member);
    let lines = lines(tx, slug, desk.member, KnownAs::NOW).await?;
    link::link(tx, &mut entry, &lines).await?;
    let after = of_entry(&entry);
    let kept = keep(tx, entry, request).await?;
    if kept.new {
        if waiting::count(tx, slug, desk.member).await? >= WAITING_AT_MOST {
            return Err(LedgerError::TooManyWaiting);
        }
        proofs::insert(tx, slug, desk.member, id, proof).await?;
        waiting::insert(tx, slug, desk.member, id, desk.now).await?;
        let change = Change {
            action: CREDITS_DECLARED,
            line: id,
            before: None,
            after: Some(after),
            why: None,
        };
        audit(tx, desk, change).await?;
    }
    Ok(kept)
}
