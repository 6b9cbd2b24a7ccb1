//! The result of the rules, as data: for a page, the API, an app, a document (P24).

use super::{
    CreditUnit, Credits, Demand, EffectivePeriod, Entry, Note, Quantity, Reason, Selection,
};
use crate::{
    calendar::Window,
    ids::{CategoryKey, CertificationKey, RuleKey},
    society::{ForfeitRule, Period},
    text::Text,
};
use jiff::civil::Date;
use serde::Serialize;

/// Which rows a standing shows; the sums are the same for both.
///
/// ```
/// use shusseki_core::credit::Scope;
/// assert_eq!(Scope::default(), Scope::CurrentPeriod);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// Only what is not before the current period.
    #[default]
    CurrentPeriod,
    /// Also what is before the last renewal (JGETS-15, 前回更新以前の受講履歴を含める).
    IncludingBefore,
}

/// How far a member is with one certification 取得状況.
///
/// ```
/// # use shusseki_core::{credit::*, society::{Period, Society, shipped}};
/// # let (name, text) = shipped()[0];
/// # let society = Society::parse(name, text).unwrap();
/// # let holder = Holder { certification: society.certifications[0].key.clone(), number: "00042".into(),
/// #     period: Period::new("2025-04-01".parse().unwrap(), "2030-03-31".parse().unwrap()), renewed_on: None, history: Default::default() };
/// # let dossier = Dossier { holder: &holder, person: &Person::default(), entries: &[] };
/// let standing = evaluate(&society, &society.certifications[0], &dossier, &Asked::on("2026-11-20".parse().unwrap()));
/// assert_eq!(standing.total.missing.to_string(), "50");
/// assert!(standing.rows.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Which certification.
    pub certification: CertificationKey,
    /// Its name.
    pub name: Text,
    /// The certificate's number.
    pub number: String,
    /// The current period, as certified.
    pub period: Period,
    /// The period that really holds, with suspensions and extensions.
    pub effective: EffectivePeriod,
    /// The day of the last renewal.
    pub renewed_on: Option<Date>,
    /// When the renewal of this period can be applied for.
    pub renewal_window: Option<Window>,
    /// What the society calls a credit.
    pub unit: CreditUnit,
    /// Whether the certification holds today.
    pub status: Status,
    /// The version of the rules that applies, where it has a name (P18).
    pub version: Option<Text>,
    /// The special cases that apply (P12).
    pub cases: Vec<AppliedCase>,
    /// The sum of all that counts.
    pub total: Sum,
    /// The categories, as the rules nest them.
    pub categories: Vec<CategoryStanding>,
    /// What every year needs (P8).
    pub floors: Vec<FloorStanding>,
    /// Sums that must be contained in the total.
    pub of_which: Vec<OfWhich>,
    /// Events that must have been attended.
    pub must_attend: Vec<MustAttend>,
    /// What is required besides credits (P13).
    pub conditions: Vec<ConditionStanding>,
    /// For each alternative, its ways, the best first (P11).
    pub ways: Vec<Vec<WayStanding>>,
    /// Whether everything that is known suffices for renewal.
    pub renewable: bool,
    /// Why, or why not; what blocks comes first.
    pub reasons: Vec<Reason>,
    /// Which facts would change it.
    pub outlook: Vec<Outlook>,
    /// The ledger's lines, oldest first; voided ones are left out.
    pub rows: Vec<Row>,
}

/// A special case that applies (P12).
///
/// ```
/// use shusseki_core::{credit::AppliedCase, text::Text};
/// let case = AppliedCase { key: "elders".parse().unwrap(), name: Text::new("65歳以上", "65 or older") };
/// assert_eq!(case.name.en, "65 or older");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AppliedCase {
    /// The definition's name.
    pub key: RuleKey,
    /// What members read.
    pub name: Text,
}

/// A sum against what is required.
///
/// ```
/// use shusseki_core::credit::{Credits, Sum};
/// let sum = Sum::of(Credits::whole(89), Credits::whole(49), Credits::whole(50));
/// assert_eq!(sum.missing, Credits::whole(1));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// What was earned, before any cap.
    pub raw: Credits,
    /// What counts, after the caps.
    pub counted: Credits,
    /// What is required.
    pub required: Credits,
    /// What is still missing.
    pub missing: Credits,
}

impl Sum {
    /// The sum of that much earned and counted, against what is required.
    ///
    /// ```
    /// # use shusseki_core::credit::{Credits, Sum};
    /// assert!(Sum::of(Credits::whole(9), Credits::whole(9), Credits::whole(5)).missing.is_zero());
    /// ```
    #[must_use]
    pub fn of(raw: Credits, counted: Credits, required: Credits) -> Self {
        Self {
            raw,
            counted,
            required,
            missing: required.less(counted),
        }
    }
}

