//! The certifications of a definition.

use super::{
    Names,
    block::Block,
    node::Node,
    requirements::Reader,
    sections::MOST_YEN,
    validity,
    value::Value,
    versions,
    words::{shorten, word_span},
};
use crate::{
    calendar::FiscalCalendar,
    credit::Requirements,
    ids::{ActivityKey, CertificationKey},
    money::Yen,
    society::{
        Certification, ExtensionRule, ForfeitRule, MonthDay, NumberFormat, PeriodRule,
        SuspensionRule, WindowRule, WindowSide,
    },
    text::Text,
};
use jiff::civil::Time;
use std::collections::BTreeSet;

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
    suspension: Option<SuspensionRule>,
    extensions: Vec<ExtensionRule>,
    forfeits: Vec<ForfeitRule>,
    versions: Vec<Requirements>,
}

pub(super) fn all(
    file: &Block<'_>,
    names: &Names<'_>,
    fiscal: Option<FiscalCalendar>,
) -> Vec<Certification> {
    let mut seen = BTreeSet::new();
    let mut reader = Reader::new(names);
    let mut drafts = Vec::new();
    for node in file.all("certification") {
        if let Some(key) = node.first().and_then(|value| value.as_text())
            && !seen.insert(key)
        {
            node.error(
                format!("the certification `{}` is declared twice", shorten(key)),
                "give one of them another name, or remove it",
            );
        }
        drafts.extend(draft(node, &mut reader, names, fiscal));
    }
    // After an error the activity may be counted where the reader couldn't see it.
    if !file.report.has_errors() {
        warn_of_idle_activities(file, &reader.counting);
    }
    let finished = drafts.iter().filter_map(|draft| finish(draft, &drafts));
    finished.collect()
}

fn draft<'a>(
    node: Node<'a>,
    reader: &mut Reader<'_>,
    names: &Names<'_>,
    fiscal: Option<FiscalCalendar>,
) -> Option<Draft<'a>> {
    let block = node.block();
    let key = node.first().and_then(|value| value.parsed());
    let name = node.label();
    let number = block.value("number").and_then(|value| value.parsed());
    let period = validity::period(&block, fiscal);
    let window = renewal(&block);
    let suspension = validity::suspension(&block);
    let extensions = validity::extensions(&block);
    let forfeits = validity::forfeits(&block);
    let leader = block.value("renewed-with");
    let renewed_with =
        leader.and_then(|value| value.name_of("certification", &names.certifications));
    let requires = block.all("requires");
    let versions: Vec<(Node<'_>, Requirements)> =
        requires.map(|node| (node, reader.version(&node))).collect();
    versions::check(&versions);
    match (versions.first(), leader) {
        (None, None) => node.error(
            format!(
                "`{}` says nothing of what its renewal requires",
                node.word()
            ),
            "add a `requires` block, or `renewed-with` another certification",
        ),
        (Some(_), Some(leader)) => node.report.error(
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
        suspension,
        extensions,
        forfeits,
        versions: versions.into_iter().map(|(_, version)| version).collect(),
    })
}

/// Gives a certification that is renewed with another the other's versions.
fn finish(draft: &Draft<'_>, all: &[Draft<'_>]) -> Option<Certification> {
    let versions = match &draft.renewed_with {
        None => draft.versions.clone(),
        Some(leader) => {
            let found = all.iter().find(|other| other.key == *leader)?;
            if found.renewed_with.is_some() {
                let (mistake, remedy) = chain(draft, found, all);
                draft.node.error(mistake, remedy);
            }
            found.versions.clone()
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
        suspension: draft.suspension.clone(),
        extensions: draft.extensions.clone(),
        forfeits: draft.forfeits.clone(),
        versions,
    })
}

/// What is wrong where the leader is led itself.
fn chain(draft: &Draft<'_>, leader: &Draft<'_>, all: &[Draft<'_>]) -> (String, &'static str) {
    let of = |key: &CertificationKey| all.iter().find(|other| other.key == *key);
    let next = |one: &&Draft<'_>| one.renewed_with.as_ref().and_then(of);
    let mut led = std::iter::successors(Some(leader), next).take(all.len());
    if led.any(|one| one.key == draft.key) {
        return (
            format!("`{}` is renewed with itself in the end", draft.key),
            "let one certification of the circle have `requires`",
        );
    }
    (
        format!("`{}` is itself renewed with another", leader.key),
        "name the certification that has `requires`",
    )
}

/// `renewal after-period-end opens="04-01 13:00" closes="04-30" fee=5000`, or
/// `renewal before-period-end months=6`
fn renewal(block: &Block<'_>) -> Option<(WindowRule, Option<Yen>)> {
    let node = block.one("renewal")?;
    let side = node.first().and_then(|value| side(&value));
    let window = window(&node, side);
    let fee = match node.property("fee") {
        Some(value) => Some(Yen::new(value.whole(0..=MOST_YEN)?)),
        None => None,
    };
    Some((window?, fee))
}

fn window(node: &Node<'_>, side: Option<WindowSide>) -> Option<WindowRule> {
    let opens = node.property("opens");
    let closes = node.property("closes");
    match (opens, closes, node.property("months")) {
        (None, None, Some(months)) => {
            let months = u8::try_from(months.whole(1..=24)?).ok()?;
            Some(WindowRule::Months {
                side: side?,
                months,
            })
        }
        (Some(opens), Some(closes), None) => {
            let (opens, closes) = (day_and_time(&opens), closes.parsed());
            let (opens, opens_at) = opens?;
            Some(WindowRule::Days {
                side: side?,
                opens,
                opens_at,
                closes: closes?,
            })
        }
        _ => {
            node.error(
                "`renewal` needs either `opens` and `closes`, or `months`",
                "write such as `opens=\"10-01\" closes=\"12-31\"`, or `months=6`",
            );
            None
        }
    }
}

fn side(value: &Value<'_>) -> Option<WindowSide> {
    const SIDES: [(&str, WindowSide); 2] = [
        ("before-period-end", WindowSide::BeforePeriodEnd),
        ("after-period-end", WindowSide::AfterPeriodEnd),
    ];
    value.one_of("side of a period's end", &SIDES)
}

fn day_and_time(value: &Value<'_>) -> Option<(MonthDay, Time)> {
    let text = value.text()?;
    let (day, time) = text.split_once(' ').unwrap_or((text, "00:00"));
    let time = (time.len() == 5)
        .then(|| time.parse::<Time>().ok())
        .flatten();
    let both = day.parse().ok().zip(time);
    if both.is_none() {
        let mistake = format!("`{}` is no day and time", shorten(text));
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
    let sections = file.raw("activities").filter_map(|node| node.children());
    let nodes = sections.flat_map(|block| block.nodes().iter());
    for node in nodes.filter(|node| node.name().value() == "activity") {
        let Some(key) = node.get(0).and_then(|value| value.as_string()) else {
            continue;
        };
        let counts = key
            .parse()
            .is_ok_and(|key: ActivityKey| counting.contains(&key));
        if !counts {
            let at = word_span(node.name());
            let mistake = format!("no certification counts the activity `{}`", shorten(key));
            file.report.warning(
                at,
                mistake,
                "name it after a `counts`, or leave it if nothing should",
            );
        }
    }
}
