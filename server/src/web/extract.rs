//! Who asks, of which society, with what: the parts that handlers take a request apart into.

use super::cookies::{cookie, login_cookie_name};
use super::failure::Failure;
use super::shape;
use crate::accounts;
use crate::app::{App, Tenant};
use crate::members::{self, Member, StaffRole};
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Query, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::de::DeserializeOwned;
use shusseki_core::ids::MemberId;
use shusseki_core::text::Text;
use std::sync::Arc;

/// The society that the path names.
pub(crate) struct Of(pub(crate) Arc<Tenant>);

impl FromRequestParts<Arc<App>> for Of {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let params = RawPathParams::from_request_parts(parts, app)
            .await
            .map_err(|_| Failure::not_found())?;
        let slug = params
            .iter()
            .find_map(|(name, value)| (name == "society").then_some(value));
        slug.and_then(|slug| app.societies.get(slug))
            .map(Self)
            .ok_or_else(|| {
                Failure::new(
                    StatusCode::NOT_FOUND,
                    "society-not-found",
                    Text::new(
                        "この学会は登録されていません。",
                        "There is no such society here.",
                    ),
                    Text::new("アドレスをご確認ください。", "Check the address."),
                )
            })
    }
}

/// A member who asks through the API with an access token.
pub(crate) struct Caller {
    /// The society of the path, which is also the token's.
    pub(crate) tenant: Arc<Tenant>,
    /// Who asks.
    pub(crate) member: MemberId,
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let Of(tenant) = Of::from_request_parts(parts, app).await?;
        let token = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .ok_or_else(Failure::not_logged_in)?;
        match app
            .access_tokens
            .verify(token, tenant.slug(), app.clock.now())
        {
            Ok(member) => Ok(Self { tenant, member }),
            Err(error) => {
                tracing::info!(%error, "access token refused");
                Err(Failure::not_logged_in())
            }
        }
    }
}

impl Caller {
    /// Refuses whoever holds none of the roles in the office.
    ///
    /// # Errors
    /// Forbidden, or the database failed.
    pub(crate) async fn must_be(&self, app: &App, roles: &[StaffRole]) -> Result<(), Failure> {
        let mut conn = app.db.read().await?;
        if members::has_role(&mut conn, self.tenant.slug(), self.member, roles).await? {
            Ok(())
        } else {
            tracing::info!(member = %self.member, "role missing");
            Err(Failure::forbidden())
        }
    }
}

/// A visitor of a society's pages, logged in or not.
pub(crate) struct Visitor {
    /// The society of the path.
    pub(crate) tenant: Arc<Tenant>,
    /// Who is logged in, if anybody.
    pub(crate) member: Option<Member>,
    /// The login token of the cookie, if it opened a session.
    pub(crate) token: Option<String>,
    /// Another society that this browser has a login of, where it has none of this one.
    pub(crate) elsewhere: Option<Arc<Tenant>>,
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let Of(tenant) = Of::from_request_parts(parts, app).await?;
        Self::of(app, tenant, parts).await
    }
}

impl Visitor {
    /// The visitor of a society that is known otherwise than by the path (a venue code's).
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn of(app: &App, tenant: Arc<Tenant>, parts: &Parts) -> Result<Self, Failure> {
        let name = login_cookie_name(&app.config, tenant.slug());
        let Some(token) = cookie(&parts.headers, &name).map(str::to_owned) else {
            let served = app.societies.served();
            let elsewhere = served.all().find(|other| {
                let name = login_cookie_name(&app.config, other.slug());
                cookie(&parts.headers, &name).is_some()
            });
            return Ok(Self {
                tenant,
                member: None,
                token: None,
                elsewhere: elsewhere.map(Arc::clone),
            });
        };
        let mut conn = app.db.read().await?;
        let member = accounts::member_of_session(app, &mut conn, &tenant, &token).await?;
        let token = member.is_some().then_some(token);
        Ok(Self {
            tenant,
            member,
            token,
            elsewhere: None,
        })
    }
}

/// A member who looks at his or her own pages.
pub(crate) struct LoggedIn {
    /// The society of the path.
    pub(crate) tenant: Arc<Tenant>,
    /// Who is logged in.
    pub(crate) member: Member,
}

/// Whoever is not logged in is led to the door, and from there back.
pub(crate) enum NotLoggedIn {
    /// To the door.
    Door(Redirect),
    /// Something else is wrong.
    Failure(Failure),
}

