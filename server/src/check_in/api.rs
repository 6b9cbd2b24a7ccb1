//! `POST check-ins`, one or many, and the list of attendances.

use super::answer::Answer;
use super::history::{self, Attendance};
use super::{CheckInError, Scanning, Submission, register};
use crate::app::{App, Tenant};
use crate::credits;
use crate::credits::api::StandingDto;
use crate::web::extract::{Asked, Bearer, Body, Caller, Of};
use crate::web::failure::{Failure, Problem};
use crate::web::idempotency::{self, IdempotencyKey};
use crate::web::language::Reads;
use crate::web::paging;
use crate::web::problems::Problems;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shusseki_core::credit;
use shusseki_core::ids::MemberId;
use shusseki_core::venue_code::ScannedError;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Check-ins that one request may carry.
const BATCH_AT_MOST: usize = 100;

/// A scanned or typed code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckIn {
    /// The link in the QR code, its last part alone, or the typed code below it.
    #[schema(example = "ABCD-2345", max_length = 2048)]
    code: String,
    /// When the phone scanned it, if it was offline since; now when absent.
    #[schema(value_type = Option<String>, format = DateTime)]
    scanned_at: Option<Timestamp>,
    /// Whether the answer shall carry the member's standings after this check-in.
    #[serde(default)]
    with_standings: bool,
}

/// The answer to a check-in.
#[derive(Serialize, ToSchema)]
pub(crate) struct CheckedIn {
    #[serde(flatten)]
    answer: Answer,
    /// The standings afterwards, if they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    standings: Option<Vec<StandingDto>>,
}

/// Many check-ins that waited on a phone without a network.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckInBatch {
    /// At most 100.
    #[schema(min_items = 1, max_items = 100)]
    check_ins: Vec<BatchItem>,
}

/// One of many.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BatchItem {
    /// The link in the QR code, its last part alone, or the typed code below it.
    code: String,
    /// When the phone scanned it.
    #[schema(value_type = String, format = DateTime)]
    scanned_at: Timestamp,
    /// The item's own key, as `Idempotency-Key` is a single check-in's: 1 to 255 visible ASCII
    /// characters. Items are judged one by one: a wrong one does not fail the others.
    idempotency_key: String,
}

/// What became of the check-ins, in the order in which they were sent.
#[derive(Serialize, ToSchema)]
pub(crate) struct BatchResults {
    /// One result for each.
    results: Vec<BatchResult>,
}

/// What became of one check-in.
#[derive(Serialize, ToSchema)]
pub(crate) struct BatchResult {
    /// The key it was sent with.
    idempotency_key: String,
    /// The status that it would have had alone.
    status: u16,
    /// The answer, if it was registered.
    answer: Option<Answer>,
    /// The problem, if it was not.
    problem: Option<Problem>,
}

/// Register an attendance. When this answers, it is durable.
#[utoipa::path(
    post, path = "/api/v1/{society}/check-ins", tag = "check-in", operation_id = "checkIn",
    params(Of, IdempotencyKey),
    request_body = CheckIn,
    responses(
        (status = 201, description = "Registered", body = CheckedIn),
        (status = 200, description = "Registered before; the answer has the first time", body = CheckedIn),
        Problems
    ),
)]
pub(crate) async fn check_in(
    State(app): State<Arc<App>>,
    caller: Bearer,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<CheckIn>,
) -> Result<(StatusCode, Json<CheckedIn>), Failure> {
    let answer = submit(
        &app,
        &caller.tenant,
        caller.member,
        &body.code,
        body.scanned_at,
        key,
    )
    .await?;
    let standings = if body.with_standings {
        let mut conn = app.db.read().await?;
        let standings = credits::standings(
            &mut conn,
            &caller.tenant,
            caller.member,
            &credit::Asked::on(app.today()),
        )
        .await?;
        Some(
            standings
                .iter()
                .map(|standing| StandingDto::new(standing, &[]))
                .collect(),
        )
    } else {
        None
    };
    Ok((status_of(&answer), Json(CheckedIn { answer, standings })))
}

