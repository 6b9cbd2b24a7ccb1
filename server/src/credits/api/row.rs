//! A line of the ledger as the API sends it.

use super::both;
use crate::web::words::Words;
use jiff::civil::Date;
use serde::Serialize;
use shusseki_core::credit::{Note, Row};
use shusseki_core::ids::EntryId;
use utoipa::ToSchema;

/// A line of the ledger, as the rules count it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RowDto {
    /// The line's id.
    #[schema(value_type = uuid::Uuid)]
    id: EntryId,
    /// The day in Japan.
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// 大会名.
    event: Words,
    /// セッション名.
    session: Words,
    /// The activity's key.
    activity: String,
    /// The role's key.
    role: String,
    /// Whether the society itself held the event.
    society_held: bool,
    /// As granted.
    granted: String,
    /// What it is worth under these rules, before limits and caps.
    worth: String,
    /// As counted.
    counted: String,
    /// Where it counts.
    category: Option<String>,
    /// The counted total so far.
    running_total: String,
    /// The part of it from events that the society itself held.
    running_society_held: String,
    /// Whether it lies before the current period.
    before_renewal: bool,
    /// Why it does not count in full.
    note: Option<NoteDto>,
}

/// Why a line does not count in full.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct NoteDto {
    /// Its stable code.
    code: &'static str,
    /// The sentence to show.
    #[serde(flatten)]
    sentence: Words,
}

impl From<&Row> for RowDto {
    fn from(row: &Row) -> Self {
        Self {
            id: row.entry.id,
            day: row.entry.day,
            event: (&row.entry.event).into(),
            session: (&row.entry.session).into(),
            activity: row.entry.activity.to_string(),
            role: row.entry.role.to_string(),
            society_held: row.entry.society_held,
            granted: row.entry.credits.to_string(),
            worth: row.worth.to_string(),
            counted: row.counted.to_string(),
            category: row.category.as_ref().map(ToString::to_string),
            running_total: row.running_total.to_string(),
            running_society_held: row.running_society_held.to_string(),
            before_renewal: row.before_renewal,
            note: row.note.as_ref().map(Into::into),
        }
    }
}

impl From<&Note> for NoteDto {
    fn from(note: &Note) -> Self {
        Self {
            code: note.code(),
            sentence: both(|language| note.sentence(language)),
        }
    }
}
