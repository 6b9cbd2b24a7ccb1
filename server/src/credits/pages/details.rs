//! One certification in full, in words.

use super::line::{CategoryView, LineView};
use super::next::SuggestionView;
use super::requirement::{ConditionView, PartView, WayView};
use super::summary::Summary;
use crate::credits::suggestion::Suggestion;
use jiff::Timestamp;
use jiff::civil::Date;
use shusseki_core::calendar::day_of;
use shusseki_core::credit::{Fact, Outlook, Standing};
use shusseki_core::society::{Period, Society};
use shusseki_core::text::Language;

/// One certification in full.
pub(super) struct Details {
    /// What stands at the top.
    pub(super) summary: Summary,
    /// What is particular to this member.
    pub(super) facts: Facts,
    /// The ways to what is missing, after the first.
    pub(super) other_ways: Vec<SuggestionView>,
    /// Parts of the total and required attendances.
    pub(super) parts: Vec<PartView>,
    /// What every year needs.
    pub(super) years: Vec<PartView>,
    /// What is required besides credits.
    pub(super) conditions: Vec<ConditionView>,
    /// Of each alternative, its ways.
    pub(super) alternatives: Vec<Vec<WayView>>,
    /// What would change the standing.
    pub(super) outlook: Vec<String>,
    /// The categories, each before what it contains.
    pub(super) categories: Vec<CategoryView>,
    /// The ledger's lines, the newest first.
    pub(super) lines: Vec<LineView>,
    /// Whether what the society itself held is told apart.
    pub(super) tells_held: bool,
}

/// The facts of a certification: its days, and which rules hold. What says nothing isn't there.
pub(super) struct Facts {
    /// The period as certified, where suspensions or extensions moved its end.
    pub(super) certified: Option<Period>,
    /// What extended it.
    pub(super) extended: Vec<String>,
    /// The suspensions within it.
    pub(super) suspended: Vec<Period>,
    /// The days whose credits count, where they aren't the period's.
    pub(super) credits: Option<Period>,
    /// The day on which the next period begins, where it isn't the day after this one.
    pub(super) next_begins: Option<Date>,
    /// The day of the last renewal.
    pub(super) renewed_on: Option<Date>,
    /// The first and last day of the time in which renewal is applied for.
    pub(super) window: Option<Period>,
    /// Whether that is now.
    pub(super) window_is_open: bool,
    /// The version of the rules.
    pub(super) version: Option<String>,
    /// The special cases that apply.
    pub(super) cases: Vec<String>,
}

impl Facts {
    fn new(standing: &Standing, language: Language, now: Timestamp) -> Self {
        let effective = &standing.effective;
        let window = standing.renewal_window;
        let day_after = effective.period.last.tomorrow().ok();
        let names = |texts: &[shusseki_core::text::Text]| -> Vec<String> {
            texts
                .iter()
                .map(|text| text.get(language).to_owned())
                .collect()
        };
        Self {
            certified: (standing.period != effective.period).then_some(standing.period),
            extended: names(&effective.extended),
            suspended: effective.suspended.clone(),
            credits: (effective.credits != effective.period).then_some(effective.credits),
            next_begins: Some(effective.next_begins).filter(|day| Some(*day) != day_after),
            renewed_on: standing.renewed_on,
            window: window.map(|window| {
                let closes = day_of(window.closes);
                Period::new(day_of(window.opens), closes.yesterday().unwrap_or(closes))
            }),
            window_is_open: window.is_some_and(|window| window.contains(now)),
            version: standing
                .version
                .as_ref()
                .map(|name| name.get(language).to_owned()),
            cases: standing
                .cases
                .iter()
                .map(|case| case.name.get(language).to_owned())
                .collect(),
        }
    }
}

impl Details {
    /// The standing in a language, with the ways to what is missing.
    pub(super) fn new(
        society: &Society,
        standing: &Standing,
        ways: &[Suggestion],
        language: Language,
        now: Timestamp,
    ) -> Self {
        let unit = &standing.unit;
        // The newest first: its running total is the one that counts today.
        let rows = standing.rows.iter().rev();
        let alternatives = standing.ways.iter();
        Self {
            summary: Summary::new(standing, ways, language),
            facts: Facts::new(standing, language, now),
            other_ways: ways
                .iter()
                .skip(1)
                .map(|way| SuggestionView::new(way, unit, language))
                .collect(),
            parts: PartView::of_total(&standing.of_which, &standing.must_attend, unit, language),
            years: PartView::of_years(standing, language),
            conditions: standing
                .conditions
                .iter()
                .map(|one| ConditionView::new(one, language))
                .collect(),
            alternatives: alternatives
                .map(|ways| {
                    ways.iter()
                        .map(|way| WayView::new(way, unit, language))
                        .collect()
                })
                .collect(),
            outlook: outlook(standing, language),
            categories: CategoryView::all(standing, language),
            tells_held: !standing.of_which.is_empty(),
            lines: rows
                .map(|row| LineView::new(society, row, standing, language))
                .collect(),
        }
    }
}

/// What would change the standing; what the office confirms stands among the conditions already.
fn outlook(standing: &Standing, language: Language) -> Vec<String> {
    let told = |outlook: &&Outlook| !matches!(outlook.fact, Fact::Confirmed { .. });
    let outlook = standing.outlook.iter().filter(told);
    outlook
        .map(|outlook| outlook.sentence(&standing.unit, language))
        .collect()
}
