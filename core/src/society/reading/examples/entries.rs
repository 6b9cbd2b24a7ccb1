//! `credit`: a line of the ledger, or several alike.

use crate::{
    credit::{Credits, Deed, Details, Entry, Evidence, granted},
    ids::{ActivityKey, EntryId, RoleKey, TagKey},
    society::{
        Society,
        reading::{Names, block::Block, node::Node, requirements::EVIDENCE},
    },
    text::Text,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// An entry, and how the example calls it.
pub(super) struct Line<'a> {
    /// The number of its `credit`, from 1.
    pub(super) number: usize,
    pub(super) id: Option<&'a str>,
    pub(super) entry: Entry,
}

/// All entries of an example.
pub(super) fn all<'a>(
    block: &Block<'a>,
    names: &Names<'_>,
    society: Option<&Society>,
) -> Vec<Line<'a>> {
    let (mut lines, mut ids) = (Vec::new(), BTreeSet::new());
    for (node, number) in block.all("credit").zip(1..) {
        let id = node.property("id").and_then(|value| value.text());
        if id.is_some_and(|id| !ids.insert(id)) {
            node.error("two credits have this `id`", "give one of them another");
        }
        let times = node.property("times").map(|value| value.whole(1..=100));
        if let (Some(value), Some(_)) = (node.property("times"), node.property("event")) {
            let mistake = "`times` means so many events, and `event` names one";
            value.report.error(
                value.span(),
                mistake,
                "remove one of them, or write a `credit` for each event",
            );
        }
        let Some(entry) = entry(&node, number, names, society) else {
            continue;
        };
        for _ in 0..times.flatten().unwrap_or(1) {
            let entry = numbered(&entry, lines.len());
            lines.push(Line { number, id, entry });
        }
    }
    lines
}

/// The entry with an identifier of its own, and an event of its own where none is named.
fn numbered(entry: &Entry, number: usize) -> Entry {
    let mut entry = entry.clone();
    entry.id = EntryId::new(Uuid::from_u128(number as u128 + 1));
    let event = entry.details.event.take();
    entry.details.event = event.or_else(|| Some(format!("event {}", number + 1)));
    entry
}

/// `credit congress on="2024-05-20" role=attend tag=on-site`
fn entry(
    node: &Node<'_>,
    number: usize,
    names: &Names<'_>,
    society: Option<&Society>,
) -> Option<Entry> {
    let activity: Option<ActivityKey> = node
        .first()
        .and_then(|value| value.name_of("activity", &names.activities));
    let day = node.property("on").and_then(|value| value.day());
    let role = match node.property("role") {
        Some(value) => value.name_of("role", &names.roles),
        None => Some(RoleKey::attending()),
    };
    let (event, details) = (text(node, "event"), details(node, names));
    let session = text(node, "session").unwrap_or_else(|| format!("#{number}"));
    let held = node.property("society-held").map(|value| value.flag());
    let amount = node.property("credits").map(|value| value.credits());
    let (activity, day, role) = (activity?, day?, role?);
    let deed = Deed {
        role: &role,
        day,
        minutes: details.minutes,
    };
    let credits = match amount {
        Some(amount) => amount?,
        None => default_credits(node, &activity, &deed, society),
    };
    Some(Entry {
        id: EntryId::new(Uuid::nil()),
        day,
        credits,
        society_held: held.flatten().unwrap_or(true),
        event: same_in_both(event.unwrap_or_else(|| activity.to_string())),
        session: same_in_both(session),
        voided: false,
        details,
        activity,
        role,
    })
}

/// What the activity grants; nothing where the society couldn't be read.
fn default_credits(
    node: &Node<'_>,
    activity: &ActivityKey,
    deed: &Deed<'_>,
    society: Option<&Society>,
) -> Credits {
    let Some(society) = society else {
        return Credits::ZERO;
    };
    let credits = granted(society, activity, deed);
    if credits.is_none() {
        node.error(
            format!(
                "`{activity}` gives nothing for `{}` on {}",
                deed.role, deed.day
            ),
            "name a role that it gives credits for, or write `credits=…`",
        );
    }
    credits.unwrap_or_default()
}

fn details(node: &Node<'_>, names: &Names<'_>) -> Details {
    let block = node.block();
    let tags = block.all("tag").filter_map(|node| node.first());
    let tags = node.property("tag").into_iter().chain(tags);
    let tags = tags.filter_map(|value| value.name_of::<TagKey>("tag", &names.tags));
    let codes = block.all("code").filter_map(|node| node.first());
    let codes = node.property("code").into_iter().chain(codes);
    let codes = codes.filter_map(|value| Some(value.text()?.to_owned()));
    let minutes = node.property("minutes");
    let evidence = node.property("evidence");
    Details {
        minutes: minutes.and_then(|value| value.whole(0..=9_999)),
        tags: tags.collect(),
        codes: codes.collect(),
        event: text(node, "event"),
        programme: text(node, "programme"),
        proves: text(node, "proves"),
        evidence: evidence
            .and_then(|value| value.one_of("kind of evidence", &EVIDENCE))
            .unwrap_or(Evidence::Recorded),
    }
}

fn text(node: &Node<'_>, name: &str) -> Option<String> {
    Some(node.property(name)?.text()?.to_owned())
}

fn same_in_both(words: String) -> Text {
    Text::new(words.clone(), words)
}
