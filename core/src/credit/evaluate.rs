//! From a member's ledger and the society's rules to a standing.

use super::{
    Category, CategoryStanding, CreditUnit, Credits, Entry, Holder, MustAttend, MustAttendRule,
    Note, OfWhich, OfWhichRule, Reason, Room, Row, Scope, Selection, Standing, Sum,
    tally::{NodeSum, Tally, Tree},
};
use crate::society::{Certification, Society};
use std::{cmp::Reverse, collections::BTreeSet};

/// How far the holder is with a certification, and why.
///
/// Pure: the same entries give the same standing, in whatever order they come. Voided entries count
/// as if they had never been granted; entries outside the period are kept apart.
///
/// ```
/// use shusseki_core::{
///     credit::{Credits, Entry, Holder, Scope, evaluate},
///     ids::EntryId,
///     society::{Period, Society, shipped},
///     text::{Language, Text},
/// };
/// let (name, text) = shipped()[2];
/// let jgets = Society::parse(name, text).unwrap();
/// let holder = Holder {
///     certification: "endoscopy-technician".parse().unwrap(),
///     number: "00042".into(),
///     period: Period::new("2023-04-01".parse().unwrap(), "2028-03-31".parse().unwrap()),
///     renewed_on: None,
/// };
/// let entry = |id: u128, activity: &str, credits| Entry {
///     id: EntryId::new(uuid::Uuid::from_u128(id)),
///     day: "2024-01-21".parse().unwrap(),
///     activity: activity.parse().unwrap(),
///     role: "attend".parse().unwrap(),
///     credits: Credits::whole(credits),
///     society_held: true,
///     event: Text::new("技師学会", "Congress"),
///     session: Text::new("参加", "Attendance"),
///     voided: false,
/// };
/// let entries = [entry(1, "congress", 40), entry(2, "device-course", 30), entry(3, "medical-seminar", 19)];
/// let standing = evaluate(&jgets, &jgets.certifications[0], &holder, &entries, Scope::CurrentPeriod);
/// assert_eq!(standing.total.counted, Credits::whole(49));
/// assert_eq!(standing.reasons[0].sentence(Language::Ja), "あと1点必要です（医学・その他セミナー）");
/// ```
#[must_use]
pub fn evaluate(
    society: &Society,
    certification: &Certification,
    holder: &Holder,
    entries: &[Entry],
    scope: Scope,
) -> Standing {
    let rules = &certification.rules;
    let tree = Tree::new(rules);
    let mut counting = Counting::new(&tree, certification, holder, &society.credit_unit);
    let rows = counting.rows(in_order(entries), scope);
    let total = counting.total.total();
    let categories = category_standings(&rules.categories, &mut counting.total.categories());
    let mut standing = Standing {
        certification: certification.key.clone(),
        name: certification.name.clone(),
        number: holder.number.clone(),
        period: holder.period,
        renewed_on: holder.renewed_on,
        renewal_window: certification.renewal_window.for_period(&holder.period),
        unit: society.credit_unit.clone(),
        total: Sum::of(total.raw, total.counted, rules.minimum),
        categories,
        of_which: counting.of_which(),
        must_attend: counting.must_attend(),
        renewable: false,
        reasons: Vec::new(),
        rows,
    };
    standing.reasons = reasons(&standing, !rules.counts.is_empty());
    standing.renewable = !standing.reasons.iter().any(Reason::blocks);
    standing
}

/// Oldest first; entries of one day in the order of their identifiers, which never changes.
fn in_order(entries: &[Entry]) -> Vec<&Entry> {
    let mut ordered: Vec<&Entry> = entries.iter().filter(|entry| !entry.voided).collect();
    ordered.sort_by_key(|entry| (entry.day, entry.id));
    ordered
}

/// The sums while the ledger is read.
struct Counting<'a> {
    tree: &'a Tree<'a>,
    certification: &'a Certification,
    holder: &'a Holder,
    unit: &'a CreditUnit,
    total: Tally<'a>,
    society_held: Tally<'a>,
    of_which: Vec<(&'a OfWhichRule, Tally<'a>)>,
    attended: Vec<(&'a MustAttendRule, BTreeSet<(&'a str, i16)>)>,
}

impl<'a> Counting<'a> {
    fn new(
        tree: &'a Tree<'a>,
        certification: &'a Certification,
        holder: &'a Holder,
        unit: &'a CreditUnit,
    ) -> Self {
        let rules = &certification.rules;
        let of_which = rules.of_which.iter();
        let attended = rules.must_attend.iter();
        Self {
            tree,
            certification,
            holder,
            unit,
            total: Tally::new(tree),
            society_held: Tally::new(tree),
            of_which: of_which.map(|rule| (rule, Tally::new(tree))).collect(),
            attended: attended.map(|rule| (rule, BTreeSet::new())).collect(),
        }
    }

    fn rows(&mut self, entries: Vec<&'a Entry>, scope: Scope) -> Vec<Row> {
        let mut rows = Vec::with_capacity(entries.len());
        for entry in entries {
            let row = self.row(entry);
            if !row.before_renewal || scope == Scope::IncludingBefore {
                rows.push(row);
            }
        }
        rows
    }

    fn row(&mut self, entry: &'a Entry) -> Row {
        let period = &self.holder.period;
        let before = self.certification.rules.reset_on_renewal && entry.day < period.first;
        let place = self.tree.place_of(&entry.activity);
        let (counted, note) = if before {
            (Credits::ZERO, Some(Note::BeforePeriod))
        } else if entry.day > period.last {
            (Credits::ZERO, Some(Note::AfterPeriod))
        } else {
            self.count(entry)
        };
        Row {
            entry: entry.clone(),
            category: place
                .and_then(|place| self.tree.category_at(place))
                .cloned(),
            counted,
            running_total: self.total.total().counted,
            running_society_held: self.society_held.total().counted,
            before_renewal: before,
            note,
        }
    }

