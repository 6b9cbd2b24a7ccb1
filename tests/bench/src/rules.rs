//! The credit engine by itself: entries a second, its growth, and the same rules written by hand.

use crate::{by_hand, memory};
use jiff::ToSpan as _;
use shusseki_core::credit::{
    Asked, Credits, Deed, Dossier, Entry, Holder, Offer, Person, Standing, evaluate, granted, paths,
};
use shusseki_core::ids::EntryId;
use shusseki_core::society::{Period, Society, shipped};
use shusseki_core::text::Text;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Entries of an ordinary member.
const ENTRIES: usize = 60;
/// Sessions of a society that are still to come.
const OPEN_SESSIONS: usize = 50;
const MEMBERS: usize = 100_000;
const MEASURED_FOR: Duration = Duration::from_secs(1);

/// Measures and prints.
pub(crate) fn print() {
    for (name, text) in shipped() {
        one_member(&Ledger::new(name, text, ENTRIES));
    }
    let (name, text) = shipped()[2];
    against_by_hand(&Ledger::new(name, text, ENTRIES));
    a_whole_society(&Ledger::new(name, text, ENTRIES));
    growth(name, text);
    for (name, text) in shipped() {
        the_way(&Ledger::new(name, text, ENTRIES));
    }
}

/// A member of a society with a ledger.
struct Ledger {
    society: Society,
    holder: Holder,
    person: Person,
    entries: Vec<Entry>,
    asked: Asked,
}

impl Ledger {
    fn new(name: &str, text: &str, entries: usize) -> Self {
        let society = Society::parse(name, text).expect("a shipped definition");
        let day = |text: &str| text.parse().expect("a day");
        let holder = Holder {
            certification: society.certifications[0].key.clone(),
            number: "00001".to_owned(),
            period: Period::new(day("2023-04-01"), day("2028-03-31")),
            renewed_on: None,
            history: Default::default(),
        };
        let entries = entries_of(&society, entries);
        Self {
            society,
            holder,
            person: Person::default(),
            entries,
            asked: Asked::on(day("2026-11-20")),
        }
    }

    fn evaluate(&self) -> Standing {
        let dossier = Dossier {
            holder: &self.holder,
            person: &self.person,
            entries: black_box(&self.entries),
        };
        let certification = &self.society.certifications[0];
        evaluate(&self.society, certification, &dossier, &self.asked)
    }
}

fn one_member(ledger: &Ledger) {
    let each = time(|| {
        black_box(ledger.evaluate());
    });
    println!(
        "A standing of {ENTRIES} entries, {}: {:.1} µs, {:.2} million entries a second",
        ledger.society.short_name,
        each * 1e6,
        ENTRIES as f64 / each / 1e6
    );
}

/// The way to what is missing, for somebody whose minimum no session reaches: the longest search.
fn the_way(ledger: &Ledger) {
    let mut society = ledger.society.clone();
    for version in &mut society.certifications[0].versions {
        version.total.minimum = Some(Credits::whole(1_000));
        version.total.cap = None;
    }
    let offers = offers(ledger, OPEN_SESSIONS);
    let dossier = Dossier {
        holder: &ledger.holder,
        person: &ledger.person,
        entries: &ledger.entries,
    };
    let each = time(|| {
        let certification = &society.certifications[0];
        black_box(paths(
            &society,
            certification,
            &dossier,
            &ledger.asked,
            black_box(&offers),
        ));
    });
    println!(
        "The way to what {ENTRIES} entries lack, {OPEN_SESSIONS} open sessions, {}: {:.2} ms",
        society.short_name,
        each * 1e3
    );
}

/// Sessions that are still to come, one a day.
fn offers(ledger: &Ledger, count: usize) -> Vec<Offer> {
    let entries = entries_of(&ledger.society, count).into_iter().enumerate();
    entries
        .map(|(at, mut entry)| {
            entry.id = EntryId::new(uuid::Uuid::from_u128(1_000_000 + at as u128));
            entry.day = ledger.asked.day + (at as i64 + 1).days();
            Offer { entry, time: None }
        })
        .collect()
}

fn against_by_hand(ledger: &Ledger) {
    must_agree(ledger);
    let by_rules = time(|| {
        black_box(ledger.evaluate());
    });
    let by_hand = time(|| {
        black_box(by_hand::jgets(
            black_box(&ledger.entries),
            &ledger.holder.period,
        ));
    });
    println!(
        "The same by hand in Rust, JGETS: {:.1} µs; the engine takes {:.1} times as long",
        by_hand * 1e6,
        by_rules / by_hand
    );
}

/// Both tell the same, or the comparison is worth nothing.
fn must_agree(ledger: &Ledger) {
    let by_rules = ledger.evaluate();
    let by_hand = by_hand::jgets(&ledger.entries, &ledger.holder.period);
    let categories = by_rules.categories.iter().map(|one| (one.raw, one.counted));
    assert!(categories.eq(by_hand.categories));
    assert_eq!(
        (by_rules.total.counted, by_rules.total.missing),
        (by_hand.total, by_hand.missing)
    );
    assert_eq!(by_rules.must_attend[0].missing == 0, by_hand.attended);
    let rows = by_rules
        .rows
        .iter()
        .map(|row| (row.entry.clone(), row.counted, row.running_total));
    assert!(rows.eq(by_hand.rows));
}

fn growth(name: &str, text: &str) {
    for entries in [1_000, 10_000, 100_000, 1_000_000] {
        let ledger = Ledger::new(name, text, entries);
        let each = time(|| {
            black_box(ledger.evaluate());
        });
        println!(
            "One ledger of {entries:>9} entries: {:>9.2} ms, {:.2} million entries a second",
            each * 1e3,
            entries as f64 / each / 1e6
        );
    }
}

fn a_whole_society(ledger: &Ledger) {
    let before = memory::resident_megabytes("self");
    let started = Instant::now();
    for _ in 0..MEMBERS {
        black_box(ledger.evaluate());
    }
    println!(
        "{MEMBERS} members of {ENTRIES} entries: {:.1} s on one core; resident memory {before} MB before, {} MB after",
        started.elapsed().as_secs_f64(),
        memory::resident_megabytes("self")
    );
}

/// Seconds a run, of as many as fit into the time.
fn time(mut run: impl FnMut()) -> f64 {
    run();
    let (started, mut runs) = (Instant::now(), 0_u32);
    while started.elapsed() < MEASURED_FOR {
        run();
        runs += 1;
    }
    started.elapsed().as_secs_f64() / f64::from(runs)
}

fn entries_of(society: &Society, count: usize) -> Vec<Entry> {
    let role = "attend".parse().expect("a role");
    let deed = Deed {
        role: &role,
        day: "2025-06-01".parse().expect("a day"),
        minutes: None,
    };
    let activities = society.activities.iter().cycle().take(count).enumerate();
    activities
        .map(|(number, activity)| Entry {
            id: EntryId::new(uuid::Uuid::from_u128(number as u128)),
            day: deed.day,
            activity: activity.key.clone(),
            credits: granted(society, &activity.key, &deed).unwrap_or_default(),
            role: role.clone(),
            society_held: number % 2 == 0,
            event: Text::new(format!("第{number}回大会"), format!("Meeting {number}")),
            session: Text::new("講演", "Lecture"),
            voided: false,
            details: Default::default(),
        })
        .collect()
}
