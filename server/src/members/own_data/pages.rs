//! One's own data as a file, the request that it be deleted, and the office's queue of these.

use super::requests::{self, DataRequest, DataRequestError, RequestState};
use super::{gather, store};
use crate::accounts::change;
use crate::app::{App, Tenant};
use crate::audit::{self, Actor, Deed, Subject, action};
use crate::members::{self, Member};
use crate::web::extract::{Asked, LoggedIn, Staff};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Menu, Office, Page, html};
use crate::web::verdict::Said;
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;
use shusseki_core::calendar::day_of;
use shusseki_core::text::Language;
use std::sync::Arc;
use uuid::Uuid;

/// Requests a page: those behind follow when these are done.
const A_PAGE: i64 = 20;

#[derive(Template)]
#[template(path = "members/own_data.html")]
struct DataPage {
    page: Page,
    home: String,
    newest: Option<DataRequest>,
    /// What was typed as a reason.
    typed: String,
    wrong_password: bool,
    wrong_reason: Option<String>,
}

impl DataPage {
    /// Whether another request may be sent.
    fn may_ask(&self) -> bool {
        let newest = self.newest.as_ref();
        newest.is_none_or(|newest| newest.state != RequestState::Waiting)
    }

    /// What became of the last request.
    fn state_word(&self) -> Option<&str> {
        Some(match self.newest.as_ref()?.state {
            RequestState::Waiting => self.page.say("事務局で確認中", "With the office"),
            RequestState::Accepted => self.page.say("承認", "Accepted"),
            RequestState::Declined => self.page.say("見送り", "Declined"),
        })
    }
}

async fn page(
    app: &App,
    (tenant, member): (&Arc<Tenant>, &Member),
    language: Language,
) -> Result<DataPage, Failure> {
    let mut conn = app.db.read().await?;
    let newest = store::newest(&mut conn, tenant.slug(), member.id).await?;
    let home = format!("/{}", tenant.slug());
    let title = language.pick("ご自身のデータ", "Your own data");
    Ok(DataPage {
        page: Page::new(language, title, &format!("{home}/account/data"))
            .of(tenant)
            .seen_by(Some(member))
            .at(Menu::Account),
        home,
        newest,
        typed: String::new(),
        wrong_password: false,
        wrong_reason: None,
    })
}

/// `GET /{society}/account/data`.
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
) -> Result<Html<String>, Failure> {
    html(&page(&app, (&tenant, &member), language).await?)
}

/// The password, asked for again.
#[derive(Deserialize)]
pub(crate) struct Again {
    #[serde(default)]
    password: String,
}

/// `POST /{society}/account/data/download`: everything as a file, to whoever knows the password.
pub(crate) async fn download(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    Form(again): Form<Again>,
) -> Result<Response, Failure> {
    if !change::is_present(&app, &tenant, &member, &again.password).await? {
        let mut page = page(&app, (&tenant, &member), language).await?;
        page.wrong_password = true;
        page.page = page.page.failed(true);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response());
    }
    let now = app.clock.now();
    let mut conn = app.db.read().await?;
    let data = gather(&mut conn, &tenant, &member, now).await?;
    drop(conn);
    let deed = Deed {
        actor: Actor::Member(member.id),
        action: action::DATA_DOWNLOADED,
        subject: Subject::member(member.id),
        before: None,
        after: None,
        why: None,
    };
    let mut tx = app.db.write().await?;
    audit::record(&mut tx, &tenant, now, &deed).await?;
    tx.commit().await?;
    tracing::info!(society = %tenant.slug(), member = %member.id, "own data downloaded");
    let text = serde_json::to_vec_pretty(&data).map_err(Failure::internal)?;
    let name = format!("{}-{}.json", tenant.slug(), day_of(now));
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
        ),
    ];
    Ok((headers, text).into_response())
}

/// Why the data shall be deleted.
#[derive(Deserialize)]
pub(crate) struct Reason {
    #[serde(default)]
    reason: String,
}

