//! The office reads a member's ledger and writes into it.

use super::lines::{LineDto, Reader};
use super::{desk, ledger_of, line_id, line_of, member_of, status_of};
use crate::app::App;
use crate::credits::ledger::correct::correct;
use crate::credits::ledger::deed::Described;
use crate::credits::ledger::grant::{Granting, grant};
use crate::credits::ledger::void::void;
use crate::web::extract::{Body, Of, Officer};
use crate::web::failure::Failure;
use crate::web::idempotency::{IdempotencyKey, Keyed};
use crate::web::path::{OfLine, OfMember};
use crate::web::problems::Problems;
use crate::web::words::Words;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use shusseki_core::ids::EntryId;
use std::sync::Arc;
use utoipa::ToSchema;

/// A member's ledger.
#[derive(Serialize, ToSchema)]
pub(crate) struct Ledger {
    /// 会員番号.
    member_number: String,
    /// 氏名.
    name: String,
    /// The lines, oldest deed first.
    lines: Vec<LineDto>,
}

/// Credits that the office grants.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GrantBody {
    /// The day in Japan.
    #[schema(value_type = String, format = Date, example = "2026-11-20")]
    day: Date,
    /// The activity's key, as the definition names it.
    #[schema(example = "annual-meeting", max_length = 64)]
    activity: String,
    /// The role's key.
    #[schema(example = "attend", max_length = 64)]
    role: String,
    /// How many; what the definition gives when absent.
    #[schema(example = "10", max_length = 16)]
    credits: Option<String>,
    /// How long, in minutes, where the credits depend on it.
    #[schema(maximum = 100_000)]
    #[serde(default, deserialize_with = "super::minutes")]
    minutes: Option<u32>,
    /// 大会名.
    event: Words,
    /// セッション名.
    session: Option<Words>,
    /// Whether the society itself held it. Of a session held here, the programme knows.
    #[serde(default)]
    society_held: bool,
    /// Tags of the session.
    #[serde(default)]
    tags: Vec<String>,
    /// Curriculum codes, at most 20.
    #[serde(default)]
    codes: Vec<String>,
    /// A programme that is offered at several events.
    programme: Option<String>,
    /// Another line that is about the same thing: together they count once.
    #[schema(value_type = Option<uuid::Uuid>)]
    same_as: Option<EntryId>,
    /// Why; the member reads it too.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// Why a line is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VoidBody {
    /// Why; the member reads it too.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

impl GrantBody {
    fn described(&self) -> Described {
        let session = self.session.as_ref();
        Described {
            day: self.day,
            activity: self.activity.clone(),
            role: self.role.clone(),
            minutes: self.minutes,
            credits: self.credits.clone(),
            event: [self.event.ja.clone(), self.event.en.clone()],
            session: session.map_or_else(Default::default, |session| {
                [session.ja.clone(), session.en.clone()]
            }),
            society_held: self.society_held,
            tags: self.tags.clone(),
            codes: self.codes.clone(),
            programme: self.programme.clone(),
        }
    }

    fn granting<'a>(&'a self, described: &'a Described) -> Granting<'a> {
        Granting {
            described,
            why: &self.reason,
            same_as: self.same_as,
            stands_for: None,
        }
    }
}

/// A member's ledger: every line with who wrote it, when and why. For the roles admin and reviewer.
#[utoipa::path(
    get, path = "/api/v1/{society}/members/{number}/credits", tag = "office", operation_id = "memberLedger",
    params(Of, OfMember),
    responses((status = 200, description = "The ledger", body = Ledger), Problems),
)]
pub(crate) async fn ledger(
    State(app): State<Arc<App>>,
    Officer(caller): Officer,
    Path(OfMember { number }): Path<OfMember>,
) -> Result<Json<Ledger>, Failure> {
    let member = member_of(&app, &caller, &number).await?;
    let mut conn = app.db.read().await?;
    Ok(Json(Ledger {
        lines: ledger_of(&mut conn, &caller, member.id, Reader::Office).await?,
        member_number: member.number.to_string(),
        name: member.name.kanji(),
    }))
}

