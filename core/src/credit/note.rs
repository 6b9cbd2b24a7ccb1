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
    /// The office has not accepted the proof.
    ProofRejected,
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
        let amount = |unit: &CreditUnit, credits: &Credits| unit.amount(*credits, language);
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
            Self::ProofRejected => (
                "証明が認められなかったため数えません",
                "The proof was not accepted, so it doesn't count",
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
            Self::OverTimes { per, most } => return over_times(*per, *most, language),
            Self::OverLimit {
                per,
                most,
                amount: over,
                unit,
            } => return over_limit(*per, &amount(unit, most), &amount(unit, over), language),
            Self::OverCap {
                name,
                amount: over,
                unit,
            } => return over_cap(name.get(language), &amount(unit, over), language),
            Self::OverTotal { amount: over, unit } => {
                return over_total(&amount(unit, over), language);
            }
        };
        language.pick(ja, en).to_owned()
    }
}

fn over_times(per: Bucket, most: u32, language: Language) -> String {
    let per = per.each(language);
    match (language, most) {
        (Language::Ja, _) => format!("{per}{most}回まで数えます"),
        (Language::En, 1) => format!("Counts once {per}"),
        (Language::En, _) => format!("Counts {most} times {per}"),
    }
}

fn over_limit(per: Bucket, most: &str, over: &str, language: Language) -> String {
    let per = per.each(language);
    match language {
        Language::Ja => format!("{per}{most}まで数えます（{over}は数えません）"),
        Language::En => format!("Up to {most} {per} ({over} not counted)"),
    }
}

fn over_cap(name: &str, over: &str, language: Language) -> String {
    match language {
        Language::Ja => format!("「{name}」の上限を超えた{over}は数えません"),
        Language::En => format!("{over} above the cap of “{name}” not counted"),
    }
}

fn over_total(over: &str, language: Language) -> String {
    match language {
        Language::Ja => format!("合計の上限を超えた{over}は数えません"),
        Language::En => format!("{over} above the cap of the total not counted"),
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
