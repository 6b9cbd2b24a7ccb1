//! The cookies of the product: one login session a society, and the language.

use crate::accounts::sessions::LONGEST_SECONDS;
use crate::accounts::slow_down::device::DEVICE_SECONDS;
use crate::config::Config;
use axum::http::{HeaderMap, HeaderValue, header};
use shusseki_core::ids::SocietySlug;

/// The value of a cookie of the request.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
}

/// The name of a society's login cookie. Behind https the browser itself guarantees, by the
/// `__Host-` prefix, that no other host set it; plain http is for the demo only.
pub(crate) fn login_cookie_name(config: &Config, society: &SocietySlug) -> String {
    let prefix = if config.is_https() { "__Host-" } else { "" };
    format!("{prefix}login-{society}")
}

/// The header that hands the browser its login token.
pub(crate) fn login_cookie(
    config: &Config,
    society: &SocietySlug,
    token: &str,
) -> Option<HeaderValue> {
    set(config, society, token, LONGEST_SECONDS)
}

/// The header that takes the login token back.
pub(crate) fn logout_cookie(config: &Config, society: &SocietySlug) -> Option<HeaderValue> {
    set(config, society, "", 0)
}

fn set(config: &Config, society: &SocietySlug, token: &str, seconds: i64) -> Option<HeaderValue> {
    named(config, &login_cookie_name(config, society), token, seconds)
}

/// The name of the cookie by which a browser is known in which a member logged in before.
pub(crate) fn device_cookie_name(config: &Config, society: &SocietySlug) -> String {
    let prefix = if config.is_https() { "__Host-" } else { "" };
    format!("{prefix}device-{society}")
}

/// The header that hands the browser such a cookie.
pub(crate) fn device_cookie(
    config: &Config,
    society: &SocietySlug,
    device: &str,
) -> Option<HeaderValue> {
    named(
        config,
        &device_cookie_name(config, society),
        device,
        DEVICE_SECONDS,
    )
}

/// What a cookie of a way of several steps is for: each is a society's own, and short-lived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The browser that asked for a new password.
    ResetFlow,
    /// The token of the link to a new password, taken out of the address.
    ResetLink,
    /// The token of the link that confirms a mail address.
    MailLink,
    /// The browser whose password was right and whose code is awaited.
    HalfOpenLogin,
}

/// How long such a cookie lasts, in seconds.
const STEP_SECONDS: i64 = 60 * 60;

/// The name of such a cookie.
pub(crate) fn step_cookie_name(config: &Config, society: &SocietySlug, step: Step) -> String {
    let prefix = if config.is_https() { "__Host-" } else { "" };
    let name = match step {
        Step::ResetFlow => "reset",
        Step::ResetLink => "reset-link",
        Step::MailLink => "mail-link",
        Step::HalfOpenLogin => "half-open",
    };
    format!("{prefix}{name}-{society}")
}

/// The header that hands the browser such a cookie, or takes it back where there is no token.
pub(crate) fn step_cookie(
    config: &Config,
    society: &SocietySlug,
    step: Step,
    token: Option<&str>,
) -> Option<HeaderValue> {
    let name = step_cookie_name(config, society, step);
    // It comes out of an address, so it may be anything; what is no token of ours is none.
    let ours = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let token = token.filter(|token| token.len() <= 64 && token.bytes().all(ours));
    let seconds = if token.is_some() { STEP_SECONDS } else { 0 };
    named(config, &name, token.unwrap_or_default(), seconds)
}

fn named(config: &Config, name: &str, token: &str, seconds: i64) -> Option<HeaderValue> {
    let secure = if config.is_https() { "; Secure" } else { "" };
    HeaderValue::from_str(&format!(
        "{name}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
    ))
    .ok()
}
