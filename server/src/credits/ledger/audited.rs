//! What the audit log keeps of a deed in the ledger.

use super::Desk;
use crate::audit::{Action, Actor, Deed, Subject, record};
use crate::credits::line::Line;
use crate::credits::new_entry::NewEntry;
use crate::db::{DbError, Tx};
use serde_json::{Value, json};
use shusseki_core::ids::EntryId;

/// What changed, and why.
pub(super) struct Change<'a> {
    pub(super) action: Action,
    /// The line that it is about.
    pub(super) line: EntryId,
    pub(super) before: Option<Value>,
    pub(super) after: Option<Value>,
    pub(super) why: Option<&'a str>,
}

/// Records what was done at the desk, in the same transaction. A member at her or his own desk acts
/// as a member.
pub(super) async fn audit(tx: &mut Tx, desk: &Desk<'_>, change: Change<'_>) -> Result<(), DbError> {
    let actor = if desk.by == desk.member {
        Actor::Member(desk.by)
    } else {
        Actor::Staff(desk.by)
    };
    let deed = Deed {
        actor,
        action: change.action,
        subject: Subject::of_member("credit-line", change.line, desk.member),
        before: change.before,
        after: change.after,
        why: change.why.map(str::to_owned),
    };
    record(tx, desk.tenant, desk.now, &deed).await
}

/// A line as the log shows it.
pub(super) fn of_line(line: &Line) -> Value {
    let entry = &line.entry;
    json!({
        "day": entry.day, "activity": entry.activity, "role": entry.role, "credits": entry.credits,
        "event": entry.event.ja, "session": entry.session.ja,
    })
}

/// A new line as the log shows it.
pub(super) fn of_entry(entry: &NewEntry) -> Value {
    json!({
        "day": entry.day, "activity": entry.activity, "role": entry.role, "credits": entry.credits,
        "event": entry.event_title.ja, "session": entry.session_title.ja,
    })
}
