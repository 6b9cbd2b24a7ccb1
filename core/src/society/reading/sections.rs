//! The sections of a definition other than `society`, `activities` and certifications.

use super::{
    Names,
    block::Block,
    node::Node,
    refer,
    value::{Unit, Value},
};
use crate::{
    ids::{ClassKey, EventKindKey},
    money::Yen,
    profile::Prefecture,
    society::{CheckInPolicy, District, EventKind, HistoryPolicy, MembershipClass, Trait},
    text::Text,
};
use std::{collections::BTreeSet, fmt::Display, str::FromStr};

/// The largest sum that is a fee or dues of a learned society.
pub(super) const MOST_YEN: u32 = 10_000_000;

/// The declared things of a section, each once.
pub(super) fn declared<'a, T, K>(
    file: &Block<'a>,
    section: &'static str,
    word: &'static str,
    read: impl Fn(&Node<'a>, K, Text) -> Option<T>,
) -> Vec<T>
where
    K: FromStr + Ord + Clone + Display,
    K::Err: Display,
{
    let Some(section) = file.one(section) else {
        return Vec::new();
    };
    let (mut things, mut seen) = (Vec::new(), BTreeSet::new());
    for node in section.block().all(word) {
        let key = node.first().and_then(|value| value.parsed::<K>());
        let label = node.label();
        let Some(key) = key else { continue };
        if !seen.insert(key.clone()) {
            node.error(
                format!("the {word} `{key}` is declared twice"),
                "give one of them another name, or remove it",
            );
        }
        let thing = label.and_then(|label| read(&node, key, label));
        things.extend(thing);
    }
    if section.block().raw(word).next().is_none() {
        let mistake = format!("`{}` declares no {word}", section.word());
        section.error(mistake, format!("add a {word}"));
    }
    things
}

pub(super) fn classes(file: &Block<'_>) -> Vec<MembershipClass> {
    declared(file, "membership", "class", |node, key, name| {
        let dues = node.property("dues")?.whole(0..=MOST_YEN)?;
        Some(MembershipClass {
            key,
            name,
            dues: Yen::new(dues),
        })
    })
}

pub(super) fn districts(file: &Block<'_>) -> Vec<District> {
    let mut taken = BTreeSet::new();
    let districts = declared(file, "districts", "district", |node, key, name| {
        Some((
            District {
                key,
                name,
                prefectures: Vec::new(),
            },
            prefectures(node),
        ))
    });
    let mut read = Vec::new();
    for (mut district, prefectures) in districts {
        for (value, prefecture) in prefectures {
            if taken.insert(prefecture) {
                district.prefectures.push(prefecture);
            } else {
                value.report.error(
                    value.span(),
                    format!("`{prefecture}` belongs to a district already"),
                    "keep it in one of them",
                );
            }
        }
        read.push(district);
    }
    read
}

/// The prefectures of a district, with where they are named.
fn prefectures<'a>(node: &Node<'a>) -> Vec<(Value<'a>, Prefecture)> {
    let named = node.block().one("prefectures");
    let values = named.into_iter().flat_map(|node| node.values());
    values
        .filter_map(|value| Some((value, value.parsed()?)))
        .collect()
}

pub(super) fn traits(file: &Block<'_>) -> Vec<Trait> {
    declared(file, "traits", "trait", |_, key, name| {
        Some(Trait { key, name })
    })
}

pub(super) fn event_kinds(file: &Block<'_>, names: &Names<'_>) -> Vec<EventKind> {
    let listed = listed_kinds(file, names);
    declared(file, "events", "kind", |_, key: EventKindKey, name| {
        // A history that lists no kind lists them all.
        let listed_in_history = listed.is_empty() || listed.contains(&key.as_str());
        Some(EventKind {
            key,
            name,
            listed_in_history,
        })
    })
}

fn listed_kinds<'a>(file: &Block<'a>, names: &Names<'_>) -> Vec<&'a str> {
    let lists = file
        .one("history")
        .and_then(|node| node.block().one("lists"));
    lists.map_or_else(Vec::new, |lists| {
        references(&lists, "kind of event", &names.event_kinds)
    })
}

/// The words of a node that refer to declared things, each once.
pub(super) fn references<'a>(node: &Node<'a>, what: &str, known: &[&str]) -> Vec<&'a str> {
    let mut words = Vec::new();
    let mut seen = BTreeSet::new();
    for value in node.values() {
        let Some(word) = value.text() else { continue };
        if !refer(&value, word, what, known) {
            continue;
        }
        if seen.insert(word) {
            words.push(word);
        } else {
            value.report.error(
                value.span(),
                format!("`{word}` stands twice"),
                "keep one of them",
            );
        }
    }
    words
}

pub(super) fn check_in(file: &Block<'_>, names: &Names<'_>) -> Option<CheckInPolicy> {
    const DAY: u32 = 24 * 60;
    let node = file.one("check-in")?;
    let duration = |name, unit, most| node.property(name)?.duration(unit, most);
    let before = duration("opens-before", Unit::Minutes, DAY);
    let after = duration("closes-after", Unit::Minutes, DAY);
    let late = duration("accepts-late", Unit::Hours, 24 * 30);
    let only = node.block().one("only");
    let classes = only.map_or_else(Vec::new, |only| references(&only, "class", &names.classes));
    let eligible_classes: Vec<ClassKey> = classes
        .iter()
        .filter_map(|word| word.parse().ok())
        .collect();
    Some(CheckInPolicy {
        grace_before_minutes: before?,
        grace_after_minutes: after?,
        late_upload_hours: late?,
        eligible_classes,
    })
}

pub(super) fn history(file: &Block<'_>) -> Option<HistoryPolicy> {
    let node = file.one("history")?;
    let years = node
        .property("years")
        .and_then(|value| value.whole(1..=100));
    let from = node.property("from").and_then(|value| value.day());
    Some(HistoryPolicy {
        years: u8::try_from(years?).ok()?,
        from,
    })
}
