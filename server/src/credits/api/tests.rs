//! The explanation of a standing, held against files: data and sentences in both languages.
//!
//! A change that is meant renews them: `SHUSSEKI_RENEW_GOLDEN=1 cargo test -p shusseki-server golden`,
//! then read the difference as a member would.

use super::StandingDto;
use shusseki_core::credit::{
    Asked, Certificate, Details, Dossier, Entry, Evidence, History, Holder, Person, Scope, evaluate,
};
use shusseki_core::ids::EntryId;
use shusseki_core::society::{Period, Society, shipped};
use shusseki_core::text::Text;
use std::path::PathBuf;

/// Day, activity, credits, whether the society held it, evidence.
type Line = (&'static str, &'static str, &'static str, bool, Evidence);

const RECORDED: Evidence = Evidence::Recorded;

fn entries(lines: &[Line]) -> Vec<Entry> {
    let entry = |(at, (day, activity, credits, society_held, evidence)): (usize, &Line)| Entry {
        id: EntryId::new(uuid::Uuid::from_u128(at as u128 + 1)),
        day: day.parse().unwrap(),
        activity: activity.parse().unwrap(),
        role: "attend".parse().unwrap(),
        credits: credits.parse().unwrap(),
        society_held: *society_held,
        event: Text::new(format!("大会{}", at + 1), format!("Meeting {}", at + 1)),
        session: Text::new("参加", "Attendance"),
        voided: false,
        details: Details {
            evidence: *evidence,
            ..Details::default()
        },
    };
    lines.iter().enumerate().map(entry).collect()
}

/// Compares the standing of that ledger with the file named after the society.
fn holds(society: usize, period: (&str, &str), person: &Person, lines: &[Line]) {
    let (name, text) = shipped()[society];
    let society = Society::parse(name, text).unwrap();
    let certification = &society.certifications[0];
    let (first, last) = (period.0.parse().unwrap(), period.1.parse().unwrap());
    let holder = Holder {
        certification: certification.key.clone(),
        number: "00042".to_owned(),
        period: Period::new(first, last),
        renewed_on: Some(first),
        history: History {
            renewals: 1,
            ..Default::default()
        },
    };
    let dossier = Dossier {
        holder: &holder,
        person,
        entries: &entries(lines),
    };
    let asked = Asked {
        day: "2026-11-20".parse().unwrap(),
        scope: Scope::IncludingBefore,
    };
    let standing = evaluate(&society, certification, &dossier, &asked);
    let shown = serde_json::to_string_pretty(&StandingDto::new(&standing, &[])).unwrap() + "\n";
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("src/credits/api/golden")
        .join(format!("{}.json", society.slug));
    if std::env::var_os("SHUSSEKI_RENEW_GOLDEN").is_some() {
        std::fs::write(&file, &shown).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(
        shown,
        kept,
        "{} says otherwise; see the head of this test",
        file.display()
    );
}

/// 35 of 50, of which 20 held by the society; dues and membership are known.
#[test]
fn the_golden_standing_of_jhrs() {
    let person = Person {
        unpaid: Some([2025].into()),
        ..Person::default()
    };
    holds(
        0,
        ("2023-04-01", "2028-03-31"),
        &person,
        &[
            ("2022-07-18", "annual-meeting", "10", true, RECORDED),
            ("2025-07-18", "annual-meeting", "10", true, RECORDED),
            ("2026-03-27", "seminar", "10", false, RECORDED),
            ("2026-09-05", "ecg-academy-1", "5", false, RECORDED),
            ("2026-10-10", "ablation-meeting", "10", true, RECORDED),
            ("2026-10-11", "poetry-evening", "3", false, RECORDED),
        ],
    );
}

/// 57.5 of 60, no spring meeting; the office has yet to look at one proof.
#[test]
fn the_golden_standing_of_jsnm() {
    let person = Person {
        certificates: vec![Certificate {
            certification: "radiologist".parse().unwrap(),
            from: "2020-04-01".parse().unwrap(),
            until: None,
        }],
        ..Person::default()
    };
    holds(
        1,
        ("2023-08-01", "2028-07-31"),
        &person,
        &[
            ("2024-11-16", "annual-meeting", "15", true, RECORDED),
            ("2024-11-17", "educational-lecture", "2.5", true, RECORDED),
            ("2025-06-27", "regional-meeting", "5", false, RECORDED),
            ("2025-11-16", "annual-meeting", "15", true, RECORDED),
            (
                "2026-06-27",
                "regional-meeting",
                "5",
                false,
                Evidence::Declared,
            ),
            ("2026-08-23", "seminar", "5", false, RECORDED),
        ],
    );
}

/// JGETS-15: 89 earned, 49 counted, two categories over their caps.
#[test]
fn the_golden_standing_of_jgets() {
    holds(
        2,
        ("2023-04-01", "2028-03-31"),
        &Person::default(),
        &[
            ("2024-05-25", "congress", "20", true, RECORDED),
            ("2024-07-09", "device-course", "15", false, RECORDED),
            ("2025-05-24", "congress", "20", true, RECORDED),
            ("2025-07-08", "device-course", "15", false, RECORDED),
            ("2026-02-01", "medical-seminar", "19", false, RECORDED),
        ],
    );
}
