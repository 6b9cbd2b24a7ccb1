//! Looking at a request, deciding it or taking it back.

use super::ask::told;
use super::list::RequestView;
use super::view::{RowView, rows};
use crate::accounts::form::Filled;
use crate::app::App;
use crate::office::deed::{Desk, Sent};
use crate::office::error::OfficeError;
use crate::office::looked;
use crate::office::merge::state::State as Stage;
use crate::office::merge::{MergeError, Verdict, decide, waiting};
use crate::web::extract::{Asked, Staff};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Office, Page, html};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use shusseki_core::text::Language;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "office/merge/decide.html")]
pub(super) struct DecidePage {
    pub(super) page: Page,
    pub(super) office: Office,
    pub(super) request: RequestView,
    /// What is compared, as long as the request waits.
    pub(super) comparison: Option<ComparedView>,
    /// Whether who looks is one of the two.
    pub(super) involved: bool,
    /// What was just done.
    pub(super) done: Option<&'static str>,
    pub(super) form: Filled,
    pub(super) action: String,
}

/// Both records as they are now.
pub(super) struct ComparedView {
    pub(super) rows: Vec<RowView>,
    pub(super) both_attended: i64,
    /// Whether anything is different from when it was asked for.
    pub(super) changed: bool,
    pub(super) mark: String,
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Which {
    asked: String,
    done: String,
}

impl Which {
    /// What is said above the request, which has come so far.
    const fn said(&self, state: Stage, language: Language) -> Option<&'static str> {
        if !self.asked.is_empty() && matches!(state, Stage::Waiting) {
            return Some(language.pick(
                "統合を申請しました。ほかの管理者が承認すると、統合されます。まだ何も変わっていません。",
                "The merge is asked for. It is carried out when another administrator approves it. Nothing has changed yet.",
            ));
        }
        if self.done.is_empty() {
            return None;
        }
        let [ja, en] = match state {
            Stage::Waiting => return None,
            Stage::Approved => [
                "二つの記録を統合しました。残る会員番号を、メールでお知らせします。",
                "The records are merged. The member is told by mail which number stays.",
            ],
            Stage::Declined => [
                "申請を却下しました。記録は二つのままです。",
                "The merge is declined. The records stay two.",
            ],
            Stage::Withdrawn => [
                "申請を取り下げました。記録は二つのままです。",
                "The merge is taken back. The records stay two.",
            ],
        };
        Some(language.pick(ja, en))
    }
}

fn request_id(request: &str) -> Result<Uuid, Failure> {
    Uuid::parse_str(request).map_err(|_| Failure::not_found())
}

async fn page_of(
    app: &App,
    staff: &Staff,
    id: Uuid,
    language: Language,
    (form, which): (Filled, &Which),
) -> Result<DecidePage, Failure> {
    let tenant = &staff.tenant;
    let mut conn = app.db.read().await?;
    let (request, pair) = waiting(&mut conn, tenant, id).await?;
    let reader = (staff.member.id, language);
    let view = RequestView::read(&mut conn, tenant, &request, reader).await?;
    let view = view.ok_or(OfficeError::NoSuchMember)?;
    drop(conn);
    let mut comparison = None;
    if let Some(pair) = &pair {
        for record in [&pair.stays, &pair.goes] {
            looked::note(app, tenant, staff.member.id, record.id).await?;
        }
        let (now, seen) = (&pair.comparison, request.seen.as_ref());
        comparison = Some(ComparedView {
            rows: rows(tenant, now, seen, &request.choices, language),
            both_attended: now.both_attended,
            changed: seen.is_some_and(|seen| seen != now),
            mark: now.mark()?,
        });
    }
    let action = format!("/{}/office/merges/{id}", tenant.slug());
    let title = language.pick("統合の申請の確認", "A merge that was asked for");
    Ok(DecidePage {
        page: staff
            .page(language, title, &action)
            .failed(form.complaint.is_some()),
        office: Office::of(staff, "merges"),
        request: view,
        comparison,
        involved: [request.stays, request.goes].contains(&staff.member.id),
        done: which.said(request.state, language),
        form,
        action,
    })
}

/// `GET /{society}/office/merges/{request}`.
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, request)): Path<(String, String)>,
    Asked(which): Asked<Which>,
) -> Result<Html<String>, Failure> {
    let id = request_id(&request)?;
    html(&page_of(&app, &staff, id, language, (Filled::default(), &which)).await?)
}

fn verdict(sent: &Sent) -> Result<Verdict, MergeError> {
    match sent.one("verdict") {
        "approve" => Ok(Verdict::Approve(sent.one("mark").to_owned())),
        "decline" => Ok(Verdict::Decline),
        "withdraw" => Ok(Verdict::Withdraw),
        // Whatever else a form sends never merges anybody.
        _ => Err(OfficeError::Unreadable("verdict").into()),
    }
}

/// `POST /{society}/office/merges/{request}`.
pub(crate) async fn say(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, request)): Path<(String, String)>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let (tenant, sent, id) = (&staff.tenant, Sent(sent), request_id(&request)?);
    let desk = Desk::of(&app, &staff, sent.one("reason"));
    let mut tx = app.db.write().await?;
    let decided = async { decide(&mut tx, &desk, id, &verdict(&sent)?).await };
    if let Err(error) = decided.await {
        drop(tx);
        if let MergeError::NotWaiting = error
            && pressed_twice(&app, &staff, id, &sent).await?
        {
            return Ok(done(&staff, id).into_response());
        }
        let typed = vec![("reason", sent.one("reason").to_owned())];
        let (status, form) = told(error, typed, language)?;
        let page = page_of(&app, &staff, id, language, (form, &Which::default())).await?;
        return Ok((status, html(&page)?).into_response());
    }
    tx.commit().await?;
    tracing::info!(society = %tenant.slug(), request = %id, by = %desk.by, verdict = sent.one("verdict"), "merge decided");
    Ok(done(&staff, id).into_response())
}

fn done(staff: &Staff, id: Uuid) -> Redirect {
    let slug = staff.tenant.slug();
    Redirect::to(&format!("/{slug}/office/merges/{id}?done=1"))
}

/// Whether who decides has just decided the same.
async fn pressed_twice(app: &App, staff: &Staff, id: Uuid, sent: &Sent) -> Result<bool, Failure> {
    let mut conn = app.db.read().await?;
    let (request, _) = waiting(&mut conn, &staff.tenant, id).await?;
    let by = request.decided.map(|(by, _)| by);
    let same = matches!(
        (sent.one("verdict"), request.state),
        ("approve", Stage::Approved)
            | ("decline", Stage::Declined)
            | ("withdraw", Stage::Withdrawn)
    );
    Ok(same && by == Some(staff.member.id))
}
