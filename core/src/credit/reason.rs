//! Why a certification can or can't be renewed: data first, a sentence second.

use super::{CreditUnit, Credits, Quantity, words::year_words};
use crate::{
    calendar::written,
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
        match language {
            Language::Ja => self.japanese(),
            Language::En => self.english(),
        }
    }

    fn japanese(&self) -> String {
        let amount = |unit: &CreditUnit, credits| unit.amount(credits, Language::Ja);
        match self {
            Self::TotalShort {
                missing,
                room,
                unit,
            } => {
                let needed = format!("あと{}必要です", amount(unit, *missing));
                if room.is_empty() {
                    return needed;
                }
                let places: Vec<&str> = room.iter().map(|room| room.name.ja.as_str()).collect();
                format!("{needed}（{}）", places.join("、"))
            }
            Self::CategoryShort {
                name,
                missing,
                unit,
                ..
            } => {
                format!("「{}」であと{}必要です", name.ja, amount(unit, *missing))
            }
            Self::OfWhichShort {
                name,
                missing,
                unit,
            } => {
                format!(
                    "うち「{}」があと{}必要です",
                    name.ja,
                    amount(unit, *missing)
                )
            }
            Self::NotAttended { name, missing } => {
                format!("「{}」への参加があと{missing}回必要です", name.ja)
            }
            Self::FloorShort {
                name,
                year,
                missing,
                unit,
            } => {
                let when = year_words(*year, Language::Ja);
                match missing {
                    Quantity::Credits(missing) => format!(
                        "「{}」は{when}にあと{}必要です",
                        name.ja,
                        amount(unit, *missing)
                    ),
                    Quantity::Times(missing) => {
                        format!("「{}」は{when}にあと{missing}回必要です", name.ja)
                    }
                }
            }
            Self::ConditionUnmet {
                name,
                missing: Some(missing),
                ..
            } => format!("「{}」があと{missing}必要です", name.ja),
            Self::ConditionUnmet {
                name,
                missing: None,
                ..
            } => format!("「{}」を満たしていません", name.ja),
            Self::NoWay { ways } => {
                let names: Vec<String> =
                    ways.iter().map(|name| format!("「{}」", name.ja)).collect();
                format!("{}のいずれかが必要です", names.join("、"))
            }
            Self::Forfeited {
                since,
                rule: ForfeitRule::Withdrawal,
            } => format!(
                "退会のため、{}に資格を失っています",
                written(*since, Language::Ja)
            ),
            Self::Forfeited {
                since,
                rule: ForfeitRule::DuesUnpaid { .. },
            } => format!(
                "年会費の未納のため、{}に資格を失っています",
                written(*since, Language::Ja)
            ),
            Self::ApplicationsClosed { since } => format!(
                "更新申請の受付は{}に終わりました",
                written(since.yesterday().unwrap_or(*since), Language::Ja)
            ),
            Self::ToBeConfirmed { name, .. } => format!("「{}」は事務局が確認します", name.ja),
            Self::Met { unit } => format!("更新に必要な{}を満たしています", unit.ja),
            Self::OverCap {
                name,
                cap,
                capped_off,
                unit,
                ..
            } => format!(
                "「{}」は{}まで数えます（{}は上限を超えています）",
                name.ja,
                amount(unit, *cap),
                amount(unit, *capped_off)
            ),
        }
    }

    fn english(&self) -> String {
        let amount = |unit: &CreditUnit, credits| unit.amount(credits, Language::En);
        match self {
            Self::TotalShort {
                missing,
                room,
                unit,
            } => {
                let needed = format!("{} still needed", amount(unit, *missing));
                if room.is_empty() {
                    return needed;
                }
                let places: Vec<&str> = room.iter().map(|room| room.name.en.as_str()).collect();
                format!("{needed} ({})", places.join("; "))
            }
            Self::CategoryShort {
                name,
                missing,
                unit,
                ..
            } => {
                format!("{} still needed in “{}”", amount(unit, *missing), name.en)
            }
            Self::OfWhichShort {
                name,
                missing,
                unit,
            } => {
                format!(
                    "Of the total, {} still needed: {}",
                    amount(unit, *missing),
                    name.en
                )
            }
            Self::NotAttended { name, missing: 1 } => {
                format!("One attendance of “{}” is still needed", name.en)
            }
            Self::NotAttended { name, missing } => {
                format!("{missing} attendances of “{}” are still needed", name.en)
            }
            Self::FloorShort {
                name,
                year,
                missing,
                unit,
            } => {
                let when = year_words(*year, Language::En);
                match missing {
                    Quantity::Credits(missing) => format!(
                        "{} still needed in “{}” for {when}",
                        amount(unit, *missing),
                        name.en
                    ),
                    Quantity::Times(missing) => {
                        format!("“{}” is still needed {missing} times in {when}", name.en)
                    }
                }
            }
            Self::ConditionUnmet {
                name,
                missing: Some(missing),
                ..
            } => format!("“{}”: {missing} still needed", name.en),
            Self::ConditionUnmet {
                name,
                missing: None,
                ..
            } => format!("“{}” is not met", name.en),
            Self::NoWay { ways } => {
                let names: Vec<String> = ways.iter().map(|name| format!("“{}”", name.en)).collect();
                format!("One of these is needed: {}", names.join(", "))
            }
            Self::Forfeited {
                since,
                rule: ForfeitRule::Withdrawal,
            } => format!(
                "The certification ended on {} with the membership",
                written(*since, Language::En)
            ),
            Self::Forfeited {
                since,
                rule: ForfeitRule::DuesUnpaid { .. },
            } => format!(
                "The certification ended on {} because dues are unpaid",
                written(*since, Language::En)
            ),
            Self::ApplicationsClosed { since } => format!(
                "Applications for this renewal ended on {}",
                written(since.yesterday().unwrap_or(*since), Language::En)
            ),
            Self::ToBeConfirmed { name, .. } => format!("The office will confirm: “{}”", name.en),
            Self::Met { unit } => format!("You have the {} needed for renewal", unit.en_many),
            Self::OverCap {
                name,
                cap,
                capped_off,
                unit,
                ..
            } => format!(
                "“{}” counts up to {} ({} above the cap)",
                name.en,
                amount(unit, *cap),
                amount(unit, *capped_off)
            ),
        }
    }
}
