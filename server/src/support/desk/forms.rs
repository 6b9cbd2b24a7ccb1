//! Forms to print: the society's, with number and name of the member who asks for one.

use crate::app::{App, Tenant};
use crate::members::Member;
use crate::web::extract::Visitor;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::slots::in_slot;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use shusseki_core::society::SupportForm;
use shusseki_core::text::Text;
use shusseki_documents::member_form::{FormMember, MemberForm};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Anybody may ask for a form, so they are set one by one and hold nothing else up.
static SLOTS: Semaphore = Semaphore::const_new(1);
const WAIT_AT_MOST: Duration = Duration::from_secs(10);

/// `GET /{society}/support/forms/{form}.pdf`.
pub(crate) async fn pdf(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Reads(language): Reads,
    Path((_, file)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let tenant = &visitor.tenant;
    let key = file.strip_suffix(".pdf").ok_or_else(Failure::not_found)?;
    let form = tenant.society.support.form(key);
    let form = form.ok_or_else(Failure::not_found)?;
    let form = filled(tenant, form, visitor.member.as_ref(), app.today());
    let press = app.press().await.map_err(Failure::internal)?;
    let setting = move || press.member_form_pdf(&form, language);
    let pdf = in_slot(&SLOTS, WAIT_AT_MOST, setting)
        .await?
        .map_err(Failure::internal)?;
    // A key of the definition has letters, digits and hyphens.
    let disposition = format!("attachment; filename=\"{}-{key}.pdf\"", tenant.slug());
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/pdf"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
        ),
    ];
    Ok((headers, pdf).into_response())
}

fn filled(tenant: &Tenant, form: &SupportForm, member: Option<&Member>, today: Date) -> MemberForm {
    let society = &tenant.society;
    let same = |text: &String| Text::new(text, text);
    let contact = &society.contact;
    let mut lines: Vec<Text> = contact.address.iter().cloned().collect();
    lines.extend(contact.phone.iter().map(same));
    lines.extend(contact.mail.iter().map(same));
    if lines.is_empty() {
        lines.push(same(&contact.url));
    }
    MemberForm {
        society: society.name.clone(),
        contact: lines,
        colour: society.colour.to_string(),
        title: form.title.clone(),
        member: member.map(|member| FormMember {
            number: member.number.to_string(),
            name: member.name.kanji(),
            kana: member.name.kana(),
        }),
        rows: form
            .rows
            .iter()
            .map(|row| (row.label.clone(), row.lines))
            .collect(),
        notes: form.notes.clone(),
        printed_on: today,
    }
}
