//! Where each credit counts (P17): the assignment that leaves the member least missing.
//!
//! Most rules leave no choice, and most members don't need one: then every entry counts in the first
//! place that takes it. Otherwise all assignments are tried where they are few, and else the best of
//! many small changes is taken, so that the time is bounded.

use super::{
    bucket::{BucketId, buckets},
    tally::Tally,
    tree::{Place, TOTAL, Tree},
};
use crate::{
    calendar::FiscalCalendar,
    credit::{Bucket, Credits, Entry, Quantity, Selection},
    ids::{CategoryKey, EntryId},
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

/// How much work finding the best assignment may be: entries added up, over all tries.
const WORK: usize = 250_000;

/// An entry that may count, and where.
pub(super) struct Candidate<'a> {
    pub(super) entry: &'a Entry,
    pub(super) places: Vec<Place>,
}

/// Where the candidates count, one by one: the number of the place, or nowhere.
pub(super) type Assignment = Vec<Option<usize>>;

/// How good an assignment is: what is missing, then what counts.
type Worth = (Credits, Reverse<Credits>);

pub(super) struct Allocator<'t, 'a> {
    tree: &'t Tree<'a>,
    fiscal: &'t FiscalCalendar,
    candidates: &'t [Candidate<'a>],
    /// Sums that the total must contain: of which entries, and how much.
    of_which: Vec<(&'a [Selection], Credits)>,
    /// What counts without an entry: at which node, and how much.
    plain: Vec<(usize, Credits)>,
    /// Whether some rule keeps only some of several entries.
    picks: bool,
    /// Whether some entry passes more than one limit.
    crossing: bool,
}

impl<'t, 'a> Allocator<'t, 'a> {
    pub(super) fn new(
        tree: &'t Tree<'a>,
        fiscal: &'t FiscalCalendar,
        candidates: &'t [Candidate<'a>],
        of_which: Vec<(&'a [Selection], Credits)>,
        plain: Vec<(usize, Credits)>,
    ) -> Self {
        let categories = || tree.nodes.iter().map(|node| node.category);
        let once =
            categories().any(|category| category.counts.iter().any(|line| line.once_per.is_some()));
        let limits = || categories().flat_map(|category| &category.limits);
        let times = limits().any(|limit| matches!(limit.most, Quantity::Times(_)));
        Self {
            tree,
            fiscal,
            candidates,
            of_which,
            plain,
            picks: once || times,
            crossing: limits().count() > 1
                || limits().any(|limit| limit.only != Selection::default()),
        }
    }

    /// The best assignment; where several are equally good, that of the file's order.
    pub(super) fn best(&self, choices: &BTreeMap<EntryId, CategoryKey>) -> Assignment {
        let chosen: Vec<Option<usize>> = self
            .candidates
            .iter()
            .map(|one| self.choice(one, choices))
            .collect();
        let first = |(one, chosen): (&Candidate<'_>, &Option<usize>)| {
            chosen.or((!one.places.is_empty()).then_some(0))
        };
        let default: Assignment = self.candidates.iter().zip(&chosen).map(first).collect();
        let worth = self.worth(&default);
        if worth.0.is_zero() {
            return default;
        }
        let contested = self.contested(&default, &chosen);
        if contested.is_empty() {
            return default;
        }
        let most = WORK / self.candidates.len().max(1);
        let mut search = Search {
            allocator: self,
            best: default,
            worth,
            tries: 0,
            most,
        };
        let classes = self.classes(&contested);
        if ways(&classes).is_some_and(|ways| ways <= most) {
            let mut current = search.best.clone();
            search.exhaust(&classes, &mut current);
        } else {
            let filled = self.filled(&search.best, &contested);
            search.consider(&filled);
            search.climb(&contested);
        }
        search.best
    }

    /// The place that the member chose, if the entry may count there.
    fn choice(
        &self,
        one: &Candidate<'_>,
        choices: &BTreeMap<EntryId, CategoryKey>,
    ) -> Option<usize> {
        let key = choices.get(&one.entry.id)?;
        one.places
            .iter()
            .position(|place| self.tree.key(place.node) == Some(key))
    }

