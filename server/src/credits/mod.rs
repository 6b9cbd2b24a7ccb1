//! The ledger of credits, and what the rules make of it.

pub(crate) mod api;
pub(crate) mod choices;
pub(crate) mod earning;
pub(crate) mod effect;
pub(crate) mod everybody;
pub(crate) mod facts;
pub(crate) mod handover;
pub(crate) mod holdings;
pub(crate) mod known;
pub(crate) mod ledger;
pub(crate) mod line;
pub(crate) mod new_entry;
pub(crate) mod pages;
pub(crate) mod planned;
pub(crate) mod proofs;
pub(crate) mod store;
pub(crate) mod suggestion;
pub(crate) mod transcript;
mod unknown;

pub(crate) use earning::{Earning, EarningName};
pub(crate) use known::{KnownAs, standings, standings_known};
pub(crate) use new_entry::{NewEntry, Origin, earned, waits_for_exit};

use crate::db::{DbError, Tx};

/// Adds lines to the ledger, where they are not there already.
///
/// # Errors
/// As the engine says.
pub(crate) async fn grant(tx: &mut Tx, entries: &[NewEntry]) -> Result<(), DbError> {
    store::insert(tx, entries).await?;
    Ok(())
}
