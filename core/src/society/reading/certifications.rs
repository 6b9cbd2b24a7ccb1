//! The certifications of a definition.

use super::{
    Names,
    node::{Block, Node, Shape, Times},
    refer, requirements,
    sections::MOST_YEN,
    value::Value,
};
use crate::{
    credit::CreditRules,
    ids::{ActivityKey, CertificationKey},
    money::Yen,
    society::{Certification, MonthDay, NumberFormat, PeriodRule, WindowRule, WindowSide},
    text::Text,
};
use jiff::civil::Time;
use std::collections::BTreeSet;

const CERTIFICATION: Shape = Shape {
    values: &["name"],
    needs: &["ja"],
    may: Some(&["en"]),
    block: &[
        ("number", Times::Once),
        ("valid", Times::Once),
        ("renewal", Times::Once),
        ("renewed-with", Times::AtMostOnce),
        ("requires", Times::AtMostOnce),
    ],
    ..Shape::BARE
};

/// A certification as far as it could be read; its rules may be another's.
struct Draft<'a> {
    node: Node<'a>,
    key: CertificationKey,
    name: Text,
    number_format: NumberFormat,
    period: PeriodRule,
    renewal_window: WindowRule,
    fee: Option<Yen>,
    renewed_with: Option<CertificationKey>,
    rules: Option<CreditRules>,
}

pub(super) fn all(file: &Block<'_>, names: &Names<'_>) -> Vec<Certification> {
    let (mut seen, mut counting) = (BTreeSet::new(), BTreeSet::new());
    let mut drafts = Vec::new();
    for kdl in file.all("certification") {
        let node = Node::checked(kdl, file.report, &CERTIFICATION);
        if let Some(key) = node.first().and_then(|value| value.as_text())
            && !seen.insert(key)
        {
            let mistake = format!("the certification `{key}` is declared twice");
            file.report.error(
                node.span(),
                mistake,
                "give one of them another name, or remove it",
            );
        }
        drafts.extend(draft(node, names, &mut counting));
    }
    // After an error the activity may be counted where the reader couldn't see it.
    if !file.report.has_errors() {
        warn_of_idle_activities(file, &counting);
    }
    let finished = drafts.iter().filter_map(|draft| finish(draft, &drafts));
    finished.collect()
}

fn draft<'a>(
    node: Node<'a>,
    names: &Names<'_>,
    counting: &mut BTreeSet<ActivityKey>,
) -> Option<Draft<'a>> {
    const ONE_VALUE: Shape = Shape {
        values: &["value"],
        ..Shape::BARE
    };
    let block = node.block();
    let key = node.first().and_then(|value| value.parsed());
    let name = node.label();
    let number = block
        .one("number", &ONE_VALUE)
        .and_then(|node| node.first()?.parsed());
    let period = period(&block);
    let window = renewal(&block);
    let leader = block
        .one("renewed-with", &ONE_VALUE)
        .and_then(|node| node.first());
    let renewed_with = leader.and_then(|value| leading(&value, names));
    let rules = requirements::of(&block, names, counting);
    let requires = block.all("requires").next().is_some();
    match (requires, leader) {
        (false, None) => node.report.error(
            node.span(),
            format!(
                "`{}` says nothing of what its renewal requires",
                node.word()
            ),
            "add a `requires` block, or `renewed-with` another certification",
        ),
        (true, Some(leader)) => node.report.error(
            leader.span(),
            "a certification renewed with another has no `requires` of its own",
            "remove `requires`, or remove `renewed-with`",
        ),
        _ => {}
    }
    let (renewal_window, fee) = window?;
    Some(Draft {
        node,
        key: key?,
        name: name?,
        number_format: number?,
        period: period?,
        renewal_window,
        fee,
        renewed_with,
        rules,
    })
}

fn leading(value: &Value<'_>, names: &Names<'_>) -> Option<CertificationKey> {
    let word = value.text()?;
    refer(value, word, "certification", &names.certifications).then(|| word.parse().ok())?
}