/// Register several attendances that waited on a phone.
#[utoipa::path(
    post, path = "/api/v1/{society}/check-ins/batch", tag = "check-in", operation_id = "checkInBatch",
    params(Of),
    request_body = CheckInBatch,
    responses((status = 200, description = "What became of each", body = BatchResults), Problems),
)]
pub(crate) async fn check_in_batch(
    State(app): State<Arc<App>>,
    Reads(language): Reads,
    caller: Bearer,
    Body(batch): Body<CheckInBatch>,
) -> Result<Json<BatchResults>, Failure> {
    if batch.check_ins.is_empty() || batch.check_ins.len() > BATCH_AT_MOST {
        return Err(Failure::bad_request(
            "bad-batch",
            format!("check_ins は 1 件から {BATCH_AT_MOST} 件までです。"),
            format!("check_ins holds 1 to {BATCH_AT_MOST} check-ins."),
        ));
    }
    let mut results = Vec::with_capacity(batch.check_ins.len());
    for item in batch.check_ins {
        let settled = match idempotency::checked(&item.idempotency_key) {
            Ok(key) => {
                let at = Some(item.scanned_at);
                submit(
                    &app,
                    &caller.tenant,
                    caller.member,
                    &item.code,
                    at,
                    Some(key),
                )
                .await
            }
            Err(failure) => Err(failure),
        };
        results.push(match settled {
            Ok(answer) => BatchResult {
                idempotency_key: item.idempotency_key,
                status: status_of(&answer).as_u16(),
                answer: Some(answer),
                problem: None,
            },
            Err(failure) => {
                failure.log_cause();
                BatchResult {
                    idempotency_key: item.idempotency_key,
                    status: failure.status().as_u16(),
                    answer: None,
                    problem: Some(failure.problem(language, None)),
                }
            }
        });
    }
    Ok(Json(BatchResults { results }))
}

async fn submit(
    app: &App,
    tenant: &Arc<Tenant>,
    member: MemberId,
    code: &str,
    scanned_at: Option<Timestamp>,
    idempotency_key: Option<String>,
) -> Result<Answer, Failure> {
    let submission = Submission {
        member,
        code: code
            .parse()
            .map_err(|error: ScannedError| CheckInError::Refused(error.into()))?,
        scanning: scanned_at.map_or(Scanning::Now, Scanning::Claimed),
        idempotency_key,
    };
    Ok(register(app, tenant, submission).await?)
}

fn status_of(answer: &Answer) -> StatusCode {
    if answer.outcome == "already-registered" {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    }
}

/// Which page of the list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Items a page, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The language of messages, `ja` or `en`.
    #[expect(
        dead_code,
        reason = "read by the language layer; named here so that it is allowed"
    )]
    lang: Option<String>,
}

/// A page of attendances.
#[derive(Serialize, ToSchema)]
pub(crate) struct AttendancePage {
    /// The attendances, newest first.
    attendances: Vec<Attendance>,
    /// Where the next page begins; absent on the last.
    next_cursor: Option<String>,
}

/// The caller's attendances, newest first, as far back as the society shows them.
#[utoipa::path(
    get, path = "/api/v1/{society}/me/attendances", tag = "member", operation_id = "attendances",
    params(Of, Page),
    responses((status = 200, description = "A page of attendances", body = AttendancePage), Problems),
)]
pub(crate) async fn attendances(
    State(app): State<Arc<App>>,
    caller: Caller,
    Asked(page): Asked<Page>,
) -> Result<Json<AttendancePage>, Failure> {
    let limit = paging::limit(page.limit)?;
    let after = page.cursor.as_deref().map(paging::decode).transpose()?;
    let listed = history::page(&app, &caller.tenant, caller.member, after, limit).await?;
    Ok(Json(AttendancePage {
        attendances: listed.attendances,
        next_cursor: listed.next.as_ref().and_then(paging::encode),
    }))
}
