//! Members from a file, in the console of the office.

mod views;

use super::failure::of_file;
use super::plans::{absent, listed};
use super::progress::percent;
use super::{Chosen, Import, ImportError, State as Station, by_id, map, store, undo};
use super::{carry_out as have_carried_out, choose, discard as give_up, propose, receive};
use crate::accounts::form::Complaint;
use crate::app::{App, Tenant};
use crate::members;
use crate::web::csv;
use crate::web::extract::{Asked, Staff};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Office, Page, html};
use crate::web::slots::slot;
use crate::web::upload::whole;
use axum::Form;
use axum::body::Body;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use futures_util::stream;
use serde::Deserialize;
use shusseki_core::ids::MemberId;
use shusseki_core::text::{Language, Text};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use views::{ColumnView, ColumnsPage, DonePage, ListPage, PastView, PreviewPage, ProgressPage};

/// Files are held in memory while they arrive, so few come in together.
static PLACES: Semaphore = Semaphore::const_new(2);
const WAIT_AT_MOST: Duration = Duration::from_secs(10);
/// Rows a page.
const A_PAGE: i64 = 20;
/// Past imports that are listed.
const PAST: i64 = 10;
/// Members not in the file whose numbers are named.
const ABSENT_NAMED: i64 = 100;
/// Rows whose cells are shown beside the columns.
const SAMPLES: i64 = 3;
/// Rows with mistakes that are read in one go.
const MISTAKES: i64 = 500;

fn page(staff: &Staff, language: Language, title: &str, address: &str) -> Page {
    Page::new(language, title, address)
        .of(&staff.tenant)
        .seen_by(Some(&staff.member))
}

fn home(tenant: &Tenant) -> String {
    format!("/{}", tenant.slug())
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
        let content = whole(field, super::read::BYTES_AT_MOST)
            .await
            .map_err(|_| missing())?;
        let content = content.ok_or(ImportError::Read(super::read::ReadError::TooLarge))?;
        if name.is_empty() && content.is_empty() {
            break;
        }
        let by = Some(staff.member.id);
        return Ok(receive(app, &staff.tenant, by, &name, content).await?);
    }
    Err(missing())
}

/// What is looked at of a file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Sought {
    show: String,
    after: i64,
    step: String,
    lang: String,
}

/// `GET /{society}/office/import/{id}`: where the file is, and what is to be decided.
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, id)): Path<(String, String)>,
    Asked(sought): Asked<Sought>,
) -> Result<Html<String>, Failure> {
    let import = by_id(&app, &staff.tenant, &id).await?;
    let address = format!("{}/office/import/{id}", home(&staff.tenant));
    match import.state {
        state if state.is_worked_at() => html(&ProgressPage {
            page: page(
                &staff,
                language,
                language.pick("処理しています", "Working"),
                &address,
            ),
            office: Office::of(&staff, "import"),
            said: views::said(state, language),
            state: state.doing(),
            percent: percent(import.state, import.dealt_with, import.rows),
            rows: import.dealt_with.max(import.rows),
            file_name: import.file_name,
            home: home(&staff.tenant),
        }),
        Station::Columns => columns_page(&app, &staff, language, &import, None).await,
        Station::Checked if sought.step == "columns" => {
            columns_page(&app, &staff, language, &import, None).await
        }
        Station::Checked => preview(&app, &staff, language, &import, &sought).await,
        _ => done(&app, &staff, language, &import, &sought).await,
    }
}

