//! The pages of the first login: the notice, and confirming the profile.

use super::{accept_notice, confirm_profile, store};
use crate::accounts::form::{Complaint, Filled, Next, WrongField};
use crate::accounts::gate::{Gate, after_days};
use crate::app::App;
use crate::members::Member;
use crate::web::extract::{Asked, Inside};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Menu, Page, address_of, html};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::civil::Date;
use serde::Deserialize;
use shusseki_core::text::{Language, Text};
use std::sync::Arc;

/// For how many days what can wait is put off.
pub(crate) const PUT_OFF_DAYS: u16 = 1;

#[derive(Template)]
#[template(path = "accounts/notice.html")]
struct NoticePage {
    page: Page,
    form: Filled,
    paragraphs: Vec<Text>,
    action: String,
}

/// `GET /{society}/first-login/notice`.
pub(crate) async fn notice_page(
    inside: Inside,
    Reads(language): Reads,
    Asked(next): Asked<Next>,
    uri: Uri,
) -> Result<Response, Failure> {
    if inside.gate != Some(Gate::Notice) {
        return Ok(Redirect::to(&next.target(&inside.tenant)).into_response());
    }
    Ok(notice(&inside, language, &uri, &next, Filled::default())?.into_response())
}

fn notice(
    inside: &Inside,
    language: Language,
    uri: &Uri,
    next: &Next,
    form: Filled,
) -> Result<Html<String>, Failure> {
    let tenant = &inside.tenant;
    let title = language.pick("ご利用の前に", "Before you begin");
    html(&NoticePage {
        page: inside
            .page(language, title, address_of(uri))
            .failed(form.complaint.is_some()),
        form,
        paragraphs: tenant.society.first_login.notice.clone(),
        action: next.from(&format!("/{}/first-login/notice", tenant.slug())),
    })
}

/// The box of the notice.
#[derive(Deserialize)]
pub(crate) struct Accepting {
    #[serde(default)]
    accepted: String,
}

/// `POST /{society}/first-login/notice`: without the box, the notice again.
pub(crate) async fn accept(
    State(app): State<Arc<App>>,
    inside: Inside,
    Reads(language): Reads,
    Asked(next): Asked<Next>,
    uri: Uri,
    Form(accepting): Form<Accepting>,
) -> Result<Response, Failure> {
    let (tenant, member) = (&inside.tenant, &inside.member);
    if accepting.accepted.is_empty() {
        let message = language.pick(
            "お読みになったうえで、チェックを入れてください。",
            "Please read it and tick the box.",
        );
        let fields = vec![WrongField::new("accepted", message)];
        let complaint = Complaint::about(fields, language);
        let form = complaint.map(|complaint| Filled::again(Vec::new(), complaint));
        let page = notice(&inside, language, &uri, &next, form.unwrap_or_default())?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let mut tx = app.db.write().await?;
    accept_notice(&mut tx, tenant, member, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Redirect::to(&next.target(tenant)).into_response())
}

#[derive(Template)]
#[template(path = "accounts/confirm_profile.html")]
struct ProfilePage {
    page: Page,
    by: Date,
    overdue: bool,
    facts: Vec<(&'static str, String)>,
    action: String,
}

/// `GET /{society}/first-login/profile`: what is on record, and until when to confirm it.
pub(crate) async fn profile_page(
    inside: Inside,
    Reads(language): Reads,
    Asked(next): Asked<Next>,
    uri: Uri,
) -> Result<Response, Failure> {
    let tenant = &inside.tenant;
    let Some(Gate::Profile { by, overdue }) = inside.gate else {
        return Ok(Redirect::to(&next.target(tenant)).into_response());
    };
    let title = language.pick("登録情報の確認", "Confirm your profile");
    let page = html(&ProfilePage {
        page: inside
            .page(language, title, address_of(&uri))
            .at(Menu::Profile),
        by,
        overdue,
        facts: facts(&inside.member, language),
        action: next.from(&format!("/{}/first-login/profile", tenant.slug())),
    })?;
    Ok(page.into_response())
}

/// What is on record, with what it is called.
fn facts(member: &Member, language: Language) -> Vec<(&'static str, String)> {
    let mail = member.mail.as_ref().map(ToString::to_string);
    let facts = [
        (language.pick("氏名", "Name"), member.name.kanji()),
        (language.pick("フリガナ", "Kana"), member.name.kana()),
        (
            language.pick("ローマ字", "Roman letters"),
            member.name.roman.clone(),
        ),
        (
            language.pick("所属機関", "Institution"),
            member.institution.clone(),
        ),
        (language.pick("メール", "Mail"), mail.unwrap_or_default()),
    ];
    let facts = facts.into_iter();
    facts.filter(|(_, value)| !value.is_empty()).collect()
}

/// What the page of the profile sends.
#[derive(Deserialize)]
pub(crate) struct Confirming {
    #[serde(default)]
    verdict: String,
}

/// `POST /{society}/first-login/profile`: confirmed, or put off for a day while there is time.
pub(crate) async fn confirm(
    State(app): State<Arc<App>>,
    inside: Inside,
    Asked(next): Asked<Next>,
    Form(confirming): Form<Confirming>,
) -> Result<Redirect, Failure> {
    let (tenant, member, now) = (&inside.tenant, &inside.member, app.clock.now());
    let mut tx = app.db.write().await?;
    if confirming.verdict == "confirm" {
        confirm_profile(&mut tx, tenant, member, now).await?;
    } else {
        let until = after_days(now, PUT_OFF_DAYS);
        store::put_confirming_off(&mut tx, tenant.slug(), member.id, until).await?;
    }
    tx.commit().await?;
    Ok(Redirect::to(&next.target(tenant)))
}

#[cfg(test)]
mod tests {
    use super::{NoticePage, ProfilePage, facts};
    use crate::accounts::form::{Complaint, Filled};
    use crate::web::failure::Failure;
    use crate::web::page::Page;
    use crate::web::page::samples::{
        HOSTILE, LANGUAGES, hostile_member, hostile_tenant, hostile_text, inspect,
    };
    use askama::Template as _;

    #[test]
    fn the_pages_escape_what_they_show() {
        for language in LANGUAGES {
            let page = || {
                Page::new(language, HOSTILE, HOSTILE)
                    .of(&hostile_tenant())
                    .seen_by(Some(&hostile_member()))
            };
            let complaint = Complaint::at(&Failure::forbidden(), "accepted", language);
            for form in [Filled::default(), Filled::again(vec![], complaint)] {
                let notice = NoticePage {
                    page: page(),
                    form,
                    paragraphs: vec![hostile_text(); 2],
                    action: HOSTILE.to_owned(),
                };
                inspect(&notice.render().unwrap());
            }
            for overdue in [true, false] {
                let profile = ProfilePage {
                    page: page(),
                    by: "2026-12-21".parse().unwrap(),
                    overdue,
                    facts: facts(&hostile_member(), language),
                    action: HOSTILE.to_owned(),
                };
                let shown = profile.render().unwrap();
                inspect(&shown);
                let put_off = shown.contains("value=\"later\"");
                assert_ne!(put_off, overdue);
            }
        }
    }
}
