//! What became of the mails: waiting, sent, failed, bounced; sending again.

use crate::app::{App, Tenant};
use crate::db::{Conn, DbError};
use crate::mail::office::{self, Before, Posted};
use crate::mail::templates::by_key;
use crate::members;
use crate::web::extract::{Asked, Staff};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Office, Page, address_of, html};
use crate::web::paging;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;
use shusseki_core::ids::MemberNumber;
use shusseki_core::mail_address::MailAddress;
use shusseki_core::text::{Language, Text};
use std::sync::Arc;

/// Mails a page.
const A_PAGE: i64 = 30;

/// The states, with their words.
const STATES: &[(&str, [&str; 2])] = &[
    ("waiting", ["送信待ち", "Waiting"]),
    ("sent", ["送信済み", "Sent"]),
    ("bounced", ["宛先不明などで返送", "Came back"]),
    ("failed", ["送信できず", "Given up"]),
];

#[derive(Template)]
#[template(path = "mail/outbox.html")]
struct OutboxPage {
    page: Page,
    office: Office,
    sought: Sought,
    /// Whether nobody is found of whom mail was looked for.
    nobody: bool,
    /// Why nothing leaves, if nothing does.
    stopped: Option<&'static str>,
    /// Where the demo shows what would have been sent.
    shown: Option<String>,
    mails: Vec<MailView>,
    older: Option<String>,
    home: String,
}

/// A mail as the page shows it.
pub(crate) struct MailView {
    pub(crate) id: String,
    title: String,
    to: String,
    pub(crate) subject: String,
    pub(crate) state: &'static str,
    pub(crate) state_word: &'static str,
    pub(crate) posted_at: Timestamp,
    settled_at: Option<Timestamp>,
    /// When it is tried next, of one that was tried in vain.
    again_at: Option<Timestamp>,
    attempts: i64,
    said: Option<String>,
    pub(crate) may_be_retried: bool,
    may_be_put_away: bool,
    is_put_away: bool,
}

impl MailView {
    /// The mail as it stands now.
    pub(crate) fn new(mail: Posted, now: Timestamp, language: Language) -> Self {
        let state = STATES.iter().find(|(name, _)| *name == mail.state);
        let (state, [ja, en]) = *state.unwrap_or(&STATES[0]);
        let waits = state == "waiting";
        let again_at = (waits && mail.attempts > 0).then_some(mail.due_at.0);
        Self {
            title: by_key(&mail.template).map_or_else(
                || mail.template.clone(),
                |template| template.title(language).to_owned(),
            ),
            may_be_retried: mail.may_be_retried(now),
            may_be_put_away: mail.may_be_put_away(),
            is_put_away: mail.put_away_at.is_some(),
            id: mail.mail_id,
            to: mail.recipient,
            subject: mail.subject,
            state,
            state_word: language.pick(ja, en),
            posted_at: mail.posted_at.0,
            settled_at: mail.settled_at.map(|at| at.0),
            again_at,
            attempts: mail.attempts,
            said: mail.said,
        }
    }
}

/// What is looked for; what is empty is not asked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Sought {
    /// A mail address or a member number.
    to: String,
    state: String,
    cursor: String,
    lang: String,
}

impl Sought {
    /// The query that asks for the same, from another place on.
    fn query(&self, cursor: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("to", self.to.as_str()),
            ("state", &self.state),
            ("cursor", cursor),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.finish()
    }

    /// The address that is looked for: typed, or the member's. Nothing, where there is none.
    async fn address(
        &self,
        conn: &mut Conn,
        tenant: &Tenant,
    ) -> Result<Option<MailAddress>, DbError> {
        if self.to.contains(['@', '＠']) {
            return Ok(self.to.parse().ok());
        }
        let Ok(number) = self.to.parse::<MemberNumber>() else {
            return Ok(None);
        };
        let member = members::by_number(conn, tenant.slug(), &number).await?;
        Ok(member.and_then(|member| member.mail))
    }
}

impl OutboxPage {
    fn states(&self) -> Vec<(&'static str, &'static str)> {
        let word = |&(name, [ja, en]): &(&'static str, [&'static str; 2])| {
            (name, self.page.language.pick(ja, en))
        };
        let undelivered = (
            office::UNDELIVERED,
            self.page
                .say("届かず、未対応", "Not arrived, to be dealt with"),
        );
        std::iter::once(undelivered)
            .chain(STATES.iter().map(word))
            .collect()
    }
}

