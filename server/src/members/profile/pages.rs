//! The profile: look, edit, save, confirm; what was typed is never lost.

use super::form::{self, Asked};
use super::view::{GroupView, Input, Shows};
use super::{Change, Draft, ProfileError, Stored};
use crate::app::{App, Tenant};
use crate::audit::Actor;
use crate::db::Conn;
use crate::members::requests;
use crate::members::{Member, profile};
use crate::web::extract::LoggedIn;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Menu, Page, address_of, html};
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use shusseki_core::profile::{Editor, Typed, Wrong};
use shusseki_core::text::Language;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "members/profile.html")]
struct ProfilePage {
    page: Page,
    home: String,
    groups: Vec<GroupView>,
    has_directory: bool,
    searchable: bool,
    draft: Option<Timestamp>,
    confirmed_on: Option<Date>,
    confirmed_today: bool,
    changed_at: Option<Timestamp>,
    lacking: Vec<String>,
    just: Just,
}

/// What was just done, for the notice at the top.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Just {
    #[serde(default)]
    saved: Option<String>,
    #[serde(default)]
    confirmed: Option<String>,
    #[serde(default)]
    asked: Option<String>,
}

/// `GET /{society}/profile`: what is registered.
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    just: Result<Query<Just>, axum::extract::rejection::QueryRejection>,
) -> Result<Html<String>, Failure> {
    let just = just.map(|Query(just)| just).unwrap_or_default();
    let read = Read::of(&app, &tenant, &member).await?;
    html(&page_of(&app, &tenant, &member, language, &read, just))
}

/// What the pages are made from.
struct Read {
    stored: Stored,
    draft: Option<Draft>,
    asked: Vec<requests::Asked>,
}

impl Read {
    async fn of(app: &App, tenant: &Tenant, member: &Member) -> Result<Self, Failure> {
        let mut conn: Conn = app.db.read().await?;
        Ok(Self {
            stored: profile::of(&mut conn, tenant.slug(), member).await?,
            draft: super::store::draft(&mut conn, tenant.slug(), member.id).await?,
            asked: requests::waiting_of(&mut conn, tenant, member.id).await?,
        })
    }
}

fn page_of(
    app: &App,
    tenant: &Arc<Tenant>,
    member: &Member,
    language: Language,
    read: &Read,
    just: Just,
) -> ProfilePage {
    let home = format!("/{}", tenant.slug());
    let profile = &tenant.society.profile;
    let stored = &read.stored;
    let shows = Shows {
        profile,
        stored,
        typed: &Typed::default(),
        wrong: &[],
        meanwhile: false,
        asked: &read.asked,
        by: Editor::Member,
        language,
    };
    let lacking = profile.missing(&stored.held).into_iter();
    let title = language.pick("登録情報", "Profile");
    ProfilePage {
        groups: shows.groups(),
        has_directory: profile.directory.is_some(),
        searchable: stored.held.searchable,
        draft: read.draft.as_ref().map(|draft| draft.saved_at),
        confirmed_on: stored.confirmed_on,
        confirmed_today: stored.confirmed_on == Some(app.today()),
        changed_at: stored.changed_at,
        lacking: lacking
            .map(|field| field.name.get(language).to_owned())
            .collect(),
        just,
        page: Page::new(language, title, &format!("{home}/profile"))
            .of(tenant)
            .seen_by(Some(member))
            .at(Menu::Profile),
        home,
    }
}

/// `POST /{society}/profile/confirm`: the member says that everything is right.
pub(crate) async fn confirm(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
) -> Result<Response, Failure> {
    let read = Read::of(&app, &tenant, &member).await?;
    let back = format!("/{}/profile", tenant.slug());
    if !tenant.society.profile.missing(&read.stored.held).is_empty() {
        // The page says what is missing; there is nothing to confirm yet.
        let page = page_of(&app, &tenant, &member, language, &read, Just::default());
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response());
    }
    let mut tx = app.db.write().await?;
    profile::confirm(&mut tx, &tenant, member.id, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("{back}?confirmed=1")).into_response())
}

