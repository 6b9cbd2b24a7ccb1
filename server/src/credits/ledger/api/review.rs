//! The queue of declarations, their proofs, and the office's word on them.

use super::lines::{LineDto, Reader};
use super::{desk, line_id, line_of, member_of};
use crate::app::App;
use crate::credits::ledger::error::LedgerError;
use crate::credits::ledger::review::{Verdict, review};
use crate::credits::ledger::waiting::{self, After};
use crate::credits::proofs;
use crate::web::extract::{Asked, Body, Caller, Of, Officer};
use crate::web::failure::Failure;
use crate::web::paging;
use crate::web::path::OfLine;
use crate::web::problems::Problems;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use shusseki_core::ids::EntryId;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Which page of the queue.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Items a page, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// A page of the queue.
#[derive(Serialize, ToSchema)]
pub(crate) struct Queue {
    /// The declarations that wait, the longest waiting first.
    declarations: Vec<Declaration>,
    /// Where the next page begins; absent on the last.
    next_cursor: Option<String>,
}

/// A declaration that waits.
#[derive(Serialize, ToSchema)]
pub(crate) struct Declaration {
    /// 会員番号.
    member_number: String,
    /// 氏名.
    name: String,
    /// What is declared.
    line: LineDto,
}

/// That a proof is accepted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AcceptBody {
    /// Words for the member.
    #[schema(max_length = 500)]
    reason: Option<String>,
    /// Another line that is about the same thing: together they count once.
    #[schema(value_type = Option<uuid::Uuid>)]
    same_as: Option<EntryId>,
}

/// That a proof is not accepted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RejectBody {
    /// Why; the member reads it.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// The declarations that wait for a look at their proof. For the roles admin and reviewer.
#[utoipa::path(
    get, path = "/api/v1/{society}/declarations", tag = "office", operation_id = "declarationsWaiting",
    params(Of, Page),
    responses((status = 200, description = "A page of the queue", body = Queue), Problems),
)]
pub(crate) async fn queue(
    State(app): State<Arc<App>>,
    Officer(caller): Officer,
    Asked(page): Asked<Page>,
) -> Result<Json<Queue>, Failure> {
    let limit = paging::limit(page.limit)?;
    let after: Option<After> = page.cursor.as_deref().map(paging::decode).transpose()?;
    let slug = caller.tenant.slug();
    let mut conn = app.db.read().await?;
    // One more than asked for, to know whether another page follows.
    let mut found = waiting::page(&mut conn, slug, after.as_ref(), limit + 1).await?;
    drop(conn);
    let more = i64::try_from(found.len()).is_ok_and(|found| found > limit);
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let last = found.last().filter(|_| more).map(|last| After {
        declared_at: last.declared_at.0,
        line: last.entry_id,
    });
    let mut declarations = Vec::with_capacity(found.len());
    for one in found {
        let line = line_of(&app, &caller, one.member_id, one.entry_id, Reader::Office).await?;
        declarations.push(Declaration {
            name: format!("{} {}", one.family_name, one.given_name)
                .trim()
                .to_owned(),
            member_number: one.member_number.into(),
            line,
        });
    }
    Ok(Json(Queue {
        declarations,
        next_cursor: last.as_ref().and_then(paging::encode),
    }))
}

/// The file that proves a declaration. For the roles admin and reviewer.
#[utoipa::path(
    get, path = "/api/v1/{society}/members/{number}/credits/{line}/proof", tag = "office", operation_id = "proofOfCredits",
    params(Of, OfLine),
    responses(
        (status = 200, description = "The file",
            content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"))),
        Problems
    ),
)]
pub(crate) async fn proof(
    State(app): State<Arc<App>>,
    Officer(caller): Officer,
    Path(OfLine { number, line }): Path<OfLine>,
) -> Result<Response, Failure> {
    let member = member_of(&app, &caller, &number).await?;
    let line = line_id(&line)?;
    let mut conn = app.db.read().await?;
    let proof = proofs::proof(&mut conn, caller.tenant.slug(), member.id, line).await?;
    Ok(file(proof.ok_or(LedgerError::NoSuchLine)?))
}

/// The file, to be saved and not shown: it came from outside.
pub(crate) fn file(proof: proofs::Proof) -> Response {
    let kind = HeaderValue::from_static(proof.media_type.name());
    let name = format!(
        "attachment; filename=\"proof.{}\"",
        proof.media_type.ending()
    );
    let name = HeaderValue::try_from(name).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, name),
    ];
    (headers, proof.content).into_response()
}

/// Accept a declaration: its proof holds. For the roles admin and reviewer.
#[utoipa::path(
    post, path = "/api/v1/{society}/members/{number}/credits/{line}/accept", tag = "office", operation_id = "acceptDeclaration",
    params(Of, OfLine),
    request_body = AcceptBody,
    responses((status = 200, description = "The line, now accepted", body = LineDto), Problems),
)]
pub(crate) async fn accept(
    State(app): State<Arc<App>>,
    Officer(caller): Officer,
    Path(OfLine { number, line }): Path<OfLine>,
    Body(body): Body<AcceptBody>,
) -> Result<Json<LineDto>, Failure> {
    let verdict = Verdict::Accepted {
        why: body.reason.as_deref(),
        same_as: body.same_as,
    };
    say(&app, &caller, &number, &line, verdict).await
}

/// Reject a declaration, with a reason: it never counts. For the roles admin and reviewer.
#[utoipa::path(
    post, path = "/api/v1/{society}/members/{number}/credits/{line}/reject", tag = "office", operation_id = "rejectDeclaration",
    params(Of, OfLine),
    request_body = RejectBody,
    responses((status = 200, description = "The line, now rejected", body = LineDto), Problems),
)]
pub(crate) async fn reject(
    State(app): State<Arc<App>>,
    Officer(caller): Officer,
    Path(OfLine { number, line }): Path<OfLine>,
    Body(body): Body<RejectBody>,
) -> Result<Json<LineDto>, Failure> {
    let why = body.reason.as_str();
    say(&app, &caller, &number, &line, Verdict::Rejected { why }).await
}

async fn say(
    app: &App,
    caller: &Caller,
    number: &str,
    line: &str,
    verdict: Verdict<'_>,
) -> Result<Json<LineDto>, Failure> {
    let member = member_of(app, caller, number).await?;
    let line = line_id(line)?;
    let desk = desk(app, caller, member.id);
    let mut tx = app.db.write().await?;
    review(&mut tx, &desk, line, verdict).await?;
    tx.commit().await?;
    tracing::info!(society = %caller.tenant.slug(), %line, by = %caller.member, "declaration reviewed");
    let line = line_of(app, caller, member.id, line, Reader::Office).await?;
    Ok(Json(line))
}
