//! What changes of a member, in words.

use super::told::SINCE;
use crate::members::MemberStatus;
use crate::members::in_words::InWords;
use serde_json::Value as Json;
use shusseki_core::text::Language;
use std::collections::BTreeSet;

/// A field that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Differs {
    /// Its name.
    pub(super) name: String,
    /// What held before; empty for nothing.
    pub(super) before: String,
    /// What holds afterwards; empty for nothing.
    pub(super) after: String,
}

/// What a status is called.
pub(crate) const fn status_word(status: MemberStatus, language: Language) -> &'static str {
    match status {
        MemberStatus::Active => language.pick("在籍", "Active"),
        MemberStatus::OnLeave => language.pick("休会", "On leave"),
        MemberStatus::Withdrawn => language.pick("退会", "Withdrawn"),
    }
}

/// What differs, field by field.
pub(super) fn differs(words: InWords<'_>, before: &Json, after: &Json) -> Vec<Differs> {
    let keys = |json: &Json| -> Vec<String> {
        let map = json.as_object();
        map.into_iter()
            .flat_map(|map| map.keys().cloned())
            .collect()
    };
    let all: BTreeSet<String> = keys(before).into_iter().chain(keys(after)).collect();
    let mut all: Vec<String> = all.into_iter().filter(|key| key != SINCE).collect();
    all.sort_by_key(|key| words.place(key));
    let value = |key: &str, of: Option<&Json>| of.map(|value| words.value(key, value));
    all.into_iter()
        .map(|key| Differs {
            before: value(&key, before.get(&key)).unwrap_or_default(),
            after: value(&key, after.get(&key)).unwrap_or_default(),
            name: words.name(&key).unwrap_or(key),
        })
        .collect()
}
