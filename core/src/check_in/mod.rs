//! Who may check in, and when: from facts to an outcome.
//!
//! The server gathers the facts and keeps the result; every rule is here. What is unique — one
//! attendance a member, session and point — the database guards as well, against two at once.

mod evidence;
mod facts;
mod presence;
mod refusal;

pub use evidence::{Evidence, Grade};
pub use facts::{
    Attended, CLOCK_TOLERANCE, Earlier, LatePolicy, MemberFacts, SLOW_LOGIN_ALLOWANCE, Scan,
    ScanProof, SessionFacts,
};
pub use presence::{Passing, PointKind, minutes_present};
pub use refusal::{Ineligible, Refusal};

use crate::{
    calendar::Window,
    venue_code::{Claim, SessionNumber, Slot, VerifyError},
};
use jiff::{SignedDuration, Timestamp};

/// What becomes of a scan.
///
/// ```
/// use shusseki_core::check_in::{Outcome, Refusal};
/// assert_eq!(Outcome::Refused(Refusal::CodeRevoked).code(), "code-revoked");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A new attendance is to be kept.
    Registered {
        /// When the member was there: the time of the scan.
        at: Timestamp,
        /// The scan arrived after the window had closed and no receipt of ours proves its time, or
        /// it is of a rotating code and arrived more than [`SLOW_LOGIN_ALLOWANCE`] after its slot:
        /// whoever was there has long checked in, and a forwarded code has not.
        late: bool,
        /// Other sessions of the member's that run at the same time; for the office to look at.
        overlaps: Vec<SessionNumber>,
    },
    /// The member is already registered at this session and point.
    AlreadyRegistered {
        /// When that was.
        first_at: Timestamp,
    },
    /// Nothing is kept.
    Refused(Refusal),
}

impl Outcome {
    /// The stable code of the outcome, in kebab-case.
    ///
    /// ```
    /// # use shusseki_core::check_in::Outcome;
    /// let outcome = Outcome::AlreadyRegistered { first_at: "2026-11-21T01:00:00Z".parse().unwrap() };
    /// assert_eq!(outcome.code(), "already-registered");
    /// ```
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Registered { late: false, .. } => "registered",
            Self::Registered { late: true, .. } => "registered-late",
            Self::AlreadyRegistered { .. } => "already-registered",
            Self::Refused(refusal) => refusal.code(),
        }
    }
}

/// Decides about one scan of one member at one session and point.
///
/// In this order: an earlier attendance answers with its own time, even after the window closed or
/// the poster was revoked; then the session and the print, the member, the time. `attended` is what
/// else the member attended around that time; the overlap is found here, and a reception is none.
///
/// ```
/// use shusseki_core::{calendar::{SessionTime, Window}, check_in::*, venue_code::SessionNumber};
/// let at = |text: &str| text.parse().unwrap();
/// let window = Window::new(at("2026-11-21T01:00:00Z"), at("2026-11-21T02:00:00Z"));
/// let session = SessionFacts {
///     number: SessionNumber::new(12),
///     time: SessionTime { window, reception: false },
///     grace_before_minutes: 30,
///     grace_after_minutes: 15,
///     eligible_classes: vec![],
///     revoked: false,
///     cancelled: false,
/// };
/// let member = MemberFacts { class: "regular".parse().unwrap(), active: true };
/// let policy = LatePolicy { accept_within_minutes: 24 * 60 };
/// let scan = |instant| Scan { scanned_at: instant, received_at: instant, proof: ScanProof::ServerStamped, claim: None };
///
/// let outcome = decide(&session, &member, &scan(at("2026-11-21T00:45:00Z")), None, &[], &policy);
/// assert_eq!(outcome.code(), "registered");
/// let outcome = decide(&session, &member, &scan(at("2026-11-21T00:10:00Z")), None, &[], &policy);
/// let opens_at = at("2026-11-21T00:30:00Z");
/// assert_eq!(outcome, Outcome::Refused(Refusal::TooEarly { opens_at }));
/// ```
#[must_use]
pub fn decide(
    session: &SessionFacts,
    member: &MemberFacts,
    scan: &Scan,
    earlier: Option<&Earlier>,
    attended: &[Attended],
    policy: &LatePolicy,
) -> Outcome {
    if let Some(earlier) = earlier {
        return Outcome::AlreadyRegistered {
            first_at: earlier.first_at,
        };
    }
    let judged = session_stands(session)
        .and_then(|()| member_may(session, member))
        .and_then(|()| time_of(scan))
        .and_then(|at| in_time(session, scan, at, policy).map(|late| (at, late)));
    match judged {
        Ok((at, late)) => Outcome::Registered {
            at,
            late,
            overlaps: overlaps(session, attended),
        },
        Err(refusal) => Outcome::Refused(refusal),
    }
}

