//! Alternatives (P11): every way measured, the best one first.

use super::{Asking, measure::measure, reasons};
use crate::credit::{ConditionStanding, Demand, Met, Reason, Scope, Way, WayStanding};

/// The ways of one alternative: those that are met first, then those that lack least, then in the
/// order of the file.
pub(super) fn measured(ways: &[Way], asking: &Asking<'_>, scope: Scope) -> Vec<WayStanding> {
    let mut measured: Vec<WayStanding> = ways
        .iter()
        .map(|way| standing(way, asking, scope))
        .collect();
    measured.sort_by_key(|way| (!way.met, reasons::severity(&way.reasons)));
    measured
}

/// Who chooses this way has to do something for it: what nobody knows of wasn't done. Otherwise
/// everybody could renew by an examination that nobody has on record.
fn undone_unless_known(condition: &mut ConditionStanding) {
    let by_itself = matches!(condition.demand, Demand::MemberOfAny(_) | Demand::DuesPaid);
    if condition.met == Met::Unknown && !by_itself {
        condition.met = Met::No;
    }
}

fn standing(way: &Way, asking: &Asking<'_>, scope: Scope) -> WayStanding {
    let mut measured = measure(&way.requires, asking, scope);
    measured.conditions.iter_mut().for_each(undone_unless_known);
    let reasons = reasons::of(&measured, &asking.society.credit_unit);
    WayStanding {
        key: way.key.clone(),
        name: way.name.clone(),
        met: !reasons.iter().any(Reason::blocks),
        total: measured.total,
        categories: measured.categories,
        floors: measured.floors,
        of_which: measured.of_which,
        must_attend: measured.must_attend,
        conditions: measured.conditions,
        reasons,
        rows: measured.rows,
    }
}
