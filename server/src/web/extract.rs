//! Who asks, of which society, with what: the parts that handlers take a request apart into.

use super::client::ClientAddress;
use super::cookies::{cookie, device_cookie_name, login_cookie_name};
use super::failure::{Failure, Seen};
use super::page::{Page, address_of};
use super::shape;
use crate::accounts::factors::must_be_set_up;
use crate::accounts::gate::Gate;
use crate::accounts::sessions::{Arrival, Device, member_of_session};
use crate::accounts::slow_down::{self, Typist};
use crate::app::{App, Tenant};
use crate::members::{self, Member, StaffRole};
use crate::notices::reading::unread_of;
use crate::router::access::Access;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Query, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::de::DeserializeOwned;
use shusseki_core::ids::MemberId;
use shusseki_core::text::{Language, Text};
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

/// Whoever an access token says, without a look into the database: for check-ins, which look the member
/// up by themselves.
pub(crate) struct Bearer {
    /// The society of the path, which is also the token's.
    pub(crate) tenant: Arc<Tenant>,
    /// Who asks.
    pub(crate) member: MemberId,
}

/// A member who asks through the API with an access token, and has not withdrawn since it was issued.
pub(crate) struct Caller {
    /// The society of the path, which is also the token's.
    pub(crate) tenant: Arc<Tenant>,
    /// Who asks.
    pub(crate) member: MemberId,
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let Bearer { tenant, member } = Bearer::from_request_parts(parts, app).await?;
        let mut conn = app.db.read().await?;
        let found = members::by_id(&mut conn, tenant.slug(), member).await?;
        match found.filter(Member::may_log_in) {
            Some(_) => Ok(Self { tenant, member }),
            None => Err(Failure::not_logged_in()),
        }
    }
}

impl FromRequestParts<Arc<App>> for Bearer {
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

/// Somebody of the office who asks through the API, with a second factor where the office needs one. The
/// [route](Access) says with which duty.
pub(crate) struct Officer(pub(crate) Caller);

impl FromRequestParts<Arc<App>> for Officer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let caller = Caller::from_request_parts(parts, app).await?;
        let mut conn = app.db.read().await?;
        let roles = members::roles(&mut conn, caller.tenant.slug(), caller.member).await?;
        if Access::of(parts).lets_in(&roles) {
            must_be_set_up(app, &mut conn, &caller.tenant, caller.member).await?;
            Ok(Self(caller))
        } else {
            tracing::info!(member = %caller.member, "role missing");
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
    /// What the member has to do before going on.
    pub(crate) gate: Option<Gate>,
    /// Another society that this browser has a login of, where it has none of this one.
    pub(crate) elsewhere: Option<Arc<Tenant>>,
    /// Where the request comes from.
    pub(crate) address: ClientAddress,
    /// The device cookie.
    known_device: Option<String>,
    /// What the client calls itself.
    device: Device,
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
        let address = ClientAddress::of_request(app, parts);
        let name = device_cookie_name(&app.config, tenant.slug());
        let known_device = cookie(&parts.headers, &name).map(str::to_owned);
        let device = Device::of_request(parts);
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
                gate: None,
                elsewhere: elsewhere.map(Arc::clone),
                address,
                known_device,
                device,
            });
        };
        let mut conn = app.db.read().await?;
        let found = member_of_session(app, &mut conn, &tenant, &token).await?;
        let token = found.is_some().then_some(token);
        let (mut member, gate) = found.unzip();
        if let Some(member) = member.as_mut().filter(|_| parts.method == Method::GET) {
            member.unread = unread_of(&mut conn, &tenant, member, app.clock.now()).await?;
        }
        let gate = gate.flatten();
        if let (Some(seen), Some(member), None) = (parts.extensions.get::<Seen>(), &member, &gate) {
            seen.note(tenant.slug(), member);
        }
        Ok(Self {
            tenant,
            member,
            token,
            gate,
            elsewhere: None,
            address,
            known_device,
            device,
        })
    }

    /// With what a login is tried.
    pub(crate) fn arrival(&self) -> Arrival<'_> {
        Arrival {
            from: slow_down::From {
                address: self.address,
                device: self.known_device.as_deref(),
            },
            device: &self.device,
            token: self.token.as_deref(),
        }
    }

    /// Who types codes.
    pub(crate) fn typist(&self) -> Typist {
        let member = self.member.as_ref().map(|member| Typist::Member(member.id));
        member.unwrap_or(Typist::Address(self.address))
    }
}

