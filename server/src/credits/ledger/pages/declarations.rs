//! What a member declares: the form, and what became of earlier declarations.

use super::DeclaredView;
use super::form::{self, Sent, Typed, field_of};
use crate::accounts::form::{Complaint, WrongField};
use crate::app::{App, Tenant};
use crate::credits::known::{KnownAs, lines};
use crate::credits::ledger::Desk;
use crate::credits::ledger::declare::declare;
use crate::credits::ledger::error::LedgerError;
use crate::credits::new_entry::Origin;
use crate::members::Member;
use crate::web::extract::{Asked, LoggedIn};
use crate::web::failure::Failure;
use crate::web::idempotency::{self, Keyed};
use crate::web::language::Reads;
use crate::web::page::{Menu, Page, html};
use askama::Template;
use axum::extract::{Multipart, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use serde::Deserialize;
use shusseki_core::ids::RoleKey;
use shusseki_core::society::{Activity, Role, Society};
use shusseki_core::text::Language;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "ledger/declarations.html")]
struct DeclarationsPage {
    page: Page,
    declared: Vec<DeclaredView>,
    /// Whether one was sent just now.
    sent: bool,
    form: Typed,
    complaint: Option<Complaint>,
    activities: Vec<Activity>,
    roles: Vec<Role>,
    /// Whether any of the society's credits depend on how long something lasted.
    asks_minutes: bool,
    today: Date,
    home: String,
}

/// A plain field of the form.
struct Input<'a> {
    id: &'static str,
    kind: &'static str,
    label: &'static str,
    value: &'a str,
    needed: bool,
}

impl DeclarationsPage {
    /// The fields at the top of the form.
    fn inputs(&self) -> [Input<'_>; 3] {
        let language = self.page.language;
        let typed = &self.form;
        let input = |id, kind, label, value, needed| Input {
            id,
            kind,
            label,
            value,
            needed,
        };
        let day = language.pick("参加した日", "Day");
        let event = language.pick("大会名", "Event");
        let session = language.pick("セッション名（あれば）", "Session, if any");
        [
            input("day", "date", day, typed.day.as_str(), true),
            input("event", "text", event, &typed.event, true),
            input("session", "text", session, &typed.session, false),
        ]
    }

    fn wrong(&self, field: &str) -> Option<&str> {
        let mut fields = self.complaint.as_ref()?.fields.iter();
        let wrong = fields.find(|wrong| wrong.field == field);
        wrong.map(|wrong| wrong.message.as_str())
    }
}

/// Whether one was sent just now.
#[derive(Deserialize)]
pub(crate) struct Shown {
    #[serde(default)]
    sent: String,
}

/// `GET /{society}/declarations`: earlier declarations and the form.
pub(crate) async fn declarations(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    Asked(shown): Asked<Shown>,
) -> Result<Response, Failure> {
    let form = Typed {
        key: app.random.uuid()?.to_string(),
        role: RoleKey::attending().to_string(),
        ..Typed::default()
    };
    let mut page = page(&app, &tenant, &member, language, form).await?;
    page.sent = !shown.sent.is_empty();
    Ok(html(&page)?.into_response())
}

/// `POST /{society}/declarations`: declares, and back to the list; what was wrong is told where it
/// was typed.
pub(crate) async fn send(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    form: Multipart,
) -> Result<Response, Failure> {
    let sent = form::read(form).await?;
    let typed = sent.typed.clone();
    let (field, failure) = match keep(&app, &tenant, &member, sent).await {
        Ok(()) => {
            let back = format!("/{}/declarations?sent=1", tenant.slug());
            return Ok(Redirect::to(&back).into_response());
        }
        Err((_, failure)) if failure.status().is_server_error() => return Err(failure),
        Err(wrong) => wrong,
    };
    let mut page = page(&app, &tenant, &member, language, typed).await?;
    let mut complaint = Complaint::of(&failure, language);
    let message = complaint.sentence.clone();
    complaint.fields = vec![WrongField { field, message }];
    page.complaint = Some(complaint);
    page.page = page.page.failed(true);
    Ok((failure.status(), html(&page)?).into_response())
}

