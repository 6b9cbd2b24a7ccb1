//! The mails of the demo, of which nothing leaves: whoever was promised one reads it here.

use crate::app::App;
use crate::mail::office::{self, Before, Posted};
use crate::web::extract::{Asked, Of};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Page, address_of, html};
use crate::web::paging;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Html;
use jiff::Timestamp;
use serde::Deserialize;
use std::sync::Arc;

/// Mails a page.
const A_PAGE: i64 = 10;

#[derive(Template)]
#[template(path = "demo/mails.html")]
struct MailsPage {
    page: Page,
    mails: Vec<MailView>,
    older: Option<String>,
    home: String,
}

/// A mail as the page shows it.
struct MailView {
    to: String,
    subject: String,
    language: String,
    posted_at: Timestamp,
    pieces: Vec<Piece>,
}

/// A piece of a mail's text: words, or a link.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Words(String),
    Link(String),
}

impl MailView {
    fn new(mail: Posted, own: &str) -> Self {
        Self {
            pieces: pieces(mail.body.as_deref().unwrap_or_default(), own),
            to: mail.recipient,
            subject: mail.subject,
            language: mail.language,
            posted_at: mail.posted_at.0,
        }
    }
}

/// The text taken apart: what begins with the installation's own address is a link.
fn pieces(text: &str, own: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(own) {
        let (words, link) = rest.split_at(at);
        let end = link.find(|one: char| !one.is_ascii_graphic() || "<>\"'".contains(one));
        let (link, after) = link.split_at(end.unwrap_or(link.len()));
        pieces.push(Piece::Words(words.to_owned()));
        pieces.push(Piece::Link(link.to_owned()));
        rest = after;
    }
    pieces.push(Piece::Words(rest.to_owned()));
    pieces.retain(|piece| *piece != Piece::Words(String::new()));
    pieces
}

/// Which page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Which {
    cursor: String,
}

/// `GET /{society}/demo/mails`: every mail of the society, newest first. In the demo only.
pub(crate) async fn mails(
    State(app): State<Arc<App>>,
    Of(tenant): Of,
    Reads(language): Reads,
    Asked(which): Asked<Which>,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let before: Option<Before> = match which.cursor.as_str() {
        "" => None,
        cursor => Some(paging::decode(cursor)?),
    };
    let mut conn = app.db.read().await?;
    let mut found =
        office::list(&mut conn, tenant.slug(), (None, None), before, A_PAGE + 1).await?;
    drop(conn);
    let a_page = usize::try_from(A_PAGE).unwrap_or(usize::MAX);
    let more = found.len() > a_page;
    found.truncate(a_page);
    let older = found.last().filter(|_| more).map(Posted::before);
    let home = format!("/{}", tenant.slug());
    let title = language.pick("デモのメール", "Mails of the demo");
    let own = app.config.base_url();
    html(&MailsPage {
        page: Page::new(language, title, address_of(&uri)).of(&tenant),
        older: older
            .and_then(|older| paging::encode(&older))
            .map(|cursor| format!("{home}/demo/mails?cursor={cursor}")),
        mails: found
            .into_iter()
            .map(|mail| MailView::new(mail, own))
            .collect(),
        home,
    })
}

#[cfg(test)]
mod tests {
    use super::{MailView, MailsPage, Piece, pieces};
    use crate::check_in::tests::{TEN, at};
    use crate::web::page::Page;
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_tenant, inspect};
    use askama::Template as _;

    #[test]
    fn links_of_this_host_can_be_followed_and_others_not() {
        let text = "手続きは http://127.0.0.1:8080/jsnm/reset/AB_c-9 から。\nhttp://evil.example/";
        let found = pieces(text, "http://127.0.0.1:8080");
        assert_eq!(
            found,
            [
                Piece::Words("手続きは ".to_owned()),
                Piece::Link("http://127.0.0.1:8080/jsnm/reset/AB_c-9".to_owned()),
                Piece::Words(" から。\nhttp://evil.example/".to_owned()),
            ]
        );
        assert_eq!(pieces("", "http://a"), []);
    }

    #[test]
    fn the_page_escapes_what_it_shows() {
        for language in LANGUAGES {
            let mail = MailView {
                to: HOSTILE.to_owned(),
                subject: HOSTILE.to_owned(),
                language: "ja".to_owned(),
                posted_at: at(TEN),
                pieces: vec![
                    Piece::Words(HOSTILE.to_owned()),
                    Piece::Link(format!("http://a{HOSTILE}")),
                ],
            };
            let page = MailsPage {
                page: Page::new(language, HOSTILE, HOSTILE).of(&hostile_tenant()),
                mails: vec![mail],
                older: Some("/jhrs/demo/mails?cursor=a".to_owned()),
                home: "/jhrs".to_owned(),
            };
            inspect(&page.render().unwrap());
        }
    }
}
