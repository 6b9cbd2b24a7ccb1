//! Comparing two records, and asking that they be merged.

use super::view::{RecordView, RowView, rows};
use crate::accounts::form::{Complaint, Filled};
use crate::app::{App, Tenant};
use crate::members::Member;
use crate::office::deed::{Desk, Sent, address_of, whose};
use crate::office::looked;
use crate::office::merge::compare::{Choices, Pair, Pick};
use crate::office::merge::store::{Request, waiting_of};
use crate::office::merge::{MergeError, Wanted, ask, can_be_one};
use crate::web::extract::Staff;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Office, Page, html};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use shusseki_core::text::Language;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "office/merge/ask.html")]
pub(super) struct AskPage {
    pub(super) page: Page,
    pub(super) office: Office,
    pub(super) stays: RecordView,
    pub(super) goes: RecordView,
    pub(super) rows: Vec<RowView>,
    pub(super) both_attended: i64,
    /// What the form was made from.
    pub(super) mark: String,
    pub(super) form: Filled,
    pub(super) action: String,
    /// The same page with the other record staying.
    pub(super) swapped: String,
}

fn page_of(
    staff: &Staff,
    pair: &Pair,
    choices: &Choices,
    language: Language,
    form: Filled,
) -> Result<AskPage, Failure> {
    let tenant = &staff.tenant;
    let place =
        |one: &Member, other: &Member| format!("{}/merge/{}", address_of(tenant, one.id), other.id);
    let action = place(&pair.stays, &pair.goes);
    let title = language.pick("統合の申請", "Ask for a merge");
    Ok(AskPage {
        page: staff
            .page(language, title, &action)
            .failed(form.complaint.is_some()),
        office: Office::of(staff, "members"),
        stays: RecordView::new(tenant, &pair.stays, language),
        goes: RecordView::new(tenant, &pair.goes, language),
        rows: rows(tenant, &pair.comparison, None, choices, language),
        both_attended: pair.comparison.both_attended,
        mark: pair.comparison.mark()?,
        form,
        action,
        swapped: place(&pair.goes, &pair.stays),
    })
}

/// Reads both records; that they were looked at is noted.
async fn both(app: &App, staff: &Staff, ids: [&str; 2]) -> Result<Pair, Failure> {
    let tenant = &staff.tenant;
    let mut conn = app.db.read().await?;
    let stays = whose(&mut conn, tenant, ids[0]).await?;
    let goes = whose(&mut conn, tenant, ids[1]).await?;
    can_be_one(&stays, &goes)?;
    let pair = Pair::read(&mut conn, tenant, stays, goes).await?;
    drop(conn);
    for record in [&pair.stays, &pair.goes] {
        looked::note(app, tenant, staff.member.id, record.id).await?;
    }
    Ok(pair)
}

/// `GET /{society}/office/members/{id}/merge/{other}`: that the first stays and the second goes.
pub(crate) async fn form(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, id, other)): Path<(String, String, String)>,
) -> Result<Html<String>, Failure> {
    let pair = both(&app, &staff, [&id, &other]).await?;
    let page = page_of(&staff, &pair, &Choices::new(), language, Filled::default())?;
    html(&page)
}

/// From which record each value is to be taken.
fn choices(sent: &Sent) -> Choices {
    let taken = sent.0.iter().filter_map(|(name, value)| {
        let pick = match value.as_str() {
            "stays" => Pick::Stays,
            "goes" => Pick::Goes,
            _ => return None,
        };
        Some((name.strip_prefix("take.")?.to_owned(), pick))
    });
    taken.collect()
}

/// `POST /{society}/office/members/{id}/merge/{other}`.
pub(crate) async fn send(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, id, other)): Path<(String, String, String)>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let (tenant, sent) = (&staff.tenant, Sent(sent));
    let pair = both(&app, &staff, [&id, &other]).await?;
    let request = app.random.uuid()?;
    // Choices of what does not differ are left out, so that the request holds nothing else.
    let mut choices = choices(&sent);
    let known = pair.comparison.differing(tenant);
    choices.retain(|key, _| known.iter().any(|which| which.key() == *key));
    let wanted = Wanted {
        stays: pair.stays.clone(),
        goes: pair.goes.clone(),
        choices: choices.clone(),
        mark: sent.one("mark").to_owned(),
    };
    let desk = Desk::of(&app, &staff, sent.one("reason"));
    let mut tx = app.db.write().await?;
    if let Err(error) = ask(&mut tx, &desk, request, wanted).await {
        drop(tx);
        if let MergeError::AlreadyAsked = error {
            let asked = pressed_twice(&app, &staff, (&pair, &choices), &sent).await?;
            if let Some(asked) = asked {
                return Ok(asked.into_response());
            }
        }
        let typed = vec![("reason", sent.one("reason").to_owned())];
        let (status, form) = told(error, typed, language)?;
        let page = page_of(&staff, &pair, &choices, language, form)?;
        return Ok((status, html(&page)?).into_response());
    }
    tx.commit().await?;
    tracing::info!(society = %tenant.slug(), %request, by = %desk.by, "merge asked for");
    Ok(asked(tenant, request).into_response())
}

fn asked(tenant: &Tenant, request: Uuid) -> Redirect {
    Redirect::to(&format!(
        "/{}/office/merges/{request}?asked=1",
        tenant.slug()
    ))
}

/// Where the same form leads that was sent a moment ago: to the request that it made.
async fn pressed_twice(
    app: &App,
    staff: &Staff,
    (pair, choices): (&Pair, &Choices),
    sent: &Sent,
) -> Result<Option<Redirect>, Failure> {
    let tenant = &staff.tenant;
    let mut conn = app.db.read().await?;
    let waits = waiting_of(&mut conn, tenant.slug(), pair.stays.id).await?;
    let same = |request: &Request| {
        (request.stays, request.goes) == (pair.stays.id, pair.goes.id)
            && request.asked_by == staff.member.id
            && request.choices == *choices
            && request.reason == sent.one("reason").trim()
    };
    let waits = waits.filter(same);
    Ok(waits.map(|request| asked(tenant, request.id)))
}

/// The form again, with what is wrong.
///
/// # Errors
/// The server failed.
pub(super) fn told(
    error: MergeError,
    typed: Vec<(&'static str, String)>,
    language: Language,
) -> Result<(axum::http::StatusCode, Filled), Failure> {
    let field = error.field();
    let failure = Failure::from(error);
    let status = failure.status();
    if !status.is_client_error() || status == axum::http::StatusCode::NOT_FOUND {
        return Err(failure);
    }
    let complaint = match field {
        Some(field) => Complaint::at(&failure, field, language),
        None => Complaint::of(&failure, language),
    };
    Ok((status, Filled::again(typed, complaint)))
}
