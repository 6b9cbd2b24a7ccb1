//! The merge itself, in the transaction of the approval: every table that knows members hands over or ends
//! what the record that goes has. Which does which, `tests/tables.rs` lists.

use super::MergeError;
use super::compare::{Pair, Side};
use super::store::Request;
use super::subjects;
use crate::accounts::{closed, end_other_sessions};
use crate::app::{App, Tenant};
use crate::audit::{self, Actor, Deed, action};
use crate::check_in;
use crate::db::{DbError, Tx};
use crate::directory;
use crate::mail::templates::MEMBERS_MERGED;
use crate::mail::{self, Letter};
use crate::members::handover::{self, Handover};
use crate::members::profile::{self, Change};
use crate::members::{self, Member, MemberStatus, roster, store};
use crate::office::deed::Desk;
use crate::office::error::OfficeError;
use crate::office::roles;
use crate::{notices, support};
use serde_json::{Map, Value, json};
use shusseki_core::ids::MemberId;
use shusseki_core::mail_address::MailAddress;
use shusseki_core::profile::{Contents, Known};
use std::collections::BTreeSet;

/// Makes the two records one.
///
/// # Errors
/// See [`MergeError`]; the transaction should then be abandoned.
pub(super) async fn merge(
    tx: &mut Tx,
    desk: &Desk<'_>,
    request: &Request,
    pair: &Pair,
) -> Result<(), MergeError> {
    let (tenant, slug) = (desk.tenant, desk.tenant.slug());
    let handover = Handover {
        society: slug,
        from: pair.goes.id,
        to: pair.stays.id,
    };
    check_in::handover::hand_over(tx, tenant, &handover).await?;
    handover::hand_over(tx, &handover, desk.now).await?;
    notices::handover::hand_over(tx, &handover).await?;
    support::cases::store::hand_over(tx, &handover).await?;
    // Roles are given to a person by name and never come with a record.
    let held = members::roles(tx, slug, pair.goes.id).await?;
    roles::leave(tx, tenant, pair.goes.id, &held).await?;
    closed::close(tx, tenant, &handover).await?;
    if !handover::bury(tx, &handover, desk.today()).await? {
        return Err(MergeError::Merged);
    }
    let kept = pair.comparison.kept(tenant, &request.choices);
    keep(tx, desk, request, pair, &kept).await?;
    let stays = stored(tx, tenant, pair.stays.id).await?;
    let gone = stored(tx, tenant, pair.goes.id).await?;
    directory::refresh(tx, tenant, &stays, &kept.held).await?;
    directory::refresh(tx, tenant, &gone, &Contents::default()).await?;
    roster::write(tx, slug, &[&stays, &gone]).await?;
    tell(tx, desk, pair, &stays).await?;
    record(tx, desk, request, pair, &kept).await
}

async fn stored(tx: &mut Tx, tenant: &Tenant, member: MemberId) -> Result<Member, MergeError> {
    let stored = members::by_id(tx, tenant.slug(), member).await?;
    stored.ok_or(MergeError::Office(OfficeError::NoSuchMember))
}

/// Stores what the record that stays takes from the other.
async fn keep(
    tx: &mut Tx,
    desk: &Desk<'_>,
    request: &Request,
    pair: &Pair,
    kept: &Side,
) -> Result<(), MergeError> {
    let (tenant, slug) = (desk.tenant, desk.tenant.slug());
    let (stays, was) = (&pair.stays, &pair.comparison.stays);
    let mut same = was.clone();
    same.status.clone_from(&kept.status);
    if same != *kept {
        let member = Member {
            district: kept.district.clone(),
            ..stays.clone()
        };
        let change = Change {
            member: &member,
            before: &pair.stored,
            held: &kept.held,
            actor: Actor::Staff(desk.by),
            why: Some(request.reason.clone()),
        };
        let standing = (&kept.class, kept.joined_on);
        profile::save_with(tx, tenant, &change, standing, desk.now).await?;
    }
    if let Some(mail) = mail_of(kept)
        && stays.mail.as_ref() != Some(&mail)
    {
        store::set_mail(tx, slug, stays.id, &mail).await?;
    }
    let Ok(status) = MemberStatus::try_from(kept.status.clone()) else {
        return Ok(());
    };
    if status != stays.status {
        let step = (stays.status, status);
        store::set_status(tx, slug, stays.id, step, desk.today()).await?;
        if status == MemberStatus::Withdrawn {
            let held = members::roles(tx, slug, stays.id).await?;
            roles::leave(tx, tenant, stays.id, &held).await?;
            end_other_sessions(tx, tenant, stays.id, None).await?;
        }
    }
    Ok(())
}

