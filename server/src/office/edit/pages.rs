//! The form on which the office changes a record.

use super::{EditError, Wanted, change};
use crate::accounts::form::{Complaint, Filled, WrongField};
use crate::app::App;
use crate::members::Member;
use crate::members::profile::form::{self as sheet, Asked};
use crate::members::profile::view::{GroupView, Input, Shows};
use crate::members::profile::{self, Stored};
use crate::office::deed::{Desk, Sent, address_of, done, whose};
use crate::office::error::OfficeError;
use crate::web::extract::Staff;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Office, Page, html};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use shusseki_core::profile::{Editor, Typed, Wrong};
use shusseki_core::text::Language;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "office/edit.html")]
struct EditPage {
    page: Page,
    office: Office,
    whose: (String, String),
    groups: Vec<GroupView>,
    classes: Vec<(String, String)>,
    revision: i64,
    /// Class, day of joining and reason as typed, and what is wrong.
    form: Filled,
    /// Fields of the profile that are wrong: key, name, why.
    wrong: Vec<(String, String, String)>,
    /// Whether an address was filled in, or could not be.
    address: Option<bool>,
    home: String,
    back: String,
}

/// How the form is shown.
struct Shown<'a> {
    typed: &'a Typed,
    wrong: &'a [Wrong],
    form: Filled,
    stale: bool,
    revision: i64,
    address: Option<bool>,
}

fn page_of(
    staff: &Staff,
    member: &Member,
    language: Language,
    stored: &Stored,
    shown: Shown<'_>,
) -> EditPage {
    let tenant = &staff.tenant;
    let profile = &tenant.society.profile;
    let shows = Shows {
        profile,
        stored,
        typed: shown.typed,
        wrong: shown.wrong,
        meanwhile: shown.stale,
        asked: &[],
        by: Editor::Office,
        language,
    };
    let named = |wrong: &Wrong| {
        let name = profile.field(wrong.field.as_str());
        let name = name.map_or("", |field| field.name.get(language));
        let (key, sentence) = (wrong.field.to_string(), wrong.fault.sentence(language));
        (key, name.to_owned(), sentence)
    };
    let classes = tenant.society.classes.iter();
    let back = address_of(tenant, member.id);
    let title = language.pick("登録内容の変更", "Change the record");
    EditPage {
        page: staff
            .page(language, title, &format!("{back}/edit"))
            .failed(shown.form.complaint.is_some() || !shown.wrong.is_empty()),
        office: Office::of(staff, "members"),
        whose: (member.name.get(language), member.number.to_string()),
        groups: shows.groups(),
        classes: classes
            .map(|one| (one.key.to_string(), one.name.get(language).to_owned()))
            .collect(),
        revision: shown.revision,
        form: shown.form,
        wrong: shown.wrong.iter().map(named).collect(),
        address: shown.address,
        home: format!("/{}", tenant.slug()),
        back,
    }
}

/// `GET /{society}/office/members/{id}/edit`.
pub(crate) async fn form(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, id)): Path<(String, String)>,
) -> Result<Html<String>, Failure> {
    let mut conn = app.db.read().await?;
    let member = whose(&mut conn, &staff.tenant, &id).await?;
    let stored = profile::of(&mut conn, staff.tenant.slug(), &member).await?;
    let shown = Shown {
        typed: &Typed::default(),
        wrong: &[],
        form: Filled::beginning(vec![
            ("class", member.class.to_string()),
            ("joined_on", member.joined_on.to_string()),
        ]),
        stale: false,
        revision: stored.revision,
        address: None,
    };
    html(&page_of(&staff, &member, language, &stored, shown))
}

fn wanted(sent: &Sent, typed: &sheet::Sent) -> Result<Wanted, OfficeError> {
    let joined_on = sent.one("joined_on").parse();
    let class = sent.one("class").parse();
    Ok(Wanted {
        revision: typed.revision,
        typed: typed.typed.clone(),
        class: class.map_err(|_| OfficeError::Unreadable("class"))?,
        joined_on: joined_on.map_err(|_| OfficeError::Unreadable("joined_on"))?,
    })
}

