//! `counts`: which entries of the ledger, and what they are worth.

use super::{Reader, limits};
use crate::{
    credit::{Counts, Evidence, Selection, Worth},
    ids::{ActivityKey, TraitKey},
    society::reading::{block::Block, node::Node, refer, sections},
};
use std::collections::BTreeSet;

/// How an entry is known, as definitions write it.
pub(in super::super) const EVIDENCE: [(&str, Evidence); 3] = [
    ("recorded", Evidence::Recorded),
    ("accepted", Evidence::Accepted),
    ("declared", Evidence::Declared),
];

/// The properties that say which entries.
const CONDITIONS: [&str; 9] = [
    "role", "tag", "without", "code", "evidence", "from", "until", "is", "is-not",
];
/// Those of them that say enough without an activity.
const ENOUGH: [&str; 5] = ["role", "tag", "without", "code", "evidence"];

impl Reader<'_> {
    /// The `counts` lines of a category, in their order.
    pub(super) fn counts(&mut self, block: &Block<'_>) -> Vec<Counts> {
        let (mut lines, mut taken) = (Vec::new(), BTreeSet::new());
        for node in block.all("counts") {
            let only = self.selected(&node);
            warn_of_unreached(&node, &mut taken);
            lines.push(Counts {
                only,
                is: self.member_trait(&node, "is"),
                is_not: self.member_trait(&node, "is-not"),
                worth: worth(&node),
                once_per: node
                    .property("once-per")
                    .and_then(|value| limits::bucket(&value)),
            });
        }
        lines
    }

    /// The trait that a line is for, or is not for.
    fn member_trait(&self, node: &Node<'_>, property: &str) -> Option<TraitKey> {
        node.property(property)?
            .name_of("trait", &self.names.traits)
    }

    /// The `counts` lines of a rule that only looks for entries.
    pub(super) fn only(&mut self, block: &Block<'_>) -> Vec<Selection> {
        let lines = block.all("counts");
        lines.map(|node| self.selected(&node)).collect()
    }

    /// `counts congress seminar role=attend`: the activities are the values.
    fn selected(&mut self, node: &Node<'_>) -> Selection {
        let words = sections::references(node, "activity", &self.names.activities);
        let activities: BTreeSet<ActivityKey> =
            words.iter().filter_map(|word| word.parse().ok()).collect();
        if node.first().is_none() && !node.properties().any(|(name, _)| ENOUGH.contains(&name)) {
            node.error(
                "`counts` names nothing",
                "name activities after it, or write `role=`, `tag=`, `without=`, `code=` or `evidence=`",
            );
        }
        if activities.is_empty() {
            let all = self.names.activities.iter();
            self.counting
                .extend(all.filter_map(|word| word.parse().ok()));
        } else {
            self.counting.extend(activities.iter().cloned());
        }
        self.selection(node, activities)
    }

    /// The conditions that are written as properties.
    pub(super) fn selection(
        &self,
        node: &Node<'_>,
        activities: BTreeSet<ActivityKey>,
    ) -> Selection {
        let tag = |name| {
            let value = node.property(name)?;
            value.name_of("tag", &self.names.tags)
        };
        let (tag, without) = (tag("tag"), tag("without"));
        if tag.is_some() && tag == without {
            node.error(
                "no entry is with and without the same tag",
                "remove `tag` or `without`",
            );
        }
        let (from, until) = node.days("from", "until");
        Selection {
            activities,
            role: node
                .property("role")
                .and_then(|value| value.name_of("role", &self.names.roles)),
            tag,
            without,
            code: node
                .property("code")
                .and_then(|value| Some(value.text()?.to_owned())),
            evidence: node
                .property("evidence")
                .and_then(|value| value.one_of("kind of evidence", &EVIDENCE)),
            from,
            until,
        }
    }
}

fn worth(node: &Node<'_>) -> Option<Worth> {
    let minutes = |name| node.property(name)?.minutes();
    let (per_minutes, least_minutes) = (minutes("per"), minutes("after"));
    let Some(credits) = node.property("credits") else {
        for name in ["per", "after"] {
            if let Some(value) = node.property(name) {
                let mistake = format!("`{name}` stands without `credits`");
                let remedy = format!("add `credits=…`, or remove `{name}`");
                node.report.error(value.span(), mistake, remedy);
            }
        }
        return None;
    };
    Some(Worth {
        credits: credits.credits()?,
        per_minutes,
        least_minutes,
    })
}

/// The first line that fits an entry decides; an activity that an earlier line takes wholly is
/// never reached here.
fn warn_of_unreached<'a>(node: &Node<'a>, taken: &mut BTreeSet<&'a str>) {
    for value in node.values() {
        if value.as_text().is_some_and(|word| taken.contains(word)) {
            node.report.warning(
                value.span(),
                "an earlier line of this category takes all of it already",
                "put the line with more conditions first, or remove this",
            );
        }
    }
    if !node
        .properties()
        .any(|(name, _)| CONDITIONS.contains(&name))
    {
        taken.extend(node.values().filter_map(|value| value.as_text()));
    }
}

/// An activity that a limit names.
pub(super) fn activity(node: &Node<'_>, reader: &Reader<'_>) -> BTreeSet<ActivityKey> {
    let word = node.property("activity").and_then(|value| {
        let word = value.text()?;
        refer(&value, word, "activity", &reader.names.activities).then_some(word)
    });
    word.and_then(|word| word.parse().ok())
        .into_iter()
        .collect()
}
