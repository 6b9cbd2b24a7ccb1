//! How long a login lasts.

use jiff::{SignedDuration, Timestamp};

/// The longest that a login lasts, in seconds: 30 days.
pub(crate) const LONGEST_SECONDS: i64 = 30 * 24 * 60 * 60;

/// After how long a login is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Since it began.
    absolute: SignedDuration,
    /// Since it was last used.
    idle: SignedDuration,
}

/// A member's own phone stays logged in for the days of a congress and the weeks between two.
const MEMBER: Limits = Limits {
    absolute: SignedDuration::from_secs(LONGEST_SECONDS),
    idle: SignedDuration::from_hours(14 * 24),
};
/// Who works in the office logs in every day (SP 800-63B, AAL2).
const STAFF: Limits = Limits {
    absolute: SignedDuration::from_hours(24),
    idle: SignedDuration::from_hours(1),
};

impl Limits {
    /// Those of a member, or of whoever holds a role in the office now.
    pub(crate) const fn of(is_staff: bool) -> Self {
        if is_staff { STAFF } else { MEMBER }
    }

    /// Whether a login is over that began and was last used at these times.
    pub(crate) fn are_over(self, begun: Timestamp, used: Timestamp, now: Timestamp) -> bool {
        now.duration_since(begun) >= self.absolute || now.duration_since(used) >= self.idle
    }

    /// Up to when a login must have begun, or have been used last, to be over now.
    pub(super) fn back_from(self, now: Timestamp) -> (Timestamp, Timestamp) {
        let back = |span| now.saturating_sub(span).unwrap_or(Timestamp::MIN);
        (back(self.absolute), back(self.idle))
    }
}

#[cfg(test)]
mod tests {
    use super::Limits;
    use jiff::{SignedDuration, Timestamp};

    #[test]
    fn a_login_ends_by_its_age_or_by_rest() {
        let begun: Timestamp = "2026-11-01T00:00:00Z".parse().unwrap();
        let after = |hours: i64, seconds: i64| {
            begun + SignedDuration::from_hours(hours) + SignedDuration::from_secs(seconds)
        };
        for (staff, absolute, idle) in [(false, 30 * 24, 14 * 24), (true, 24, 1)] {
            let limits = Limits::of(staff);
            let (last, over) = (after(absolute, -1), after(absolute, 0));
            assert!(!limits.are_over(begun, last, last));
            assert!(limits.are_over(begun, over, over));
            assert!(!limits.are_over(begun, begun, after(idle, -1)));
            assert!(limits.are_over(begun, begun, after(idle, 0)));
            // The clock may be set back.
            assert!(!limits.are_over(begun, begun, after(-1, 0)));
        }
    }
}
