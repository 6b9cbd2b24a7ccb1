//! The pages of another mail address: asking, and confirming it.

use super::{MailChangeError, ask, confirm, look};
use crate::accounts::confirm_again::NotConfirmed;
use crate::accounts::form::{Complaint, Filled, WrongField};
use crate::accounts::links;
use crate::app::{App, Tenant};
use crate::members::Member;
use crate::web::cookies::{Step, cookie, step_cookie, step_cookie_name};
use crate::web::extract::{Asked, LoggedIn, Of};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Page, html};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use shusseki_core::mail_address::MailAddress;
use shusseki_core::text::Language;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "accounts/mail.html")]
struct MailPage {
    page: Page,
    form: Filled,
    present: Option<String>,
    minutes: i64,
    /// Whether a mail is on its way.
    sent: bool,
    home: String,
}

/// What the address of the page says.
#[derive(Deserialize)]
pub(crate) struct Sent {
    #[serde(default)]
    sent: String,
}

/// `GET /{society}/account/mail`.
pub(crate) async fn mail_page(
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    Asked(sent): Asked<Sent>,
) -> Result<Html<String>, Failure> {
    let sent = !sent.sent.is_empty();
    page(&tenant, &member, language, sent, Filled::default())
}

fn page(
    tenant: &Arc<Tenant>,
    member: &Member,
    language: Language,
    sent: bool,
    form: Filled,
) -> Result<Html<String>, Failure> {
    let home = format!("/{}", tenant.slug());
    let title = if sent {
        language.pick("新しいアドレスをご確認ください", "Look at the new address")
    } else {
        language.pick("メールアドレスの変更", "Change your mail address")
    };
    let address = format!("{home}/account/mail{}", if sent { "?sent=1" } else { "" });
    html(&MailPage {
        page: Page::new(language, title, &address)
            .of(tenant)
            .seen_by(Some(member))
            .failed(form.complaint.is_some()),
        form,
        present: member.mail.as_ref().map(ToString::to_string),
        minutes: links::MINUTES,
        sent,
        home,
    })
}

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    mail: String,
    #[serde(default)]
    password: String,
}

/// `POST /{society}/account/mail`: a link goes to the new address.
pub(crate) async fn send(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let complaint = match typed.mail.parse::<MailAddress>() {
        Err(_) => {
            let message = language.pick(
                "メールアドレスを入力してください（例：name@example.org）。",
                "Enter a mail address, as in name@example.org.",
            );
            Complaint::about(vec![WrongField::new("mail", message)], language)
        }
        Ok(to) => match ask(&app, &tenant, &member, &to, &typed.password).await {
            Ok(()) => {
                let there = format!("/{}/account/mail?sent=1", tenant.slug());
                return Ok(Redirect::to(&there).into_response());
            }
            Err(error) => {
                let field = match error {
                    MailChangeError::NotConfirmed(NotConfirmed::WrongPassword) => "password",
                    _ => "mail",
                };
                let failure = Failure::from(error);
                if failure.status().is_server_error() {
                    return Err(failure);
                }
                Some(Complaint::at(&failure, field, language))
            }
        },
    };
    let values = vec![("mail", typed.mail)];
    let form = complaint.map(|complaint| Filled::again(values, complaint));
    let page = page(&tenant, &member, language, false, form.unwrap_or_default())?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

#[derive(Template)]
#[template(path = "accounts/mail_confirm.html")]
struct ConfirmPage {
    page: Page,
    mail: String,
    /// Whether it is done.
    done: bool,
    home: String,
}

#[derive(Template)]
#[template(path = "accounts/link_over.html")]
struct LinkOverPage {
    page: Page,
    next_step: String,
    again: String,
}

/// What the mailed link says.
#[derive(Deserialize)]
pub(crate) struct Link {
    token: String,
}

/// `GET /{society}/account/mail/confirm?token=…`: the token goes from the address into a cookie at
/// once, before anybody is asked to log in.
pub(crate) async fn open_link(
    State(app): State<Arc<App>>,
    Of(tenant): Of,
    Asked(link): Asked<Link>,
) -> Response {
    let mut response = Redirect::to(&confirm_address(&tenant)).into_response();
    put_cookie(&app, &tenant, &mut response, Some(&link.token));
    response
}

fn confirm_address(tenant: &Tenant) -> String {
    format!("/{}/account/mail/new", tenant.slug())
}

fn put_cookie(app: &App, tenant: &Tenant, response: &mut Response, token: Option<&str>) {
    if let Some(cookie) = step_cookie(&app.config, tenant.slug(), Step::MailLink, token) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

fn token_of<'h>(app: &App, tenant: &Tenant, headers: &'h HeaderMap) -> &'h str {
    let name = step_cookie_name(&app.config, tenant.slug(), Step::MailLink);
    cookie(headers, &name).unwrap_or_default()
}

