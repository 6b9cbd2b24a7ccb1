//! The definitions that are shipped.

use super::jgets;
use shusseki_core::society::{Society, check, shipped};

#[test]
fn the_shipped_definitions_have_no_mistake_and_at_most_a_known_warning() {
    for (name, text) in shipped() {
        let checked = check(name, text);
        assert!(checked.diagnostics.is_empty(), "{}", checked.diagnostics[0]);
        assert_eq!(format!("{}.kdl", checked.society.unwrap().slug), name);
    }
}

#[test]
fn the_shipped_societies_differ_in_the_number_inside_their_codes() {
    let numbers = shipped().map(|(name, text)| Society::parse(name, text).unwrap().number.get());
    assert_eq!(numbers, [1, 2, 3]);
}

#[test]
fn jsnm_says_what_its_manual_says() {
    let (name, text) = shipped()[1];
    let jsnm = Society::parse(name, text).unwrap();
    assert_eq!(
        jsnm.fiscal.first_day(2026).unwrap().to_string(),
        "2026-09-01"
    );
    assert_eq!(jsnm.contact.phone.as_deref(), Some("03-5786-6815"));
    assert_eq!(jsnm.history.from.unwrap().to_string(), "2023-10-10");
    let listed = jsnm
        .event_kinds
        .iter()
        .filter(|kind| kind.listed_in_history);
    let listed: Vec<&str> = listed.map(|kind| kind.name.ja.as_str()).collect();
    assert_eq!(listed, ["学術総会", "春季大会", "教育講演"]);
    let [specialist, pet, _] = &jsnm.certifications[..] else {
        panic!("three certifications");
    };
    assert_eq!(pet.renewed_with.as_ref(), Some(&specialist.key));
    assert_eq!(pet.versions, specialist.versions);
}

#[test]
fn an_officer_reads_the_rules_of_jgets_in_25_lines() {
    let certification = jgets().split("\ncertification").nth(1).unwrap();
    let (certification, _) = certification.split_once("\n}\n").unwrap();
    assert!(certification.lines().count() <= 25);
}
