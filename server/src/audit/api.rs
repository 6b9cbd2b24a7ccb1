//! The audit log for programs.

use super::search::{Before, Found, Sought, search};
use crate::app::App;
use crate::web::extract::{Asked, Of, Officer};
use crate::web::failure::Failure;
use crate::web::paging::{self, DEFAULT_LIMIT};
use crate::web::problems::Problems;
use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;
use utoipa::ToSchema;

/// A page of the audit log.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditPage {
    /// The lines, newest first.
    lines: Vec<AuditLine>,
    /// Where the next page begins; absent on the last.
    next_cursor: Option<String>,
}

/// A line of the audit log.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditLine {
    /// Its number in the society's chain.
    line: i64,
    /// When it was recorded.
    #[schema(value_type = String, format = DateTime)]
    recorded_at: Timestamp,
    /// `member`, `staff` or `system`.
    actor: String,
    /// 会員番号 of who did it; absent for `system`.
    actor_number: Option<String>,
    /// What was done.
    #[schema(example = "credits-voided")]
    action: String,
    /// The kind of thing that it was done to.
    subject: String,
    /// Which of that kind.
    subject_id: String,
    /// 会員番号 of the member whose data it is about.
    member_number: Option<String>,
    /// What held before, of that which changed.
    #[schema(value_type = Option<Object>)]
    before: Option<Value>,
    /// What holds since.
    #[schema(value_type = Option<Object>)]
    after: Option<Value>,
    /// The reason given.
    why: Option<String>,
    /// SHA-256 over this line and the one before it.
    digest: String,
}

impl From<Found> for AuditLine {
    fn from(found: Found) -> Self {
        let state = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
        Self {
            line: found.line,
            recorded_at: found.recorded_at.0,
            actor: found.actor,
            actor_number: found.actor_number,
            action: found.action,
            subject: found.subject,
            subject_id: found.subject_id,
            member_number: found.member_number,
            before: state(found.state_before),
            after: state(found.state_after),
            why: found.why,
            digest: found.digest,
        }
    }
}

/// Who did what, when and why, newest first. For the role admin.
#[utoipa::path(
    get, path = "/api/v1/{society}/audit", tag = "office", operation_id = "auditLog",
    params(Of, Sought),
    responses((status = 200, description = "A page of the log", body = AuditPage), Problems),
)]
pub(crate) async fn log(
    State(app): State<Arc<App>>,
    Officer(caller): Officer,
    Asked(sought): Asked<Sought>,
) -> Result<Json<AuditPage>, Failure> {
    let before: Option<Before> = match sought.cursor.as_str() {
        "" => None,
        cursor => Some(paging::decode(cursor)?),
    };
    let mut conn = app.db.read().await?;
    let filter = sought.filter(&mut conn, &caller.tenant).await??;
    let slug = caller.tenant.slug();
    let mut found = search(&mut conn, slug, &filter, before, DEFAULT_LIMIT + 1).await?;
    let limit = usize::try_from(DEFAULT_LIMIT).unwrap_or(usize::MAX);
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(Found::before);
    Ok(Json(AuditPage {
        lines: found.into_iter().map(AuditLine::from).collect(),
        next_cursor: next.as_ref().and_then(paging::encode),
    }))
}
