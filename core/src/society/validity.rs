//! What moves the end of a certification period, or ends it before its time (P14, P15, P20).

use super::{Length, Period};
use crate::{ids::RuleKey, text::Text};
use serde::Serialize;

/// How a certification is suspended 休会・活動休止 (P14): the period is longer by the time suspended.
///
/// ```
/// use shusseki_core::society::{SuspensionRule, Whole};
/// use shusseki_core::text::Text;
/// let rule = SuspensionRule { name: Text::new("休会", "Leave"), at_most_years: Some(3),
///     whole: Whole::Years, credits_count: false };
/// assert!(!rule.credits_count);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SuspensionRule {
    /// What members read: 休会.
    pub name: Text,
    /// The most that is added to a period, in years.
    pub at_most_years: Option<u8>,
    /// In what it is counted.
    pub whole: Whole,
    /// Whether credits earned meanwhile count.
    pub credits_count: bool,
}

/// In what a suspension is counted.
///
/// ```
/// use shusseki_core::society::Whole;
/// assert_eq!(Whole::default(), Whole::Days);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whole {
    /// Day by day.
    #[default]
    Days,
    /// In whole months; a begun one counts as a whole one.
    Months,
    /// In whole years; a begun one counts as a whole one.
    Years,
}

/// How a period is extended 延長・更新猶予 (P15).
///
/// ```
/// use shusseki_core::society::{ExtensionRule, Length, ExtensionFor};
/// use shusseki_core::text::Text;
/// let rule = ExtensionRule { key: "covid".parse().unwrap(), name: Text::new("2020年度特例", "FY2020"),
///     by: Length::years(1), whom: ExtensionFor::Granted, backdated: false };
/// assert_eq!(rule.by.years, 1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExtensionRule {
    /// The definition's name.
    pub key: RuleKey,
    /// What members read: 更新猶予.
    pub name: Text,
    /// By how much.
    pub by: Length,
    /// Who gets it.
    pub whom: ExtensionFor,
    /// Whether the renewal counts from the period's ordinary end, so that the extension is taken
    /// from the next period.
    pub backdated: bool,
}

/// Who gets an extension.
///
/// ```
/// use shusseki_core::society::ExtensionFor;
/// assert_ne!(ExtensionFor::Granted, ExtensionFor::Unasked { during: None, cohort: None });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExtensionFor {
    /// Whom the office has granted it, on application with proof.
    Granted,
    /// Everybody whose period has a day in a span, of a cohort; everybody at all where there is neither.
    Unasked {
        /// The span.
        during: Option<Period>,
        /// Only for those first certified in this span.
        cohort: Option<Period>,
    },
}

/// What ends a certification before its time (P20).
///
/// ```
/// use shusseki_core::society::ForfeitRule;
/// assert_ne!(ForfeitRule::Withdrawal, ForfeitRule::DuesUnpaid { years: 2, back_to_first: false });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForfeitRule {
    /// Leaving the society 退会.
    Withdrawal,
    /// Dues of so many fiscal years in a row unpaid.
    DuesUnpaid {
        /// How many years.
        years: u8,
        /// Whether it ends with the first day of the first unpaid year, not at the end of the last.
        back_to_first: bool,
    },
}
