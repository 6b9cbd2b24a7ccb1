//! The member's own ledger, declarations and choices.

use super::lines::{LineDto, Reader};
use super::{desk, ledger_of, line_of, status_of};
use crate::app::App;
use crate::credits::ledger::choose::choose;
use crate::credits::ledger::declare::declare;
use crate::credits::ledger::deed::Described;
use crate::credits::ledger::error::LedgerError;
use crate::credits::proofs::{Proof, ProofError};
use crate::web::extract::{Body, Caller, Of};
use crate::web::failure::Failure;
use crate::web::idempotency::{IdempotencyKey, Keyed};
use crate::web::problems::Problems;
use crate::web::words::Words;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use data_encoding::BASE64;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use shusseki_core::ids::{CategoryKey, EntryId};
use std::sync::Arc;
use utoipa::ToSchema;

/// The caller's ledger.
#[derive(Serialize, ToSchema)]
pub(crate) struct MyLedger {
    /// The lines, oldest deed first.
    lines: Vec<LineDto>,
}

/// What a member declares, with its proof.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeclarationBody {
    /// The day in Japan.
    #[schema(value_type = String, format = Date, example = "2026-11-20")]
    day: Date,
    /// The activity's key, as the definition names it.
    #[schema(example = "annual-meeting", max_length = 64)]
    activity: String,
    /// The role's key.
    #[schema(example = "attend", max_length = 64)]
    role: String,
    /// How long, in minutes, where the credits depend on it.
    #[schema(maximum = 100_000)]
    #[serde(default, deserialize_with = "super::minutes")]
    minutes: Option<u32>,
    /// 大会名.
    event: Words,
    /// セッション名.
    session: Option<Words>,
    /// Curriculum codes, at most 20.
    #[serde(default)]
    codes: Vec<String>,
    /// The file that proves it: PDF, JPEG or PNG of at most 5 MB, in Base64.
    #[schema(content_encoding = "base64")]
    proof: String,
}

/// Where credits shall count.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChoicesBody {
    /// The certification's key.
    #[schema(max_length = 64)]
    certification: String,
    /// For each line one choice; those not named stay as they are.
    #[schema(max_items = 200)]
    choices: Vec<ChoiceDto>,
}

/// Where one line shall count.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChoiceDto {
    /// The line's id.
    #[schema(value_type = uuid::Uuid)]
    line: EntryId,
    /// The category's key; absent to leave it to the rules again.
    #[schema(value_type = Option<String>)]
    category: Option<String>,
}

/// The choices that hold.
#[derive(Serialize, ToSchema)]
pub(crate) struct Choices {
    /// One for each line that has one.
    choices: Vec<ChoiceDto>,
}

/// The caller's ledger: every line with when and why.
#[utoipa::path(
    get, path = "/api/v1/{society}/me/ledger", tag = "member", operation_id = "ledger",
    params(Of),
    responses((status = 200, description = "The ledger", body = MyLedger), Problems),
)]
pub(crate) async fn my_ledger(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<MyLedger>, Failure> {
    let mut conn = app.db.read().await?;
    let lines = ledger_of(&mut conn, &caller, caller.member, Reader::Member).await?;
    Ok(Json(MyLedger { lines }))
}

/// Declare what the society does not know of. A retry with the same key declares nothing more.
#[utoipa::path(
    post, path = "/api/v1/{society}/me/declarations", tag = "member", operation_id = "declare",
    params(Of, IdempotencyKey),
    request_body = DeclarationBody,
    responses(
        (status = 201, description = "Declared; the office looks at the proof", body = LineDto),
        (status = 200, description = "Declared before by a request with the same key", body = LineDto),
        Problems
    ),
)]
pub(crate) async fn declare_credits(
    State(app): State<Arc<App>>,
    caller: Caller,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<DeclarationBody>,
) -> Result<(StatusCode, Json<LineDto>), Failure> {
    let request = Keyed::new(key, &body);
    let proof = BASE64.decode(body.proof.as_bytes());
    let proof = proof.map_err(|_| LedgerError::from(ProofError::Unreadable))?;
    let proof = Proof::new(proof).map_err(LedgerError::from)?;
    let described = body.described();
    let desk = desk(&app, &caller, caller.member);
    let mut tx = app.db.write().await?;
    let request = request.as_ref();
    let kept = declare(&mut tx, &app.random, &desk, &described, proof, request).await?;
    tx.commit().await?;
    let line = line_of(&app, &caller, caller.member, kept.id, Reader::Member).await?;
    Ok((status_of(&kept), Json(line)))
}

impl DeclarationBody {
    fn described(&self) -> Described {
        let session = self.session.as_ref();
        Described {
            day: self.day,
            activity: self.activity.clone(),
            role: self.role.clone(),
            minutes: self.minutes,
            event: [self.event.ja.clone(), self.event.en.clone()],
            session: session.map_or_else(Default::default, |session| {
                [session.ja.clone(), session.en.clone()]
            }),
            codes: self.codes.clone(),
            ..Described::default()
        }
    }
}

/// Say where credits shall count, where the rules leave a choice.
#[utoipa::path(
    put, path = "/api/v1/{society}/me/choices", tag = "member", operation_id = "choose",
    params(Of),
    request_body = ChoicesBody,
    responses((status = 200, description = "The choices that now hold", body = Choices), Problems),
)]
pub(crate) async fn choose_categories(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(body): Body<ChoicesBody>,
) -> Result<Json<Choices>, Failure> {
    let certification = body
        .certification
        .parse()
        .map_err(|_| LedgerError::NotHeld)?;
    let wanted = body.choices.into_iter().map(|choice| {
        let category = choice.category.map(CategoryKey::try_from).transpose();
        let category = category.map_err(|_| LedgerError::UnknownCategory)?;
        Ok((choice.line, category))
    });
    let wanted = wanted.collect::<Result<_, LedgerError>>()?;
    let desk = desk(&app, &caller, caller.member);
    let mut tx = app.db.write().await?;
    let holds = choose(&mut tx, &desk, &certification, &wanted).await?;
    tx.commit().await?;
    let choices = holds.into_iter().map(|(line, category)| ChoiceDto {
        line,
        category: Some(category.into()),
    });
    Ok(Json(Choices {
        choices: choices.collect(),
    }))
}
