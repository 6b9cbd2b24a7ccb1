//! What the office has done with a file: carried out, given up, taken back.

use super::{back_to, home};
use crate::app::App;
use crate::import::{by_id, undo};
use crate::import::{carry_out as have_carried_out, discard as give_up};
use crate::web::extract::Staff;
use crate::web::failure::Failure;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;

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
