//! Into which bucket of a limit an entry falls.

use crate::{
    calendar::FiscalCalendar,
    credit::{Bucket, Entry},
};

/// One bucket: a certain day, event or year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum BucketId<'a> {
    Period,
    Year(i16),
    Day(jiff::civil::Date),
    Named(&'a str, &'a str, i16),
}

/// The buckets of an entry: one, or as many as it has curriculum codes.
pub(super) fn buckets<'a>(
    kind: Bucket,
    entry: &'a Entry,
    fiscal: &FiscalCalendar,
) -> impl Iterator<Item = BucketId<'a>> + use<'a> {
    let codes = match kind {
        Bucket::Code => Some(entry.details.codes.iter()),
        _ => None,
    };
    let year = || fiscal.year_of(entry.day);
    let event = entry.event_identity().0;
    let one = match kind {
        Bucket::Period => Some(BucketId::Period),
        Bucket::Year => Some(BucketId::Year(year())),
        Bucket::Day => Some(BucketId::Day(entry.day)),
        Bucket::Event => Some(BucketId::Named(event, "", year())),
        Bucket::Session => Some(BucketId::Named(event, &entry.session.ja, year())),
        Bucket::Programme => Some(match &entry.details.programme {
            Some(programme) => BucketId::Named(programme, "", 0),
            None => BucketId::Named(entry.activity.as_str(), &entry.session.ja, 1),
        }),
        Bucket::Activity => Some(BucketId::Named(entry.activity.as_str(), "", 0)),
        Bucket::Code => None,
    };
    let coded = codes
        .into_iter()
        .flatten()
        .map(|code| BucketId::Named(code, "", 0));
    one.into_iter().chain(coded)
}
