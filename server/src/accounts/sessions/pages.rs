//! The page of one's own logins: where one is logged in, and how to end that.

use super::{Kind, LoggedInThere, LoginId, end_all_but, end_one, list};
use crate::app::App;
use crate::web::extract::{Asked, Inside, NotLoggedIn};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Menu, Page, address_of, html};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{Method, Uri};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "accounts/sessions.html")]
struct SessionsPage {
    page: Page,
    logins: Vec<LoggedInThere>,
    /// Whether one was ended a moment ago.
    ended: bool,
    home: String,
}

impl SessionsPage {
    /// The device, and whether an app on it is meant.
    fn device(&self, login: &LoggedInThere) -> String {
        let words = login.device.words(self.page.language);
        match login.kind {
            Kind::Browser => words,
            Kind::App => format!("{}{words}", self.page.say("アプリ：", "App: ")),
        }
    }

    fn has_others(&self) -> bool {
        self.logins.iter().any(|login| !login.here)
    }
}

/// What the address of the page says.
#[derive(Deserialize)]
pub(crate) struct Ended {
    #[serde(default)]
    ended: String,
}

/// `GET /{society}/account/sessions`.
pub(crate) async fn sessions(
    State(app): State<Arc<App>>,
    inside: Inside,
    Reads(language): Reads,
    Asked(ended): Asked<Ended>,
    method: Method,
    uri: Uri,
) -> Result<Response, NotLoggedIn> {
    let inside = inside.past_gates(&method, &uri, |_| false)?;
    let shown = async {
        let Inside { tenant, member, .. } = &inside;
        let title = language.pick("ログイン中の端末", "Where you are logged in");
        let page: Html<String> = html(&SessionsPage {
            page: inside
                .page(language, title, address_of(&uri))
                .at(Menu::Account),
            logins: list(&app, tenant, member.id, &inside.token).await?,
            ended: !ended.ended.is_empty(),
            home: format!("/{}", tenant.slug()),
        })?;
        Ok(page.into_response())
    };
    shown.await.map_err(NotLoggedIn::Failure)
}

/// Which login to end: its id, or `others`.
#[derive(Deserialize)]
pub(crate) struct Ending {
    #[serde(default)]
    login: String,
}

/// `POST /{society}/account/sessions`: ends one login, or all but this one.
pub(crate) async fn end(
    State(app): State<Arc<App>>,
    inside: Inside,
    method: Method,
    uri: Uri,
    Form(ending): Form<Ending>,
) -> Result<Response, NotLoggedIn> {
    let inside = inside.past_gates(&method, &uri, |_| false)?;
    let ended = async {
        let (tenant, member) = (&inside.tenant, inside.member.id);
        if ending.login == "others" {
            end_all_but(&app, tenant, member, &inside.token).await?;
        } else {
            let id: LoginId = ending.login.parse().map_err(|_| Failure::not_found())?;
            end_one(&app, tenant, member, id).await?;
        }
        let there = format!("/{}/account/sessions?ended=1", tenant.slug());
        Ok(Redirect::to(&there).into_response())
    };
    ended.await.map_err(NotLoggedIn::Failure)
}

#[cfg(test)]
mod tests {
    use super::{Kind, LoggedInThere, SessionsPage};
    use crate::accounts::sessions::Device;
    use crate::web::page::Page;
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, hostile_tenant, inspect};
    use askama::Template as _;

    #[test]
    fn the_page_escapes_what_it_shows_and_offers_to_end_the_others_only() {
        let login = |number: u32, kind, here| LoggedInThere {
            id: uuid::Uuid::from_u128(number.into())
                .to_string()
                .parse()
                .unwrap(),
            kind,
            device: Device {
                system: HOSTILE.to_owned(),
                program: HOSTILE.to_owned(),
            },
            begun_at: "2026-11-20T01:30:00Z".parse().unwrap(),
            used_at: "2026-11-20T01:30:00Z".parse().unwrap(),
            here,
        };
        for language in LANGUAGES {
            for others in [false, true] {
                let mut logins = vec![login(1, Kind::Browser, true)];
                logins.extend(others.then(|| login(2, Kind::App, false)));
                let page = SessionsPage {
                    page: Page::new(language, HOSTILE, HOSTILE)
                        .of(&hostile_tenant())
                        .seen_by(Some(&hostile_member())),
                    logins,
                    ended: others,
                    home: "/jhrs".to_owned(),
                };
                let shown = page.render().unwrap();
                inspect(&shown);
                let buttons = shown.matches("name=\"login\"").count();
                assert_eq!(buttons, if others { 2 } else { 0 });
            }
        }
    }
}
