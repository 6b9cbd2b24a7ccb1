//! Special cases (P12): whether one applies, and the rules as it changes them.

use super::Asking;
use crate::{
    credit::{Case, Category, Change, Credits, Requirements, When},
    ids::{CategoryKey, RuleKey},
};
use jiff::{Unit, civil::Date};
use std::borrow::Cow;

/// The rules for this person, and the cases that apply.
pub(super) fn for_person<'a>(
    rules: &'a Requirements,
    asking: &Asking<'_>,
) -> (Cow<'a, Requirements>, Vec<&'a Case>) {
    let applies = |case: &&Case| case.when.iter().any(|when| holds(when, asking));
    let cases: Vec<&Case> = rules.cases.iter().filter(applies).collect();
    let mut changed = Cow::Borrowed(rules);
    for change in cases.iter().flat_map(|case| &case.changes) {
        apply(change, changed.to_mut());
    }
    (changed, cases)
}

fn holds(when: &When, asking: &Asking<'_>) -> bool {
    let (person, history) = (asking.person, &asking.holder.history);
    let period = &asking.effective.period;
    let age = person.born.and_then(|born| age_on(born, period.last));
    let certified = history.first_certified;
    let at_least = |wanted: Option<u32>, is: Option<u32>| {
        wanted.is_none_or(|wanted| is.is_some_and(|is| is >= wanted))
    };
    let at_most = |wanted: Option<u32>, is: Option<u32>| {
        wanted.is_none_or(|wanted| is.is_some_and(|is| is <= wanted))
    };
    at_least(when.age_from, age)
        && at_most(when.age_until, age)
        && at_least(when.renewals_from, Some(history.renewals))
        && at_most(when.renewals_until, Some(history.renewals))
        && when
            .certified_from
            .is_none_or(|from| certified.is_some_and(|day| from <= day))
        && when
            .certified_until
            .is_none_or(|until| certified.is_some_and(|day| day <= until))
        && when
            .is
            .as_ref()
            .is_none_or(|wanted| person.traits.contains(wanted))
        && when
            .is_not
            .as_ref()
            .is_none_or(|unwanted| !person.traits.contains(unwanted))
        && when
            .holds
            .as_ref()
            .is_none_or(|wanted| person.holds(wanted, asking.day))
        && when
            .class
            .as_ref()
            .is_none_or(|class| person.class.as_ref() == Some(class))
        && when.period_contains.is_none_or(|day| period.contains(day))
}

fn age_on(born: Date, day: Date) -> Option<u32> {
    let years = day.since((Unit::Year, born)).ok()?.get_years();
    u32::try_from(years).ok()
}

fn apply(change: &Change, rules: &mut Requirements) {
    match change {
        Change::Minimum(key, minimum) => {
            change_category(rules, key, &|category| category.minimum = *minimum);
        }
        Change::Cap(key, cap) => change_category(rules, key, &|category| category.cap = *cap),
        Change::OfWhich(key, minimum) => set_of_which(rules, key, *minimum),
        Change::Waives(key) => waive(rules, key),
        Change::Demands(condition) => rules.conditions.push(condition.clone()),
        Change::MustAttend(rule) => rules.must_attend.push(rule.clone()),
    }
}

fn change_category(rules: &mut Requirements, key: &CategoryKey, change: &dyn Fn(&mut Category)) {
    fn inside(category: &mut Category, key: &CategoryKey, change: &dyn Fn(&mut Category)) {
        // A case about the total reaches only totals that ask for something: of several ways, one may
        // ask for no credits at all.
        let bare =
            *key == CategoryKey::total() && category.minimum.is_none() && category.cap.is_none();
        if category.key == *key && !bare {
            change(category);
        }
        for child in &mut category.categories {
            inside(child, key, change);
        }
    }
    inside(&mut rules.total, key, change);
    for way in rules.alternatives.iter_mut().flatten() {
        inside(&mut way.requires.total, key, change);
    }
}

fn set_of_which(rules: &mut Requirements, key: &RuleKey, minimum: Credits) {
    let ways = rules
        .alternatives
        .iter_mut()
        .flatten()
        .flat_map(|way| &mut way.requires.of_which);
    for rule in rules
        .of_which
        .iter_mut()
        .chain(ways)
        .filter(|rule| rule.key == *key)
    {
        rule.minimum = minimum;
    }
}

fn waive(rules: &mut Requirements, key: &RuleKey) {
    rules.conditions.retain(|condition| condition.key != *key);
    rules.must_attend.retain(|rule| rule.key != *key);
    rules.of_which.retain(|rule| rule.key != *key);
    for way in rules.alternatives.iter_mut().flatten() {
        waive(&mut way.requires, key);
    }
}
