//! Writes the mails of published notices into the outbox, some members at a time. Where it is, the
//! database knows: the place moves on in the same transaction as the mails, so a server that dies
//! loses none and doubles none, and of several processes one does each step.

pub(crate) mod store;

use super::store::one;
use super::{Draft, facts, markup};
use crate::app::{App, Tenant};
use crate::audit::{self, Actor, Deed, Subject, action};
use crate::db::{DbError, Tx};
use crate::mail::templates::NOTICE;
use crate::mail::{self, Letter};
use crate::members::{self, Member};
use jiff::Timestamp;
use serde_json::json;
use shusseki_core::calendar::day_of;
use shusseki_core::text::Language;
use std::sync::Arc;
use std::time::Duration;
use store::Mailing;
use tokio::sync::watch;
use uuid::Uuid;

/// How often it is looked whether there is something to write.
const LOOKS_EVERY: Duration = Duration::from_secs(1);
/// After a look that failed.
const LOOKS_AGAIN_AFTER: Duration = Duration::from_secs(5);
/// Members looked at in one transaction: milliseconds, so that check-ins need not wait.
pub(crate) const AT_ONCE: i64 = 100;

/// Writes until it is told to stop.
pub(crate) async fn run(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    loop {
        let wait = match round(&app, &stopped).await {
            Ok(()) => LOOKS_EVERY,
            Err(error) if error.is_transient() => LOOKS_EVERY,
            Err(error) => {
                tracing::error!(%error, "mails of notices can't be written");
                LOOKS_AGAIN_AFTER
            }
        };
        tokio::select! {
            // An error means that the sender is gone, which also means: stop.
            _ = stopped.wait_for(|stopped| *stopped) => return,
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// Writes what is due now, society by society.
async fn round(app: &App, stopped: &watch::Receiver<bool>) -> Result<(), DbError> {
    for tenant in app.societies.served().all() {
        while !*stopped.borrow() && step(app, tenant).await? {}
    }
    Ok(())
}

/// Does one step, if there is any to do.
pub(crate) async fn step(app: &App, tenant: &Tenant) -> Result<bool, DbError> {
    let now = app.clock.now();
    let mut conn = app.db.read().await?;
    let due = store::due(&mut conn, tenant.slug(), now).await?;
    drop(conn);
    if due.is_none() {
        return Ok(false);
    }
    let mut tx = app.db.write().await?;
    step_in(&mut tx, app, tenant, now).await?;
    tx.commit().await?;
    Ok(true)
}

/// The same in a transaction; tells whether there was a step to do.
pub(crate) async fn step_in(
    tx: &mut Tx,
    app: &App,
    tenant: &Tenant,
    now: Timestamp,
) -> Result<bool, DbError> {
    let slug = tenant.slug();
    let Some(mailing) = store::due(tx, slug, now).await? else {
        return Ok(false);
    };
    let id = Uuid::parse_str(&mailing.notice_id);
    let id = id.map_err(|error| sqlx::Error::Decode(error.into()))?;
    let Some(notice) = one(tx, slug, id).await? else {
        return Ok(false);
    };
    let members = members::store::after(tx, slug, &mailing.after_member, AT_ONCE).await?;
    let facts = facts::of_members(tx, slug, &members, day_of(now)).await?;
    let link = format!("{}/{slug}/notices/{id}", app.config.base_url());
    let letters: Vec<Letter> = members
        .iter()
        .zip(&facts)
        .filter(|(_, facts)| notice.draft.audience.matches(facts))
        .filter_map(|(member, _)| letter(member, &notice.draft, &link))
        .collect();
    let finished = i64::try_from(members.len()).is_ok_and(|read| read < AT_ONCE);
    let last = members.last();
    let last = last.map_or_else(|| mailing.after_member.clone(), |last| last.id.to_string());
    let posted = i64::try_from(letters.len()).unwrap_or(i64::MAX);
    let finished_at = finished.then_some(now);
    if !store::move_on(tx, slug, &mailing, (&last, posted), finished_at).await? {
        // Another process did this step.
        return Ok(true);
    }
    for letter in &letters {
        mail::post(tx, tenant, mailing.due_at.0, letter).await?;
    }
    if finished {
        record(tx, tenant, &mailing, posted, now).await?;
    }
    Ok(true)
}

/// The mail for the member; none without an address.
fn letter(member: &Member, draft: &Draft, link: &str) -> Option<Letter> {
    let to = member.mail.clone()?;
    let language = member.language;
    let mut values = words(draft, language, link)?;
    values.push(("name", member.name.get(language)));
    values.push(("number", member.number.to_string()));
    Some(Letter {
        to,
        language,
        template: &NOTICE,
        values,
    })
}

/// What stands in the mail beside who gets it.
pub(crate) fn words(
    draft: &Draft,
    language: Language,
    link: &str,
) -> Option<Vec<(&'static str, String)>> {
    let (piece, _) = draft.pieces.get(language)?;
    Some(vec![
        ("title", piece.title.clone()),
        ("text", markup::mail(&piece.text)),
        ("link", link.to_owned()),
    ])
}

async fn record(
    tx: &mut Tx,
    tenant: &Tenant,
    mailing: &Mailing,
    posted: i64,
    now: Timestamp,
) -> Result<(), DbError> {
    let all = mailing.posted.saturating_add(posted);
    let deed = Deed {
        actor: Actor::System,
        action: action::NOTICE_MAILED,
        subject: Subject::of_society("notice", &mailing.notice_id),
        before: None,
        after: Some(json!({ "mails": all })),
        why: None,
    };
    audit::record(tx, tenant, now, &deed).await?;
    tracing::info!(society = %tenant.slug(), notice = mailing.notice_id, mails = all, "notice mailed");
    Ok(())
}
