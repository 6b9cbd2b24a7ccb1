//! The page that asks for the code of the second factor, after number and password.

use super::factors::FactorError;
use super::factors::half_open::{self, HalfOpenError};
use super::form::{Complaint, Filled, Next};
use super::pages::{LoginForm, came_in, into};
use super::passkeys::{Offer, login_offer};
use crate::app::{App, Tenant};
use crate::web::cookies::{Step, cookie, step_cookie, step_cookie_name};
use crate::web::extract::{Asked, Visitor};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Page, html};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use shusseki_core::text::Language;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "accounts/login_code.html")]
struct CodePage {
    page: Page,
    form: Filled,
    action: String,
    /// The login page, to begin again.
    door: String,
    /// What a passkey answers, where passkeys are possible.
    passkey: Option<Offer>,
    passkey_action: String,
}

fn code_form(
    app: &App,
    tenant: &Arc<Tenant>,
    language: Language,
    next: &Next,
    form: Filled,
) -> Result<Response, Failure> {
    let home = format!("/{}", tenant.slug());
    let here = next.from(&format!("{home}/login/code"));
    let title = language.pick("認証コードの入力", "Enter the code");
    let page = html(&CodePage {
        page: Page::new(language, title, &here)
            .of(tenant)
            .failed(form.complaint.is_some()),
        form,
        action: here,
        door: next.from(&format!("{home}/login")),
        passkey: login_offer(app, tenant)?,
        passkey_action: next.from(&format!("{home}/login/passkey")),
    })?;
    Ok(page.into_response())
}

fn token_of<'h>(app: &App, tenant: &Tenant, headers: &'h HeaderMap) -> &'h str {
    let name = step_cookie_name(&app.config, tenant.slug(), Step::HalfOpenLogin);
    cookie(headers, &name).unwrap_or_default()
}

/// `GET /{society}/login/code`: the form; back to the door for whoever does not come from there.
pub(crate) async fn code_page(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Reads(language): Reads,
    Asked(next): Asked<Next>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let tenant = &visitor.tenant;
    match half_open::look(&app, tenant, token_of(&app, tenant, &headers)).await {
        Ok(_) => code_form(&app, tenant, language, &next, Filled::default()),
        Err(HalfOpenError::Over) => {
            let door = next.from(&format!("/{}/login", tenant.slug()));
            Ok(Redirect::to(&door).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The code as the form sends it.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    code: String,
}

/// `POST /{society}/login/code`: in, and on to where one wanted to go.
pub(crate) async fn code(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Reads(language): Reads,
    Asked(next): Asked<Next>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let tenant = &visitor.tenant;
    let token = token_of(&app, tenant, &headers);
    match half_open::complete(&app, tenant, token, &typed.code, visitor.arrival()).await {
        Ok((member, session)) => {
            let mut entered = came_in(&app, tenant, member, &session).await?;
            let over = step_cookie(&app.config, tenant.slug(), Step::HalfOpenLogin, None);
            entered.cookies.extend(over);
            Ok(into(tenant, entered, &next))
        }
        Err(error) => {
            let at_the_field = matches!(error, HalfOpenError::Factor(FactorError::Wrong));
            let failure = Failure::from(error);
            if failure.status().is_server_error() {
                return Err(failure);
            }
            let complaint = if at_the_field {
                Complaint::at(&failure, "code", language)
            } else {
                Complaint::of(&failure, language)
            };
            let form = Filled::again(Vec::new(), complaint);
            let page = code_form(&app, tenant, language, &next, form)?;
            let status: StatusCode = failure.status();
            Ok(LoginForm::answer(status, failure.retry_after(), page))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CodePage;
    use crate::accounts::form::{Complaint, Filled};
    use crate::web::failure::Failure;
    use crate::web::page::Page;
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_tenant, inspect};
    use askama::Template as _;

    #[test]
    fn the_page_escapes_what_it_shows() {
        for language in LANGUAGES {
            let complaint = Complaint::at(&Failure::forbidden(), "code", language);
            for form in [Filled::default(), Filled::again(vec![], complaint)] {
                let page = CodePage {
                    page: Page::new(language, HOSTILE, HOSTILE).of(&hostile_tenant()),
                    form,
                    action: HOSTILE.to_owned(),
                    door: HOSTILE.to_owned(),
                    passkey: None,
                    passkey_action: HOSTILE.to_owned(),
                };
                inspect(&page.render().unwrap());
            }
        }
    }
}
