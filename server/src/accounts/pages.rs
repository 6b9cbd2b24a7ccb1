//! The login page and the way out.

use super::factors::{self, half_open};
use super::form::{Complaint, Next, WrongField, input_method_hint, input_method_spoilt};
use super::gate::Gate;
use super::passkeys::{Offer, login_offer};
use super::sessions::{self, Arrival};
use super::slow_down::device::remember;
use super::{LoginError, Recognised, gate_of, let_in, log_in, login_url};
use crate::app::{App, Tenant};
use crate::members::Member;
use crate::web::cookies::{Step, login_cookie, logout_cookie, step_cookie};
use crate::web::extract::{Asked, Visitor};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Page, address_of, html, local_path};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;
use shusseki_core::text::Language;
use shusseki_documents::qr::Symbol;
use std::sync::Arc;

/// Number and password as they were typed, and what was wrong with them. The password is never
/// sent back.
#[derive(Debug, Clone, Default)]
pub(crate) struct LoginForm {
    /// The number as typed.
    pub(crate) number: String,
    /// What was wrong.
    pub(crate) complaint: Option<Complaint>,
    /// After how many seconds to come back, if waiting helps.
    pub(crate) wait: Option<u32>,
}

impl LoginForm {
    /// The form with that complaint, the number kept.
    pub(crate) fn with(number: &str, complaint: Complaint) -> Self {
        Self {
            number: number.to_owned(),
            complaint: Some(complaint),
            wait: None,
        }
    }

    /// The page with this form, which says when to come back.
    pub(crate) fn answer(status: StatusCode, wait: Option<u32>, page: Response) -> Response {
        let mut response = (status, page).into_response();
        if let Some(wait) = wait {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, HeaderValue::from(wait));
        }
        response
    }

    /// What is wrong with the field.
    pub(crate) fn wrong(&self, field: &str) -> Option<&str> {
        self.complaint.as_ref()?.wrong(field)
    }
}

/// Number and password as a form sends them.
#[derive(Deserialize)]
pub(crate) struct Credentials {
    #[serde(default)]
    member_number: String,
    #[serde(default)]
    password: String,
}

impl Credentials {
    /// Number and password.
    pub(crate) fn new(member_number: String, password: String) -> Self {
        Self {
            member_number,
            password,
        }
    }

    /// The form as it is shown again when nobody could be logged in.
    fn refused(&self, complaint: Complaint) -> LoginForm {
        LoginForm::with(&self.member_number, complaint)
    }

    /// What was left empty.
    fn missing(&self, language: Language) -> Option<Complaint> {
        let mut fields = Vec::new();
        if self.member_number.trim().is_empty() {
            let message =
                language.pick("会員番号を入力してください。", "Enter your member number.");
            fields.push(WrongField::new("member_number", message));
        }
        if self.password.is_empty() {
            let message = language.pick("パスワードを入力してください。", "Enter your password.");
            fields.push(WrongField::new("password", message));
        }
        let sentence = language.pick("入力されていない項目があります。", "Something is missing.");
        (!fields.is_empty()).then(|| Complaint {
            sentence: sentence.to_owned(),
            next_step: String::new(),
            fields,
        })
    }
}

/// Who came in, or is at the [code](Gate::Code) yet, with the headers that let the browser go on.
pub(crate) struct Entered {
    /// Who.
    pub(crate) member: Member,
    /// The values of `Set-Cookie`: the login and the device, or the half-open login.
    pub(crate) cookies: Vec<HeaderValue>,
    /// What has to be done before going on, if nothing else is served until then.
    pub(crate) gate: Option<Gate>,
}

/// Why nobody came in.
pub(crate) enum Refused {
    /// The form is to be shown again.
    Again(StatusCode, LoginForm),
    /// Something else failed.
    Failure(Failure),
}

