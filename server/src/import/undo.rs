//! Taking the last import back: what was before stands again, where nobody changed it since.
//!
//! A member who came with the file goes with it, unless something has happened since: whoever has
//! attended, has credits or a password, or was changed by hand is somebody whom the society knows by
//! now. Such a member stays, with the reason, and the office decides.

use super::check::Known;
use super::job::Work;
use super::plans::{
    known,
    listed::{self, Listed},
    undone,
};
use super::settle::{SETTLED, renew};
use super::store::stations::{self, Step};
use super::told::{HELD, SINCE, Told, differing, put, tell_held, told};
use super::{Import, ImportError, State, lines};
use crate::app::{App, Tenant};
use crate::audit::{self, Deed, action};
use crate::credits::planned::{self as holdings, HeldChange};
use crate::db::{DbError, Json, Tx};
use crate::directory;
use crate::members::planned::{self, Former};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use shusseki_core::ids::MemberId;
use std::collections::{BTreeSet, HashMap};

/// So long an import can be taken back, in hours: 30 days.
pub(crate) const UNDONE_WITHIN: SignedDuration = SignedDuration::from_hours(30 * 24);
/// What stands before the names of what was changed since.
pub(crate) const CHANGED_SINCE: &str = "changed-since";

/// Has the import taken back.
///
/// # Errors
/// [`ImportError::NotLast`] where another followed, or too much time has gone by.
pub(crate) async fn undo(
    app: &App,
    tenant: &Tenant,
    id: &str,
    by: MemberId,
) -> Result<(), ImportError> {
    let now = app.clock.now();
    let since = now.saturating_sub(UNDONE_WITHIN).unwrap_or(Timestamp::MIN);
    let mut tx = app.db.write().await?;
    if !stations::start_undo(&mut tx, tenant.slug(), id, by, since).await? {
        return Err(ImportError::NotLast);
    }
    tx.commit().await?;
    app.imports.wake();
    Ok(())
}

/// Takes the import back, in steps: each row for itself, so that a step needs no other. Goes on where an
/// earlier process left off.
pub(super) async fn take_back(work: &Work<'_>, import: &Import) -> Result<(), ImportError> {
    let (app, slug) = (work.app, work.tenant.slug());
    let mut from = import.dealt_with;
    loop {
        let mut conn = app.db.read().await?;
        let listed = listed::to_carry_out(&mut conn, slug, &import.id, from, SETTLED).await?;
        drop(conn);
        let Some(last) = listed.last() else { break };
        let to = last.row;
        let mut tx = app.db.write().await?;
        work.step(&mut tx, import, Step::of(State::Undoing, from, to))
            .await?;
        rows(work, import, &mut tx, listed).await?;
        tx.commit().await?;
        from = to;
        work.tell(State::Undoing, to, import.rows);
        work.rest().await;
    }
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    work.step(&mut tx, import, Step::of(State::Undoing, from, from))
        .await?;
    let [stayed, changed] = undone::left_alone(&mut tx, slug, &import.id).await?;
    let (removed, restored) = (
        import.counts.added - stayed,
        import.counts.changed - changed,
    );
    let kept = stayed + changed;
    let more = json!({ "removed": removed, "restored": restored, "kept": kept });
    let deed = lines::of_file(import, action::MEMBERS_IMPORT_UNDONE, &more);
    audit::record(&mut tx, work.tenant, now, &deed).await?;
    stations::undone(&mut tx, slug, &import.id, now).await?;
    tx.commit().await?;
    tracing::info!(society = %slug, import = import.id, removed, restored, kept, "import undone");
    Ok(())
}