    fn count(&mut self, entry: &'a Entry) -> (Credits, Option<Note>) {
        for (rule, events) in &mut self.attended {
            if rule.activities.contains(&entry.activity) {
                // Two sessions of one event are one attendance; next year's event of the same name isn't.
                events.insert((&entry.event.ja, entry.day.year()));
            }
        }
        let Some(place) = self.tree.place_of(&entry.activity) else {
            return (Credits::ZERO, Some(Note::CountsNowhere));
        };
        if entry.society_held {
            self.society_held.add(place, entry.credits);
        }
        for (rule, tally) in &mut self.of_which {
            if selects(&rule.selection, entry) {
                tally.add(place, entry.credits);
            }
        }
        let added = self.total.add(place, entry.credits);
        let note = added.full.map(|name| Note::OverCap {
            name: name.clone(),
            amount: entry.credits.less(added.counted),
            unit: self.unit.clone(),
        });
        (added.counted, note)
    }

    fn of_which(&self) -> Vec<OfWhich> {
        let sums = self.of_which.iter().map(|(rule, tally)| OfWhich {
            name: rule.name.clone(),
            sum: Sum::of(tally.total().raw, tally.total().counted, rule.minimum),
        });
        sums.collect()
    }

    fn must_attend(&self) -> Vec<MustAttend> {
        let attendances = self.attended.iter().map(|(rule, events)| {
            let attended = u32::try_from(events.len()).unwrap_or(u32::MAX);
            MustAttend {
                name: rule.name.clone(),
                required: rule.times,
                attended,
                missing: rule.times.saturating_sub(attended),
            }
        });
        attendances.collect()
    }
}

fn selects(selection: &Selection, entry: &Entry) -> bool {
    match selection {
        Selection::SocietyHeld => entry.society_held,
        Selection::Activities(activities) => activities.contains(&entry.activity),
    }
}

/// `sums` come in the order in which the tree was laid flat: each category before what it contains.
fn category_standings(
    categories: &[Category],
    sums: &mut impl Iterator<Item = NodeSum>,
) -> Vec<CategoryStanding> {
    let mut standings = Vec::with_capacity(categories.len());
    for category in categories {
        let sum = sums.next().unwrap_or_default();
        standings.push(CategoryStanding {
            key: category.key.clone(),
            name: category.name.clone(),
            raw: sum.raw,
            counted: sum.counted,
            capped_off: sum.raw.less(sum.counted),
            cap: category.cap,
            minimum: category.minimum,
            missing: category.minimum.unwrap_or_default().less(sum.counted),
            children: category_standings(&category.categories, sums),
        });
    }
    standings
}

fn reasons(standing: &Standing, counts_without_category: bool) -> Vec<Reason> {
    let unit = || standing.unit.clone();
    let mut reasons = Vec::new();
    if !standing.total.missing.is_zero() {
        let mut room = rooms(&standing.categories);
        // Where anything counts, naming some of the places would mislead.
        if counts_without_category {
            room.clear();
        }
        reasons.push(Reason::TotalShort {
            missing: standing.total.missing,
            room,
            unit: unit(),
        });
    }
    category_reasons(&standing.categories, &standing.unit, &mut reasons);
    for sum in standing
        .of_which
        .iter()
        .filter(|of| !of.sum.missing.is_zero())
    {
        reasons.push(Reason::OfWhichShort {
            name: sum.name.clone(),
            missing: sum.sum.missing,
            unit: unit(),
        });
    }
    for rule in standing.must_attend.iter().filter(|rule| rule.missing > 0) {
        reasons.push(Reason::NotAttended {
            name: rule.name.clone(),
            missing: rule.missing,
        });
    }
    if !reasons.iter().any(Reason::blocks) {
        reasons.push(Reason::Met { unit: unit() });
    }
    // What blocks is read first; the sort is stable.
    reasons.sort_by_key(|reason| Reverse((reason.blocks(), matches!(reason, Reason::Met { .. }))));
    reasons
}

fn category_reasons(categories: &[CategoryStanding], unit: &CreditUnit, into: &mut Vec<Reason>) {
    for category in categories {
        let (key, name) = (category.key.clone(), category.name.clone());
        if !category.missing.is_zero() {
            into.push(Reason::CategoryShort {
                key: key.clone(),
                name: name.clone(),
                missing: category.missing,
                unit: unit.clone(),
            });
        }
        // Only where this category's own cap is reached; what a cap inside took is said there.
        let inside: Credits = category.children.iter().map(|child| child.capped_off).sum();
        if let Some(cap) = category.cap
            && category.capped_off > inside
        {
            into.push(Reason::OverCap {
                key,
                name,
                cap,
                capped_off: category.capped_off.less(inside),
                unit: unit.clone(),
            });
        }
        category_reasons(&category.children, unit, into);
    }
}

/// The outermost categories that aren't full: each can still raise the total.
fn rooms(categories: &[CategoryStanding]) -> Vec<Room> {
    let open = categories
        .iter()
        .filter(|category| category.cap.is_none_or(|cap| category.counted < cap));
    open.map(|category| Room {
        key: category.key.clone(),
        name: category.name.clone(),
        left: category.cap.map(|cap| cap.less(category.counted)),
    })
    .collect()
}
