//! What is refused, where, and with which remedy.

use super::{jgets, refused, with};
use shusseki_core::society::{Severity, Society, check};

#[test]
fn a_misspelt_word_is_answered_with_the_one_that_was_meant() {
    refused(
        "dues-paid",
        "dues-payed",
        "dues-payed",
        "unknown word `dues-payed` in `requires`",
        "did you mean `dues-paid`?",
    );
}

#[test]
fn a_misspelt_property_is_answered_with_the_one_that_was_meant() {
    refused(
        "cap=10 {",
        "capp=10 {",
        "capp=10",
        "`category` has no property `capp`",
        "did you mean `cap`?",
    );
}

#[test]
fn references_to_nothing_are_named() {
    refused(
        "counts device-course",
        "counts device-curse",
        "device-curse",
        "there is no activity `device-curse`",
        "did you mean `device-course`?",
    );
}

#[test]
fn a_role_that_is_not_declared_gives_no_credits() {
    let (from, to) = ("attend=5", "attendant=5");
    let wanted = "there is no role `attendant`";
    refused(from, to, to, wanted, "did you mean `attend`?");
}

#[test]
fn without_the_role_that_a_check_in_registers_there_is_no_society() {
    let text = jgets().replace("role attend ", "role take-part ");
    let text = text.replace("attend=", "take-part=");
    let found = check("jgets.kdl", &text).diagnostics;
    let first = &found[0];
    assert_eq!(
        first.mistake,
        "`roles` lacks the role `attend`, which a check-in registers"
    );
    assert_eq!(
        first.remedy,
        "add `role attend ja=\"参加\" en=\"Attendance\"`"
    );
    assert!(Society::parse("jgets.kdl", &text).is_err());
}

#[test]
fn a_society_does_not_take_an_address_of_the_server() {
    for word in ["api", "assets", "c", "livez", "readyz"] {
        refused(
            "society jgets ",
            &format!("society {word} "),
            word,
            &format!("addresses that begin with `/{word}` are the server's own"),
            &format!("choose another name, such as `{word}-society`"),
        );
    }
    // A name that only begins like one of them is free.
    assert!(with("society jgets ", "society api-society ").1.is_empty());
}

#[test]
fn an_activity_may_count_in_more_than_one_category() {
    let (_, found) = with("counts device-course", "counts device-course congress");
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_colour_that_nobody_can_read_is_refused() {
    refused(
        "\"#1b5e8c\"",
        "\"#7fb2d6\"",
        "\"#7fb2d6\"",
        "`\"#7fb2d6\"` isn't right here",
        "its contrast with white is 2.3, and text needs 4.5 (WCAG 2.2, 1.4.3)",
    );
}

#[test]
fn a_minimum_above_its_cap_can_never_be_met() {
    refused(
        "cap=10 {",
        "minimum=12.5 cap=10 {",
        "category",
        "the minimum 12.5 is above the cap 10",
        "lower `minimum`, or raise `cap`",
    );
}

#[test]
fn caps_that_cannot_add_up_to_the_total_are_named_with_their_sum() {
    refused(
        "cap=10 {",
        "cap=9.5 {",
        "total",
        "at most 49.5 can be reached, and the total needs 50",
        "raise a `cap`, add what `counts`, or lower the minimum",
    );
}

#[test]
fn a_section_that_is_missing_is_named() {
    let (_, found) = with("history years=7", "");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].mistake, "the file lacks `history`");
}

#[test]
fn what_is_declared_twice_is_said_where_it_stands_again() {
    let again = "role present ja=\"発表\" en=\"Presentation\"\n    role attend ja=\"出席\"";
    let (_, found) = with("role present ja=\"発表\" en=\"Presentation\"", again);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].mistake, "the role `attend` is declared twice");
    assert_eq!(found[0].source_line.trim(), "role attend ja=\"出席\"");
}

#[test]
fn an_activity_that_counts_nowhere_is_only_a_warning() {
    let (text, found) = with("medical-lecture other-lecture\n", "medical-lecture\n");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].severity, Severity::Warning);
    assert!(Society::parse("jgets.kdl", &text).is_ok());
}

#[test]
fn every_mistake_is_reported_at_once_in_the_order_of_the_lines() {
    let mut text = jgets().to_owned();
    for (from, to) in [
        ("venue-code-number=3", "venue-code-number=70000"),
        ("starts=\"04-01\"", "starts=\"02-30\""),
        ("dues=5000", "dues=-1"),
        ("accepts-late=\"48h\"", "accepts-late=\"48\""),
        ("years=5", "years=0"),
        ("opens=\"12-01\"", "opens=\"12-01 25:00\""),
        ("total minimum=50", "total minimum=\"50\""),
        ("must-attend meeting ja", "must-attend meeting times=0 ja"),
    ] {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let found = check("jgets.kdl", &text).diagnostics;
    assert_eq!(found.len(), 8, "{found:#?}");
    assert!(found.is_sorted_by_key(|one| one.line));
}

#[test]
fn what_is_no_kdl_names_its_line() {
    let (_, found) = with("languages ja en", "languages ja en {");
    assert!(!found.is_empty());
    assert!(
        found.iter().all(|one| one.mistake.starts_with("not KDL")),
        "{found:#?}"
    );
}
