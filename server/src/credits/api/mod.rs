//! `GET me/standings`: what the credits come to, and why.

mod parts;
mod row;
mod standing;
mod suggestion;
#[cfg(test)]
mod tests;

pub(crate) use standing::StandingDto;

use crate::app::App;
use crate::credits::suggestion::{Suggestion, suggestions};
use crate::credits::{self, KnownAs};
use crate::members;
use crate::web::extract::{Asked, Caller, Of};
use crate::web::failure::Failure;
use crate::web::problems::Problems;
use crate::web::words::Words;
use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
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

/// As of when something was known.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum KnownWhen {
    /// On the day asked about.
    Then,
    /// Now.
    #[default]
    Now,
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
    /// As of the end of this day in Japan; today when absent, and never later.
    #[param(value_type = Option<String>, format = Date)]
    as_of: Option<Date>,
    /// By what was known `then`, at the end of that day, or by what is known `now`.
    #[serde(default)]
    #[param(inline, required = false)]
    known: KnownWhen,
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
    params(Of, Which),
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
    let day = which.as_of.unwrap_or_else(|| app.today());
    if day > app.today() {
        return Err(bad_as_of());
    }
    let known_as = match which.known {
        KnownWhen::Then => KnownAs::on(day),
        KnownWhen::Now => KnownAs::NOW,
    };
    let asked = credit::Asked { day, scope };
    let mut conn = app.db.read().await?;
    let member = members::by_id(&mut conn, caller.tenant.slug(), caller.member)
        .await?
        .ok_or_else(Failure::not_logged_in)?;
    let standings =
        credits::standings_known(&mut conn, &caller.tenant, member.id, &asked, known_as).await?;
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

fn bad_as_of() -> Failure {
    Failure::bad_request(
        "bad-as-of",
        "as_of は今日以前の日です。",
        "as_of is today or a day before.",
    )
}