    /// The entries whose place is open: each with its alternatives, "nowhere" among them where
    /// another entry might then count for more.
    fn contested(&self, default: &Assignment, chosen: &[Option<usize>]) -> Vec<Contested> {
        let lost = self.losers(default);
        let groups: BTreeSet<usize> = lost.iter().map(|loser| loser.line).collect();
        let open = self.candidates.iter().enumerate().filter_map(|(at, one)| {
            let place = |number: usize| one.places.get(number);
            let picked = default[at].and_then(place).is_some_and(|place| {
                groups.contains(&place.line)
                    || self
                        .tree
                        .path(place.node)
                        .any(|node| groups.contains(&(usize::MAX - node)))
            });
            let limited = self.crossing
                && one
                    .places
                    .iter()
                    .any(|place| self.is_limited(place, one.entry));
            let mut places: Vec<Option<usize>> = match chosen[at] {
                Some(number) => vec![Some(number)],
                None => (0..one.places.len()).map(Some).collect(),
            };
            if !places.is_empty() && (picked || limited) {
                places.push(None);
            }
            (places.len() > 1).then_some(Contested {
                at,
                places,
                alone: picked || self.has_limits(one),
            })
        });
        open.collect()
    }

    fn is_limited(&self, place: &Place, entry: &Entry) -> bool {
        let mut limits = self
            .tree
            .path(place.node)
            .flat_map(|node| &self.tree.category(node).limits);
        limits.any(|limit| limit.only.fits(entry))
    }

    fn has_limits(&self, one: &Candidate<'_>) -> bool {
        one.places.iter().any(|place| {
            self.tree.counts(place.line).once_per.is_some()
                || self.tree.path(place.node).any(|node| {
                    let category = self.tree.category(node);
                    !category.limits.is_empty()
                        || !category.floors.is_empty()
                        || category.each_code.is_some()
                })
        })
    }

    /// The largest first, each where it then adds most: a good assignment to begin with.
    fn filled(&self, default: &Assignment, contested: &[Contested]) -> Assignment {
        let mut assignment = default.clone();
        for open in contested {
            assignment[open.at] = None;
        }
        let mut total = self.sums(&assignment).total;
        let largest = |open: &&Contested| {
            let places = self.candidates[open.at].places.iter();
            Reverse(places.map(|place| place.amount).max())
        };
        let mut order: Vec<&Contested> = contested.iter().collect();
        order.sort_by_key(largest);
        for open in order {
            let one = &self.candidates[open.at];
            let gain = |number: &usize| {
                let place = &one.places[*number];
                (total.room(place.node, place.amount), Reverse(*number))
            };
            let best = open.places.iter().copied().flatten().max_by_key(gain);
            if let Some(number) = best {
                let place = &one.places[number];
                total.add(place.node, place.amount, one.entry);
            }
            assignment[open.at] = best;
        }
        assignment
    }

    /// Entries that are alike may change places without a difference.
    fn classes(&self, contested: &[Contested]) -> Vec<Class> {
        let mut classes: Vec<Class> = Vec::new();
        for open in contested {
            let one = &self.candidates[open.at];
            let of_which: Vec<bool> = self
                .of_which
                .iter()
                .map(|(only, _)| any_fits(only, one.entry))
                .collect();
            let alike = |class: &&mut Class| {
                !open.alone
                    && !class.alone
                    && class.places == open.places
                    && class.of_which == of_which
                    && self.candidates[class.members[0]].places == one.places
            };
            match classes.iter_mut().find(alike) {
                Some(class) => class.members.push(open.at),
                None => classes.push(Class {
                    members: vec![open.at],
                    places: open.places.clone(),
                    of_which,
                    alone: open.alone,
                }),
            }
        }
        classes
    }

