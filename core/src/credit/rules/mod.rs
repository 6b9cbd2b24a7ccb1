//! The rules of a renewal, as the definition file says them.
//!
//! A certification has one or more [`Requirements`], each a version (P18). Their heart is a tree of
//! [`Category`] whose root is the total; what can't be said in credits are [`Condition`]s.

mod case;
mod category;
mod condition;
mod limit;
mod selection;
mod version;

pub use case::{Case, Change, When};
pub use category::{Category, Counts, Work, Worth};
pub use condition::{Condition, Demand};
pub use limit::{Bucket, Floor, Limit, Quantity};
pub use selection::{SOCIETY_HELD, Selection};
pub use version::Applies;

use super::Credits;
use crate::{ids::RuleKey, text::Text};
use serde::Serialize;

/// What a renewal requires: one version of the rules, or one way of several to fulfil them.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[2];
/// # let jgets = Society::parse(name, text).unwrap();
/// let rules = &jgets.certifications[0].versions[0];
/// assert_eq!(rules.total.minimum.unwrap().to_string(), "50");
/// assert_eq!(rules.total.categories.len(), 3);
/// assert_eq!(rules.must_attend[0].times, 1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Requirements {
    /// What members read where a certification has several versions: 新制度; empty otherwise.
    pub name: Text,
    /// To whom and when this version applies.
    pub applies: Applies,
    /// The total with everything inside it (P2, P3).
    pub total: Category,
    /// Sums that must be contained in the total (P10).
    pub of_which: Vec<OfWhichRule>,
    /// Events that must have been attended (P7).
    pub must_attend: Vec<MustAttendRule>,
    /// What isn't said in credits (P13).
    pub conditions: Vec<Condition>,
    /// Of each of these, one way must be fulfilled (P11).
    pub alternatives: Vec<Vec<Way>>,
    /// Who is measured otherwise (P12).
    pub cases: Vec<Case>,
    /// What becomes of credits beyond the last renewal (P16); none are carried over where this is none.
    pub carries_over: Option<Credits>,
    /// What self-declared credits are worth (P21).
    pub declared: Declared,
    /// The society during whose membership credits must be earned; none where it doesn't matter.
    pub only_as_member_of: Option<String>,
}

impl Default for Requirements {
    /// Nothing is required, and nothing counts.
    fn default() -> Self {
        Self {
            name: Text::new("", ""),
            applies: Applies::default(),
            total: Category::total(),
            of_which: Vec::new(),
            must_attend: Vec::new(),
            conditions: Vec::new(),
            alternatives: Vec::new(),
            cases: Vec::new(),
            carries_over: None,
            declared: Declared::default(),
            only_as_member_of: None,
        }
    }
}

/// One of several ways to fulfil the requirements (P11).
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[2];
/// # let jgets = Society::parse(name, text).unwrap();
/// // JGETS has one way only.
/// assert!(jgets.certifications[0].versions[0].alternatives.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Way {
    /// The definition's name.
    pub key: RuleKey,
    /// What members read: 再受験による更新.
    pub name: Text,
    /// What it requires. A way has no cases or versions of its own.
    pub requires: Requirements,
}

/// What credits that a member declares are worth (P21).
///
/// ```
/// use shusseki_core::credit::Declared;
/// assert_eq!(Declared::default(), Declared::AfterReview);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Declared {
    /// They count when the office has accepted the proof.
    #[default]
    AfterReview,
    /// They count as declared.
    AsDeclared,
    /// They don't count.
    NotAccepted,
}

/// A sum that must be contained in the total: "of these, at least 10 from the society's own meetings".
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[0];
/// # let jhrs = Society::parse(name, text).unwrap();
/// let own = &jhrs.certifications[0].versions[0].of_which[0];
/// assert_eq!(own.minimum.to_string(), "10");
/// assert_eq!(own.only[0].tag.as_ref().unwrap().as_str(), "society-held");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfWhichRule {
    /// The definition's name.
    pub key: RuleKey,
    /// What members read: 本学会主催.
    pub name: Text,
    /// Which credits; one of the selections must fit.
    pub only: Vec<Selection>,
    /// How many are needed.
    pub minimum: Credits,
}

/// Events that must have been attended, whatever credits they gave.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[1];
/// # let jsnm = Society::parse(name, text).unwrap();
/// let [annual, spring] = &jsnm.certifications[0].versions[0].must_attend[..] else { panic!("two") };
/// assert_eq!((annual.name.ja.as_str(), spring.times), ("学術総会", 1));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MustAttendRule {
    /// The definition's name.
    pub key: RuleKey,
    /// What members read: 春季大会.
    pub name: Text,
    /// How many.
    pub times: u32,
    /// What is counted: so many different events, sessions, programmes or codes.
    pub distinct: Bucket,
    /// Whether each of the selections is needed that often, or all of them together (cover).
    pub each: bool,
    /// Which attendances.
    pub only: Vec<Selection>,
}
