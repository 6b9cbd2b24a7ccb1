//! Exact amounts of credits, and the word a society uses for one.

use crate::text::Language;
use serde::{Deserialize, Serialize};
use std::{fmt, iter::Sum, ops::Add, str::FromStr};

/// Why a text is not an amount of credits.
///
/// ```
/// use shusseki_core::credit::{CreditError, Credits};
/// assert_eq!("-1".parse::<Credits>(), Err(CreditError));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a number of credits lies between 0 and 1,000,000 and has at most 4 decimals")]
pub struct CreditError;

/// A number of credits 単位: exact, to four decimals, never negative (P23).
///
/// ```
/// use shusseki_core::credit::Credits;
/// let half: Credits = "0.50".parse().unwrap();
/// assert_eq!((half + half + half).to_string(), "1.5");
/// ```
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Credits(u64);

/// What one credit is counted as inside: four decimals.
const ONE: u64 = 10_000;
const DECIMALS: usize = 4;

impl Credits {
    /// No credits.
    ///
    /// ```
    /// # use shusseki_core::credit::Credits;
    /// assert!(Credits::ZERO.is_zero());
    /// ```
    pub const ZERO: Self = Self(0);

    /// A whole number of credits.
    ///
    /// ```
    /// # use shusseki_core::credit::Credits;
    /// assert_eq!(Credits::whole(10).to_string(), "10");
    /// ```
    #[must_use]
    pub const fn whole(amount: u32) -> Self {
        Self(amount as u64 * ONE)
    }

    /// Whether there are none.
    ///
    /// ```
    /// # use shusseki_core::credit::Credits;
    /// assert!(!Credits::whole(1).is_zero());
    /// ```
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// What is left after taking `other` away; never below zero.
    ///
    /// ```
    /// # use shusseki_core::credit::Credits;
    /// assert_eq!(Credits::whole(3).less(Credits::whole(5)), Credits::ZERO);
    /// ```
    #[must_use]
    pub const fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The smaller of this amount and the cap, if there is one.
    ///
    /// ```
    /// # use shusseki_core::credit::Credits;
    /// assert_eq!(Credits::whole(30).capped(Some(Credits::whole(20))), Credits::whole(20));
    /// assert_eq!(Credits::whole(30).capped(None), Credits::whole(30));
    /// ```
    #[must_use]
    pub fn capped(self, cap: Option<Self>) -> Self {
        cap.map_or(self, |cap| self.min(cap))
    }

    /// So many times this amount.
    ///
    /// ```
    /// # use shusseki_core::credit::Credits;
    /// let half: Credits = "0.5".parse().unwrap();
    /// assert_eq!(half.times(3).to_string(), "1.5");
    /// ```
    #[must_use]
    pub const fn times(self, count: u32) -> Self {
        Self(self.0.saturating_mul(count as u64))
    }

    /// The part of it that `part` of `whole` make, rounded down to a multiple of `step` (P22).
    ///
    /// ```
    /// # use shusseki_core::credit::Credits;
    /// let half_time = Credits::whole(5).share(1, 2, Credits::whole(1));
    /// assert_eq!(half_time, Credits::whole(2));
    /// ```
    #[must_use]
    pub fn share(self, part: u64, whole: u64, step: Self) -> Self {
        let exact = u128::from(self.0) * u128::from(part) / u128::from(whole.max(1));
        let exact = u64::try_from(exact).unwrap_or(u64::MAX);
        Self(exact - exact % step.0.max(1))
    }
}

impl Add for Credits {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Credits {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl FromStr for Credits {
    type Err = CreditError;

    fn from_str(text: &str) -> Result<Self, CreditError> {
        const LONGEST: usize = 24;
        const MOST: u64 = 1_000_000 * ONE;
        let digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let decimals_meant = decimals.trim_end_matches('0');
        if text.len() > LONGEST
            || !digits(whole)
            || !digits(decimals)
            || decimals_meant.len() > DECIMALS
        {
            return Err(CreditError);
        }
        let written = format!("{whole}{decimals_meant:0<DECIMALS$}");
        let amount = written.parse().map_err(|_| CreditError)?;
        if amount > MOST {
            Err(CreditError)
        } else {
            Ok(Self(amount))
        }
    }
}

impl TryFrom<String> for Credits {
    type Error = CreditError;

