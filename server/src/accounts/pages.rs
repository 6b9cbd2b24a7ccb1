//! The login page and the way out.

use super::{LoginError, close_session, log_in, open_session};
use crate::app::{App, Tenant};
use crate::members::Member;
use crate::web::cookies::{login_cookie, logout_cookie};
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
use std::sync::Arc;

/// Number and password as they were typed, and what was wrong with them. The password is never
/// sent back.
#[derive(Debug, Clone, Default)]
pub(crate) struct LoginForm {
    /// The number as typed.
    pub(crate) number: String,
    /// What was wrong.
    pub(crate) complaint: Option<Complaint>,
}

/// What is wrong with a form: said at its top, and at each field.
#[derive(Debug, Clone)]
pub(crate) struct Complaint {
    /// What happened.
    pub(crate) sentence: String,
    /// What to do.
    pub(crate) next_step: String,
    /// Field by field.
    pub(crate) fields: Vec<WrongField>,
}

/// What is wrong with one field.
#[derive(Debug, Clone)]
pub(crate) struct WrongField {
    /// Its id.
    pub(crate) field: &'static str,
    /// What is wrong.
    pub(crate) message: String,
}

impl Complaint {
    /// The complaint that a failure amounts to.
    pub(crate) fn of(failure: &Failure, language: Language) -> Self {
        Self {
            sentence: failure.sentence(language).to_owned(),
            next_step: failure.next_step(language).to_owned(),
            fields: Vec::new(),
        }
    }
}

impl LoginForm {
    /// The form with that complaint, the number kept.
    pub(crate) fn with(number: &str, complaint: Complaint) -> Self {
        Self {
            number: number.to_owned(),
            complaint: Some(complaint),
        }
    }

    /// What is wrong with the field.
    pub(crate) fn wrong(&self, field: &str) -> Option<&str> {
        let fields = &self.complaint.as_ref()?.fields;
        fields
            .iter()
            .find(|wrong| wrong.field == field)
            .map(|wrong| wrong.message.as_str())
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
            fields.push(WrongField {
                field: "member_number",
                message: message.to_owned(),
            });
        }
        if self.password.is_empty() {
            let message = language.pick("パスワードを入力してください。", "Enter your password.");
            fields.push(WrongField {
                field: "password",
                message: message.to_owned(),
            });
        }
        let sentence = language.pick("入力されていない項目があります。", "Something is missing.");
        (!fields.is_empty()).then(|| Complaint {
            sentence: sentence.to_owned(),
            next_step: String::new(),
            fields,
        })
    }
}

/// Who came in, with the header that lets the browser stay in.
pub(crate) struct Entered {
    /// Who.
    pub(crate) member: Member,
    /// The value of `Set-Cookie`.
    pub(crate) cookie: HeaderValue,
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
    match log_in(app, tenant, member_number, password).await {
        Ok(member) => {
            let cookie = opened(app, tenant, &member)
                .await
                .map_err(Refused::Failure)?;
            Ok(Entered { member, cookie })
        }
        Err(error) => Err(refused(error, credentials, language)),
    }
}

async fn opened(app: &App, tenant: &Tenant, member: &Member) -> Result<HeaderValue, Failure> {
    let mut tx = app.db.write().await?;
    let token = open_session(app, &mut tx, tenant, member.id).await?;
    tx.commit().await?;
    login_cookie(&app.config, tenant.slug(), &token).ok_or_else(|| Failure::internal(BadCookie))
}

/// A token that can't stand in a header; tokens are base64.
#[derive(Debug, thiserror::Error)]
#[error("the login token can't stand in a header")]
struct BadCookie;

fn refused(error: LoginError, credentials: &Credentials, language: Language) -> Refused {
    let is_wrong = matches!(error, LoginError::Wrong);
    let failure = Failure::from(error);
    let again = is_wrong || failure.status() == StatusCode::SERVICE_UNAVAILABLE;
    if !again {
        return Refused::Failure(failure);
    }
    failure.log_cause();
    let mut complaint = Complaint::of(&failure, language);
    if is_wrong {
        complaint.fields = vec![
            WrongField {
                field: "member_number",
                message: language
                    .pick("会員番号をご確認ください。", "Check the member number.")
                    .to_owned(),
            },
            WrongField {
                field: "password",
                message: language
                    .pick(
                        "パスワードをもう一度入力してください。",
                        "Enter the password again.",
                    )
                    .to_owned(),
            },
        ];
    }
    Refused::Again(failure.status(), credentials.refused(complaint))
}

