//! A member's own cases.

use super::MessageView;
use crate::app::{App, Tenant};
use crate::members::Member;
use crate::support::cases::{self, Author, Case, CaseError, CaseNumber, CaseState, store};
use crate::web::extract::LoggedIn;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Menu, Page, html};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use shusseki_core::text::Language;
use std::sync::Arc;

/// Cases that the page lists.
const AT_MOST: i64 = 100;

#[derive(Template)]
#[template(path = "cases/list.html")]
struct ListPage {
    page: Page,
    home: String,
    cases: Vec<Case>,
}

/// `GET /{society}/cases`: what the member has asked.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
) -> Result<Html<String>, Failure> {
    let mut conn = app.db.read().await?;
    let cases = store::of_member(&mut conn, tenant.slug(), member.id, AT_MOST).await?;
    let home = format!("/{}", tenant.slug());
    let title = language.pick("お問い合わせの履歴", "What you have asked");
    html(&ListPage {
        page: Page::new(language, title, &format!("{home}/cases"))
            .of(&tenant)
            .seen_by(Some(&member))
            .at(Menu::Contact),
        home,
        cases,
    })
}

#[derive(Template)]
#[template(path = "cases/own.html")]
struct OwnPage {
    page: Page,
    home: String,
    case: Case,
    messages: Vec<MessageView>,
    typed: String,
    wrong: Option<String>,
}

impl OwnPage {
    /// Whether the member may write more.
    fn is_closed(&self) -> bool {
        self.case.state == CaseState::Closed
    }
}

/// The page of the member's case; none where it is somebody else's.
async fn page(
    app: &App,
    (tenant, member): (&Arc<Tenant>, &Member),
    number: &str,
    language: Language,
) -> Result<OwnPage, Failure> {
    let number: CaseNumber = number.parse().map_err(|_| Failure::not_found())?;
    let slug = tenant.slug();
    let mut conn = app.db.read().await?;
    let case = store::one(&mut conn, slug, &number).await?;
    let case = case.filter(|case| case.member == Some(member.id));
    let case = case.ok_or_else(Failure::not_found)?;
    let messages = store::messages(&mut conn, slug, &number).await?;
    let shown = messages.into_iter().filter_map(|message| {
        let author = match message.author {
            Author::Sender => language.pick("あなた", "You"),
            Author::Office(_) => language.pick("事務局", "The office"),
            // What the office writes to itself is not shown.
            Author::Note(_) => return None,
        };
        Some(MessageView::new(message, author.to_owned()))
    });
    let home = format!("/{slug}");
    let title = language.pick("お問い合わせ", "Your question");
    Ok(OwnPage {
        page: Page::new(language, title, &format!("{home}/cases/{number}"))
            .of(tenant)
            .seen_by(Some(member))
            .at(Menu::Contact),
        home,
        messages: shown.collect(),
        case,
        typed: String::new(),
        wrong: None,
    })
}

/// `GET /{society}/cases/{number}`: one case with its thread.
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    Path((_, number)): Path<(String, String)>,
) -> Result<Html<String>, Failure> {
    html(&page(&app, (&tenant, &member), &number, language).await?)
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct More {
    #[serde(default)]
    text: String,
}

/// `POST /{society}/cases/{number}`: adds to it.
pub(crate) async fn add(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    Path((_, number)): Path<(String, String)>,
    Form(more): Form<More>,
) -> Result<Response, Failure> {
    let which: CaseNumber = number.parse().map_err(|_| Failure::not_found())?;
    let added = match cases::text(&more.text) {
        Ok(text) => cases::add(&app, &tenant, &member, &which, text).await,
        Err(error) => Err(error),
    };
    let error = match added {
        Ok(()) => {
            let back = format!("/{}/cases/{which}", tenant.slug());
            return Ok(Redirect::to(&back).into_response());
        }
        Err(error @ (CaseError::Text | CaseError::SlowDown(_) | CaseError::Closed)) => error,
        Err(error) => return Err(error.into()),
    };
    let failure = Failure::from(error);
    let mut page = page(&app, (&tenant, &member), &number, language).await?;
    let (said, step) = (failure.sentence(language), failure.next_step(language));
    page.wrong = Some(format!("{said} {step}"));
    page.typed = more.text;
    page.page = page.page.failed(true);
    let status = match failure.status() {
        StatusCode::BAD_REQUEST => StatusCode::UNPROCESSABLE_ENTITY,
        other => other,
    };
    Ok((status, html(&page)?).into_response())
}

#[cfg(test)]
mod tests {
    use super::{ListPage, OwnPage};
    use crate::support::cases::pages::MessageView;
    use crate::support::cases::{Case, CaseKind, CaseState};
    use crate::web::page::Page;
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, hostile_tenant, inspect};
    use askama::Template as _;

    #[test]
    fn the_pages_escape_what_was_written() {
        for language in LANGUAGES {
            let page = || {
                Page::new(language, HOSTILE, "/")
                    .of(&hostile_tenant())
                    .seen_by(Some(&hostile_member()))
            };
            for state in CaseState::ALL {
                let at = "2026-11-20T01:00:00Z".parse().unwrap();
                let case = Case {
                    number: "K7Q2-9XRM".parse().unwrap(),
                    member: None,
                    kind: CaseKind::Other,
                    sender_name: HOSTILE.to_owned(),
                    sender_mail: None,
                    sender_number: None,
                    language,
                    state,
                    opened_at: at,
                    changed_at: at,
                    messages: 1,
                };
                let message = || MessageView {
                    author: HOSTILE.to_owned(),
                    is_note: false,
                    text: HOSTILE.to_owned(),
                    at,
                };
                let own = OwnPage {
                    page: page(),
                    home: "/jsnm".to_owned(),
                    case: case.clone(),
                    messages: vec![message(), message()],
                    typed: format!("</textarea>{HOSTILE}"),
                    wrong: Some(HOSTILE.to_owned()),
                };
                inspect(&own.render().unwrap());
                for cases in [vec![], vec![case]] {
                    let list = ListPage {
                        page: page(),
                        home: "/jsnm".to_owned(),
                        cases,
                    };
                    inspect(&list.render().unwrap());
                }
            }
        }
    }
}
