//! Events that must have been attended (P7).

use super::bucket::{BucketId, buckets};
use crate::{
    calendar::FiscalCalendar,
    credit::{Entry, MustAttend, MustAttendRule, Selection},
};
use std::collections::BTreeSet;

/// How far a required attendance is; it counts even where its credits don't.
pub(super) fn attended<'a>(
    rule: &MustAttendRule,
    entries: &(impl Iterator<Item = &'a Entry> + Clone),
    fiscal: &FiscalCalendar,
) -> MustAttend {
    let distinct = |only: &[Selection]| {
        let fitting = entries
            .clone()
            .filter(|entry| only.iter().any(|selection| selection.fits(entry)));
        let different: BTreeSet<BucketId<'_>> = fitting
            .flat_map(|entry| buckets(rule.distinct, entry, fiscal))
            .collect();
        u32::try_from(different.len()).unwrap_or(u32::MAX)
    };
    let (required, attended) = if rule.each {
        let each = rule
            .only
            .iter()
            .map(|selection| distinct(std::slice::from_ref(selection)).min(rule.times));
        let lines = u32::try_from(rule.only.len()).unwrap_or(u32::MAX);
        (rule.times.saturating_mul(lines), each.sum())
    } else {
        (rule.times, distinct(&rule.only))
    };
    MustAttend {
        key: rule.key.clone(),
        name: rule.name.clone(),
        required,
        attended,
        missing: required.saturating_sub(attended),
    }
}
