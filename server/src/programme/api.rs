//! Sessions and posters for the office.

use super::{Session, posters, store};
use crate::app::App;
use crate::audit::action::POSTER_REVOKED;
use crate::audit::{Actor, Deed, Subject, record};
use crate::check_in;
use crate::db::{Conn, DbError};
use crate::web::extract::{Asked, Of, Officer};
use crate::web::failure::Failure;
use crate::web::problems::Problems;
use crate::web::words::Words;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use shusseki_core::calendar::{Window, start_of};
use shusseki_core::ids::{SessionId, SocietySlug};
use shusseki_core::text::Text;
use shusseki_core::venue_code::PosterSerial;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Days that one request may ask for.
const DAYS_AT_MOST: i32 = 31;

/// A session, as the office watches it.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionDto {
    /// The session's id.
    #[schema(value_type = uuid::Uuid)]
    id: SessionId,
    /// 大会名.
    event: Words,
    /// セッション名.
    session: Words,
    /// The room.
    room: Words,
    /// When it begins (UTC).
    #[schema(value_type = String, format = DateTime)]
    starts_at: Timestamp,
    /// When it ends (UTC).
    #[schema(value_type = String, format = DateTime)]
    ends_at: Timestamp,
    /// Whether it was called off.
    cancelled: bool,
    /// Its points, and how many checked in at each.
    points: Vec<PointDto>,
}

/// The sessions of some days.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionsDto {
    /// In order of time.
    sessions: Vec<SessionDto>,
}

/// A point of a session.
#[derive(Serialize, ToSchema)]
pub(crate) struct PointDto {
    /// Its number.
    point: u8,
    /// Its name.
    name: Words,
    /// What passing it means: `single`, `entry` or `exit`.
    kind: &'static str,
    /// How many checked in.
    attendances: i64,
}

/// The sessions that begin on these days, in order of time, and how each hall fills. For the roles
/// admin, events, scanner.
#[utoipa::path(
    get, path = "/api/v1/{society}/sessions", tag = "office", operation_id = "sessions",
    params(Of, Days),
    responses((status = 200, description = "The sessions", body = SessionsDto), Problems),
)]
pub(crate) async fn sessions(
    State(app): State<Arc<App>>,
    Officer(caller): Officer,
    Asked(days): Asked<Days>,
) -> Result<Json<SessionsDto>, Failure> {
    let window = days.window()?;
    let society = caller.tenant.slug();
    let mut conn = app.db.read().await?;
    let mut sessions = Vec::new();
    for session in store::sessions_between(&mut conn, society, window).await? {
        sessions.push(SessionDto::watched(&mut conn, society, &session).await?);
    }
    Ok(Json(SessionsDto { sessions }))
}

/// A session, and how the hall fills. For the roles admin, events, scanner.
#[utoipa::path(
    get, path = "/api/v1/{society}/sessions/{id}", tag = "office", operation_id = "session",
    params(
        Of,
        ("id" = uuid::Uuid, Path, description = "The session's id"),
    ),
    responses((status = 200, description = "The session", body = SessionDto), Problems),
)]
pub(crate) async fn session(
    State(app): State<Arc<App>>,
    Officer(caller): Officer,
    Path(path): Path<(String, String)>,
) -> Result<Json<SessionDto>, Failure> {
    let id: SessionId = path.1.parse().map_err(|_| Failure::not_found())?;
    let society = caller.tenant.slug();
    let mut conn = app.db.read().await?;
    let session = store::session_by_id(&mut conn, society, id)
        .await?
        .ok_or_else(Failure::not_found)?;
    Ok(Json(
        SessionDto::watched(&mut conn, society, &session).await?,
    ))
}

