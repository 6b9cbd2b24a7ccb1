//! The office's side: the list, the form with audience builder and preview, publishing, withdrawing.

mod opened;
mod view;
mod words;

use super::fault::Fault;
use super::form::Typed;
use super::title;
use crate::app::App;
use crate::notices::facts;
use crate::notices::writing::{self, Desk, Which, WritingError};
use crate::notices::{Notice, State as NoticeState};
use crate::web::extract::{Asked, Staff};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Office, Page, address_of, html};
use crate::web::paging;
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use opened::Opened;
use serde::Deserialize;
use shusseki_core::calendar::day_of;
use shusseki_core::text::Language;
use std::sync::Arc;
use uuid::Uuid;
use view::{page, preview, refused};
use words::described;

/// Notices a page.
const A_PAGE: i64 = 30;

#[derive(Template)]
#[template(path = "notices/office.html")]
struct ListPage {
    page: Page,
    office: Office,
    home: String,
    notices: Vec<Row>,
    next: Option<String>,
}

/// A notice in the office's list.
struct Row {
    id: Uuid,
    title: String,
    language: Language,
    state: NoticeState,
    audience: String,
    publish_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
    pinned: bool,
    by_mail: bool,
    readers: i64,
}

/// What a state is called.
const fn state_word(state: NoticeState, language: Language) -> &'static str {
    match state {
        NoticeState::Draft => language.pick("下書き", "Draft"),
        NoticeState::Planned => language.pick("公開予定", "Planned"),
        NoticeState::Published => language.pick("公開中", "Published"),
        NoticeState::Ended => language.pick("公開終了", "Ended"),
        NoticeState::Withdrawn => language.pick("取り下げ", "Withdrawn"),
    }
}

impl Row {
    fn state_word(&self, page: &Page) -> &'static str {
        state_word(self.state, page.language)
    }
}

/// Where a page of the list begins.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct From {
    after: Option<String>,
}

/// `GET /{society}/office/notices`: all notices, what was changed last first.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Asked(from): Asked<From>,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let before = from.after.as_deref().map(paging::decode).transpose()?;
    let now = app.clock.now();
    let tenant = &staff.tenant;
    let mut conn = app.db.read().await?;
    let (notices, next) = writing::all(&mut conn, tenant, before, A_PAGE).await?;
    let home = format!("/{}", tenant.slug());
    let row = |(notice, readers): (Notice, i64)| {
        let (title, written) = title(&notice, language);
        Row {
            id: notice.id,
            title,
            language: written,
            state: notice.state(now),
            audience: described(tenant, &notice.draft, language),
            publish_at: notice.draft.publish_at,
            ends_at: notice.draft.ends_at,
            pinned: notice.draft.pinned,
            by_mail: notice.draft.by_mail,
            readers,
        }
    };
    let title = language.pick("お知らせの管理", "Manage notices");
    html(&ListPage {
        page: staff.page(language, title, address_of(&uri)),
        office: Office::of(&staff, "notices"),
        notices: notices.into_iter().map(row).collect(),
        next: next
            .as_ref()
            .and_then(paging::encode)
            .map(|after| format!("{home}/office/notices?after={after}")),
        home,
    })
}

/// `GET /{society}/office/notices/new`: an empty form.
pub(crate) async fn new(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
) -> Result<Html<String>, Failure> {
    let opened = Opened::new(&staff.tenant);
    html(&page(&app, &staff, language, opened).await?)
}

/// `GET /{society}/office/notices/{notice}`: the form with a stored notice.
pub(crate) async fn edit(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, notice)): Path<(String, String)>,
) -> Result<Html<String>, Failure> {
    let notice = Uuid::parse_str(&notice).map_err(|_| Failure::not_found())?;
    let opened = Opened::stored(&app, &staff.tenant, notice).await?;
    html(&page(&app, &staff, language, opened).await?)
}

/// `POST /{society}/office/notices/new`: counts, shows a preview, stores or publishes a new notice.
pub(crate) async fn write_new(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let opened = Opened::new(&staff.tenant).with(Typed::sent(sent));
    write(&app, &staff, language, opened).await
}