/// A member who is logged in, whatever gate stands before him or her: for the gates' own pages.
pub(crate) struct Inside {
    /// The society of the path.
    pub(crate) tenant: Arc<Tenant>,
    /// Who is logged in.
    pub(crate) member: Member,
    /// The token of the login session.
    pub(crate) token: String,
    /// What the member has to do before going on.
    pub(crate) gate: Option<Gate>,
}

/// A member who looks at his or her own pages. An open gate comes first.
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

impl FromRequestParts<Arc<App>> for Inside {
    type Rejection = NotLoggedIn;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, NotLoggedIn> {
        let visitor = Visitor::from_request_parts(parts, app)
            .await
            .map_err(NotLoggedIn::Failure)?;
        match (visitor.member, visitor.token) {
            (Some(member), Some(token)) => Ok(Self {
                tenant: visitor.tenant,
                member,
                token,
                gate: visitor.gate,
            }),
            _ => {
                let wanted = address_of(&parts.uri);
                let next: String =
                    url::form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
                let door = format!("/{}/login?next={next}", visitor.tenant.slug());
                Err(NotLoggedIn::Door(Redirect::to(&door)))
            }
        }
    }
}

impl Inside {
    /// A page as the member sees it: without the menu while a gate is shut, as nothing there would open.
    pub(crate) fn page(&self, language: Language, title: &str, address: &str) -> Page {
        Page::new(language, title, address)
            .of(&self.tenant)
            .seen_by(Some(&self.member))
            .held_up(self.gate.is_some_and(Gate::is_shut))
    }

    /// Leads to the gate before the member, unless it is one that the page at `uri` passes. What can
    /// be put off keeps nobody from sending a form.
    ///
    /// # Errors
    /// The way to the gate.
    pub(crate) fn past_gates(
        self,
        method: &Method,
        uri: &Uri,
        passes: impl FnOnce(Gate) -> bool,
    ) -> Result<Self, NotLoggedIn> {
        match self.gate {
            Some(gate) if !passes(gate) && (gate.is_shut() || method == Method::GET) => {
                // A form is not sent again by itself, so what follows is the member's own page.
                let home = format!("/{}/", self.tenant.slug());
                let next = if method == Method::GET {
                    address_of(uri)
                } else {
                    &home
                };
                let to = gate.address(&self.tenant, next);
                Err(NotLoggedIn::Door(Redirect::to(&to)))
            }
            _ => Ok(self),
        }
    }
}

impl FromRequestParts<Arc<App>> for LoggedIn {
    type Rejection = NotLoggedIn;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, NotLoggedIn> {
        let inside = Inside::from_request_parts(parts, app).await?;
        let inside = inside.past_gates(&parts.method, &parts.uri, |_| false)?;
        Ok(Self {
            tenant: inside.tenant,
            member: inside.member,
        })
    }
}

/// Somebody of the office who looks at its pages. The [route](Access) says with which duty.
pub(crate) struct Staff {
    /// The society of the path.
    pub(crate) tenant: Arc<Tenant>,
    /// Who is logged in.
    pub(crate) member: Member,
    /// What she or he may do in the office, at least one thing.
    pub(crate) roles: Vec<StaffRole>,
}

impl Staff {
    /// A page of the console, as whoever works there sees it.
    pub(crate) fn page(&self, language: Language, title: &str, address: &str) -> Page {
        Page::new(language, title, address)
            .of(&self.tenant)
            .seen_by(Some(&self.member))
    }
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
        if !Access::of(parts).lets_in(&roles) {
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