/// `GET /{society}/office/mail`: the mails, newest first. For the role admin.
pub(crate) async fn mails(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Asked(sought): Asked<Sought>,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let tenant = &staff.tenant;
    let before: Option<Before> = match sought.cursor.as_str() {
        "" => None,
        cursor => Some(paging::decode(cursor)?),
    };
    let mut conn = app.db.read().await?;
    let anybody = sought.to.trim().is_empty();
    let to = if anybody {
        None
    } else {
        sought.address(&mut conn, tenant).await?
    };
    let nobody = !anybody && to.is_none();
    let state = Some(sought.state.as_str()).filter(|state| !state.is_empty());
    let mut found = if nobody {
        Vec::new()
    } else {
        let asked = (to.as_ref().map(MailAddress::as_str), state);
        office::list(&mut conn, tenant.slug(), asked, before, A_PAGE + 1).await?
    };
    drop(conn);
    let a_page = usize::try_from(A_PAGE).unwrap_or(usize::MAX);
    let more = found.len() > a_page;
    found.truncate(a_page);
    let older = found.last().filter(|_| more).map(Posted::before);
    let home = format!("/{}", tenant.slug());
    let title = language.pick("メール", "Mail");
    let now = app.clock.now();
    html(&OutboxPage {
        page: staff.page(language, title, address_of(&uri)),
        office: Office::of(&staff, "mail"),
        older: older
            .and_then(|older| paging::encode(&older))
            .map(|cursor| format!("{home}/office/mail?{}", sought.query(&cursor))),
        sought,
        nobody,
        stopped: stopped(&app, language),
        shown: app.config.demo.then(|| format!("{home}/demo/mails")),
        mails: found
            .into_iter()
            .map(|mail| MailView::new(mail, now, language))
            .collect(),
        home,
    })
}

/// Why nothing leaves.
fn stopped(app: &App, language: Language) -> Option<&'static str> {
    if app.config.demo {
        Some(language.pick(
            "デモではメールを外へ送りません。",
            "In the demo no mail leaves this machine.",
        ))
    } else if app.config.mail.is_none() {
        Some(language.pick(
            "メールサーバーが設定されていないため、メールは送られずに待っています。システム担当者にご連絡ください。",
            "No mail server is set up, so mail waits. Please tell whoever runs the server.",
        ))
    } else {
        None
    }
}

/// `POST /{society}/office/mail/{mail}/retry`: sends a mail again that did not arrive. For the role
/// admin.
pub(crate) async fn retry(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path((_, mail)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let mut tx = app.db.write().await?;
    let now = app.clock.now();
    if !office::retry(&mut tx, &staff.tenant, (&mail, staff.member.id), now).await? {
        return Err(Failure::new(
            StatusCode::CONFLICT,
            "mail-not-retried",
            Text::new(
                "このメールは再送できません。",
                "This mail can't be sent again.",
            ),
            Text::new(
                "すでに送信待ちか、内容の期限が切れています。一覧をご確認ください。",
                "It waits already, or is too late to be of use. Look at the list.",
            ),
        ));
    }
    tx.commit().await?;
    tracing::info!(society = %staff.tenant.slug(), mail, by = %staff.member.id, "mail retried");
    let back = format!("/{}/office/mail", staff.tenant.slug());
    Ok(Redirect::to(&back).into_response())
}

/// `POST /{society}/office/mail/{mail}/put-away`: a mail that did not arrive is dealt with. For the role
/// admin.
pub(crate) async fn put_away(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path((_, mail)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let mut tx = app.db.write().await?;
    let now = app.clock.now();
    // Pressed twice, or by two, it is as done as before.
    if office::put_away(&mut tx, &staff.tenant, (&mail, staff.member.id), now).await? {
        tx.commit().await?;
        tracing::info!(society = %staff.tenant.slug(), mail, by = %staff.member.id, "mail put away");
    }
    let back = format!(
        "/{}/office/mail?state={}",
        staff.tenant.slug(),
        office::UNDELIVERED
    );
    Ok(Redirect::to(&back).into_response())
}

#[cfg(test)]
mod tests {
    use super::{MailView, OutboxPage, STATES, Sought};
    use crate::check_in::tests::{TEN, at};
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, hostile_tenant, inspect};
    use crate::web::page::{Office, Page};
    use askama::Template as _;

    #[test]
    fn the_page_escapes_what_it_shows() {
        for language in LANGUAGES {
            let mails = STATES.iter().map(|(state, [word, _])| MailView {
                id: HOSTILE.to_owned(),
                title: HOSTILE.to_owned(),
                to: HOSTILE.to_owned(),
                subject: HOSTILE.to_owned(),
                state,
                state_word: word,
                posted_at: at(TEN),
                settled_at: Some(at(TEN)),
                again_at: Some(at(TEN)),
                attempts: 2,
                said: Some(HOSTILE.to_owned()),
                may_be_retried: true,
                may_be_put_away: true,
                is_put_away: true,
            });
            let page = OutboxPage {
                page: Page::new(language, HOSTILE, HOSTILE)
                    .of(&hostile_tenant())
                    .seen_by(Some(&hostile_member())),
                office: Office::sample("mail"),
                sought: Sought {
                    to: HOSTILE.to_owned(),
                    ..Sought::default()
                },
                nobody: true,
                stopped: Some("x"),
                shown: Some("/jhrs/demo/mails".to_owned()),
                mails: mails.collect(),
                older: Some("/jhrs/office/mail?cursor=a".to_owned()),
                home: "/jhrs".to_owned(),
            };
            inspect(&page.render().unwrap());
        }
    }
}
