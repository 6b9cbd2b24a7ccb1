//! One failure, two renderings: problem+json for the API, a page with the next step for people.
//!
//! A handler answers with a [`Failure`]; [`render`] gives it the form that the path asks for. What
//! the framework itself refuses (no such path, wrong method, too large) passes the same way.

use super::language::language_of;
use super::page::{self, Page};
use super::request_id::RequestId;
use crate::app::App;
use crate::clock::NoRandomness;
use crate::db::DbError;
use crate::members::Member;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use shusseki_core::ids::SocietySlug;
use shusseki_core::text::{Language, Text};
use std::error::Error;
use std::sync::{Arc, OnceLock};
use utoipa::ToSchema;

/// What is busy now is not for long: batches take milliseconds.
const RETRY_AFTER_SECONDS: u32 = 2;

/// Why a request was not done, and what its sender can do about it.
#[derive(Debug, Clone)]
pub(crate) struct Failure(Box<Parts>);

/// Boxed, because every fallible function of the web carries room for it.
#[derive(Debug, Clone)]
struct Parts {
    status: StatusCode,
    code: &'static str,
    sentence: Text,
    next_step: Text,
    retry_after_seconds: Option<u32>,
    cause: Option<Arc<dyn Error + Send + Sync>>,
}

impl Failure {
    /// A failure with a stable code, a sentence and a next step.
    pub(crate) fn new(
        status: StatusCode,
        code: &'static str,
        sentence: Text,
        next_step: Text,
    ) -> Self {
        Self(Box::new(Parts {
            status,
            code,
            sentence,
            next_step,
            retry_after_seconds: None,
            cause: None,
        }))
    }

