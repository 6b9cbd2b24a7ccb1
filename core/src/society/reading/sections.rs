//! The sections of a definition other than `society` and certifications.

use super::{
    Names,
    node::{Block, Node, Shape, Times, word_span},
    refer,
    value::Unit,
};
use crate::{
    credit::Credits,
    ids::{ActivityKey, ClassKey, EventKindKey, RoleKey},
    money::Yen,
    society::{
        Activity, CheckInPolicy, District, EventKind, HistoryPolicy, MembershipClass,
        PasswordPolicy, Role,
    },
    text::Text,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
    str::FromStr,
};

pub(super) const LABEL: Shape = Shape {
    needs: &["ja"],
    may: Some(&["en"]),
    ..Shape::BARE
};
/// A declared thing: its name in the file, and what people read.
const DECLARED: Shape = Shape {
    values: &["name"],
    ..LABEL
};
/// Words that refer to declared things.
pub(super) const REFERENCES: Shape = Shape {
    values: &["name"],
    more: Some("name"),
    ..Shape::BARE
};
/// The largest sum that is a fee or dues of a learned society.
pub(super) const MOST_YEN: u32 = 10_000_000;

/// The declared things of a section, each once.
fn declared<T, K>(
    file: &Block<'_>,
    section: &'static str,
    words: &'static [(&'static str, Times)],
    shape: &Shape,
    read: impl Fn(&Node<'_>, K, Text) -> Option<T>,
) -> Vec<T>
where
    K: FromStr + Ord + Clone + Display,
    K::Err: Display,
{
    let section_shape = Shape {
        block: words,
        ..Shape::BARE
    };
    let (Some(section), [(word, _)]) = (file.one(section, &section_shape), words) else {
        return Vec::new();
    };
    let (mut things, mut seen) = (Vec::new(), BTreeSet::new());
    for kdl in section.block().all(word) {
        let node = Node::checked(kdl, file.report, shape);
        let key = node.first().and_then(|value| value.parsed::<K>());
        let label = node.label();
        let Some(key) = key else { continue };
        if !seen.insert(key.clone()) {
            let mistake = format!("the {word} `{key}` is declared twice");
            node.report.error(
                node.span(),
                mistake,
                "give one of them another name, or remove it",
            );
        }
        let thing = label.and_then(|label| read(&node, key, label));
        things.extend(thing);
    }
    if section.block().all(word).next().is_none() {
        let mistake = format!("`{}` declares no {word}", section.word());
        section
            .report
            .error(section.span(), mistake, format!("add a {word}"));
    }
    things
}

pub(super) fn classes(file: &Block<'_>) -> Vec<MembershipClass> {
    const CLASS: Shape = Shape {
        needs: &["ja", "dues"],
        ..DECLARED
    };
    declared(
        file,
        "membership",
        &[("class", Times::Any)],
        &CLASS,
        |node, key, name| {
            let dues = node.property("dues")?.whole(0..=MOST_YEN)?;
            Some(MembershipClass {
                key,
                name,
                dues: Yen::new(dues),
            })
        },
    )
}

pub(super) fn districts(file: &Block<'_>) -> Vec<District> {
    declared(
        file,
        "districts",
        &[("district", Times::Any)],
        &DECLARED,
        |_, key, name| Some(District { key, name }),
    )
}

pub(super) fn roles(file: &Block<'_>, names: &Names<'_>) -> Vec<Role> {
    // A section that is missing or empty is reported as that.
    if let Some(section) = file.all("roles").next()
        && !names.roles.is_empty()
        && !names.roles.contains(&RoleKey::ATTENDING)
    {
        file.report.error(
            word_span(section.name()),
            format!(
                "`roles` lacks the role `{}`, which a check-in registers",
                RoleKey::ATTENDING
            ),
            format!(
                "add `role {} ja=\"参加\" en=\"Attendance\"`",
                RoleKey::ATTENDING
            ),
        );
    }
    declared(
        file,
        "roles",
        &[("role", Times::Any)],
        &DECLARED,
        |_, key, name| Some(Role { key, name }),
    )
}

pub(super) fn event_kinds(file: &Block<'_>, names: &Names<'_>) -> Vec<EventKind> {
    let listed = listed_kinds(file, names);
    declared(
        file,
        "events",
        &[("kind", Times::Any)],
        &DECLARED,
        |_, key: EventKindKey, name| {
            // A history that lists no kind lists them all.
            let listed_in_history = listed.is_empty() || listed.contains(&key.as_str());
            Some(EventKind {
                key,
                name,
                listed_in_history,
            })
        },
    )
}

fn listed_kinds<'a>(file: &Block<'a>, names: &Names<'_>) -> Vec<&'a str> {
    let lists = file.all("history").filter_map(|node| node.children());
    let lists = lists.flat_map(|block| block.nodes().iter());
    let Some(lists) = lists
        .into_iter()
        .find(|node| node.name().value() == "lists")
    else {
        return Vec::new();
    };
    let node = Node::checked(lists, file.report, &REFERENCES);
    references(&node, "kind of event", &names.event_kinds)
}

