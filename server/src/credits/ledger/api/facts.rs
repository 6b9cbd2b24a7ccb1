//! What the office records about a person, and all that it recorded before.

use super::lines::{Reader, WrittenDto};
use super::member_of;
use crate::app::App;
use crate::audit::action::FACTS_RECORDED;
use crate::audit::{self, Actor, Deed, Subject};
use crate::credits::facts;
use crate::credits::ledger::reason;
use crate::web::extract::{Body, Of, Officer};
use crate::web::failure::Failure;
use crate::web::path::OfMember;
use crate::web::problems::Problems;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use shusseki_core::credit::Person;
use std::sync::Arc;
use utoipa::ToSchema;

/// More than an office ever records of one person.
const MOST: i64 = 200;

/// Facts about a person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactsBody {
    /// All that is now known: `born`, `class`, `traits`, `memberships`, `unpaid`, `certificates`,
    /// `records`, `suspensions`, `work`, `withdrawn`. What is left out is not known.
    #[schema(value_type = Object)]
    facts: Map<String, Value>,
    /// Why they are recorded.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// Facts as they were recorded.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordedDto {
    /// The facts.
    #[schema(value_type = Object)]
    facts: Person,
    /// By whom, when, why.
    written: WrittenDto,
}

/// All facts that were recorded about a person.
#[derive(Serialize, ToSchema)]
pub(crate) struct FactsDto {
    /// The newest first; it is the one that holds.
    recorded: Vec<RecordedDto>,
}

/// What was recorded about a person, newest first. For the roles admin and reviewer.
#[utoipa::path(
    get, path = "/api/v1/{society}/members/{number}/facts", tag = "office", operation_id = "memberFacts",
    params(Of, OfMember),
    responses((status = 200, description = "The facts", body = FactsDto), Problems),
)]
pub(crate) async fn facts_of(
    State(app): State<Arc<App>>,
    Officer(caller): Officer,
    Path(OfMember { number }): Path<OfMember>,
) -> Result<Json<FactsDto>, Failure> {
    let member = member_of(&app, &caller, &number).await?;
    let mut conn = app.db.read().await?;
    let found = facts::all(&mut conn, caller.tenant.slug(), member.id, MOST).await?;
    let recorded = found.into_iter().map(|recorded| RecordedDto {
        written: WrittenDto::new(&recorded.written, Reader::Office),
        facts: recorded.person,
    });
    Ok(Json(FactsDto {
        recorded: recorded.collect(),
    }))
}

/// Record what is now known about a person; what was known before stays. For the role admin.
#[utoipa::path(
    post, path = "/api/v1/{society}/members/{number}/facts", tag = "office", operation_id = "recordFacts",
    params(Of, OfMember),
    request_body = FactsBody,
    responses((status = 204, description = "Recorded"), Problems),
)]
pub(crate) async fn record_facts(
    State(app): State<Arc<App>>,
    Officer(caller): Officer,
    Path(OfMember { number }): Path<OfMember>,
    Body(body): Body<FactsBody>,
) -> Result<StatusCode, Failure> {
    let member = member_of(&app, &caller, &number).await?;
    let why = reason(&body.reason)?;
    let person: Person =
        serde_json::from_value(Value::Object(body.facts)).map_err(|error| bad_facts(&error))?;
    let mut tx = app.db.write().await?;
    let (slug, by) = (caller.tenant.slug(), (caller.member, why.as_str()));
    let now = app.clock.now();
    let known = facts::all(&mut tx, slug, member.id, 1).await?;
    facts::record(&mut tx, slug, member.id, &person, by, now).await?;
    let deed = Deed {
        actor: Actor::Staff(caller.member),
        action: FACTS_RECORDED,
        subject: Subject::member(member.id),
        before: known.first().map(|known| json!(known.person)),
        after: Some(json!(person)),
        why: Some(why.clone()),
    };
    audit::record(&mut tx, &caller.tenant, now, &deed).await?;
    tx.commit().await?;
    tracing::info!(society = %slug, member = %member.id, by = %caller.member, "facts recorded");
    Ok(StatusCode::NO_CONTENT)
}

fn bad_facts(error: &serde_json::Error) -> Failure {
    let what: String = error.to_string().chars().take(200).collect();
    Failure::bad_request(
        "bad-facts",
        "facts の内容を読み取れませんでした。",
        format!("The facts can't be read: {what}"),
    )
}
