//! Definition files: what is refused, where, and with which remedy.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use proptest::prelude::*;
use shusseki_core::society::{Diagnostic, Severity, Society, check, shipped};

fn jgets() -> &'static str {
    shipped()[2].1
}

/// JGETS's definition after one replacement, and what is found wrong with it.
fn with(from: &str, to: &str) -> (String, Vec<Diagnostic>) {
    assert!(jgets().contains(from), "the definition has no {from:?}");
    let text = jgets().replacen(from, to, 1);
    let found = check("jgets.kdl", &text).diagnostics;
    (text, found)
}

/// That the replacement is found to be that mistake, and nothing else is.
#[track_caller]
fn refused(from: &str, to: &str, at: &str, mistake: &str, remedy: &str) {
    let (text, found) = with(from, to);
    assert_eq!(found.len(), 1, "{found:#?}");
    let one = &found[0];
    assert_eq!((&*one.mistake, &*one.remedy), (mistake, remedy));
    assert_eq!(one.severity, Severity::Error);
    let line = text.lines().nth(one.line - 1).unwrap();
    let marked: String = line.chars().skip(one.column - 1).take(one.marked).collect();
    assert_eq!(marked, at, "{one}");
}

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

#[test]
fn hostile_depth_and_size_are_refused_quickly() {
    let deep = [
        "{",
        "a {",
        "a {\n",
        "a {\"}\" ",
        "a {b=} ",
        "a {b=\n}",
        "a {#\"\"}\"#",
        "a /-{ ",
        "/*",
        "a=//x {",
        "a {\"\"\"\n}\n\"\"\" ",
    ];
    for piece in deep {
        let found = check("deep.kdl", &piece.repeat(60_000 / piece.len())).diagnostics;
        assert!(!found.is_empty(), "{piece}");
    }
    let large = format!("// {}", "x".repeat(70_000));
    assert!(
        check("large.kdl", &large).diagnostics[0]
            .mistake
            .contains("64 kB")
    );
}

#[test]
fn a_long_run_of_one_character_is_refused_quickly() {
    for piece in [
        "\"", "#", "=", "(", ")", "}", ";", "\\", "/", "\u{0}", "学", "a ", "a=", "=a", ")a", "}a",
        "= ", " /", "=\"", "-", "0", "\r",
    ] {
        let found = check("run.kdl", &piece.repeat(65_000 / piece.len())).diagnostics;
        assert!(!found.is_empty(), "{piece}");
    }
}

/// Rules that stand over and over again where each is compared with all others.
#[test]
fn what_must_be_compared_with_much_is_read_or_refused_quickly() {
    let start = jgets().find("    requires {").unwrap();
    for (one, other) in [
        ("counts congress\n", "at-least 1\n"),
        ("counts congress role=attend\n", "counts device-course\n"),
        ("counts a b c d e f\n", "counts congres\n"),
        ("at-most 1\n", "at-least 2\n"),
        (
            "of-which x# ja=y minimum=1 {counts congress}\n",
            "counts congress\n",
        ),
        (
            "case x# ja=y {when age-from=1;total cap=1}\n",
            "counts congress\n",
        ),
        ("category x# ja=y {counts congress}\n", "at-least 1\n"),
        (
            "case x# ja=y {when age-from=1;total cap=1}\n",
            "category x# ja=y {counts congress}\n",
        ),
        ("}\nrequires ja=y {total\n", "counts congress\n"),
    ] {
        let mut text = format!("{}requires {{\ntotal minimum=1\n", &jgets()[..start]);
        for number in 0..450 {
            text.push_str(&one.replace('#', &number.to_string()));
            text.push_str(&other.replace('#', &number.to_string()));
        }
        // Blocks are bounded in number; what is none fills the rest.
        let filler = [one, other].into_iter().filter(|line| !line.contains('{'));
        let filler = filler.collect::<String>();
        if !filler.is_empty() {
            text.push_str(&filler.repeat((64_000 - text.len()) / filler.len()));
        }
        text.push_str("}\n}\n");
        let started = std::time::Instant::now();
        let found = check("much.kdl", &text).diagnostics;
        assert!(
            !found
                .iter()
                .any(|one| one.mistake.contains("more than 1000 blocks"))
        );
        assert!(started.elapsed().as_secs() < 20, "{one}{other}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_text_panics(text in ".{0,400}") {
        let found = check("any.kdl", &text).diagnostics;
        prop_assert!(!found.is_empty());
        for one in found {
            prop_assert!(one.to_string().contains("= help: "));
        }
    }

    #[test]
    fn no_text_of_the_languages_own_pieces_panics(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..80),
    ) {
        prop_assert!(!check("pieces.kdl", &pieces.concat()).diagnostics.is_empty());
    }

    #[test]
    fn no_mutation_of_a_definition_panics(
        which in 0..4_usize,
        start in any::<prop::sample::Index>(),
        length in 0..60_usize,
        put in prop::sample::select(PIECES),
    ) {
        let characters: Vec<char> = definitions()[which].chars().collect();
        let start = start.index(characters.len());
        let end = (start + length).min(characters.len());
        let mutated: String = characters[..start].iter().copied()
            .chain(put.chars())
            .chain(characters[end..].iter().copied())
            .collect();
        is_answered(&mutated)?;
    }

    /// Lines that are well-formed by themselves, in places where they don't belong.
    #[test]
    fn no_exchange_of_lines_panics(
        which in 0..4_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..6),
    ) {
        let mut lines: Vec<&str> = definitions()[which].lines().collect();
        for (from, to) in changes {
            let line = lines[from.index(lines.len())];
            let to = to.index(lines.len());
            if line.matches('{').count() == line.matches('}').count() {
                lines.insert(to, line);
            } else {
                lines[to] = line;
            }
        }
        is_answered(&lines.join("\n"))?;
    }

    /// Values that a word never has, one at a time.
    #[test]
    fn no_exchange_of_values_panics(
        which in 0..4_usize,
        place in any::<prop::sample::Index>(),
        put in prop::sample::select(VALUES),
    ) {
        let text = definitions()[which];
        let equals: Vec<usize> = text.match_indices('=').map(|(at, _)| at + 1).collect();
        let from = equals[place.index(equals.len())];
        let rest = &text[from..];
        let quoted = rest.strip_prefix('"').and_then(|rest| Some(rest.find('"')? + 2));
        let end = quoted.unwrap_or_else(|| rest.find(char::is_whitespace).unwrap_or(rest.len()));
        is_answered(&format!("{}{put}{}", &text[..from], &rest[end..]))?;
    }
}

