//! The tree of categories laid flat, and where an entry may count in it.

use crate::{
    credit::{Category, Counts, Credits, Entry, Person},
    ids::CategoryKey,
};

/// The root: the total.
pub(super) const TOTAL: usize = 0;

/// The categories laid flat, each before what it contains, the total first.
pub(super) struct Tree<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    lines: Vec<Line<'a>>,
}

pub(super) struct Node<'a> {
    pub(super) category: &'a Category,
    pub(super) parent: usize,
}

struct Line<'a> {
    node: usize,
    counts: &'a Counts,
}

/// A place where an entry may count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The category.
    pub(super) node: usize,
    /// The line of it, among all lines.
    pub(super) line: usize,
    /// What the entry is worth there.
    pub(super) amount: Credits,
}

impl<'a> Tree<'a> {
    /// The tree as it is for a person: lines for others are left out.
    pub(super) fn new(total: &'a Category, person: &Person) -> Self {
        let mut tree = Self {
            nodes: Vec::with_capacity(8),
            lines: Vec::with_capacity(8),
        };
        tree.add(total, TOTAL, person);
        tree
    }

    fn add(&mut self, category: &'a Category, parent: usize, person: &Person) {
        let node = self.nodes.len();
        self.nodes.push(Node { category, parent });
        let theirs = |counts: &&Counts| {
            counts
                .is
                .as_ref()
                .is_none_or(|wanted| person.traits.contains(wanted))
                && counts
                    .is_not
                    .as_ref()
                    .is_none_or(|unwanted| !person.traits.contains(unwanted))
        };
        let lines = category.counts.iter().filter(theirs);
        self.lines.extend(lines.map(|counts| Line { node, counts }));
        for child in &category.categories {
            self.add(child, node, person);
        }
    }

    /// Adds the entry's places to `places`, in the order of the file: in each category the first
    /// line that fits.
    pub(super) fn places_of(&self, entry: &Entry, places: &mut Vec<Place>) {
        let mut taken = None;
        for (number, line) in self.lines.iter().enumerate() {
            if taken == Some(line.node) || !line.counts.only.fits(entry) {
                continue;
            }
            taken = Some(line.node);
            let worth = line.counts.worth.as_ref();
            places.push(Place {
                node: line.node,
                line: number,
                amount: worth.map_or(entry.credits, |worth| worth.of(entry.details.minutes)),
            });
        }
    }

    pub(super) fn counts(&self, line: usize) -> &'a Counts {
        self.lines[line].counts
    }

    pub(super) fn category(&self, node: usize) -> &'a Category {
        self.nodes[node].category
    }

    /// The category's name in the definition; none for the total itself.
    pub(super) fn key(&self, node: usize) -> Option<&'a CategoryKey> {
        (node != TOTAL).then(|| &self.category(node).key)
    }

    /// The node and what contains it, up to the total.
    pub(super) fn path(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        let next = |at: &usize| (*at != TOTAL).then(|| self.nodes[*at].parent);
        std::iter::successors(Some(node), next)
    }
}
