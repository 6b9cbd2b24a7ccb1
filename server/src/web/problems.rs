//! The problems that any operation of the API may answer with, for its description.

use super::failure::Problem;
use utoipa::IntoResponses;

/// Answers that every operation may give.
#[derive(IntoResponses)]
#[expect(
    dead_code,
    reason = "the variants describe answers; they are never built"
)]
pub(crate) enum Problems {
    /// What was sent can't be read.
    #[response(status = 400, content_type = "application/problem+json")]
    BadRequest(#[to_schema] Problem),
    /// No login, or an expired one.
    #[response(status = 401, content_type = "application/problem+json")]
    NotLoggedIn(#[to_schema] Problem),
    /// Not allowed.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(#[to_schema] Problem),
    /// Nothing there.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(#[to_schema] Problem),
    /// The state of things forbids it: the code says why.
    #[response(status = 409, content_type = "application/problem+json")]
    Refused(#[to_schema] Problem),
    /// Too large.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(#[to_schema] Problem),
    /// Not JSON.
    #[response(status = 415, content_type = "application/problem+json")]
    NotJson(#[to_schema] Problem),
    /// JSON of another shape, or a key used for another body.
    #[response(status = 422, content_type = "application/problem+json")]
    OtherShape(#[to_schema] Problem),
    /// Too many attempts, or a quota is used up; `Retry-After` says when to come back.
    #[response(status = 429, content_type = "application/problem+json")]
    TooMany(#[to_schema] Problem),
    /// Busy; `Retry-After` says when to come back.
    #[response(status = 503, content_type = "application/problem+json")]
    Busy(#[to_schema] Problem),
}
