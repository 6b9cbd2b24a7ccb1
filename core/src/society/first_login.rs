//! How a member comes in for the first time (JSNM-1, -2, -3, -19; JGETS-2).

use crate::text::Text;
use serde::Serialize;

/// What a society asks of a member who comes in for the first time.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let read = |index: usize| { let (name, text) = shipped()[index]; Society::parse(name, text).unwrap() };
/// let (jsnm, jgets) = (read(1).first_login, read(2).first_login);
/// assert!(jsnm.temporary.unwrap().in_app && !jsnm.by_reset);
/// assert!(jgets.by_reset && jgets.temporary.is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FirstLogin {
    /// Temporary passwords of the office; none where it makes none.
    pub temporary: Option<TemporaryPasswords>,
    /// The paragraphs of a notice that must be accepted; empty where there is none.
    pub notice: Vec<Text>,
    /// Within how many days the profile is to be confirmed; not asked where this is none.
    pub confirm_profile_days: Option<u16>,
    /// Whether a member without a password may make one by the forgotten-password page.
    pub by_reset: bool,
}

/// What temporary passwords are good for.
///
/// ```
/// use shusseki_core::society::{AfterChange, TemporaryPasswords};
/// let usual = TemporaryPasswords::default();
/// assert_eq!((usual.days, usual.then, usual.in_app), (30, AfterChange::StayIn, false));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TemporaryPasswords {
    /// For how many days one holds.
    pub days: u16,
    /// What follows when it has been replaced.
    pub then: AfterChange,
    /// Whether the app takes one (JSNM-19).
    pub in_app: bool,
}

impl Default for TemporaryPasswords {
    fn default() -> Self {
        Self {
            days: 30,
            then: AfterChange::StayIn,
            in_app: false,
        }
    }
}

/// What follows when a temporary password has been replaced by one's own.
///
/// ```
/// use shusseki_core::society::AfterChange;
/// assert_ne!(AfterChange::LogInAgain, AfterChange::StayIn);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AfterChange {
    /// The member logs in again with the new password.
    LogInAgain,
    /// The member stays in.
    StayIn,
}

impl Default for FirstLogin {
    /// What holds for a society that says nothing: the office makes temporary passwords.
    fn default() -> Self {
        Self {
            temporary: Some(TemporaryPasswords::default()),
            notice: Vec::new(),
            confirm_profile_days: None,
            by_reset: false,
        }
    }
}
