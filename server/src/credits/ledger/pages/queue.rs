//! The office's queue of declarations: their proofs, accept, reject.

use super::DeclaredView;
use crate::app::{App, Tenant};
use crate::credits::known::{KnownAs, lines};
use crate::credits::ledger::api::lines::same_as;
use crate::credits::ledger::api::review::file;
use crate::credits::ledger::error::LedgerError;
use crate::credits::ledger::review::{Verdict, review};
use crate::credits::ledger::{Desk, waiting};
use crate::credits::proofs;
use crate::members::{self, Member};
use crate::web::extract::Staff;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Office, Page, html};
use crate::web::verdict::Said;
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use shusseki_core::ids::EntryId;
use shusseki_core::text::Language;
use std::sync::Arc;

/// Declarations a page: the ones behind follow when these are done.
const A_PAGE: i64 = 20;

#[derive(Template)]
#[template(path = "ledger/queue.html")]
struct QueuePage {
    page: Page,
    office: Office,
    waiting: Vec<WaitingView>,
    home: String,
}

/// A declaration that waits.
struct WaitingView {
    member_number: String,
    name: String,
    declared: DeclaredView,
    /// Whether the ledger has the same thing already, so that it counts once.
    known: bool,
    /// What was said of it a moment ago and could not be taken.
    refused: Option<Refused>,
}

/// A word of the office that could not be taken.
struct Refused {
    line: EntryId,
    /// The reason as typed.
    reason: String,
    sentence: String,
}

/// `GET /{society}/office/declarations`: what waits, the longest waiting first.
pub(crate) async fn queue(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
) -> Result<Html<String>, Failure> {
    html(&page(&app, &staff, language, None).await?)
}

async fn page(
    app: &App,
    staff: &Staff,
    language: Language,
    mut refused: Option<Refused>,
) -> Result<QueuePage, Failure> {
    let (tenant, member) = (&staff.tenant, &staff.member);
    let mut conn = app.db.read().await?;
    let mut found = Vec::new();
    for one in waiting::page(&mut conn, tenant.slug(), None, A_PAGE).await? {
        let lines = lines(&mut conn, tenant.slug(), one.member_id, KnownAs::NOW).await?;
        let Some(line) = lines.iter().find(|line| line.entry.id == one.entry_id) else {
            continue;
        };
        found.push(WaitingView {
            name: format!("{} {}", one.family_name, one.given_name)
                .trim()
                .to_owned(),
            member_number: one.member_number.into(),
            declared: DeclaredView::new(&tenant.society, line),
            known: !same_as(&lines, line).is_empty(),
            refused: refused.take_if(|refused| refused.line == line.entry.id),
        });
    }
    let home = format!("/{}", tenant.slug());
    let title = language.pick("申告の確認", "Declarations to review");
    let failed = found.iter().any(|one| one.refused.is_some());
    Ok(QueuePage {
        page: Page::new(language, title, &format!("{home}/office/declarations"))
            .of(tenant)
            .seen_by(Some(member))
            .failed(failed),
        office: Office::of(staff, "declarations"),
        waiting: found,
        home,
    })
}

/// `GET /{society}/office/declarations/{number}/{line}/proof`: the file.
pub(crate) async fn proof(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path((_, number, line)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let tenant = &staff.tenant;
    let (whose, line) = declared(&app, tenant, &number, &line).await?;
    let mut conn = app.db.read().await?;
    let proof = proofs::proof(&mut conn, tenant.slug(), whose.id, line).await?;
    Ok(file(proof.ok_or(LedgerError::NoSuchLine)?))
}

/// `POST /{society}/office/declarations/{number}/{line}`: accepts or rejects, and back to the queue.
pub(crate) async fn say(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, number, line)): Path<(String, String, String)>,
    Form(said): Form<Said>,
) -> Result<Response, Failure> {
    let (tenant, member) = (&staff.tenant, &staff.member);
    let (whose, line) = declared(&app, tenant, &number, &line).await?;
    let why = said.reason.trim();
    let verdict = if said.accepts() {
        Verdict::Accepted {
            why: Some(why).filter(|why| !why.is_empty()),
            same_as: None,
        }
    } else {
        Verdict::Rejected { why }
    };
    let desk = Desk {
        tenant,
        member: whose.id,
        by: member.id,
        now: app.clock.now(),
    };
    let mut tx = app.db.write().await?;
    match review(&mut tx, &desk, line, verdict).await {
        Ok(_) => tx.commit().await?,
        Err(LedgerError::ReasonMissing) => {
            drop(tx);
            let failure = Failure::from(LedgerError::ReasonMissing);
            let refused = Refused {
                line,
                reason: said.reason,
                sentence: failure.sentence(language).to_owned(),
            };
            let page = page(&app, &staff, language, Some(refused)).await?;
            return Ok((failure.status(), html(&page)?).into_response());
        }
        Err(error) => return Err(error.into()),
    }
    tracing::info!(society = %tenant.slug(), %line, by = %member.id, "declaration reviewed");
    let back = format!("/{}/office/declarations", tenant.slug());
    Ok(Redirect::to(&back).into_response())
}

async fn declared(
    app: &App,
    tenant: &Tenant,
    number: &str,
    line: &str,
) -> Result<(Member, EntryId), LedgerError> {
    let number = number.parse().map_err(|_| LedgerError::NoSuchMember)?;
    let line = line.parse().map_err(|_| LedgerError::NoSuchLine)?;
    let mut conn = app.db.read().await?;
    let member = members::by_number(&mut conn, tenant.slug(), &number).await?;
    Ok((member.ok_or(LedgerError::NoSuchMember)?, line))
}

#[cfg(test)]
mod tests {
    use super::super::samples::declared;
    use super::{QueuePage, Refused, WaitingView};
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, hostile_tenant, inspect};
    use crate::web::page::{Office, Page};
    use askama::Template as _;
    use shusseki_core::ids::EntryId;

    #[test]
    fn the_page_escapes_what_members_declare() {
        for language in LANGUAGES {
            for count in [0, 1] {
                let waiting = (0..count).map(|_| WaitingView {
                    member_number: HOSTILE.to_owned(),
                    name: HOSTILE.to_owned(),
                    declared: declared("waiting"),
                    known: true,
                    refused: Some(Refused {
                        line: EntryId::new(uuid::Uuid::nil()),
                        reason: HOSTILE.to_owned(),
                        sentence: HOSTILE.to_owned(),
                    }),
                });
                let page = QueuePage {
                    page: Page::new(language, HOSTILE, HOSTILE)
                        .of(&hostile_tenant())
                        .seen_by(Some(&hostile_member())),
                    office: Office::sample("declarations"),
                    waiting: waiting.collect(),
                    home: "/jhrs".to_owned(),
                };
                inspect(&page.render().unwrap());
            }
        }
    }
}
