//! `member`: what else is known of the person.

use super::{Known, name_of};
use crate::{
    credit::{Certificate, Credits, Employment, Membership, Person, Record},
    society::{
        Period,
        reading::{Names, block::Block, node::Node, value::Value},
    },
};
use std::collections::BTreeSet;

/// `member born="1960-05-01" class=regular { member-of jsnm from="2001-04-01"; dues-paid }`
pub(super) fn person(node: &Node<'_>, names: &Names<'_>, known: Option<&Known<'_>>) -> Person {
    let block = node.block();
    let day = |name| node.property(name)?.day();
    let of_trait = |value: Value<'_>| value.name_of("trait", &names.traits);
    let further = block.all("is").flat_map(|node| node.values());
    let class = node.property("class");
    Person {
        born: day("born"),
        class: class.and_then(|value| value.name_of("class", &names.classes)),
        traits: node
            .property("is")
            .into_iter()
            .chain(further)
            .filter_map(of_trait)
            .collect(),
        memberships: memberships(&block),
        unpaid: unpaid(&block),
        certificates: certificates(&block),
        records: records(&block, known),
        suspensions: block
            .all("suspended")
            .filter_map(|node| span(&node))
            .collect(),
        work: work(&block, known),
        withdrawn: day("withdrawn"),
    }
}

fn span(node: &Node<'_>) -> Option<Period> {
    let (first, last) = node.days("from", "until");
    Some(Period::new(first?, last?))
}

/// None where the example says nothing of memberships.
fn memberships(block: &Block<'_>) -> Option<Vec<Membership>> {
    block.raw("member-of").next()?;
    let nodes = block.all("member-of");
    let read = nodes.filter_map(|node| {
        let (from, until) = node.days("from", "until");
        let society = node.first()?.text()?.to_owned();
        Some(Membership {
            society,
            from: from?,
            until,
        })
    });
    Some(read.collect())
}

/// None where the example says nothing of dues.
fn unpaid(block: &Block<'_>) -> Option<BTreeSet<i16>> {
    let (paid, unpaid) = (block.one("dues-paid"), block.one("dues-unpaid"));
    if let (Some(_), Some(unpaid)) = (paid, unpaid) {
        unpaid.error(
            "the dues are paid and unpaid",
            "keep `dues-paid` or `dues-unpaid`",
        );
    }
    let Some(unpaid) = unpaid else {
        return paid.map(|_| BTreeSet::new());
    };
    let years = unpaid.values().filter_map(|value| value.whole(1900..=2199));
    Some(years.filter_map(|year| i16::try_from(year).ok()).collect())
}

fn certificates(block: &Block<'_>) -> Vec<Certificate> {
    let nodes = block.all("certificate");
    let read = nodes.filter_map(|node| {
        let certification = node.first().and_then(|value| value.parsed());
        let (from, until) = node.days("from", "until");
        Some(Certificate {
            certification: certification?,
            from: from?,
            until,
        })
    });
    read.collect()
}

fn records(block: &Block<'_>, known: Option<&Known<'_>>) -> Vec<Record> {
    let known = known.map(|known| known.conditions.as_slice());
    let nodes = block.all("record");
    let read = nodes.filter_map(|node| {
        let of = node
            .first()
            .and_then(|value| name_of(&value, "condition", known));
        let day = node.property("on").and_then(|value| value.day());
        let amount = node.property("amount").map(|value| value.credits());
        Some(Record {
            of: of?,
            day: day?,
            amount: amount.unwrap_or(Some(Credits::whole(1)))?,
        })
    });
    read.collect()
}

fn work(block: &Block<'_>, known: Option<&Known<'_>>) -> Vec<Employment> {
    let known = known.map(|known| known.works.as_slice());
    let nodes = block.all("work");
    let read = nodes.filter_map(|node| {
        let of = node
            .first()
            .and_then(|value| name_of(&value, "work", known));
        let period = span(&node);
        let percent = node.property("percent").map(|value| value.whole(1..=100));
        Some(Employment {
            of: of?,
            period: period?,
            percent: u8::try_from(percent.unwrap_or(Some(100))?).ok()?,
        })
    });
    read.collect()
}