impl IntoResponse for NotLoggedIn {
    fn into_response(self) -> Response {
        match self {
            Self::Door(redirect) => redirect.into_response(),
            Self::Failure(failure) => failure.into_response(),
        }
    }
}

impl FromRequestParts<Arc<App>> for LoggedIn {
    type Rejection = NotLoggedIn;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, NotLoggedIn> {
        let visitor = Visitor::from_request_parts(parts, app)
            .await
            .map_err(NotLoggedIn::Failure)?;
        match visitor.member {
            Some(member) => Ok(Self {
                tenant: visitor.tenant,
                member,
            }),
            None => {
                let wanted = parts
                    .uri
                    .path_and_query()
                    .map_or(parts.uri.path(), |wanted| wanted.as_str());
                let next: String =
                    url::form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
                let door = format!("/{}/login?next={next}", visitor.tenant.slug());
                Err(NotLoggedIn::Door(Redirect::to(&door)))
            }
        }
    }
}

/// Somebody of the office who looks at its pages. Whoever holds no role at all gets no further.
pub(crate) struct Staff {
    /// The society of the path.
    pub(crate) tenant: Arc<Tenant>,
    /// Who is logged in.
    pub(crate) member: Member,
    /// What she or he may do in the office, at least one thing.
    pub(crate) roles: Vec<StaffRole>,
}

impl FromRequestParts<Arc<App>> for Staff {
    type Rejection = NotLoggedIn;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, NotLoggedIn> {
        let LoggedIn { tenant, member } = LoggedIn::from_request_parts(parts, app).await?;
        let roles = async {
            let mut conn = app.db.read().await?;
            members::roles(&mut conn, tenant.slug(), member.id).await
        };
        let roles = roles
            .await
            .map_err(|error| NotLoggedIn::Failure(error.into()))?;
        if roles.is_empty() {
            tracing::info!(member = %member.id, "role missing");
            return Err(NotLoggedIn::Failure(Failure::forbidden()));
        }
        Ok(Self {
            tenant,
            member,
            roles,
        })
    }
}

impl Staff {
    /// Refuses whoever holds none of the roles.
    ///
    /// # Errors
    /// Forbidden.
    pub(crate) fn must_be(&self, roles: &[StaffRole]) -> Result<(), Failure> {
        if roles.iter().any(|role| self.roles.contains(role)) {
            Ok(())
        } else {
            tracing::info!(member = %self.member.id, "role missing");
            Err(Failure::forbidden())
        }
    }
}

/// A JSON body; anything else is answered with what is wrong with it.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Failure> {
        match axum::Json::<T>::from_request(request, app).await {
            Ok(axum::Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(unreadable_body(&rejection)),
        }
    }
}

fn unreadable_body(rejection: &JsonRejection) -> Failure {
    let status = rejection.status();
    let (code, ja, en) = match rejection {
        JsonRejection::MissingJsonContentType(_) => (
            "unsupported-media-type",
            "Content-Type は application/json です。",
            "The content type must be application/json.",
        ),
        JsonRejection::JsonSyntaxError(_) => (
            "malformed-json",
            "JSON を読み取れませんでした。",
            "The body is not JSON.",
        ),
        JsonRejection::JsonDataError(error) => {
            return Failure::new(
                status,
                "invalid-body",
                Text::new(
                    "JSON の内容が仕様と異なります。",
                    "The JSON body is not as described.",
                ),
                shape::next_step(error),
            );
        }
        _ if status == StatusCode::PAYLOAD_TOO_LARGE => (
            "too-large",
            "送信されたデータが大きすぎます。",
            "What was sent is too large.",
        ),
        _ => (
            "malformed",
            "本文を読み取れませんでした。",
            "The body could not be read.",
        ),
    };
    Failure::bad_request(code, ja, en).with_status(status)
}

/// The query of the address; anything else is answered with what is wrong with it.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Arc<App>> for Asked<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let query: Result<Query<T>, QueryRejection> = Query::from_request_parts(parts, app).await;
        match query {
            Ok(Query(query)) => Ok(Self(query)),
            Err(rejection) => Err(Failure::new(
                StatusCode::BAD_REQUEST,
                "invalid-query",
                Text::new(
                    "アドレスの ? 以降を読み取れませんでした。",
                    "The query in the address could not be read.",
                ),
                shape::next_step(&rejection),
            )),
        }
    }
}
