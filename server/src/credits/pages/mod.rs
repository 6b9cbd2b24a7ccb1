//! The page of credits: what they come to in each certification, and why (JHRS-15, JGETS-15).

mod details;
mod line;
mod next;
mod requirement;
mod summary;
#[cfg(test)]
mod tests;

pub(crate) use summary::{Summary, filled};

use super::standings;
use super::suggestion::{Suggestions, suggestions};
use crate::app::{App, Tenant};
use crate::web::extract::{Asked, LoggedIn};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Menu, Page, address_of, html};
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Html;
use details::Details;
use serde::Deserialize;
use shusseki_core::credit::{self, Scope, Standing};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "credits/credits.html")]
struct CreditsPage {
    page: Page,
    tabs: Vec<Tab>,
    shown: Option<Details>,
    /// Whether the lines before the last renewal are included.
    before: bool,
    home: String,
}

struct Tab {
    key: String,
    name: String,
    is_shown: bool,
}

/// Which certification, and how far back.
#[derive(Deserialize)]
pub(crate) struct Which {
    certification: Option<String>,
    #[serde(default)]
    before: String,
}

/// `GET /{society}/credits`: a tab a certification, with everything that leads to its result.
pub(crate) async fn credits(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    Asked(which): Asked<Which>,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let before = !which.before.is_empty();
    let scope = if before {
        Scope::IncludingBefore
    } else {
        Scope::CurrentPeriod
    };
    let asked = credit::Asked {
        day: app.today(),
        scope,
    };
    let mut conn = app.db.read().await?;
    let standings = standings(&mut conn, &tenant, member.id, &asked).await?;
    drop(conn);
    let shown = match &which.certification {
        Some(key) => {
            let wanted = |standing: &Standing| standing.certification.as_str() == key;
            Some(
                standings
                    .iter()
                    .position(wanted)
                    .ok_or_else(Failure::not_found)?,
            )
        }
        None => (!standings.is_empty()).then_some(0),
    };
    let of_shown = shown.map(|at| &standings[at..=at]).unwrap_or_default();
    let ways = suggestions(&app, &tenant, &member, of_shown).await?;
    let page = Page::new(
        language,
        language.pick("取得状況", "Credits"),
        address_of(&uri),
    )
    .of(&tenant)
    .seen_by(Some(&member))
    .at(Menu::Credits);
    let now = app.clock.now();
    let shown = of_shown.first();
    html(&credits_page(
        &tenant, page, &standings, shown, &ways, before, now,
    ))
}

fn credits_page(
    tenant: &Tenant,
    mut page: Page,
    standings: &[Standing],
    chosen: Option<&Standing>,
    ways: &Suggestions,
    before: bool,
    now: jiff::Timestamp,
) -> CreditsPage {
    let language = page.language;
    page.title = page.credits_word();
    let is_chosen = |standing: &Standing| {
        chosen.is_some_and(|chosen| chosen.certification == standing.certification)
    };
    let tab = |standing: &Standing| Tab {
        key: standing.certification.to_string(),
        name: standing.name.get(language).to_owned(),
        is_shown: is_chosen(standing),
    };
    CreditsPage {
        tabs: standings.iter().map(tab).collect(),
        shown: chosen.map(|standing| {
            let ways = ways.get(&standing.certification);
            let ways = ways.map(Vec::as_slice).unwrap_or_default();
            Details::new(&tenant.society, standing, ways, language, now)
        }),
        before,
        home: format!("/{}", tenant.slug()),
        page,
    }
}