/// How far one category is.
///
/// ```
/// # use shusseki_core::{credit::*, society::{Period, Society, shipped}};
/// # let (name, text) = shipped()[2];
/// # let society = Society::parse(name, text).unwrap();
/// # let holder = Holder { certification: society.certifications[0].key.clone(), number: "00042".into(),
/// #     period: Period::new("2025-04-01".parse().unwrap(), "2030-03-31".parse().unwrap()), renewed_on: None, history: Default::default() };
/// # let dossier = Dossier { holder: &holder, person: &Person::default(), entries: &[] };
/// let standing = evaluate(&society, &society.certifications[0], &dossier, &Asked::on("2026-11-20".parse().unwrap()));
/// assert_eq!(standing.categories[1].name.ja, "機器講習会");
/// assert_eq!(standing.categories[1].cap.unwrap().to_string(), "10");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CategoryStanding {
    /// The definition's name.
    pub key: CategoryKey,
    /// What members read.
    pub name: Text,
    /// What was earned inside, before any cap.
    pub raw: Credits,
    /// What counts, after the caps inside and its own.
    pub counted: Credits,
    /// What the caps took away.
    pub capped_off: Credits,
    /// The most that counts.
    pub cap: Option<Credits>,
    /// What must be reached.
    pub minimum: Option<Credits>,
    /// What is missing to the minimum.
    pub missing: Credits,
    /// The categories inside.
    pub children: Vec<CategoryStanding>,
}

/// How far a contained sum is.
///
/// ```
/// use shusseki_core::{credit::{Credits, OfWhich, Sum}, text::Text};
/// let held = OfWhich { key: "own".parse().unwrap(), name: Text::new("本学会主催", "Held by the society"),
///     sum: Sum::of(Credits::whole(20), Credits::whole(20), Credits::whole(10)) };
/// assert!(held.sum.missing.is_zero());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfWhich {
    /// The definition's name.
    pub key: RuleKey,
    /// What members read.
    pub name: Text,
    /// The sum; `counted` is what these credits would count if they were the only ones.
    #[serde(flatten)]
    pub sum: Sum,
}

/// How far a required attendance is.
///
/// ```
/// use shusseki_core::{credit::MustAttend, text::Text};
/// let spring = MustAttend { key: "spring".parse().unwrap(), name: Text::new("春季大会", "Spring meeting"), required: 1, attended: 0, missing: 1 };
/// assert_eq!(spring.missing, 1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MustAttend {
    /// The definition's name.
    pub key: RuleKey,
    /// What members read.
    pub name: Text,
    /// How many events are required.
    pub required: u32,
    /// How many distinct events were attended.
    pub attended: u32,
    /// How many are missing.
    pub missing: u32,
}

/// A ledger line as the credit page shows it (JHRS-15).
///
/// ```
/// # use shusseki_core::{credit::*, ids::EntryId, society::{Period, Society, shipped}, text::Text};
/// # let (name, text) = shipped()[0];
/// # let jhrs = Society::parse(name, text).unwrap();
/// # let holder = Holder { certification: "ecg-specialist".parse().unwrap(), number: "JHRS17-1000".into(),
/// #     period: Period::new("2025-04-01".parse().unwrap(), "2030-03-31".parse().unwrap()), renewed_on: None, history: Default::default() };
/// # let entry = Entry { id: EntryId::new(uuid::Uuid::nil()), day: "2026-07-03".parse().unwrap(),
/// #     activity: "annual-meeting".parse().unwrap(), role: "attend".parse().unwrap(), credits: Credits::whole(10),
/// #     society_held: true, event: Text::new("第72回学術大会", "72nd Annual Meeting"), session: Text::new("参加", "Attendance"),
/// #     voided: false, details: Default::default() };
/// let dossier = Dossier { holder: &holder, person: &Person::default(), entries: &[entry] };
/// let standing = evaluate(&jhrs, &jhrs.certifications[0], &dossier, &Asked::on("2026-11-20".parse().unwrap()));
/// assert_eq!(standing.rows[0].running_society_held, Credits::whole(10));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The line itself.
    pub entry: Entry,
    /// The category it fell into; none where it counts directly or nowhere.
    pub category: Option<CategoryKey>,
    /// What it is worth under these rules, before limits and caps.
    pub worth: Credits,
    /// By how much it raised the total, taken in order of days.
    pub counted: Credits,
    /// The total after it.
    pub running_total: Credits,
    /// Of it, what the society itself held.
    pub running_society_held: Credits,
    /// Whether it lies before the current period.
    pub before_renewal: bool,
    /// Why it counts for less than it gave.
    pub note: Option<Note>,
}

