//! Two records of one person become one. Somebody asks for it, and somebody else with the same duty
//! decides; neither of them is one of the two. Nothing changes before that.

mod carry_out;
pub(in crate::office) mod compare;
pub(in crate::office) mod duplicates;
mod error;
pub(crate) mod pages;
mod state;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub(crate) use carry_out::catch_up;
pub(crate) use error::MergeError;

use super::Duty;
use super::deed::{Desk, whose};
use super::error::{OfficeError, REASON_AT_MOST};
use crate::app::{App, Tenant};
use crate::audit::{Subject, action};
use crate::db::{Conn, DbError, Tx};
use crate::members::{self, Member, store as member_store};
use compare::{Choices, Pair, Pick};
use jiff::Timestamp;
use serde_json::json;
use shusseki_core::ids::MemberId;
use state::{State, Step};
use store::{Decision, Request};
use uuid::Uuid;

/// What is asked for.
pub(in crate::office) struct Wanted {
    /// The record that stays.
    pub(in crate::office) stays: Member,
    /// The record that goes.
    pub(in crate::office) goes: Member,
    /// From which record each value is taken.
    pub(in crate::office) choices: Choices,
    /// The [mark](compare::Comparison::mark) of what the page showed.
    pub(in crate::office) mark: String,
}

/// Whether these two may be merged at all, by whoever it is.
///
/// # Errors
/// They are one record, or one was merged before.
pub(in crate::office) fn can_be_one(stays: &Member, goes: &Member) -> Result<(), MergeError> {
    if stays.id == goes.id {
        return Err(MergeError::Itself);
    }
    if stays.merged_into.is_some() || goes.merged_into.is_some() {
        return Err(MergeError::Merged);
    }
    Ok(())
}

/// Sees that whoever it is may merge members, and is not one of the two.
async fn may(tx: &mut Tx, desk: &Desk<'_>, pair: &Pair) -> Result<(), MergeError> {
    let roles = members::roles(tx, desk.tenant.slug(), desk.by).await?;
    if !Duty::MergeMembers.is_of(&roles) {
        return Err(MergeError::NotAllowed);
    }
    if pair.has(desk.by) {
        return Err(MergeError::Involved);
    }
    Ok(())
}

/// Both records as they are, for whom nothing may be decided first.
async fn pair_of(
    tx: &mut Tx,
    tenant: &Tenant,
    [stays, goes]: [Member; 2],
) -> Result<Pair, MergeError> {
    can_be_one(&stays, &goes)?;
    let pair = Pair::read(tx, tenant, stays, goes).await?;
    let comparison = &pair.comparison;
    if comparison.stays.counts.deletions + comparison.goes.counts.deletions > 0 {
        return Err(MergeError::DeletionWaits);
    }
    Ok(pair)
}

/// Asks that the records be merged. Nothing of them changes.
///
/// # Errors
/// See [`MergeError`]; the transaction should then be abandoned.
pub(in crate::office) async fn ask(
    tx: &mut Tx,
    desk: &Desk<'_>,
    id: Uuid,
    wanted: Wanted,
) -> Result<(), MergeError> {
    let (tenant, slug) = (desk.tenant, desk.tenant.slug());
    let reason = desk.reason()?.to_owned();
    // One after the other: a record must not get into two requests at once.
    member_store::lock_roles(tx, slug).await?;
    let pair = pair_of(tx, tenant, [wanted.stays, wanted.goes]).await?;
    may(tx, desk, &pair).await?;
    for record in [&pair.stays, &pair.goes] {
        if store::waiting_of(tx, slug, record.id).await?.is_some() {
            return Err(MergeError::AlreadyAsked);
        }
    }
    if pair.comparison.mark()? != wanted.mark {
        return Err(MergeError::Changed);
    }
    let request = Request {
        id,
        stays: pair.stays.id,
        goes: pair.goes.id,
        choices: wanted.choices,
        seen: None,
        reason,
        asked_by: desk.by,
        asked_at: desk.now,
        state: State::Waiting,
        decided: None,
        answer: None,
    };
    store::insert(tx, slug, &request, &pair.comparison).await?;
    for subject in subjects(&request) {
        let after = Some(told(&pair));
        desk.record(tx, action::MERGE_ASKED, subject, [None, after])
            .await?;
    }
    Ok(())
}

/// Asks with these fields taken from the record that goes, as the page would at this moment.
///
/// # Errors
/// See [`MergeError`]; the transaction should then be abandoned.
pub(crate) async fn ask_plainly(
    tx: &mut Tx,
    (app, tenant): (&App, &Tenant),
    (by, now, why): (MemberId, Timestamp, &str),
    id: Uuid,
    ([stays, goes], taken): ([Member; 2], &[&str]),
) -> Result<(), MergeError> {
    let pair = Pair::read(tx, tenant, stays.clone(), goes.clone()).await?;
    let taken = taken.iter().map(|key| ((*key).to_owned(), Pick::Goes));
    let wanted = Wanted {
        stays,
        goes,
        choices: taken.collect(),
        mark: pair.comparison.mark()?,
    };
    let desk = Desk {
        app,
        tenant,
        by,
        now,
        why,
    };
    ask(tx, &desk, id, wanted).await
}

