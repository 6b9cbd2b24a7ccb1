//! How an attendance is known.

use serde::{Deserialize, Serialize};

/// How the member showed to be there.
///
/// ```
/// use shusseki_core::check_in::{Evidence, Grade};
/// assert_eq!(Evidence::Typed.grade(), Grade::Poster);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// Scanned a print, which a photo can carry away.
    Poster,
    /// Typed the code of a print.
    Typed,
    /// Scanned a screen's code, which lives for seconds.
    Rotating,
    /// Staff scanned the member's pass.
    StaffScan,
}

impl Evidence {
    /// How much it weighs.
    ///
    /// ```
    /// # use shusseki_core::check_in::Evidence;
    /// assert!(Evidence::Rotating.grade() > Evidence::Poster.grade());
    /// ```
    #[must_use]
    pub const fn grade(self) -> Grade {
        match self {
            Self::Poster | Self::Typed => Grade::Poster,
            Self::Rotating => Grade::Rotating,
            Self::StaffScan => Grade::StaffScan,
        }
    }

    /// The stable word for it: `poster`, `typed`, `rotating` or `staff-scan`.
    ///
    /// ```
    /// # use shusseki_core::check_in::Evidence;
    /// assert_eq!(Evidence::StaffScan.name(), "staff-scan");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Poster => "poster",
            Self::Typed => "typed",
            Self::Rotating => "rotating",
            Self::StaffScan => "staff-scan",
        }
    }
}

/// The weight of evidence, in order: a rule may ask for at least one of them.
///
/// ```
/// use shusseki_core::check_in::Grade;
/// assert!(Grade::Poster < Grade::Rotating && Grade::Rotating < Grade::StaffScan);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// A print, scanned or typed.
    Poster,
    /// A screen's code.
    Rotating,
    /// Staff saw the member.
    StaffScan,
}
