//! What members and visitors read.

use super::Article;
use super::line::Line;
use crate::accounts::gate::Gate;
use crate::app::{App, Tenant};
use crate::members::Member;
use crate::notices::reading::{self, Look, Marked, UNREAD_COUNTED};
use crate::notices::{Reader, facts};
use crate::web::extract::{Asked, LoggedIn, Visitor};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Menu, Page, address_of, html, local_path};
use crate::web::paging;
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;
use shusseki_core::calendar::day_of;
use shusseki_core::text::Language;
use std::sync::Arc;
use uuid::Uuid;

/// Notices a page.
const A_PAGE: usize = 20;

#[derive(Template)]
#[template(path = "notices/list.html")]
struct ListPage {
    page: Page,
    home: String,
    lines: Vec<Line>,
    next: Option<String>,
    /// How many are not read, of a member.
    unread: Option<usize>,
    /// What may be chosen: its address, its words, whether it is.
    ways: Vec<(String, String, bool)>,
    keys: Vec<(String, String, bool)>,
}

impl ListPage {
    /// `99+` where there are more than are counted.
    fn unread_words(&self) -> String {
        let unread = self.unread.unwrap_or_default();
        if unread < UNREAD_COUNTED {
            unread.to_string()
        } else {
            format!("{UNREAD_COUNTED}+")
        }
    }
}

/// Which notices the address asks for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    show: String,
    #[serde(default)]
    audience: String,
    after: Option<String>,
}

/// Who looks at the notices: whoever has yet to pass a gate is a visitor here.
fn reads(visitor: Visitor) -> (Arc<Tenant>, Option<Member>) {
    let is_held_up = visitor.gate.is_some_and(Gate::is_shut);
    (visitor.tenant, visitor.member.filter(|_| !is_held_up))
}

/// `GET /{society}/notices`: all notices that are for the reader.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Reads(language): Reads,
    Asked(wanted): Asked<Wanted>,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let (tenant, member) = reads(visitor);
    let after = wanted.after.as_deref().map(paging::decode).transpose()?;
    let now = app.clock.now();
    let mut conn = app.db.read().await?;
    let reader = facts::reader(&mut conn, tenant.slug(), member.as_ref(), day_of(now)).await?;
    let look = Look {
        tenant: &tenant,
        reader: &reader,
        now,
    };
    let marked = match reader {
        Reader::Visitor => Marked::All,
        Reader::Member(..) => Marked::named(&wanted.show),
    };
    let key = Some(wanted.audience.as_str()).filter(|key| !key.is_empty());
    let listed = reading::list(&mut conn, look, (marked, key), after, A_PAGE).await?;
    let unread = reading::unread(&mut conn, look).await?;
    let home = format!("/{}", tenant.slug());
    let address = |marked: Marked, key: &str, after: Option<String>| {
        format!("{home}/notices{}", query(marked, key, after))
    };
    let title = language.pick("お知らせ", "Notices");
    html(&ListPage {
        lines: listed
            .notices
            .iter()
            .map(|seen| Line::new(seen, &tenant, &reader, language))
            .collect(),
        next: listed
            .next
            .as_ref()
            .and_then(paging::encode)
            .map(|after| address(marked, &wanted.audience, Some(after))),
        unread: reader.member().map(|_| unread),
        ways: ways(
            &reader,
            |one| address(one, &wanted.audience, None),
            marked,
            language,
        ),
        keys: keys(
            &tenant,
            &reader,
            |key| address(marked, key, None),
            &wanted.audience,
            language,
        ),
        page: Page::new(language, title, address_of(&uri))
            .of(&tenant)
            .seen_by(member.as_ref())
            .unread(unread)
            .at(Menu::Notices),
        home,
    })
}

/// What the address of a list says, its question mark included.
fn query(marked: Marked, key: &str, after: Option<String>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if marked != Marked::All {
        query.append_pair("show", marked.name());
    }
    if !key.is_empty() {
        query.append_pair("audience", key);
    }
    if let Some(after) = after {
        query.append_pair("after", &after);
    }
    let query = query.finish();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{mark}{query}")
}

/// All, unread, read; nothing to choose for visitors.
fn ways(
    reader: &Reader,
    address: impl Fn(Marked) -> String,
    chosen: Marked,
    language: Language,
) -> Vec<(String, String, bool)> {
    if reader.member().is_none() {
        return Vec::new();
    }
    let word = |one: Marked| match one {
        Marked::All => language.pick("すべて", "All"),
        Marked::Unread => language.pick("未読", "Unread"),
        Marked::Read => language.pick("既読", "Read"),
    };
    let every = Marked::EVERY.into_iter();
    every
        .map(|one| (address(one), word(one).to_owned(), one == chosen))
        .collect()
}

/// The audiences that the society has names for and the reader belongs to.
fn keys(
    tenant: &Tenant,
    reader: &Reader,
    address: impl Fn(&str) -> String,
    chosen: &str,
    language: Language,
) -> Vec<(String, String, bool)> {
    let named = tenant.society.notices.audiences.iter();
    let own: Vec<_> = named.filter(|one| reader.is_of(&one.audience)).collect();
    if own.len() < 2 {
        return Vec::new();
    }
    let all = language.pick("すべての対象", "Every audience").to_owned();
    let mut keys = vec![(address(""), all, chosen.is_empty())];
    keys.extend(own.into_iter().map(|one| {
        let key = one.key.as_str();
        (
            address(key),
            one.name.get(language).to_owned(),
            key == chosen,
        )
    }));
    keys
}

