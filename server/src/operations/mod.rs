//! What operators and machines ask: is it alive, is it ready, how is it doing, what can it do.

pub(crate) mod housekeeping;
pub(crate) mod logs;
pub(crate) mod metrics;
pub(crate) mod openapi;

use crate::app::App;
use crate::db::{Conn, DbError, statements};
use crate::societies::Mistake;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;

statements! {
    APPLIED = "SELECT MAX(version) AS newest FROM _sqlx_migrations WHERE success";
}

/// A database that does not answer within this time is not ready.
const ANSWERS_WITHIN: Duration = Duration::from_secs(2);

/// The process runs. It asks nothing else, so that a slow database does not have it killed.
pub(crate) async fn livez() -> &'static str {
    "alive\n"
}

/// Whether the server can do its work, part by part, and what is wrong with its definitions. It tells
/// no more than that.
#[derive(Serialize)]
pub(crate) struct Readiness {
    ready: bool,
    database: &'static str,
    schema: &'static str,
    check_ins: &'static str,
    /// Mail that waits stops nothing.
    mail: &'static str,
    /// Wrong definitions stop nothing: the last good ones are served meanwhile.
    definitions: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mistakes: Vec<Mistake>,
}

#[derive(sqlx::FromRow)]
struct AppliedRow {
    newest: Option<i64>,
}

/// Whether the database answers and has the schema that this version needs.
pub(crate) async fn readyz(State(app): State<Arc<App>>) -> (StatusCode, Json<Readiness>) {
    let applied = tokio::time::timeout(ANSWERS_WITHIN, async {
        let mut conn = app.db.read().await?;
        newest_applied(&mut conn).await
    })
    .await;
    let (database, schema) = match applied {
        Ok(Ok(newest)) if newest == Some(shusseki_migrations::newest()) => ("ok", "ok"),
        Ok(Ok(_)) => ("ok", "out of date: run `shusseki migrate`"),
        Ok(Err(error)) => {
            tracing::error!(%error, "the database is not ready");
            ("unreachable", "unknown")
        }
        Err(_) => ("slow", "unknown"),
    };
    let check_ins = if app.check_ins.is_running() {
        "ok"
    } else {
        "stopped"
    };
    let mail = if app.config.demo {
        "shown in the demo, not sent"
    } else if app.config.mail.is_some() {
        "ok"
    } else {
        "not set up: mail waits in the outbox"
    };
    let mistakes = app.societies.mistakes();
    let definitions = if !mistakes.is_empty() {
        "wrong: the last good ones are in force"
    } else if app.societies.are_in_force() {
        "ok"
    } else {
        "changed: not in force yet"
    };
    let ready = schema == "ok" && check_ins == "ok";
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        Json(Readiness {
            ready,
            database,
            schema,
            check_ins,
            mail,
            definitions,
            mistakes,
        }),
    )
}

/// The newest migration that the database has.
pub(crate) async fn newest_applied(conn: &mut Conn) -> Result<Option<i64>, DbError> {
    let row: AppliedRow = conn.sql(APPLIED).one().await?;
    Ok(row.newest)
}
