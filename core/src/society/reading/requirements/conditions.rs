//! What isn't said in credits: membership, dues, certificates, documents, hours, examinations.

use super::{new_name, take_name};
use crate::{
    credit::{Condition, Credits, Demand},
    ids::RuleKey,
    society::reading::node::Node,
    text::Text,
};
use std::collections::BTreeSet;

/// Reads a condition; its name must be none of those taken.
pub(super) fn condition(node: &Node<'_>, taken: &mut BTreeSet<RuleKey>) -> Option<Condition> {
    match node.word() {
        "member-of" => membership(node, taken),
        "dues-paid" => {
            let (key, name) = (fixed("dues")?, node.label_if_given());
            take_name(node, &key, taken);
            Some(Condition {
                key,
                name: name.unwrap_or_else(|| Text::new("会費の完納", "Dues paid")),
                demand: Demand::DuesPaid,
            })
        }
        _ => {
            let (key, name) = (new_name(node, taken), node.label());
            Some(Condition {
                demand: demand(node)?,
                key: key?,
                name: name?,
            })
        }
    }
}

/// `member-of jsnm jsrt ja="…"`
fn membership(node: &Node<'_>, taken: &mut BTreeSet<RuleKey>) -> Option<Condition> {
    let societies = node.values().filter_map(|value| value.text());
    let societies: Vec<String> = societies.map(str::to_owned).collect();
    let key = match node.property("key") {
        Some(value) => value.parsed(),
        None => fixed("membership"),
    };
    let name = node.label_if_given();
    let key = key?;
    take_name(node, &key, taken);
    Some(Condition {
        key,
        name: name.unwrap_or_else(|| Text::new("会員歴の継続", "Continuous membership")),
        demand: Demand::MemberOfAny(societies),
    })
}

fn demand(node: &Node<'_>) -> Option<Demand> {
    let minimum = |most| node.property("minimum")?.whole(1..=most);
    Some(match node.word() {
        "holds" => Demand::Holds(node.first()?.parsed()?),
        "document" => Demand::Documents(minimum(999)?),
        "hours" => Demand::Hours(minimum(99_999)?),
        "exam" => Demand::Exam(exam_score(node)),
        _ => Demand::Confirmed,
    })
}

fn exam_score(node: &Node<'_>) -> Option<Credits> {
    node.property("minimum")?.credits()
}

fn fixed(name: &str) -> Option<RuleKey> {
    name.parse().ok()
}
