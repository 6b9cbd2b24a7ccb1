//! The requests that wait, and those that were decided lately.

use super::view::RecordView;
use crate::app::{App, Tenant};
use crate::db::{Conn, DbError};
use crate::members;
use crate::office::merge::state::State as Stage;
use crate::office::merge::store::{self, Request};
use crate::web::extract::Staff;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Office, Page, html};
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use jiff::Timestamp;
use shusseki_core::ids::MemberId;
use shusseki_core::text::Language;
use std::sync::Arc;

/// Requests shown of those that wait; the ones behind follow when these are done.
const A_PAGE: i64 = 50;
/// And of those that were decided.
const LATEST: i64 = 10;

#[derive(Template)]
#[template(path = "office/merge/list.html")]
pub(super) struct ListPage {
    pub(super) page: Page,
    pub(super) office: Office,
    pub(super) waiting: Vec<RequestView>,
    pub(super) decided: Vec<RequestView>,
}

/// A request, as lists and its own page show it.
#[derive(Debug, Clone)]
pub(super) struct RequestView {
    pub(super) id: String,
    pub(super) stays: RecordView,
    pub(super) goes: RecordView,
    pub(super) reason: String,
    pub(super) asked_by: String,
    pub(super) asked_at: Timestamp,
    pub(super) state: &'static str,
    pub(super) decided: Option<(String, Timestamp)>,
    pub(super) answer: Option<String>,
    /// Whether who looks asked for it.
    pub(super) own: bool,
    /// Whether the records are one now.
    pub(super) merged: bool,
}

/// What the state is called.
const fn word(state: Stage, language: Language) -> &'static str {
    match state {
        Stage::Waiting => language.pick("承認待ち", "waiting"),
        Stage::Approved => language.pick("統合しました", "merged"),
        Stage::Declined => language.pick("却下", "declined"),
        Stage::Withdrawn => language.pick("取下げ", "taken back"),
    }
}

impl RequestView {
    /// The request with whom it is about; none where one of them is there no more.
    pub(super) async fn read(
        conn: &mut Conn,
        tenant: &Tenant,
        request: &Request,
        (by, language): (MemberId, Language),
    ) -> Result<Option<Self>, DbError> {
        let slug = tenant.slug();
        let stays = members::by_id(conn, slug, request.stays).await?;
        let goes = members::by_id(conn, slug, request.goes).await?;
        let (Some(stays), Some(goes)) = (stays, goes) else {
            return Ok(None);
        };
        let mut names = Vec::new();
        for who in [Some(request.asked_by), request.decided.map(|(by, _)| by)] {
            let who = match who {
                Some(who) => members::by_id(conn, slug, who).await?,
                None => None,
            };
            names.push(who.map(|who| who.name.get(language)));
        }
        let decided_by = names.pop().flatten().unwrap_or_default();
        Ok(Some(Self {
            id: request.id.to_string(),
            stays: RecordView::new(tenant, &stays, language),
            goes: RecordView::new(tenant, &goes, language),
            reason: request.reason.clone(),
            asked_by: names.pop().flatten().unwrap_or_default(),
            asked_at: request.asked_at,
            state: word(request.state, language),
            decided: request.decided.map(|(_, at)| (decided_by, at)),
            answer: request.answer.clone(),
            own: request.asked_by == by,
            merged: request.state == Stage::Approved,
        }))
    }
}

/// `GET /{society}/office/merges`.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
) -> Result<Html<String>, Failure> {
    let tenant = &staff.tenant;
    let mut conn = app.db.read().await?;
    let mut shown = [Vec::new(), Vec::new()];
    for (views, (waiting, limit)) in shown.iter_mut().zip([(true, A_PAGE), (false, LATEST)]) {
        for request in store::list(&mut conn, tenant.slug(), waiting, limit).await? {
            let reader = (staff.member.id, language);
            views.extend(RequestView::read(&mut conn, tenant, &request, reader).await?);
        }
    }
    let [waiting, decided] = shown;
    let title = language.pick("会員の統合", "Merges of members");
    html(&ListPage {
        page: staff.page(
            language,
            title,
            &format!("/{}/office/merges", tenant.slug()),
        ),
        office: Office::of(&staff, "merges"),
        waiting,
        decided,
    })
}