async fn columns_page(
    app: &App,
    staff: &Staff,
    language: Language,
    import: &Import,
    again: Option<(Chosen, Complaint)>,
) -> Result<Html<String>, Failure> {
    let tenant = &staff.tenant;
    let (chosen, complaint) = match again {
        Some((chosen, complaint)) => (chosen, Some(complaint)),
        None => (propose(app, tenant, import).await?, None),
    };
    let mut conn = app.db.read().await?;
    let rows = store::rows(&mut conn, tenant.slug(), &import.id, 0, SAMPLES).await?;
    let targets: Vec<(String, String)> = map::targets(&tenant.society)
        .into_iter()
        .map(|(target, name)| (target.key(), name.get(language).to_owned()))
        .collect();
    let columns = import.headings.iter().enumerate().map(|(place, heading)| {
        let column = chosen.columns.get(place).cloned().flatten();
        let samples = rows.iter().filter_map(|row| row.cells.get(place));
        ColumnView::new(place, heading, column, samples)
    });
    let home = home(tenant);
    let title = language.pick("列の割り当て", "What the columns are");
    let address = format!("{home}/office/import/{}", import.id);
    html(&ColumnsPage {
        page: page(staff, language, title, &address).failed(complaint.is_some()),
        office: Office::of(staff, "import"),
        columns: columns.collect(),
        targets,
        digits: chosen.digits,
        clear: chosen.clear,
        form: import.form.told(language),
        file_name: import.file_name.clone(),
        rows: import.rows,
        complaint,
        action: address,
    })
}