/// Grant credits. A retry with the same key grants nothing more. For the role admin.
#[utoipa::path(
    post, path = "/api/v1/{society}/members/{number}/credits", tag = "office", operation_id = "grantCredits",
    params(Of, OfMember, IdempotencyKey),
    request_body = GrantBody,
    responses(
        (status = 201, description = "Granted", body = LineDto),
        (status = 200, description = "Granted before by a request with the same key", body = LineDto),
        Problems
    ),
)]
pub(crate) async fn grant_credits(
    State(app): State<Arc<App>>,
    Officer(caller): Officer,
    Path(OfMember { number }): Path<OfMember>,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<GrantBody>,
) -> Result<(StatusCode, Json<LineDto>), Failure> {
    let member = member_of(&app, &caller, &number).await?;
    let request = Keyed::new(key, &(&member.number, &body));
    let described = body.described();
    let desk = desk(&app, &caller, member.id);
    let mut tx = app.db.write().await?;
    let granting = body.granting(&described);
    let kept = grant(&mut tx, &app.random, &desk, &granting, request.as_ref()).await?;
    tx.commit().await?;
    tracing::info!(society = %caller.tenant.slug(), line = %kept.id, by = %caller.member, "credits granted");
    let line = line_of(&app, &caller, member.id, kept.id, Reader::Office).await?;
    Ok((status_of(&kept), Json(line)))
}

/// Take a line back, with a reason; an attendance's too. It stays in the ledger. For the role admin.
#[utoipa::path(
    post, path = "/api/v1/{society}/members/{number}/credits/{line}/void", tag = "office", operation_id = "voidCredits",
    params(Of, OfLine),
    request_body = VoidBody,
    responses((status = 200, description = "The line, now voided", body = LineDto), Problems),
)]
pub(crate) async fn void_credits(
    State(app): State<Arc<App>>,
    Officer(caller): Officer,
    Path(OfLine { number, line }): Path<OfLine>,
    Body(body): Body<VoidBody>,
) -> Result<Json<LineDto>, Failure> {
    let member = member_of(&app, &caller, &number).await?;
    let line = line_id(&line)?;
    let desk = desk(&app, &caller, member.id);
    let mut tx = app.db.write().await?;
    void(&mut tx, &desk, line, &body.reason).await?;
    tx.commit().await?;
    tracing::info!(society = %caller.tenant.slug(), %line, by = %caller.member, "credits voided");
    let line = line_of(&app, &caller, member.id, line, Reader::Office).await?;
    Ok(Json(line))
}

/// Correct a line: it is voided, and another stands in its place. For the role admin.
#[utoipa::path(
    post, path = "/api/v1/{society}/members/{number}/credits/{line}/correct", tag = "office", operation_id = "correctCredits",
    params(Of, OfLine),
    request_body = GrantBody,
    responses((status = 201, description = "The line that stands in its place", body = LineDto), Problems),
)]
pub(crate) async fn correct_credits(
    State(app): State<Arc<App>>,
    Officer(caller): Officer,
    Path(OfLine { number, line }): Path<OfLine>,
    Body(body): Body<GrantBody>,
) -> Result<(StatusCode, Json<LineDto>), Failure> {
    let member = member_of(&app, &caller, &number).await?;
    let line = line_id(&line)?;
    let described = body.described();
    let desk = desk(&app, &caller, member.id);
    let mut tx = app.db.write().await?;
    let granting = body.granting(&described);
    let kept = correct(&mut tx, &app.random, &desk, line, &granting).await?;
    tx.commit().await?;
    tracing::info!(society = %caller.tenant.slug(), %line, by = %caller.member, "credits corrected");
    let line = line_of(&app, &caller, member.id, kept.id, Reader::Office).await?;
    Ok((StatusCode::CREATED, Json(line)))
}
