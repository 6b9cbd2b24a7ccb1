//! Adding credits up through the tree of categories, caps applied on the way.

use super::{Category, CreditRules, Credits};
use crate::{
    ids::{ActivityKey, CategoryKey},
    text::Text,
};
use std::collections::BTreeMap;

const ROOT: usize = 0;

/// The rules' categories laid flat, each before what it contains, the total first.
pub(super) struct Tree<'a> {
    nodes: Vec<Node<'a>>,
    places: BTreeMap<&'a ActivityKey, usize>,
}

struct Node<'a> {
    category: Option<&'a Category>,
    parent: usize,
}

impl<'a> Tree<'a> {
    pub(super) fn new(rules: &'a CreditRules) -> Self {
        let root = Node {
            category: None,
            parent: ROOT,
        };
        let mut tree = Self {
            nodes: vec![root],
            places: rules.counts.iter().map(|key| (key, ROOT)).collect(),
        };
        tree.add(&rules.categories, ROOT);
        tree
    }

    fn add(&mut self, categories: &'a [Category], parent: usize) {
        for category in categories {
            let place = self.nodes.len();
            self.nodes.push(Node {
                category: Some(category),
                parent,
            });
            for activity in &category.counts {
                self.places.entry(activity).or_insert(place);
            }
            self.add(&category.categories, place);
        }
    }

    /// Where the activity counts; none when the rules name it nowhere.
    pub(super) fn place_of(&self, activity: &ActivityKey) -> Option<Place> {
        self.places.get(activity).copied().map(Place)
    }

    pub(super) fn category_at(&self, place: Place) -> Option<&'a CategoryKey> {
        Some(&self.nodes[place.0].category?.key)
    }
}

/// A node of the tree; made by [`Tree::place_of`] only, so it is always inside.
#[derive(Clone, Copy)]
pub(super) struct Place(usize);

/// What adding one amount did.
pub(super) struct Added<'a> {
    /// By how much the total grew.
    pub(super) counted: Credits,
    /// The first category that was full.
    pub(super) full: Option<&'a Text>,
}

/// Sums for every node of a tree.
pub(super) struct Tally<'a> {
    tree: &'a Tree<'a>,
    sums: Vec<NodeSum>,
}

#[derive(Clone, Copy, Default)]
pub(super) struct NodeSum {
    /// Earned, before any cap.
    pub(super) raw: Credits,
    /// After the caps inside, before its own.
    inside: Credits,
    /// After its own cap.
    pub(super) counted: Credits,
}

impl<'a> Tally<'a> {
    pub(super) fn new(tree: &'a Tree<'a>) -> Self {
        Self {
            tree,
            sums: vec![NodeSum::default(); tree.nodes.len()],
        }
    }

    /// Adds at a place and carries up what its cap lets through. The sums after any set of additions
    /// don't depend on their order: each node's is its cap over what its children count.
    pub(super) fn add(&mut self, place: Place, amount: Credits) -> Added<'a> {
        let (mut at, mut through, mut full) = (place.0, amount, None);
        loop {
            let node = &self.tree.nodes[at];
            let sum = &mut self.sums[at];
            sum.raw = sum.raw + amount;
            sum.inside = sum.inside + through;
            let counted = sum
                .inside
                .capped(node.category.and_then(|category| category.cap));
            let passed = counted.less(sum.counted);
            if passed < through && full.is_none() {
                full = node.category.map(|category| &category.name);
            }
            sum.counted = counted;
            through = passed;
            if at == ROOT {
                break;
            }
            at = node.parent;
        }
        Added {
            counted: through,
            full,
        }
    }

    pub(super) fn total(&self) -> NodeSum {
        self.sums[ROOT]
    }

    /// The sums of the categories, each before what it contains.
    pub(super) fn categories(&self) -> impl Iterator<Item = NodeSum> {
        self.sums.iter().skip(1).copied()
    }
}
