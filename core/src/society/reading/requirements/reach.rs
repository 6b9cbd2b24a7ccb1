//! Whether a tree of categories can be met at all.

use crate::{
    credit::{
        Bucket, Category, Counts, Credits, Floor, OfWhichRule, Quantity, Requirements, Selection,
    },
    ids::CategoryKey,
    society::reading::{node::Node, source::Report},
};
use std::ops::Range;

/// The most that can count somewhere; none where nothing limits it.
type Reach = Option<Credits>;

/// Why a category can never be met.
pub(super) struct Fault {
    key: CategoryKey,
    pub(super) mistake: String,
    pub(super) remedy: &'static str,
}

/// Whether the total asks for anything or is capped.
pub(super) fn has_total(requirements: &Requirements) -> bool {
    requirements.total.minimum.is_some() || requirements.total.cap.is_some()
}

/// Reports what can never be met, each at its category's place.
pub(super) fn check(
    total: &Category,
    report: &Report<'_>,
    place: impl Fn(&CategoryKey) -> Range<usize>,
) {
    for fault in faults(total) {
        report.error(place(&fault.key), fault.mistake, fault.remedy);
    }
}

/// Reports a contained sum that can never be reached.
pub(super) fn check_of_which(rule: &OfWhichRule, total: &Category, node: &Node<'_>) {
    let Some(mistake) = of_which_fault(rule, total) else {
        return;
    };
    node.error(
        mistake,
        "lower this minimum, raise a `cap`, or add what `counts`",
    );
}

/// Why the contained sum can never be reached.
pub(super) fn of_which_fault(rule: &OfWhichRule, total: &Category) -> Option<String> {
    let most = reach(total, Some(&rule.only))?;
    let short = most < rule.minimum;
    short.then(|| match most {
        Credits::ZERO => "nothing that counts towards the total is among these".to_owned(),
        _ => format!(
            "at most {most} can be reached, and this needs {}",
            rule.minimum
        ),
    })
}

/// All that can never be met in the tree.
pub(super) fn faults(total: &Category) -> Vec<Fault> {
    let mut faults = Vec::new();
    for category in &total.categories {
        faults_inside(category, &mut faults);
    }
    own_faults(total, true, &mut faults);
    faults
}

fn faults_inside(category: &Category, faults: &mut Vec<Fault>) {
    for inner in &category.categories {
        faults_inside(inner, faults);
    }
    own_faults(category, false, faults);
}

fn own_faults(category: &Category, is_total: bool, faults: &mut Vec<Fault>) {
    let mut fault = |mistake: String, remedy| {
        faults.push(Fault {
            key: category.key.clone(),
            mistake,
            remedy,
        });
    };
    let inside = limited(category, unlimited_reach(category, None));
    let (minimum, cap) = (category.minimum, category.cap);
    if !is_total && unlimited_reach(category, None) == Some(Credits::ZERO) {
        fault(
            "nothing counts in this category".to_owned(),
            "add `counts` with activities, or categories inside",
        );
    } else if let (Some(minimum), Some(cap)) = (minimum, cap)
        && minimum > cap
    {
        fault(
            format!("the minimum {minimum} is above the cap {cap}"),
            "lower `minimum`, or raise `cap`",
        );
    } else if let (Some(minimum), Some(inside)) = (minimum, inside)
        && minimum > inside
    {
        let (mistake, remedy) = if is_total {
            (
                format!("at most {inside} can be reached, and the total needs {minimum}"),
                "raise a `cap`, add what `counts`, or lower the minimum",
            )
        } else {
            (
                format!("at most {inside} can be reached inside, and this needs {minimum}"),
                "lower `minimum`, or raise a `cap` inside",
            )
        };
        fault(mistake, remedy);
    }
    let categories = category.categories.iter();
    let inner: Credits = categories.filter_map(|category| category.minimum).sum();
    if let Some(cap) = cap
        && inner > cap
    {
        fault(
            format!("the minimums inside add up to {inner}, above the cap {cap}"),
            "lower a minimum inside, or raise `cap`",
        );
    }
}

