//! Whole yen.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount in whole Japanese yen; never a fraction, never negative.
///
/// ```
/// use shusseki_core::money::Yen;
/// assert_eq!(Yen::new(5_000).to_string(), "5,000");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Yen(u32);

impl Yen {
    /// That many yen.
    ///
    /// ```
    /// # use shusseki_core::money::Yen;
    /// assert_eq!(Yen::new(300).amount(), 300);
    /// ```
    #[must_use]
    pub const fn new(amount: u32) -> Self {
        Self(amount)
    }

    /// The number of yen.
    ///
    /// ```
    /// # use shusseki_core::money::Yen;
    /// assert_eq!(Yen::new(12_000).amount(), 12_000);
    /// ```
    #[must_use]
    pub const fn amount(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Yen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
        for (position, digit) in digits.chars().enumerate() {
            if position > 0 && (digits.len() - position).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        f.pad(&grouped)
    }
}

#[cfg(test)]
mod tests {
    use super::Yen;

    #[test]
    fn groups_digits_by_thousands() {
        let shown: Vec<String> = [0, 999, 1_000, 54_321, 1_234_567]
            .map(|amount| Yen::new(amount).to_string())
            .into();
        assert_eq!(shown, ["0", "999", "1,000", "54,321", "1,234,567"]);
    }
}
