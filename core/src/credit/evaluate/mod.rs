//! From a member's ledger and the society's rules to a standing.
//!
//! Read from above: the [effective period](effective), the version of the rules and its
//! [special cases](cases), the [entries that may count](candidates), [where each counts](allocation),
//! the [sums](tally) and everything else that is [measured](measure), and the [reasons](reasons).

mod allocation;
mod attendance;
mod bucket;
mod candidates;
mod cases;
mod conditions;
mod effective;
mod measure;
mod outlook;
mod reasons;
mod status;
mod tally;
mod tree;
mod ways;

pub use effective::EffectivePeriod;

use super::{AppliedCase, Entry, Holder, Person, Reason, Requirements, Scope, Standing, Status};
use crate::{
    calendar::{FiscalCalendar, day_of},
    society::{Certification, Society},
    text::Text,
};
use jiff::civil::Date;
use measure::{Measured, measure};

/// All that is known of somebody who holds a certification.
///
/// ```
/// # use shusseki_core::{credit::{Dossier, Holder, Person}, society::Period};
/// let holder = Holder { certification: "ecg-specialist".parse().unwrap(), number: "JHRS17-1000".into(),
///     period: Period::new("2025-04-01".parse().unwrap(), "2030-03-31".parse().unwrap()),
///     renewed_on: None, history: Default::default() };
/// let dossier = Dossier { holder: &holder, person: &Person::default(), entries: &[] };
/// assert!(dossier.entries.is_empty());
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Dossier<'a> {
    /// The certification held.
    pub holder: &'a Holder,
    /// The person.
    pub person: &'a Person,
    /// The ledger, in any order.
    pub entries: &'a [Entry],
}

/// What is asked.
///
/// ```
/// use shusseki_core::credit::{Asked, Scope};
/// let asked = Asked { day: "2026-11-20".parse().unwrap(), scope: Scope::IncludingBefore };
/// assert_ne!(asked.scope, Scope::default());
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// The day on which it is asked; conditions and versions of the rules depend on it.
    pub day: Date,
    /// Which rows are shown.
    pub scope: Scope,
}

impl Asked {
    /// Asked on a day, about the current period.
    ///
    /// ```
    /// use shusseki_core::credit::{Asked, Scope};
    /// assert_eq!(Asked::on("2026-11-20".parse().unwrap()).scope, Scope::CurrentPeriod);
    /// ```
    #[must_use]
    pub const fn on(day: Date) -> Self {
        Self {
            day,
            scope: Scope::CurrentPeriod,
        }
    }
}

/// What the rules look at besides themselves.
struct Asking<'a> {
    society: &'a Society,
    certification: &'a Certification,
    holder: &'a Holder,
    person: &'a Person,
    entries: &'a [Entry],
    fiscal: &'a FiscalCalendar,
    effective: EffectivePeriod,
    day: Date,
}

/// How far the holder is with a certification, and why.
///
/// Pure: the same dossier gives the same standing, in whatever order the entries come. Voided entries
/// count as if they had never been granted; entries outside the period are kept apart.
///
/// ```
/// use shusseki_core::{
///     credit::{Asked, Credits, Dossier, Entry, Holder, Person, evaluate},
///     ids::EntryId,
///     society::{Period, Society, shipped},
///     text::{Language, Text},
/// };
/// let (name, text) = shipped()[2];
/// let jgets = Society::parse(name, text).unwrap();
/// let holder = Holder {
///     certification: "endoscopy-technician".parse().unwrap(),
///     number: "00042".into(),
///     period: Period::new("2023-04-01".parse().unwrap(), "2028-03-31".parse().unwrap()),
///     renewed_on: None,
///     history: Default::default(),
/// };
/// let entry = |id: u128, activity: &str, credits| Entry {
///     id: EntryId::new(uuid::Uuid::from_u128(id)),
///     day: "2024-01-21".parse().unwrap(),
///     activity: activity.parse().unwrap(),
///     role: "attend".parse().unwrap(),
///     credits: Credits::whole(credits),
///     society_held: true,
///     event: Text::new("技師学会", "Congress"),
///     session: Text::new("参加", "Attendance"),
///     voided: false,
///     details: Default::default(),
/// };
/// let entries = [entry(1, "congress", 40), entry(2, "device-course", 30), entry(3, "medical-seminar", 19)];
/// let dossier = Dossier { holder: &holder, person: &Person::default(), entries: &entries };
/// let asked = Asked::on("2026-11-20".parse().unwrap());
/// let standing = evaluate(&jgets, &jgets.certifications[0], &dossier, &asked);
/// assert_eq!(standing.total.counted, Credits::whole(49));
/// assert_eq!(standing.reasons[0].sentence(Language::Ja), "あと1点必要です（医学・その他セミナー）");
/// ```
#[must_use]
pub fn evaluate(
    society: &Society,
    certification: &Certification,
    dossier: &Dossier<'_>,
    asked: &Asked,
) -> Standing {
    let mut standing = standing(society, certification, dossier, asked);
    standing.outlook = outlook::outlook(&standing, society, certification, dossier, asked);
    standing
}

