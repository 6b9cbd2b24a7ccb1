//! What a renewal requires besides credits (P13).

use crate::{
    credit::Credits,
    ids::{CertificationKey, RuleKey},
    text::Text,
};
use serde::Serialize;

/// Something that must be so, whatever the credits are.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[0];
/// # let jhrs = Society::parse(name, text).unwrap();
/// let conditions = &jhrs.certifications[0].versions[0].conditions;
/// let names: Vec<&str> = conditions.iter().map(|one| one.name.ja.as_str()).collect();
/// assert_eq!(names, ["会員歴の継続", "会費の完納"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// The definition's name; a case waives it by this.
    pub key: RuleKey,
    /// What members read.
    pub name: Text,
    /// What is demanded.
    pub demand: Demand,
}

/// What a condition demands.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[0];
/// # let jhrs = Society::parse(name, text).unwrap();
/// use shusseki_core::credit::Demand;
/// let demanded = &jhrs.certifications[0].versions[0].conditions[0].demand;
/// assert_eq!(*demanded, Demand::MemberOfAny(vec!["jhrs".into()]));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Demand {
    /// Membership of any of these societies on every day of the period until today.
    MemberOfAny(Vec<String>),
    /// No fiscal year of the period is unpaid.
    DuesPaid,
    /// Another certificate is valid on the day of the application.
    Holds(CertificationKey),
    /// So many documents within the period: case reports, certificates of practice.
    Documents(u32),
    /// So many hours within the period.
    Hours(u32),
    /// An examination passed within the period, with at least this score where one is given.
    Exam(Option<Credits>),
    /// The office has confirmed it within the period.
    Confirmed,
}
