//! Logging an app in, keeping it logged in, logging it out.

use super::factors;
use super::gate::Gate;
use super::refresh::{self, Granted};
use super::sessions::Device;
use super::slow_down;
use super::store::door_of;
use super::{Recognised, log_in, login_url};
use crate::app::{App, Tenant};
use crate::db::Tx;
use crate::web::client::ClientAddress;
use crate::web::extract::{Body, Of};
use crate::web::failure::Failure;
use crate::web::problems::Problems;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// Who logs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    /// 会員番号, leading zeros included.
    #[schema(example = "00123", max_length = 256)]
    member_number: String,
    /// The password.
    #[schema(example = "correct horse battery staple", max_length = 1024)]
    password: String,
    /// The code of the authenticator app or a recovery code, where the member has set up a second factor.
    #[schema(example = "123456", max_length = 64)]
    code: Option<String>,
}

/// An access token and what renews it (RFC 6749, 5.1).
#[derive(Serialize, ToSchema)]
pub(crate) struct Tokens {
    /// To be sent as `Authorization: Bearer …`.
    access_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// Seconds until the access token expires.
    expires_in: i64,
    /// For `POST token`, once. It opens nothing else.
    refresh_token: String,
}

impl From<Granted> for Tokens {
    fn from(granted: Granted) -> Self {
        Self {
            access_token: granted.access.token,
            token_type: "Bearer",
            expires_in: granted.access.expires_in,
            refresh_token: granted.refresh,
        }
    }
}

/// Log in with member number and password.
///
/// Where the society's app takes temporary passwords, one opens it. Elsewhere `password-change-required`,
/// `notice-not-accepted`, `profile-not-confirmed` and `second-factor-not-set-up` say what the member first
/// does in a browser. `second-factor-required` asks for `code`, which is sent along with the same again.
#[utoipa::path(
    post, path = "/api/v1/{society}/login", tag = "account", operation_id = "login",
    params(Of),
    request_body = Credentials,
    responses((status = 200, description = "Tokens", body = Tokens), Problems),
    security(()),
)]
pub(crate) async fn login(
    State(app): State<Arc<App>>,
    Of(tenant): Of,
    address: ClientAddress,
    device: Device,
    Body(credentials): Body<Credentials>,
) -> Result<Json<Tokens>, Failure> {
    let from = slow_down::From {
        address,
        device: None,
    };
    let (number, password) = (&credentials.member_number, &credentials.password);
    let recognised = log_in(&app, &tenant, number, password, from).await?;
    let member = recognised.member.id;
    let code = credentials.code.as_deref();
    let mut tx = second_factor(&app, &tenant, &recognised, code).await?;
    let door = door_of(&mut tx, tenant.slug(), member).await?;
    let (rule, now) = (app.config.staff_second_factor, app.clock.now());
    let gate = door.and_then(|door| Gate::before_an_app(&door, &tenant, rule, now));
    let granted = match gate {
        Some(gate) => Err(gate.refusal(&login_url(&app, &tenant))),
        None => refresh::open(&app, &mut tx, &tenant, member, &device)
            .await
            .map_err(|error| error.answer(&app, &tenant)),
    };
    tx.commit().await?;
    Ok(Json(granted?.into()))
}

/// The transaction in which the login goes on: the second factor, if there is one, is proved in it.
async fn second_factor(
    app: &App,
    tenant: &Tenant,
    recognised: &Recognised,
    code: Option<&str>,
) -> Result<Tx, Failure> {
    let member = recognised.member.id;
    let mut tx = app.db.write().await?;
    recognised.welcome(&mut tx, tenant).await?;
    if factors::of(&mut tx, tenant.slug(), member).await?.is_none() {
        return Ok(tx);
    }
    // The password was right, whatever becomes of the code.
    tx.commit().await?;
    let Some(typed) = code else {
        return Err(Gate::Code.refusal(&login_url(app, tenant)));
    };
    let counted = slow_down::second_factor(app, tenant, member).await?;
    let mut tx = app.db.write().await?;
    factors::prove(app, &mut tx, tenant, member, (typed, &counted)).await?;
    Ok(tx)
}

/// What renews a login.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Renewal {
    /// The refresh token of the last answer.
    refresh_token: String,
}

/// Exchange a refresh token for new tokens.
///
/// Each refresh token is good once. If the answer is lost, send the same one again within a minute; used
/// twice later, it ends the login (`login-over`), for somebody else has a copy.
#[utoipa::path(
    post, path = "/api/v1/{society}/token", tag = "account", operation_id = "token",
    params(Of),
    request_body = Renewal,
    responses((status = 200, description = "Tokens", body = Tokens), Problems),
    security(()),
)]
pub(crate) async fn token(
    State(app): State<Arc<App>>,
    Of(tenant): Of,
    Body(renewal): Body<Renewal>,
) -> Result<Json<Tokens>, Failure> {
    match refresh::exchange(&app, &tenant, &renewal.refresh_token).await {
        Ok(granted) => Ok(Json(granted.into())),
        Err(error) => Err(error.answer(&app, &tenant)),
    }
}

/// Log out: the login of that refresh token ends.
///
/// An access token lives on until it expires. A login that is over already is no mistake.
#[utoipa::path(
    post, path = "/api/v1/{society}/logout", tag = "account", operation_id = "logout",
    params(Of),
    request_body = Renewal,
    responses((status = 204, description = "Logged out"), Problems),
    security(()),
)]
pub(crate) async fn logout(
    State(app): State<Arc<App>>,
    Of(tenant): Of,
    Body(renewal): Body<Renewal>,
) -> Result<StatusCode, Failure> {
    refresh::log_out(&app, &tenant, &renewal.refresh_token).await?;
    Ok(StatusCode::NO_CONTENT)
}