/// Whether a certification holds on the day asked.
///
/// ```
/// use shusseki_core::credit::Status;
/// let status = Status::Expired { since: "2030-04-01".parse().unwrap() };
/// assert_ne!(status, Status::Valid);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum Status {
    /// It holds.
    Valid,
    /// It is suspended 休会・活動休止 (P14).
    Suspended {
        /// To the end of this day.
        until: Date,
    },
    /// It ended before its time (P20).
    Forfeited {
        /// From this day.
        since: Date,
        /// By this rule.
        rule: ForfeitRule,
    },
    /// Its period is over.
    Expired {
        /// From this day.
        since: Date,
    },
}

/// How far one year's least is (P8).
///
/// ```
/// use shusseki_core::{credit::{Credits, FloorStanding, Quantity}, text::Text};
/// let floor = FloorStanding { category: None, name: Text::new("合計", "Total"), only: None, year: Some(2026),
///     required: Quantity::Credits(Credits::whole(5)), has: Quantity::Credits(Credits::ZERO), met: false };
/// assert_eq!(floor.year, Some(2026));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FloorStanding {
    /// The category; none for the total.
    pub category: Option<CategoryKey>,
    /// Its name.
    pub name: Text,
    /// Of which entries; of all where this is none.
    pub only: Option<Selection>,
    /// The fiscal year; the whole period where this is none.
    pub year: Option<i16>,
    /// What it needs.
    pub required: Quantity,
    /// What it has.
    pub has: Quantity,
    /// Whether that suffices.
    pub met: bool,
}

/// Whether something is met, as far as is known.
///
/// ```
/// use shusseki_core::credit::Met;
/// assert_eq!(Met::from(true), Met::Yes);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Met {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// Nothing is on record; the office will confirm it.
    Unknown,
}

impl From<bool> for Met {
    fn from(met: bool) -> Self {
        if met { Self::Yes } else { Self::No }
    }
}

/// How far a condition is (P13).
///
/// ```
/// use shusseki_core::{credit::{ConditionStanding, Demand, Met}, text::Text};
/// let dues = ConditionStanding { key: "dues".parse().unwrap(), name: Text::new("会費の完納", "Dues paid"),
///     demand: Demand::DuesPaid, met: Met::Unknown, missing: None };
/// assert_ne!(dues.met, Met::No);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConditionStanding {
    /// The definition's name.
    pub key: RuleKey,
    /// What members read.
    pub name: Text,
    /// What is demanded.
    pub demand: Demand,
    /// Whether it is met.
    pub met: Met,
    /// How many documents or hours are missing, where that is known.
    pub missing: Option<Credits>,
}

/// One of several ways to fulfil the requirements (P11).
///
/// ```
/// # use shusseki_core::credit::{Standing, WayStanding};
/// fn fulfilled(standing: &Standing) -> Option<&WayStanding> {
///     standing.ways.iter().flatten().find(|way| way.met)
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WayStanding {
    /// The definition's name.
    pub key: RuleKey,
    /// What members read.
    pub name: Text,
    /// Whether it is fulfilled.
    pub met: bool,
    /// The sum of all that counts this way.
    pub total: Sum,
    /// The categories of this way.
    pub categories: Vec<CategoryStanding>,
    /// What every year needs.
    pub floors: Vec<FloorStanding>,
    /// Sums that must be contained.
    pub of_which: Vec<OfWhich>,
    /// Events that must have been attended.
    pub must_attend: Vec<MustAttend>,
    /// What is required besides credits.
    pub conditions: Vec<ConditionStanding>,
    /// Why, or why not.
    pub reasons: Vec<Reason>,
    /// The ledger's lines as this way counts them.
    #[serde(skip)]
    pub rows: Vec<Row>,
}

/// A fact that would change a standing, and to what.
///
/// ```
/// use shusseki_core::credit::{Credits, Fact, Outlook};
/// let outlook = Outlook { fact: Fact::ProofAccepted, counted: Credits::whole(50), renewable: true, until: None };
/// assert!(outlook.renewable);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outlook {
    /// The fact.
    pub fact: Fact,
    /// What would count then.
    pub counted: Credits,
    /// Whether the certification could be renewed then.
    pub renewable: bool,
    /// The last day of the period then, where it moves.
    pub until: Option<Date>,
}

/// A fact that is open.
///
/// ```
/// use shusseki_core::{credit::Fact, text::Text};
/// assert_ne!(Fact::ProofAccepted, Fact::Confirmed { name: Text::new("診療実績", "Practice") });
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "fact", rename_all = "kebab-case")]
pub enum Fact {
    /// The office confirms a condition.
    Confirmed {
        /// Which.
        name: Text,
    },
    /// The office accepts the proof of what was declared.
    ProofAccepted,
    /// The office grants an extension.
    ExtensionGranted {
        /// Which.
        name: Text,
    },
}
