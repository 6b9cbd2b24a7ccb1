//! Several versions of the requirements: which applies must be plain (P18).

use super::node::Node;
use crate::credit::{Applies, Requirements};
use jiff::civil::Date;

/// More versions than any society keeps; comparing them costs the product of their numbers.
const MOST: usize = 20;

/// Checks that each application has one version, and says where it doesn't.
pub(super) fn check(versions: &[(Node<'_>, Requirements)]) {
    if let Some((node, _)) = versions.get(MOST) {
        node.error(
            format!("there are more than {MOST} versions"),
            "remove those that apply to nobody any more",
        );
        return;
    }
    if versions.len() > 1 {
        for (node, version) in versions {
            if version.name.ja.is_empty() && node.property("ja").is_none() {
                node.error(
                    "a version among several lacks `ja`",
                    "add `ja=…`, such as `ja=\"新制度\"`",
                );
            }
        }
    }
    for (number, (node, version)) in versions.iter().enumerate() {
        let mut earlier = versions.iter().take(number);
        if let Some((_, other)) = earlier.find(|(_, other)| overlap(other, version)) {
            node.error(
                format!(
                    "both this version and the one before (`{}`) apply to some",
                    other.name.ja
                ),
                "let one end before the other begins (`until=`, `certified-until=`), or write `or-more-favourable=#true`",
            );
        }
    }
    warn_of_gaps(versions);
}

fn overlap(one: &Requirements, other: &Requirements) -> bool {
    let (one, other) = (one.applies, other.applies);
    !one.or_more_favourable
        && !other.or_more_favourable
        && applications(one).meets(applications(other))
        && cohorts(one).meets(cohorts(other))
}

/// A span of days, open where an end is none.
#[derive(Clone, Copy)]
struct Days {
    from: Option<Date>,
    until: Option<Date>,
}

impl Days {
    fn holds(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    fn meets(self, other: Self) -> bool {
        let in_order = |from: Option<Date>, until: Option<Date>| {
            from.zip(until).is_none_or(|(from, until)| from <= until)
        };
        in_order(self.from, other.until) && in_order(other.from, self.until)
    }
}

const fn applications(applies: Applies) -> Days {
    Days {
        from: applies.from,
        until: applies.until,
    }
}

const fn cohorts(applies: Applies) -> Days {
    Days {
        from: applies.certified_from,
        until: applies.certified_until,
    }
}

/// Says for whom no version applies.
fn warn_of_gaps(versions: &[(Node<'_>, Requirements)]) {
    let Some((first, _)) = versions.first() else {
        return;
    };
    let spans: Vec<(Days, Days)> = versions
        .iter()
        .map(|(_, version)| (applications(version.applies), cohorts(version.applies)))
        .collect();
    let opens = spans.iter().map(|(days, _)| days.from).min().flatten();
    let applied = starts(spans.iter().map(|(days, _)| *days));
    let certified = starts(spans.iter().map(|(_, days)| *days));
    let missed = applied.iter().find_map(|day| {
        let missed = certified.iter().find(|first_certified| {
            let mut fitting = spans.iter();
            !fitting.any(|(days, cohort)| days.holds(*day) && cohort.holds(**first_certified))
        });
        // Before the first version nothing is missing.
        let after_opening = opens.is_none_or(|opens| opens <= *day);
        missed
            .filter(|_| after_opening)
            .map(|missed| (*day, *missed))
    });
    if let Some((day, first_certified)) = missed {
        let when = described(day, &applied).map(|when| format!(" to applications {when}"));
        let whom = described(first_certified, &certified);
        let whom = whom.map(|when| format!(" to those first certified {when}"));
        first.report.warning(
            first.span(),
            format!(
                "no version applies{}{}",
                when.unwrap_or_default(),
                whom.unwrap_or_default()
            ),
            "let a version begin earlier or end later",
        );
    }
}

/// The first day of each span in which nothing begins or ends; an arbitrary early one of the first.
fn starts(spans: impl Iterator<Item = Days>) -> Vec<Date> {
    let mut days = vec![Date::constant(1, 1, 1)];
    for span in spans {
        days.extend(span.from);
        days.extend(span.until.and_then(|until| until.tomorrow().ok()));
    }
    days.sort_unstable();
    days.dedup();
    days
}

/// How a message names the span that starts on the day; nothing where there is only one.
fn described(day: Date, starts: &[Date]) -> Option<String> {
    let second = starts.get(1)?;
    Some(if day < *second {
        format!("before {second}")
    } else {
        format!("from {day} on")
    })
}
