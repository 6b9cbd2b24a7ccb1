//! The way to the missing credits as the API sends it.

use crate::credits::suggestion::{Suggested, Suggestion};
use crate::web::words::Words;
use jiff::Timestamp;
use serde::Serialize;
use shusseki_core::ids::SessionId;
use utoipa::ToSchema;

/// Coming sessions that together close the gap, or come nearest to it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SuggestionDto {
    /// The sessions, in order of time; no two of them at the same time.
    sessions: Vec<SuggestedDto>,
    /// What the total would count then.
    counted: String,
    /// Whether nothing that attending can close would be missing then.
    closes: bool,
}

/// A coming session that helps.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SuggestedDto {
    /// The session's id.
    #[schema(value_type = uuid::Uuid)]
    id: SessionId,
    /// 大会名.
    event: Words,
    /// セッション名.
    session: Words,
    /// The room.
    room: Words,
    /// The activity's key.
    activity: String,
    /// When it begins (UTC).
    #[schema(value_type = String, format = DateTime)]
    starts_at: Timestamp,
    /// When it ends (UTC).
    #[schema(value_type = String, format = DateTime)]
    ends_at: Timestamp,
    /// Whether it can be done at any time between the two.
    at_any_time: bool,
    /// What attending it gives.
    credits: String,
}

impl From<&Suggestion> for SuggestionDto {
    fn from(suggestion: &Suggestion) -> Self {
        Self {
            sessions: suggestion.sessions.iter().map(Into::into).collect(),
            counted: suggestion.counted.to_string(),
            closes: suggestion.closes,
        }
    }
}

impl From<&Suggested> for SuggestedDto {
    fn from(suggested: &Suggested) -> Self {
        let session = &suggested.session;
        Self {
            id: session.id,
            event: (&session.event.title).into(),
            session: (&session.title).into(),
            room: (&session.room).into(),
            activity: session.activity.to_string(),
            starts_at: session.window.opens,
            ends_at: session.window.closes,
            at_any_time: suggested.at_any_time,
            credits: suggested.credits.to_string(),
        }
    }
}
