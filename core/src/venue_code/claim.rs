//! What a code says once it is believed.

use super::{PointNumber, PosterSerial, SessionNumber, Slot, VerifyError};
use crate::calendar::{Window, day_of, start_of};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a poster says: a session, its point, this print's serial, and when it holds.
///
/// The window is that of the print, usually [`PosterClaim::validity_of`] its session. A code counts
/// whole minutes: minting widens a window to them.
///
/// ```
/// use shusseki_core::{calendar::Window, venue_code::{PointNumber, PosterClaim, PosterSerial, SessionNumber}};
/// let claim = PosterClaim {
///     session: SessionNumber::new(12),
///     point: PointNumber::new(0),
///     serial: PosterSerial::new(345),
///     valid: Window::new("2026-11-21T00:30:00Z".parse().unwrap(), "2026-11-21T02:30:00Z".parse().unwrap()),
/// };
/// assert_eq!(claim.serial.get(), 345);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PosterClaim {
    /// The session that the poster hangs at.
    pub session: SessionNumber,
    /// The point of that session.
    pub point: PointNumber,
    /// Which print this is.
    pub serial: PosterSerial,
    /// When the print holds.
    pub valid: Window,
}

impl PosterClaim {
    /// When a poster is to hold whose session has that
    /// [`check_in_window`](crate::check_in::SessionFacts::check_in_window): its whole days in Japan,
    /// so that a poster survives a session that is moved within its day. When one may check in, the
    /// session itself says.
    ///
    /// ```
    /// use shusseki_core::{calendar::Window, venue_code::PosterClaim};
    /// let check_in = Window::new("2026-11-21T01:00:00Z".parse().unwrap(), "2026-11-21T02:00:00Z".parse().unwrap());
    /// let valid = PosterClaim::validity_of(check_in);
    /// assert_eq!(valid.opens.to_string(), "2026-11-20T15:00:00Z");
    /// assert_eq!(valid.closes.to_string(), "2026-11-21T15:00:00Z");
    /// ```
    #[must_use]
    pub fn validity_of(check_in: Window) -> Window {
        let last = day_of(check_in.closes);
        let after = last.tomorrow().unwrap_or(last);
        Window::new(start_of(day_of(check_in.opens)), start_of(after))
    }
}

/// What a screen's changing code says: a session, its point, and one slot of 15 seconds.
///
/// ```
/// use shusseki_core::venue_code::{PointNumber, RotatingClaim, SessionNumber, Slot};
/// let claim = RotatingClaim {
///     session: SessionNumber::new(12),
///     point: PointNumber::new(1),
///     slot: Slot::at("2026-11-21T01:00:00Z".parse().unwrap()),
/// };
/// assert_eq!(claim.slot.window().opens.to_string(), "2026-11-21T01:00:00Z");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RotatingClaim {
    /// The session that the screen stands at.
    pub session: SessionNumber,
    /// The point of that session.
    pub point: PointNumber,
    /// The slot in which it was shown.
    pub slot: Slot,
}

/// What a venue code says.
///
/// ```
/// use shusseki_core::venue_code::{Claim, PointNumber, RotatingClaim, SessionNumber, Slot};
/// let claim = Claim::Rotating(RotatingClaim {
///     session: SessionNumber::new(12),
///     point: PointNumber::new(1),
///     slot: Slot::new(9),
/// });
/// assert_eq!(claim.session(), SessionNumber::new(12));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Claim {
    /// A print on the wall, or the typed code below it.
    Poster(PosterClaim),
    /// A code that a screen shows for 15 seconds.
    Rotating(RotatingClaim),
}

impl Claim {
    /// The session.
    ///
    /// ```
    /// # use shusseki_core::venue_code::*;
    /// # let claim = Claim::Rotating(RotatingClaim { session: SessionNumber::new(2), point: PointNumber::new(1), slot: Slot::new(9) });
    /// assert_eq!(claim.session(), SessionNumber::new(2));
    /// ```
    #[must_use]
    pub const fn session(&self) -> SessionNumber {
        match self {
            Self::Poster(claim) => claim.session,
            Self::Rotating(claim) => claim.session,
        }
    }

    /// The point of the session.
    ///
    /// ```
    /// # use shusseki_core::venue_code::*;
    /// # let claim = Claim::Rotating(RotatingClaim { session: SessionNumber::new(2), point: PointNumber::new(1), slot: Slot::new(9) });
    /// assert_eq!(claim.point(), PointNumber::new(1));
    /// ```
    #[must_use]
    pub const fn point(&self) -> PointNumber {
        match self {
            Self::Poster(claim) => claim.point,
            Self::Rotating(claim) => claim.point,
        }
    }

    /// The serial to look up among the revoked ones; a rotating code has none.
    ///
    /// ```
    /// # use shusseki_core::venue_code::*;
    /// # let claim = Claim::Rotating(RotatingClaim { session: SessionNumber::new(2), point: PointNumber::new(1), slot: Slot::new(9) });
    /// assert_eq!(claim.serial(), None);
    /// ```
    #[must_use]
    pub const fn serial(&self) -> Option<PosterSerial> {
        match self {
            Self::Poster(claim) => Some(claim.serial),
            Self::Rotating(_) => None,
        }
    }

    /// When the code is taken: a print's window, or a slot with its tolerance.
    ///
    /// ```
    /// # use shusseki_core::venue_code::*;
    /// # let claim = Claim::Rotating(RotatingClaim { session: SessionNumber::new(2), point: PointNumber::new(1), slot: Slot::new(9) });
    /// assert_eq!(claim.window(), Slot::new(9).tolerated());
    /// ```
    #[must_use]
    pub fn window(&self) -> Window {
        match self {
            Self::Poster(claim) => claim.valid,
            Self::Rotating(claim) => claim.slot.tolerated(),
        }
    }

    /// Whether a scan at that instant is in time for the code.
    ///
    /// # Errors
    ///
    /// [`VerifyError::NotYetValid`] or [`VerifyError::Expired`] for a print,
    /// [`VerifyError::SlotInFuture`] or [`VerifyError::SlotExpired`] for a rotating code.
    ///
    /// ```
    /// # use shusseki_core::venue_code::*;
    /// # let claim = Claim::Rotating(RotatingClaim { session: SessionNumber::new(2), point: PointNumber::new(1), slot: Slot::new(9) });
    /// let slot = Slot::new(9);
    /// assert_eq!(claim.check_time(slot.window().opens), Ok(()));
    /// let late = Slot::new(99).window().opens;
    /// assert_eq!(claim.check_time(late), Err(VerifyError::SlotExpired { slot }));
    /// ```
    pub fn check_time(&self, at: Timestamp) -> Result<(), VerifyError> {
        let window = self.window();
        if window.contains(at) {
            return Ok(());
        }
        Err(match self {
            Self::Poster(_) if at < window.opens => VerifyError::NotYetValid { from: window.opens },
            Self::Poster(_) => VerifyError::Expired {
                since: window.closes,
            },
            Self::Rotating(claim) if at < window.opens => {
                VerifyError::SlotInFuture { slot: claim.slot }
            }
            Self::Rotating(claim) => VerifyError::SlotExpired { slot: claim.slot },
        })
    }
}
