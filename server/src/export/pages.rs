//! The page that gives the list away.

use super::file::{FileError, Wanted, csv_body, xlsx_body};
use super::{Kind, record};
use crate::accounts::confirm_again::{confirm_again, is_fresh};
use crate::accounts::form::Complaint;
use crate::app::{App, Tenant};
use crate::import::members::Filter;
use crate::import::written::status_word;
use crate::members::MemberStatus;
use crate::web::csv;
use crate::web::extract::{Staff, Visitor};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Office, Page, html};
use crate::web::slots::slot;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;
use shusseki_core::text::{Language, Text};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Writing a workbook takes a core, so few are written together.
static SLOTS: Semaphore = Semaphore::const_new(1);
const WAIT_AT_MOST: Duration = Duration::from_secs(15);
const STATUSES: [MemberStatus; 3] = [
    MemberStatus::Active,
    MemberStatus::OnLeave,
    MemberStatus::Withdrawn,
];

#[derive(Template)]
#[template(path = "export/form.html")]
struct ExportPage {
    page: Page,
    office: Office,
    asks_again: bool,
    complaint: Option<Complaint>,
    sent: Sent,
    classes: Vec<(String, String)>,
    statuses: Vec<(String, String)>,
    districts: Vec<(String, String)>,
    kinds: Vec<(&'static str, &'static str)>,
    home: String,
}

/// What is asked for; what is empty is not asked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    class: String,
    status: String,
    district: String,
    form: String,
    password: String,
}

fn named<'a>(
    all: impl Iterator<Item = (&'a str, &'a Text)>,
    language: Language,
) -> Vec<(String, String)> {
    all.map(|(key, name)| (key.to_owned(), name.get(language).to_owned()))
        .collect()
}

fn form(
    tenant: &Arc<Tenant>,
    staff: &Staff,
    language: Language,
    asks_again: bool,
    sent: Sent,
    complaint: Option<Complaint>,
) -> Result<Html<String>, Failure> {
    let society = &tenant.society;
    let home = format!("/{}", tenant.slug());
    let title = language.pick("会員一覧の書き出し", "Export of members");
    html(&ExportPage {
        page: staff
            .page(language, title, &format!("{home}/office/export"))
            .failed(complaint.is_some()),
        office: Office::of(staff, "export"),
        asks_again,
        complaint,
        sent,
        classes: named(
            society
                .classes
                .iter()
                .map(|one| (one.key.as_str(), &one.name)),
            language,
        ),
        statuses: STATUSES
            .map(|status| {
                (
                    status.name().to_owned(),
                    status_word(status, language).to_owned(),
                )
            })
            .to_vec(),
        districts: named(
            society
                .districts
                .iter()
                .map(|one| (one.key.as_str(), &one.name)),
            language,
        ),
        kinds: Kind::ALL
            .map(|kind| (kind.name(), word(kind, language)))
            .to_vec(),
        home,
    })
}

const fn word(kind: Kind, language: Language) -> &'static str {
    match kind {
        Kind::Xlsx => language.pick("Excel（.xlsx）", "Excel (.xlsx)"),
        Kind::Csv => language.pick("CSV（UTF-8）", "CSV (UTF-8)"),
        Kind::Cp932 => language.pick(
            "CSV（Shift_JIS。ない文字は〓になります）",
            "CSV (Shift_JIS; what it lacks becomes 〓)",
        ),
    }
}

/// `GET /{society}/office/export`.
pub(crate) async fn choose(
    State(app): State<Arc<App>>,
    staff: Staff,
    visitor: Visitor,
    Reads(language): Reads,
) -> Result<Html<String>, Failure> {
    let fresh = is_fresh(&app, &staff.tenant, visitor.token.as_deref()).await?;
    form(
        &staff.tenant,
        &staff,
        language,
        !fresh,
        Sent::default(),
        None,
    )
}

/// `POST /{society}/office/export`: the file. A login that is not fresh brings the password again.
pub(crate) async fn take(
    State(app): State<Arc<App>>,
    staff: Staff,
    visitor: Visitor,
    Reads(language): Reads,
    Form(sent): Form<Sent>,
) -> Result<Response, Failure> {
    let tenant = &staff.tenant;
    if !is_fresh(&app, tenant, visitor.token.as_deref()).await? {
        let confirmed = confirm_again(&app, tenant, &staff.member, &sent.password).await;
        if let Err(error) = confirmed {
            let failure = Failure::from(error);
            if failure.status().is_server_error() {
                return Err(failure);
            }
            let complaint = Complaint::at(&failure, "password", language);
            let page = form(tenant, &staff, language, true, sent, Some(complaint))?;
            return Ok((failure.status(), page).into_response());
        }
    }
    let kind = Kind::ALL
        .into_iter()
        .find(|kind| kind.name() == sent.form)
        .unwrap_or(Kind::Xlsx);
    let filter = Filter {
        class: sent.class,
        status: sent.status,
        district: sent.district,
    };
    let _slot = slot(&SLOTS, WAIT_AT_MOST).await?;
    let mut tx = app.db.write().await?;
    let by = staff.member.id;
    let members = record(&mut tx, tenant, by, &filter, kind, app.clock.now()).await?;
    tx.commit().await?;
    tracing::info!(society = %tenant.slug(), %by, members, kind = kind.name(), "members exported");
    let name = format!("members-{}-{}", tenant.slug(), app.today());
    let wanted = Wanted {
        app: Arc::clone(&app),
        tenant: Arc::clone(tenant),
        filter,
        language,
    };
    match kind {
        Kind::Xlsx => {
            let body = xlsx_body(wanted).await?;
            let mut response = csv::file(&format!("{name}.xlsx"), body);
            let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            response
                .headers_mut()
                .insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
            Ok(response)
        }
        Kind::Csv => Ok(csv::file(&format!("{name}.csv"), csv_body(wanted, kind))),
        Kind::Cp932 => {
            let mut response = csv::file(&format!("{name}.csv"), csv_body(wanted, kind));
            let media = HeaderValue::from_static("text/csv; charset=shift_jis");
            response.headers_mut().insert(header::CONTENT_TYPE, media);
            Ok(response)
        }
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Db(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ExportPage, Sent};
    use crate::accounts::form::Complaint;
    use crate::web::failure::Failure;
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, hostile_tenant, inspect};
    use crate::web::page::{Office, Page};
    use askama::Template as _;

    #[test]
    fn the_page_escapes_what_it_shows() {
        for language in LANGUAGES {
            let one = || vec![(HOSTILE.to_owned(), HOSTILE.to_owned())];
            let page = ExportPage {
                page: Page::new(language, HOSTILE, HOSTILE)
                    .of(&hostile_tenant())
                    .seen_by(Some(&hostile_member())),
                office: Office::sample("export"),
                asks_again: true,
                complaint: Some(Complaint::at(&Failure::not_found(), "password", language)),
                sent: Sent {
                    class: HOSTILE.to_owned(),
                    ..Sent::default()
                },
                classes: one(),
                statuses: one(),
                districts: one(),
                kinds: vec![("xlsx", "x")],
                home: "/jhrs".to_owned(),
            };
            inspect(&page.render().unwrap());
        }
    }
}
