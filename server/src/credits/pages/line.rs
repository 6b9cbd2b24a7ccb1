//! Categories and lines of the ledger, in words.

use super::summary::filled;
use jiff::civil::Date;
use shusseki_core::credit::{CategoryStanding, Credits, Row, Standing};
use shusseki_core::society::Society;
use shusseki_core::text::Language;

/// A category with its place in the tree.
pub(super) struct CategoryView {
    /// What members read.
    pub(super) name: String,
    /// How deep it lies.
    pub(super) depth: usize,
    /// What was earned.
    pub(super) raw: String,
    /// What counts.
    pub(super) counted: String,
    /// The most that counts.
    pub(super) cap: Option<String>,
    /// What must be reached.
    pub(super) minimum: Option<String>,
    /// What is missing to it.
    pub(super) missing: Option<String>,
    /// What the cap took away.
    pub(super) capped_off: Option<String>,
    /// How much of its bar is filled.
    pub(super) percent: u8,
}

impl CategoryView {
    /// The categories laid flat, each before what it contains.
    pub(super) fn all(standing: &Standing, language: Language) -> Vec<Self> {
        let mut views = Vec::new();
        flatten(&standing.categories, 0, standing, language, &mut views);
        views
    }
}

fn flatten(
    categories: &[CategoryStanding],
    depth: usize,
    standing: &Standing,
    language: Language,
    into: &mut Vec<CategoryView>,
) {
    let amount = |credits: Credits| standing.unit.amount(credits, language);
    let some = |credits: Credits| (!credits.is_zero()).then(|| amount(credits));
    for category in categories {
        let goal = category.cap.or(category.minimum);
        into.push(CategoryView {
            name: category.name.get(language).to_owned(),
            depth,
            raw: amount(category.raw),
            counted: amount(category.counted),
            cap: category.cap.map(amount),
            minimum: category.minimum.map(amount),
            missing: some(category.missing),
            capped_off: some(category.capped_off),
            percent: goal.map_or(0, |goal| filled(category.counted, goal)),
        });
        flatten(&category.children, depth + 1, standing, language, into);
    }
}

/// A line of the ledger.
pub(super) struct LineView {
    /// The day in Japan.
    pub(super) day: Date,
    /// 大会名.
    pub(super) event: String,
    /// セッション名.
    pub(super) session: String,
    /// The activity and role.
    pub(super) activity: String,
    /// Whether the society itself held the event.
    pub(super) society_held: bool,
    /// As granted.
    pub(super) credits: String,
    /// As counted.
    pub(super) counted: String,
    /// The total so far.
    pub(super) running_total: String,
    /// Of it, what the society itself held.
    pub(super) running_held: String,
    /// Whether it lies before the current period.
    pub(super) before_renewal: bool,
    /// Why it doesn't count in full.
    pub(super) note: Option<String>,
}

impl LineView {
    /// The line in a language.
    pub(super) fn new(
        society: &Society,
        row: &Row,
        standing: &Standing,
        language: Language,
    ) -> Self {
        let entry = &row.entry;
        let activity = society
            .activity(&entry.activity)
            .map(|activity| &activity.name);
        let role = society.role(&entry.role).map(|role| &role.name);
        let words: Vec<&str> = [activity, role]
            .into_iter()
            .flatten()
            .map(|text| text.get(language))
            .collect();
        let amount = |credits: Credits| standing.unit.amount(credits, language);
        Self {
            day: entry.day,
            event: entry.event.get(language).to_owned(),
            session: entry.session.get(language).to_owned(),
            activity: words.join(language.pick("・", ", ")),
            society_held: entry.society_held,
            credits: amount(entry.credits),
            counted: amount(row.counted),
            running_total: row.running_total.to_string(),
            running_held: row.running_society_held.to_string(),
            before_renewal: row.before_renewal,
            note: row.note.as_ref().map(|note| note.sentence(language)),
        }
    }

    /// Whether it counts for another amount than it gave.
    pub(super) fn counts_otherwise(&self) -> bool {
        self.credits != self.counted
    }
}
