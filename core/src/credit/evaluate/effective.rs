//! The period that really holds: suspensions and extensions added, and the days whose credits count.

use crate::{
    calendar::day_of,
    credit::{Holder, Person},
    society::{Certification, CreditsUntil, ExtensionFor, Period, SuspensionRule, Whole},
    text::Text,
};
use jiff::{ToSpan, Unit, civil::Date};
use serde::Serialize;

/// A certification period with all that moves its end.
///
/// ```
/// # use shusseki_core::{credit::*, society::{Period, Society, shipped}};
/// # let (name, text) = shipped()[2];
/// # let jgets = Society::parse(name, text).unwrap();
/// # let holder = Holder { certification: jgets.certifications[0].key.clone(), number: "00042".into(),
/// #     period: Period::new("2023-04-01".parse().unwrap(), "2028-03-31".parse().unwrap()), renewed_on: None,
/// #     history: History { extensions: ["disaster".parse().unwrap()].into(), ..History::default() } };
/// let dossier = Dossier { holder: &holder, person: &Person::default(), entries: &[] };
/// let standing = evaluate(&jgets, &jgets.certifications[0], &dossier, &Asked::on("2026-11-20".parse().unwrap()));
/// assert_eq!(standing.effective.period.last.to_string(), "2029-03-31");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EffectivePeriod {
    /// From the first day to the last, suspensions and extensions included.
    #[serde(flatten)]
    pub period: Period,
    /// The days on which credits for it are earned.
    pub credits: Period,
    /// The suspensions inside.
    pub suspended: Vec<Period>,
    /// The extensions that hold.
    pub extended: Vec<Text>,
    /// The day on which the period after a renewal begins; a backdated extension is taken from it.
    pub next_begins: Date,
}

/// The effective period, for somebody who applies on that day.
pub(super) fn effective(
    certification: &Certification,
    holder: &Holder,
    person: &Person,
    application: Date,
) -> EffectivePeriod {
    let mut period = holder.period;
    let mut suspended = Vec::new();
    if let Some(rule) = &certification.suspension {
        suspended = suspend(&mut period, rule, &person.suspensions);
    }
    let (mut extended, mut backdated_end) = (Vec::new(), None);
    for extension in &certification.extensions {
        let holds = match extension.whom {
            ExtensionFor::Granted => holder.history.extensions.contains(&extension.key),
            ExtensionFor::Unasked { during, cohort } => {
                during.is_none_or(|span| span.first <= period.last && period.first <= span.last)
                    && cohort.is_none_or(|cohort| {
                        holder
                            .history
                            .first_certified
                            .is_some_and(|day| cohort.contains(day))
                    })
            }
        };
        if let (true, Some(last)) = (holds, extension.by.after(period.last)) {
            if extension.backdated {
                backdated_end.get_or_insert(period.last);
            }
            period.last = last;
            extended.push(extension.name.clone());
        }
    }
    let next_begins = backdated_end
        .unwrap_or(period.last)
        .tomorrow()
        .unwrap_or(Date::MAX);
    EffectivePeriod {
        credits: credits_window(certification, holder, &period, application),
        period,
        suspended,
        extended,
        next_begins,
    }
}

/// Adds the suspensions that begin within the period to its end; one that begins in the time so won
/// counts too.
fn suspend(period: &mut Period, rule: &SuspensionRule, suspensions: &[Period]) -> Vec<Period> {
    let most = rule.at_most_years.map(|years| i32::from(years) * 12);
    let (mut days, mut months) = (0, 0);
    let mut inside = Vec::new();
    for suspension in merged(suspensions) {
        let span = Period::new(suspension.first.max(period.first), suspension.last);
        if span.first > period.last || span.last < span.first {
            continue;
        }
        match rule.whole {
            Whole::Days => {
                let all = days_of(&span);
                let added = most.map_or(all, |most| all.min((most / 12 * 365 - days).max(0)));
                days += added;
                period.last = period.last.checked_add(added.days()).unwrap_or(Date::MAX);
            }
            Whole::Months | Whole::Years => {
                let size = if rule.whole == Whole::Years { 12 } else { 1 };
                let all = (begun_months(&span) + size - 1) / size * size;
                let added = most.map_or(all, |most| all.min((most - months).max(0)));
                months += added;
                period.last = later(period.last, added);
            }
        }
        inside.push(span);
    }
    inside
}

/// So many months later; the end of a month stays the end of a month.
fn later(day: Date, months: i32) -> Date {
    let moved = day.checked_add(months.months()).unwrap_or(Date::MAX);
    if day == day.last_of_month() {
        moved.last_of_month()
    } else {
        moved
    }
}

/// Overlapping and adjoining spans made one, in order.
pub(super) fn merged(spans: &[Period]) -> Vec<Period> {
    let mut sorted: Vec<Period> = spans
        .iter()
        .copied()
        .filter(|span| span.first <= span.last)
        .collect();
    sorted.sort_by_key(|span| (span.first, span.last));
    let mut merged: Vec<Period> = Vec::with_capacity(sorted.len());
    for span in sorted {
        match merged.last_mut() {
            Some(last) if span.first <= last.last.tomorrow().unwrap_or(Date::MAX) => {
                last.last = last.last.max(span.last);
            }
            _ => merged.push(span),
        }
    }
    merged
}

/// How many days a span has, both ends included.
pub(super) fn days_of(span: &Period) -> i32 {
    span.last
        .since((Unit::Day, span.first))
        .map_or(0, |days| days.get_days() + 1)
}

fn begun_months(span: &Period) -> i32 {
    let Ok(after) = span.last.tomorrow() else {
        return 0;
    };
    let Ok(whole) = after.since((Unit::Month, span.first)) else {
        return 0;
    };
    whole.get_months() + i32::from(whole.get_days() > 0)
}

fn credits_window(
    certification: &Certification,
    holder: &Holder,
    period: &Period,
    application: Date,
) -> Period {
    let mut window = *period;
    match certification.period.credits_until {
        CreditsUntil::PeriodEnd => {}
        CreditsUntil::Application => window.last = window.last.min(application),
        CreditsUntil::Day(day) => {
            window.last = day.last_on_or_before(period.last).unwrap_or(period.last);
            let before = period.first.yesterday().ok();
            let first = before.and_then(|before| day.last_on_or_before(before)?.tomorrow().ok());
            if holder.history.renewals > 0 || holder.renewed_on.is_some() {
                window.first = first.unwrap_or(period.first);
            }
        }
    }
    if let Some(used) = holder.history.used_until {
        let unused = used.tomorrow().unwrap_or(Date::MAX);
        // What was earned after the last application counted nowhere yet.
        window.first = match certification.period.credits_until {
            CreditsUntil::Application => unused,
            CreditsUntil::PeriodEnd | CreditsUntil::Day(_) => window.first.max(unused),
        };
    }
    window
}

/// The day on which the renewal will be applied for: today while the window is open, else its
/// nearest day.
pub(super) fn application_day(certification: &Certification, period: &Period, today: Date) -> Date {
    let Some(window) = certification.renewal_window.for_period(period) else {
        return today;
    };
    let (opens, closed) = (day_of(window.opens), day_of(window.closes));
    today.max(opens).min(closed.yesterday().unwrap_or(closed))
}
