//! Whether the certification holds today (P14, P20).

use super::Asking;
use crate::{credit::Status, society::ForfeitRule};
use jiff::civil::Date;

/// The status today: what ended it before its time comes first.
pub(super) fn status(asking: &Asking<'_>) -> Status {
    let ends = asking
        .certification
        .forfeits
        .iter()
        .filter_map(|rule| forfeited(rule, asking));
    if let Some((since, rule)) = ends.min_by_key(|(since, _)| *since)
        && since <= asking.day
    {
        return Status::Forfeited { since, rule };
    }
    if asking.day > asking.effective.period.last {
        return Status::Expired {
            since: asking.effective.period.last.tomorrow().unwrap_or(Date::MAX),
        };
    }
    let suspension = asking
        .effective
        .suspended
        .iter()
        .find(|span| span.contains(asking.day));
    match suspension {
        Some(span) if asking.certification.suspension.is_some() => {
            Status::Suspended { until: span.last }
        }
        _ => Status::Valid,
    }
}

/// The day from which the rule ends the certification, if it does.
fn forfeited(rule: &ForfeitRule, asking: &Asking<'_>) -> Option<(Date, ForfeitRule)> {
    let since = match rule {
        ForfeitRule::Withdrawal => asking.person.withdrawn?,
        ForfeitRule::DuesUnpaid {
            years,
            back_to_first,
        } => {
            let first = first_unpaid_run(asking, i16::from(*years))?;
            let year = if *back_to_first {
                first
            } else {
                first.checked_add(i16::from(*years))?
            };
            asking.fiscal.first_day(year)?
        }
    };
    Some((since, *rule))
}

/// The first of so many fiscal years in a row whose dues are unpaid and that are over.
fn first_unpaid_run(asking: &Asking<'_>, years: i16) -> Option<i16> {
    let unpaid = asking.person.unpaid.as_ref()?;
    let this_year = asking.fiscal.year_of(asking.day);
    let run = |first: &i16| {
        (0..years).all(|step| unpaid.contains(&(first + step)) && first + step < this_year)
    };
    unpaid.iter().copied().find(run)
}
