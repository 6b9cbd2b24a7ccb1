//! How attendance is registered and shown.

use crate::{check_in::LatePolicy, ids::ClassKey};
use jiff::{ToSpan as _, civil::Date};
use serde::Serialize;

/// How a society registers attendance; a session may say otherwise.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[0];
/// # let jhrs = Society::parse(name, text).unwrap();
/// assert_eq!(jhrs.check_in.late_upload_hours, 48);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckInPolicy {
    /// Minutes before a session's start from which a scan counts.
    pub grace_before_minutes: u32,
    /// Minutes after a session's end until which a scan counts.
    pub grace_after_minutes: u32,
    /// Hours after a scan within which a phone may upload it.
    pub late_upload_hours: u32,
    /// Membership classes that may register; empty for all.
    pub eligible_classes: Vec<ClassKey>,
}

impl CheckInPolicy {
    /// How long after a scan an upload is taken.
    ///
    /// ```
    /// # use shusseki_core::society::{Society, shipped};
    /// # let (name, text) = shipped()[0];
    /// # let jhrs = Society::parse(name, text).unwrap();
    /// assert_eq!(jhrs.check_in.late_policy().accept_within_minutes, 48 * 60);
    /// ```
    #[must_use]
    pub const fn late_policy(&self) -> LatePolicy {
        LatePolicy {
            accept_within_minutes: self.late_upload_hours.saturating_mul(60),
        }
    }
}

/// How much of their attendance members see (JSNM-10).
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[1];
/// # let jsnm = Society::parse(name, text).unwrap();
/// assert_eq!(jsnm.history.years, 7);
/// assert_eq!(jsnm.history.from.unwrap().to_string(), "2023-10-10");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct HistoryPolicy {
    /// How many years back.
    pub years: u8,
    /// The JST day before which nothing is shown.
    pub from: Option<Date>,
}

impl HistoryPolicy {
    /// The first JST day whose attendances are shown on the day `today`.
    ///
    /// ```
    /// # use shusseki_core::society::{Society, shipped};
    /// # let (name, text) = shipped()[1];
    /// # let jsnm = Society::parse(name, text).unwrap();
    /// let shown = |today: &str| jsnm.history.first_day_shown(today.parse().unwrap()).to_string();
    /// assert_eq!(shown("2026-11-21"), "2023-10-10");
    /// assert_eq!(shown("2032-02-29"), "2025-02-28");
    /// ```
    #[must_use]
    pub fn first_day_shown(&self, today: Date) -> Date {
        let by_years = today
            .checked_sub(i32::from(self.years).years())
            .unwrap_or(Date::MIN);
        self.from.map_or(by_years, |from| from.max(by_years))
    }
}