/// `POST /{society}/office/import/{id}/columns`: what the columns are.
pub(crate) async fn decide_columns(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, id)): Path<(String, String)>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let import = by_id(&app, &staff.tenant, &id).await?;
    let one = |name: &str| {
        sent.iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value)
    };
    let columns = (0..import.headings.len()).map(|place| {
        let column = one(&format!("c.{place}"))?;
        match column.as_str() {
            "" => None,
            "-" => Some(String::new()),
            key => Some(key.to_owned()),
        }
    });
    let chosen = Chosen {
        columns: columns.collect(),
        digits: one("digits")
            .and_then(|text| text.trim().parse().ok())
            .unwrap_or(0),
        clear: one("clear").is_some(),
    };
    match choose(&app, &staff.tenant, &import, chosen.clone()).await {
        Ok(()) => Ok(back_to(&staff, &id)),
        Err(
            error @ (ImportError::Undecided(_) | ImportError::SameTwice(_) | ImportError::NoNumber),
        ) => {
            let failure = Failure::from(error);
            let complaint = Complaint::of(&failure, language);
            let again = Some((chosen, complaint));
            let page = columns_page(&app, &staff, language, &import, again).await?;
            Ok((failure.status(), page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn back_to(staff: &Staff, id: &str) -> Response {
    Redirect::to(&format!("{}/office/import/{id}", home(&staff.tenant))).into_response()
}

async fn preview(
    app: &App,
    staff: &Staff,
    language: Language,
    import: &Import,
    sought: &Sought,
) -> Result<Html<String>, Failure> {
    let tenant = &staff.tenant;
    let show = views::shown(&sought.show, import);
    let mut conn = app.db.read().await?;
    let slug = tenant.slug();
    let missing = if show == "absent" {
        absent(&mut conn, slug, &import.id, ABSENT_NAMED).await?
    } else {
        Vec::new()
    };
    let rows = listed(&mut conn, slug, &import.id, show, sought.after, A_PAGE + 1).await?;
    let home = home(tenant);
    let title = language.pick("取込の確認", "Before the import");
    let address = format!("{home}/office/import/{}", import.id);
    let (rows, more) = views::rows(&tenant.society, language, rows, A_PAGE);
    html(&PreviewPage {
        page: page(staff, language, title, &address),
        office: Office::of(staff, "import"),
        again: import.trouble.is_some(),
        tabs: views::tabs(import, show, language),
        counts: import.counts,
        file_name: import.file_name.clone(),
        show,
        rows,
        more,
        missing,
        action: address,
        home,
    })
}

async fn done(
    app: &App,
    staff: &Staff,
    language: Language,
    import: &Import,
    sought: &Sought,
) -> Result<Html<String>, Failure> {
    let tenant = &staff.tenant;
    let mut conn = app.db.read().await?;
    let newest = store::newest(&mut conn, tenant.slug(), PAST).await?;
    let last = newest.iter().filter(|one| one.carried_out_at.is_some());
    let is_last = last
        .max_by_key(|one| one.carried_out_at)
        .is_some_and(|one| one.id == import.id);
    let recent = import
        .carried_out_at
        .is_some_and(|at| app.clock.now().duration_since(at) <= undo::UNDONE_WITHIN);
    let show = views::shown(&sought.show, import);
    let rows = listed(
        &mut conn,
        tenant.slug(),
        &import.id,
        show,
        sought.after,
        A_PAGE + 1,
    )
    .await?;
    let by = match import.decided_by {
        Some(by) => name_of(&mut conn, tenant, by, language).await?,
        None => None,
    };
    let (rows, more) = views::rows(&tenant.society, language, rows, A_PAGE);
    let home = home(tenant);
    let address = format!("{home}/office/import/{}", import.id);
    let trouble = import
        .trouble
        .as_deref()
        .filter(|_| import.state == Station::Failed);
    html(&DonePage {
        page: page(
            staff,
            language,
            views::said(import.state, language),
            &address,
        )
        .failed(import.state == Station::Failed),
        office: Office::of(staff, "import"),
        state: import.state.name(),
        trouble: trouble.map(of_file),
        tabs: views::tabs(import, show, language),
        counts: import.counts,
        may_undo: import.state == Station::Done && is_last && recent,
        file_name: import.file_name.clone(),
        at: import.undone_at.or(import.carried_out_at),
        by,
        show,
        rows,
        more,
        action: address,
        home,
    })
}

async fn name_of(
    conn: &mut crate::db::Conn,
    tenant: &Tenant,
    member: MemberId,
    language: Language,
) -> Result<Option<String>, Failure> {
    let member = members::by_id(conn, tenant.slug(), member).await?;
    Ok(member.map(|member| member.name.get(language)))
}

/// `POST /{society}/office/import/{id}/carry-out`: makes it so.
pub(crate) async fn carry_out(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let import = by_id(&app, &staff.tenant, &id).await?;
    have_carried_out(&app, &staff.tenant, &import, Some(staff.member.id)).await?;
    Ok(back_to(&staff, &id))
}

/// `POST /{society}/office/import/{id}/discard`: gives the file up.
pub(crate) async fn discard(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    give_up(&app, &staff.tenant, &id).await?;
    Ok(Redirect::to(&format!("{}/office/import", home(&staff.tenant))).into_response())
}

/// `POST /{society}/office/import/{id}/undo`: takes it back.
pub(crate) async fn take_back(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    undo::undo(&app, &staff.tenant, &id, staff.member.id).await?;
    Ok(back_to(&staff, &id))
}

const COLUMNS: [[&str; 2]; 6] = [
    ["行", "row"],
    ["会員番号", "member_number"],
    ["列", "column"],
    ["値", "value"],
    ["エラー", "mistake"],
    ["直し方", "remedy"],
];

/// `GET /{society}/office/import/{id}/mistakes.csv`: every row that can't be taken, and why.
pub(crate) async fn mistakes(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let import = by_id(&app, &staff.tenant, &id).await?;
    let head = COLUMNS.map(|[ja, en]| language.pick(ja, en).to_owned());
    let head = [csv::MARK.as_bytes(), &csv::row(head)].concat();
    let tenant = Arc::clone(&staff.tenant);
    let pages = stream::try_unfold(0, move |after| {
        let (app, tenant, id) = (Arc::clone(&app), Arc::clone(&tenant), import.id.clone());
        async move {
            let mut conn = app.db.read().await?;
            let rows = listed(&mut conn, tenant.slug(), &id, "wrong", after, MISTAKES).await?;
            let last = rows.last().map(|row| row.row);
            let bytes: Vec<u8> = rows.iter().flat_map(|row| cells(row, language)).collect();
            Ok::<_, crate::db::DbError>(last.map(|last| (bytes, last)))
        }
    });
    let body = stream::StreamExt::chain(stream::iter([Ok(head)]), pages);
    Ok(csv::file("mistakes.csv", Body::from_stream(body)))
}

fn cells(row: &super::plans::Listed, language: Language) -> Vec<u8> {
    let lines = row.faults.iter().flat_map(|fault| {
        csv::row([
            row.row.to_string(),
            row.number.clone(),
            fault.column.clone().unwrap_or_default(),
            fault.value.clone(),
            fault.wrong.told(language),
            fault.wrong.remedy(language),
        ])
    });
    lines.collect()
}