/// The standing under the version of the rules that applies, or the most favourable of those.
pub(super) fn standing(
    society: &Society,
    certification: &Certification,
    dossier: &Dossier<'_>,
    asked: &Asked,
) -> Standing {
    let application = effective::application_day(certification, &dossier.holder.period, asked.day);
    let effective =
        effective::effective(certification, dossier.holder, dossier.person, application);
    let application = effective::application_day(certification, &effective.period, asked.day);
    let asking = Asking {
        society,
        certification,
        holder: dossier.holder,
        person: dossier.person,
        entries: dossier.entries,
        fiscal: &society.fiscal,
        effective,
        day: asked.day,
    };
    let versions = versions(certification, dossier.holder, application);
    let standings = versions
        .iter()
        .map(|version| under(version, &asking, asked.scope));
    let best = standings
        .min_by_key(|standing| (!standing.renewable, reasons::severity(&standing.reasons)));
    best.unwrap_or_else(|| under(&Requirements::default(), &asking, asked.scope))
}

/// The versions to choose from: those that apply; where none does, the last of the file.
fn versions<'a>(
    certification: &'a Certification,
    holder: &Holder,
    application: Date,
) -> Vec<&'a Requirements> {
    let first_certified = holder.history.first_certified;
    let applying = certification
        .versions
        .iter()
        .filter(|version| version.applies.to(application, first_certified));
    let mut applying: Vec<&Requirements> = applying.collect();
    if applying.is_empty() {
        applying.extend(certification.versions.last());
    }
    applying
}

fn under(version: &Requirements, asking: &Asking<'_>, scope: Scope) -> Standing {
    let (rules, cases) = cases::for_person(version, asking);
    let measured = measure(&rules, asking, scope);
    let mut reasons = reasons::of(&measured, &asking.society.credit_unit);
    let status = status::status(asking);
    let window = asking.certification.renewal_window;
    let renewal_window = window.for_period(&asking.effective.period);
    let over = match (status, renewal_window) {
        (Status::Forfeited { since, rule }, _) => Some(Reason::Forfeited { since, rule }),
        (_, Some(window)) if day_of(window.closes) <= asking.day => {
            let since = day_of(window.closes);
            Some(Reason::ApplicationsClosed { since })
        }
        _ => None,
    };
    if let Some(over) = over {
        reasons.retain(|reason| !matches!(reason, Reason::Met { .. }));
        reasons.insert(0, over);
    }
    let measured = with_best_way(measured, &rules);
    let named = |text: &Text| (!text.ja.is_empty()).then(|| text.clone());
    Standing {
        certification: asking.certification.key.clone(),
        name: asking.certification.name.clone(),
        number: asking.holder.number.clone(),
        period: asking.holder.period,
        effective: asking.effective.clone(),
        renewed_on: asking.holder.renewed_on,
        renewal_window,
        unit: asking.society.credit_unit.clone(),
        status,
        version: named(&version.name),
        cases: cases
            .iter()
            .map(|case| AppliedCase {
                key: case.key.clone(),
                name: case.name.clone(),
            })
            .collect(),
        total: measured.total,
        categories: measured.categories,
        floors: measured.floors,
        of_which: measured.of_which,
        must_attend: measured.must_attend,
        conditions: measured.conditions,
        ways: measured.ways,
        renewable: !reasons.iter().any(Reason::blocks),
        reasons,
        outlook: Vec::new(),
        rows: measured.rows,
    }
}

/// Where the rules have nothing but alternatives, what the best way counts is what is shown.
fn with_best_way(mut measured: Measured, rules: &Requirements) -> Measured {
    let total = &rules.total;
    let bare = total.minimum.is_none() && total.counts.is_empty() && total.categories.is_empty();
    if let (true, Some(best)) = (bare, measured.ways.first().and_then(|ways| ways.first())) {
        measured.total = best.total;
        measured.categories = best.categories.clone();
        measured.rows = best.rows.clone();
    }
    measured
}
