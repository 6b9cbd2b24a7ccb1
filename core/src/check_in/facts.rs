//! What has to be known about a check-in before it is decided.

use super::later;
use crate::{
    calendar::{SessionTime, Window},
    ids::ClassKey,
    venue_code::{Claim, SessionNumber},
};
use jiff::{SignedDuration, Timestamp};

/// How far a phone's clock may run ahead of the server's: 2 minutes.
///
/// ```
/// assert_eq!(shusseki_core::check_in::CLOCK_TOLERANCE.as_mins(), 2);
/// ```
pub const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_mins(2);

/// How long after its scan receipt a check-in may come even where a society takes no late uploads:
/// 60 minutes, for a member who first has to reset the password. A check-in with a rotating code
/// that comes later than this after its slot is late even while the session runs.
///
/// ```
/// assert_eq!(shusseki_core::check_in::SLOW_LOGIN_ALLOWANCE.as_mins(), 60);
/// ```
pub const SLOW_LOGIN_ALLOWANCE: SignedDuration = SignedDuration::from_mins(60);

/// What is known of the session and of the code that was scanned there.
///
/// ```
/// use shusseki_core::{calendar::{SessionTime, Window}, check_in::SessionFacts, venue_code::SessionNumber};
/// let window = Window::new("2026-11-21T01:00:00Z".parse().unwrap(), "2026-11-21T02:00:00Z".parse().unwrap());
/// let session = SessionFacts {
///     number: SessionNumber::new(12),
///     time: SessionTime { window, reception: false },
///     grace_before_minutes: 30,
///     grace_after_minutes: 15,
///     eligible_classes: vec![],
///     revoked: false,
///     cancelled: false,
/// };
/// assert_eq!(session.check_in_window().opens.to_string(), "2026-11-21T00:30:00Z");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionFacts {
    /// The session.
    pub number: SessionNumber,
    /// When the session itself runs, and whether attending it takes that time.
    pub time: SessionTime,
    /// How many minutes before it one may check in.
    pub grace_before_minutes: u32,
    /// How many minutes after it one may check in.
    pub grace_after_minutes: u32,
    /// The membership classes that may; empty for all.
    pub eligible_classes: Vec<ClassKey>,
    /// The poster that was scanned is revoked.
    pub revoked: bool,
    /// The session does not take place.
    pub cancelled: bool,
}

impl SessionFacts {
    /// When one may check in: the session with its grace before and after. A poster's code holds
    /// longer: see [`PosterClaim::validity_of`](crate::venue_code::PosterClaim::validity_of).
    ///
    /// ```
    /// # use shusseki_core::{calendar::{SessionTime, Window}, check_in::SessionFacts, venue_code::SessionNumber};
    /// # let window = Window::new("2026-11-21T01:00:00Z".parse().unwrap(), "2026-11-21T02:00:00Z".parse().unwrap());
    /// # let session = SessionFacts { number: SessionNumber::new(12), time: SessionTime { window, reception: false }, grace_before_minutes: 30, grace_after_minutes: 15, eligible_classes: vec![], revoked: false, cancelled: false };
    /// assert_eq!(session.check_in_window().closes.to_string(), "2026-11-21T02:15:00Z");
    /// ```
    #[must_use]
    pub fn check_in_window(&self) -> Window {
        let before = SignedDuration::from_mins(i64::from(self.grace_before_minutes));
        let after = SignedDuration::from_mins(i64::from(self.grace_after_minutes));
        let opens = self.time.window.opens.checked_sub(before);
        Window::new(
            opens.unwrap_or(Timestamp::MIN),
            later(self.time.window.closes, after),
        )
    }
}

/// What is known of the member.
///
/// ```
/// use shusseki_core::check_in::MemberFacts;
/// let member = MemberFacts { class: "student".parse().unwrap(), active: true };
/// assert!(member.active);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberFacts {
    /// The member's class 会員区分.
    pub class: ClassKey,
    /// Neither on leave nor withdrawn.
    pub active: bool,
}

/// Why the time of a scan is believed.
///
/// ```
/// use shusseki_core::check_in::ScanProof;
/// assert_ne!(ScanProof::ServerStamped, ScanProof::Claimed);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScanProof {
    /// The server saw it: the request itself, or a scan receipt of ours.
    ServerStamped,
    /// A rotating code proves its own slot; the phone's clock is not asked. It proves that the
    /// screen showed the code then, not who saw it: see [`SLOW_LOGIN_ALLOWANCE`]. With any other
    /// code this is no more than [`ScanProof::Claimed`].
    CodeSlot,
    /// The phone's word.
    Claimed,
}

/// One scan.
///
/// ```
/// use shusseki_core::check_in::{Scan, ScanProof};
/// let now = "2026-11-21T01:00:00Z".parse().unwrap();
/// let scan = Scan { scanned_at: now, received_at: now, proof: ScanProof::ServerStamped, claim: None };
/// assert_eq!(scan.scanned_at, scan.received_at);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// When the code was read.
    pub scanned_at: Timestamp,
    /// When the server received it.
    pub received_at: Timestamp,
    /// Why `scanned_at` is believed.
    pub proof: ScanProof,
    /// What the authenticated code says; a typed code's poster; `None` when staff scanned a pass.
    pub claim: Option<Claim>,
}

/// An attendance that the member already has at this session and point.
///
/// ```
/// use shusseki_core::check_in::Earlier;
/// let earlier = Earlier { first_at: "2026-11-21T01:00:00Z".parse().unwrap() };
/// assert_eq!(earlier.first_at.to_string(), "2026-11-21T01:00:00Z");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier {
    /// When the member checked in.
    pub first_at: Timestamp,
}

/// Another session that the member attended.
///
/// ```
/// use shusseki_core::{calendar::{SessionTime, Window}, check_in::Attended, venue_code::SessionNumber};
/// let window = Window::new("2026-11-21T01:00:00Z".parse().unwrap(), "2026-11-21T02:00:00Z".parse().unwrap());
/// let attended = Attended {
///     session: SessionNumber::new(13),
///     time: SessionTime { window, reception: false },
/// };
/// assert_eq!(attended.session.get(), 13);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attended {
    /// The session.
    pub session: SessionNumber,
    /// When it runs, and whether attending it takes that time.
    pub time: SessionTime,
}

/// How long after the scan the society takes an upload that comes after the window closed.
///
/// ```
/// use shusseki_core::check_in::LatePolicy;
/// let policy = LatePolicy { accept_within_minutes: 24 * 60 };
/// assert_eq!(policy.accept_within_minutes, 1440);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LatePolicy {
    /// In minutes; 0 takes none.
    pub accept_within_minutes: u32,
}

impl LatePolicy {
    /// How long after its scan a check-in may come.
    pub(super) fn allowance(self, stamped: bool) -> SignedDuration {
        let accepted = SignedDuration::from_mins(i64::from(self.accept_within_minutes));
        if stamped {
            accepted.max(SLOW_LOGIN_ALLOWANCE)
        } else {
            accepted
        }
    }
}