const fn session_stands(session: &SessionFacts) -> Result<(), Refusal> {
    if session.cancelled {
        Err(Refusal::SessionCancelled)
    } else if session.revoked {
        Err(Refusal::CodeRevoked)
    } else {
        Ok(())
    }
}

/// Whether the member is one of those for whom the session is.
///
/// ```
/// use shusseki_core::{calendar::{SessionTime, Window}, check_in::{MemberFacts, SessionFacts, member_may}, venue_code::SessionNumber};
/// let window = Window::new("2026-11-20T01:00:00Z".parse().unwrap(), "2026-11-20T02:00:00Z".parse().unwrap());
/// let session = SessionFacts {
///     number: SessionNumber::new(12), time: SessionTime { window, reception: false }, grace_before_minutes: 30, grace_after_minutes: 15,
///     eligible_classes: vec!["regular".parse().unwrap()], revoked: false, cancelled: false,
/// };
/// let of_class = |class: &str| MemberFacts { class: class.parse().unwrap(), active: true };
/// assert!(member_may(&session, &of_class("regular")).is_ok());
/// assert!(member_may(&session, &of_class("student")).is_err());
/// ```
///
/// # Errors
/// [`Refusal::NotEligible`], with the reason.
pub fn member_may(session: &SessionFacts, member: &MemberFacts) -> Result<(), Refusal> {
    let classes = &session.eligible_classes;
    let reason = if !member.active {
        Ineligible::NotActive
    } else if classes.is_empty() || classes.contains(&member.class) {
        return Ok(());
    } else {
        Ineligible::Class {
            class: member.class.clone(),
            eligible: classes.clone(),
        }
    };
    Err(Refusal::NotEligible { reason })
}

/// The slot that speaks for itself, whatever the phone's clock says.
const fn proven_slot(scan: &Scan) -> Option<Slot> {
    match (scan.proof, &scan.claim) {
        (ScanProof::CodeSlot, Some(Claim::Rotating(claim))) => Some(claim.slot),
        _ => None,
    }
}

/// The time that counts for the scan.
fn time_of(scan: &Scan) -> Result<Timestamp, Refusal> {
    let newest = later(scan.received_at, CLOCK_TOLERANCE);
    if let Some(slot) = proven_slot(scan) {
        // Codes minted ahead, for a screen without network, must not be used ahead.
        let opens = slot.window().opens;
        return if opens > newest {
            Err(Refusal::Code(VerifyError::SlotInFuture { slot }))
        } else {
            Ok(opens.min(scan.received_at))
        };
    }
    if scan.scanned_at > newest {
        return Err(Refusal::ScannedInFuture);
    }
    Ok(scan.scanned_at.min(scan.received_at))
}

/// Whether the scan was in time and came in in time; `true` when it is to be marked as late.
fn in_time(
    session: &SessionFacts,
    scan: &Scan,
    at: Timestamp,
    policy: &LatePolicy,
) -> Result<bool, Refusal> {
    let Window { opens, closes } = session.check_in_window();
    if at < opens {
        return Err(Refusal::TooEarly { opens_at: opens });
    }
    if at >= closes {
        return Err(Refusal::TooLate { closed_at: closes });
    }
    if let Some(claim) = scan.claim.filter(|_| proven_slot(scan).is_none()) {
        claim.check_time(at).map_err(Refusal::Code)?;
    }
    if scan.received_at < closes {
        return Ok(long_after_its_slot(scan));
    }
    let stamped = scan.proof == ScanProof::ServerStamped;
    let accepted_until = later(at, policy.allowance(stamped));
    if scan.received_at > accepted_until {
        return Err(Refusal::UploadTooLate { accepted_until });
    }
    // A receipt proves the time of the scan, but not who held the phone since: after the time that
    // a slow login takes, it is worth no more than a phone's word.
    Ok(!stamped || scan.received_at > later(at, SLOW_LOGIN_ALLOWANCE))
}

/// Whether a rotating code comes in so late that it may have been forwarded. Slots are short so
/// that a picture of the screen is of no use to an absent friend; a code sent by a phone without
/// network, or with the receipt in a shared link, would go round that until the session closes.
fn long_after_its_slot(scan: &Scan) -> bool {
    match &scan.claim {
        Some(Claim::Rotating(claim)) => {
            scan.received_at > later(claim.slot.tolerated().closes, SLOW_LOGIN_ALLOWANCE)
        }
        Some(Claim::Poster(_)) | None => false,
    }
}

fn overlaps(session: &SessionFacts, attended: &[Attended]) -> Vec<SessionNumber> {
    let mut numbers: Vec<SessionNumber> = attended
        .iter()
        // Another point of the same session is no second session.
        .filter(|other| other.session != session.number && other.time.clashes_with(&session.time))
        .map(|other| other.session)
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// The instant that much later, clamped to the last one there is.
fn later(instant: Timestamp, by: SignedDuration) -> Timestamp {
    instant.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
