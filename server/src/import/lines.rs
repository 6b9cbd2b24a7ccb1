//! What an import tells the audit log: a line for the file, and one for each member.

use super::Import;
use super::plans::listed::Listed;
use crate::audit::{Action, Actor, Deed, Subject};
use serde_json::{Value as Json, json};
use shusseki_core::ids::MemberId;

/// Who has it done.
fn actor(import: &Import) -> Actor {
    import.decided_by.map_or(Actor::System, Actor::Staff)
}

/// The line about the file as a whole.
pub(super) fn of_file(import: &Import, action: Action, more: &Json) -> Deed {
    let mut after = json!({
        "file": import.file_name,
        "added": import.counts.added,
        "changed": import.counts.changed,
        "unchanged": import.counts.unchanged,
    });
    if let (Some(after), Some(more)) = (after.as_object_mut(), more.as_object()) {
        after.extend(more.clone());
    }
    Deed {
        actor: actor(import),
        action,
        subject: Subject::of_society("import", &import.id),
        before: None,
        after: Some(after),
        why: None,
    }
}

/// The line about a row's member: what was before and what is since, of that which changed.
pub(super) fn of_row(import: &Import, action: Action, row: Listed) -> Option<Deed> {
    Some(of_member(
        import,
        action,
        row.member?,
        row.before,
        row.after,
    ))
}

/// The line about one member.
pub(super) fn of_member(
    import: &Import,
    action: Action,
    member: MemberId,
    before: Json,
    mut after: Json,
) -> Deed {
    if let Some(told) = after.as_object_mut() {
        told.insert("import".to_owned(), json!(import.id));
    }
    let some = |told: Json| {
        let says = told.as_object().is_some_and(|told| !told.is_empty());
        says.then_some(told)
    };
    Deed {
        actor: actor(import),
        action,
        subject: Subject::member(member),
        before: some(before),
        after: some(after),
        why: None,
    }
}