/// `POST /{society}/account/data/deletion`: asks the office.
pub(crate) async fn ask(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    Form(typed): Form<Reason>,
) -> Result<Response, Failure> {
    let id = app.random.uuid()?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    match requests::ask(&mut tx, &tenant, (id, member.id), &typed.reason, now).await {
        Ok(()) => {
            tx.commit().await?;
            tracing::info!(society = %tenant.slug(), member = %member.id, "deletion asked for");
            let back = format!("/{}/account/data", tenant.slug());
            Ok(Redirect::to(&back).into_response())
        }
        Err(error @ DataRequestError::Words) => {
            drop(tx);
            let mut page = page(&app, (&tenant, &member), language).await?;
            page.typed = typed.reason;
            page.wrong_reason = Some(Failure::from(error).sentence(language).to_owned());
            page.page = page.page.failed(true);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "members/data_requests.html")]
struct QueuePage {
    page: Page,
    office: Office,
    home: String,
    waiting: Vec<WaitingView>,
    /// Whether the last decision lacked its reason.
    no_reason: bool,
}

/// A request that waits.
struct WaitingView {
    id: Uuid,
    name: String,
    number: String,
    reason: String,
    asked_at: Timestamp,
}

/// What the queue's address says.
#[derive(Default, Deserialize)]
pub(crate) struct Shown {
    #[serde(default)]
    reason: String,
}

/// `GET /{society}/office/data-requests`: what waits, the longest waiting first.
pub(crate) async fn queue(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Asked(shown): Asked<Shown>,
) -> Result<Html<String>, Failure> {
    let slug = staff.tenant.slug();
    let mut conn = app.db.read().await?;
    let mut waiting = Vec::new();
    for asked in store::queue(&mut conn, slug, A_PAGE).await? {
        let Some(whose) = members::by_id(&mut conn, slug, asked.member).await? else {
            continue;
        };
        waiting.push(WaitingView {
            id: asked.id,
            name: whose.name.get(language),
            number: whose.number.to_string(),
            reason: asked.reason,
            asked_at: asked.asked_at,
        });
    }
    let home = format!("/{slug}");
    let title = language.pick("データ削除の依頼", "Deletions asked for");
    html(&QueuePage {
        page: staff.page(language, title, &format!("{home}/office/data-requests")),
        office: Office::of(&staff, "data-requests"),
        home,
        waiting,
        no_reason: shown.reason == "missing",
    })
}

/// `POST /{society}/office/data-requests/{request}`: decides, and back to the queue.
pub(crate) async fn say(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path((_, request)): Path<(String, String)>,
    Form(said): Form<Said>,
) -> Result<Redirect, Failure> {
    let request = Uuid::parse_str(&request).map_err(|_| Failure::not_found())?;
    let state = if said.accepts() {
        RequestState::Accepted
    } else {
        RequestState::Declined
    };
    let queue = format!("/{}/office/data-requests", staff.tenant.slug());
    let by = (staff.member.id, app.clock.now());
    let mut tx = app.db.write().await?;
    let word = (state, said.reason.as_str());
    match requests::decide(&mut tx, &staff.tenant, request, word, by).await {
        Ok(()) => tx.commit().await?,
        Err(DataRequestError::Words) => {
            return Ok(Redirect::to(&format!("{queue}?reason=missing")));
        }
        Err(error) => return Err(error.into()),
    }
    tracing::info!(society = %staff.tenant.slug(), %request, by = %staff.member.id, "deletion decided");
    Ok(Redirect::to(&queue))
}

#[cfg(test)]
mod tests {
    use super::{DataPage, QueuePage, WaitingView};
    use crate::members::own_data::requests::{DataRequest, RequestState};
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, hostile_tenant, inspect};
    use crate::web::page::{Office, Page};
    use askama::Template as _;

    #[test]
    fn the_pages_escape_what_was_written() {
        for language in LANGUAGES {
            let page = || {
                Page::new(language, HOSTILE, "/")
                    .of(&hostile_tenant())
                    .seen_by(Some(&hostile_member()))
            };
            let at = "2026-11-20T01:00:00Z".parse().unwrap();
            let states = [
                RequestState::Waiting,
                RequestState::Accepted,
                RequestState::Declined,
            ];
            for state in [None].into_iter().chain(states.map(Some)) {
                let own = DataPage {
                    page: page(),
                    home: "/jhrs".to_owned(),
                    newest: state.map(|state| DataRequest {
                        id: uuid::Uuid::nil(),
                        member: hostile_member().id,
                        reason: HOSTILE.to_owned(),
                        asked_at: at,
                        state,
                        answer: Some(HOSTILE.to_owned()),
                    }),
                    typed: format!("</textarea>{HOSTILE}"),
                    wrong_password: true,
                    wrong_reason: Some(HOSTILE.to_owned()),
                };
                inspect(&own.render().unwrap());
            }
            let view = |number: u128| WaitingView {
                id: uuid::Uuid::from_u128(number),
                name: HOSTILE.to_owned(),
                number: HOSTILE.to_owned(),
                reason: HOSTILE.to_owned(),
                asked_at: at,
            };
            for waiting in [vec![], vec![view(1), view(2)]] {
                let queue = QueuePage {
                    page: page(),
                    office: Office::sample("data-requests"),
                    home: "/jhrs".to_owned(),
                    waiting,
                    no_reason: true,
                };
                inspect(&queue.render().unwrap());
            }
        }
    }
}
