//! Every row that can't be taken, as a file.

use crate::app::App;
use crate::import::by_id;
use crate::import::plans::listed::{Listed, listed};
use crate::web::csv;
use crate::web::extract::Staff;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Response;
use futures_util::stream;
use shusseki_core::text::Language;
use std::sync::Arc;

/// Rows with mistakes that are read in one go.
const MISTAKES: i64 = 500;

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

fn cells(row: &Listed, language: Language) -> Vec<u8> {
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