/// Gives a certification that is renewed with another the other's rules.
fn finish(draft: &Draft<'_>, all: &[Draft<'_>]) -> Option<Certification> {
    let rules = match &draft.renewed_with {
        None => draft.rules.clone()?,
        Some(leader) => {
            let found = all.iter().find(|other| other.key == *leader)?;
            if found.renewed_with.is_some() {
                let mistake = format!("`{leader}` is itself renewed with another");
                let remedy = "name the certification that has `requires`";
                draft.node.report.error(draft.node.span(), mistake, remedy);
            }
            found.rules.clone()?
        }
    };
    Some(Certification {
        key: draft.key.clone(),
        name: draft.name.clone(),
        number_format: draft.number_format.clone(),
        period: draft.period,
        renewal_window: draft.renewal_window,
        fee: draft.fee,
        renewed_with: draft.renewed_with.clone(),
        rules,
    })
}

fn period(block: &Block<'_>) -> Option<PeriodRule> {
    const VALID: Shape = Shape {
        needs: &["years", "until"],
        ..Shape::BARE
    };
    let node = block.one("valid", &VALID)?;
    let years = node.property("years").and_then(|value| value.whole(1..=50));
    let ends = node.property("until").and_then(|value| value.parsed());
    Some(PeriodRule {
        years: u8::try_from(years?).ok()?,
        ends: ends?,
    })
}

/// `renewal after-period-end opens="04-01 13:00" closes="04-30" fee=5000`
fn renewal(block: &Block<'_>) -> Option<(WindowRule, Option<Yen>)> {
    const RENEWAL: Shape = Shape {
        values: &["side of the period's end"],
        needs: &["opens", "closes"],
        may: Some(&["fee"]),
        ..Shape::BARE
    };
    let node = block.one("renewal", &RENEWAL)?;
    let side = node.first().and_then(|value| side(&value));
    let opens = node
        .property("opens")
        .and_then(|value| day_and_time(&value));
    let closes = node.property("closes").and_then(|value| value.parsed());
    let fee = match node.property("fee") {
        Some(value) => Some(Yen::new(value.whole(0..=MOST_YEN)?)),
        None => None,
    };
    let (opens, opens_at) = opens?;
    let window = WindowRule {
        side: side?,
        opens,
        opens_at,
        closes: closes?,
    };
    Some((window, fee))
}

fn side(value: &Value<'_>) -> Option<WindowSide> {
    const SIDES: [&str; 2] = ["before-period-end", "after-period-end"];
    let word = value.text()?;
    if !refer(value, word, "side of a period's end", &SIDES) {
        return None;
    }
    Some(if word == SIDES[0] {
        WindowSide::BeforePeriodEnd
    } else {
        WindowSide::AfterPeriodEnd
    })
}

fn day_and_time(value: &Value<'_>) -> Option<(MonthDay, Time)> {
    let text = value.text()?;
    let (day, time) = text.split_once(' ').unwrap_or((text, "00:00"));
    let time = (time.len() == 5)
        .then(|| time.parse::<Time>().ok())
        .flatten();
    let both = day.parse().ok().zip(time);
    if both.is_none() {
        let mistake = format!("`{}` is no day and time", super::node::shorten(text));
        value.report.error(
            value.span(),
            mistake,
            "write such as \"04-01\" or \"04-01 13:00\" (Japan time)",
        );
    }
    both
}

/// An activity that no certification counts is allowed: it may be told for its own sake.
fn warn_of_idle_activities(file: &Block<'_>, counting: &BTreeSet<ActivityKey>) {
    let sections = file.all("activities").filter_map(|node| node.children());
    let nodes = sections.flat_map(|block| block.nodes().iter());
    for node in nodes.filter(|node| node.name().value() == "activity") {
        let Some(key) = node.get(0).and_then(|value| value.as_string()) else {
            continue;
        };
        let counts = key
            .parse()
            .is_ok_and(|key: ActivityKey| counting.contains(&key));
        if !counts {
            let at = super::node::word_span(node.name());
            let mistake = format!(
                "no certification counts the activity `{}`",
                super::node::shorten(key)
            );
            file.report.warning(
                at,
                mistake,
                "name it after a `counts`, or leave it if nothing should",
            );
        }
    }
}
