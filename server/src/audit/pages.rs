//! The audit log in the console: who did what, searched, page by page, and as a file.

use super::action::{self, Action};
use super::export;
use super::search::{Before, Found, NotSought, Sought, search};
use super::shown::{self, Change};
use crate::app::{App, Tenant};
use crate::web::csv;
use crate::web::extract::{Asked, Staff};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Office, Page, address_of, html};
use crate::web::paging;
use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use shusseki_core::text::Language;
use std::sync::Arc;

/// Lines a page.
const A_PAGE: i64 = 30;

#[derive(Template)]
#[template(path = "audit/log.html")]
struct LogPage {
    page: Page,
    office: Office,
    sought: Sought,
    wrong: Option<NotSought>,
    actions: &'static [Action],
    lines: Vec<LineView>,
    older: Option<String>,
    file: String,
    home: String,
}

/// A line as the page shows it.
pub(crate) struct LineView {
    pub(crate) number: i64,
    pub(crate) at: Timestamp,
    pub(crate) action: String,
    pub(crate) actor: String,
    pub(crate) actor_number: Option<String>,
    pub(crate) subject: String,
    pub(crate) member: Option<String>,
    pub(crate) member_number: Option<String>,
    pub(crate) changes: Vec<Change>,
    pub(crate) why: Option<String>,
}

impl LineView {
    /// The line in that language.
    pub(crate) fn new(found: Found, tenant: &Tenant, language: Language) -> Self {
        Self {
            number: found.line,
            at: found.recorded_at.0,
            action: shown::action_word(&found, language),
            actor: found
                .actor_name()
                .unwrap_or_else(|| shown::nobody(language).to_owned()),
            subject: shown::subject_word(&found, language),
            member: found.member_name(),
            changes: shown::changes(&found, tenant, language),
            actor_number: found.actor_number,
            member_number: found.member_number,
            why: found.why,
        }
    }
}

impl LogPage {
    /// The message under that field, if it is wrong.
    fn wrong(&self, field: &str) -> Option<&'static str> {
        let wrong = self.wrong.as_ref().filter(|wrong| wrong.field == field)?;
        let [ja, en] = wrong.sentence;
        Some(self.page.language.pick(ja, en))
    }

    fn searched(&self) -> bool {
        let Sought {
            member,
            actor,
            action,
            from,
            to,
            ..
        } = &self.sought;
        [member, actor, action, from, to]
            .iter()
            .any(|field| !field.is_empty())
    }
}

/// The query that asks for the same, from another place on.
fn query(sought: &Sought, cursor: Option<String>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in [
        ("member", &sought.member),
        ("actor", &sought.actor),
        ("action", &sought.action),
        ("from", &sought.from),
        ("to", &sought.to),
        ("cursor", &cursor.unwrap_or_default()),
    ] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    query.finish()
}

/// `GET /{society}/office/audit`: the log, newest first. For the role admin.
pub(crate) async fn log(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Asked(sought): Asked<Sought>,
    uri: Uri,
) -> Result<Response, Failure> {
    let tenant = &staff.tenant;
    let before: Option<Before> = match sought.cursor.as_str() {
        "" => None,
        cursor => Some(paging::decode(cursor)?),
    };
    let mut conn = app.db.read().await?;
    let (mut found, wrong) = match sought.filter(&mut conn, tenant).await? {
        // One more than is shown, to know whether another page follows.
        Ok(filter) => {
            let found = search(&mut conn, tenant.slug(), &filter, before, A_PAGE + 1).await?;
            (found, None)
        }
        Err(wrong) => (Vec::new(), Some(wrong)),
    };
    drop(conn);
    let a_page = usize::try_from(A_PAGE).unwrap_or(usize::MAX);
    let more = found.len() > a_page;
    found.truncate(a_page);
    let older = found.last().filter(|_| more).map(Found::before);
    let title = language.pick("操作記録", "Audit log");
    let home = format!("/{}", tenant.slug());
    let status = if wrong.is_some() {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    };
    let page = LogPage {
        page: staff
            .page(language, title, address_of(&uri))
            .failed(wrong.is_some()),
        office: Office::of(&staff, "audit"),
        older: older
            .and_then(|older| paging::encode(&older))
            .map(|cursor| format!("{home}/office/audit?{}", query(&sought, Some(cursor)))),
        file: format!("{home}/office/audit.csv?{}", query(&sought, None)),
        sought,
        wrong,
        actions: action::ALL,
        lines: found
            .into_iter()
            .map(|found| LineView::new(found, tenant, language))
            .collect(),
        home,
    };
    Ok((status, html(&page)?).into_response())
}

/// `GET /{society}/office/audit.csv`: all that was found, as a file. For the role admin.
pub(crate) async fn file(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Asked(sought): Asked<Sought>,
) -> Result<Response, Failure> {
    let mut conn = app.db.read().await?;
    let filter = sought.filter(&mut conn, &staff.tenant).await??;
    drop(conn);
    let name = format!("audit-{}-{}.csv", staff.tenant.slug(), app.today());
    let body = export::body(app, staff.tenant, filter, language);
    Ok(csv::file(&name, body))
}

#[cfg(test)]
mod tests {
    use super::super::action::ALL;
    use super::super::search::Sought;
    use super::super::shown::Change;
    use super::{LineView, LogPage};
    use crate::check_in::tests::{TEN, at};
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, hostile_tenant, inspect};
    use crate::web::page::{Office, Page};
    use askama::Template as _;

    fn line() -> LineView {
        let hostile = || Some(HOSTILE.to_owned());
        LineView {
            number: 1,
            at: at(TEN),
            action: HOSTILE.to_owned(),
            actor: HOSTILE.to_owned(),
            actor_number: hostile(),
            subject: HOSTILE.to_owned(),
            member: hostile(),
            member_number: hostile(),
            changes: vec![Change {
                what: HOSTILE.to_owned(),
                before: hostile(),
                after: hostile(),
            }],
            why: hostile(),
        }
    }

    #[test]
    fn the_page_escapes_what_it_shows() {
        for language in LANGUAGES {
            for count in [0, 3] {
                let page = LogPage {
                    page: Page::new(language, HOSTILE, HOSTILE)
                        .of(&hostile_tenant())
                        .seen_by(Some(&hostile_member())),
                    office: Office::sample("audit"),
                    sought: Sought {
                        member: HOSTILE.to_owned(),
                        from: HOSTILE.to_owned(),
                        ..Sought::default()
                    },
                    wrong: None,
                    actions: ALL,
                    lines: (0..count).map(|_| line()).collect(),
                    older: Some("/jhrs/office/audit?cursor=a".to_owned()),
                    file: "/jhrs/office/audit.csv?".to_owned(),
                    home: "/jhrs".to_owned(),
                };
                inspect(&page.render().unwrap());
            }
        }
    }
}
