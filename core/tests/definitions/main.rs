//! Definition files: what is refused, where, and with which remedy.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod hostile;
mod shipped;
mod wrong;

use shusseki_core::society::{Diagnostic, Severity, check, shipped};

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
