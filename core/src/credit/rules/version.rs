//! When a version of the rules applies (P18).

use jiff::civil::Date;
use serde::Serialize;

/// To whom and when: by the day of the application and by the day of first certification.
///
/// ```
/// use shusseki_core::credit::Applies;
/// let old = Applies { until: Some("2026-03-31".parse().unwrap()), ..Applies::default() };
/// assert!(old.to("2026-03-31".parse().unwrap(), None));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Applies {
    /// To applications on this day or later.
    pub from: Option<Date>,
    /// To applications on this day or before.
    pub until: Option<Date>,
    /// To those first certified on this day or later.
    pub certified_from: Option<Date>,
    /// To those first certified on this day or before.
    pub certified_until: Option<Date>,
    /// Whether this version stands beside another that applies too, and the more favourable holds.
    pub or_more_favourable: bool,
}

impl Applies {
    /// Whether it applies to an application on that day by somebody first certified then.
    ///
    /// ```
    /// use shusseki_core::credit::Applies;
    /// let new = Applies { from: Some("2026-04-01".parse().unwrap()), ..Applies::default() };
    /// assert!(!new.to("2026-03-31".parse().unwrap(), None));
    /// ```
    #[must_use]
    pub fn to(&self, application: Date, first_certified: Option<Date>) -> bool {
        let by_cohort = |fits: &dyn Fn(Date) -> bool| first_certified.is_none_or(fits);
        self.from.is_none_or(|from| from <= application)
            && self.until.is_none_or(|until| application <= until)
            && by_cohort(&|day| self.certified_from.is_none_or(|from| from <= day))
            && by_cohort(&|day| self.certified_until.is_none_or(|until| day <= until))
    }
}
