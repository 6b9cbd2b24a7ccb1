//! Alternatives (P11): every way measured, the best one first.

use super::{Asking, measure::measure, reasons};
use crate::credit::{Reason, Scope, Way, WayStanding};

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

fn standing(way: &Way, asking: &Asking<'_>, scope: Scope) -> WayStanding {
    let measured = measure(&way.requires, asking, scope);
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
