//! One version of the rules against one ledger.

use super::{
    Asking,
    allocation::{Allocator, Assignment, Candidate, Sums},
    attendance::attended,
    bucket::BucketId,
    candidates::{Judge, Judged},
    conditions,
    tally::{HeldBack, Tally},
    tree::{TOTAL, Tree},
};
use crate::{
    credit::{
        Bucket, Category, CategoryStanding, ConditionStanding, CreditUnit, Credits, FloorStanding,
        MustAttend, Note, OfWhich, Quantity, Requirements, Row, Scope, Selection, Sum, WayStanding,
        Work,
    },
    society::Period,
};
use std::collections::BTreeMap;

/// What one version of the rules makes of a ledger.
pub(super) struct Measured {
    pub(super) total: Sum,
    pub(super) categories: Vec<CategoryStanding>,
    pub(super) floors: Vec<FloorStanding>,
    pub(super) of_which: Vec<OfWhich>,
    pub(super) must_attend: Vec<MustAttend>,
    pub(super) conditions: Vec<ConditionStanding>,
    /// Of each alternative, its ways; the best one first.
    pub(super) ways: Vec<Vec<WayStanding>>,
    pub(super) rows: Vec<Row>,
    /// Whether anything counts towards the total without a category.
    pub(super) counts_directly: bool,
}

/// Measures the requirements, cases applied already.
pub(super) fn measure(rules: &Requirements, asking: &Asking<'_>, scope: Scope) -> Measured {
    let judge = Judge {
        effective: &asking.effective,
        suspension: asking.certification.suspension.as_ref(),
        person: asking.person,
    };
    let judged = judge.all(asking.entries, rules);
    let tree = Tree::new(&rules.total, asking.person);
    let candidates: Vec<Candidate<'_>> = judged
        .iter()
        .map(|judged| candidate(&tree, judged))
        .collect();
    let of_which = rules
        .of_which
        .iter()
        .map(|rule| (rule.only.as_slice(), rule.minimum))
        .collect();
    let allocator = Allocator::new(
        &tree,
        asking.fiscal,
        &candidates,
        of_which,
        plain(rules, asking, &tree),
    );
    let assignment = allocator.best(&asking.holder.history.choices);
    let mut reading = Reading {
        asking,
        tree: &tree,
        candidates: &candidates,
        scope,
    };
    let (rows, sums) = reading.rows(&judged, &allocator, &assignment);
    let total = sums.total.total();
    let usable = judged
        .iter()
        .filter(|judged| judged.excluded.is_none())
        .map(|judged| judged.entry);
    let must_attend = rules.must_attend.iter();
    Measured {
        total: Sum::of(
            total.raw,
            total.counted,
            rules.total.minimum.unwrap_or_default(),
        ),
        categories: category_standings(&rules.total.categories, &mut (TOTAL + 1), &sums.total),
        floors: floors(&tree, &sums.total, asking),
        of_which: of_which_standings(rules, &sums),
        must_attend: must_attend
            .map(|rule| attended(rule, &usable, asking.fiscal))
            .collect(),
        conditions: rules
            .conditions
            .iter()
            .map(|one| conditions::measure(one, asking))
            .collect(),
        ways: rules
            .alternatives
            .iter()
            .map(|ways| super::ways::measured(ways, asking, scope))
            .collect(),
        rows,
        counts_directly: !rules.total.counts.is_empty(),
    }
}

fn candidate<'a>(tree: &Tree<'_>, judged: &Judged<'a>) -> Candidate<'a> {
    let mut places = Vec::new();
    if judged.excluded.is_none() {
        tree.places_of(judged.entry, &mut places);
    }
    Candidate {
        entry: judged.entry,
        places,
    }
}

/// What counts without an entry: work in proportion to its time, credits carried over.
fn plain(rules: &Requirements, asking: &Asking<'_>, tree: &Tree<'_>) -> Vec<(usize, Credits)> {
    let carried = asking
        .holder
        .history
        .carried
        .capped(Some(rules.carries_over.unwrap_or_default()));
    let mut plain = Vec::new();
    if !carried.is_zero() {
        plain.push((TOTAL, carried));
    }
    for (at, node) in tree.nodes.iter().enumerate() {
        plain.extend(
            node.category
                .work
                .iter()
                .map(|work| (at, worked(work, asking))),
        );
    }
    plain
}

/// The share of the period that was worked, of what a whole one gives (P22).
fn worked(work: &Work, asking: &Asking<'_>) -> Credits {
    let period = asking.effective.period;
    let percent_days = asking
        .person
        .work
        .iter()
        .filter(|span| span.of == work.key)
        .map(|span| {
            let inside = Period::new(
                span.period.first.max(period.first),
                span.period.last.min(period.last),
            );
            let days = u64::try_from(super::effective::days_of(&inside)).unwrap_or(0);
            days * u64::from(span.percent.min(100))
        });
    let whole = u64::try_from(super::effective::days_of(&period)).unwrap_or(0) * 100;
    work.credits
        .share(percent_days.sum::<u64>().min(whole), whole, work.step)
}

/// Reads the ledger once more, in order of days, and notes what each line did.
struct Reading<'r, 't, 'a> {
    asking: &'r Asking<'a>,
    tree: &'t Tree<'a>,
    candidates: &'r [Candidate<'a>],
    scope: Scope,
}