/// Logs someone in through a form, and opens the login session.
///
/// # Errors
/// See [`Refused`].
pub(crate) async fn enter(
    app: &App,
    tenant: &Tenant,
    credentials: &Credentials,
    arrival: Arrival<'_>,
    language: Language,
) -> Result<Entered, Refused> {
    if let Some(missing) = credentials.missing(language) {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Err(Refused::Again(status, credentials.refused(missing)));
    }
    let Credentials {
        member_number,
        password,
    } = credentials;
    let recognised = match log_in(app, tenant, member_number, password, arrival.from).await {
        Ok(recognised) => recognised,
        Err(error) => {
            let policy = &tenant.society.password;
            let spoilt = input_method_spoilt(policy, member_number, password);
            return Err(refused(error, credentials, spoilt, language));
        }
    };
    let entered = opened(app, tenant, recognised, arrival).await;
    entered.map_err(|failure| match failure.status() {
        StatusCode::UNAUTHORIZED => {
            let complaint = Complaint::of(&failure, language);
            Refused::Again(failure.status(), credentials.refused(complaint))
        }
        _ => Refused::Failure(failure),
    })
}

async fn opened(
    app: &App,
    tenant: &Tenant,
    recognised: Recognised,
    arrival: Arrival<'_>,
) -> Result<Entered, Failure> {
    let mut conn = app.db.read().await?;
    let factor = factors::of(&mut conn, tenant.slug(), recognised.member.id).await?;
    drop(conn);
    if factor.is_some() {
        let token = half_open::begin(app, tenant, &recognised).await?;
        let slug = tenant.slug();
        let cookie = step_cookie(&app.config, slug, Step::HalfOpenLogin, Some(&token));
        return Ok(Entered {
            member: recognised.member,
            cookies: cookie.into_iter().collect(),
            gate: Some(Gate::Code),
        });
    }
    let token = let_in(app, tenant, &recognised, arrival).await?;
    came_in(app, tenant, recognised.member, &token).await
}

/// What a browser is handed in which somebody came in.
///
/// # Errors
/// The database failed.
pub(super) async fn came_in(
    app: &App,
    tenant: &Tenant,
    member: Member,
    token: &str,
) -> Result<Entered, Failure> {
    let cookie = login_cookie(&app.config, tenant.slug(), token)
        .ok_or_else(|| Failure::internal(BadCookie))?;
    let device = remember(app, tenant, &member.number)?;
    let gate = gate_of(app, tenant, member.id).await?;
    Ok(Entered {
        member,
        cookies: std::iter::once(cookie).chain(device).collect(),
        gate: gate.filter(|gate| gate.is_shut()),
    })
}

/// A token that can't stand in a header; tokens are base64.
#[derive(Debug, thiserror::Error)]
#[error("the login token can't stand in a header")]
struct BadCookie;

fn refused(
    error: LoginError,
    credentials: &Credentials,
    input_method: bool,
    language: Language,
) -> Refused {
    let is_wrong = matches!(error, LoginError::Wrong);
    let failure = Failure::from(error);
    let again = [
        StatusCode::UNAUTHORIZED,
        StatusCode::TOO_MANY_REQUESTS,
        StatusCode::SERVICE_UNAVAILABLE,
    ];
    let again = again.contains(&failure.status());
    if !again {
        return Refused::Failure(failure);
    }
    failure.log_cause();
    let mut complaint = Complaint::of(&failure, language);
    if is_wrong && input_method {
        input_method_hint(language).clone_into(&mut complaint.next_step);
    }
    if is_wrong {
        complaint.fields = vec![
            WrongField::new(
                "member_number",
                language.pick("会員番号をご確認ください。", "Check the member number."),
            ),
            WrongField::new(
                "password",
                language.pick(
                    "パスワードをもう一度入力してください。",
                    "Enter the password again.",
                ),
            ),
        ];
    }
    let form = LoginForm {
        wait: failure.retry_after(),
        ..credentials.refused(complaint)
    };
    Refused::Again(failure.status(), form)
}

