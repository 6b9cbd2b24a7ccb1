//! Why a ledger line counts for less than it gave.

use super::{Bucket, CreditUnit, Credits};
use crate::text::{Language, Text};
use serde::Serialize;

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
    /// The certification was suspended that day (P14).
    Suspended,
    /// Its proof awaits the office's review (P21).
    AwaitsReview,
    /// The rules accept no declarations (P21).
    DeclarationNotAccepted,
    /// The member was not a member that day.
    NotAMember,
    /// Another line proves the same (P21).
    Duplicate,
    /// The definition doesn't know the activity.
    UnknownActivity,
    /// The rules name the activity nowhere.
    CountsNowhere,
    /// Others fill the room that it would need.
    GivesWay,
    /// Only so many count in a bucket, and others are worth as much or more (P6).
    OverTimes {
        /// For each of these
        per: Bucket,
        /// so many.
        most: u32,
    },
    /// Only so many credits count in a bucket (P5, P8).
    OverLimit {
        /// For each of these
        per: Bucket,
        /// so many.
        most: Credits,
        /// How much of the line doesn't count.
        amount: Credits,
        /// What the society calls a credit.
        unit: CreditUnit,
    },
    /// A category was full.
    OverCap {
        /// The category that was full.
        name: Text,
        /// How much of the line doesn't count.
        amount: Credits,
        /// What the society calls a credit.
        unit: CreditUnit,
    },
    /// The total was full.
    OverTotal {
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
        self.plain(language)
            .map_or_else(|| self.with_amount(language), str::to_owned)
    }

    fn plain(&self, language: Language) -> Option<&'static str> {
        let (ja, en) = match self {
            Self::BeforePeriod => (
                "前回更新以前のため、今回の更新には数えません",
                "Before the last renewal, so it doesn't count for this one",
            ),
            Self::AfterPeriod => (
                "認定期間より後のため、この期間には数えません",
                "After the certification period, so it doesn't count for this one",
            ),
            Self::Suspended => (
                "休止期間中のため数えません",
                "Earned while suspended, so it doesn't count",
            ),
            Self::AwaitsReview => (
                "証明の確認後に数えます",
                "Counts once the proof has been accepted",
            ),
            Self::DeclarationNotAccepted => (
                "自己申告は認められません",
                "Own declarations aren't accepted",
            ),
            Self::NotAMember => (
                "会員でない期間のため数えません",
                "Not a member on that day, so it doesn't count",
            ),
            Self::Duplicate => (
                "同じ内容の記録がほかにあるため、一度だけ数えます",
                "Another line proves the same; it counts once",
            ),
            Self::UnknownActivity => (
                "学会定義にない活動のため数えません",
                "The rules don't know this activity, so it doesn't count",
            ),
            Self::CountsNowhere => (
                "この資格の更新には数えません",
                "This doesn't count towards this certification",
            ),
            Self::GivesWay => (
                "ほかの記録を数えるほうが有利なため数えません",
                "Other lines count for more in its place",
            ),
            Self::OverTimes { .. }
            | Self::OverLimit { .. }
            | Self::OverCap { .. }
            | Self::OverTotal { .. } => return None,
        };
        Some(language.pick(ja, en))
    }

    fn with_amount(&self, language: Language) -> String {
        match (self, language) {
            (Self::OverTimes { per, most }, Language::Ja) => {
                format!("{}{most}回まで数えます", per.each(language))
            }
            (Self::OverTimes { per, most: 1 }, Language::En) => {
                format!("Counts once {}", per.each(language))
            }
            (Self::OverTimes { per, most }, Language::En) => {
                format!("Counts {most} times {}", per.each(language))
            }
            (
                Self::OverLimit {
                    per,
                    most,
                    amount,
                    unit,
                },
                Language::Ja,
            ) => format!(
                "{}{}まで数えます（{}は数えません）",
                per.each(language),
                unit.amount(*most, language),
                unit.amount(*amount, language)
            ),
            (
                Self::OverLimit {
                    per,
                    most,
                    amount,
                    unit,
                },
                Language::En,
            ) => format!(
                "Up to {} {} ({} not counted)",
                unit.amount(*most, language),
                per.each(language),
                unit.amount(*amount, language)
            ),
            (Self::OverCap { name, amount, unit }, Language::Ja) => {
                format!(
                    "「{}」の上限を超えた{}は数えません",
                    name.ja,
                    unit.amount(*amount, language)
                )
            }
            (Self::OverCap { name, amount, unit }, Language::En) => {
                format!(
                    "{} above the cap of “{}” not counted",
                    unit.amount(*amount, language),
                    name.en
                )
            }
            (Self::OverTotal { amount, unit }, Language::Ja) => {
                format!(
                    "合計の上限を超えた{}は数えません",
                    unit.amount(*amount, language)
                )
            }
            (Self::OverTotal { amount, unit }, Language::En) => {
                format!(
                    "{} above the cap of the total not counted",
                    unit.amount(*amount, language)
                )
            }
            _ => String::new(),
        }
    }
}

impl Bucket {
    /// "for each …", as members read it.
    ///
    /// ```
    /// use shusseki_core::{credit::Bucket, text::Language};
    /// assert_eq!(Bucket::Day.each(Language::Ja), "1日につき");
    /// assert_eq!(Bucket::Event.each(Language::En), "per event");
    /// ```
    #[must_use]
    pub const fn each(self, language: Language) -> &'static str {
        let (ja, en) = match self {
            Self::Period => ("認定期間中", "in the certification period"),
            Self::Year => ("1年度につき", "per fiscal year"),
            Self::Day => ("1日につき", "per day"),
            Self::Event => ("1大会につき", "per event"),
            Self::Session => ("1講演につき", "per session"),
            Self::Programme => ("1プログラムにつき", "per programme"),
            Self::Code => ("1カリキュラムコードにつき", "per curriculum code"),
            Self::Activity => ("1活動につき", "per activity"),
        };
        match language {
            Language::Ja => ja,
            Language::En => en,
        }
    }
}
