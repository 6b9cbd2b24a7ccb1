//! A standing at a glance.

use super::next::SuggestionView;
use crate::credits::suggestion::Suggestion;
use jiff::civil::Date;
use shusseki_core::credit::{Credits, Standing, Status};
use shusseki_core::society::Period;
use shusseki_core::text::Language;

/// How much of a bar is filled, in per cent. For the eye only: the number stands beside it.
pub(crate) fn filled(counted: Credits, required: Credits) -> u8 {
    let number = |credits: Credits| credits.to_string().parse::<f64>().unwrap_or(0.0);
    let (counted, required) = (number(counted), number(required));
    if counted >= required {
        return 100;
    }
    // `as` from float saturates; both are far below its limits.
    (100.0 * counted / required) as u8
}

/// A standing at a glance, for the home page and the top of the page of credits.
pub(crate) struct Summary {
    /// The certification's key.
    pub(crate) key: String,
    /// The certification's name.
    pub(crate) name: String,
    /// The certificate's number.
    pub(crate) number: String,
    /// The period that really holds, with suspensions and extensions.
    pub(crate) period: Period,
    /// The last day whose credits count for it.
    pub(crate) credits_until: Date,
    /// That it doesn't hold today, and why.
    pub(crate) not_valid: Option<NotValid>,
    /// What counts.
    pub(crate) counted: String,
    /// What is required, with its unit.
    pub(crate) required: String,
    /// Whether a total is required at all.
    pub(crate) has_total: bool,
    /// How much of the bar is filled.
    pub(crate) percent: u8,
    /// Whether everything that is known suffices for renewal.
    pub(crate) renewable: bool,
    /// What is missing.
    pub(crate) blocking: Vec<String>,
    /// The smallest set of coming sessions that would close the gap.
    pub(crate) next: Option<SuggestionView>,
}

/// That a certification doesn't hold today.
pub(crate) struct NotValid {
    /// Since or until when, and why.
    pub(crate) sentence: String,
    /// Whether it ended, instead of being suspended.
    pub(crate) ended: bool,
}

impl NotValid {
    fn new(status: Status, language: Language) -> Option<Self> {
        (status != Status::Valid).then(|| Self {
            sentence: status.sentence(language),
            ended: !matches!(status, Status::Suspended { .. }),
        })
    }
}

impl Summary {
    /// The standing in words, with the nearest of the ways to what is missing.
    pub(crate) fn new(standing: &Standing, ways: &[Suggestion], language: Language) -> Self {
        let total = &standing.total;
        let blocking = standing.reasons.iter().filter(|reason| reason.blocks());
        let next = ways.first();
        Self {
            key: standing.certification.to_string(),
            name: standing.name.get(language).to_owned(),
            number: standing.number.clone(),
            period: standing.effective.period,
            credits_until: standing.effective.credits.last,
            not_valid: NotValid::new(standing.status, language),
            counted: total.counted.to_string(),
            required: standing.unit.amount(total.required, language),
            has_total: !total.required.is_zero(),
            percent: filled(total.counted, total.required),
            renewable: standing.renewable,
            blocking: blocking.map(|reason| reason.sentence(language)).collect(),
            next: next.map(|way| SuggestionView::new(way, &standing.unit, language)),
        }
    }

    /// Whether the rules are met and the certification has not ended.
    pub(crate) fn is_in_order(&self) -> bool {
        self.renewable && !self.has_ended()
    }

    /// Whether the certification is over: nothing attended from now on counts for it.
    pub(crate) fn has_ended(&self) -> bool {
        let not_valid = self.not_valid.as_ref();
        not_valid.is_some_and(|not_valid| not_valid.ended)
    }
}
