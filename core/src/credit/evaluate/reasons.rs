//! Why a certification can or can't be renewed, out of what was measured.

use super::measure::Measured;
use crate::credit::{
    CategoryStanding, ConditionStanding, CreditUnit, Credits, FloorStanding, Met, Quantity, Reason,
    Room, WayStanding,
};
use std::cmp::Reverse;

/// The reasons; what blocks comes first.
pub(super) fn of(measured: &Measured, unit: &CreditUnit) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if !measured.total.missing.is_zero() {
        let mut room = rooms(&measured.categories);
        // Where anything counts, naming some of the places would mislead.
        if measured.counts_directly {
            room.clear();
        }
        reasons.push(Reason::TotalShort {
            missing: measured.total.missing,
            room,
            unit: unit.clone(),
        });
    }
    of_categories(&measured.categories, unit, &mut reasons);
    let short = measured
        .of_which
        .iter()
        .filter(|of| !of.sum.missing.is_zero());
    reasons.extend(short.map(|sum| Reason::OfWhichShort {
        name: sum.name.clone(),
        missing: sum.sum.missing,
        unit: unit.clone(),
    }));
    let absent = measured.must_attend.iter().filter(|rule| rule.missing > 0);
    reasons.extend(absent.map(|rule| Reason::NotAttended {
        name: rule.name.clone(),
        missing: rule.missing,
    }));
    reasons.extend(
        measured
            .floors
            .iter()
            .filter(|floor| !floor.met)
            .map(|floor| of_floor(floor, unit)),
    );
    reasons.extend(measured.conditions.iter().filter_map(of_condition));
    reasons.extend(measured.ways.iter().filter_map(|ways| of_ways(ways)));
    if !reasons.iter().any(Reason::blocks) {
        reasons.push(Reason::Met { unit: unit.clone() });
    }
    // What blocks is read first; the sort is stable.
    reasons.sort_by_key(|reason| Reverse((reason.blocks(), matches!(reason, Reason::Met { .. }))));
    reasons
}

/// How far the reasons are from "renewable": how many block, and how many credits are missing.
pub(super) fn severity(reasons: &[Reason]) -> (Credits, usize) {
    let missing = reasons.iter().map(|reason| match reason {
        Reason::TotalShort { missing, .. }
        | Reason::CategoryShort { missing, .. }
        | Reason::OfWhichShort { missing, .. } => *missing,
        _ => Credits::ZERO,
    });
    (
        missing.sum(),
        reasons.iter().filter(|reason| reason.blocks()).count(),
    )
}

fn of_categories(categories: &[CategoryStanding], unit: &CreditUnit, into: &mut Vec<Reason>) {
    for category in categories {
        let (key, name) = (category.key.clone(), category.name.clone());
        if !category.missing.is_zero() {
            into.push(Reason::CategoryShort {
                key: key.clone(),
                name: name.clone(),
                missing: category.missing,
                unit: unit.clone(),
            });
        }
        // Only where this category's own cap is reached; what a cap inside took is said there.
        let inside: Credits = category.children.iter().map(|child| child.capped_off).sum();
        if let Some(cap) = category.cap
            && category.counted == cap
            && category.capped_off > inside
        {
            into.push(Reason::OverCap {
                key,
                name,
                cap,
                capped_off: category.capped_off.less(inside),
                unit: unit.clone(),
            });
        }
        of_categories(&category.children, unit, into);
    }
}

fn of_floor(floor: &FloorStanding, unit: &CreditUnit) -> Reason {
    Reason::FloorShort {
        name: floor.name.clone(),
        year: floor.year,
        missing: match (floor.required, floor.has) {
            (Quantity::Credits(required), Quantity::Credits(has)) => {
                Quantity::Credits(required.less(has))
            }
            (Quantity::Times(required), Quantity::Times(has)) => {
                Quantity::Times(required.saturating_sub(has))
            }
            (required, _) => required,
        },
        unit: unit.clone(),
    }
}

fn of_condition(condition: &ConditionStanding) -> Option<Reason> {
    match condition.met {
        Met::Yes => None,
        Met::No => Some(Reason::ConditionUnmet {
            key: condition.key.clone(),
            name: condition.name.clone(),
            missing: condition.missing,
        }),
        Met::Unknown => Some(Reason::ToBeConfirmed {
            key: condition.key.clone(),
            name: condition.name.clone(),
        }),
    }
}

fn of_ways(ways: &[WayStanding]) -> Option<Reason> {
    let none = !ways.iter().any(|way| way.met);
    none.then(|| Reason::NoWay {
        ways: ways.iter().map(|way| way.name.clone()).collect(),
    })
}

/// The outermost categories that aren't full: each can still raise the total.
fn rooms(categories: &[CategoryStanding]) -> Vec<Room> {
    let open = categories
        .iter()
        .filter(|category| category.cap.is_none_or(|cap| category.counted < cap));
    open.map(|category| Room {
        key: category.key.clone(),
        name: category.name.clone(),
        left: category.cap.map(|cap| cap.less(category.counted)),
    })
    .collect()
}
