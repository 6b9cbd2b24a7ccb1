//! Which entries of the ledger may count at all.

use super::effective::EffectivePeriod;
use crate::credit::{Declared, Entry, Evidence, Note, Person, Requirements};
use crate::society::SuspensionRule;
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// An entry, and why it can't count if it can't.
pub(super) struct Judged<'a> {
    pub(super) entry: &'a Entry,
    pub(super) excluded: Option<Note>,
}

/// What an entry is judged by.
pub(super) struct Judge<'a> {
    pub(super) effective: &'a EffectivePeriod,
    pub(super) suspension: Option<&'a SuspensionRule>,
    pub(super) person: &'a Person,
}

impl<'a> Judge<'a> {
    /// The entries that are not voided, oldest first; those of one day in the order of their
    /// identifiers, which never change.
    pub(super) fn all(&self, entries: &'a [Entry], rules: &Requirements) -> Vec<Judged<'a>> {
        let standing = entries.iter().filter(|entry| !entry.voided);
        let mut judged: Vec<Judged<'a>> = standing
            .map(|entry| Judged {
                entry,
                excluded: self.exclusion(entry, rules),
            })
            .collect();
        judged.sort_by_key(|judged| (judged.entry.day, judged.entry.id));
        exclude_duplicates(&mut judged);
        judged
    }

    fn exclusion(&self, entry: &Entry, rules: &Requirements) -> Option<Note> {
        let window = &self.effective.credits;
        if entry.day < window.first {
            return Some(Note::BeforePeriod);
        }
        if entry.day > window.last {
            return Some(Note::AfterPeriod);
        }
        let suspended = || {
            self.effective
                .suspended
                .iter()
                .any(|span| span.contains(entry.day))
        };
        if self.suspension.is_some_and(|rule| !rule.credits_count) && suspended() {
            return Some(Note::Suspended);
        }
        match (entry.details.evidence, rules.declared) {
            (Evidence::Declared, Declared::AfterReview) => return Some(Note::AwaitsReview),
            (Evidence::Declared | Evidence::Accepted, Declared::NotAccepted) => {
                return Some(Note::DeclarationNotAccepted);
            }
            _ => {}
        }
        let outside = |society: &String| {
            self.person.memberships.is_some() && !self.member(society, entry.day)
        };
        rules
            .only_as_member_of
            .as_ref()
            .is_some_and(outside)
            .then_some(Note::NotAMember)
    }

    fn member(&self, society: &str, day: Date) -> bool {
        let memberships = self.person.memberships.iter().flatten();
        let mut of_society = memberships.filter(|membership| membership.society == society);
        of_society.any(|span| span.from <= day && span.until.is_none_or(|until| day <= until))
    }
}

/// Two proofs of the same thing count once: the one worth most, then the society's own record, then
/// the older.
fn exclude_duplicates(judged: &mut [Judged<'_>]) {
    let mut best: BTreeMap<&str, usize> = BTreeMap::new();
    let rank = |at: usize, judged: &[Judged<'_>]| {
        let entry = judged[at].entry;
        (
            entry.credits,
            Reverse(entry.details.evidence),
            Reverse((entry.day, entry.id)),
        )
    };
    let mut doubles = Vec::new();
    for at in 0..judged.len() {
        let Some(proves) = &judged[at].entry.details.proves else {
            continue;
        };
        if judged[at].excluded.is_some() {
            continue;
        }
        match best.get_mut(proves.as_str()) {
            None => {
                best.insert(proves, at);
            }
            Some(first) if rank(at, judged) > rank(*first, judged) => {
                doubles.push(*first);
                *first = at;
            }
            Some(_) => doubles.push(at),
        }
    }
    for at in doubles {
        judged[at].excluded = Some(Note::Duplicate);
    }
}
