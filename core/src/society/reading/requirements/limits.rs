//! `at-most` and `at-least`.

use super::{Reader, counts};
use crate::{
    credit::{Bucket, Floor, Limit, Quantity, Selection},
    society::reading::{block::Block, node::Node, value::Value},
};

const BUCKETS: [(&str, Bucket); 8] = [
    ("period", Bucket::Period),
    ("year", Bucket::Year),
    ("day", Bucket::Day),
    ("event", Bucket::Event),
    ("session", Bucket::Session),
    ("programme", Bucket::Programme),
    ("code", Bucket::Code),
    ("activity", Bucket::Activity),
];

/// The word after `once-per=` or `per=`.
pub(super) fn bucket(value: &Value<'_>) -> Option<Bucket> {
    value.one_of("span or thing to count by", &BUCKETS)
}

impl Reader<'_> {
    /// `at-most 5 per=day`, `at-most 2 times per=event role=attend`
    pub(super) fn limits(&self, block: &Block<'_>) -> Vec<Limit> {
        let nodes = block.all("at-most");
        let read = nodes.filter_map(|node| {
            let per = node.property("per").and_then(|value| bucket(&value));
            let (most, only) = (quantity(&node), self.limited(&node));
            Some(Limit {
                most: most?,
                per: per.unwrap_or_default(),
                only,
            })
        });
        read.collect()
    }

    /// `at-least 5 per=year`
    pub(super) fn floors<'a>(&self, block: &Block<'a>) -> Vec<(Node<'a>, Floor)> {
        const SPANS: [(&str, Bucket); 2] = [("period", Bucket::Period), ("year", Bucket::Year)];
        let nodes = block.all("at-least");
        let read = nodes.filter_map(|node| {
            let per = node
                .property("per")
                .and_then(|value| value.one_of("span of time", &SPANS));
            let (least, only) = (quantity(&node), self.limited(&node));
            let floor = Floor {
                least: least?,
                per: per.unwrap_or_default(),
                only,
            };
            Some((node, floor))
        });
        read.collect()
    }

    fn limited(&self, node: &Node<'_>) -> Selection {
        self.selection(node, counts::activity(node, self))
    }
}

/// `5`, `5 credits` or `5 times`
fn quantity(node: &Node<'_>) -> Option<Quantity> {
    let mut values = node.values();
    let number = values.next()?;
    let times = match values.next() {
        None => false,
        Some(unit) => unit.one_of("unit", &[("credits", false), ("times", true)])?,
    };
    if times {
        return Some(Quantity::Times(number.whole(1..=9_999)?));
    }
    Some(Quantity::Credits(number.credits()?))
}
