//! The audit log: what the office did and what changed of a member's data, line upon line.
//!
//! Each society has a chain: a line's digest is over the digest of the line before and everything
//! that the line says, so that a line altered, removed, inserted or moved is found by
//! `shusseki audit verify`.

pub(crate) mod action;
pub(crate) mod api;
mod chain;
mod export;
pub(crate) mod pages;
pub(crate) mod search;
mod shown;
pub(crate) mod store;
#[cfg(test)]
mod tests;
mod values;
pub(crate) mod verify;

pub(crate) use action::Action;

use crate::app::Tenant;
use crate::db::{DbError, Tx};
use jiff::Timestamp;
use serde_json::Value;
use shusseki_core::ids::MemberId;

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Actor {
    /// A member, of what is her or his own.
    Member(MemberId),
    /// Somebody of the office, by virtue of a role.
    Staff(MemberId),
    /// Nobody at a desk: a command in the operator's terminal, or the server by itself.
    System,
}

impl Actor {
    const fn kind(self) -> &'static str {
        match self {
            Self::Member(_) => "member",
            Self::Staff(_) => "staff",
            Self::System => "system",
        }
    }

    const fn id(self) -> Option<MemberId> {
        match self {
            Self::Member(id) | Self::Staff(id) => Some(id),
            Self::System => None,
        }
    }
}

/// What it was done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subject {
    kind: &'static str,
    id: String,
    member: Option<MemberId>,
}

impl Subject {
    /// A member.
    pub(crate) fn member(member: MemberId) -> Self {
        Self::of_member("member", member, member)
    }

    /// Something that is a member's: a line of the ledger, an application.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "ids are small, and a reference says no more"
    )]
    pub(crate) fn of_member(kind: &'static str, id: impl ToString, member: MemberId) -> Self {
        Self {
            kind,
            id: id.to_string(),
            member: Some(member),
        }
    }

    /// Something that is the society's: a venue key, a mail's wording.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "ids are small, and a reference says no more"
    )]
    pub(crate) fn of_society(kind: &'static str, id: impl ToString) -> Self {
        Self {
            kind,
            id: id.to_string(),
            member: None,
        }
    }
}

/// What was done. Never with a secret in it: no password, no token, no link that opens something.
#[derive(Debug, Clone)]
pub(crate) struct Deed {
    /// Who did it.
    pub(crate) actor: Actor,
    /// What was done.
    pub(crate) action: Action,
    /// What it was done to.
    pub(crate) subject: Subject,
    /// What held before, of that which changed.
    pub(crate) before: Option<Value>,
    /// What holds since.
    pub(crate) after: Option<Value>,
    /// The reason given.
    pub(crate) why: Option<String>,
}

/// Records the deed in the same transaction as the deed itself: both become true, or neither.
///
/// It locks the society's chain until the transaction ends; so record last, and nothing slow after it.
///
/// # Errors
/// The database failed; the transaction should then be abandoned.
pub(crate) async fn record(
    tx: &mut Tx,
    tenant: &Tenant,
    at: Timestamp,
    deed: &Deed,
) -> Result<(), DbError> {
    record_all(tx, tenant, at, std::slice::from_ref(deed)).await
}

/// The number of the last line so far.
///
/// # Errors
/// The database failed.
pub(crate) async fn end(tx: &mut Tx, tenant: &Tenant) -> Result<i64, DbError> {
    let head = store::head(tx, tenant.slug()).await?;
    Ok(head.map_or(0, |head| head.lines))
}

/// Records many deeds, in that order, in one go.
///
/// # Errors
/// The database failed; the transaction should then be abandoned.
pub(crate) async fn record_all(
    tx: &mut Tx,
    tenant: &Tenant,
    at: Timestamp,
    deeds: &[Deed],
) -> Result<(), DbError> {
    if deeds.is_empty() {
        return Ok(());
    }
    let slug = tenant.slug();
    let mut head = store::lock_head(tx, slug).await?;
    let mut lines = Vec::with_capacity(deeds.len());
    for deed in deeds {
        let line = chain::Line::following(&head, at, deed);
        let digest = line.digest(slug, &head.digest);
        head = chain::Head {
            lines: line.number,
            digest: digest.clone(),
        };
        lines.push((line, digest));
    }
    store::insert(tx, slug, &lines).await?;
    store::move_head(tx, slug, &head).await
}