/// The shipped definitions, and the one that uses every word.
fn definitions() -> [&'static str; 4] {
    let [jhrs, jsnm, jgets] = shipped().map(|(_, text)| text);
    [
        jhrs,
        jsnm,
        jgets,
        include_str!("every-word.kdl"),
    ]
}

/// That the text is either read or refused, and each mistake has a place in it.
fn is_answered(text: &str) -> Result<(), TestCaseError> {
    let checked = check("mutated.kdl", text);
    let mut errors = checked.diagnostics.iter();
    let refused = errors.any(|one| one.severity == Severity::Error);
    prop_assert_eq!(checked.society.is_none(), refused);
    prop_assert!(!refused || checked.examples.is_empty());
    for one in &checked.diagnostics {
        let line = text.lines().nth(one.line - 1).unwrap_or_default();
        prop_assert!(line.starts_with(one.source_line.as_str()) || one.line > text.lines().count());
        prop_assert!(one.column <= line.chars().count() + 1, "{}", one);
    }
    Ok(())
}

const VALUES: &[&str] = &[
    "0",
    "-1",
    "50",
    "1000000",
    "1000001",
    "0.00001",
    "1e400",
    "#true",
    "#null",
    "none",
    "\"\"",
    "\"9999-12-31\"",
    "\"0001-01-01\"",
    "\"2199-12-31\"",
    "\"1900-01-01\"",
    "\"02-29\"",
    "\"0min\"",
    "\"99999999999h\"",
    "total",
    "society-held",
    "period",
    "code",
    "attend",
    "specialist",
];

const PIECES: &[&str] = &[
    "society",
    "certification",
    "requires",
    "either",
    "way",
    "case",
    "when",
    "waives",
    "at-most",
    "at-least",
    "times",
    "of-which",
    "must-attend",
    "example",
    "credit",
    "expect",
    "from=\"2026-04-01\"",
    "until=",
    "category",
    "counts",
    "total",
    "minimum",
    "cap",
    "credits",
    " ",
    "\n",
    "{",
    "}",
    "\"",
    "=",
    "#",
    "/",
    "//",
    "\\",
    "\t",
    "12.5",
    "-1",
    "1e400",
    "99999999999999999999999999999999999999999",
    "#true",
    "#null",
    "(x)",
    "技師会",
    "👩‍⚕️",
    "\u{202e}",
    "\u{0}",
    ";",
    "'",
    "r",
    "\u{feff}",
    "cap=1 cap=2",
    "ja=\"\"",
];