/// The words of a node that refer to declared things, each once.
pub(super) fn references<'a>(node: &Node<'a>, what: &str, known: &[&str]) -> Vec<&'a str> {
    let mut words = Vec::new();
    for value in node.values() {
        let Some(word) = value.text() else { continue };
        if !refer(&value, word, what, known) {
            continue;
        }
        if words.contains(&word) {
            value.report.error(
                value.span(),
                format!("`{word}` stands twice"),
                "keep one of them",
            );
        } else {
            words.push(word);
        }
    }
    words
}

pub(super) fn activities(file: &Block<'_>, names: &Names<'_>) -> Vec<Activity> {
    const ACTIVITY: Shape = Shape {
        block: &[("credits", Times::Once)],
        ..DECLARED
    };
    const CREDITS: Shape = Shape {
        may: None,
        ..Shape::BARE
    };
    declared(
        file,
        "activities",
        &[("activity", Times::Any)],
        &ACTIVITY,
        |node, key: ActivityKey, name| {
            let credits = node.block().one("credits", &CREDITS)?;
            Some(Activity {
                key,
                name,
                credits: by_role(&credits, names),
            })
        },
    )
}

fn by_role(node: &Node<'_>, names: &Names<'_>) -> BTreeMap<RoleKey, Credits> {
    let mut credits = BTreeMap::new();
    for (role, value) in node.properties() {
        let amount = value.credits();
        if refer(&value, role, "role", &names.roles)
            && let (Ok(role), Some(amount)) = (role.parse(), amount)
        {
            credits.insert(role, amount);
        }
    }
    if node.properties().next().is_none() {
        node.report.error(
            node.span(),
            "`credits` names no role",
            "write such as `credits attend=10`",
        );
    }
    credits
}

pub(super) fn check_in(file: &Block<'_>, names: &Names<'_>) -> Option<CheckInPolicy> {
    const CHECK_IN: Shape = Shape {
        needs: &["opens-before", "closes-after", "accepts-late"],
        block: &[("only", Times::AtMostOnce)],
        ..Shape::BARE
    };
    const DAY: u32 = 24 * 60;
    let node = file.one("check-in", &CHECK_IN)?;
    let duration = |name, unit, most| node.property(name)?.duration(unit, most);
    let before = duration("opens-before", Unit::Minutes, DAY);
    let after = duration("closes-after", Unit::Minutes, DAY);
    let late = duration("accepts-late", Unit::Hours, 24 * 30);
    let only = node.block().one("only", &REFERENCES);
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
    const HISTORY: Shape = Shape {
        needs: &["years"],
        may: Some(&["from"]),
        block: &[("lists", Times::AtMostOnce)],
        ..Shape::BARE
    };
    let node = file.one("history", &HISTORY)?;
    let years = node
        .property("years")
        .and_then(|value| value.whole(1..=100));
    let from = match node.property("from") {
        Some(value) => Some(value.parsed()?),
        None => None,
    };
    Some(HistoryPolicy {
        years: u8::try_from(years?).ok()?,
        from,
    })
}

pub(super) fn password(file: &Block<'_>) -> Option<PasswordPolicy> {
    const NIST: Shape = Shape {
        values: &["policy"],
        needs: &["length-from"],
        ..Shape::BARE
    };
    const COMPOSITION: Shape = Shape {
        values: &["policy"],
        needs: &[
            "length-from",
            "length-to",
            "upper-case",
            "digits",
            "not-the-last",
            "remind-after",
        ],
        ..Shape::BARE
    };
    let kdl = file.all("password").next()?;
    let policy = kdl.get(0).and_then(|value| value.as_string());
    let shape = if policy == Some("composition") {
        &COMPOSITION
    } else {
        &NIST
    };
    let node = Node::checked(kdl, file.report, shape);
    let value = node.first()?;
    if !refer(
        &value,
        policy.unwrap_or_default(),
        "password policy",
        &["nist", "composition"],
    ) {
        return None;
    }
    // Fewer than 8 characters are guessed offline within hours, whatever else a policy asks.
    let small = |name, least, most| u8::try_from(node.property(name)?.whole(least..=most)?).ok();
    let min = small("length-from", 8, 64);
    if policy == Some("nist") {
        return Some(PasswordPolicy::Nist { min: min? });
    }
    let (max, upper, digits) = (
        small("length-to", 8, 128),
        small("upper-case", 0, 8),
        small("digits", 0, 8),
    );
    let history = small("not-the-last", 0, 24);
    let remind_days = node
        .property("remind-after")
        .and_then(|value| value.duration(Unit::Days, 3_650));
    if min > max {
        node.report.error(
            node.span(),
            "`length-from` is above `length-to`",
            "exchange the two numbers",
        );
    }
    Some(PasswordPolicy::Composition {
        min: min?,
        max: max?,
        upper: upper?,
        digits: digits?,
        history: history?,
        remind_days: u16::try_from(remind_days?).ok()?,
    })
}