/// `POST /{society}/office/notices/{notice}`: the same with a stored one.
pub(crate) async fn write_stored(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, notice)): Path<(String, String)>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let notice = Uuid::parse_str(&notice).map_err(|_| Failure::not_found())?;
    let opened = Opened::stored(&app, &staff.tenant, notice).await?;
    let opened = opened.with(Typed::sent(sent));
    write(&app, &staff, language, opened).await
}

async fn write(
    app: &App,
    staff: &Staff,
    language: Language,
    opened: Opened,
) -> Result<Response, Failure> {
    let deed = opened.typed.deed.clone();
    if deed == "count" {
        return count(app, staff, language, opened).await;
    }
    let draft = match opened.draft(&staff.tenant) {
        Ok(draft) => draft,
        Err(faults) => {
            let mut page = page(app, staff, language, opened).await?;
            page.faults = faults;
            return refused(page, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    if deed == "preview" {
        let today = day_of(app.clock.now());
        let preview = preview(app, staff, language, &draft).await?;
        let mut conn = app.db.read().await?;
        let reach = facts::reach(&mut conn, &staff.tenant, &draft.audience, today).await?;
        drop(conn);
        let mut page = page(app, staff, language, opened).await?;
        page.preview = Some(preview);
        page.reach = Some(reach);
        return Ok(html(&page)?.into_response());
    }
    let which = Which {
        id: match opened.id {
            Some(id) => id,
            None => app.random.uuid()?,
        },
        revision: opened.id.map_or(0, |_| opened.typed.revision.max(1)),
    };
    let desk = Desk {
        tenant: &staff.tenant,
        by: staff.member.id,
        now: app.clock.now(),
    };
    let mut tx = app.db.write().await?;
    match writing::save(&mut tx, &desk, which, draft, deed == "publish").await {
        Ok(notice) => {
            tx.commit().await?;
            tracing::info!(society = %staff.tenant.slug(), notice = %notice.id, by = %staff.member.id, "notice stored");
            let list = format!("/{}/office/notices", staff.tenant.slug());
            Ok(Redirect::to(&list).into_response())
        }
        Err(WritingError::EndsFirst) => {
            drop(tx);
            let mut page = page(app, staff, language, opened).await?;
            page.faults = vec![Fault::EndsFirst];
            refused(page, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(error @ (WritingError::Stale | WritingError::AudienceStays)) => {
            drop(tx);
            let complaint = Failure::from(error);
            let mut page = page(app, staff, language, opened).await?;
            page.complaint = Some(complaint.sentence(language).to_owned());
            refused(page, StatusCode::CONFLICT)
        }
        Err(error) => Err(error.into()),
    }
}

/// Shows how many members are reached, whatever else is typed.
async fn count(
    app: &App,
    staff: &Staff,
    language: Language,
    opened: Opened,
) -> Result<Response, Failure> {
    let audience = match &opened.fixed {
        Some(fixed) => Ok((fixed.audience.clone(), None)),
        None => opened.typed.audience(&staff.tenant),
    };
    let today = day_of(app.clock.now());
    let mut page = page(app, staff, language, opened).await?;
    match audience {
        Ok((audience, _)) => {
            let mut conn = app.db.read().await?;
            page.reach = Some(facts::reach(&mut conn, &staff.tenant, &audience, today).await?);
            Ok(html(&page)?.into_response())
        }
        Err(fault) => {
            page.faults = vec![fault];
            refused(page, StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

/// `POST /{society}/office/notices/{notice}/withdraw`: takes it back.
pub(crate) async fn withdraw(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path((_, notice)): Path<(String, String)>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Redirect, Failure> {
    let id = Uuid::parse_str(&notice).map_err(|_| Failure::not_found())?;
    let desk = Desk {
        tenant: &staff.tenant,
        by: staff.member.id,
        now: app.clock.now(),
    };
    let which = Which {
        id,
        revision: Typed::sent(sent).revision,
    };
    let mut tx = app.db.write().await?;
    writing::withdraw(&mut tx, &desk, which).await?;
    tx.commit().await?;
    tracing::info!(society = %staff.tenant.slug(), notice = %id, by = %staff.member.id, "notice withdrawn");
    Ok(Redirect::to(&format!(
        "/{}/office/notices",
        staff.tenant.slug()
    )))
}
