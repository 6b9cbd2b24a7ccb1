//! Members from a file, in the console of the office.

mod columns;
mod deeds;
mod look;
mod mistakes;
mod views;

pub(crate) use columns::decide_columns;
pub(crate) use deeds::{carry_out, discard, take_back};
pub(crate) use look::look;
pub(crate) use mistakes::mistakes;

use super::read::{BYTES_AT_MOST, ReadError};
use super::{Import, ImportError, State as Station, receive, store};
use crate::accounts::form::Complaint;
use crate::app::{App, Tenant};
use crate::web::extract::Staff;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Office, Page, html};
use crate::web::slots::slot;
use crate::web::upload::whole;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use shusseki_core::text::{Language, Text};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use views::{ListPage, PastView};

/// Files are held in memory while they arrive, so few come in together.
static PLACES: Semaphore = Semaphore::const_new(2);
const WAIT_AT_MOST: Duration = Duration::from_secs(10);
/// Past imports that are listed.
const PAST: i64 = 10;

fn page(staff: &Staff, language: Language, title: &str, address: &str) -> Page {
    staff.page(language, title, address)
}

fn home(tenant: &Tenant) -> String {
    format!("/{}", tenant.slug())
}

fn back_to(staff: &Staff, id: &str) -> Response {
    Redirect::to(&format!("{}/office/import/{id}", home(&staff.tenant))).into_response()
}

/// `GET /{society}/office/import`: a file to send, and what became of the ones before.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
) -> Result<Html<String>, Failure> {
    html(&list_page(&app, &staff, language, None).await?)
}

async fn list_page(
    app: &App,
    staff: &Staff,
    language: Language,
    complaint: Option<Complaint>,
) -> Result<ListPage, Failure> {
    let tenant = &staff.tenant;
    let mut conn = app.db.read().await?;
    let past = store::newest(&mut conn, tenant.slug(), PAST).await?;
    let open = past.iter().find(|import| {
        import.state.is_worked_at() || matches!(import.state, Station::Columns | Station::Checked)
    });
    let home = home(tenant);
    let title = language.pick("会員の取込", "Import of members");
    Ok(ListPage {
        page: page(staff, language, title, &format!("{home}/office/import"))
            .failed(complaint.is_some()),
        office: Office::of(staff, "import"),
        open: open.map(|import| import.id.clone()),
        past: past
            .into_iter()
            .map(|import| PastView::new(&import, language))
            .collect(),
        complaint,
        home,
    })
}

/// `POST /{society}/office/import`: takes a file in.
pub(crate) async fn send(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    form: Multipart,
) -> Result<Response, Failure> {
    let _place = slot(&PLACES, WAIT_AT_MOST).await?;
    let taken = take_in(&app, &staff, form).await;
    match taken {
        Ok(import) => {
            let slug = staff.tenant.slug();
            tracing::info!(society = %slug, import = import.id, by = %staff.member.id, "file received");
            Ok(Redirect::to(&format!("/{slug}/office/import/{}", import.id)).into_response())
        }
        Err(failure) if failure.status().is_server_error() => Err(failure),
        Err(failure) => {
            let complaint = Complaint::at(&failure, "file", language);
            let page = list_page(&app, &staff, language, Some(complaint)).await?;
            Ok((failure.status(), html(&page)?).into_response())
        }
    }
}

async fn take_in(app: &App, staff: &Staff, mut form: Multipart) -> Result<Import, Failure> {
    let missing = || {
        Failure::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "import-missing",
            Text::new("ファイルが選ばれていません。", "No file was chosen."),
            Text::new(
                "CSVかExcelのファイルを選んでください。",
                "Choose a CSV or Excel file.",
            ),
        )
    };
    while let Some(field) = form.next_field().await.map_err(|_| missing())? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        let content = whole(field, BYTES_AT_MOST).await.map_err(|_| missing())?;
        let content = content.ok_or(ImportError::Read(ReadError::TooLarge))?;
        if name.is_empty() && content.is_empty() {
            break;
        }
        let by = Some(staff.member.id);
        return Ok(receive(app, &staff.tenant, by, &name, content).await?);
    }
    Err(missing())
}