#[derive(Template)]
#[template(path = "members/profile_edit.html")]
struct EditPage {
    page: Page,
    home: String,
    groups: Vec<GroupView>,
    has_directory: bool,
    searchable: bool,
    revision: i64,
    draft: Option<Timestamp>,
    notice: Notice,
    wrong: Vec<(String, String, String)>,
}

/// What the form says at its top.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notice {
    Nothing,
    /// The profile was changed since the form or the draft began.
    Stale,
    /// The draft was kept.
    Kept,
    /// Nothing is known of that postal code.
    NoAddress,
    /// The address was written into the form.
    Address,
}

/// How the form is shown.
struct Shown<'a> {
    typed: &'a Typed,
    wrong: &'a [Wrong],
    notice: Notice,
    draft: Option<Timestamp>,
}

impl EditPage {
    fn new(
        tenant: &Arc<Tenant>,
        member: &Member,
        language: Language,
        read: &Read,
        shown: &Shown<'_>,
        address: &str,
    ) -> Self {
        let home = format!("/{}", tenant.slug());
        let profile = &tenant.society.profile;
        let shows = Shows {
            profile,
            stored: &read.stored,
            typed: shown.typed,
            wrong: shown.wrong,
            meanwhile: shown.notice == Notice::Stale,
            asked: &read.asked,
            by: Editor::Member,
            language,
        };
        let named = |wrong: &Wrong| {
            let name = profile.field(wrong.field.as_str());
            let name = name.map_or("", |field| field.name.get(language));
            let (key, sentence) = (wrong.field.to_string(), wrong.fault.sentence(language));
            (key, name.to_owned(), sentence)
        };
        let failed = !shown.wrong.is_empty() || shown.notice == Notice::Stale;
        let title = language.pick("登録情報の編集", "Edit your profile");
        let held = &read.stored.held;
        Self {
            groups: shows.groups(),
            has_directory: profile.directory.is_some(),
            searchable: shown.typed.searchable.unwrap_or(held.searchable),
            revision: read.stored.revision,
            draft: shown.draft,
            notice: shown.notice,
            wrong: shown.wrong.iter().map(named).collect(),
            page: Page::new(language, title, address)
                .of(tenant)
                .seen_by(Some(member))
                .at(Menu::Profile)
                .failed(failed),
            home,
        }
    }
}

/// Whether a draft was just kept.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Kept {
    #[serde(default)]
    kept: Option<String>,
}

/// `GET /{society}/profile/edit`: the form, with what was typed before and not saved.
pub(crate) async fn edit(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    kept: Result<Query<Kept>, axum::extract::rejection::QueryRejection>,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let read = Read::of(&app, &tenant, &member).await?;
    let kept = kept.is_ok_and(|Query(kept)| kept.kept.is_some());
    let draft = read.draft.as_ref();
    let stale = draft.is_some_and(|draft| draft.revision != read.stored.revision);
    let nothing = Typed::default();
    let shown = Shown {
        typed: draft.map_or(&nothing, |draft| &draft.typed),
        wrong: &[],
        notice: match (stale, kept) {
            (true, _) => Notice::Stale,
            (false, true) => Notice::Kept,
            _ => Notice::Nothing,
        },
        draft: draft.map(|draft| draft.saved_at),
    };
    let page = EditPage::new(&tenant, &member, language, &read, &shown, address_of(&uri));
    html(&page)
}

