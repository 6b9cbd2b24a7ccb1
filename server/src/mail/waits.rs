//! How long a mail waits before it is tried again.

use crate::clock::Random;
use crate::config::MailSettings;
use jiff::SignedDuration;

/// However often it failed.
const LONGEST_SECONDS: u64 = 4 * 60 * 60;

/// Twice as long each time, up to four hours; somewhat less by chance, so that what failed together
/// is not tried together.
pub(super) fn until_next(random: &Random, settings: &MailSettings, failed: i64) -> SignedDuration {
    // Without chance, the longest wait: it is a mail, not a key.
    let chance = random.bytes().map_or(u16::MAX, u16::from_be_bytes);
    wait(settings.retry_seconds, failed, chance)
}

fn wait(first_seconds: u32, failed: i64, chance: u16) -> SignedDuration {
    let doublings = u32::try_from(failed.clamp(1, 32) - 1).unwrap_or(0);
    let longest = (u64::from(first_seconds) << doublings).min(LONGEST_SECONDS);
    let millis = longest * 1000;
    // From three quarters of it to all of it.
    let less = millis / 4 * u64::from(u16::MAX - chance) / u64::from(u16::MAX);
    SignedDuration::from_millis(i64::try_from(millis - less).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::wait;

    #[test]
    fn each_wait_is_twice_as_long_up_to_four_hours() {
        let seconds = |failed| wait(60, failed, u16::MAX).as_secs();
        assert_eq!(
            [1, 2, 3, 8, 9, 20, 1000].map(seconds),
            [60, 120, 240, 7680, 14400, 14400, 14400]
        );
        assert_eq!(wait(u32::MAX, i64::MAX, u16::MAX).as_secs(), 14400);
    }

    #[test]
    fn chance_takes_up_to_a_quarter_away() {
        assert_eq!(wait(60, 1, 0).as_millis(), 45_000);
        let half = wait(60, 1, u16::MAX / 2).as_millis();
        assert!((52_000..53_000).contains(&half), "{half}");
    }
}