#[derive(Template)]
#[template(path = "accounts/login.html")]
struct LoginPage {
    page: Page,
    form: LoginForm,
    action: String,
    logged_out: bool,
    /// What a passkey answers, where passkeys are possible.
    passkey: Option<Offer>,
    passkey_action: String,
    /// `/{society}`.
    home: String,
    /// Whether a first login begins with the forgotten-password page.
    by_reset: bool,
    /// Whether the office sends temporary passwords.
    by_letter: bool,
    /// Leads a phone here (JGETS-1).
    symbol: Symbol,
}

/// What an address of the login page says.
#[derive(Deserialize)]
pub(crate) struct Coming {
    #[serde(default)]
    logged_out: String,
}

/// The login page.
///
/// # Errors
/// There is no randomness, or the template failed.
pub(super) fn login_form(
    app: &App,
    tenant: &Arc<Tenant>,
    language: Language,
    uri: &Uri,
    (next, logged_out): (&Next, bool),
    form: LoginForm,
) -> Result<Response, Failure> {
    let home = format!("/{}", tenant.slug());
    let first = &tenant.society.first_login;
    let page = LoginPage {
        page: Page::new(
            language,
            language.pick("ログイン", "Log in"),
            address_of(uri),
        )
        .of(tenant)
        .failed(form.complaint.is_some()),
        action: next.from(&format!("{home}/login")),
        logged_out: logged_out && form.complaint.is_none(),
        passkey: login_offer(app, tenant)?,
        passkey_action: next.from(&format!("{home}/login/passkey")),
        by_reset: first.by_reset,
        by_letter: first.temporary.is_some(),
        symbol: Symbol::new(&login_url(app, tenant)).map_err(Failure::internal)?,
        home,
        form,
    };
    Ok(html(&page)?.into_response())
}

/// `GET /{society}/login`: the form, or straight on for who is logged in already.
pub(crate) async fn login_page(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Reads(language): Reads,
    Asked(next): Asked<Next>,
    Asked(coming): Asked<Coming>,
    uri: Uri,
) -> Result<Response, Failure> {
    if visitor.member.is_some() {
        return Ok(Redirect::to(&next.target(&visitor.tenant)).into_response());
    }
    let from = (&next, !coming.logged_out.is_empty());
    let form = LoginForm::default();
    login_form(&app, &visitor.tenant, language, &uri, from, form)
}

/// `POST /{society}/login`: in, and on to where one wanted to go.
pub(crate) async fn login(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Reads(language): Reads,
    Asked(next): Asked<Next>,
    uri: Uri,
    Form(credentials): Form<Credentials>,
) -> Result<Response, Failure> {
    let tenant = &visitor.tenant;
    match enter(&app, tenant, &credentials, visitor.arrival(), language).await {
        Ok(entered) => Ok(into(tenant, entered, &next)),
        Err(Refused::Again(status, form)) => {
            let wait = form.wait;
            let page = login_form(&app, tenant, language, &uri, (&next, false), form)?;
            Ok(LoginForm::answer(status, wait, page))
        }
        Err(Refused::Failure(failure)) => Err(failure),
    }
}

/// On to where one wanted to go, or to the gate before it.
pub(super) fn into(tenant: &Tenant, entered: Entered, next: &Next) -> Response {
    let cookies = entered.cookies.into_iter();
    let cookies = AppendHeaders(cookies.map(|cookie| (header::SET_COOKIE, cookie)));
    let target = next.target(tenant);
    let gate = entered.gate.map(|gate| gate.address(tenant, &target));
    (cookies, Redirect::to(&gate.unwrap_or(target))).into_response()
}

/// Where the way out leads.
#[derive(Deserialize)]
pub(crate) struct Leaving {
    #[serde(default)]
    next: String,
}