async fn rows(
    work: &Work<'_>,
    import: &Import,
    tx: &mut Tx,
    listed: Vec<Listed>,
) -> Result<(), DbError> {
    let (slug, now) = (work.tenant.slug(), work.app.clock.now());
    let ids: Vec<MemberId> = listed.iter().filter_map(|row| row.member).collect();
    let known = known::by_ids(tx, slug, &ids).await?;
    let known: HashMap<MemberId, Known> =
        known.into_iter().map(|one| (one.member.id, one)).collect();
    let new: Vec<MemberId> = listed
        .iter()
        .filter(|row| row.is_new)
        .filter_map(|row| row.member)
        .collect();
    let used = undone::used(tx, slug, &new, import.audit_line.unwrap_or(0)).await?;
    let used: HashMap<MemberId, String> = used.into_iter().collect();
    let mut back = Back::default();
    for row in listed {
        // Gone otherwise since: merged with another, say.
        let now = row.member.and_then(|member| known.get(&member));
        let Some(now) = now.filter(|now| now.member.merged_into.is_none()) else {
            back.kept.push((row.row, "gone".to_owned()));
            continue;
        };
        if row.is_new {
            back.remove(&row, now, used.get(&now.member.id));
        } else {
            back.restore(&row, now)?;
        }
    }
    directory::forget_all(tx, work.tenant, &back.removed).await?;
    // They were looked at in this transaction, so nothing of them can be different.
    holdings::change(tx, slug, &back.held).await?;
    planned::forget(tx, slug, &back.removed).await?;
    planned::put_back(tx, slug, &back.restored, now).await?;
    let ids: Vec<MemberId> = back
        .restored
        .iter()
        .map(|former| former.member.id)
        .collect();
    renew(work, tx, &ids).await?;
    undone::note_kept(tx, slug, &import.id, &back.kept).await?;
    let deeds: Vec<Deed> = back
        .deeds
        .into_iter()
        .map(|(member, told)| {
            let [before, after] = told.map(Value::Object);
            lines::of_member(import, action::MEMBER_IMPORT_UNDONE, member, before, after)
        })
        .collect();
    audit::record_all(tx, work.tenant, now, &deeds).await
}

/// What is to be done with some rows.
#[derive(Default)]
struct Back {
    removed: Vec<MemberId>,
    restored: Vec<Former>,
    held: Vec<(MemberId, HeldChange)>,
    kept: Vec<(i64, String)>,
    deeds: Vec<(MemberId, [Told; 2])>,
}

impl Back {
    /// A member who came with the file goes, if nothing has happened since.
    fn remove(&mut self, row: &Listed, now: &Known, used: Option<&String>) {
        let id = now.member.id;
        let mut is = [told(&now.member, &now.contents), Told::new()];
        let given = |known: &Known| {
            let came = row.held.iter().all(|held| holds(known, held));
            came && known.held.len() == row.held.len()
        };
        let [told, _] = &is;
        let same = told
            .iter()
            .all(|(key, value)| row.after.get(key) == Some(value));
        let reason = match used.map(String::as_str) {
            Some("unused") | None if same && given(now) => None,
            Some("unused") | None => Some("changed"),
            Some(other) => Some(other),
        };
        if let Some(reason) = reason {
            return self.kept.push((row.row, reason.to_owned()));
        }
        let held: Vec<HeldChange> = row.held.iter().map(backwards).collect();
        tell_held(&mut is, &held);
        self.held.extend(held.into_iter().map(|held| (id, held)));
        self.removed.push(id);
        self.deeds.push((id, is));
    }

    /// What was before stands again, where it still is what the file made of it.
    fn restore(&mut self, row: &Listed, now: &Known) -> Result<(), DbError> {
        let (mut member, mut contents) = (now.member.clone(), now.contents.clone());
        let is = told(&now.member, &now.contents);
        let empty = Told::new();
        let before = row.before.as_object().unwrap_or(&empty);
        let after = row.after.as_object().unwrap_or(&empty);
        let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let keys = keys
            .into_iter()
            .filter(|key| !key.starts_with(HELD) && *key != SINCE);
        let mut changed_since = Vec::new();
        for key in keys {
            if is.get(key) == after.get(key) {
                put(&mut member, &mut contents, key, before.get(key));
            } else {
                changed_since.push(key.clone());
            }
        }
        let mut held = Vec::new();
        for change in &row.held {
            if holds(now, change) {
                held.push(backwards(change));
            } else {
                changed_since.push(format!("{HELD}{}", change.certification));
            }
        }
        if !changed_since.is_empty() {
            self.kept.push((
                row.row,
                format!("{CHANGED_SINCE} {}", changed_since.join(" ")),
            ));
        }
        let mut differs = differing(&is, &told(&member, &contents));
        tell_held(&mut differs, &held);
        if differs.iter().all(Told::is_empty) {
            return Ok(());
        }
        let status_since = before.get(SINCE).and_then(Value::as_str);
        self.held
            .extend(held.into_iter().map(|held| (member.id, held)));
        self.deeds.push((member.id, differs));
        self.restored.push(Former {
            contents: Json(&contents).text()?,
            status_since: status_since.and_then(|day| day.parse().ok()),
            member,
        });
        Ok(())
    }
}

/// Whether the member still holds the certification as the file has it.
fn holds(known: &Known, change: &HeldChange) -> bool {
    let mut held = known.held.iter();
    held.any(|(certification, held)| {
        *certification == change.certification && Some(held) == change.after.as_ref()
    })
}

fn backwards(change: &HeldChange) -> HeldChange {
    HeldChange {
        before: change.after.clone(),
        after: change.before.clone(),
        ..change.clone()
    }
}
