//! Which entries of the ledger a rule looks at.

use crate::{
    credit::{Entry, Evidence},
    ids::{ActivityKey, RoleKey, TagKey},
};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;

/// The tag of what the society itself held, which every entry knows (JHRS-15).
///
/// ```
/// use shusseki_core::{credit::SOCIETY_HELD, ids::TagKey};
/// assert!(SOCIETY_HELD.parse::<TagKey>().is_ok());
/// ```
pub const SOCIETY_HELD: &str = "society-held";

/// Which entries; everything that is given must fit.
///
/// ```
/// use shusseki_core::credit::Selection;
/// let presenting = Selection { role: Some("present".parse().unwrap()), ..Selection::default() };
/// assert!(presenting.activities.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Selection {
    /// Any of these activities; any activity at all when empty.
    pub activities: BTreeSet<ActivityKey>,
    /// In this role.
    pub role: Option<RoleKey>,
    /// With this tag.
    pub tag: Option<TagKey>,
    /// Without this tag.
    pub without: Option<TagKey>,
    /// With this curriculum code.
    pub code: Option<String>,
    /// Known in this way (P21).
    pub evidence: Option<Evidence>,
    /// Earned on this day or later (P18, by event date).
    pub from: Option<Date>,
    /// Earned on this day or before.
    pub until: Option<Date>,
}

impl Selection {
    /// Whether the entry is one of them.
    ///
    /// ```
    /// # use shusseki_core::society::{check, shipped};
    /// # let (name, text) = shipped()[2];
    /// # let checked = check(name, text);
    /// # let jgets = checked.society.unwrap();
    /// let devices = &jgets.certifications[0].versions[0].total.categories[1].counts[0].only;
    /// let entries = &checked.examples[0].entries;
    /// assert_eq!(entries.iter().filter(|entry| devices.fits(entry)).count(), 3);
    /// ```
    #[must_use]
    pub fn fits(&self, entry: &Entry) -> bool {
        (self.activities.is_empty() || self.activities.contains(&entry.activity))
            && self.role.as_ref().is_none_or(|role| *role == entry.role)
            && self.tag.as_ref().is_none_or(|tag| entry.has_tag(tag))
            && self.without.as_ref().is_none_or(|tag| !entry.has_tag(tag))
            && self
                .code
                .as_ref()
                .is_none_or(|code| entry.details.codes.contains(code))
            && self
                .evidence
                .is_none_or(|evidence| evidence == entry.details.evidence)
            && self.from.is_none_or(|from| from <= entry.day)
            && self.until.is_none_or(|until| entry.day <= until)
    }
}
