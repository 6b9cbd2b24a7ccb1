//! Registering attendance: from a scanned code to a durable attendance and its answer.

pub(crate) mod answer;
pub(crate) mod api;
mod batch;
pub(crate) mod error;
pub(crate) mod handover;
pub(crate) mod history;
mod job;
pub(crate) mod look_up;
pub(crate) mod pages;
mod people;
pub(crate) mod preview;
pub(crate) mod recorded;
pub(crate) mod store;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod without_database;
pub(crate) mod writer;
pub(crate) mod writes;

use crate::accounts::slow_down::Typist;
use crate::app::{App, Tenant};
use crate::clock::to_microseconds;
use crate::programme::Session;
use answer::Answer;
pub(crate) use error::CheckInError;
use jiff::Timestamp;
use job::Job;
use ring::digest;
use shusseki_core::check_in::{Evidence, Refusal, Scan, ScanProof};
use shusseki_core::ids::MemberId;
use shusseki_core::scan_receipt::{CodeDigest, ScanReceipt};
use shusseki_core::venue_code::{Claim, Scanned};
use std::sync::Arc;
use writes::Request;

/// How the time of a scan is known.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Scanning<'a> {
    /// Just now: the request itself is the scan.
    Now,
    /// At the first request, as the signed scan receipt 読取票 says.
    Receipt(&'a str),
    /// When the phone says; it may have been offline since.
    Claimed(Timestamp),
}

/// A check-in as it arrives.
#[derive(Debug, Clone)]
pub(crate) struct Submission<'a> {
    /// Who checks in.
    pub(crate) member: MemberId,
    /// The code, scanned or typed.
    pub(crate) code: Scanned,
    /// When it was scanned.
    pub(crate) scanning: Scanning<'a>,
    /// The request's own name, under which a retry gets the first answer again.
    pub(crate) idempotency_key: Option<String>,
}

/// What a code leads to: the session, the point, and what the code claims.
#[derive(Debug, Clone)]
pub(crate) struct Lead {
    /// The session that the code was made for.
    pub(crate) session: Arc<Session>,
    /// What the code says, its MAC verified.
    pub(crate) claim: Claim,
    /// How the attendance will be known.
    pub(crate) evidence: Evidence,
}

/// Follows a code to its session. Typed codes that no poster has are counted against the typist.
/// Whether it still holds in time is decided later, because a
/// member who is registered already is told so even when the code has expired.
///
/// # Errors
/// The code is not the society's, was altered, or leads to no session; too many were typed wrongly.
pub(crate) async fn follow(
    app: &App,
    tenant: &Tenant,
    code: &Scanned,
    typist: Typist,
) -> Result<Lead, CheckInError> {
    let ring = app.key_rings.get(&app.db, &tenant.society).await?;
    let (claim, evidence) = match code {
        Scanned::Code(code) => {
            let claim = ring.authenticate(code).map_err(Refusal::Code)?;
            let evidence = match claim {
                Claim::Poster(_) => Evidence::Poster,
                Claim::Rotating(_) => Evidence::Rotating,
            };
            (claim, evidence)
        }
        Scanned::Typed(typed) => {
            typist.may_type(app, tenant).await?;
            let now = app.clock.now();
            let posters = app
                .programme
                .typed_candidates(&app.db, &tenant.society, now)
                .await?;
            match ring.authenticate_typed(typed, posters.iter()) {
                Ok(claim) => (Claim::Poster(*claim), Evidence::Typed),
                Err(unknown) => {
                    typist.mistyped(app, tenant).await?;
                    return Err(Refusal::Code(unknown).into());
                }
            }
        }
    };
    let session = app
        .programme
        .session(&app.db, tenant.slug(), claim.session())
        .await?
        .filter(|session| session.point(claim.point()).is_some())
        .ok_or(Refusal::SessionUnknown)?;
    Ok(Lead {
        session,
        claim,
        evidence,
    })
}

/// Registers a check-in. When this answers, the attendance is durable.
///
/// # Errors
/// See [`CheckInError`]; after any of them nothing was changed, except that the outcome of
/// [`CheckInError::Unknown`] is not known and a retry with the same key tells it.
pub(crate) async fn register(
    app: &App,
    tenant: &Arc<Tenant>,
    submission: Submission<'_>,
) -> Result<Answer, CheckInError> {
    let received_at = app.clock.now();
    let typist = Typist::Member(submission.member);
    let lead = follow(app, tenant, &submission.code, typist).await?;
    let scan = scan(app, tenant, &submission, &lead, received_at)?;
    let session = lead.session;
    let since = app
        .programme
        .first_beside(&app.db, tenant.slug(), &session)
        .await?;
    let point = lead.claim.point();
    let request = submission.idempotency_key.as_ref().map(|key| Request {
        key: key.clone(),
        digest: body_digest(&submission),
    });
    let job = Job {
        facts: session.facts(&tenant.society, lead.claim.serial()),
        tenant: Arc::clone(tenant),
        session: Arc::clone(&session),
        since,
        member: submission.member,
        point,
        evidence: lead.evidence,
        scan,
        policy: tenant.society.check_in.late_policy(),
        request,
    };
    let told = app.check_ins.submit(job).await?;
    Ok(Answer::new(
        tenant,
        &session,
        point,
        &told.outcome,
        told.registered_at,
        told.overlaps,
        told.minutes,
    ))
}

/// When the code was scanned, and whose word that is.
fn scan(
    app: &App,
    tenant: &Tenant,
    submission: &Submission<'_>,
    lead: &Lead,
    received_at: Timestamp,
) -> Result<Scan, CheckInError> {
    let (scanned_at, proof) = match submission.scanning {
        Scanning::Now => (received_at, ScanProof::ServerStamped),
        Scanning::Receipt(token) => {
            let digest = CodeDigest::of_scanned(tenant.society.number, &submission.code);
            let receipt = ScanReceipt::verify(&app.receipt_key, token, digest)?;
            (receipt.scanned_at(), ScanProof::ServerStamped)
        }
        Scanning::Claimed(at) => match lead.claim {
            Claim::Rotating(_) => (to_microseconds(at), ScanProof::CodeSlot),
            Claim::Poster(_) => (to_microseconds(at), ScanProof::Claimed),
        },
    };
    Ok(Scan {
        scanned_at,
        received_at,
        proof,
        claim: Some(lead.claim),
    })
}

/// What a retry must repeat to be the same request: the code and the time claimed. Half of the
/// digest tells a member's own requests apart well enough.
fn body_digest(submission: &Submission<'_>) -> String {
    let claimed = match submission.scanning {
        Scanning::Claimed(at) => at.to_string(),
        Scanning::Now | Scanning::Receipt(_) => String::new(),
    };
    let body = format!("{} {claimed}", submission.code);
    let digest = digest::digest(&digest::SHA256, body.as_bytes());
    let (half, _) = digest.as_ref().split_at(digest.as_ref().len() / 2);
    data_encoding::HEXLOWER.encode(half)
}