/// Reports an `at-least` that can never be reached in its category.
pub(super) fn check_floor(floor: &Floor, category: &Category, node: &Node<'_>) {
    if let Some(mistake) = floor_fault(floor, category) {
        node.error(mistake, "lower this number, or raise `at-most` or `cap`");
    }
}

/// Why what must be there for each year or the period can't be.
fn floor_fault(floor: &Floor, category: &Category) -> Option<String> {
    let capped = floor.per == Bucket::Period;
    if let (Quantity::Credits(least), true, Some(most)) = (
        floor.least,
        capped,
        reach(category, Some(std::slice::from_ref(&floor.only))),
    ) && most < least
    {
        return Some(format!(
            "at most {most} can be reached here, and `at-least` asks for {least}"
        ));
    }
    let mut limits = category.limits.iter().filter(|limit| {
        limit.per == floor.per && (limit.only == Selection::default() || limit.only == floor.only)
    });
    limits.find_map(|limit| match (limit.most, floor.least) {
        (Quantity::Credits(most), Quantity::Credits(least)) if most < least => Some(format!(
            "`at-most` {most} and `at-least` {least} exclude each other"
        )),
        (Quantity::Times(most), Quantity::Times(least)) if most < least => Some(format!(
            "`at-most` {most} times and `at-least` {least} times exclude each other"
        )),
        _ => None,
    })
}

/// The most that can count in a category: of all entries, or of those that one of the selections
/// may fit.
fn reach(category: &Category, only: Option<&[Selection]>) -> Reach {
    let inside = limited(category, unlimited_reach(category, only));
    least(inside, category.cap)
}

/// What can be reached before the category's own limits.
fn unlimited_reach(category: &Category, only: Option<&[Selection]>) -> Reach {
    let counts = category.counts.iter().filter(|line| {
        only.is_none_or(|only| {
            only.iter()
                .any(|selection| may_share(selection, &line.only))
        })
    });
    let mut sum = Some(Credits::ZERO);
    let mut add = |more: Reach| sum = sum.zip(more).map(|(sum, more)| sum + more);
    let mut any = false;
    for line in counts {
        any = true;
        add(line_reach(line));
    }
    if any && category.each_code.is_some() {
        add(None);
    }
    // Work is no entry of the ledger: no selection fits it.
    if only.is_none() {
        category
            .work
            .iter()
            .for_each(|work| add(Some(work.credits)));
    }
    for inner in &category.categories {
        add(reach(inner, only));
    }
    sum
}

/// A line that counts once in the whole period gives its worth once.
fn line_reach(line: &Counts) -> Reach {
    let worth = line.worth.filter(|worth| worth.per_minutes.is_none())?;
    (line.once_per == Some(Bucket::Period)).then_some(worth.credits)
}

/// What is left by the limits that hold for the whole period and all entries.
fn limited(category: &Category, inside: Reach) -> Reach {
    let limits = category.limits.iter().filter_map(|limit| match limit.most {
        Quantity::Credits(most) => {
            let all = limit.per == Bucket::Period && limit.only == Selection::default();
            all.then_some(most)
        }
        Quantity::Times(_) => None,
    });
    limits.fold(inside, |inside, most| least(inside, Some(most)))
}

fn least(one: Reach, other: Reach) -> Reach {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// Whether some entry might fit both.
fn may_share(one: &Selection, other: &Selection) -> bool {
    fn agree<T: PartialEq>(one: &Option<T>, other: &Option<T>) -> bool {
        one.is_none() || other.is_none() || one == other
    }
    fn exclude<T: PartialEq>(with: &Option<T>, without: &Option<T>) -> bool {
        with.is_some() && with == without
    }
    let activities = one.activities.is_empty()
        || other.activities.is_empty()
        || !one.activities.is_disjoint(&other.activities);
    activities
        && agree(&one.role, &other.role)
        && agree(&one.evidence, &other.evidence)
        && !exclude(&one.tag, &other.without)
        && !exclude(&other.tag, &one.without)
        && in_order(one.from, other.until)
        && in_order(other.from, one.until)
}

fn in_order<T: PartialOrd>(from: Option<T>, until: Option<T>) -> bool {
    from.zip(until).is_none_or(|(from, until)| from <= until)
}
