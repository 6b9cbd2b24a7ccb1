//! Choosing the other record: one that is proposed, or one that is found.

use super::view::RecordView;
use crate::app::App;
use crate::members::Member;
use crate::members::roster::{self, Sought};
use crate::office::deed::{address_of as record_address, whose};
use crate::office::merge::duplicates;
use crate::office::merge::store::waiting_of;
use crate::web::extract::{Asked, Staff};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Office, Page, html};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use serde::Deserialize;
use std::sync::Arc;

/// Records that a search shows; whoever is not among them is looked for by more.
const FOUND: i64 = 20;

#[derive(Template)]
#[template(path = "office/merge/choose.html")]
pub(super) struct ChoosePage {
    pub(super) page: Page,
    pub(super) office: Office,
    pub(super) record: RecordView,
    /// Records that may be of the same person, and why.
    pub(super) proposed: Vec<(OtherView, &'static str)>,
    /// What was looked for.
    pub(super) sought: String,
    pub(super) found: Vec<OtherView>,
    /// The request that waits for one of them.
    pub(super) waiting: Option<String>,
}

/// A record that can be chosen.
pub(super) struct OtherView {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kana: String,
    pub(super) number: String,
    pub(super) institution: String,
}

impl From<&Member> for OtherView {
    fn from(member: &Member) -> Self {
        Self {
            id: member.id.to_string(),
            name: member.name.kanji(),
            kana: member.name.kana(),
            number: member.number.to_string(),
            institution: member.institution.clone(),
        }
    }
}

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Query {
    q: String,
}

/// `GET /{society}/office/members/{id}/merge`.
pub(crate) async fn choose(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, id)): Path<(String, String)>,
    Asked(query): Asked<Query>,
) -> Result<Html<String>, Failure> {
    let (tenant, slug) = (&staff.tenant, staff.tenant.slug());
    let mut conn = app.db.read().await?;
    let member = whose(&mut conn, tenant, &id).await?;
    let sought = query.q.trim().to_owned();
    let mut found = Vec::new();
    if !sought.is_empty() {
        let asked = Sought {
            text: Some(sought.clone()),
            ..Sought::default()
        };
        found = roster::search(&mut conn, slug, &asked, None, FOUND)
            .await?
            .members;
        found.retain(|other| other.id != member.id && other.merged_into.is_none());
    }
    let proposed = duplicates::of(&mut conn, tenant, &member).await?;
    let waiting = waiting_of(&mut conn, slug, member.id).await?;
    drop(conn);
    let here = format!("{}/merge", record_address(tenant, member.id));
    let title = language.pick("別の記録との統合", "Merge with another record");
    html(&ChoosePage {
        page: staff.page(language, title, &here),
        office: Office::of(&staff, "members"),
        record: RecordView::new(tenant, &member, language),
        proposed: proposed
            .iter()
            .map(|(other, why)| (OtherView::from(other), why.word(language)))
            .collect(),
        sought,
        found: found.iter().map(OtherView::from).collect(),
        waiting: waiting.map(|request| request.id.to_string()),
    })
}