#[derive(Template)]
#[template(path = "notices/one.html")]
struct OnePage {
    page: Page,
    home: String,
    id: Uuid,
    article: Article,
    at: Timestamp,
    label: String,
    /// Whether it may be marked as read: it is a member's, and unread.
    unread: bool,
    read_at: Option<Timestamp>,
}

/// `GET /{society}/notices/{notice}`: one notice; for whoever it is not for, there is none.
pub(crate) async fn one(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Reads(language): Reads,
    Path((_, notice)): Path<(String, String)>,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let (tenant, member) = reads(visitor);
    let notice = Uuid::parse_str(&notice).map_err(|_| Failure::not_found())?;
    let now = app.clock.now();
    let mut conn = app.db.read().await?;
    let reader = facts::reader(&mut conn, tenant.slug(), member.as_ref(), day_of(now)).await?;
    let look = Look {
        tenant: &tenant,
        reader: &reader,
        now,
    };
    let seen = reading::one(&mut conn, look, notice).await?;
    let seen = seen.ok_or_else(Failure::not_found)?;
    let unread = reading::unread(&mut conn, look).await?;
    let draft = &seen.notice.draft;
    let article = Article::new(&draft.pieces, language).ok_or_else(Failure::not_found)?;
    html(&OnePage {
        page: Page::new(language, &article.title, address_of(&uri))
            .of(&tenant)
            .seen_by(member.as_ref())
            .unread(unread)
            .at(Menu::Notices),
        home: format!("/{}", tenant.slug()),
        id: seen.notice.id,
        at: draft.publish_at.unwrap_or_default(),
        label: seen.notice.label(&tenant, language),
        unread: member.is_some() && seen.read_at.is_none(),
        read_at: seen.read_at,
        article,
    })
}

/// Where to go on after something was marked.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

impl Next {
    fn or(&self, usual: &str) -> Redirect {
        Redirect::to(local_path(&self.next).unwrap_or(usual))
    }
}

/// `POST /{society}/notices/{notice}/read`: the member has read it.
pub(crate) async fn mark(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Path((_, notice)): Path<(String, String)>,
    Form(next): Form<Next>,
) -> Result<Response, Failure> {
    let notice = Uuid::parse_str(&notice).map_err(|_| Failure::not_found())?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let reader = facts::reader(&mut tx, tenant.slug(), Some(&member), day_of(now)).await?;
    let look = Look {
        tenant: &tenant,
        reader: &reader,
        now,
    };
    if !reading::mark(&mut tx, look, notice).await? {
        return Err(Failure::not_found());
    }
    tx.commit().await?;
    let usual = format!("/{}/notices/{notice}", tenant.slug());
    Ok(next.or(&usual).into_response())
}

/// `POST /{society}/notices/read`: the member has read all that is shown.
pub(crate) async fn mark_all(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Form(next): Form<Next>,
) -> Result<Response, Failure> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let reader = facts::reader(&mut tx, tenant.slug(), Some(&member), day_of(now)).await?;
    let look = Look {
        tenant: &tenant,
        reader: &reader,
        now,
    };
    reading::mark_all(&mut tx, look).await?;
    tx.commit().await?;
    let usual = format!("/{}/notices", tenant.slug());
    Ok(next.or(&usual).into_response())
}

#[cfg(test)]
mod tests {
    use super::{Article, Line, ListPage, OnePage};
    use crate::notices::{Piece, Pieces};
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, inspect, tenant};
    use crate::web::page::{Menu, Page};
    use askama::Template as _;
    use shusseki_core::text::Language;

    #[test]
    fn the_pages_escape_what_the_office_wrote() {
        let jsnm = tenant(1);
        let hostile = hostile_member();
        for language in LANGUAGES {
            for member in [None, Some(&hostile)] {
                let page = || {
                    Page::new(language, HOSTILE, HOSTILE)
                        .of(&jsnm)
                        .seen_by(member)
                        .unread(2)
                        .at(Menu::Notices)
                };
                let line = |unread| Line {
                    id: uuid::Uuid::from_u128(1),
                    title: HOSTILE.to_owned(),
                    language: Language::En,
                    on: "2026-11-20".parse().unwrap(),
                    label: HOSTILE.to_owned(),
                    pinned: unread,
                    unread,
                };
                let way = |chosen| (HOSTILE.to_owned(), HOSTILE.to_owned(), chosen);
                for lines in [vec![], vec![line(true), line(false)]] {
                    let list = ListPage {
                        page: page(),
                        home: "/jsnm".to_owned(),
                        lines,
                        next: Some(HOSTILE.to_owned()),
                        unread: member.map(|_| 99),
                        ways: vec![way(true), way(false)],
                        keys: vec![way(true), way(false)],
                    };
                    inspect(&list.render().unwrap());
                }
                let pieces = Pieces {
                    ja: Some(Piece {
                        title: HOSTILE.to_owned(),
                        text: format!("# {HOSTILE}\n\n{HOSTILE}\n\n[x](javascript:alert(1))"),
                    }),
                    en: None,
                };
                let one = OnePage {
                    page: page(),
                    home: "/jsnm".to_owned(),
                    id: uuid::Uuid::from_u128(1),
                    article: Article::new(&pieces, language).unwrap(),
                    at: "2026-11-20T01:00:00Z".parse().unwrap(),
                    label: HOSTILE.to_owned(),
                    unread: member.is_some(),
                    read_at: None,
                };
                assert_eq!(one.article.is_other_language, language == Language::En);
                let shown = one.render().unwrap();
                assert!(!shown.contains("javascript:"), "{shown}");
                if member.is_some() {
                    // The script that marks it is ours.
                    inspect(&shown);
                }
            }
        }
    }
}
