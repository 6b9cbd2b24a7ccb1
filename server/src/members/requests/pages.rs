//! Asking the office for a change, and the office's queue.

use super::{Asked, Desk, RequestError, Verdict, ask, decide, field, store};
use crate::app::App;
use crate::members::profile::view::Input;
use crate::members::profile::{self, view};
use crate::members::{self, Member};
use crate::web::extract::{Asked as Query, LoggedIn, Staff};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Menu, Office, Page, html};
use crate::web::verdict::Said;
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;
use shusseki_core::profile::{Editor, Typed, Wrong};
use shusseki_core::text::Language;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// Requests a page: the ones behind follow when these are done.
const A_PAGE: i64 = 20;

#[derive(Template)]
#[template(path = "members/request.html")]
struct RequestPage {
    page: Page,
    field: view::FieldView,
    note: String,
    complaint: Option<String>,
    home: String,
}

/// Which field.
#[derive(Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    field: String,
}

/// `GET /{society}/profile/request?field=…`: the form that asks for a change.
pub(crate) async fn form(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    Query(which): Query<Which>,
) -> Result<Html<String>, Failure> {
    let mut conn = app.db.read().await?;
    let stored = profile::of(&mut conn, tenant.slug(), &member).await?;
    let asked = super::waiting_of(&mut conn, &tenant, member.id).await?;
    let field = field(&tenant, &which.field)?;
    let known = asked.iter().find(|one| one.field == which.field);
    let typed = known.map_or_else(|| stored.held.typed(), |one| one.wanted.clone());
    let note = known.map_or_else(String::new, |one| one.note.clone());
    let page = RequestPage::new(&tenant, &member, language, &which.field);
    let shows = view::Shows {
        profile: &tenant.society.profile,
        stored: &stored,
        typed: &typed,
        wrong: &[],
        meanwhile: false,
        asked: &asked,
        by: Editor::Office,
        language,
    };
    html(&page(shows.field(field), note, None))
}

impl RequestPage {
    fn new<'a>(
        tenant: &'a Arc<crate::app::Tenant>,
        member: &'a Member,
        language: Language,
        field: &'a str,
    ) -> impl FnOnce(view::FieldView, String, Option<String>) -> Self + use<'a> {
        move |view, note, complaint| {
            let home = format!("/{}", tenant.slug());
            let title = language.pick("変更の依頼", "Ask for a change");
            let address = format!("{home}/profile/request?field={field}");
            Self {
                page: Page::new(language, title, &address)
                    .of(tenant)
                    .seen_by(Some(member))
                    .at(Menu::Profile)
                    .failed(complaint.is_some()),
                field: view,
                note,
                complaint,
                home,
            }
        }
    }
}