impl<'t, 'a> Reading<'_, 't, 'a> {
    fn rows(
        &mut self,
        judged: &[Judged<'a>],
        allocator: &Allocator<'t, 'a>,
        assignment: &Assignment,
    ) -> (Vec<Row>, Sums<'t, 'a>) {
        let losers = allocator.losers(assignment);
        let lost: BTreeMap<usize, (Bucket, u32)> = losers
            .iter()
            .map(|loser| (loser.at, (loser.per, loser.most)))
            .collect();
        let mut sums = allocator.empty();
        let mut society_held = Tally::new(self.tree, self.asking.fiscal);
        let mut rows = Vec::with_capacity(judged.len());
        for (at, judged) in judged.iter().enumerate() {
            let entry = judged.entry;
            let place = assignment[at].map(|number| self.candidates[at].places[number]);
            let mut note = judged.excluded.clone();
            let mut counted = Credits::ZERO;
            if let Some((per, most)) = lost.get(&at) {
                note = Some(Note::OverTimes {
                    per: *per,
                    most: *most,
                });
            } else if let Some(place) = place {
                if entry.society_held {
                    society_held.add(place.node, place.amount, entry);
                }
                let added = sums.add(&place, entry);
                counted = added.counted;
                note = added
                    .held_back
                    .map(|by| self.held_back(by, place.amount.less(counted)));
            } else if note.is_none() {
                note = Some(self.nowhere(&self.candidates[at]));
            }
            let before_renewal = matches!(note, Some(Note::BeforePeriod));
            if before_renewal && self.scope == Scope::CurrentPeriod {
                continue;
            }
            rows.push(Row {
                entry: entry.clone(),
                category: place.and_then(|place| self.tree.key(place.node)).cloned(),
                worth: place.map_or(entry.credits, |place| place.amount),
                counted,
                running_total: sums.total.total().counted,
                running_society_held: society_held.total().counted,
                before_renewal,
                note,
            });
        }
        (rows, sums)
    }

    fn unit(&self) -> CreditUnit {
        self.asking.society.credit_unit.clone()
    }

    fn held_back(&self, by: HeldBack<'_>, amount: Credits) -> Note {
        match by {
            HeldBack::Cap(TOTAL) => Note::OverTotal {
                amount,
                unit: self.unit(),
            },
            HeldBack::Cap(node) => Note::OverCap {
                name: self.tree.category(node).name.clone(),
                amount,
                unit: self.unit(),
            },
            HeldBack::Limit(limit) => match limit.most {
                Quantity::Credits(most) => Note::OverLimit {
                    per: limit.per,
                    most,
                    amount,
                    unit: self.unit(),
                },
                Quantity::Times(most) => Note::OverTimes {
                    per: limit.per,
                    most,
                },
            },
        }
    }

    /// Why an entry has no place.
    fn nowhere(&self, candidate: &Candidate<'_>) -> Note {
        if self
            .asking
            .society
            .activity(&candidate.entry.activity)
            .is_none()
        {
            Note::UnknownActivity
        } else if candidate.places.is_empty() {
            Note::CountsNowhere
        } else {
            Note::GivesWay
        }
    }
}

/// `at` is the number of the next node: they were laid flat each before what it contains.
fn category_standings(
    categories: &[Category],
    at: &mut usize,
    tally: &Tally<'_, '_>,
) -> Vec<CategoryStanding> {
    let mut standings = Vec::with_capacity(categories.len());
    for category in categories {
        let sum = tally.sum(*at);
        *at += 1;
        standings.push(CategoryStanding {
            key: category.key.clone(),
            name: category.name.clone(),
            raw: sum.raw,
            counted: sum.counted,
            capped_off: sum.raw.less(sum.counted),
            cap: category.cap,
            minimum: category.minimum,
            missing: category.minimum.unwrap_or_default().less(sum.counted),
            children: category_standings(&category.categories, at, tally),
        });
    }
    standings
}

fn of_which_standings(rules: &Requirements, sums: &Sums<'_, '_>) -> Vec<OfWhich> {
    let both = rules.of_which.iter().zip(&sums.of_which);
    both.map(|(rule, (_, minimum, tally))| OfWhich {
        key: rule.key.clone(),
        name: rule.name.clone(),
        sum: Sum::of(tally.total().raw, tally.total().counted, *minimum),
    })
    .collect()
}

/// What every year of the period needs (P8): of the years that lie wholly inside.
fn floors(tree: &Tree<'_>, tally: &Tally<'_, '_>, asking: &Asking<'_>) -> Vec<FloorStanding> {
    let mut standings = Vec::new();
    for (at, node) in tree.nodes.iter().enumerate() {
        for (number, floor) in node.category.floors.iter().enumerate() {
            let buckets: Vec<(Option<i16>, BucketId<'static>)> = match floor.per {
                Bucket::Year => whole_years(asking)
                    .map(|year| (Some(year), BucketId::Year(year)))
                    .collect(),
                _ => vec![(None, BucketId::Period)],
            };
            for (year, bucket) in buckets {
                let used = tally.towards(at, number, bucket);
                let (has, enough) = match floor.least {
                    Quantity::Credits(least) => {
                        (Quantity::Credits(used.credits), used.credits >= least)
                    }
                    Quantity::Times(least) => (Quantity::Times(used.times), used.times >= least),
                };
                standings.push(FloorStanding {
                    category: tree.key(at).cloned(),
                    name: node.category.name.clone(),
                    only: (floor.only != Selection::default()).then(|| floor.only.clone()),
                    year,
                    required: floor.least,
                    has,
                    met: enough,
                });
            }
        }
    }
    standings
}

fn whole_years(asking: &Asking<'_>) -> impl Iterator<Item = i16> {
    let (fiscal, period) = (*asking.fiscal, asking.effective.period);
    let years = fiscal.year_of(period.first)..=fiscal.year_of(period.last);
    years.filter(move |year| {
        let first = fiscal.first_day(*year);
        let next = year.checked_add(1).and_then(|next| fiscal.first_day(next));
        first.is_some_and(|first| period.first <= first)
            && next.is_some_and(|next| next.yesterday().is_ok_and(|last| last <= period.last))
    })
}