fn mail_of(side: &Side) -> Option<MailAddress> {
    side.held.text(Known::Mail.key())?.parse().ok()
}

/// Tells every address that either record had.
async fn tell(tx: &mut Tx, desk: &Desk<'_>, pair: &Pair, stays: &Member) -> Result<(), DbError> {
    let language = stays.language;
    let addresses = [&stays.mail, &pair.stays.mail, &pair.goes.mail];
    let addresses: BTreeSet<&str> = addresses
        .into_iter()
        .flatten()
        .map(MailAddress::as_str)
        .collect();
    for address in addresses {
        let Ok(to) = address.parse() else { continue };
        let letter = Letter {
            to,
            language,
            template: &MEMBERS_MERGED,
            values: vec![
                ("name", stays.name.get(language)),
                ("number", stays.number.to_string()),
                ("old_number", pair.goes.number.to_string()),
            ],
        };
        mail::post(tx, desk.tenant, desk.now, &letter).await?;
    }
    Ok(())
}

/// A line about each record. The one that goes has its whole record in it: nothing else keeps it.
async fn record(
    tx: &mut Tx,
    desk: &Desk<'_>,
    request: &Request,
    pair: &Pair,
    kept: &Side,
) -> Result<(), MergeError> {
    let asker = stored(tx, desk.tenant, request.asked_by).await?;
    let [stays, goes] = subjects(request);
    let comparison = &pair.comparison;
    let shared = json!({
        "asked-by": asker.number.as_str(),
        "approval": desk.why.trim(),
    });
    let mut before = told(&comparison.stays);
    let mut after = told(kept);
    let unchanged: Vec<String> = before
        .iter()
        .filter(|(key, value)| after.get(*key) == Some(*value))
        .map(|(key, _)| key.clone())
        .collect();
    for key in unchanged {
        before.remove(&key);
        after.remove(&key);
    }
    after.insert("merged".to_owned(), pair.goes.number.as_str().into());
    let mut gone = Map::new();
    gone.insert("merged-into".to_owned(), pair.stays.number.as_str().into());
    for told in [&mut after, &mut gone] {
        told.extend(shared.as_object().cloned().unwrap_or_default());
    }
    let deed = |subject, before: Map<String, Value>, after: Map<String, Value>| Deed {
        actor: Actor::Staff(desk.by),
        action: action::MEMBERS_MERGED,
        subject,
        before: Some(Value::Object(before)),
        after: Some(Value::Object(after)),
        why: Some(request.reason.clone()),
    };
    let deeds = [
        deed(stays, before, after),
        deed(goes, told(&comparison.goes), gone),
    ];
    audit::record_all(tx, desk.tenant, desk.now, &deeds).await?;
    Ok(())
}

/// A record as the audit log keeps it.
fn told(side: &Side) -> Map<String, Value> {
    let mut told = Map::new();
    for (key, value) in &side.held.values {
        told.insert(key.to_string(), json!(value));
    }
    for (key, text) in &side.held.substitutes {
        told.insert(format!("{key} (substitute)"), json!(text));
    }
    told.insert("number".to_owned(), side.number.as_str().into());
    told.insert("class".to_owned(), side.class.as_str().into());
    told.insert("joined-on".to_owned(), side.joined_on.to_string().into());
    told.insert("status".to_owned(), side.status.as_str().into());
    if let Some(district) = &side.district {
        told.insert("district".to_owned(), district.as_str().into());
    }
    let list = |items: Vec<String>| Value::from(items.join(", "));
    told.insert("roles".to_owned(), list(side.roles.clone()));
    let held = side.holdings.iter().map(|held| {
        let (first, last) = (held.period.first, held.period.last);
        format!("{} {} {first}/{last}", held.certification, held.number)
    });
    told.insert("certifications".to_owned(), list(held.collect()));
    told
}

/// Hands over what came too late for a merge: a check-in that was under way on another connection, or a
/// line that was written for the old number.
///
/// # Errors
/// The database failed.
pub(crate) async fn catch_up(app: &App) -> Result<(), DbError> {
    for tenant in app.societies.served().all() {
        let mut conn = app.db.read().await?;
        let late = handover::late(&mut conn, tenant.slug()).await?;
        drop(conn);
        for (from, to) in late {
            let society = tenant.slug();
            let handover = Handover { society, from, to };
            let mut tx = app.db.write().await?;
            check_in::handover::hand_over(&mut tx, tenant, &handover).await?;
            tx.commit().await?;
            tracing::info!(%society, %from, %to, "handed over after a merge");
        }
    }
    Ok(())
}
