//! Who is measured otherwise (P12): by age, renewals, cohort, profession, other certificates.

use super::{Condition, MustAttendRule};
use crate::{
    credit::Credits,
    ids::{CategoryKey, CertificationKey, ClassKey, RuleKey, TraitKey},
    text::Text,
};
use jiff::civil::Date;
use serde::Serialize;

/// A special case: for whom, and what is different.
///
/// ```
/// use shusseki_core::{credit::{Case, Change, Credits, When}, ids::CategoryKey, text::Text};
/// let senior = Case {
///     key: "senior".parse().unwrap(),
///     name: Text::new("65歳以上で3回以上更新した者", "65 or older and renewed three times"),
///     when: vec![When { age_from: Some(65), renewals_from: Some(3), ..When::default() }],
///     changes: vec![Change::Minimum(CategoryKey::total(), Some(Credits::whole(40)))],
/// };
/// assert_eq!(senior.when.len(), 1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Case {
    /// The definition's name.
    pub key: RuleKey,
    /// What members read: 65歳以上で3回以上更新した者.
    pub name: Text,
    /// Any of these must hold.
    pub when: Vec<When>,
    /// What is different, in the order of the file.
    pub changes: Vec<Change>,
}

/// Facts of a person that must all hold.
///
/// ```
/// use shusseki_core::credit::When;
/// let nurse = When { is: Some("nurse".parse().unwrap()), ..When::default() };
/// assert!(nurse.age_from.is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct When {
    /// At least this old on the last day of the period.
    pub age_from: Option<u32>,
    /// At most this old.
    pub age_until: Option<u32>,
    /// Renewed at least so often before.
    pub renewals_from: Option<u32>,
    /// Renewed at most so often.
    pub renewals_until: Option<u32>,
    /// First certified on this day or later.
    pub certified_from: Option<Date>,
    /// First certified on this day or before.
    pub certified_until: Option<Date>,
    /// Profession, workplace or whatever else the society keeps.
    pub is: Option<TraitKey>,
    /// Not that.
    pub is_not: Option<TraitKey>,
    /// Holds another certificate on the day of the application.
    pub holds: Option<CertificationKey>,
    /// Of this membership class.
    pub class: Option<ClassKey>,
    /// The period contains this day.
    pub period_contains: Option<Date>,
}

/// What is different.
///
/// ```
/// use shusseki_core::{credit::Change, ids::CategoryKey};
/// let lifted = Change::Cap(CategoryKey::total(), None);
/// assert_ne!(lifted, Change::Minimum(CategoryKey::total(), None));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Another minimum of a category or of the total; `None` lifts it.
    Minimum(CategoryKey, Option<Credits>),
    /// Another cap of a category or of the total; `None` lifts it.
    Cap(CategoryKey, Option<Credits>),
    /// Another minimum of a sum contained in the total.
    OfWhich(RuleKey, Credits),
    /// A condition, a required attendance or a contained sum isn't asked for.
    Waives(RuleKey),
    /// One more condition.
    Demands(Condition),
    /// One more required attendance.
    MustAttend(MustAttendRule),
}
