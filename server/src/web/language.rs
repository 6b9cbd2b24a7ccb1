//! Which language a person reads: `?lang=`, then the choice remembered, then what the browser asks for.

use super::cookies::cookie;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use shusseki_core::text::Language;
use std::convert::Infallible;

const COOKIE: &str = "lang";

/// The language of a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reads(pub(crate) Language);

impl<S: Send + Sync> FromRequestParts<S> for Reads {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(choose(&parts.uri, &parts.headers)))
    }
}

/// The language of a request that is not taken apart yet.
pub(crate) fn language_of(request: &Request) -> Language {
    choose(request.uri(), request.headers())
}

/// Remembers an explicit `?lang=` for a year and names the language in the answer.
pub(crate) async fn remember(request: Request, next: Next) -> Response {
    let asked = asked_for(request.uri());
    let language = language_of(&request);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(language.code()),
    );
    headers.append(
        header::VARY,
        HeaderValue::from_static("accept-language, cookie"),
    );
    if let Some(language) = asked {
        let value = match language {
            Language::Ja => "lang=ja; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
            Language::En => "lang=en; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
        };
        headers.append(header::SET_COOKIE, HeaderValue::from_static(value));
    }
    response
}

fn choose(uri: &Uri, headers: &HeaderMap) -> Language {
    asked_for(uri)
        .or_else(|| cookie(headers, COOKIE)?.parse().ok())
        .or_else(|| preferred(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?))
        .unwrap_or_default()
}

fn asked_for(uri: &Uri) -> Option<Language> {
    url::form_urlencoded::parse(uri.query()?.as_bytes())
        .find(|(name, _)| name == "lang")
        .and_then(|(_, value)| value.parse().ok())
}

/// The better liked of the two in an `Accept-Language` header (RFC 9110, 12.5.4).
fn preferred(header: &str) -> Option<Language> {
    let mut best: Option<(f32, Language)> = None;
    for range in header.split(',') {
        let mut parts = range.split(';');
        let tag = parts.next().unwrap_or_default().trim();
        let primary = tag
            .split('-')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let Ok(language) = primary.parse() else {
            continue;
        };
        let weight = parts
            .find_map(|part| part.trim().strip_prefix("q=")?.parse().ok())
            .unwrap_or(1.0);
        if weight > 0.0 && best.is_none_or(|(so_far, _)| weight > so_far) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

#[cfg(test)]
mod tests {
    use super::{choose, preferred};
    use axum::http::{HeaderMap, HeaderValue, Uri, header};
    use shusseki_core::text::Language;

    #[test]
    fn the_best_liked_language_wins() {
        assert_eq!(preferred("en-US,en;q=0.9,ja;q=0.8"), Some(Language::En));
        assert_eq!(preferred("fr, ja;q=0.5, en;q=0.4"), Some(Language::Ja));
        assert_eq!(preferred("de"), None);
    }

    #[test]
    fn an_explicit_choice_beats_the_cookie_and_the_browser() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("ja"));
        headers.insert(header::COOKIE, HeaderValue::from_static("a=b; lang=ja"));
        assert_eq!(
            choose(&Uri::from_static("/?lang=en"), &headers),
            Language::En
        );
        assert_eq!(
            choose(&Uri::from_static("/?lang=xx"), &headers),
            Language::Ja
        );
    }
}
