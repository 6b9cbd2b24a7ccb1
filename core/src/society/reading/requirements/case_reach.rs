//! Whether a case asks for what can never be reached.

use super::reach;
use crate::{
    credit::{Case, Category, Change, Requirements},
    ids::CategoryKey,
    society::reading::{block::Block, node::Node},
};

/// Reports cases that ask for what can never be reached; the rules were read without a mistake.
pub(super) fn check(block: &Block<'_>, requirements: &Requirements) {
    for (node, case) in block.all("case").zip(&requirements.cases) {
        for (part, has_changed_total) in parts(requirements) {
            check_part(&node, case, part, has_changed_total);
        }
    }
}

/// The version and its ways, each with whether it holds the total that a case changes: the
/// version's own, and where that has none those of its ways.
fn parts(requirements: &Requirements) -> impl Iterator<Item = (&Requirements, bool)> {
    let own = reach::has_total(requirements);
    let ways = requirements.alternatives.iter().flatten();
    let ways = ways.map(move |way| {
        let changed = !own && reach::has_total(&way.requires);
        (&way.requires, changed)
    });
    std::iter::once((requirements, own)).chain(ways)
}

fn check_part(node: &Node<'_>, case: &Case, part: &Requirements, has_changed_total: bool) {
    let mut total = part.total.clone();
    for change in &case.changes {
        if has_changed_total {
            set(&mut total, &CategoryKey::total(), change);
        }
        change_inside(&mut total, change);
    }
    for fault in reach::faults(&total) {
        node.error(format!("in this case, {}", fault.mistake), fault.remedy);
    }
    for rule in &part.of_which {
        let mut rule = rule.clone();
        let mut minima = case.changes.iter().filter_map(|change| match change {
            Change::OfWhich(key, minimum) if *key == rule.key => Some(*minimum),
            _ => None,
        });
        let Some(minimum) = minima.next_back() else {
            continue;
        };
        rule.minimum = minimum;
        if let Some(mistake) = reach::of_which_fault(&rule, &total) {
            node.error(
                format!("in this case, {mistake}"),
                "lower the minimum of the case, or raise a `cap`",
            );
        }
    }
}

fn change_inside(category: &mut Category, change: &Change) {
    for inner in &mut category.categories {
        let key = inner.key.clone();
        set(inner, &key, change);
        change_inside(inner, change);
    }
}

fn set(category: &mut Category, called: &CategoryKey, change: &Change) {
    match change {
        Change::Minimum(key, minimum) if key == called => category.minimum = *minimum,
        Change::Cap(key, cap) if key == called => category.cap = *cap,
        _ => {}
    }
}
