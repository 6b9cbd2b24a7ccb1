//! A notice in a list, and the latest ones on the home page.

use super::title;
use crate::app::{App, Tenant};
use crate::members::Member;
use crate::notices::reading::{self, Look, Marked, Seen};
use crate::notices::{Reader, facts};
use crate::web::failure::Failure;
use jiff::civil::Date;
use shusseki_core::calendar::day_of;
use shusseki_core::text::Language;
use uuid::Uuid;

/// Notices on the home page.
const LATEST: usize = 3;

/// A notice in a list.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// Its id.
    pub(crate) id: Uuid,
    /// The title.
    pub(crate) title: String,
    /// The language of the title.
    pub(crate) language: Language,
    /// When it was published.
    pub(crate) on: Date,
    /// What its audience is called.
    pub(crate) label: String,
    /// Whether it stays at the top.
    pub(crate) pinned: bool,
    /// Whether the member has not read it; never so for visitors.
    pub(crate) unread: bool,
}

impl Line {
    pub(super) fn new(seen: &Seen, tenant: &Tenant, reader: &Reader, language: Language) -> Self {
        let notice = &seen.notice;
        let (title, written) = title(notice, language);
        Self {
            id: notice.id,
            title,
            language: written,
            on: day_of(notice.draft.publish_at.unwrap_or_default()),
            label: notice.label(tenant, language),
            pinned: notice.draft.pinned,
            unread: seen.read_at.is_none() && reader.member().is_some(),
        }
    }
}

/// What the home page says of notices.
#[derive(Debug, Clone, Default)]
pub(crate) struct Latest {
    /// The first ones of the list.
    pub(crate) lines: Vec<Line>,
    /// How many are not read.
    pub(crate) unread: usize,
}

/// What the home page of the member says of notices.
///
/// # Errors
/// The database failed.
pub(crate) async fn latest(
    app: &App,
    tenant: &Tenant,
    member: &Member,
    language: Language,
) -> Result<Latest, Failure> {
    let now = app.clock.now();
    let mut conn = app.db.read().await?;
    let reader = facts::reader(&mut conn, tenant.slug(), Some(member), day_of(now)).await?;
    let look = Look {
        tenant,
        reader: &reader,
        now,
    };
    let listed = reading::list(&mut conn, look, (Marked::All, None), None, LATEST).await?;
    let lines = listed.notices.iter();
    Ok(Latest {
        lines: lines
            .map(|seen| Line::new(seen, tenant, &reader, language))
            .collect(),
        unread: reading::unread(&mut conn, look).await?,
    })
}