    /// Something inside went wrong; the cause is logged with the request's id and not shown.
    pub(crate) fn internal(cause: impl Error + Send + Sync + 'static) -> Self {
        let mut failure = Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            Text::new(
                "サーバーで問題が発生しました。",
                "Something went wrong on the server.",
            ),
            Text::new(
                "少し待ってからもう一度お試しください。続くときは、画面の受付番号を添えて事務局へお知らせください。",
                "Wait a moment and try again. If it persists, tell the office the request number.",
            ),
        );
        failure.0.cause = Some(Arc::new(cause));
        failure
    }

    /// A part that the request needs is out of reach or full; it may be sent again.
    pub(crate) fn busy(cause: impl Error + Send + Sync + 'static) -> Self {
        let mut failure = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            Text::new("ただいま混み合っています。", "The server is busy just now."),
            Text::new(
                "数秒後にもう一度お試しください。",
                "Try again in a few seconds.",
            ),
        );
        failure.0.retry_after_seconds = Some(RETRY_AFTER_SECONDS);
        failure.0.cause = Some(Arc::new(cause));
        failure
    }

    /// There is nothing at that address.
    pub(crate) fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            Text::new(
                "お探しのページは見つかりませんでした。",
                "There is nothing at this address.",
            ),
            Text::new("アドレスをご確認ください。", "Check the address."),
        )
    }

    /// The request needs someone who is logged in.
    pub(crate) fn not_logged_in() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "not-logged-in",
            Text::new("ログインが必要です。", "You need to log in."),
            Text::new(
                "ログインしてからもう一度お試しください。",
                "Log in and try again.",
            ),
        )
    }

    /// Who asks may not do this.
    pub(crate) fn forbidden() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            Text::new(
                "この操作を行う権限がありません。",
                "You are not allowed to do this.",
            ),
            Text::new(
                "必要な場合は事務局へご連絡ください。",
                "Ask the office if you need to.",
            ),
        )
    }

    /// What was sent can't be read: which part, and what is wanted.
    pub(crate) fn bad_request(
        code: &'static str,
        ja: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            code,
            Text::new(ja, en),
            Text::new(
                "入力内容をご確認のうえ、もう一度お試しください。",
                "Check what was sent and try again.",
            ),
        )
    }

    /// The same failure with another status.
    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = status;
        self
    }

    /// The same failure, with the seconds after which it may be tried again.
    pub(crate) fn with_retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after_seconds = Some(seconds);
        self
    }

    /// After how many seconds the request may be sent again, if waiting helps.
    pub(crate) const fn retry_after(&self) -> Option<u32> {
        self.0.retry_after_seconds
    }

    /// The stable code.
    pub(crate) const fn code(&self) -> &'static str {
        self.0.code
    }

    /// The sentence in that language.
    pub(crate) fn sentence(&self, language: Language) -> &str {
        self.0.sentence.get(language)
    }

    /// What to do next, in that language.
    pub(crate) fn next_step(&self, language: Language) -> &str {
        self.0.next_step.get(language)
    }

    /// The HTTP status.
    pub(crate) const fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Logs what was behind the failure, if anything was. [`render`] does so for what it renders;
    /// whoever gives a failure another form has to ask for it.
    pub(crate) fn log_cause(&self) {
        if let Some(cause) = &self.0.cause {
            let (code, cause) = (self.0.code, chain(cause.as_ref()));
            tracing::error!(code, %cause, "request failed");
        }
    }

    /// The body of the API's answer (RFC 9457).
    pub(crate) fn problem(&self, language: Language, request: Option<&RequestId>) -> Problem {
        Problem {
            kind: format!("/api#{}", self.0.code),
            title: self.0.sentence.get(language).to_owned(),
            status: self.0.status.as_u16(),
            code: self.0.code.to_owned(),
            detail: self.0.next_step.get(language).to_owned(),
            request_id: request.map(ToString::to_string),
        }
    }

    /// What the framework refused with a bare status.
    fn of_status(status: StatusCode) -> Self {
        let (code, ja, en) = match status {
            StatusCode::NOT_FOUND => return Self::not_found(),
            StatusCode::METHOD_NOT_ALLOWED => (
                "method-not-allowed",
                "この方法ではアクセスできません。",
                "This address does not take that method.",
            ),
            StatusCode::PAYLOAD_TOO_LARGE => (
                "too-large",
                "送信されたデータが大きすぎます。",
                "What was sent is too large.",
            ),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => (
                "unsupported-media-type",
                "この形式のデータは受け付けられません。",
                "This kind of content is not accepted here.",
            ),
            StatusCode::REQUEST_TIMEOUT => (
                "timeout",
                "通信に時間がかかりすぎました。",
                "The request took too long to arrive.",
            ),
            StatusCode::FORBIDDEN => (
                "cross-site",
                "別のサイトからの送信は受け付けられません。",
                "A form sent from another site is not accepted.",
            ),
            status if status.is_server_error() => (
                "internal",
                "サーバーで問題が発生しました。",
                "Something went wrong on the server.",
            ),
            _ => (
                "malformed",
                "送信された内容を読み取れませんでした。",
                "What was sent could not be read.",
            ),
        };
        Self::new(
            status,
            code,
            Text::new(ja, en),
            Text::new(
                "入力内容をご確認のうえ、もう一度お試しください。",
                "Check what was sent and try again.",
            ),
        )
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        if error.is_unavailable() || error.is_transient() {
            Self::busy(error)
        } else {
            Self::internal(error)
        }
    }
}