    fn worth(&self, assignment: &Assignment) -> Worth {
        let sums = self.sums(assignment);
        (sums.missing(), Reverse(sums.total.total().counted))
    }

    /// What the assignment comes to.
    pub(super) fn sums(&self, assignment: &Assignment) -> Sums<'t, 'a> {
        let lost: BTreeSet<usize> = self
            .losers(assignment)
            .into_iter()
            .map(|loser| loser.at)
            .collect();
        let mut sums = self.empty();
        for (at, one) in self.candidates.iter().enumerate() {
            if let Some(number) = assignment[at]
                && !lost.contains(&at)
            {
                sums.add(&one.places[number], one.entry);
            }
        }
        sums
    }

    /// The sums before the first entry.
    pub(super) fn empty(&self) -> Sums<'t, 'a> {
        let mut total = Tally::new(self.tree, self.fiscal);
        for (node, amount) in &self.plain {
            total.add_plain(*node, *amount);
        }
        let of_which = self.of_which.iter();
        Sums {
            tree: self.tree,
            total,
            of_which: of_which
                .map(|(only, minimum)| (*only, *minimum, Tally::new(self.tree, self.fiscal)))
                .collect(),
        }
    }

    /// The entries that give way to others worth more: "once an event", "at most twice a year".
    pub(super) fn losers(&self, assignment: &Assignment) -> Vec<Loser> {
        if !self.picks {
            return Vec::new();
        }
        let mut groups: BTreeMap<(usize, usize, BucketId<'_>), Group> = BTreeMap::new();
        for (at, one) in self.candidates.iter().enumerate() {
            let Some(place) = assignment[at].and_then(|number| one.places.get(number)) else {
                continue;
            };
            let mut join = |group: (usize, usize), per: Bucket, most: u32| {
                for bucket in buckets(per, one.entry, self.fiscal) {
                    let group = groups.entry((group.0, group.1, bucket)).or_insert(Group {
                        most,
                        per,
                        members: Vec::new(),
                    });
                    group.members.push((Reverse(place.amount), at));
                }
            };
            if let Some(per) = self.tree.counts(place.line).once_per {
                join((place.line, usize::MAX), per, 1);
            }
            for node in self.tree.path(place.node) {
                for (number, limit) in self.tree.category(node).limits.iter().enumerate() {
                    if let Quantity::Times(most) = limit.most
                        && limit.only.fits(one.entry)
                    {
                        join((usize::MAX - node, number), limit.per, most);
                    }
                }
            }
        }
        let mut lost = Vec::new();
        for ((line, _, _), mut group) in groups {
            group.members.sort_unstable();
            let most = usize::try_from(group.most).unwrap_or(usize::MAX);
            let losers = group.members.into_iter().skip(most);
            lost.extend(losers.map(|(_, at)| Loser {
                at,
                line,
                per: group.per,
                most: group.most,
            }));
        }
        lost
    }
}

fn any_fits(only: &[Selection], entry: &Entry) -> bool {
    only.iter().any(|selection| selection.fits(entry))
}

struct Group {
    most: u32,
    per: Bucket,
    members: Vec<(Reverse<Credits>, usize)>,
}

/// An entry that gives way, and to which rule.
pub(super) struct Loser {
    pub(super) at: usize,
    /// The line, or the node counted from the end.
    line: usize,
    pub(super) per: Bucket,
    pub(super) most: u32,
}

struct Contested {
    at: usize,
    places: Vec<Option<usize>>,
    /// Whether it can't be exchanged with others of the same amount.
    alone: bool,
}

struct Class {
    members: Vec<usize>,
    places: Vec<Option<usize>>,
    of_which: Vec<bool>,
    alone: bool,
}

/// How many different assignments there are; none where it is more than can be written.
fn ways(classes: &[Class]) -> Option<usize> {
    classes.iter().try_fold(1_usize, |ways, class| {
        // Of n alike over k places: (n + k - 1) choose (k - 1).
        let (n, k) = (class.members.len(), class.places.len());
        let of_class = (1..k).try_fold(1_usize, |product, step| {
            Some(product.checked_mul(n + step)? / step)
        })?;
        ways.checked_mul(of_class)
    })
}

/// What an assignment comes to.
pub(super) struct Sums<'t, 'a> {
    tree: &'t Tree<'a>,
    pub(super) total: Tally<'t, 'a>,
    pub(super) of_which: Vec<(&'a [Selection], Credits, Tally<'t, 'a>)>,
}

impl<'t, 'a> Sums<'t, 'a> {
    pub(super) fn add(&mut self, place: &Place, entry: &'a Entry) -> super::tally::Added<'a> {
        for (only, _, tally) in &mut self.of_which {
            if any_fits(only, entry) {
                tally.add(place.node, place.amount, entry);
            }
        }
        self.total.add(place.node, place.amount, entry)
    }

    /// All that is missing of minima, added up.
    fn missing(&self) -> Credits {
        let nodes = self.tree.nodes.iter().enumerate();
        let of_nodes = nodes.map(|(at, node)| {
            node.category
                .minimum
                .unwrap_or_default()
                .less(self.total.sum(at).counted)
        });
        let of_which = self.of_which.iter();
        let of_sums = of_which.map(|(_, minimum, tally)| minimum.less(tally.sum(TOTAL).counted));
        of_nodes.chain(of_sums).sum()
    }
}

struct Search<'s, 't, 'a> {
    allocator: &'s Allocator<'t, 'a>,
    best: Assignment,
    worth: Worth,
    tries: usize,
    most: usize,
}

impl Search<'_, '_, '_> {
    /// Tries every way to spread the classes over their places.
    fn exhaust(&mut self, classes: &[Class], current: &mut Assignment) {
        match classes.split_first() {
            None => {
                self.consider(current);
            }
            Some((class, rest)) => self.spread(class, 0, 0, rest, current),
        }
    }

