//! Adding credits up through the tree of categories, limits and caps applied on the way.

use super::{
    bucket::{BucketId, buckets},
    tree::{TOTAL, Tree},
};
use crate::{
    calendar::FiscalCalendar,
    credit::{Credits, Entry, Limit, Quantity},
};
use std::collections::{BTreeMap, BTreeSet};

/// Sums for every node of a tree.
pub(super) struct Tally<'t, 'a> {
    tree: &'t Tree<'a>,
    fiscal: &'t FiscalCalendar,
    sums: Vec<NodeSum>,
    /// What was used of a limit: by node, limit and bucket.
    used: BTreeMap<(usize, usize, BucketId<'a>), Used>,
    /// What went towards the least that every year needs: by node, floor and bucket.
    floors: BTreeMap<(usize, usize, BucketId<'a>), Used>,
    codes: BTreeSet<(usize, &'a str)>,
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

#[derive(Clone, Copy, Default)]
pub(super) struct Used {
    pub(super) credits: Credits,
    pub(super) times: u32,
}

/// What adding one amount did.
pub(super) struct Added<'a> {
    /// By how much the total grew.
    pub(super) counted: Credits,
    /// The first thing that let less through.
    pub(super) held_back: Option<HeldBack<'a>>,
}

/// What let less of an entry through.
#[derive(Clone, Copy)]
pub(super) enum HeldBack<'a> {
    /// The cap of this node.
    Cap(usize),
    /// A limit.
    Limit(&'a Limit),
}

impl<'t, 'a> Tally<'t, 'a> {
    pub(super) fn new(tree: &'t Tree<'a>, fiscal: &'t FiscalCalendar) -> Self {
        Self {
            tree,
            fiscal,
            sums: vec![NodeSum::default(); tree.nodes.len()],
            used: BTreeMap::new(),
            floors: BTreeMap::new(),
            codes: BTreeSet::new(),
        }
    }

    /// Adds what comes from no entry: work, credits carried over.
    pub(super) fn add_plain(&mut self, node: usize, amount: Credits) {
        let mut through = amount;
        for at in self.tree.path(node) {
            self.sums[at].raw = self.sums[at].raw + amount;
            through = self.pass(at, through);
        }
    }

    /// Adds an entry at a place and carries up what limits and caps let through.
    pub(super) fn add(&mut self, node: usize, amount: Credits, entry: &'a Entry) -> Added<'a> {
        let (mut through, mut raw, mut held_back) = (amount, amount, None);
        for at in self.tree.path(node) {
            let category = self.tree.category(at);
            if !category.limits.is_empty() {
                let limited = self.limited(at, through, entry);
                if let Some(limit) = limited.1 {
                    held_back.get_or_insert(HeldBack::Limit(limit));
                }
                through = limited.0;
            }
            if let Some(each) = category.each_code
                && !through.is_zero()
            {
                let new = entry
                    .details
                    .codes
                    .iter()
                    .filter(|code| self.codes.insert((at, code)));
                let bonus = each.times(u32::try_from(new.count()).unwrap_or(u32::MAX));
                through = through + bonus;
                raw = raw + bonus;
            }
            self.note_floors(at, through, entry);
            self.sums[at].raw = self.sums[at].raw + raw;
            let passed = self.pass(at, through);
            if passed < through {
                held_back.get_or_insert(HeldBack::Cap(at));
            }
            through = passed;
        }
        Added {
            counted: through,
            held_back,
        }
    }

    /// Adds to a node what comes from inside; gives what its cap passes on.
    fn pass(&mut self, at: usize, through: Credits) -> Credits {
        let sum = &mut self.sums[at];
        sum.inside = sum.inside + through;
        let counted = sum.inside.capped(self.tree.category(at).cap);
        let passed = counted.less(sum.counted);
        sum.counted = counted;
        passed
    }

    /// What the limits of a node let through, and the one that held back.
    fn limited(
        &mut self,
        at: usize,
        through: Credits,
        entry: &'a Entry,
    ) -> (Credits, Option<&'a Limit>) {
        let (mut left, mut by) = (through, None);
        let limits = &self.tree.category(at).limits;
        let fitting = || {
            limits
                .iter()
                .enumerate()
                .filter(|(_, limit)| limit.only.fits(entry))
        };
        for (number, limit) in fitting() {
            for bucket in buckets(limit.per, entry, self.fiscal) {
                let used = self
                    .used
                    .get(&(at, number, bucket))
                    .copied()
                    .unwrap_or_default();
                let room = match limit.most {
                    Quantity::Credits(most) => most.less(used.credits),
                    Quantity::Times(most) if used.times < most => left,
                    Quantity::Times(_) => Credits::ZERO,
                };
                if room < left {
                    (left, by) = (room, Some(limit));
                }
            }
        }
        if !left.is_zero() {
            for (number, limit) in fitting() {
                for bucket in buckets(limit.per, entry, self.fiscal) {
                    self.used.entry((at, number, bucket)).or_default().add(left);
                }
            }
        }
        (left, by)
    }

    fn note_floors(&mut self, at: usize, through: Credits, entry: &'a Entry) {
        for (number, floor) in self.tree.category(at).floors.iter().enumerate() {
            if floor.only.fits(entry) && !through.is_zero() {
                for bucket in buckets(floor.per, entry, self.fiscal) {
                    self.floors
                        .entry((at, number, bucket))
                        .or_default()
                        .add(through);
                }
            }
        }
    }

    /// How much of an amount the caps from a node up would still let through.
    pub(super) fn room(&self, node: usize, amount: Credits) -> Credits {
        self.tree
            .path(node)
            .fold(amount, |left, at| match self.tree.category(at).cap {
                Some(cap) => left.min(cap.less(self.sums[at].counted)),
                None => left,
            })
    }

    pub(super) fn total(&self) -> NodeSum {
        self.sums[TOTAL]
    }

    pub(super) fn sum(&self, node: usize) -> NodeSum {
        self.sums[node]
    }

    /// What went towards a floor in a bucket.
    pub(super) fn towards(&self, node: usize, floor: usize, bucket: BucketId<'static>) -> Used {
        self.floors
            .get(&(node, floor, bucket))
            .copied()
            .unwrap_or_default()
    }
}

impl Used {
    fn add(&mut self, credits: Credits) {
        self.credits = self.credits + credits;
        self.times = self.times.saturating_add(1);
    }
}
