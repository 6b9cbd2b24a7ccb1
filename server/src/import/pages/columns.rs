//! What the columns of a file are.

use super::views::{ColumnView, ColumnsPage};
use super::{back_to, home, page};
use crate::accounts::form::Complaint;
use crate::app::App;
use crate::import::store::staged;
use crate::import::{Chosen, Import, ImportError, by_id, choose, map, propose};
use crate::web::extract::Staff;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Office, html};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use shusseki_core::text::Language;
use std::sync::Arc;

/// Rows whose cells are shown beside the columns.
const SAMPLES: i64 = 3;

pub(super) async fn columns_page(
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
    let rows = staged::rows(&mut conn, tenant.slug(), &import.id, 0, SAMPLES).await?;
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
