//! `POST login`: an access token for an app.

use super::gate::Gate;
use super::slow_down;
use super::{gate_of, log_in, login_url};
use crate::app::App;
use crate::web::client::ClientAddress;
use crate::web::extract::{Body, Of};
use crate::web::failure::Failure;
use crate::web::problems::Problems;
use axum::Json;
use axum::extract::State;
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
}

/// An access token (RFC 6749, 5.1).
#[derive(Serialize, ToSchema)]
pub(crate) struct AccessToken {
    /// To be sent as `Authorization: Bearer …`.
    access_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// Seconds until it expires.
    expires_in: i64,
}

/// Log in with member number and password.
///
/// Where the society's app takes temporary passwords, one opens it. Elsewhere `password-change-required`,
/// `notice-not-accepted` and `profile-not-confirmed` say what the member first does in a browser.
#[utoipa::path(
    post, path = "/api/v1/{society}/login", tag = "account", operation_id = "login",
    params(Of),
    request_body = Credentials,
    responses((status = 200, description = "An access token", body = AccessToken), Problems),
    security(()),
)]
pub(crate) async fn login(
    State(app): State<Arc<App>>,
    Of(tenant): Of,
    address: ClientAddress,
    Body(credentials): Body<Credentials>,
) -> Result<Json<AccessToken>, Failure> {
    let recognised = log_in(
        &app,
        &tenant,
        &credentials.member_number,
        &credentials.password,
        slow_down::From {
            address,
            device: None,
        },
    )
    .await?;
    let mut tx = app.db.write().await?;
    recognised.welcome(&mut tx, &tenant).await?;
    tx.commit().await?;
    let temporary = tenant.society.first_login.temporary;
    if !temporary.is_some_and(|temporary| temporary.in_app) {
        let gate = gate_of(&app, &tenant, recognised.member.id).await?;
        if let Some(gate) = gate.filter(|gate: &Gate| gate.is_shut()) {
            return Err(gate.refusal(&login_url(&app, &tenant)));
        }
    }
    let member = recognised.member;
    let issued = app
        .access_tokens
        .issue(
            tenant.slug(),
            member.id,
            app.random.uuid()?,
            app.clock.now(),
        )
        .map_err(Failure::internal)?;
    Ok(Json(AccessToken {
        access_token: issued.token,
        token_type: "Bearer",
        expires_in: issued.expires_in,
    }))
}
