//! Roles, tags, and what an activity gives.

use super::{Names, block::Block, node::Node, refer, sections::declared, words::word_span};
use crate::{
    credit::SOCIETY_HELD,
    ids::{ActivityKey, RoleKey, TagKey},
    society::{Activity, Grant, Role, Tag},
};
use std::collections::BTreeMap;

/// The properties of `credits` that are no roles.
pub(super) const NO_ROLES: [&str; 4] = ["per", "after", "from", "until"];

pub(super) fn roles(file: &Block<'_>, names: &Names<'_>) -> Vec<Role> {
    // A section that is missing or empty is reported as that.
    if let Some(section) = file.raw("roles").next()
        && !names.roles.is_empty()
        && !names.roles.contains(&RoleKey::ATTENDING)
    {
        let attending = RoleKey::ATTENDING;
        file.report.error(
            word_span(section.name()),
            format!("`roles` lacks the role `{attending}`, which a check-in registers"),
            format!("add `role {attending} ja=\"参加\" en=\"Attendance\"`"),
        );
    }
    declared(file, "roles", "role", |node, key: RoleKey, name| {
        if NO_ROLES.contains(&key.as_str()) {
            node.error(
                format!("`{key}` has another meaning in `credits`"),
                "give the role another name",
            );
        }
        Some(Role { key, name })
    })
}

pub(super) fn tags(file: &Block<'_>) -> Vec<Tag> {
    declared(file, "tags", "tag", |node, key: TagKey, name| {
        if key.as_str() == SOCIETY_HELD {
            node.error(
                format!("the tag `{SOCIETY_HELD}` is there without being declared"),
                "remove it",
            );
        }
        Some(Tag { key, name })
    })
}

pub(super) fn activities(file: &Block<'_>, names: &Names<'_>) -> Vec<Activity> {
    declared(
        file,
        "activities",
        "activity",
        |node, key: ActivityKey, name| {
            let lines = node.block().all("credits");
            Some(Activity {
                key,
                name,
                reception: node.flag("reception"),
                credits: lines.map(|line| grant(&line, names)).collect(),
            })
        },
    )
}

/// `credits attend=0.5 present=1 per="30min" from="2024-04-01"`
fn grant(node: &Node<'_>, names: &Names<'_>) -> Grant {
    let mut roles = BTreeMap::new();
    let of_roles = node.properties();
    for (role, value) in of_roles.filter(|(name, _)| !NO_ROLES.contains(name)) {
        let amount = value.credits();
        if refer(&value, role, "role", &names.roles)
            && let (Ok(role), Some(amount)) = (role.parse(), amount)
        {
            roles.insert(role, amount);
        }
    }
    if node.properties().all(|(name, _)| NO_ROLES.contains(&name)) {
        node.error(
            "`credits` names no role",
            "write such as `credits attend=10`",
        );
    }
    let minutes = |name| node.property(name)?.minutes();
    let (from, until) = node.days("from", "until");
    Grant {
        roles,
        per_minutes: minutes("per"),
        least_minutes: minutes("after"),
        from,
        until,
    }
}
