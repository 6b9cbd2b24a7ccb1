//! The contact form.

use crate::app::{App, Tenant};
use crate::members::Member;
use crate::support::cases::{self, Asked, CaseError, CaseKind, CaseNumber, Sender};
use crate::web::extract::{Asked as Query, Visitor};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Menu, Page, html};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use shusseki_core::mail_address::MailAddress;
use shusseki_core::text::Language;
use std::sync::Arc;

/// Characters of a number that a visitor has, or says to have.
const NUMBER_AT_MOST: usize = 40;
/// Characters of a visitor's name.
const NAME_AT_MOST: usize = 100;

#[derive(Template)]
#[template(path = "cases/contact.html")]
struct ContactPage {
    page: Page,
    home: String,
    typed: Typed,
    /// Field and sentence of what is wrong.
    wrong: Vec<(&'static str, String)>,
    /// What went wrong beside the fields.
    complaint: Option<String>,
    kinds: [CaseKind; 6],
    /// The number of the case that was just opened.
    sent: Option<CaseNumber>,
    /// Where the member is answered by mail.
    mail: Option<String>,
}

/// What the form sends.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    mail: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    text: String,
}

impl ContactPage {
    /// The message at that field, if it is wrong.
    fn wrong(&self, field: &str) -> Option<&str> {
        let found = self.wrong.iter().find(|(wrong, _)| *wrong == field);
        found.map(|(_, sentence)| sentence.as_str())
    }

    fn new(tenant: &Arc<Tenant>, member: Option<&Member>, language: Language) -> Self {
        let home = format!("/{}", tenant.slug());
        let title = language.pick("お問い合わせ", "Contact");
        Self {
            page: Page::new(language, title, &format!("{home}/contact"))
                .of(tenant)
                .seen_by(member)
                .at(Menu::Contact),
            home,
            typed: Typed::default(),
            wrong: Vec::new(),
            complaint: None,
            kinds: CaseKind::ALL,
            sent: None,
            mail: member
                .and_then(|member| member.mail.as_ref())
                .map(|mail| mail.as_str().to_owned()),
        }
    }
}

/// What was sent before.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Sent {
    #[serde(default)]
    sent: String,
}

/// `GET /{society}/contact`: the form, or the number of what was sent.
pub(crate) async fn form(
    visitor: Visitor,
    Reads(language): Reads,
    Query(sent): Query<Sent>,
) -> Result<Html<String>, Failure> {
    let mut page = ContactPage::new(&visitor.tenant, visitor.member.as_ref(), language);
    page.sent = sent.sent.parse().ok();
    html(&page)
}

