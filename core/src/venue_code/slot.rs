//! Slots of time, and how a code counts time.

use crate::calendar::Window;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How long one rotating code is shown: 15 seconds.
///
/// ```
/// assert_eq!(shusseki_core::venue_code::SLOT_SECONDS, 15);
/// ```
pub const SLOT_SECONDS: u32 = 15;

/// How many slots before and after its own a rotating code is still taken: 1.
///
/// A phone needs a few seconds to focus and to open the link, and a screen's clock may be a little
/// ahead. So a code lives 45 seconds at most.
///
/// ```
/// assert_eq!(shusseki_core::venue_code::SLOT_TOLERANCE, 1);
/// ```
pub const SLOT_TOLERANCE: u32 = 1;

/// 2020-01-01T00:00:00Z, from which codes count minutes and slots.
pub(super) const EPOCH_SECOND: i64 = 1_577_836_800;

/// The instant that many seconds after [`EPOCH_SECOND`].
pub(super) fn instant_after_epoch(seconds: i64) -> Timestamp {
    // The largest slot lies in the year 4061, so the clamp is never reached from a code.
    Timestamp::from_second(EPOCH_SECOND.saturating_add(seconds)).unwrap_or(Timestamp::MAX)
}

/// A slot of 15 seconds, counted from 2020-01-01T00:00:00Z.
///
/// ```
/// use shusseki_core::venue_code::Slot;
/// let slot = Slot::at("2020-01-01T00:01:02Z".parse().unwrap());
/// assert_eq!(slot.number(), 4);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slot(u32);

impl Slot {
    /// The slot with that number.
    ///
    /// ```
    /// # use shusseki_core::venue_code::Slot;
    /// assert_eq!(Slot::new(8).number(), 8);
    /// ```
    #[must_use]
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// The slot that holds the instant; clamped before 2020 and after the year 4061.
    ///
    /// ```
    /// # use shusseki_core::venue_code::Slot;
    /// assert_eq!(Slot::at("1999-01-01T00:00:00Z".parse().unwrap()), Slot::new(0));
    /// ```
    #[must_use]
    pub fn at(instant: Timestamp) -> Self {
        let seconds = instant.as_second().saturating_sub(EPOCH_SECOND).max(0);
        Self(u32::try_from(seconds / i64::from(SLOT_SECONDS)).unwrap_or(u32::MAX))
    }

    /// The number of the slot.
    ///
    /// ```
    /// # use shusseki_core::venue_code::Slot;
    /// assert_eq!(Slot::at("2020-01-01T00:00:15Z".parse().unwrap()).number(), 1);
    /// ```
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The slot after this one; the last one is its own successor.
    ///
    /// ```
    /// # use shusseki_core::venue_code::Slot;
    /// assert_eq!(Slot::new(8).next(), Slot::new(9));
    /// ```
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The 15 seconds themselves.
    ///
    /// ```
    /// # use shusseki_core::venue_code::Slot;
    /// assert_eq!(Slot::new(4).window().opens.to_string(), "2020-01-01T00:01:00Z");
    /// assert_eq!(Slot::new(4).window().closes.to_string(), "2020-01-01T00:01:15Z");
    /// ```
    #[must_use]
    pub fn window(self) -> Window {
        let length = i64::from(SLOT_SECONDS);
        let start = i64::from(self.0) * length;
        Window::new(
            instant_after_epoch(start),
            instant_after_epoch(start + length),
        )
    }

    /// When a code of this slot is taken: the slot and [`SLOT_TOLERANCE`] slots around it.
    ///
    /// ```
    /// # use shusseki_core::venue_code::Slot;
    /// assert_eq!(Slot::new(4).tolerated().opens.to_string(), "2020-01-01T00:00:45Z");
    /// assert_eq!(Slot::new(4).tolerated().closes.to_string(), "2020-01-01T00:01:30Z");
    /// ```
    #[must_use]
    pub fn tolerated(self) -> Window {
        let first = Self(self.0.saturating_sub(SLOT_TOLERANCE));
        let last = Self(self.0.saturating_add(SLOT_TOLERANCE));
        Window::new(first.window().opens, last.window().closes)
    }
}

#[cfg(test)]
mod tests {
    use super::Slot;
    use jiff::Timestamp;

    #[test]
    fn the_ends_of_time_are_clamped_without_overflow() {
        assert_eq!(Slot::at(Timestamp::MIN), Slot::new(0));
        assert_eq!(Slot::at(Timestamp::MAX), Slot::new(u32::MAX));
        for slot in [Slot::new(0), Slot::new(u32::MAX)] {
            assert!(slot.window().opens < slot.window().closes);
            assert!(slot.tolerated().contains(slot.window().opens));
        }
        assert_eq!(Slot::new(u32::MAX).next(), Slot::new(u32::MAX));
    }
}