impl SessionDto {
    async fn watched(
        conn: &mut Conn,
        society: &SocietySlug,
        session: &Session,
    ) -> Result<Self, DbError> {
        let counts = check_in::store::counts_at(conn, society, session.number).await?;
        let points = session.points.iter().map(|point| PointDto {
            point: point.number.get(),
            name: (&point.name).into(),
            kind: point.kind.name(),
            attendances: counts
                .iter()
                .find(|count| count.point == i64::from(point.number.get()))
                .map_or(0, |count| count.attendances),
        });
        Ok(Self {
            id: session.id,
            event: (&session.event.title).into(),
            session: (&session.title).into(),
            room: (&session.room).into(),
            starts_at: session.window.opens,
            ends_at: session.window.closes,
            cancelled: session.cancelled,
            points: points.collect(),
        })
    }
}

/// Which days.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Days {
    /// The first day, in Japan.
    #[param(value_type = String, format = Date)]
    from: Date,
    /// The last day, in Japan; at most 31 days.
    #[param(value_type = String, format = Date)]
    to: Date,
    /// The language of messages, `ja` or `en`.
    #[expect(
        dead_code,
        reason = "read by the language layer; named here so that it is allowed"
    )]
    lang: Option<String>,
}

impl Days {
    fn window(&self) -> Result<Window, Failure> {
        let after = self.to.checked_add(1.day()).map_err(|_| bad_days())?;
        let span = (self.to - self.from).get_days();
        if self.to < self.from || span >= DAYS_AT_MOST {
            return Err(bad_days());
        }
        Ok(Window::new(start_of(self.from), start_of(after)))
    }
}

/// The posters of the sessions that begin on these days, ready for `qr-tools poster`. For the
/// roles admin and events.
#[utoipa::path(
    get, path = "/api/v1/{society}/posters", tag = "office", operation_id = "posters",
    params(Of, Days),
    responses((status = 200, description = "The posters, as `qr-tools` reads them", body = Object), Problems),
)]
pub(crate) async fn poster_sheet(
    State(app): State<Arc<App>>,
    Officer(caller): Officer,
    Asked(days): Asked<Days>,
) -> Result<Response, Failure> {
    let sheet = posters::sheet(&app, &caller.tenant, days.window()?).await?;
    let body = serde_json::to_vec_pretty(&sheet).map_err(Failure::internal)?;
    let json = (
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    Ok(([json], body).into_response())
}

fn bad_days() -> Failure {
    Failure::bad_request(
        "bad-days",
        format!("from から to までは {DAYS_AT_MOST} 日以内です。"),
        format!("from comes before to, and they span at most {DAYS_AT_MOST} days."),
    )
}

/// Revoke a poster that was lost or photographed: its codes open nothing any more. For the roles
/// admin and events.
#[utoipa::path(
    post, path = "/api/v1/{society}/posters/{serial}/revoke", tag = "office", operation_id = "revokePoster",
    params(
        Of,
        ("serial" = u32, Path, description = "The serial in the poster's small print"),
    ),
    responses((status = 204, description = "Revoked"), Problems),
)]
pub(crate) async fn revoke(
    State(app): State<Arc<App>>,
    Officer(caller): Officer,
    Path(path): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    let no_such = || {
        Failure::new(
            StatusCode::NOT_FOUND,
            "poster-not-found",
            Text::new(
                "有効なポスターが見つかりませんでした。",
                "There is no such poster in force.",
            ),
            Text::new(
                "ポスター下部の番号をご確認ください。",
                "Check the serial in its small print.",
            ),
        )
    };
    let serial = PosterSerial::new(path.1.parse().map_err(|_| no_such())?);
    let mut tx = app.db.write().await?;
    let now = app.clock.now();
    if !posters::revoke(&mut tx, &caller.tenant, serial, now).await? {
        return Err(no_such());
    }
    let deed = Deed {
        actor: Actor::Staff(caller.member),
        action: POSTER_REVOKED,
        subject: Subject::of_society("poster", serial),
        before: None,
        after: None,
        why: None,
    };
    record(&mut tx, &caller.tenant, now, &deed).await?;
    tx.commit().await?;
    app.programme.forget_all();
    tracing::info!(society = %caller.tenant.slug(), %serial, member = %caller.member, "poster revoked");
    Ok(StatusCode::NO_CONTENT)
}
