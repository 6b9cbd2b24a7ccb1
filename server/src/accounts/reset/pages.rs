//! The pages of a forgotten password: asking, and the page that the mailed link opens.

use super::{Asking, ResetError, ask, carry_out, look};
use crate::accounts::form::{Complaint, Filled, NewPassword, Rule, WrongField};
use crate::accounts::settings::ChangedPage;
use crate::accounts::slow_down::{self, device::remember};
use crate::accounts::{links, new_token};
use crate::app::{App, Tenant};
use crate::members::Member;
use crate::web::client::ClientAddress;
use crate::web::cookies::{Step, cookie, logout_cookie, step_cookie, step_cookie_name};
use crate::web::extract::{Asked, Of};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Page, address_of, html};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use shusseki_core::text::Language;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "accounts/forgotten.html")]
struct ForgottenPage {
    page: Page,
    form: Filled,
    home: String,
    /// Whether something was sent, or would have been.
    sent: bool,
    minutes: i64,
    /// Whether members come in this way for the first time.
    by_reset: bool,
}

/// What the address of the page says.
#[derive(Deserialize)]
pub(crate) struct Sent {
    #[serde(default)]
    sent: String,
}

/// `GET /{society}/password/forgotten`.
pub(crate) async fn forgotten_page(
    Of(tenant): Of,
    Reads(language): Reads,
    Asked(sent): Asked<Sent>,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let sent = !sent.sent.is_empty();
    forgotten(&tenant, language, address_of(&uri), sent, Filled::default())
}

fn forgotten(
    tenant: &Arc<Tenant>,
    language: Language,
    address: &str,
    sent: bool,
    form: Filled,
) -> Result<Html<String>, Failure> {
    let title = if sent {
        language.pick("メールをご確認ください", "Look for our mail")
    } else {
        language.pick("パスワードの設定・再設定", "Set or reset your password")
    };
    html(&ForgottenPage {
        page: Page::new(language, title, address)
            .of(tenant)
            .failed(form.complaint.is_some()),
        form,
        home: format!("/{}", tenant.slug()),
        sent,
        minutes: links::MINUTES,
        by_reset: tenant.society.first_login.by_reset,
    })
}

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    member_number: String,
    #[serde(default)]
    mail: String,
}

impl Typed {
    fn asking(&self, language: Language) -> Result<Asking, Vec<WrongField>> {
        let (number, mail) = (self.member_number.parse(), self.mail.parse());
        let mut wrong = Vec::new();
        if number.is_err() {
            let message = language.pick(
                "会員番号を入力してください（例：00123）。",
                "Enter your member number, as in 00123.",
            );
            wrong.push(WrongField::new("member_number", message));
        }
        if mail.is_err() {
            let message = language.pick(
                "メールアドレスを入力してください（例：name@example.org）。",
                "Enter a mail address, as in name@example.org.",
            );
            wrong.push(WrongField::new("mail", message));
        }
        match (number, mail) {
            (Ok(number), Ok(mail)) => Ok(Asking { number, mail }),
            _ => Err(wrong),
        }
    }
}