/// The request as something that is about either record.
fn subjects(request: &Request) -> [Subject; 2] {
    let about = |member| Subject::of_member("merge", request.id, member);
    [about(request.stays), about(request.goes)]
}

fn told(pair: &Pair) -> serde_json::Value {
    json!({ "stays": pair.stays.number.as_str(), "goes": pair.goes.number.as_str() })
}

/// What somebody says to a request.
#[derive(Debug, Clone)]
pub(in crate::office) enum Verdict {
    /// Merge them; the [mark](compare::Comparison::mark) of what the page showed.
    Approve(String),
    /// Leave them, for the reason given.
    Decline,
    /// The asker takes it back.
    Withdraw,
}

impl Verdict {
    const fn step(&self) -> Step {
        match self {
            Self::Approve(_) => Step::Approve,
            Self::Decline => Step::Decline,
            Self::Withdraw => Step::Withdraw,
        }
    }
}

/// The request of that id with both records, if it still waits.
///
/// # Errors
/// There is no such request, or the database failed.
pub(in crate::office) async fn waiting(
    conn: &mut Conn,
    tenant: &Tenant,
    id: Uuid,
) -> Result<(Request, Option<Pair>), MergeError> {
    let request = store::one(conn, tenant.slug(), id).await?;
    let request = request.ok_or(OfficeError::NoSuchMember)?;
    if request.state != State::Waiting {
        return Ok((request, None));
    }
    let mut both = Vec::with_capacity(2);
    for record in [request.stays, request.goes] {
        both.push(whose(conn, tenant, &record.to_string()).await?);
    }
    let (Some(goes), Some(stays)) = (both.pop(), both.pop()) else {
        return Err(OfficeError::NoSuchMember.into());
    };
    let pair = Pair::read(conn, tenant, stays, goes).await?;
    Ok((request, Some(pair)))
}

/// Decides a request, or takes it back; merges the records where it is approved.
///
/// # Errors
/// See [`MergeError`]; the transaction should then be abandoned.
pub(in crate::office) async fn decide(
    tx: &mut Tx,
    desk: &Desk<'_>,
    id: Uuid,
    verdict: &Verdict,
) -> Result<(), MergeError> {
    let (tenant, slug) = (desk.tenant, desk.tenant.slug());
    if matches!(verdict, Verdict::Decline) {
        desk.reason()?;
    }
    if desk.why.trim().chars().count() > REASON_AT_MOST {
        return Err(OfficeError::ReasonTooLong.into());
    }
    // Two decisions follow one another, and no role is given or taken meanwhile.
    member_store::lock_roles(tx, slug).await?;
    let (request, pair) = waiting(tx, tenant, id).await?;
    let state = request
        .state
        .after(verdict.step(), request.asked_by == desk.by)?;
    let pair = pair.ok_or(MergeError::NotWaiting)?;
    may(tx, desk, &pair).await?;
    let answer = Some(desk.why.trim()).filter(|answer| !answer.is_empty());
    let decision = Decision {
        state,
        by: desk.by,
        at: desk.now,
        answer,
    };
    if !store::decide(tx, slug, id, &decision).await? {
        return Err(MergeError::NotWaiting);
    }
    match verdict {
        Verdict::Approve(mark) => approve(tx, desk, &request, pair, mark).await,
        Verdict::Decline => Ok(record(tx, desk, &request, &pair, action::MERGE_DECLINED).await?),
        Verdict::Withdraw => Ok(record(tx, desk, &request, &pair, action::MERGE_WITHDRAWN).await?),
    }
}

async fn approve(
    tx: &mut Tx,
    desk: &Desk<'_>,
    request: &Request,
    pair: Pair,
    mark: &str,
) -> Result<(), MergeError> {
    if pair.comparison.mark()? != mark {
        return Err(MergeError::Changed);
    }
    let pair = pair_of(tx, desk.tenant, [pair.stays, pair.goes]).await?;
    carry_out::merge(tx, desk, request, &pair).await
}

async fn record(
    tx: &mut Tx,
    desk: &Desk<'_>,
    request: &Request,
    pair: &Pair,
    action: crate::audit::Action,
) -> Result<(), DbError> {
    for subject in subjects(request) {
        let before = Some(told(pair));
        desk.record(tx, action, subject, [before, None]).await?;
    }
    Ok(())
}

/// The number of the record that this one was merged into.
///
/// # Errors
/// The database failed.
pub(in crate::office) async fn merged_into(
    conn: &mut Conn,
    tenant: &Tenant,
    member: &Member,
) -> Result<Option<(MemberId, String)>, DbError> {
    let Some(into) = member.merged_into else {
        return Ok(None);
    };
    let stays = members::by_id(conn, tenant.slug(), into).await?;
    Ok(stays.map(|stays| (stays.id, stays.number.to_string())))
}
