//! `expect`: what must come out of an example.

use super::{Known, name_of};
use crate::society::{
    Expectation, Expected, ExpectedStatus, ExpectedSum,
    reading::{node::Node, value::Value},
};

const WORDS: [&str; 11] = [
    "renewable",
    "total",
    "category",
    "of-which",
    "must-attend",
    "condition",
    "period",
    "version",
    "case",
    "status",
    "reason",
];

pub(super) fn all(node: &Node<'_>, known: Option<&Known<'_>>) -> Vec<Expectation> {
    let block = node.block();
    if block.nodes.is_empty() {
        node.error(
            "this example expects nothing",
            "say what must come out, such as `renewable #true`",
        );
    }
    let nodes = block.of(&WORDS);
    let read = nodes.filter_map(|node| {
        Some(Expectation {
            line: node.line(),
            what: expected(&node, known)?,
        })
    });
    read.collect()
}

fn expected(node: &Node<'_>, known: Option<&Known<'_>>) -> Option<Expected> {
    let first = node.first();
    Some(match node.word() {
        "renewable" => Expected::Renewable(first?.flag()?),
        "total" => Expected::Total(sum(node)),
        "category" => {
            let known = known.map(|known| known.categories.as_slice());
            Expected::Category(name_of(&first?, "category", known)?, sum(node))
        }
        "of-which" => {
            let known = known.map(|known| known.of_which.as_slice());
            Expected::OfWhich(name_of(&first?, "`of-which`", known)?, sum(node))
        }
        "must-attend" => {
            let known = known.map(|known| known.must_attend.as_slice());
            let missing = node
                .property("missing")
                .and_then(|value| value.whole(0..=99));
            Expected::MustAttend {
                key: name_of(&first?, "required attendance", known)?,
                missing: missing?,
            }
        }
        "condition" => {
            let known = known.map(|known| known.conditions.as_slice());
            let met = node.property("met").and_then(|value| value.flag());
            Expected::Condition {
                key: name_of(&first?, "condition", known)?,
                met: met?,
            }
        }
        "period" => Expected::PeriodUntil(node.property("until")?.day()?),
        "version" => Expected::Version(version(&first?, known)?),
        "case" => {
            let known = known.map(|known| known.cases.as_slice());
            Expected::Case(name_of(&first?, "case", known)?)
        }
        "status" => Expected::Status(status(&first?)?),
        _ => Expected::Reason(first?.text()?.to_owned()),
    })
}

fn sum(node: &Node<'_>) -> ExpectedSum {
    if node.properties().next().is_none() {
        node.error(
            format!("`{}` expects nothing", node.word()),
            "write `raw=`, `counted=` or `missing=`",
        );
    }
    let amount = |name| node.property(name)?.credits();
    ExpectedSum {
        raw: amount("raw"),
        counted: amount("counted"),
        missing: amount("missing"),
        capped_off: amount("capped-off"),
    }
}

/// By its Japanese name.
fn version(value: &Value<'_>, known: Option<&Known<'_>>) -> Option<String> {
    let name = value.text()?;
    let known = known.map(|known| known.versions.as_slice());
    let found =
        known.is_none_or(|known| crate::society::reading::refer(value, name, "version", known));
    found.then(|| name.to_owned())
}

fn status(value: &Value<'_>) -> Option<ExpectedStatus> {
    const STATUSES: [(&str, ExpectedStatus); 4] = [
        ("valid", ExpectedStatus::Valid),
        ("suspended", ExpectedStatus::Suspended),
        ("forfeited", ExpectedStatus::Forfeited),
        ("expired", ExpectedStatus::Expired),
    ];
    value.one_of("status", &STATUSES)
}
