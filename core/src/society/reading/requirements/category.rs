//! The tree of categories, the total at its root.

use super::{Given, Reader, new_name};
use crate::{
    credit::{Category, Credits, Work},
    ids::CategoryKey,
    society::reading::node::{Block, Node},
    text::Text,
};

/// What a work is taken to give where that can't be read: enough for any minimum.
const ENOUGH: Credits = Credits::whole(1_000_000);

impl Reader<'_> {
    /// What stands directly in `requires` or `way`, as the total.
    pub(super) fn total(
        &mut self,
        block: &Block<'_>,
        node: Option<&Node<'_>>,
        given: &mut Given,
    ) -> Category {
        let amount = |name| node?.property(name)?.credits();
        let mut total = self.inside(block, given);
        (total.minimum, total.cap) = (amount("minimum"), amount("cap"));
        total
    }

    /// What stands in a block of `requires`, `way` or `category`: a category without its head.
    fn inside(&mut self, block: &Block<'_>, given: &mut Given) -> Category {
        let counts = self.counts(block);
        let (limits, floors) = (self.limits(block), self.floors(block));
        let works = block.all("work");
        let work = works.filter_map(|node| work(&node, given)).collect();
        let each_code = block.value("each-code").and_then(|value| value.credits());
        let categories = block.all("category");
        let categories = categories.map(|node| self.category(&node, given)).collect();
        Category {
            key: CategoryKey::total(),
            name: Text::new("合計", "Total"),
            minimum: None,
            cap: None,
            limits,
            floors,
            counts,
            work,
            each_code,
            categories,
        }
    }

    /// `category seminars ja="セミナー" cap=20 { … }`
    ///
    /// A category whose head can't be read is kept, so that what contains it isn't found to lack it.
    fn category(&mut self, node: &Node<'_>, given: &mut Given) -> Category {
        let key = node.first().and_then(|value| value.parsed());
        if let Some(key) = &key {
            name_category(node, key, given);
        }
        let name = node.label();
        let amount = |name| node.property(name)?.credits();
        let (minimum, cap) = (amount("minimum"), amount("cap"));
        let inside = self.inside(&node.block(), given);
        Category {
            key: key.unwrap_or_else(CategoryKey::total),
            name: name.unwrap_or_else(|| Text::new("", "")),
            minimum,
            cap,
            ..inside
        }
    }
}

fn name_category(node: &Node<'_>, key: &CategoryKey, given: &mut Given) {
    if *key == CategoryKey::total() {
        node.error(
            "`total` is the name of the whole",
            "give the category another name",
        );
    } else if given.categories.contains_key(key) {
        node.error(
            format!("the category `{key}` stands twice"),
            "give one of them another name",
        );
    } else {
        given.categories.insert(key.clone(), node.span());
    }
}

/// `work practice ja="診療実績" credits=10 in-steps-of=0.5`
fn work(node: &Node<'_>, given: &mut Given) -> Option<Work> {
    let key = new_name(node, &mut given.works);
    let name = node.label();
    let credits = node.property("credits").and_then(|value| value.credits());
    let step = node
        .property("in-steps-of")
        .and_then(|value| value.credits());
    Some(Work {
        key: key?,
        name: name?,
        credits: credits.unwrap_or(ENOUGH),
        step: step.unwrap_or_default(),
    })
}