    /// Gives the members from `from` on to the places from `place` on, in every number.
    fn spread(
        &mut self,
        class: &Class,
        place: usize,
        from: usize,
        rest: &[Class],
        current: &mut Assignment,
    ) {
        let left = class.members.len() - from;
        let numbers = if place + 1 == class.places.len() {
            left..=left
        } else {
            0..=left
        };
        for number in numbers.rev() {
            for member in &class.members[from..from + number] {
                current[*member] = class.places[place];
            }
            if from + number == class.members.len() {
                self.exhaust(rest, current);
            } else {
                self.spread(class, place + 1, from + number, rest, current);
            }
        }
    }

    /// Changes one entry's place at a time, then two, as long as that helps.
    fn climb(&mut self, contested: &[Contested]) {
        let mut better = true;
        while better && self.tries < self.most {
            better = contested.iter().any(|open| self.improve(open)) || self.exchange(contested);
        }
    }

    fn improve(&mut self, open: &Contested) -> bool {
        self.tries < self.most
            && open.places.iter().any(|place| {
                let mut current = self.best.clone();
                current[open.at] = *place;
                self.consider(&current)
            })
    }

    fn exchange(&mut self, contested: &[Contested]) -> bool {
        for (number, one) in contested.iter().enumerate() {
            for other in &contested[number + 1..] {
                if self.tries >= self.most {
                    return false;
                }
                let (here, there) = (self.best[one.at], self.best[other.at]);
                if here == there || !one.places.contains(&there) || !other.places.contains(&here) {
                    continue;
                }
                let mut current = self.best.clone();
                (current[one.at], current[other.at]) = (there, here);
                if self.consider(&current) {
                    return true;
                }
            }
        }
        false
    }

    /// Keeps the assignment if it is better than the best so far.
    fn consider(&mut self, assignment: &Assignment) -> bool {
        self.tries += 1;
        let worth = self.allocator.worth(assignment);
        let better = worth < self.worth;
        if better {
            self.best.clone_from(assignment);
            self.worth = worth;
        }
        better
    }
}
