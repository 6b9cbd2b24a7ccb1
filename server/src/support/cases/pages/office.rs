//! The office's queue, and a case with all of its thread.

use super::MessageView;
use crate::app::App;
use crate::members;
use crate::support::cases::store::{self, After};
use crate::support::cases::{
    self, Answer, Author, Case, CaseError, CaseNumber, CaseState, Desk, act,
};
use crate::web::extract::{Asked, Staff};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Office, Page, html};
use crate::web::paging;
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use shusseki_core::text::Language;
use std::sync::Arc;

/// Cases a page.
const A_PAGE: i64 = 30;

#[derive(Template)]
#[template(path = "cases/queue.html")]
struct QueuePage {
    page: Page,
    office: Office,
    home: String,
    /// The states, with how many cases are in each and whether it is the one that is shown.
    states: Vec<(CaseState, i64, bool)>,
    cases: Vec<Case>,
    next: Option<String>,
}

/// Which cases are wanted.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    state: String,
    after: Option<String>,
}

/// `GET /{society}/office/cases`: the cases in a state, the longest untouched first.
pub(crate) async fn queue(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Asked(wanted): Asked<Wanted>,
) -> Result<Html<String>, Failure> {
    let state = CaseState::named(&wanted.state).unwrap_or(CaseState::Open);
    let after: Option<After> = wanted.after.as_deref().map(paging::decode).transpose()?;
    let slug = staff.tenant.slug();
    let mut conn = app.db.read().await?;
    let cases = store::queue(&mut conn, slug, state, after, A_PAGE).await?;
    let mut states = Vec::new();
    for one in CaseState::ALL {
        let count = store::count(&mut conn, slug, one).await?;
        states.push((one, count, one == state));
    }
    let home = format!("/{slug}");
    let address = format!("{home}/office/cases?state={}", state.name());
    let full = i64::try_from(cases.len()).is_ok_and(|read| read == A_PAGE);
    let next = cases.last().filter(|_| full);
    let next = next.and_then(|last| paging::encode(&After::case(last)));
    let title = language.pick("お問い合わせの管理", "Questions to the office");
    html(&QueuePage {
        page: staff.page(language, title, &address),
        office: Office::of(&staff, "cases"),
        next: next.map(|after| format!("{address}&after={after}")),
        home,
        states,
        cases,
    })
}

#[derive(Template)]
#[template(path = "cases/case.html")]
struct CasePage {
    page: Page,
    office: Office,
    home: String,
    case: Case,
    /// The member's number, if it was one.
    member_number: Option<String>,
    messages: Vec<MessageView>,
    typed: Typed,
    wrong: Option<String>,
}

impl CasePage {
    fn is_closed(&self) -> bool {
        self.case.state == CaseState::Closed
    }
}

/// What the forms send.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    text: String,
    #[serde(default)]
    deed: String,
}

async fn page(
    app: &App,
    staff: &Staff,
    number: &str,
    language: Language,
) -> Result<CasePage, Failure> {
    let number: CaseNumber = number.parse().map_err(|_| Failure::not_found())?;
    let slug = staff.tenant.slug();
    let mut conn = app.db.read().await?;
    let case = store::one(&mut conn, slug, &number).await?;
    let case = case.ok_or_else(Failure::not_found)?;
    let member = match case.member {
        Some(id) => members::by_id(&mut conn, slug, id).await?,
        None => None,
    };
    let mut messages = Vec::new();
    for message in store::messages(&mut conn, slug, &number).await? {
        let author = match message.author {
            Author::Sender => case.sender_name.clone(),
            Author::Office(id) | Author::Note(id) => {
                let staff = members::by_id(&mut conn, slug, id).await?;
                staff.map_or_else(String::new, |staff| staff.name.get(language))
            }
        };
        messages.push(MessageView::new(message, author));
    }
    let home = format!("/{slug}");
    let title = language.pick("お問い合わせ", "Question");
    Ok(CasePage {
        page: staff.page(language, title, &format!("{home}/office/cases/{number}")),
        office: Office::of(staff, "cases"),
        home,
        case,
        member_number: member.map(|member| member.number.to_string()),
        messages,
        typed: Typed::default(),
        wrong: None,
    })
}

