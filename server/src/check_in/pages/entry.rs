//! Where a code is typed or its photo is sent, for whoever cannot scan.

use super::address_of_code;
use super::code::show;
use crate::accounts::form::{Complaint, WrongField};
use crate::accounts::pages::LoginForm;
use crate::app::{App, Tenant};
use crate::check_in::CheckInError;
use crate::members::Member;
use crate::web::extract::{Asked, Visitor};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Menu, Page, address_of, html};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use shusseki_core::text::Language;
use shusseki_core::venue_code::Scanned;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "check_in/entry.html")]
struct EntryPage {
    page: Page,
    form: EntryForm,
    home: String,
}

/// What was typed or sent, and what was wrong with it.
#[derive(Debug, Default)]
pub(super) struct EntryForm {
    typed: String,
    complaint: Option<Complaint>,
}

impl EntryForm {
    /// The form with that complaint about one of its fields.
    pub(super) fn with(
        typed: &str,
        field: &'static str,
        failure: &Failure,
        language: Language,
    ) -> Self {
        let mut complaint = Complaint::of(failure, language);
        let message = complaint.sentence.clone();
        complaint.fields = vec![WrongField { field, message }];
        Self {
            typed: typed.to_owned(),
            complaint: Some(complaint),
        }
    }

    fn wrong(&self, field: &str) -> Option<&str> {
        let fields = &self.complaint.as_ref()?.fields;
        fields
            .iter()
            .find(|wrong| wrong.field == field)
            .map(|wrong| wrong.message.as_str())
    }
}

/// The page with its two forms.
pub(super) fn entry(
    tenant: &Arc<Tenant>,
    member: Option<&Member>,
    language: Language,
    form: EntryForm,
) -> Result<Response, Failure> {
    let home = format!("/{}", tenant.slug());
    let address = format!("{home}/check-in");
    let page = EntryPage {
        page: Page::new(language, language.pick("参加登録", "Check in"), &address)
            .of(tenant)
            .seen_by(member)
            .at(Menu::CheckIn)
            .failed(form.complaint.is_some()),
        form,
        home,
    };
    Ok(html(&page)?.into_response())
}

/// A code that was typed, in the address.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    code: String,
    #[serde(default)]
    receipt: String,
}

/// `GET /{society}/check-in`: the forms; with a code, the page that it leads to.
pub(crate) async fn entry_page(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Reads(language): Reads,
    Asked(typed): Asked<Typed>,
    uri: Uri,
) -> Result<Response, Failure> {
    if typed.code.is_empty() {
        return entry(
            &visitor.tenant,
            visitor.member.as_ref(),
            language,
            EntryForm::default(),
        );
    }
    match typed.code.parse::<Scanned>() {
        Ok(code) => {
            show(
                &app,
                &visitor,
                language,
                code,
                &typed.receipt,
                address_of(&uri),
            )
            .await
        }
        Err(refusal) => {
            let failure = CheckInError::Refused(refusal.into()).into();
            typed_wrongly(&visitor, language, &typed.code, &failure)
        }
    }
}

/// What the form of the typed code sends.
#[derive(Deserialize)]
pub(crate) struct TypedForm {
    #[serde(default)]
    code: String,
}

/// `POST /{society}/check-in/typed`: on to the page of the code, if it is one.
pub(crate) async fn typed(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Reads(language): Reads,
    Form(form): Form<TypedForm>,
) -> Result<Response, Failure> {
    let tenant = &visitor.tenant;
    let code = match form.code.parse::<Scanned>() {
        Ok(code) => code,
        Err(refusal) => {
            let failure = CheckInError::Refused(refusal.into()).into();
            return typed_wrongly(&visitor, language, &form.code, &failure);
        }
    };
    // What was mistyped is put right where it was typed.
    match crate::check_in::follow(&app, tenant, &code, visitor.typist()).await {
        Ok(_) => Ok(Redirect::to(&address_of_code(tenant, &code, None)).into_response()),
        Err(error @ (CheckInError::Refused(_) | CheckInError::SlowDown(_))) => {
            typed_wrongly(&visitor, language, &form.code, &error.into())
        }
        Err(error) => Err(error.into()),
    }
}

fn typed_wrongly(
    visitor: &Visitor,
    language: Language,
    typed: &str,
    failure: &Failure,
) -> Result<Response, Failure> {
    // A form shows again what was typed, not a novel.
    let typed: String = typed
        .chars()
        .filter(|character| !character.is_control())
        .take(100)
        .collect();
    let form = EntryForm::with(&typed, "code", failure, language);
    let page = entry(&visitor.tenant, visitor.member.as_ref(), language, form)?;
    Ok(LoginForm::answer(
        failure.status(),
        failure.retry_after(),
        page,
    ))
}

#[cfg(test)]
mod tests {
    use super::{EntryForm, EntryPage};
    use crate::web::failure::Failure;
    use crate::web::page::Page;
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, hostile_tenant, inspect};
    use askama::Template as _;

    #[test]
    fn the_page_escapes_what_was_typed() {
        for language in LANGUAGES {
            let failure = Failure::not_found();
            for form in [
                EntryForm::default(),
                EntryForm::with(HOSTILE, "code", &failure, language),
                EntryForm::with(HOSTILE, "photo", &failure, language),
            ] {
                let page = EntryPage {
                    page: Page::new(language, HOSTILE, HOSTILE)
                        .of(&hostile_tenant())
                        .seen_by(Some(&hostile_member())),
                    form,
                    home: "/jhrs".to_owned(),
                };
                inspect(&page.render().unwrap());
            }
        }
    }
}