async fn keep(
    app: &App,
    tenant: &Tenant,
    member: &Member,
    sent: Sent,
) -> Result<(), (&'static str, Failure)> {
    let wrong = |failure: Failure| (field_of(&failure), failure);
    let key = idempotency::checked(&sent.typed.key).ok();
    let described = sent.typed.described()?;
    let proof = sent.proof.map_err(|error| wrong(error.into()))?;
    let request = Keyed::new(key, &(&described, proof.digest()));
    let desk = Desk {
        tenant,
        member: member.id,
        by: member.id,
        now: app.clock.now(),
    };
    let declared = async {
        let mut tx = app.db.write().await?;
        declare(
            &mut tx,
            &app.random,
            &desk,
            &described,
            proof,
            request.as_ref(),
        )
        .await?;
        tx.commit().await?;
        Ok::<_, LedgerError>(())
    };
    declared.await.map_err(|error| wrong(error.into()))
}

async fn page(
    app: &App,
    tenant: &Arc<Tenant>,
    member: &Member,
    language: Language,
    form: Typed,
) -> Result<DeclarationsPage, Failure> {
    let mut conn = app.db.read().await?;
    let lines = lines(&mut conn, tenant.slug(), member.id, KnownAs::NOW).await?;
    let society = &tenant.society;
    let declared = lines.iter().filter(|line| line.origin == Origin::Member);
    let mut declared: Vec<DeclaredView> = declared
        .map(|line| DeclaredView::new(society, line))
        .collect();
    declared.sort_by_key(|one| std::cmp::Reverse(one.declared_at));
    let home = format!("/{}", tenant.slug());
    let title = language.pick("自己申告", "Declare credits");
    Ok(DeclarationsPage {
        page: Page::new(language, title, &format!("{home}/declarations"))
            .of(tenant)
            .seen_by(Some(member))
            .at(Menu::Credits),
        declared,
        sent: false,
        form,
        complaint: None,
        activities: society.activities.clone(),
        roles: society.roles.clone(),
        asks_minutes: asks_minutes(society),
        today: app.today(),
        home,
    })
}

fn asks_minutes(society: &Society) -> bool {
    let mut lines = society.activities.iter().flat_map(|one| &one.credits);
    lines.any(|line| line.per_minutes.is_some() || line.least_minutes.is_some())
}

#[cfg(test)]
mod tests {
    use super::super::samples::declared;
    use super::{DeclarationsPage, Typed};
    use crate::accounts::form::{Complaint, WrongField};
    use crate::credits::proofs::ProofError;
    use crate::web::failure::Failure;
    use crate::web::page::Page;
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, hostile_tenant, inspect};
    use askama::Template as _;

    fn hostile() -> Typed {
        Typed {
            key: HOSTILE.to_owned(),
            day: HOSTILE.to_owned(),
            activity: HOSTILE.to_owned(),
            role: HOSTILE.to_owned(),
            event: HOSTILE.to_owned(),
            session: HOSTILE.to_owned(),
            minutes: HOSTILE.to_owned(),
            codes: HOSTILE.to_owned(),
        }
    }

    #[test]
    fn the_page_escapes_what_was_typed() {
        let tenant = hostile_tenant();
        for language in LANGUAGES {
            let states = ["waiting", "accepted", "rejected", "voided"];
            for (shown, wrong) in [
                (vec![], None),
                (states.map(declared).to_vec(), Some("proof")),
            ] {
                let complaint = wrong.map(|field| Complaint {
                    fields: vec![WrongField {
                        field,
                        message: HOSTILE.to_owned(),
                    }],
                    ..Complaint::of(&Failure::from(ProofError::OtherKind), language)
                });
                let page = DeclarationsPage {
                    page: Page::new(language, HOSTILE, HOSTILE)
                        .of(&tenant)
                        .seen_by(Some(&hostile_member())),
                    sent: shown.is_empty(),
                    declared: shown,
                    form: hostile(),
                    complaint,
                    activities: tenant.society.activities.clone(),
                    roles: tenant.society.roles.clone(),
                    asks_minutes: true,
                    today: "2026-11-20".parse().unwrap(),
                    home: "/jhrs".to_owned(),
                };
                inspect(&page.render().unwrap());
            }
        }
    }
}