/// `GET /{society}/office/cases/{number}`: one case.
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, number)): Path<(String, String)>,
) -> Result<Html<String>, Failure> {
    html(&page(&app, &staff, &number, language).await?)
}

/// `POST /{society}/office/cases/{number}`: answers, notes, closes, or opens it again.
pub(crate) async fn say(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, number)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let which: CaseNumber = number.parse().map_err(|_| Failure::not_found())?;
    let answer = match typed.deed.as_str() {
        "reply" => cases::text(&typed.text).map(Answer::Reply),
        "close" => Ok(Answer::Close),
        "reopen" => Ok(Answer::Reopen),
        // Whatever else a form sends leaves the house never.
        _ => cases::text(&typed.text).map(Answer::Note),
    };
    let answer = match answer {
        Ok(answer) => answer,
        Err(CaseError::Text) => {
            let failure = Failure::from(CaseError::Text);
            let mut page = page(&app, &staff, &number, language).await?;
            page.wrong = Some(failure.sentence(language).to_owned());
            page.typed = typed;
            page.page = page.page.failed(true);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    let desk = Desk {
        app: &app,
        tenant: &staff.tenant,
        by: staff.member.id,
        now: app.clock.now(),
    };
    let mut tx = app.db.write().await?;
    act(&mut tx, &desk, &which, &answer).await?;
    tx.commit().await?;
    tracing::info!(society = %staff.tenant.slug(), case = %which, by = %staff.member.id, "case worked on");
    let back = format!("/{}/office/cases/{which}", staff.tenant.slug());
    Ok(Redirect::to(&back).into_response())
}

#[cfg(test)]
mod tests {
    use super::{CasePage, QueuePage, Typed};
    use crate::support::cases::pages::MessageView;
    use crate::support::cases::{Case, CaseKind, CaseState};
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, hostile_tenant, inspect};
    use crate::web::page::{Office, Page};
    use askama::Template as _;

    #[test]
    fn the_pages_escape_what_was_written() {
        for language in LANGUAGES {
            for state in CaseState::ALL {
                let at = "2026-11-20T01:00:00Z".parse().unwrap();
                let page = || {
                    Page::new(language, HOSTILE, "/")
                        .of(&hostile_tenant())
                        .seen_by(Some(&hostile_member()))
                };
                let case = Case {
                    number: "K7Q2-9XRM".parse().unwrap(),
                    member: None,
                    kind: CaseKind::Dues,
                    sender_name: HOSTILE.to_owned(),
                    sender_mail: "a@example.org".parse().ok(),
                    sender_number: Some(HOSTILE.to_owned()),
                    language,
                    state,
                    opened_at: at,
                    changed_at: at,
                    messages: 1,
                };
                let message = |is_note| MessageView {
                    author: HOSTILE.to_owned(),
                    is_note,
                    text: HOSTILE.to_owned(),
                    at,
                };
                let one = CasePage {
                    page: page(),
                    office: Office::sample("cases"),
                    home: "/jhrs".to_owned(),
                    case: case.clone(),
                    member_number: Some(HOSTILE.to_owned()),
                    messages: vec![message(false), message(true)],
                    typed: Typed {
                        text: format!("</textarea>{HOSTILE}"),
                        deed: HOSTILE.to_owned(),
                    },
                    wrong: Some(HOSTILE.to_owned()),
                };
                inspect(&one.render().unwrap());
                for cases in [vec![], vec![case]] {
                    let queue = QueuePage {
                        page: page(),
                        office: Office::sample("cases"),
                        home: "/jhrs".to_owned(),
                        states: vec![(state, 3, true)],
                        cases,
                        next: Some(HOSTILE.to_owned()),
                    };
                    inspect(&queue.render().unwrap());
                }
            }
        }
    }
}