/// `POST /{society}/contact`: opens a case.
pub(crate) async fn send(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Reads(language): Reads,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let asked = match read(&typed, &visitor, language) {
        Ok(asked) => asked,
        Err(wrong) => {
            let mut page = ContactPage::new(&visitor.tenant, visitor.member.as_ref(), language);
            page.typed = typed;
            page.wrong = wrong;
            page.page = page.page.failed(true);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response());
        }
    };
    match cases::open(&app, &visitor.tenant, visitor.typist(), &asked).await {
        Ok(number) => {
            let to = format!("/{}/contact?sent={number}", visitor.tenant.slug());
            Ok(Redirect::to(&to).into_response())
        }
        // Nothing typed is lost by waiting.
        Err(CaseError::SlowDown(error)) => {
            let failure = Failure::from(error);
            failure.log_cause();
            let mut page = ContactPage::new(&visitor.tenant, visitor.member.as_ref(), language);
            page.typed = typed;
            let (said, step) = (failure.sentence(language), failure.next_step(language));
            page.complaint = Some(format!("{said} {step}"));
            page.page = page.page.failed(true);
            let wait = failure.retry_after().unwrap_or(1).to_string();
            let headers = [(axum::http::header::RETRY_AFTER, wait)];
            Ok((failure.status(), headers, html(&page)?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// What is wrong with the form, by field.
struct Wrong {
    language: Language,
    fields: Vec<(&'static str, String)>,
}

impl Wrong {
    /// Passes on what is right; says at the field what is wrong with the rest.
    fn unless<T>(
        &mut self,
        right: Option<T>,
        field: &'static str,
        (ja, en): (&str, &str),
    ) -> Option<T> {
        if right.is_none() {
            let sentence = self.language.pick(ja, en);
            self.fields.push((field, sentence.to_owned()));
        }
        right
    }
}

/// The question that was typed.
fn read(
    typed: &Typed,
    visitor: &Visitor,
    language: Language,
) -> Result<Asked, Vec<(&'static str, String)>> {
    let mut wrong = Wrong {
        language,
        fields: Vec::new(),
    };
    let kind = wrong.unless(
        CaseKind::named(&typed.kind),
        "kind",
        (
            "お問い合わせの種類を選んでください。",
            "Choose what it is about.",
        ),
    );
    let sender = match &visitor.member {
        Some(member) => Some(Sender::Member(Box::new(member.clone()))),
        None => sender(typed, &mut wrong),
    };
    let text = wrong.unless(
        cases::text(&typed.text).ok(),
        "text",
        (
            "本文を入力してください（4,000文字以内）。",
            "Write what you ask, at most 4,000 characters.",
        ),
    );
    match (kind, sender, text) {
        (Some(kind), Some(sender), Some(text)) => Ok(Asked {
            sender,
            kind,
            text,
            language,
        }),
        _ => Err(wrong.fields),
    }
}

/// Who a visitor says to be.
fn sender(typed: &Typed, wrong: &mut Wrong) -> Option<Sender> {
    let plain = |text: &str| !text.chars().any(char::is_control);
    let name = Some(typed.name.trim())
        .filter(|name| (1..=NAME_AT_MOST).contains(&name.chars().count()) && plain(name));
    let name = wrong.unless(
        name,
        "name",
        (
            "お名前を入力してください（100文字以内）。",
            "Enter your name, at most 100 characters.",
        ),
    );
    let mail: Option<MailAddress> = wrong.unless(
        typed.mail.trim().parse().ok(),
        "mail",
        (
            "メールアドレスを確認してください。",
            "Check the mail address.",
        ),
    );
    let number = Some(typed.number.trim())
        .filter(|number| number.chars().count() <= NUMBER_AT_MOST && plain(number));
    let number = wrong.unless(
        number,
        "number",
        (
            "番号は40文字以内で入力してください。",
            "Enter at most 40 characters.",
        ),
    );
    let (name, mail, number) = (name?, mail?, number?);
    Some(Sender::Visitor {
        name: name.to_owned(),
        mail,
        number: Some(number.to_owned()).filter(|number| !number.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use super::{ContactPage, Typed};
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, hostile_tenant, inspect};
    use askama::Template as _;

    #[test]
    fn the_form_escapes_what_was_typed() {
        let member = hostile_member();
        for language in LANGUAGES {
            for who in [None, Some(&member)] {
                let mut page = ContactPage::new(&hostile_tenant(), who, language);
                page.typed = Typed {
                    kind: HOSTILE.to_owned(),
                    name: HOSTILE.to_owned(),
                    mail: HOSTILE.to_owned(),
                    number: HOSTILE.to_owned(),
                    text: format!("</textarea>{HOSTILE}"),
                };
                // A member is asked for no name, address or number.
                let asked: &[&'static str] = match who {
                    None => &["kind", "name", "mail", "number", "text"],
                    Some(_) => &["kind", "text"],
                };
                for &field in asked {
                    page.wrong.push((field, HOSTILE.to_owned()));
                }
                page.complaint = Some(HOSTILE.to_owned());
                page.mail = Some(HOSTILE.to_owned());
                inspect(&page.render().unwrap());
                page.sent = "K7Q2-9XRM".parse().ok();
                inspect(&page.render().unwrap());
            }
        }
    }
}