impl From<NoRandomness> for Failure {
    fn from(error: NoRandomness) -> Self {
        Self::internal(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A problem as RFC 9457 describes it: `application/problem+json`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Where the code is explained.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// What happened, in the language asked for.
    pub(crate) title: String,
    /// The HTTP status.
    pub(crate) status: u16,
    /// What happened, for programs: it never changes.
    pub(crate) code: String,
    /// What to do next.
    pub(crate) detail: String,
    /// The number to tell the office.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) request_id: Option<String>,
}

/// Whom a request turned out to come from, so that a failure on the way keeps the member's menu.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen(Arc<OnceLock<(SocietySlug, Member)>>);

impl Seen {
    /// Notes who it is; the first holds.
    pub(crate) fn note(&self, society: &SocietySlug, member: &Member) {
        let _ = self.0.set((society.clone(), member.clone()));
    }

    /// The member of that society, if it is one.
    fn member_of(&self, society: &SocietySlug) -> Option<&Member> {
        let (of, member) = self.0.get()?;
        (of == society).then_some(member)
    }
}

/// Gives every failure its form, and logs the cause of an internal one once.
///
/// A page is shown as one of the society's that its path names, so that whoever has to write to the office
/// finds its address.
pub(crate) async fn render(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let language = language_of(&request);
    let request_id = request.extensions().get::<RequestId>().cloned();
    let path = request.uri().path().to_owned();
    let for_programs = is_for_programs(&path);
    let seen = Seen::default();
    request.extensions_mut().insert(seen.clone());
    let response = next.run(request).await;

    let Some(failure) = failure_in(&response) else {
        return with_retry_after(response);
    };
    failure.log_cause();
    let mut rendered = if for_programs {
        let problem = failure.problem(language, request_id.as_ref());
        let mut json = axum::Json(problem).into_response();
        json.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        json
    } else {
        let mut page = Page::new(language, failure.sentence(language), &path).failed(true);
        if let Some(tenant) = app
            .societies
            .get(path.split('/').nth(1).unwrap_or_default())
        {
            page = page.of(&tenant).seen_by(seen.member_of(tenant.slug()));
        }
        page::failure(&failure, page, request_id.as_ref())
    };
    *rendered.status_mut() = failure.0.status;
    for (name, value) in response.headers() {
        // What the handler said beside its failure (Allow, Set-Cookie) still holds.
        if !matches!(*name, header::CONTENT_TYPE | header::CONTENT_LENGTH) {
            rendered.headers_mut().append(name, value.clone());
        }
    }
    if let Some(seconds) = failure.0.retry_after_seconds {
        rendered
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    rendered
}

/// A form that is shown again because the server is busy says when to come back, as every refusal does.
fn with_retry_after(mut response: Response) -> Response {
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        let after = HeaderValue::from(RETRY_AFTER_SECONDS);
        response
            .headers_mut()
            .entry(header::RETRY_AFTER)
            .or_insert(after);
    }
    response
}

/// A society's name may begin with `api`.
fn is_for_programs(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

/// The failure that a response carries, or the one that its bare status stands for.
fn failure_in(response: &Response) -> Option<Failure> {
    if let Some(failure) = response.extensions().get::<Failure>() {
        return Some(failure.clone());
    }
    let status = response.status();
    let has_form = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain"));
    let refused = status.is_client_error() || status.is_server_error();
    (refused && !has_form).then(|| Failure::of_status(status))
}

fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}

/// A request that was shed because too many were being worked on.
#[derive(Debug, thiserror::Error)]
#[error("shed: {0}")]
pub(crate) struct Shed(pub(crate) String);

#[cfg(test)]
mod tests {
    use super::{Failure, RETRY_AFTER_SECONDS, Shed, is_for_programs, with_retry_after};
    use crate::web::page::samples::log_lines;
    use axum::http::{StatusCode, header};
    use axum::response::IntoResponse as _;
    use shusseki_core::text::Language;

    fn logged(failure: &Failure) -> String {
        let (lines, _listening) = log_lines();
        failure.log_cause();
        lines.text()
    }

    #[test]
    fn a_cause_is_logged_and_not_told() {
        let busy = Failure::busy(Shed("the database is gone".to_owned()));
        let line = logged(&busy);
        assert!(line.contains("the database is gone"), "{line}");
        assert!(line.contains("busy"), "{line}");
        for language in [Language::Ja, Language::En] {
            let told = format!("{}{}", busy.sentence(language), busy.next_step(language));
            assert!(!told.contains("database"), "{told}");
        }
        assert_eq!(logged(&Failure::not_found()), "");
    }

    #[test]
    fn a_form_of_a_busy_server_says_when_to_come_back() {
        let after = |status: StatusCode| {
            let response = with_retry_after((status, "form").into_response());
            response.headers().get(header::RETRY_AFTER).cloned()
        };
        assert_eq!(
            after(StatusCode::SERVICE_UNAVAILABLE),
            Some(RETRY_AFTER_SECONDS.into())
        );
        assert_eq!(after(StatusCode::UNAUTHORIZED), None);
    }

    #[test]
    fn what_was_shed_is_promised_nothing() {
        let shed = Failure::busy(Shed(String::new()));
        assert!(!shed.next_step(Language::En).contains("scan"));
        assert!(!shed.next_step(Language::Ja).contains("読み取"));
    }

    #[test]
    fn only_paths_of_the_api_get_problems() {
        for path in ["/api", "/api/", "/api/v1/jhrs/me"] {
            assert!(is_for_programs(path), "{path}");
        }
        for path in ["/", "/apiculture/", "/apis", "/jhrs/api"] {
            assert!(!is_for_programs(path), "{path}");
        }
    }
}