/// `POST /{society}/password/forgotten`: one answer, whoever asks about whom.
pub(crate) async fn send(
    State(app): State<Arc<App>>,
    Of(tenant): Of,
    Reads(language): Reads,
    address: ClientAddress,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let home = format!("/{}/password/forgotten", tenant.slug());
    let asking = match typed.asking(language) {
        Ok(asking) => asking,
        Err(wrong) => {
            let values = vec![("member_number", typed.member_number), ("mail", typed.mail)];
            let complaint = Complaint::about(wrong, language);
            let form = complaint.map(|complaint| Filled::again(values, complaint));
            let page = forgotten(&tenant, language, &home, false, form.unwrap_or_default())?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    slow_down::forgotten(&app, &tenant, address).await?;
    let flow = new_token(&app)?;
    ask(&app, &tenant, &asking, &flow).await?;
    let mut response = Redirect::to(&format!("{home}?sent=1")).into_response();
    put_cookie(&app, &tenant, &mut response, Step::ResetFlow, Some(&flow));
    Ok(response)
}

fn put_cookie(
    app: &App,
    tenant: &Tenant,
    response: &mut Response,
    step: Step,
    token: Option<&str>,
) {
    if let Some(cookie) = step_cookie(&app.config, tenant.slug(), step, token) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

#[derive(Template)]
#[template(path = "accounts/reset.html")]
struct ResetPage {
    page: Page,
    form: Filled,
    rules: Vec<Rule>,
    action: String,
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
    #[serde(default)]
    token: String,
}

/// `GET /{society}/password/reset`: the token goes from the address into a cookie at once; without
/// one, the form. Neither uses anything up.
pub(crate) async fn reset_page(
    State(app): State<Arc<App>>,
    Of(tenant): Of,
    Reads(language): Reads,
    Asked(link): Asked<Link>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let here = format!("/{}/password/reset", tenant.slug());
    if !link.token.is_empty() {
        let mut response = Redirect::to(&here).into_response();
        put_cookie(
            &app,
            &tenant,
            &mut response,
            Step::ResetLink,
            Some(&link.token),
        );
        return Ok(response);
    }
    let (flow, token) = flow_and_token(&app, &tenant, &headers);
    match look(&app, &tenant, flow, token).await {
        Ok(_) => Ok(form(&tenant, language, Filled::default())?.into_response()),
        Err(error) => refused(&tenant, language, error),
    }
}

/// The two cookies of the flow, empty where they are missing.
fn flow_and_token<'h>(app: &App, tenant: &Tenant, headers: &'h HeaderMap) -> (&'h str, &'h str) {
    let of = |step| {
        let name = step_cookie_name(&app.config, tenant.slug(), step);
        cookie(headers, &name).unwrap_or_default()
    };
    (of(Step::ResetFlow), of(Step::ResetLink))
}

fn form(tenant: &Arc<Tenant>, language: Language, form: Filled) -> Result<Html<String>, Failure> {
    let title = language.pick("新しいパスワード", "A new password");
    let action = format!("/{}/password/reset", tenant.slug());
    html(&ResetPage {
        page: Page::new(language, title, &action)
            .of(tenant)
            .failed(form.complaint.is_some()),
        form,
        rules: Rule::all(&tenant.society.password, language),
        action,
    })
}

/// A link that does not work is a page with the way to another.
fn refused(
    tenant: &Arc<Tenant>,
    language: Language,
    error: ResetError,
) -> Result<Response, Failure> {
    let failure = Failure::from(error);
    if failure.status().is_server_error() {
        return Err(failure);
    }
    let home = format!("/{}/password/forgotten", tenant.slug());
    let page = html(&LinkOverPage {
        page: Page::new(language, failure.sentence(language), &home)
            .of(tenant)
            .failed(true),
        next_step: failure.next_step(language).to_owned(),
        again: home,
    })?;
    Ok((failure.status(), page).into_response())
}

/// `POST /{society}/password/reset`: the new password; then the door.
pub(crate) async fn set(
    State(app): State<Arc<App>>,
    Of(tenant): Of,
    Reads(language): Reads,
    headers: HeaderMap,
    Form(typed): Form<NewPassword>,
) -> Result<Response, Failure> {
    let (flow, token) = flow_and_token(&app, &tenant, &headers);
    let slip = typed.slip(language);
    let done = match slip {
        Some(slip) => match look(&app, &tenant, flow, token).await {
            Ok(_) => return again(&tenant, language, slip),
            Err(error) => Err(error),
        },
        None => carry_out(&app, &tenant, flow, token, &typed.new_password).await,
    };
    match done {
        Ok((member, at)) => finished(&app, &tenant, language, &member, at),
        Err(ResetError::Faulty(faults)) => {
            let complaint = typed.refused(&faults, &tenant.society.password, language);
            again(&tenant, language, complaint)
        }
        Err(error) => refused(&tenant, language, error),
    }
}

fn again(
    tenant: &Arc<Tenant>,
    language: Language,
    complaint: Complaint,
) -> Result<Response, Failure> {
    let page = form(tenant, language, Filled::again(Vec::new(), complaint))?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn finished(
    app: &App,
    tenant: &Arc<Tenant>,
    language: Language,
    member: &Member,
    at: jiff::Timestamp,
) -> Result<Response, Failure> {
    let title = language.pick("パスワードを設定しました", "Your password is set");
    let door = format!("/{}/login", tenant.slug());
    let page = html(&ChangedPage {
        page: Page::new(language, title, &door).of(tenant),
        changed_at: at,
        log_in: true,
        target: door,
    })?;
    let mut response = page.into_response();
    put_cookie(app, tenant, &mut response, Step::ResetFlow, None);
    put_cookie(app, tenant, &mut response, Step::ResetLink, None);
    // Whoever reads the member's mail is not held up by strangers who guess at the account.
    if let Some(device) = remember(app, tenant, &member.number)? {
        response.headers_mut().append(header::SET_COOKIE, device);
    }
    if let Some(cookie) = logout_cookie(&app.config, tenant.slug()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::{ForgottenPage, LinkOverPage, ResetPage, Typed};
    use crate::accounts::form::{Complaint, Filled, Rule};
    use crate::web::failure::Failure;
    use crate::web::page::Page;
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_tenant, inspect, tenant};
    use askama::Template as _;
    use shusseki_core::text::Language;

    #[test]
    fn the_pages_escape_what_they_show() {
        for language in LANGUAGES {
            let page = || Page::new(language, HOSTILE, HOSTILE).of(&hostile_tenant());
            let filled = |field| {
                let complaint = Complaint::at(&Failure::forbidden(), field, language);
                let values = vec![
                    ("member_number", HOSTILE.to_owned()),
                    ("mail", HOSTILE.to_owned()),
                ];
                Filled::again(values, complaint)
            };
            for (sent, form) in [
                (true, Filled::default()),
                (false, filled("mail")),
                (false, filled("member_number")),
            ] {
                let forgotten = ForgottenPage {
                    page: page(),
                    form,
                    home: "/jhrs".to_owned(),
                    sent,
                    minutes: 30,
                    by_reset: true,
                };
                inspect(&forgotten.render().unwrap());
            }
            let reset = ResetPage {
                page: page(),
                form: filled("new_password"),
                rules: Rule::all(&tenant(2).society.password, language),
                action: HOSTILE.to_owned(),
            };
            inspect(&reset.render().unwrap());
            let over = LinkOverPage {
                page: page(),
                next_step: HOSTILE.to_owned(),
                again: HOSTILE.to_owned(),
            };
            inspect(&over.render().unwrap());
        }
    }

    #[test]
    fn what_can_not_be_read_is_named_before_anything_is_looked_up() {
        let typed = |number: &str, mail: &str| Typed {
            member_number: number.to_owned(),
            mail: mail.to_owned(),
        };
        let asking = typed("００１２３", " Ａ@example.org ").asking(Language::Ja);
        let asking = asking.unwrap();
        assert_eq!(asking.number.as_str(), "00123");
        assert_eq!(asking.mail.as_str(), "A@example.org");
        assert_eq!(typed("", "").asking(Language::En).unwrap_err().len(), 2);
        assert_eq!(typed("1", "x").asking(Language::En).unwrap_err().len(), 1);
    }
}
