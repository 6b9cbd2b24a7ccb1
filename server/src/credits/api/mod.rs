//! `GET me/standings`: what the credits come to, and why.

mod parts;
mod row;
mod standing;
mod suggestion;
#[cfg(test)]
mod tests;

pub(crate) use standing::StandingDto;

use crate::app::App;
use crate::credits;
use crate::credits::suggestion::{Suggestion, suggestions};
use crate::members;
use crate::web::extract::{Asked, Caller};
use crate::web::failure::Failure;
use crate::web::problems::Problems;
use crate::web::words::Words;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use shusseki_core::credit::{self, Scope};
use shusseki_core::text::Language;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// A sentence in both languages.
fn both(sentence: impl Fn(Language) -> String) -> Words {
    Words {
        ja: sentence(Language::Ja),
        en: sentence(Language::En),
    }
}

/// Which lines to include.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Also the lines before the last renewal; they are shown and not counted.
    #[serde(default)]
    #[param(required = false)]
    before_renewal: bool,
    /// The language of messages, `ja` or `en`.
    #[expect(
        dead_code,
        reason = "read by the language layer; named here so that it is allowed"
    )]
    lang: Option<String>,
}

/// The standings of the caller.
#[derive(Serialize, ToSchema)]
pub(crate) struct Standings {
    /// One for each certification held.
    standings: Vec<StandingDto>,
}

/// What the caller's credits come to in each certification held, and why; where something is
/// missing, the society's coming sessions that would close the gap.
#[utoipa::path(
    get, path = "/api/v1/{society}/me/standings", tag = "member", operation_id = "standings",
    params(("society" = String, Path, description = "The society's slug", example = "jsnm"), Which),
    responses((status = 200, description = "The standings", body = Standings), Problems),
)]
pub(crate) async fn standings(
    State(app): State<Arc<App>>,
    caller: Caller,
    Asked(which): Asked<Which>,
) -> Result<Json<Standings>, Failure> {
    let scope = if which.before_renewal {
        Scope::IncludingBefore
    } else {
        Scope::CurrentPeriod
    };
    let asked = credit::Asked {
        day: app.today(),
        scope,
    };
    let mut conn = app.db.read().await?;
    let member = members::by_id(&mut conn, caller.tenant.slug(), caller.member)
        .await?
        .ok_or_else(Failure::not_logged_in)?;
    let standings = credits::standings(&mut conn, &caller.tenant, member.id, &asked).await?;
    drop(conn);
    let ways = suggestions(&app, &caller.tenant, &member, &standings).await?;
    let of = |key| ways.get(key).map(Vec::as_slice).unwrap_or_default();
    let standings = standings.iter();
    Ok(Json(Standings {
        standings: standings
            .map(|standing| StandingDto::new(standing, of(&standing.certification)))
            .collect(),
    }))
}