#[derive(Template)]
#[template(path = "accounts/login.html")]
struct LoginPage {
    page: Page,
    form: LoginForm,
    action: String,
    logged_out: bool,
}

/// Where the login leads.
#[derive(Deserialize)]
pub(crate) struct Then {
    #[serde(default)]
    next: String,
    #[serde(default)]
    logged_out: String,
}

impl Then {
    fn target(&self, tenant: &Tenant) -> String {
        local_path(&self.next).map_or_else(|| format!("/{}/", tenant.slug()), str::to_owned)
    }

    fn action(&self, tenant: &Tenant) -> String {
        let door = format!("/{}/login", tenant.slug());
        let Some(next) = local_path(&self.next) else {
            return door;
        };
        let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        format!("{door}?next={next}")
    }
}

fn login_form(
    tenant: &Arc<Tenant>,
    language: Language,
    uri: &Uri,
    then: &Then,
    form: LoginForm,
) -> Result<Response, Failure> {
    let page = LoginPage {
        page: Page::new(
            language,
            language.pick("ログイン", "Log in"),
            address_of(uri),
        )
        .of(tenant)
        .failed(form.complaint.is_some()),
        action: then.action(tenant),
        logged_out: !then.logged_out.is_empty() && form.complaint.is_none(),
        form,
    };
    Ok(html(&page)?.into_response())
}

/// `GET /{society}/login`: the form, or straight on for who is logged in already.
pub(crate) async fn login_page(
    visitor: Visitor,
    Reads(language): Reads,
    Asked(then): Asked<Then>,
    uri: Uri,
) -> Result<Response, Failure> {
    if visitor.member.is_some() {
        return Ok(Redirect::to(&then.target(&visitor.tenant)).into_response());
    }
    login_form(&visitor.tenant, language, &uri, &then, LoginForm::default())
}

/// `POST /{society}/login`: in, and on to where one wanted to go.
pub(crate) async fn login(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Reads(language): Reads,
    Asked(then): Asked<Then>,
    uri: Uri,
    Form(credentials): Form<Credentials>,
) -> Result<Response, Failure> {
    let tenant = &visitor.tenant;
    match enter(&app, tenant, &credentials, language).await {
        Ok(entered) => {
            let cookie = AppendHeaders([(header::SET_COOKIE, entered.cookie)]);
            Ok((cookie, Redirect::to(&then.target(tenant))).into_response())
        }
        Err(Refused::Again(status, form)) => {
            Ok((status, login_form(tenant, language, &uri, &then, form)?).into_response())
        }
        Err(Refused::Failure(failure)) => Err(failure),
    }
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
        close_session(&mut tx, tenant, token).await?;
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
    use super::{Complaint, Credentials, LoginError, LoginForm, LoginPage, Then, refused};
    use crate::accounts::password::PasswordError;
    use crate::web::failure::Failure;
    use crate::web::page::Page;
    use crate::web::page::samples::{
        HOSTILE, LANGUAGES, hostile_tenant, inspect, log_lines, tenant,
    };
    use askama::Template as _;
    use shusseki_core::text::Language;

    fn page(language: Language, form: LoginForm) -> String {
        let page = LoginPage {
            page: Page::new(language, HOSTILE, "/jhrs/login").of(&hostile_tenant()),
            form,
            action: HOSTILE.to_owned(),
            logged_out: true,
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
        refused(LoginError::Wrong, &typed, Language::En);
        assert_eq!(lines.text(), "");
        let busy = LoginError::Password(PasswordError::Busy);
        refused(busy, &typed, Language::En);
        assert!(lines.text().contains("too many passwords"));
    }

    #[test]
    fn a_login_leads_on_within_this_host_only() {
        let jhrs = tenant(0);
        let then = |next: &str| Then {
            next: next.to_owned(),
            logged_out: String::new(),
        };
        assert_eq!(
            then("/jhrs/credits?before=1").target(&jhrs),
            "/jhrs/credits?before=1"
        );
        assert_eq!(
            then("/jhrs/credits?before=1").action(&jhrs),
            "/jhrs/login?next=%2Fjhrs%2Fcredits%3Fbefore%3D1"
        );
        for hostile in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "",
        ] {
            assert_eq!(then(hostile).target(&jhrs), "/jhrs/");
            assert_eq!(then(hostile).action(&jhrs), "/jhrs/login");
        }
    }
}
