//! What a renewal requires besides the total, in words: parts of it, years, conditions, alternatives.

use super::summary::filled;
use shusseki_core::credit::{
    ConditionStanding, CreditUnit, Credits, Demand, FloorStanding, Met, MustAttend, OfWhich,
    Quantity, Standing, WayStanding, year_words,
};
use shusseki_core::text::Language;

/// Something required by itself: a part of the total, an attendance, a year's least.
pub(super) struct PartView {
    /// What members read.
    pub(super) name: String,
    /// What there is,
    pub(super) has: String,
    /// of what is needed.
    pub(super) required: String,
    /// Whether it suffices.
    pub(super) is_met: bool,
    /// How much of its bar is filled.
    pub(super) percent: Option<u8>,
}

impl PartView {
    /// Parts of the total and required attendances.
    pub(super) fn of_total(
        of_which: &[OfWhich],
        must_attend: &[MustAttend],
        unit: &CreditUnit,
        language: Language,
    ) -> Vec<Self> {
        let of_which = of_which.iter().map(|part| Self {
            name: part.name.get(language).to_owned(),
            has: part.sum.counted.to_string(),
            required: unit.amount(part.sum.required, language),
            is_met: part.sum.missing.is_zero(),
            percent: Some(filled(part.sum.counted, part.sum.required)),
        });
        let must_attend = must_attend.iter().map(|must| Self {
            name: must.name.get(language).to_owned(),
            has: must.attended.to_string(),
            required: match (language, must.required) {
                (Language::Ja, times) => format!("{times}回"),
                (Language::En, 1) => "1 attendance".to_owned(),
                (Language::En, times) => format!("{times} attendances"),
            },
            is_met: must.missing == 0,
            percent: None,
        });
        of_which.chain(must_attend).collect()
    }

    /// What every year needs; the year stands first, since the category is mostly the same.
    pub(super) fn of_years(standing: &Standing, language: Language) -> Vec<Self> {
        let of_year = |floor: &FloorStanding| Self {
            name: format!(
                "{}{}{}",
                year_words(floor.year, language),
                language.pick("　", " · "),
                floor.name.get(language)
            ),
            has: floor.has.number(),
            required: floor.required.amount(&standing.unit, language),
            is_met: floor.met,
            percent: match (floor.has, floor.required) {
                (Quantity::Credits(has), Quantity::Credits(required)) => {
                    Some(filled(has, required))
                }
                _ => None,
            },
        };
        standing.floors.iter().map(of_year).collect()
    }
}

/// A condition besides credits.
pub(super) struct ConditionView {
    /// What members read.
    pub(super) name: String,
    met: Met,
    /// Whether it is met, in words.
    pub(super) word: &'static str,
    /// How much is missing: `あと2件`.
    pub(super) missing: Option<String>,
}

impl ConditionView {
    /// The condition in a language.
    pub(super) fn new(condition: &ConditionStanding, language: Language) -> Self {
        let missing = condition
            .missing
            .map(|missing| still(missing, &condition.demand, language));
        Self {
            name: condition.name.get(language).to_owned(),
            met: condition.met,
            word: condition.met.word(language),
            missing,
        }
    }

    /// Whether it is met.
    pub(super) fn is_met(&self) -> bool {
        self.met == Met::Yes
    }

    /// Whether it is known not to be met.
    pub(super) fn is_unmet(&self) -> bool {
        self.met == Met::No
    }
}

fn still(missing: Credits, demand: &Demand, language: Language) -> String {
    let one = missing == Credits::whole(1);
    match (demand, language) {
        (Demand::Hours(_), Language::Ja) => format!("あと{missing}時間"),
        (Demand::Hours(_), Language::En) if one => "1 hour missing".to_owned(),
        (Demand::Hours(_), Language::En) => format!("{missing} hours missing"),
        (_, Language::Ja) => format!("あと{missing}件"),
        (_, Language::En) => format!("{missing} missing"),
    }
}

/// One of several ways to fulfil the requirements.
pub(super) struct WayView {
    /// What members read.
    pub(super) name: String,
    /// Whether it is fulfilled.
    pub(super) is_met: bool,
    /// What counts this way, of what is required; none where no total is required.
    pub(super) total: Option<PartView>,
    /// What is missing, or that nothing is.
    pub(super) reasons: Vec<String>,
    /// Its conditions.
    pub(super) conditions: Vec<ConditionView>,
}

impl WayView {
    /// The way in a language.
    pub(super) fn new(way: &WayStanding, unit: &CreditUnit, language: Language) -> Self {
        let total = &way.total;
        let blocking = way.reasons.iter().filter(|reason| reason.blocks());
        Self {
            name: way.name.get(language).to_owned(),
            is_met: way.met,
            total: (!total.required.is_zero()).then(|| PartView {
                name: String::new(),
                has: total.counted.to_string(),
                required: unit.amount(total.required, language),
                is_met: total.missing.is_zero(),
                percent: Some(filled(total.counted, total.required)),
            }),
            reasons: blocking.map(|reason| reason.sentence(language)).collect(),
            conditions: way
                .conditions
                .iter()
                .map(|one| ConditionView::new(one, language))
                .collect(),
        }
    }
}