/// `POST /{society}/profile/request`: asks the office.
pub(crate) async fn send(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let one = |name: &str| {
        let found = sent.iter().find(|(found, _)| found == name);
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let key = one("field");
    let field = field(&tenant, &key)?;
    let words = sent.iter().filter(|(name, _)| name == &format!("f.{key}"));
    let typed = Typed {
        values: BTreeMap::from([(key.clone(), words.map(|(_, text)| text.clone()).collect())]),
        substitutes: BTreeMap::from([(key.clone(), one(&format!("s.{key}")))]),
        ..Typed::default()
    };
    let asked = Asked {
        id: app.random.uuid()?,
        member: member.id,
        field: key.clone(),
        wanted: typed,
        note: one("note").trim().to_owned(),
        asked_at: app.clock.now(),
    };
    let mut tx = app.db.write().await?;
    let error = match ask(&mut tx, &tenant, &member, &asked).await {
        Ok(()) => {
            tx.commit().await?;
            tracing::info!(society = %tenant.slug(), member = %member.id, field = key, "change asked for");
            let back = format!("/{}/profile?asked={key}", tenant.slug());
            return Ok(Redirect::to(&back).into_response());
        }
        Err(error @ (RequestError::Fault(_) | RequestError::Same | RequestError::NoteTooLong)) => {
            error
        }
        Err(error) => return Err(error.into()),
    };
    drop(tx);
    let wrong: Vec<Wrong> = match &error {
        RequestError::Fault(fault) => vec![Wrong {
            field: field.key.clone(),
            fault: fault.clone(),
        }],
        _ => Vec::new(),
    };
    let complaint = Failure::from(error).sentence(language).to_owned();
    let mut conn = app.db.read().await?;
    let stored = profile::of(&mut conn, tenant.slug(), &member).await?;
    let shows = view::Shows {
        profile: &tenant.society.profile,
        stored: &stored,
        typed: &asked.wanted,
        wrong: &wrong,
        meanwhile: false,
        asked: &[],
        by: Editor::Office,
        language,
    };
    let page = RequestPage::new(&tenant, &member, language, &key);
    let page = html(&page(shows.field(field), asked.note, Some(complaint)))?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

#[derive(Template)]
#[template(path = "members/requests.html")]
struct QueuePage {
    page: Page,
    office: Office,
    waiting: Vec<WaitingView>,
    home: String,
}

/// A request that waits.
struct WaitingView {
    id: Uuid,
    member_number: String,
    name: String,
    field: String,
    now: String,
    wanted: String,
    substitute: Option<String>,
    note: String,
    asked_at: Timestamp,
}

/// `GET /{society}/office/profile-requests`: what waits, the longest waiting first.
pub(crate) async fn queue(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
) -> Result<Html<String>, Failure> {
    let Staff { tenant, member, .. } = &staff;
    let mut conn = app.db.read().await?;
    let mut waiting = Vec::new();
    for asked in store::queue(&mut conn, tenant.slug(), A_PAGE).await? {
        let whose = members::by_id(&mut conn, tenant.slug(), asked.member).await?;
        let (Some(whose), Some(field)) = (whose, tenant.society.profile.field(&asked.field)) else {
            continue;
        };
        let stored = profile::of(&mut conn, tenant.slug(), &whose).await?;
        let now = stored.held.values.get(&field.key);
        waiting.push(WaitingView {
            id: asked.id,
            member_number: whose.number.to_string(),
            name: whose.name.get(language),
            field: field.name.get(language).to_owned(),
            now: now.map_or_else(String::new, |value| field.written(value, language)),
            wanted: asked.wanted_written(field, language),
            substitute: asked
                .wanted
                .substitutes
                .get(&asked.field)
                .filter(|text| !text.is_empty())
                .cloned(),
            note: asked.note,
            asked_at: asked.asked_at,
        });
    }
    let home = format!("/{}", tenant.slug());
    let title = language.pick("登録情報の変更依頼", "Changes asked for");
    html(&QueuePage {
        page: Page::new(language, title, &format!("{home}/office/profile-requests"))
            .of(tenant)
            .seen_by(Some(member)),
        office: Office::of(&staff, "profile-requests"),
        waiting,
        home,
    })
}

/// `POST /{society}/office/profile-requests/{request}`: accepts or declines, and back to the queue.
pub(crate) async fn say(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path((_, request)): Path<(String, String)>,
    Form(said): Form<Said>,
) -> Result<Response, Failure> {
    let request = Uuid::parse_str(&request).map_err(|_| Failure::not_found())?;
    let verdict = if said.accepts() {
        Verdict::Accepted
    } else {
        Verdict::Declined(said.reason)
    };
    let desk = Desk {
        tenant: &staff.tenant,
        by: staff.member.id,
        now: app.clock.now(),
    };
    let mut tx = app.db.write().await?;
    decide(&mut tx, &desk, request, &verdict).await?;
    tx.commit().await?;
    tracing::info!(society = %staff.tenant.slug(), %request, by = %staff.member.id, "change of profile decided");
    let back = format!("/{}/office/profile-requests", staff.tenant.slug());
    Ok(Redirect::to(&back).into_response())
}
