//! The result of the rules, as data: for a page, the API, an app, a document (P24).

use super::{CreditUnit, Credits, Entry, Reason};
use crate::{
    calendar::Window,
    ids::{CategoryKey, CertificationKey},
    society::Period,
    text::{Language, Text},
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
/// # use shusseki_core::{credit::{Holder, Scope, evaluate}, society::{Period, Society, shipped}};
/// # let (name, text) = shipped()[0];
/// # let jhrs = Society::parse(name, text).unwrap();
/// # let holder = Holder { certification: "ecg-specialist".parse().unwrap(), number: "JHRS17-1000".into(),
/// #     period: Period::new("2025-04-01".parse().unwrap(), "2030-03-31".parse().unwrap()), renewed_on: None };
/// let standing = evaluate(&jhrs, &jhrs.certifications[0], &holder, &[], Scope::CurrentPeriod);
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
    /// The current period.
    pub period: Period,
    /// The day of the last renewal.
    pub renewed_on: Option<Date>,
    /// When the renewal of this period can be applied for.
    pub renewal_window: Option<Window>,
    /// What the society calls a credit.
    pub unit: CreditUnit,
    /// The sum of all that counts.
    pub total: Sum,
    /// The categories, as the rules nest them.
    pub categories: Vec<CategoryStanding>,
    /// Sums that must be contained in the total.
    pub of_which: Vec<OfWhich>,
    /// Events that must have been attended.
    pub must_attend: Vec<MustAttend>,
    /// Whether the credits suffice for renewal.
    pub renewable: bool,
    /// Why, or why not; what blocks comes first.
    pub reasons: Vec<Reason>,
    /// The ledger's lines, oldest first; voided ones are left out.
    pub rows: Vec<Row>,
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
/// # use shusseki_core::{credit::{Holder, Scope, evaluate}, society::{Period, Society, shipped}};
/// # let (name, text) = shipped()[2];
/// # let jgets = Society::parse(name, text).unwrap();
/// # let holder = Holder { certification: "endoscopy-technician".parse().unwrap(), number: "00042".into(),
/// #     period: Period::new("2023-04-01".parse().unwrap(), "2028-03-31".parse().unwrap()), renewed_on: None };
/// let standing = evaluate(&jgets, &jgets.certifications[0], &holder, &[], Scope::CurrentPeriod);
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
/// let held = OfWhich { name: Text::new("本学会主催", "Held by the society"),
///     sum: Sum::of(Credits::whole(20), Credits::whole(20), Credits::whole(10)) };
/// assert!(held.sum.missing.is_zero());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfWhich {
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
/// let spring = MustAttend { name: Text::new("春季大会", "Spring meeting"), required: 1, attended: 0, missing: 1 };
/// assert_eq!(spring.missing, 1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MustAttend {
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
/// #     period: Period::new("2025-04-01".parse().unwrap(), "2030-03-31".parse().unwrap()), renewed_on: None };
/// # let entry = Entry { id: EntryId::new(uuid::Uuid::nil()), day: "2026-07-03".parse().unwrap(),
/// #     activity: "annual-meeting".parse().unwrap(), role: "attend".parse().unwrap(), credits: Credits::whole(10),
/// #     society_held: true, event: Text::new("第72回学術大会", "72nd Annual Meeting"), session: Text::new("参加", "Attendance"), voided: false };
/// let standing = evaluate(&jhrs, &jhrs.certifications[0], &holder, &[entry], Scope::CurrentPeriod);
/// assert_eq!(standing.rows[0].running_society_held, Credits::whole(10));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The line itself.
    pub entry: Entry,
    /// The category it fell into; none where it counts directly or nowhere.
    pub category: Option<CategoryKey>,
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

/// Why a ledger line counts for less than it gave.
///
/// ```
/// use shusseki_core::{credit::Note, text::Language};
/// assert_eq!(Note::AfterPeriod.sentence(Language::Ja), "認定期間より後のため、この期間には数えません");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "note", rename_all = "kebab-case")]
pub enum Note {
    /// It was used for, or lost with, an earlier period.
    BeforePeriod,
    /// It lies after the period's end.
    AfterPeriod,
    /// The rules name the activity nowhere.
    CountsNowhere,
    /// A category was full.
    OverCap {
        /// The category that was full.
        name: Text,
        /// How much of the line doesn't count.
        amount: Credits,
        /// What the society calls a credit.
        unit: CreditUnit,
    },
}

impl Note {
    /// The note as a member reads it.
    ///
    /// ```
    /// # use shusseki_core::{credit::Note, text::Language};
    /// assert!(Note::CountsNowhere.sentence(Language::En).contains("doesn't count"));
    /// ```
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let fixed = |ja: &str, en: &str| language.pick(ja, en).to_owned();
        match self {
            Self::BeforePeriod => fixed(
                "前回更新以前のため、今回の更新には数えません",
                "Before the last renewal, so it doesn't count for this one",
            ),
            Self::AfterPeriod => fixed(
                "認定期間より後のため、この期間には数えません",
                "After the certification period, so it doesn't count for this one",
            ),
            Self::CountsNowhere => fixed(
                "この資格の更新には数えません",
                "This doesn't count towards this certification",
            ),
            Self::OverCap { name, amount, unit } => {
                let (name, amount) = (name.get(language), unit.amount(*amount, language));
                match language {
                    Language::Ja => format!("「{name}」の上限を超えた{amount}は数えません"),
                    Language::En => format!("{amount} above the cap of “{name}” not counted"),
                }
            }
        }
    }
}
