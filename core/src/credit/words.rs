//! A standing in words: what members read of its status, periods, conditions and prospects.

use super::{CreditUnit, Fact, Met, Outlook, Quantity, Reason, Status};
use crate::{calendar::written, society::Period, text::Language};

impl Status {
    /// The status as a member reads it.
    ///
    /// ```
    /// use shusseki_core::{credit::Status, text::Language};
    /// let suspended = Status::Suspended { until: "2027-03-31".parse().unwrap() };
    /// assert_eq!(suspended.sentence(Language::Ja), "2027年3月31日まで休止中です");
    /// assert_eq!(suspended.sentence(Language::En), "Suspended until 31 Mar 2027");
    /// ```
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let day = |day| written(day, language);
        match (*self, language) {
            (Self::Valid, _) => language.pick("有効です", "Valid").to_owned(),
            (Self::Suspended { until }, Language::Ja) => format!("{}まで休止中です", day(until)),
            (Self::Suspended { until }, Language::En) => format!("Suspended until {}", day(until)),
            (Self::Forfeited { since, rule }, _) => {
                Reason::Forfeited { since, rule }.sentence(language)
            }
            (Self::Expired { since }, Language::Ja) => {
                format!("認定期間が終わり、{}から有効ではありません", day(since))
            }
            (Self::Expired { since }, Language::En) => {
                format!("The period is over; not valid since {}", day(since))
            }
        }
    }
}

impl Met {
    /// What a member reads beside a condition.
    ///
    /// ```
    /// use shusseki_core::{credit::Met, text::Language};
    /// assert_eq!(Met::Unknown.word(Language::Ja), "事務局が確認します");
    /// ```
    #[must_use]
    pub const fn word(self, language: Language) -> &'static str {
        match self {
            Self::Yes => language.pick("満たしています", "met"),
            Self::No => language.pick("満たしていません", "not met"),
            Self::Unknown => language.pick("事務局が確認します", "the office will confirm"),
        }
    }
}

impl Quantity {
    /// The amount with its word: `5単位`, `2回`, `once`.
    ///
    /// ```
    /// use shusseki_core::{credit::{CreditUnit, Credits, Quantity}, text::Language};
    /// let unit = CreditUnit::new("単位", "credit", "credits");
    /// assert_eq!(Quantity::Credits(Credits::whole(5)).amount(&unit, Language::Ja), "5単位");
    /// assert_eq!(Quantity::Times(2).amount(&unit, Language::En), "2 times");
    /// ```
    #[must_use]
    pub fn amount(&self, unit: &CreditUnit, language: Language) -> String {
        match (self, language) {
            (Self::Credits(credits), _) => unit.amount(*credits, language),
            (Self::Times(times), Language::Ja) => format!("{times}回"),
            (Self::Times(1), Language::En) => "once".to_owned(),
            (Self::Times(times), Language::En) => format!("{times} times"),
        }
    }

    /// The number alone.
    ///
    /// ```
    /// assert_eq!(shusseki_core::credit::Quantity::Times(2).number(), "2");
    /// ```
    #[must_use]
    pub fn number(&self) -> String {
        match self {
            Self::Credits(credits) => credits.to_string(),
            Self::Times(times) => times.to_string(),
        }
    }
}

impl Outlook {
    /// What would be then, as a member reads it.
    ///
    /// ```
    /// use shusseki_core::{credit::{CreditUnit, Credits, Fact, Outlook}, text::Language};
    /// let unit = CreditUnit::new("単位", "credit", "credits");
    /// let outlook = Outlook { fact: Fact::ProofAccepted, counted: Credits::whole(50), renewable: true, until: None };
    /// assert_eq!(
    ///     outlook.sentence(&unit, Language::En),
    ///     "Once the proofs you sent are accepted, 50 credits count; you could then renew"
    /// );
    /// ```
    #[must_use]
    pub fn sentence(&self, unit: &CreditUnit, language: Language) -> String {
        match language {
            Language::Ja => self.japanese(unit),
            Language::En => self.english(unit),
        }
    }

    fn japanese(&self, unit: &CreditUnit) -> String {
        let will_be = if self.renewable {
            "になり、更新できます"
        } else {
            "になります"
        };
        match &self.fact {
            Fact::Confirmed { name } => format!("「{}」は事務局が確認します", name.ja),
            Fact::ProofAccepted => {
                let counted = unit.amount(self.counted, Language::Ja);
                format!("提出した証明が確認されると、合計は{counted}{will_be}")
            }
            Fact::ExtensionGranted { name } => {
                let until = self.until_words(Language::Ja);
                format!(
                    "「{}」が認められると、認定期間は{until}まで{will_be}",
                    name.ja
                )
            }
        }
    }

    fn english(&self, unit: &CreditUnit) -> String {
        let then = if self.renewable {
            "; you could then renew"
        } else {
            ""
        };
        match &self.fact {
            Fact::Confirmed { name } => format!("The office will confirm: “{}”", name.en),
            Fact::ProofAccepted => {
                let counted = unit.amount(self.counted, Language::En);
                format!("Once the proofs you sent are accepted, {counted} count{then}")
            }
            Fact::ExtensionGranted { name } => {
                let until = self.until_words(Language::En);
                format!(
                    "If “{}” is granted, the period runs until {until}{then}",
                    name.en
                )
            }
        }
    }

    fn until_words(&self, language: Language) -> String {
        self.until
            .map(|day| written(day, language))
            .unwrap_or_default()
    }
}

/// The fiscal year, or the whole period where there is none: `2026年度`.
///
/// ```
/// use shusseki_core::{credit::year_words, text::Language};
/// assert_eq!(year_words(Some(2026), Language::Ja), "2026年度");
/// assert_eq!(year_words(None, Language::En), "the period");
/// ```
#[must_use]
pub fn year_words(year: Option<i16>, language: Language) -> String {
    match (year, language) {
        (Some(year), Language::Ja) => format!("{year}年度"),
        (Some(year), Language::En) => format!("fiscal year {year}"),
        (None, _) => language.pick("認定期間", "the period").to_owned(),
    }
}

/// From the first day to the last: `2026年4月1日〜2027年3月31日`.
///
/// ```
/// use shusseki_core::{credit::span_words, society::Period, text::Language};
/// let year = Period::new("2026-04-01".parse().unwrap(), "2027-03-31".parse().unwrap());
/// assert_eq!(span_words(&year, Language::Ja), "2026年4月1日〜2027年3月31日");
/// assert_eq!(span_words(&year, Language::En), "1 Apr 2026 – 31 Mar 2027");
/// ```
#[must_use]
pub fn span_words(span: &Period, language: Language) -> String {
    let between = language.pick("〜", " – ");
    let [first, last] = [span.first, span.last].map(|day| written(day, language));
    format!("{first}{between}{last}")
}
