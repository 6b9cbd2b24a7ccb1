//! The way to the missing credits: which sessions can be on it together.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use shusseki_core::{
    calendar::{SessionTime, Window},
    credit::{Asked, Credits, Dossier, Entry, Holder, Offer, Path, Person, paths},
    ids::EntryId,
    society::{Period, Society, shipped},
    text::Text,
};

fn entry(id: u128, day: &str, activity: &str, credits: u32) -> Entry {
    Entry {
        id: EntryId::new(uuid::Uuid::from_u128(id)),
        day: day.parse().unwrap(),
        activity: activity.parse().unwrap(),
        role: "attend".parse().unwrap(),
        credits: Credits::whole(credits),
        society_held: true,
        event: Text::new(format!("大会{id}"), format!("Meeting {id}")),
        session: Text::new("参加", "Attendance"),
        voided: false,
        details: Default::default(),
    }
}

/// The ways to 50 points for somebody with 10 of congresses, 10 of courses and 18 of seminars, where
/// the congress (10) and one of its lectures (2) run at the same time.
fn found(society: &Society, reception: bool) -> Vec<Path> {
    let mut entries = vec![
        entry(1, "2024-05-20", "congress", 10),
        entry(2, "2024-06-15", "device-course", 10),
    ];
    entries.extend((3..12).map(|id| entry(id, "2025-01-21", "medical-lecture", 2)));
    let holder = Holder {
        certification: "endoscopy-technician".parse().unwrap(),
        number: "00042".into(),
        period: Period::new("2023-04-01".parse().unwrap(), "2028-03-31".parse().unwrap()),
        renewed_on: None,
        history: Default::default(),
    };
    let dossier = Dossier {
        holder: &holder,
        person: &Person::default(),
        entries: &entries,
    };
    let at = |text: &str| text.parse().unwrap();
    let window = Window::new(at("2026-11-20T01:00:00Z"), at("2026-11-20T02:00:00Z"));
    let offer = |entry, reception| {
        let time = Some(SessionTime { window, reception });
        Offer { entry, time }
    };
    let offers = [
        offer(entry(20, "2026-11-20", "congress", 10), reception),
        offer(entry(21, "2026-11-20", "medical-lecture", 2), false),
    ];
    let asked = Asked::on("2026-11-01".parse().unwrap());
    paths(
        society,
        &society.certifications[0],
        &dossier,
        &asked,
        &offers,
    )
}

#[test]
fn a_reception_stands_in_nobodys_way() {
    let (name, text) = shipped()[2];
    let jgets = Society::parse(name, text).unwrap();
    let [path] = &found(&jgets, true)[..] else {
        panic!("one way");
    };
    assert!(path.closes);
    assert_eq!(path.offers, [0, 1]);
    let [path] = &found(&jgets, false)[..] else {
        panic!("the nearest");
    };
    assert!(!path.closes);
    assert_eq!(path.offers, [0]);
}
