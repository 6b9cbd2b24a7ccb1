//! Every mistake in rules: what is said, where, and with which remedy.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod effect;
mod lines;
mod names;
mod numbers;
mod reach;
mod references;
mod services;
mod versions;
mod words;

use shusseki_core::society::{Severity, check};

const EVERY_WORD: &str = include_str!("../definitions/every-word.kdl");

/// A change of the definition, and what is then said: at which text, the mistake, the remedy.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

/// That each change is found to be that mistake, and nothing else is.
#[track_caller]
fn are_found(severity: Severity, rows: &[Row]) {
    for (from, to, at, mistake, remedy) in rows {
        assert_eq!(
            EVERY_WORD.matches(from).count(),
            1,
            "{from:?} must stand once"
        );
        let text = EVERY_WORD.replacen(from, to, 1);
        let found = check("every-word.kdl", &text).diagnostics;
        let shown: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), 1, "{to}\n{}", shown.join("\n"));
        let one = &found[0];
        assert_eq!((&*one.mistake, &*one.remedy), (*mistake, *remedy), "{to}");
        assert_eq!(one.severity, severity, "{to}");
        let line = text.lines().nth(one.line - 1).unwrap();
        let marked: String = line.chars().skip(one.column - 1).take(one.marked).collect();
        assert_eq!(marked, *at, "{one}");
        // The place is the changed one, not another of the same words.
        let changed = EVERY_WORD.find(from).unwrap();
        let first = text[..changed].lines().count();
        assert!(first.abs_diff(one.line) <= 6, "{one}");
    }
}

/// The definition with the rules of its second version as given.
fn with_rules(rules: &str) -> Vec<String> {
    let start = EVERY_WORD.find("certification specialist").unwrap();
    let head = &EVERY_WORD[..start];
    let text = format!(
        "{head}certification specialist ja=\"専門医\" {{\n\
        number \"{{serial}}\"\nvalid years=5\nrenewal before-period-end opens=\"12-01\" closes=\"01-31\"\n{rules}\n}}\n"
    );
    let found = check("rules.kdl", &text).diagnostics;
    let errors = found
        .iter()
        .filter(|one| !one.mistake.starts_with("no certification counts"));
    errors
        .map(|one| format!("{}: {}", one.source_line.trim(), one.mistake))
        .collect()
}
