//! Worked examples that stand in a definition beside the rules they explain, and what they expect.

use crate::{
    credit::{Credits, Entry, Holder, Person},
    ids::{CategoryKey, CertificationKey, RuleKey},
};
use jiff::civil::Date;

/// A worked example: a member as the rules see one, and what the rules must make of that.
///
/// ```
/// use shusseki_core::society::{check, shipped};
/// let (name, text) = shipped()[2];
/// let example = &check(name, text).examples[0];
/// assert_eq!(example.certification.as_str(), "endoscopy-technician");
/// assert!(!example.entries.is_empty() && !example.expected.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What it shows, in a sentence.
    pub name: String,
    /// The line of the definition on which it begins.
    pub line: usize,
    /// The certification whose rules it shows.
    pub certification: CertificationKey,
    /// The day on which the member is looked at.
    pub day: Date,
    /// The member's hold on the certification.
    pub holder: Holder,
    /// What else is known of the member.
    pub person: Person,
    /// The ledger, in the order of the file.
    pub entries: Vec<Entry>,
    /// What must come out.
    pub expected: Vec<Expectation>,
}

/// One thing that an example expects, and where it says so.
///
/// ```
/// use shusseki_core::society::{Expectation, Expected};
/// let expectation = Expectation { line: 12, what: Expected::Renewable(false) };
/// assert_eq!(expectation.line, 12);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// The line of the definition.
    pub line: usize,
    /// What is expected.
    pub what: Expected,
}

/// What an example expects of a standing.
///
/// ```
/// use shusseki_core::society::Expected;
/// let reason = Expected::Reason("あと1点必要です".into());
/// assert_ne!(reason, Expected::Renewable(false));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// Whether the certification can be renewed.
    Renewable(bool),
    /// The sum of all that counts.
    Total(ExpectedSum),
    /// The sum of a category.
    Category(CategoryKey, ExpectedSum),
    /// A sum contained in the total.
    OfWhich(RuleKey, ExpectedSum),
    /// How many attendances a required attendance still lacks.
    MustAttend {
        /// Which rule.
        key: RuleKey,
        /// How many are missing.
        missing: u32,
    },
    /// Whether a condition is met. What isn't known is neither.
    Condition {
        /// Which condition.
        key: RuleKey,
        /// Whether it is met.
        met: bool,
    },
    /// The last day of the effective period.
    PeriodUntil(Date),
    /// The version that applies, by its Japanese name.
    Version(String),
    /// A case that applies.
    Case(RuleKey),
    /// How the certification stands on the day.
    Status(ExpectedStatus),
    /// A Japanese sentence that is among the reasons.
    Reason(String),
}

/// A sum, as far as an example says something of it.
///
/// ```
/// use shusseki_core::{credit::Credits, society::ExpectedSum};
/// let sum = ExpectedSum { counted: Some(Credits::whole(49)), ..ExpectedSum::default() };
/// assert!(sum.raw.is_none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExpectedSum {
    /// What was earned, before any cap.
    pub raw: Option<Credits>,
    /// What counts.
    pub counted: Option<Credits>,
    /// What is missing to the minimum.
    pub missing: Option<Credits>,
    /// What the caps and limits took away.
    pub capped_off: Option<Credits>,
}

/// How a certification stands on a day.
///
/// ```
/// use shusseki_core::society::ExpectedStatus;
/// assert_ne!(ExpectedStatus::Valid, ExpectedStatus::Expired);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectedStatus {
    /// It holds.
    Valid,
    /// It is suspended 休会.
    Suspended,
    /// It ended before its time: withdrawal, unpaid dues.
    Forfeited,
    /// Its period is over.
    Expired,
}
