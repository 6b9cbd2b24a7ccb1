//! Why a certification can or can't be renewed: data first, a sentence second.

mod sentences;

use super::{CreditUnit, Credits, Quantity};
use crate::{
    ids::{CategoryKey, RuleKey},
    society::ForfeitRule,
    text::{Language, Text},
};
use jiff::civil::Date;
use serde::Serialize;

/// A category in which missing credits can still be earned.
///
/// ```
/// use shusseki_core::{credit::{Credits, Room}, text::Text};
/// let room = Room { key: "seminars".parse().unwrap(), name: Text::new("セミナー", "Seminars"), left: Some(Credits::whole(1)) };
/// assert_eq!(room.left.unwrap().to_string(), "1");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Room {
    /// The definition's name.
    pub key: CategoryKey,
    /// What members read.
    pub name: Text,
    /// How much more counts there; none without a cap.
    pub left: Option<Credits>,
}

/// One reason of a standing.
///
/// ```
/// use shusseki_core::{credit::Reason, text::{Language, Text}};
/// let reason = Reason::NotAttended { name: Text::new("春季大会", "Spring meeting"), missing: 1 };
/// assert!(reason.blocks());
/// assert_eq!(reason.sentence(Language::Ja), "「春季大会」への参加があと1回必要です");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum Reason {
    /// The total isn't reached.
    TotalShort {
        /// How much is missing.
        missing: Credits,
        /// Where it can be earned; empty where the rules have no categories.
        room: Vec<Room>,
        /// What the society calls a credit.
        unit: CreditUnit,
    },
    /// A category's minimum isn't reached.
    CategoryShort {
        /// The definition's name.
        key: CategoryKey,
        /// What members read.
        name: Text,
        /// How much is missing.
        missing: Credits,
        /// What the society calls a credit.
        unit: CreditUnit,
    },
    /// A sum that the total must contain isn't reached.
    OfWhichShort {
        /// What members read.
        name: Text,
        /// How much is missing.
        missing: Credits,
        /// What the society calls a credit.
        unit: CreditUnit,
    },
    /// An event that must be attended wasn't, or not often enough.
    NotAttended {
        /// What members read.
        name: Text,
        /// How many times are missing.
        missing: u32,
    },
    /// A year lacks what every year needs (P8).
    FloorShort {
        /// The category, or the total.
        name: Text,
        /// The fiscal year; the whole period where this is none.
        year: Option<i16>,
        /// What is missing.
        missing: Quantity,
        /// What the society calls a credit.
        unit: CreditUnit,
    },
    /// A condition isn't met (P13).
    ConditionUnmet {
        /// The definition's name.
        key: RuleKey,
        /// What members read.
        name: Text,
        /// How many documents or hours are missing.
        missing: Option<Credits>,
    },
    /// Of several ways, none is fulfilled (P11).
    NoWay {
        /// Their names, the nearest first.
        ways: Vec<Text>,
    },
    /// The certification ended before its time (P20).
    Forfeited {
        /// From this day.
        since: Date,
        /// By this rule.
        rule: ForfeitRule,
    },
    /// The renewal of this period could be applied for until the day before.
    ApplicationsClosed {
        /// The first day without.
        since: Date,
    },
    /// The office will confirm a condition of which nothing is on record: no obstacle by itself.
    ToBeConfirmed {
        /// The definition's name.
        key: RuleKey,
        /// What members read.
        name: Text,
    },
    /// Everything is there.
    Met {
        /// What the society calls a credit.
        unit: CreditUnit,
    },
    /// A category is over its cap: no obstacle, but members ask where the rest went.
    OverCap {
        /// The definition's name.
        key: CategoryKey,
        /// What members read.
        name: Text,
        /// The most that counts.
        cap: Credits,
        /// How much the caps took away.
        capped_off: Credits,
        /// What the society calls a credit.
        unit: CreditUnit,
    },
}

impl Reason {
    /// Whether it stands in the way of a renewal.
    ///
    /// ```
    /// # use shusseki_core::credit::{CreditUnit, Reason};
    /// assert!(!Reason::Met { unit: CreditUnit::new("単位", "credit", "credits") }.blocks());
    /// ```
    #[must_use]
    pub const fn blocks(&self) -> bool {
        !matches!(
            self,
            Self::Met { .. } | Self::OverCap { .. } | Self::ToBeConfirmed { .. }
        )
    }

    /// The reason as a member reads it.
    ///
    /// ```
    /// # use shusseki_core::{credit::{Credits, CreditUnit, Reason}, text::Language};
    /// let unit = CreditUnit::new("単位", "credit", "credits");
    /// let reason = Reason::TotalShort { missing: Credits::whole(1), room: vec![], unit };
    /// assert_eq!(reason.sentence(Language::Ja), "あと1単位必要です");
    /// assert_eq!(reason.sentence(Language::En), "1 credit still needed");
    /// ```
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let amount = |unit: &CreditUnit, credits: &Credits| unit.amount(*credits, language);
        match self {
            Self::TotalShort {
                missing,
                room,
                unit,
            } => sentences::total_short(&amount(unit, missing), room, language),
            Self::CategoryShort {
                name,
                missing,
                unit,
                ..
            } => sentences::category_short(name.get(language), &amount(unit, missing), language),
            Self::OfWhichShort {
                name,
                missing,
                unit,
            } => sentences::of_which_short(name.get(language), &amount(unit, missing), language),
            Self::NotAttended { name, missing } => {
                sentences::not_attended(name.get(language), *missing, language)
            }
            Self::FloorShort {
                name,
                year,
                missing,
                unit,
            } => sentences::floor_short(name.get(language), *year, (*missing, unit), language),
            Self::ConditionUnmet { name, missing, .. } => {
                sentences::condition_unmet(name.get(language), *missing, language)
            }
            Self::NoWay { ways } => sentences::no_way(ways, language),
            Self::Forfeited { since, rule } => sentences::forfeited(*since, rule, language),
            Self::ApplicationsClosed { since } => sentences::applications_closed(*since, language),
            Self::ToBeConfirmed { name, .. } => {
                sentences::to_be_confirmed(name.get(language), language)
            }
            Self::Met { unit } => sentences::met(unit, language),
            Self::OverCap {
                name,
                cap,
                capped_off,
                unit,
                ..
            } => sentences::over_cap(
                name.get(language),
                &amount(unit, cap),
                &amount(unit, capped_off),
                language,
            ),
        }
    }
}
