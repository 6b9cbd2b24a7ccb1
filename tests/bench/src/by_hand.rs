//! The rules of JGETS as a programmer would write them for JGETS alone, for comparison.

use shusseki_core::credit::{Credits, Entry};
use shusseki_core::society::Period;

/// What the engine tells, as far as JGETS asks for it.
pub(crate) struct ByHand {
    /// Earned, counted: congresses, device courses, seminars.
    pub(crate) categories: [(Credits, Credits); 3],
    /// What counts in all.
    pub(crate) total: Credits,
    /// What is missing of 50.
    pub(crate) missing: Credits,
    /// Whether a meeting was attended.
    pub(crate) attended: bool,
    /// For each entry: itself, what it added, and the total after it.
    pub(crate) rows: Vec<(Entry, Credits, Credits)>,
}

/// Evaluates a ledger.
pub(crate) fn jgets(entries: &[Entry], period: &Period) -> ByHand {
    const CAPS: [u32; 3] = [20, 10, 20];
    let mut sorted: Vec<&Entry> = entries.iter().filter(|entry| !entry.voided).collect();
    sorted.sort_by_key(|entry| (entry.day, entry.id));
    let mut categories = [(Credits::ZERO, Credits::ZERO); 3];
    let (mut total, mut attended) = (Credits::ZERO, false);
    let mut rows = Vec::with_capacity(sorted.len());
    for entry in sorted
        .into_iter()
        .filter(|entry| period.contains(entry.day))
    {
        let category = match entry.activity.as_str() {
            "congress" | "branch-meeting" | "study-meeting" => 0,
            "device-course" => 1,
            "medical-seminar" | "medical-lecture" | "other-lecture" => 2,
            _ => continue,
        };
        attended |= matches!(entry.activity.as_str(), "congress" | "branch-meeting");
        let (raw, counted) = &mut categories[category];
        *raw = *raw + entry.credits;
        let now = raw.capped(Some(Credits::whole(CAPS[category])));
        let added = now.less(*counted);
        *counted = now;
        total = total + added;
        rows.push((entry.clone(), added, total));
    }
    ByHand {
        categories,
        total,
        missing: Credits::whole(50).less(total),
        attended,
        rows,
    }
}
