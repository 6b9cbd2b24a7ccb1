//! How attendance is registered and shown.

use crate::ids::ClassKey;
use jiff::civil::Date;
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
