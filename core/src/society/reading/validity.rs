//! How long a certification is valid, and what moves or ends that.

use super::{block::Block, node::Node};
use crate::{
    calendar::FiscalCalendar,
    society::{
        CreditsUntil, ExtensionFor, ExtensionRule, ForfeitRule, Length, MonthDay, Period,
        PeriodRule, SuspensionRule, Whole,
    },
};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The longest that anything lasts.
const MOST_YEARS: u32 = 50;

/// `valid years=5 until="03-31" { first-period years=6; credits-until "02-28" }`
pub(super) fn period(block: &Block<'_>, fiscal: Option<FiscalCalendar>) -> Option<PeriodRule> {
    let node = block.one("valid")?;
    let (ends, lasts) = (end(&node, fiscal), length(&node));
    let first = node.block().one("first-period");
    let first = first.map(|first| length(&first));
    let credits_until = match node.block().value("credits-until") {
        None => CreditsUntil::PeriodEnd,
        Some(until) if until.as_text() == Some("application") => CreditsUntil::Application,
        Some(until) => CreditsUntil::Day(until.parsed()?),
    };
    Some(PeriodRule {
        length: lasts?,
        first: first.flatten(),
        ends: ends?,
        credits_until,
    })
}

/// The day of the year on which periods end, if any; none where what is written can't be read.
fn end(node: &Node<'_>, fiscal: Option<FiscalCalendar>) -> Option<Option<MonthDay>> {
    let Some(until) = node.property("until") else {
        return Some(None);
    };
    let day = match until.as_text() {
        Some("fiscal-year-end") => fiscal_year_end(fiscal?),
        Some("calendar-year-end") => "12-31".parse().ok(),
        _ => until.parsed(),
    };
    Some(Some(day?))
}

/// The last day of a fiscal year; 28 February stands for the last day of February.
fn fiscal_year_end(fiscal: FiscalCalendar) -> Option<MonthDay> {
    let last = fiscal.first_day(2001)?.yesterday().ok()?;
    format!("{:02}-{:02}", last.month(), last.day())
        .parse()
        .ok()
}

/// The properties `years` and `months`.
fn length(node: &Node<'_>) -> Option<Length> {
    let part = |name, most| match node.property(name) {
        None => Some(0),
        Some(value) => u8::try_from(value.whole(0..=most)?).ok(),
    };
    let (years, months) = (part("years", MOST_YEARS), part("months", 11));
    let length = Length {
        years: years?,
        months: months?,
    };
    if length == Length::default() {
        node.error(
            format!("`{}` lasts no time at all", node.word()),
            "write such as `years=5` or `months=6`",
        );
        return None;
    }
    Some(length)
}

/// `suspension ja="休会" at-most-years=3 in=years`
pub(super) fn suspension(block: &Block<'_>) -> Option<SuspensionRule> {
    let node = block.one("suspension")?;
    let name = node.label();
    let at_most = node.property("at-most-years");
    let at_most = at_most.and_then(|value| value.whole(1..=MOST_YEARS));
    let whole = node.property("in").and_then(|value| {
        value.one_of(
            "unit of time",
            &[
                ("days", Whole::Days),
                ("months", Whole::Months),
                ("years", Whole::Years),
            ],
        )
    });
    Some(SuspensionRule {
        name: name?,
        at_most_years: at_most.and_then(|years| u8::try_from(years).ok()),
        whole: whole.unwrap_or_default(),
        credits_count: node.flag("credits-count"),
    })
}

/// `extension postponed ja="更新猶予" years=1 backdated=#true`
pub(super) fn extensions(block: &Block<'_>) -> Vec<ExtensionRule> {
    let mut seen = BTreeSet::new();
    let mut extensions = Vec::new();
    for node in block.all("extension") {
        let key = node.first().and_then(|value| value.parsed());
        let (name, by) = (node.label(), length(&node));
        let (whom, backdated) = (whom(&node), node.flag("backdated"));
        let (Some(key), Some(name), Some(by)) = (key, name, by) else {
            continue;
        };
        let rule = ExtensionRule {
            key,
            name,
            by,
            whom,
            backdated,
        };
        if !seen.insert(rule.key.clone()) {
            node.error(
                format!("the extension `{}` stands twice", rule.key),
                "give one of them another name, or remove it",
            );
        }
        extensions.push(rule);
    }
    extensions
}

fn whom(node: &Node<'_>) -> ExtensionFor {
    let (from, until) = node.days("from", "until");
    let (certified_from, certified_until) = node.days("certified-from", "certified-until");
    let given = |name: &str| node.property(name).is_some();
    let cohort = given("certified-from") || given("certified-until");
    if !node.flag("unasked") {
        if cohort || given("from") || given("until") {
            node.error(
                "an extension that the office grants is for nobody else",
                "remove the days, or add `unasked=#true`",
            );
        }
        return ExtensionFor::Granted;
    }
    if given("from") != given("until") {
        node.error(
            "the span of days lacks one end",
            "write both `from` and `until`, or neither",
        );
    }
    let span = |(first, last)| Period::new(first, last);
    let open = |day: Option<Date>, end| day.unwrap_or(end);
    ExtensionFor::Unasked {
        during: from.zip(until).map(span),
        cohort: cohort.then(|| {
            span((
                open(certified_from, Date::MIN),
                open(certified_until, Date::MAX),
            ))
        }),
    }
}

/// `forfeited-by dues-unpaid years=2`
pub(super) fn forfeits(block: &Block<'_>) -> Vec<ForfeitRule> {
    const REASONS: [(&str, bool); 2] = [("withdrawal", false), ("dues-unpaid", true)];
    let mut seen = BTreeSet::new();
    let mut rules = Vec::new();
    for node in block.all("forfeited-by") {
        let reason = node.first();
        let dues = reason.and_then(|value| value.one_of("reason", &REASONS));
        let years = node.property("years");
        match (dues, years) {
            (None, _) => {}
            (Some(true), None) => node.error(
                "`forfeited-by dues-unpaid` lacks `years`",
                "say after how many unpaid years: `years=2`",
            ),
            (Some(true), Some(years)) => {
                let years = years
                    .whole(1..=10)
                    .and_then(|years| u8::try_from(years).ok());
                rules.extend(years.map(|years| ForfeitRule::DuesUnpaid {
                    years,
                    back_to_first: node.flag("back-to-first"),
                }));
            }
            (Some(false), _) => {
                for (_, value) in node.properties() {
                    let mistake = "`forfeited-by withdrawal` takes no property";
                    node.report.error(value.span(), mistake, "remove it");
                }
                rules.push(ForfeitRule::Withdrawal);
            }
        }
        if dues.is_some_and(|dues| !seen.insert(dues)) {
            node.error("the same reason stands twice", "keep one of them");
        }
    }
    rules
}
