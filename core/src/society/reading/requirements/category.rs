//! The tree of categories, the total at its root.

use super::{Given, Reader, new_name, reach};
use crate::{
    credit::{Category, Credits, Work},
    ids::CategoryKey,
    society::reading::{block::Block, node::Node},
    text::Text,
};

/// What a work is taken to give where that can't be read: enough for any minimum.
const ENOUGH: Credits = Credits::whole(1_000_000);

impl Reader<'_> {
    /// `category seminars ja="セミナー" cap=20 { … }`
    ///
    /// A category whose head can't be read is kept, so that what contains it isn't found to lack it.
    fn category(&mut self, node: &Node<'_>, given: &mut Given) -> Category {
        let key = node.first().and_then(|value| value.parsed());
        if let Some(key) = &key {
            name_category(node, key, given);
        }
        let name = node.label();
        Category {
            key: key.unwrap_or_else(CategoryKey::total),
            name: name.unwrap_or_else(|| Text::new("", "")),
            ..self.tree(&node.block(), Some(node), given)
        }
    }

    /// What stands in a block, and the amounts that `head` says: the total, or a category but for
    /// its name.
    pub(super) fn tree(
        &mut self,
        block: &Block<'_>,
        head: Option<&Node<'_>>,
        given: &mut Given,
    ) -> Category {
        let amount = |name| head?.property(name)?.credits();
        let (floors_at, floors) = self
            .floors(block)
            .into_iter()
            .unzip::<_, _, Vec<_>, Vec<_>>();
        let (counts, limits) = (self.counts(block), self.limits(block));
        let works = block.all("work");
        let work = works.filter_map(|node| work(&node, given)).collect();
        let categories = block.all("category");
        let category = Category {
            key: CategoryKey::total(),
            name: Text::new("合計", "Total"),
            minimum: amount("minimum"),
            cap: amount("cap"),
            limits,
            floors,
            counts,
            work,
            each_code: block.value("each-code").and_then(|value| value.credits()),
            categories: categories.map(|node| self.category(&node, given)).collect(),
        };
        for (node, floor) in floors_at.iter().zip(&category.floors) {
            reach::check_floor(floor, &category, node);
        }
        category
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