/// `POST /{society}/office/members/{id}/edit`.
pub(crate) async fn send(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, id)): Path<(String, String)>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let tenant = &staff.tenant;
    let profile_form = &tenant.society.profile;
    let mut read = sheet::read(profile_form, &sent, Editor::Office);
    let sent = Sent(sent);
    let mut tx = app.db.write().await?;
    let member = whose(&mut tx, tenant, &id).await?;
    let desk = Desk::of(&app, &staff, sent.one("reason"));
    let names = ["class", "joined_on", "reason"];
    let typed = names.map(|name| (name, sent.one(name).to_owned()));
    let mut address = None;
    let failed = if let Asked::Address(key) = &read.asked {
        address = Some(sheet::fill_address(profile_form, &mut read.typed, key));
        None
    } else {
        let changed = async {
            let wanted = wanted(&sent, &read)?;
            change(&mut tx, &desk, &member, &wanted).await
        };
        match changed.await {
            Ok(()) => {
                tx.commit().await?;
                tracing::info!(society = %tenant.slug(), member = %member.id, by = %desk.by, "record changed");
                return Ok(done(tenant, member.id));
            }
            Err(error) => Some(error),
        }
    };
    drop(tx);
    let mut conn = app.db.read().await?;
    let stored = profile::of(&mut conn, tenant.slug(), &member).await?;
    let stale = matches!(failed, Some(EditError::Office(OfficeError::Stale)));
    let (wrong, form, status) = told(failed, typed.into(), language)?;
    let shown = Shown {
        typed: &read.typed,
        wrong: &wrong,
        form,
        stale,
        // What another has changed meanwhile is shown before it can be overwritten.
        revision: if stale {
            stored.revision
        } else {
            read.revision
        },
        address,
    };
    let page = page_of(&staff, &member, language, &stored, shown);
    Ok((status, html(&page)?).into_response())
}

/// What the form says of what went wrong, if anything did.
fn told(
    failed: Option<EditError>,
    typed: Vec<(&'static str, String)>,
    language: Language,
) -> Result<(Vec<Wrong>, Filled, StatusCode), Failure> {
    match failed {
        None => Ok((Vec::new(), Filled::beginning(typed), StatusCode::OK)),
        Some(EditError::Wrong(wrong)) => {
            let form = Filled::beginning(typed);
            Ok((wrong, form, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Some(EditError::Office(error)) => {
            let field = error.field();
            let failure = Failure::from(error);
            let status = failure.status();
            if !status.is_client_error() {
                return Err(failure);
            }
            let mut complaint = Complaint::of(&failure, language);
            let message = failure.sentence(language);
            complaint.fields = field
                .map(|field| WrongField::new(field, message))
                .into_iter()
                .collect();
            Ok((Vec::new(), Filled::again(typed, complaint), status))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::EditPage;
    use crate::accounts::form::{Complaint, Filled};
    use crate::members::profile::Stored;
    use crate::members::profile::view::Shows;
    use crate::web::failure::Failure;
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, inspect_shape, tenant};
    use crate::web::page::{Office, Page};
    use askama::Template as _;
    use shusseki_core::profile::{Editor, Typed};

    #[test]
    fn the_form_escapes_what_it_shows() {
        let jsnm = tenant(1);
        let typed = Typed::default().with("family-name", &[HOSTILE]);
        for language in LANGUAGES {
            let shows = Shows {
                profile: &jsnm.society.profile,
                stored: &Stored::default(),
                typed: &typed,
                wrong: &[],
                meanwhile: true,
                asked: &[],
                by: Editor::Office,
                language,
            };
            let complaint = Complaint::at(&Failure::forbidden(), "reason", language);
            let page = EditPage {
                page: Page::new(language, HOSTILE, HOSTILE)
                    .of(&jsnm)
                    .seen_by(Some(&hostile_member())),
                office: Office::sample("members"),
                whose: (HOSTILE.to_owned(), HOSTILE.to_owned()),
                groups: shows.groups(),
                classes: vec![(HOSTILE.to_owned(), HOSTILE.to_owned())],
                revision: 3,
                form: Filled::again(vec![("reason", HOSTILE.to_owned())], complaint),
                wrong: vec![(
                    "family-name".to_owned(),
                    HOSTILE.to_owned(),
                    HOSTILE.to_owned(),
                )],
                address: Some(true),
                home: "/jsnm".to_owned(),
                back: "/jsnm/x".to_owned(),
            };
            let text = page.render().unwrap();
            inspect_shape(&text);
            assert!(text.contains("name=\"f.birth-date\""));
            assert!(!text.contains("profile/request") && !text.contains("account/mail"));
        }
    }
}
