//! Notices for apps.

use super::reading::{self, Look, Marked, Seen};
use super::{Reader, facts, markup};
use crate::app::{App, Tenant};
use crate::members::{self, Member};
use crate::web::extract::{Asked, Caller, Of};
use crate::web::failure::Failure;
use crate::web::paging;
use crate::web::problems::Problems;
use crate::web::words::Words;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shusseki_core::calendar::day_of;
use shusseki_core::text::Language;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// A page of notices.
#[derive(Serialize, ToSchema)]
pub(crate) struct Notices {
    /// Pinned ones first, then the newest.
    notices: Vec<NoticeLine>,
    /// How many the member has not read; 99 stands for that many or more.
    unread: usize,
    /// For `after`, if there is more.
    next: Option<String>,
}

/// A notice in the list.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoticeLine {
    /// For `notices/{notice}`.
    id: Uuid,
    /// The title, in the languages in which the notice is written.
    title: Written,
    /// What its audience is called.
    audience: Words,
    /// When it was published.
    #[schema(value_type = Option<String>, format = DateTime)]
    published_at: Option<Timestamp>,
    /// When it is shown no longer.
    #[schema(value_type = Option<String>, format = DateTime)]
    ends_at: Option<Timestamp>,
    /// Whether it stays at the top.
    pinned: bool,
    /// When the member read it.
    #[schema(value_type = Option<String>, format = DateTime)]
    read_at: Option<Timestamp>,
}

/// Words in the languages in which they are written: at least one.
#[derive(Serialize, ToSchema)]
pub(crate) struct Written {
    /// Japanese.
    ja: Option<String>,
    /// English.
    en: Option<String>,
}

/// A notice with its text.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoticeShown {
    #[serde(flatten)]
    line: NoticeLine,
    /// The text as plain text.
    text: Written,
    /// The text as HTML: paragraphs, headings, lists, quotations, emphasis, code, and links to http,
    /// https, mailto and tel; nothing else.
    html: Written,
}

impl NoticeLine {
    fn new(seen: &Seen, tenant: &Tenant) -> Self {
        let notice = &seen.notice;
        let pieces = &notice.draft.pieces;
        let title = |piece: &Option<super::Piece>| piece.as_ref().map(|piece| piece.title.clone());
        Self {
            id: notice.id,
            title: Written {
                ja: title(&pieces.ja),
                en: title(&pieces.en),
            },
            audience: Words {
                ja: notice.label(tenant, Language::Ja),
                en: notice.label(tenant, Language::En),
            },
            published_at: notice.draft.publish_at,
            ends_at: notice.draft.ends_at,
            pinned: notice.draft.pinned,
            read_at: seen.read_at,
        }
    }
}

/// Which notices are wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    #[serde(default)]
    show: Show,
    limit: Option<i64>,
    after: Option<String>,
    /// The language of failures; any address may have it.
    #[serde(rename = "lang")]
    _lang: Option<String>,
}

/// Which notices, by whether they were read.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Show {
    /// All.
    #[default]
    All,
    /// Not read.
    Unread,
    /// Read.
    Read,
}

impl From<Show> for Marked {
    fn from(show: Show) -> Self {
        match show {
            Show::All => Self::All,
            Show::Unread => Self::Unread,
            Show::Read => Self::Read,
        }
    }
}

/// Who asks, as a reader of notices; a token whose member may not log in any more is none.
async fn reader(app: &App, caller: &Caller) -> Result<Reader, Failure> {
    let slug = caller.tenant.slug();
    let mut conn = app.db.read().await?;
    let member = members::by_id(&mut conn, slug, caller.member).await?;
    let member = member
        .filter(Member::may_log_in)
        .ok_or_else(Failure::not_logged_in)?;
    let today = day_of(app.clock.now());
    Ok(facts::reader(&mut conn, slug, Some(&member), today).await?)
}

/// The notices that are for the caller.
#[utoipa::path(
    get, path = "/api/v1/{society}/notices", tag = "notices", operation_id = "notices",
    params(
        Of,
        ("show" = Option<Show>, Query, description = "All of them, or those not read, or read"),
        ("limit" = Option<i64>, Query, description = "Notices a page, 1 to 200; 50 without it"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
    ),
    responses((status = 200, description = "Notices", body = Notices), Problems),
)]
pub(crate) async fn notices(
    State(app): State<Arc<App>>,
    caller: Caller,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<Notices>, Failure> {
    let limit = paging::limit(wanted.limit)?;
    let after = wanted.after.as_deref().map(paging::decode).transpose()?;
    let reader = reader(&app, &caller).await?;
    let look = Look {
        tenant: &caller.tenant,
        reader: &reader,
        now: app.clock.now(),
    };
    let limit = usize::try_from(limit).unwrap_or(1);
    let mut conn = app.db.read().await?;
    let marked = (wanted.show.into(), None);
    let listed = reading::list(&mut conn, look, marked, after, limit).await?;
    let lines = listed.notices.iter();
    Ok(Json(Notices {
        notices: lines
            .map(|seen| NoticeLine::new(seen, &caller.tenant))
            .collect(),
        unread: reading::unread(&mut conn, look).await?,
        next: listed.next.as_ref().and_then(paging::encode),
    }))
}

/// One notice. It is not marked as read by this.
#[utoipa::path(
    get, path = "/api/v1/{society}/notices/{notice}", tag = "notices", operation_id = "notice",
    params(
        Of,
        ("notice" = String, Path, description = "`id` of the list"),
    ),
    responses((status = 200, description = "The notice", body = NoticeShown), Problems),
)]
pub(crate) async fn notice(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(path): Path<(String, String)>,
) -> Result<Json<NoticeShown>, Failure> {
    let reader = reader(&app, &caller).await?;
    let notice = Uuid::parse_str(&path.1).map_err(|_| Failure::not_found())?;
    let look = Look {
        tenant: &caller.tenant,
        reader: &reader,
        now: app.clock.now(),
    };
    let mut conn = app.db.read().await?;
    let seen = reading::one(&mut conn, look, notice).await?;
    let seen = seen.ok_or_else(Failure::not_found)?;
    let pieces = &seen.notice.draft.pieces;
    let written = |made: fn(&str) -> String| {
        let text = |piece: &Option<super::Piece>| piece.as_ref().map(|piece| made(&piece.text));
        Written {
            ja: text(&pieces.ja),
            en: text(&pieces.en),
        }
    };
    Ok(Json(NoticeShown {
        text: written(markup::mail),
        html: written(|text| markup::page(text).to_string()),
        line: NoticeLine::new(&seen, &caller.tenant),
    }))
}

/// Notes that the caller has read the notice. Sent again it changes nothing.
#[utoipa::path(
    post, path = "/api/v1/{society}/notices/{notice}/read", tag = "notices", operation_id = "notice_read",
    params(
        Of,
        ("notice" = String, Path, description = "`id` of the list"),
    ),
    responses((status = 204, description = "It is marked as read"), Problems),
)]
pub(crate) async fn read(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(path): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    let reader = reader(&app, &caller).await?;
    let notice = Uuid::parse_str(&path.1).map_err(|_| Failure::not_found())?;
    let look = Look {
        tenant: &caller.tenant,
        reader: &reader,
        now: app.clock.now(),
    };
    let mut tx = app.db.write().await?;
    if !reading::mark(&mut tx, look, notice).await? {
        return Err(Failure::not_found());
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
