//! Who holds a certification, and what the rules may ask about the person.

use super::Credits;
use crate::{
    ids::{CategoryKey, CertificationKey, ClassKey, EntryId, RuleKey, TraitKey},
    society::Period,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A member's hold on one certification 認定資格.
///
/// ```
/// use shusseki_core::{credit::Holder, society::Period};
/// let holder = Holder {
///     certification: "ecg-specialist".parse().unwrap(),
///     number: "JHRS17-1000".into(),
///     period: Period::new("2025-04-01".parse().unwrap(), "2030-03-31".parse().unwrap()),
///     renewed_on: Some("2025-04-02".parse().unwrap()),
///     history: Default::default(),
/// };
/// assert!(holder.period.contains("2027-01-01".parse().unwrap()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Which certification.
    pub certification: CertificationKey,
    /// The certificate's number, as printed: `JHRS17-1000`.
    pub number: String,
    /// The current certification period 認定期間, without what suspensions and extensions add.
    pub period: Period,
    /// The day of the last renewal; none before the first. It is shown, and it decides nothing: the
    /// period's first day does, so that a renewal paid some days into the new period loses nothing.
    pub renewed_on: Option<Date>,
    /// What only some rules look at.
    #[serde(default)]
    pub history: History,
}

/// What only some rules look at of a certification held; the default knows nothing of it.
///
/// ```
/// use shusseki_core::credit::History;
/// assert_eq!(History::default().renewals, 0);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct History {
    /// The day of the first certification; the cohort (P12, P18).
    pub first_certified: Option<Date>,
    /// How often it was renewed.
    pub renewals: u32,
    /// The extensions that the office granted for this period (P15).
    pub extensions: BTreeSet<RuleKey>,
    /// The last day whose credits were used for the renewal before (P15: no double use).
    pub used_until: Option<Date>,
    /// Credits left over at the renewal before (P16).
    pub carried: Credits,
    /// Where the member wants a credit to count (P17).
    pub choices: BTreeMap<EntryId, CategoryKey>,
}

/// What the rules may ask about a person; the default knows nothing.
///
/// ```
/// use shusseki_core::credit::Person;
/// let person = Person { unpaid: Some(Default::default()), ..Person::default() };
/// assert!(person.memberships.is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Person {
    /// The day of birth.
    pub born: Option<Date>,
    /// The membership class.
    pub class: Option<ClassKey>,
    /// Profession, workplace, whatever the society keeps.
    pub traits: BTreeSet<TraitKey>,
    /// Memberships of this and other societies; none known where this is none.
    pub memberships: Option<Vec<Membership>>,
    /// The fiscal years whose dues are unpaid; not known where this is none.
    pub unpaid: Option<BTreeSet<i16>>,
    /// Other certificates.
    pub certificates: Vec<Certificate>,
    /// What the office has put on record: documents, hours, examinations, confirmations.
    pub records: Vec<Record>,
    /// Suspensions 休会・活動休止.
    pub suspensions: Vec<Period>,
    /// Work.
    pub work: Vec<Employment>,
    /// The day on which the member left the society.
    pub withdrawn: Option<Date>,
}

impl Person {
    /// Whether another certificate is valid on that day.
    ///
    /// ```
    /// use shusseki_core::credit::Person;
    /// assert!(!Person::default().holds(&"cardiologist".parse().unwrap(), "2026-11-20".parse().unwrap()));
    /// ```
    #[must_use]
    pub fn holds(&self, certification: &CertificationKey, day: Date) -> bool {
        let mut held = self
            .certificates
            .iter()
            .filter(|held| held.certification == *certification);
        held.any(|held| held.from <= day && held.until.is_none_or(|until| day <= until))
    }
}

/// A span of membership.
///
/// ```
/// use shusseki_core::credit::Membership;
/// let member: Membership = serde_json::from_str(r#"{"society": "jsnm", "from": "2001-04-01"}"#).unwrap();
/// assert!(member.until.is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    /// The society's short name, as the rules write it.
    pub society: String,
    /// From this day.
    pub from: Date,
    /// Until this day; it goes on where this is none.
    #[serde(default)]
    pub until: Option<Date>,
}

/// A certificate of another body, or another of the same society.
///
/// ```
/// use shusseki_core::credit::Certificate;
/// let held: Certificate = serde_json::from_str(r#"{"certification": "internist", "from": "2001-04-01"}"#).unwrap();
/// assert_eq!(held.certification.as_str(), "internist");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// The rules' name for it.
    pub certification: CertificationKey,
    /// Valid from this day.
    pub from: Date,
    /// Valid until this day; without end where this is none.
    #[serde(default)]
    pub until: Option<Date>,
}

/// Something that the office has put on record.
///
/// ```
/// use shusseki_core::credit::{Credits, Record};
/// let record: Record = serde_json::from_str(r#"{"of": "exam", "day": "2026-01-10"}"#).unwrap();
/// assert_eq!(record.amount, Credits::whole(1));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The condition it is for.
    pub of: RuleKey,
    /// The day that counts.
    pub day: Date,
    /// How many documents or hours, or the score; 1 for what is only confirmed.
    #[serde(default = "one")]
    pub amount: Credits,
}

const fn one() -> Credits {
    Credits::whole(1)
}

/// A span of work (P22).
///
/// ```
/// use shusseki_core::credit::Employment;
/// let work: Employment = serde_json::from_str(r#"{"of": "clinic", "period": {"first": "2024-04-01", "last": "2025-03-31"}}"#).unwrap();
/// assert_eq!(work.percent, 100);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Employment {
    /// The kind of work, as the rules name it.
    pub of: RuleKey,
    /// From the first to the last day.
    pub period: Period,
    /// The share of full time, in percent.
    #[serde(default = "full_time")]
    pub percent: u8,
}

const fn full_time() -> u8 {
    100
}
