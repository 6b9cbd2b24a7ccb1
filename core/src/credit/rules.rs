//! The rules of a renewal as a tree, as the definition file says them.

use super::Credits;
use crate::{
    ids::{ActivityKey, CategoryKey},
    text::Text,
};
use serde::Serialize;
use std::collections::BTreeSet;

/// What a certification's renewal asks for.
///
/// ```
/// use shusseki_core::society::{Society, shipped};
/// let (name, text) = shipped()[2];
/// let jgets = Society::parse(name, text).unwrap();
/// let rules = &jgets.certifications[0].rules;
/// assert_eq!(rules.minimum.to_string(), "50");
/// assert_eq!(rules.categories.len(), 3);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CreditRules {
    /// The total that must be reached, after caps (P2).
    pub minimum: Credits,
    /// Activities that count towards the total without a category.
    pub counts: BTreeSet<ActivityKey>,
    /// The categories, outermost first (P3).
    pub categories: Vec<Category>,
    /// Sums that must be contained in the total (P10).
    pub of_which: Vec<OfWhichRule>,
    /// Events that must have been attended (P7).
    pub must_attend: Vec<MustAttendRule>,
    /// Whether a renewal sets the count back to zero, so that nothing is carried over (P16).
    pub reset_on_renewal: bool,
}

/// A category 区分 of credits; its cap is applied before it counts in what contains it.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[2];
/// # let jgets = Society::parse(name, text).unwrap();
/// let meetings = &jgets.certifications[0].rules.categories[0];
/// assert_eq!(meetings.cap.unwrap().to_string(), "20");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Category {
    /// The definition's name.
    pub key: CategoryKey,
    /// What members read.
    pub name: Text,
    /// What must be reached inside, after caps.
    pub minimum: Option<Credits>,
    /// The most that counts.
    pub cap: Option<Credits>,
    /// Activities that count here.
    pub counts: BTreeSet<ActivityKey>,
    /// Categories inside.
    pub categories: Vec<Category>,
}

/// Which credits an "of which" sum looks at.
///
/// ```
/// use shusseki_core::credit::Selection;
/// assert_ne!(Selection::SocietyHeld, Selection::Activities(Default::default()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Selection {
    /// Credits of events that the society itself held.
    SocietyHeld,
    /// Credits of these activities.
    Activities(BTreeSet<ActivityKey>),
}

/// A sum that must be contained in the total: "of these, at least 10 from the society's own meetings".
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[0];
/// # let jhrs = Society::parse(name, text).unwrap();
/// assert_eq!(jhrs.certifications[0].rules.of_which[0].minimum.to_string(), "10");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfWhichRule {
    /// What members read: 本学会主催.
    pub name: Text,
    /// Which credits.
    pub selection: Selection,
    /// How many are needed.
    pub minimum: Credits,
}

/// Events that must have been attended, whatever credits they gave.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[1];
/// # let jsnm = Society::parse(name, text).unwrap();
/// assert_eq!(jsnm.certifications[0].rules.must_attend.len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MustAttendRule {
    /// What members read: 春季大会.
    pub name: Text,
    /// How many distinct events.
    pub times: u32,
    /// Any of these activities will do.
    pub activities: BTreeSet<ActivityKey>,
}
