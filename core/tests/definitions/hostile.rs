//! Texts that no society wrote: each is read or refused, quickly.

use super::jgets;
use proptest::prelude::*;
use shusseki_core::society::{Severity, check, shipped};

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
    [jhrs, jsnm, jgets, include_str!("every-word.kdl")]
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
