//! Lines of the ledger 単位記録.

use super::{Credits, SOCIETY_HELD};
use crate::{
    ids::{ActivityKey, EntryId, RoleKey, TagKey},
    text::Text,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A line of the credit ledger 単位記録.
///
/// ```
/// use shusseki_core::credit::{Credits, Entry};
/// use shusseki_core::{ids::EntryId, text::Text};
/// let entry = Entry {
///     id: EntryId::new(uuid::Uuid::nil()),
///     day: "2026-11-20".parse().unwrap(),
///     activity: "annual-meeting".parse().unwrap(),
///     role: "attend".parse().unwrap(),
///     credits: Credits::whole(10),
///     society_held: true,
///     event: Text::new("第66回学術総会", "66th Annual Meeting"),
///     session: Text::new("参加", "Attendance"),
///     voided: false,
///     details: Default::default(),
/// };
/// assert_eq!(entry.credits.to_string(), "10");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The line's identifier.
    pub id: EntryId,
    /// The JST day on which the credits were earned.
    pub day: Date,
    /// What was done.
    pub activity: ActivityKey,
    /// In which role.
    pub role: RoleKey,
    /// The credits as granted then; later changes of the definition don't touch them.
    pub credits: Credits,
    /// Whether the society itself held the event (JHRS-15).
    pub society_held: bool,
    /// The event's name.
    pub event: Text,
    /// The session's name.
    pub session: Text,
    /// Whether the line was taken back; a voided line counts as if it had never been granted.
    pub voided: bool,
    /// What only some rules look at.
    #[serde(default)]
    pub details: Details,
}

impl Entry {
    /// Whether it carries the tag; [`SOCIETY_HELD`] is known of every entry.
    ///
    /// ```
    /// # use shusseki_core::{credit::{Credits, Entry}, ids::EntryId, text::Text};
    /// # let entry = Entry { id: EntryId::new(uuid::Uuid::nil()), day: "2026-11-20".parse().unwrap(),
    /// #     activity: "annual-meeting".parse().unwrap(), role: "attend".parse().unwrap(), credits: Credits::whole(10),
    /// #     society_held: true, event: Text::new("第66回学術総会", "66th"), session: Text::new("参加", "Attendance"),
    /// #     voided: false, details: Default::default() };
    /// assert!(entry.has_tag(&"society-held".parse().unwrap()));
    /// ```
    #[must_use]
    pub fn has_tag(&self, tag: &TagKey) -> bool {
        (self.society_held && tag.as_str() == SOCIETY_HELD) || self.details.tags.contains(tag)
    }

    /// What tells the event from others: its identifier, or its name and year where it has none.
    ///
    /// ```
    /// # use shusseki_core::{credit::{Credits, Entry}, ids::EntryId, text::Text};
    /// # let entry = Entry { id: EntryId::new(uuid::Uuid::nil()), day: "2026-11-20".parse().unwrap(),
    /// #     activity: "annual-meeting".parse().unwrap(), role: "attend".parse().unwrap(), credits: Credits::whole(10),
    /// #     society_held: true, event: Text::new("第66回学術総会", "66th"), session: Text::new("参加", "Attendance"),
    /// #     voided: false, details: Default::default() };
    /// assert_eq!(entry.event_identity(), ("第66回学術総会", 2026));
    /// ```
    #[must_use]
    pub fn event_identity(&self) -> (&str, i16) {
        match &self.details.event {
            Some(event) => (event, 0),
            None => (&self.event.ja, self.day.year()),
        }
    }
}

/// What only some rules look at; the default knows nothing of it.
///
/// ```
/// use shusseki_core::credit::Details;
/// assert!(Details::default().minutes.is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Details {
    /// How long it lasted or was viewed, in minutes (P5).
    pub minutes: Option<u32>,
    /// Tags of the session: on site, mandatory.
    pub tags: BTreeSet<TagKey>,
    /// Curriculum codes (P9).
    pub codes: BTreeSet<String>,
    /// The event's identifier.
    pub event: Option<String>,
    /// A programme that is offered at several events (P6).
    pub programme: Option<String>,
    /// What it proves: two entries that prove the same count once (P21).
    pub proves: Option<String>,
    /// How it is known.
    pub evidence: Evidence,
}

/// How a ledger line is known (P21).
///
/// ```
/// use shusseki_core::credit::Evidence;
/// assert_eq!(Evidence::default(), Evidence::Recorded);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// The society's own record: a check-in, an import, the office.
    #[default]
    Recorded,
    /// Declared by the member; the office has accepted the proof.
    Accepted,
    /// Declared by the member; the office has yet to look at the proof.
    Declared,
}
