//! What must hold whatever the rules and the ledger are: with generated ones.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;
use shusseki_core::{
    credit::{
        Asked, Bucket, Category, CategoryStanding, Counts, Credits, Details, Dossier, Entry,
        Holder, Limit, OfWhichRule, Person, Quantity, Requirements, SOCIETY_HELD, Selection,
        Standing, evaluate,
    },
    ids::EntryId,
    society::{Certification, Period, Society, SuspensionRule, Whole, shipped},
    text::Text,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

const ACTIVITIES: [&str; 6] = [
    "congress",
    "branch-meeting",
    "device-course",
    "medical-seminar",
    "medical-lecture",
    "other-lecture",
];

static JGETS: LazyLock<Society> = LazyLock::new(|| {
    let (name, text) = shipped()[2];
    Society::parse(name, text).unwrap()
});

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn halves(number: u32) -> Credits {
    "0.5".parse::<Credits>().unwrap().times(number)
}

/// The rules in place of those of JGETS, without anything but them.
fn certification(society: &Society, rules: Requirements) -> Certification {
    let mut certification = society.certifications[0].clone();
    certification.versions = vec![rules];
    certification.extensions.clear();
    certification.forfeits.clear();
    certification.suspension = Some(SuspensionRule {
        name: Text::new("休会", "Leave"),
        at_most_years: None,
        whole: Whole::Days,
        credits_count: false,
    });
    certification
}

fn holder() -> Holder {
    Holder {
        certification: "endoscopy-technician".parse().unwrap(),
        number: "00042".into(),
        period: Period::new(day("2023-04-01"), day("2028-03-31")),
        renewed_on: None,
        history: Default::default(),
    }
}

fn standing_of(rules: &Requirements, person: &Person, entries: &[Entry]) -> Standing {
    let certification = certification(&JGETS, rules.clone());
    let holder = holder();
    let dossier = Dossier {
        holder: &holder,
        person,
        entries,
    };
    evaluate(
        &JGETS,
        &certification,
        &dossier,
        &Asked::on(day("2026-11-20")),
    )
}

fn standing(rules: &Requirements, entries: &[Entry]) -> Standing {
    standing_of(rules, &Person::default(), entries)
}

/// All that is missing, added up, as the allocation means it.
fn missing(standing: &Standing) -> Credits {
    fn of(categories: &[CategoryStanding]) -> Credits {
        categories
            .iter()
            .map(|one| one.missing + of(&one.children))
            .sum()
    }
    let of_which = standing
        .of_which
        .iter()
        .map(|one| one.sum.missing)
        .sum::<Credits>();
    standing.total.missing + of(&standing.categories) + of_which
}

prop_compose! {
    fn an_entry()(
        id in any::<u64>(),
        activity in 0..ACTIVITIES.len(),
        days in 0..40_i32,
        amount in 0..20_u32,
        event in 0..3_u8,
        society_held in any::<bool>(),
    ) -> Entry {
        Entry {
            id: EntryId::new(uuid::Uuid::from_u128(u128::from(id))),
            // Some days fall together, and the days lie in two fiscal years.
            day: day("2024-03-01").checked_add((days * 2).days()).unwrap(),
            activity: ACTIVITIES[activity].parse().unwrap(),
            role: "attend".parse().unwrap(),
            credits: halves(amount),
            society_held,
            event: Text::new("大会", "Event"),
            session: Text::new("講演", "Lecture"),
            voided: false,
            details: Details { event: Some(format!("event-{event}")), ..Details::default() },
        }
    }
}

fn entries(most: usize) -> impl Strategy<Value = Vec<Entry>> {
    proptest::collection::vec(an_entry(), 0..=most).prop_map(|mut entries| {
        let mut seen = BTreeSet::new();
        entries.retain(|entry| seen.insert(entry.id));
        entries
    })
}

fn selection(activities: &[bool]) -> Selection {
    let chosen = ACTIVITIES
        .iter()
        .zip(activities)
        .filter(|(_, chosen)| **chosen);
    Selection {
        activities: chosen.map(|(name, _)| name.parse().unwrap()).collect(),
        ..Selection::default()
    }
}

fn amount(most: u32) -> impl Strategy<Value = Option<Credits>> {
    proptest::option::of((0..=most).prop_map(halves))
}

fn a_bucket() -> impl Strategy<Value = Bucket> {
    prop_oneof![
        Just(Bucket::Day),
        Just(Bucket::Event),
        Just(Bucket::Year),
        Just(Bucket::Period),
        Just(Bucket::Activity),
    ]
}

prop_compose! {
    fn a_limit()(per in a_bucket(), credits in any::<bool>(), most in 1..12_u32) -> Limit {
        let most = if credits { Quantity::Credits(halves(most)) } else { Quantity::Times(most.min(3)) };
        Limit { most, per, only: Selection::default() }
    }
}

/// Categories one or two deep, some without an activity of their own.
fn a_category(depth: u32, limits: bool) -> BoxedStrategy<Category> {
    let children = if depth == 0 {
        Just(Vec::new()).boxed()
    } else {
        proptest::collection::vec(a_category(depth - 1, limits), 0..=2).boxed()
    };
    let limit = if limits {
        proptest::collection::vec(a_limit(), 0..=1).boxed()
    } else {
        Just(Vec::new()).boxed()
    };
    let once = if limits {
        proptest::option::weighted(0.3, a_bucket()).boxed()
    } else {
        Just(None).boxed()
    };
    let own = proptest::array::uniform6(proptest::bool::weighted(0.4));
    (children, limit, once, own, amount(40), amount(20))
        .prop_map(|(categories, limits, once_per, own, cap, minimum)| {
            let only = selection(&own);
            let counts = if only.activities.is_empty() {
                vec![]
            } else {
                vec![Counts {
                    only,
                    once_per,
                    ..Counts::default()
                }]
            };
            Category {
                minimum: minimum.map(|minimum| minimum.capped(cap)),
                cap,
                limits,
                counts,
                categories,
                ..Category::total()
            }
        })
        .boxed()
}

fn rules(limits: bool) -> impl Strategy<Value = Requirements> {
    let categories = proptest::collection::vec(a_category(1, limits), 1..=3);
    (categories, 0..80_u32, proptest::option::of(0..20_u32)).prop_map(
        |(categories, minimum, held)| {
            let mut total = Category {
                minimum: Some(halves(minimum)),
                categories,
                ..Category::total()
            };
            number(&mut total.categories, "c");
            let society_held = Selection {
                tag: Some(SOCIETY_HELD.parse().unwrap()),
                ..Selection::default()
            };
            let of_which = held.map(|held| OfWhichRule {
                key: "held".parse().unwrap(),
                name: Text::new("主催", "Held"),
                only: vec![society_held],
                minimum: halves(held),
            });
            Requirements {
                total,
                of_which: of_which.into_iter().collect(),
                ..Requirements::default()
            }
        },
    )
}

fn number(categories: &mut [Category], prefix: &str) {
    for (at, category) in categories.iter_mut().enumerate() {
        let key = format!("{prefix}{at}");
        category.key = key.parse().unwrap();
        category.name = Text::new(key.clone(), key.clone());
        number(&mut category.categories, &key);
    }
}

/// The categories of rules laid flat, each with the entry's way up.
fn ways_up<'a>(category: &'a Category, above: &[usize], all: &mut Vec<(&'a Category, Vec<usize>)>) {
    let mut path = above.to_vec();
    path.push(all.len());
    all.push((category, path.clone()));
    for child in &category.categories {
        ways_up(child, &path, all);
    }
}

/// The least that can be missing: every assignment tried, sums worked out from below.
fn least_missing(rules: &Requirements, entries: &[Entry]) -> Credits {
    let mut nodes = Vec::new();
    ways_up(&rules.total, &[], &mut nodes);
    let fits = |node: &(&Category, Vec<usize>), entry: &Entry| {
        node.0.counts.iter().any(|line| line.only.fits(entry))
    };
    let places: Vec<Vec<Option<usize>>> = entries
        .iter()
        .map(|entry| {
            let fitting: Vec<Option<usize>> = (0..nodes.len())
                .filter(|at| fits(&nodes[*at], entry))
                .map(Some)
                .collect();
            if fitting.is_empty() {
                vec![None]
            } else {
                fitting
            }
        })
        .collect();
    let mut best: Option<Credits> = None;
    let mut chosen = vec![0; entries.len()];
    loop {
        let of = |select: &dyn Fn(&Entry) -> bool| {
            let mut own: BTreeMap<usize, Credits> = BTreeMap::new();
            for (at, entry) in entries
                .iter()
                .enumerate()
                .filter(|(_, entry)| select(entry))
            {
                if let Some(node) = places[at][chosen[at]] {
                    let sum = own.entry(node).or_default();
                    *sum = *sum + entry.credits;
                }
            }
            counted(&rules.total, &mut 0, &own)
        };
        let (total, short) = of(&|_| true);
        let held = rules
            .of_which
            .iter()
            .map(|rule| rule.minimum.less(of(&|entry| entry.society_held).0));
        let missing = short + held.sum::<Credits>();
        let _ = total;
        best = Some(best.map_or(missing, |best| best.min(missing)));
        // The next assignment, as an odometer turns.
        let Some(wheel) = (0..chosen.len()).find(|at| chosen[*at] + 1 < places[*at].len()) else {
            return best.unwrap();
        };
        chosen[wheel] += 1;
        chosen[..wheel].fill(0);
    }
}

/// What a category counts, and what is missing in it and inside it.
fn counted(
    category: &Category,
    next: &mut usize,
    own: &BTreeMap<usize, Credits>,
) -> (Credits, Credits) {
    let mut sum = own.get(next).copied().unwrap_or_default();
    *next += 1;
    let mut short = Credits::ZERO;
    for child in &category.categories {
        let inside = counted(child, next, own);
        sum = sum + inside.0;
        short = short + inside.1;
    }
    let sum = sum.capped(category.cap);
    (sum, short + category.minimum.unwrap_or_default().less(sum))
}

fn never_over(categories: &[CategoryStanding]) -> bool {
    categories.iter().all(|one| {
        one.cap.is_none_or(|cap| one.counted <= cap)
            && one.counted <= one.raw
            && never_over(&one.children)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_order_of_entries_does_not_matter(rules in rules(true), entries in entries(14), seed in any::<u64>()) {
        let mut turned = entries.clone();
        if !turned.is_empty() {
            let at = usize::try_from(seed % turned.len() as u64).unwrap();
            turned.rotate_left(at);
            turned.reverse();
        }
        prop_assert_eq!(standing(&rules, &entries), standing(&rules, &turned));
    }

    #[test]
    fn a_voided_credit_was_never_granted(rules in rules(true), mut entries in entries(10), extra in an_entry()) {
        prop_assume!(entries.iter().all(|entry| entry.id != extra.id));
        let without = standing(&rules, &entries);
        entries.push(Entry { voided: true, ..extra });
        prop_assert_eq!(without, standing(&rules, &entries));
    }

    #[test]
    fn no_cap_is_exceeded_and_no_more_counts_than_was_earned(rules in rules(true), entries in entries(20)) {
        let standing = standing(&rules, &entries);
        prop_assert!(never_over(&standing.categories));
        prop_assert!(standing.total.counted <= standing.total.raw);
        let of_rows: Credits = standing.rows.iter().map(|row| row.counted).sum();
        prop_assert_eq!(of_rows, standing.total.counted);
    }

    #[test]
    fn no_limit_is_exceeded_in_any_bucket(rules in rules(false), limit in a_limit(), entries in entries(20)) {
        let mut limited = rules;
        limited.total.limits = vec![limit.clone()];
        let standing = standing(&limited, &entries);
        let mut used: BTreeMap<String, (Credits, u32)> = BTreeMap::new();
        for row in standing.rows.iter().filter(|row| !row.counted.is_zero()) {
            let entry = &row.entry;
            let year = i32::from(entry.day.year()) - i32::from(entry.day.month() < 4);
            let bucket = match limit.per {
                Bucket::Day => entry.day.to_string(),
                Bucket::Event => format!("{} {year}", entry.details.event.clone().unwrap()),
                Bucket::Year => year.to_string(),
                Bucket::Activity => entry.activity.to_string(),
                _ => String::new(),
            };
            let sum = used.entry(bucket).or_default();
            *sum = (sum.0 + row.counted, sum.1 + 1);
        }
        for (credits, times) in used.values() {
            match limit.most {
                Quantity::Credits(most) => prop_assert!(*credits <= most),
                Quantity::Times(most) => prop_assert!(*times <= most),
            }
        }
    }

    #[test]
    fn the_allocation_leaves_least_missing(rules in rules(false), entries in entries(6)) {
        prop_assert_eq!(missing(&standing(&rules, &entries)), least_missing(&rules, &entries));
    }

    #[test]
    fn one_more_credit_never_makes_it_worse(rules in rules(true), mut entries in entries(5), extra in an_entry()) {
        prop_assume!(entries.iter().all(|entry| entry.id != extra.id));
        let before = missing(&standing(&rules, &entries));
        entries.push(extra);
        prop_assert!(missing(&standing(&rules, &entries)) <= before);
    }

    #[test]
    fn a_suspension_takes_nothing_from_the_period(rules in rules(false), entries in entries(12), at in 0..80_i32, days in 1..400_i32) {
        let whole = standing(&rules, &entries);
        let first = day("2024-03-01").checked_add(at.days()).unwrap();
        let last = first.checked_add((days - 1).days()).unwrap();
        let moved: Vec<Entry> = entries
            .iter()
            .cloned()
            .map(|entry| match entry.day < first {
                true => entry,
                false => Entry { day: entry.day.checked_add(days.days()).unwrap(), ..entry },
            })
            .collect();
        let person = Person { suspensions: vec![Period::new(first, last)], ..Person::default() };
        let split = standing_of(&rules, &person, &moved);
        prop_assert_eq!(whole.total, split.total);
        prop_assert_eq!(missing(&whole), missing(&split));
        let end = whole.period.last.checked_add(days.days()).unwrap();
        prop_assert_eq!(split.effective.period.last, end);
    }
}

/// A hall's worth of ambiguous credits: the search is bounded, whatever the rules are.
#[test]
fn many_ambiguous_credits_are_allocated_in_bounded_time() {
    let everywhere = selection(&[true; 6]);
    let category = |key: &str, minimum: u32| Category {
        key: key.parse().unwrap(),
        minimum: Some(Credits::whole(minimum)),
        cap: Some(Credits::whole(minimum)),
        counts: vec![Counts {
            only: everywhere.clone(),
            ..Counts::default()
        }],
        ..Category::total()
    };
    let categories = vec![
        category("aa", 333),
        category("bb", 333),
        category("cc", 334),
    ];
    let rules = Requirements {
        total: Category {
            minimum: Some(Credits::whole(1000)),
            categories,
            ..Category::total()
        },
        ..Requirements::default()
    };
    let entries: Vec<Entry> = (0..400_u32)
        .map(|number| Entry {
            id: EntryId::new(uuid::Uuid::from_u128(u128::from(number))),
            day: day("2024-03-01")
                .checked_add(i32::try_from(number).unwrap().days())
                .unwrap(),
            activity: ACTIVITIES[number as usize % 6].parse().unwrap(),
            role: "attend".parse().unwrap(),
            credits: halves(1 + number % 9),
            society_held: true,
            event: Text::new("大会", "Event"),
            session: Text::new("講演", "Lecture"),
            voided: false,
            details: Details::default(),
        })
        .collect();
    let standing = standing(&rules, &entries);
    // 400 entries of 2.5 on average are 1,000: nearly all of it finds its place.
    assert!(
        standing.total.counted >= Credits::whole(990),
        "{}",
        standing.total.counted
    );
}