/// `POST /{society}/logout`: the login session ends here and in the database.
pub(crate) async fn logout(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Form(leaving): Form<Leaving>,
) -> Result<Response, Failure> {
    let tenant = &visitor.tenant;
    if let Some(token) = &visitor.token {
        let mut tx = app.db.write().await?;
        sessions::close(&mut tx, tenant, token).await?;
        tx.commit().await?;
    }
    let door = format!("/{}/login?logged_out=1", tenant.slug());
    let target = local_path(&leaving.next).unwrap_or(&door);
    let mut response = Redirect::to(target).into_response();
    let headers = response.headers_mut();
    if let Some(cookie) = logout_cookie(&app.config, tenant.slug()) {
        headers.append(header::SET_COOKIE, cookie);
    }
    // Not "cookies": the language, and the logins of other societies, stay.
    headers.insert(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"cache\", \"storage\""),
    );
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::{Complaint, Credentials, LoginError, LoginForm, LoginPage, Refused, refused};
    use crate::accounts::passkeys::Offer;
    use crate::accounts::password::PasswordError;
    use crate::web::failure::Failure;
    use crate::web::page::Page;
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_tenant, inspect, log_lines};
    use askama::Template as _;
    use shusseki_core::text::Language;
    use shusseki_documents::qr::Symbol;

    fn page(language: Language, form: LoginForm) -> String {
        let page = LoginPage {
            page: Page::new(language, HOSTILE, "/jhrs/login").of(&hostile_tenant()),
            form,
            action: HOSTILE.to_owned(),
            logged_out: true,
            passkey: Some(Offer {
                challenge: HOSTILE.to_owned(),
                host: HOSTILE.to_owned(),
            }),
            passkey_action: HOSTILE.to_owned(),
            home: HOSTILE.to_owned(),
            by_reset: true,
            by_letter: true,
            symbol: Symbol::new("https://society.example/jhrs/login").unwrap(),
        };
        page.render().unwrap()
    }

    #[test]
    fn the_form_escapes_what_was_typed() {
        for language in LANGUAGES {
            inspect(&page(language, LoginForm::default()));
            let complaint = Complaint {
                sentence: HOSTILE.to_owned(),
                next_step: HOSTILE.to_owned(),
                ..Complaint::of(&Failure::not_logged_in(), language)
            };
            inspect(&page(language, LoginForm::with(HOSTILE, complaint)));
        }
    }

    #[test]
    fn what_was_left_empty_is_named_at_its_field() {
        let nothing = Credentials::new(" ".to_owned(), String::new());
        let form = nothing.refused(nothing.missing(Language::En).unwrap());
        assert_eq!(
            form.wrong("member_number"),
            Some("Enter your member number.")
        );
        assert_eq!(form.wrong("password"), Some("Enter your password."));
        let shown = page(Language::En, form);
        inspect(&shown);
        assert!(
            shown.contains("aria-describedby=\"number-hint number-wrong\" aria-invalid=\"true\"")
        );
        let typed = Credentials::new("1".to_owned(), "p".to_owned());
        assert!(typed.missing(Language::En).is_none());
    }

    #[test]
    fn why_nobody_could_log_in_is_logged() {
        let typed = Credentials::new("1".to_owned(), "p".to_owned());
        let (lines, _listening) = log_lines();
        refused(LoginError::Wrong, &typed, false, Language::En);
        assert_eq!(lines.text(), "");
        let busy = LoginError::Password(PasswordError::Busy);
        refused(busy, &typed, false, Language::En);
        assert!(lines.text().contains("too many passwords"));
    }

    #[test]
    fn an_input_method_that_was_on_is_spoken_of() {
        let typed = Credentials::new("００１２３".to_owned(), "ぱss".to_owned());
        for (input_method, said) in [(true, true), (false, false)] {
            let refused = refused(LoginError::Wrong, &typed, input_method, Language::Ja);
            let Refused::Again(_, form) = refused else {
                panic!("no form")
            };
            let shown = page(Language::Ja, form);
            assert_eq!(shown.contains("オフ（半角英数）にして、もう一度"), said);
        }
    }
}