    fn try_from(text: String) -> Result<Self, CreditError> {
        text.parse()
    }
}

impl From<Credits> for String {
    fn from(amount: Credits) -> Self {
        amount.to_string()
    }
}

impl fmt::Display for Credits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, decimals) = (self.0 / ONE, self.0 % ONE);
        if decimals == 0 {
            return f.pad(&whole.to_string());
        }
        let decimals = format!("{decimals:0DECIMALS$}");
        f.pad(&format!("{whole}.{}", decimals.trim_end_matches('0')))
    }
}

/// What a society calls a credit: 単位, 点.
///
/// ```
/// use shusseki_core::{credit::{CreditUnit, Credits}, text::Language};
/// let points = CreditUnit::new("点", "point", "points");
/// assert_eq!(points.amount(Credits::whole(1), Language::En), "1 point");
/// assert_eq!(points.amount(Credits::whole(49), Language::Ja), "49点");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CreditUnit {
    /// The Japanese word.
    pub ja: String,
    /// The English word for one.
    pub en_one: String,
    /// The English word for any other amount.
    pub en_many: String,
}

impl CreditUnit {
    /// The words for credits.
    ///
    /// ```
    /// # use shusseki_core::credit::CreditUnit;
    /// assert_eq!(CreditUnit::new("単位", "credit", "credits").ja, "単位");
    /// ```
    pub fn new(ja: impl Into<String>, one: impl Into<String>, many: impl Into<String>) -> Self {
        Self {
            ja: ja.into(),
            en_one: one.into(),
            en_many: many.into(),
        }
    }

    /// The amount with its word: `12.5単位`, `1 credit`.
    ///
    /// ```
    /// # use shusseki_core::{credit::{CreditUnit, Credits}, text::Language};
    /// let unit = CreditUnit::new("単位", "credit", "credits");
    /// assert_eq!(unit.amount("0.5".parse().unwrap(), Language::En), "0.5 credits");
    /// ```
    #[must_use]
    pub fn amount(&self, amount: Credits, language: Language) -> String {
        match language {
            Language::Ja => format!("{amount}{}", self.ja),
            Language::En if amount == Credits::whole(1) => format!("{amount} {}", self.en_one),
            Language::En => format!("{amount} {}", self.en_many),
        }
    }

    /// The word for several: `単位`, `credits`.
    ///
    /// ```
    /// # use shusseki_core::{credit::CreditUnit, text::Language};
    /// assert_eq!(CreditUnit::new("点", "point", "points").word(Language::En), "points");
    /// ```
    #[must_use]
    pub fn word(&self, language: Language) -> &str {
        language.pick(&self.ja, &self.en_many)
    }
}

#[cfg(test)]
mod tests {
    use super::Credits;

    #[test]
    fn an_amount_is_exact_and_shown_without_idle_zeros() {
        for (text, shown) in [
            ("0", "0"),
            ("12.50", "12.5"),
            ("10.0", "10"),
            ("0.1", "0.1"),
        ] {
            assert_eq!(text.parse::<Credits>().unwrap().to_string(), shown);
        }
        let tenths: Credits = (0..10).map(|_| "0.1".parse::<Credits>().unwrap()).sum();
        assert_eq!(tenths, Credits::whole(1));
    }

    #[test]
    fn nonsense_is_no_amount() {
        for wrong in [
            "", ".", "-1", "1e3", "1_000", "１", "1.23456", "1000001", "NaN", "1.2.3",
        ] {
            assert!(wrong.parse::<Credits>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn json_carries_text_so_that_nothing_is_rounded() {
        let amount: Credits = serde_json::from_str("\"12.5\"").unwrap();
        assert_eq!(serde_json::to_string(&amount).unwrap(), "\"12.5\"");
        assert!(serde_json::from_str::<Credits>("\"-1\"").is_err());
    }
}