/// `GET /{society}/account/mail/new`: the new address, and the button that confirms it.
pub(crate) async fn confirm_page(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    match look(&app, &tenant, &member, token_of(&app, &tenant, &headers)).await {
        Ok(mail) => Ok(confirmation(&tenant, &member, language, &mail, false)?.into_response()),
        Err(error) => over(&tenant, &member, language, error),
    }
}

fn confirmation(
    tenant: &Arc<Tenant>,
    member: &Member,
    language: Language,
    mail: &MailAddress,
    done: bool,
) -> Result<Html<String>, Failure> {
    let title = if done {
        language.pick(
            "メールアドレスを変更しました",
            "Your mail address is changed",
        )
    } else {
        language.pick("メールアドレスの確認", "Confirm your mail address")
    };
    let page = Page::new(language, title, &confirm_address(tenant));
    html(&ConfirmPage {
        page: page.of(tenant).seen_by(Some(member)),
        mail: mail.to_string(),
        done,
        home: format!("/{}", tenant.slug()),
    })
}

fn over(
    tenant: &Arc<Tenant>,
    member: &Member,
    language: Language,
    error: MailChangeError,
) -> Result<Response, Failure> {
    let failure = Failure::from(error);
    if failure.status().is_server_error() {
        return Err(failure);
    }
    let again = format!("/{}/account/mail", tenant.slug());
    let page = html(&LinkOverPage {
        page: Page::new(language, failure.sentence(language), &again)
            .of(tenant)
            .seen_by(Some(member))
            .failed(true),
        next_step: failure.next_step(language).to_owned(),
        again,
    })?;
    Ok((failure.status(), page).into_response())
}

/// `POST /{society}/account/mail/new`: the address changes.
pub(crate) async fn confirm_mail(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let token = token_of(&app, &tenant, &headers);
    match confirm(&app, &tenant, &member, token).await {
        Ok(mail) => {
            let page = confirmation(&tenant, &member, language, &mail, true)?;
            let mut response = page.into_response();
            put_cookie(&app, &tenant, &mut response, None);
            Ok(response)
        }
        Err(error) => over(&tenant, &member, language, error),
    }
}

#[cfg(test)]
mod tests {
    use super::{ConfirmPage, MailPage};
    use crate::accounts::form::{Complaint, Filled};
    use crate::web::failure::Failure;
    use crate::web::page::Page;
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, hostile_tenant, inspect};
    use askama::Template as _;

    #[test]
    fn the_pages_escape_what_they_show() {
        for language in LANGUAGES {
            let page = || {
                Page::new(language, HOSTILE, HOSTILE)
                    .of(&hostile_tenant())
                    .seen_by(Some(&hostile_member()))
            };
            for (sent, field) in [(true, ""), (false, "mail"), (false, "password")] {
                let complaint = Complaint::at(&Failure::forbidden(), field_name(field), language);
                let form = Filled::again(vec![("mail", HOSTILE.to_owned())], complaint);
                let shown = MailPage {
                    page: page(),
                    form: if sent { Filled::default() } else { form },
                    present: sent.then(|| HOSTILE.to_owned()),
                    minutes: 30,
                    sent,
                    home: "/jhrs".to_owned(),
                };
                inspect(&shown.render().unwrap());
            }
            for done in [true, false] {
                let shown = ConfirmPage {
                    page: page(),
                    mail: HOSTILE.to_owned(),
                    done,
                    home: "/jhrs".to_owned(),
                };
                inspect(&shown.render().unwrap());
            }
        }
    }

    fn field_name(field: &str) -> &'static str {
        if field == "password" {
            "password"
        } else {
            "mail"
        }
    }
}
