//! What changes of a member, in words.

use super::map::{Target, targets};
use super::told::SINCE;
use crate::credits::planned::Held;
use crate::members::MemberStatus;
use serde_json::Value as Json;
use shusseki_core::calendar::written;
use shusseki_core::profile::Value;
use shusseki_core::society::Society;
use shusseki_core::text::{Language, Text};
use std::collections::{BTreeMap, BTreeSet};

/// The names of everything that an import may change, as they are told.
pub(super) struct Names<'a> {
    society: &'a Society,
    language: Language,
    names: BTreeMap<String, Text>,
}

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

/// What a language is called.
pub(crate) const fn language_word(of: Language, language: Language) -> &'static str {
    match of {
        Language::Ja => language.pick("日本語", "Japanese"),
        Language::En => language.pick("英語", "English"),
    }
}

impl<'a> Names<'a> {
    /// The society's names.
    pub(super) fn new(society: &'a Society, language: Language) -> Self {
        let mut names = BTreeMap::new();
        for (target, name) in targets(society) {
            if let Target::Held(certification, _) = &target
                && let Some(one) = society.certification(certification)
            {
                names.insert(format!("held.{certification}"), one.name.clone());
            }
            names.insert(target.key(), name);
        }
        Self {
            society,
            language,
            names,
        }
    }

    /// What it is called.
    pub(super) fn name(&self, key: &str) -> String {
        if let Some(field) = key.strip_prefix("substitute.") {
            let name = self.name(&format!("field.{field}"));
            let of = self.language.pick("の代替文字", ": substitute spelling");
            return format!("{name}{of}");
        }
        let name = self.names.get(key);
        name.map_or_else(|| key.to_owned(), |name| name.get(self.language).to_owned())
    }

    fn value(&self, key: &str, value: Option<&Json>) -> String {
        let Some(value) = value else {
            return String::new();
        };
        let language = self.language;
        let text = value.as_str().unwrap_or_default();
        let named = |name: Option<&Text>| {
            name.map_or_else(|| text.to_owned(), |name| name.get(language).to_owned())
        };
        match key {
            "class" => {
                let mut classes = self.society.classes.iter();
                named(
                    classes
                        .find(|one| one.key.as_str() == text)
                        .map(|one| &one.name),
                )
            }
            "district" => {
                let mut districts = self.society.districts.iter();
                named(
                    districts
                        .find(|one| one.key.as_str() == text)
                        .map(|one| &one.name),
                )
            }
            "status" => MemberStatus::try_from(text.to_owned()).map_or_else(
                |_| text.to_owned(),
                |status| status_word(status, language).to_owned(),
            ),
            "language" => text.parse().map_or_else(
                |_| text.to_owned(),
                |of| language_word(of, language).to_owned(),
            ),
            "joined" => text
                .parse()
                .map_or_else(|_| text.to_owned(), |day| written(day, language)),
            "searchable" => match value.as_bool() {
                Some(true) => language.pick("する", "Yes").to_owned(),
                _ => language.pick("しない", "No").to_owned(),
            },
            _ => self.other(key, value),
        }
    }

    fn other(&self, key: &str, value: &Json) -> String {
        if key.starts_with("held.") {
            let held = serde_json::from_value::<Held>(value.clone());
            return held.map_or_else(
                |_| value.to_string(),
                |held| {
                    let Held { number, period } = held;
                    let [first, last] =
                        [period.first, period.last].map(|day| written(day, self.language));
                    format!("{number} ({first} – {last})")
                },
            );
        }
        let field = key.strip_prefix("field.");
        let field = field.and_then(|field| self.society.profile.field(field));
        match (field, serde_json::from_value::<Value>(value.clone())) {
            (Some(field), Ok(value)) => field.written(&value, self.language),
            _ => value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned),
        }
    }

    /// What differs, field by field.
    pub(super) fn differs(&self, before: &Json, after: &Json) -> Vec<Differs> {
        let keys = |json: &Json| -> Vec<String> {
            let map = json.as_object();
            map.into_iter()
                .flat_map(|map| map.keys().cloned())
                .collect()
        };
        let all: BTreeSet<String> = keys(before).into_iter().chain(keys(after)).collect();
        all.into_iter()
            .filter(|key| key != SINCE)
            .map(|key| Differs {
                name: self.name(&key),
                before: self.value(&key, before.get(&key)),
                after: self.value(&key, after.get(&key)),
            })
            .collect()
    }
}