/// `POST /{society}/profile/edit`: saves, keeps a draft, or looks an address up.
pub(crate) async fn send(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let mut sent = form::read(&tenant.society.profile, &sent, Editor::Member);
    let home = format!("/{}", tenant.slug());
    let again = |read: &Read, shown: &Shown<'_>| {
        let address = format!("{home}/profile/edit");
        html(&EditPage::new(
            &tenant, &member, language, read, shown, &address,
        ))
    };
    let mut read = Read::of(&app, &tenant, &member).await?;
    if let Asked::Address(key) = &sent.asked {
        let found = form::fill_address(&tenant.society.profile, &mut sent.typed, key);
        keep(&app, &tenant, &member, &sent).await?;
        let notice = if found {
            Notice::Address
        } else {
            Notice::NoAddress
        };
        read.stored.revision = sent.revision;
        let shown = Shown {
            typed: &sent.typed,
            wrong: &[],
            notice,
            draft: None,
        };
        return Ok(again(&read, &shown)?.into_response());
    }
    if sent.asked == Asked::Keep {
        keep(&app, &tenant, &member, &sent).await?;
        let to = format!("{home}/profile/edit?kept=1");
        return Ok(Redirect::to(&to).into_response());
    }
    let (wrong, notice, status) = match save(&app, &tenant, &member, &sent).await? {
        Saved::Yes => {
            tracing::info!(society = %tenant.slug(), member = %member.id, "profile changed");
            let to = format!("{home}/profile?saved=1");
            return Ok(Redirect::to(&to).into_response());
        }
        Saved::Wrong(wrong) => (wrong, Notice::Nothing, StatusCode::UNPROCESSABLE_ENTITY),
        Saved::Stale => (Vec::new(), Notice::Stale, StatusCode::CONFLICT),
    };
    keep(&app, &tenant, &member, &sent).await?;
    if notice == Notice::Stale {
        read = Read::of(&app, &tenant, &member).await?;
    }
    let shown = Shown {
        typed: &sent.typed,
        wrong: &wrong,
        notice,
        draft: None,
    };
    Ok((status, again(&read, &shown)?).into_response())
}

/// What became of a form.
enum Saved {
    Yes,
    Wrong(Vec<Wrong>),
    Stale,
}

async fn save(
    app: &App,
    tenant: &Tenant,
    member: &Member,
    sent: &form::Sent,
) -> Result<Saved, Failure> {
    let mut tx = app.db.write().await?;
    let before = profile::of(&mut tx, tenant.slug(), member).await?;
    if before.revision != sent.revision {
        return Ok(Saved::Stale);
    }
    let read = tenant
        .society
        .profile
        .read(&before.held, &sent.typed, Editor::Member);
    let held = match read {
        Ok(held) => held,
        Err(wrong) => return Ok(Saved::Wrong(wrong)),
    };
    super::store::discard_draft(&mut tx, tenant.slug(), member.id).await?;
    if held != before.held {
        let change = Change {
            member,
            before: &before,
            held: &held,
            actor: Actor::Member(member.id),
            why: None,
        };
        match profile::save(&mut tx, tenant, &change, app.clock.now()).await {
            Ok(()) => {}
            Err(ProfileError::Stale) => return Ok(Saved::Stale),
            Err(ProfileError::Db(error)) => return Err(error.into()),
        }
    }
    tx.commit().await?;
    Ok(Saved::Yes)
}

async fn keep(
    app: &App,
    tenant: &Tenant,
    member: &Member,
    sent: &form::Sent,
) -> Result<(), Failure> {
    let mut tx = app.db.write().await?;
    let now = app.clock.now();
    let (slug, revision) = (tenant.slug(), sent.revision);
    super::store::keep_draft(&mut tx, slug, member.id, revision, &sent.typed, now).await?;
    tx.commit().await?;
    Ok(())
}

/// `POST /{society}/profile/discard`: forgets what was typed and not saved.
pub(crate) async fn discard(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
) -> Result<Redirect, Failure> {
    let mut tx = app.db.write().await?;
    super::store::discard_draft(&mut tx, tenant.slug(), member.id).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/{}/profile", tenant.slug())))
}

#[cfg(test)]
mod tests;
