//! Making it so, in one transaction; then the directory, little by little.

use super::job::Work;
use super::plans::{self, Listed};
use super::receive::forget_rows;
use super::store::{self, Step};
use super::{Counts, Import, ImportError, State};
use crate::audit::{self, Action, Actor, Deed, Subject, action};
use crate::credits::planned as holdings;
use crate::db::{DbError, Tx};
use crate::directory;
use crate::members::{MemberStatus, planned, roster};
use jiff::Timestamp;
use serde_json::{Value as Json, json};
use shusseki_core::ids::MemberId;
use std::time::Instant;

/// Lines of the audit log that are written in one statement.
const LINES: i64 = 2_000;
/// Members whom one transaction puts into the directory.
const SETTLED: i64 = 100;

/// Something that is no longer what was shown.
const CHANGED_MEANWHILE: &str = "import-changed-meanwhile";

/// Who has it done.
fn actor(import: &Import) -> Actor {
    import.decided_by.map_or(Actor::System, Actor::Staff)
}

/// Carries out what was shown: all of it, or nothing where anything is not any more what it was
/// compared with. Then it is compared anew.
pub(super) async fn carry_out(work: &Work<'_>, import: &Import) -> Result<(), ImportError> {
    let (app, slug) = (work.app, work.tenant.slug());
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let locked = Instant::now();
    let step = Step {
        state: State::CarryingOut,
        from: 0,
        to: 0,
        more_rows: 0,
        lease_until: work.long_lease(),
    };
    if !work.goes_on() || !store::go_on(&mut tx, slug, &import.id, &step).await? {
        return Err(ImportError::Elsewhere);
    }
    if !all(work, import, &mut tx, now).await? {
        drop(tx);
        tracing::info!(society = %slug, import = import.id, "members changed since the preview");
        let mut tx = app.db.write().await?;
        let back = [State::CarryingOut, State::Checking];
        store::move_on(&mut tx, slug, &import.id, back, Some(CHANGED_MEANWHILE)).await?;
        tx.commit().await?;
        return Ok(());
    }
    let end = audit::end(&mut tx, work.tenant).await?;
    store::carried_out(&mut tx, slug, &import.id, now, end).await?;
    tx.commit().await?;
    let Counts { added, changed, .. } = import.counts;
    let milliseconds = u64::try_from(locked.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(society = %slug, import = import.id, added, changed, milliseconds, "members imported");
    Ok(())
}

/// Everything in the transaction; false where something is not what was shown.
async fn all(
    work: &Work<'_>,
    import: &Import,
    tx: &mut Tx,
    now: Timestamp,
) -> Result<bool, DbError> {
    let slug = work.tenant.slug();
    let Counts { added, changed, .. } = import.counts;
    let wanted = [added, changed].map(|count| u64::try_from(count).unwrap_or(0));
    if !planned::carry_out(tx, slug, &import.id, wanted, now).await? {
        return Ok(false);
    }
    let (mut after, mut done) = (0, 0);
    loop {
        let listed = plans::to_carry_out(tx, slug, &import.id, after, LINES).await?;
        let Some(last) = listed.last() else { break };
        after = last.row;
        done += i64::try_from(listed.len()).unwrap_or(0);
        let held: Vec<_> = listed
            .iter()
            .filter_map(|row| Some((row.member?, &row.held)))
            .flat_map(|(member, held)| held.iter().map(move |held| (member, held.clone())))
            .collect();
        if !holdings::change(tx, slug, &held).await? {
            return Ok(false);
        }
        // Whoever is not to be found any more, is not from this moment on.
        let hidden: Vec<MemberId> = listed
            .iter()
            .filter(|row| hides(row))
            .filter_map(|row| row.member)
            .collect();
        directory::forget_all(tx, work.tenant, &hidden).await?;
        let deeds: Vec<Deed> = listed
            .into_iter()
            .filter_map(|row| deed(import, action::MEMBER_IMPORTED, row))
            .collect();
        audit::record_all(tx, work.tenant, now, &deeds).await?;
        work.tell(State::CarryingOut, done, Some(added + changed));
    }
    audit::record(
        tx,
        work.tenant,
        now,
        &summary(import, action::MEMBERS_IMPORTED, &Json::Null),
    )
    .await?;
    Ok(true)
}

fn hides(row: &Listed) -> bool {
    let withdrawn = row.after.get("status").and_then(Json::as_str);
    let searchable = row.after.get("searchable").and_then(Json::as_bool);
    !row.is_new && (withdrawn == Some(MemberStatus::Withdrawn.name()) || searchable == Some(false))
}

/// The line of the audit log about one member.
pub(super) fn deed(import: &Import, action: Action, row: Listed) -> Option<Deed> {
    let some = |told: Json| {
        told.as_object()
            .is_some_and(|told| !told.is_empty())
            .then_some(told)
    };
    let mut after = row.after;
    if let Some(told) = after.as_object_mut() {
        told.insert("import".to_owned(), json!(import.id));
    }
    Some(Deed {
        actor: actor(import),
        action,
        subject: Subject::member(row.member?),
        before: some(row.before),
        after: some(after),
        why: None,
    })
}

/// The line about the file as a whole.
pub(super) fn summary(import: &Import, action: Action, more: &Json) -> Deed {
    let mut after = json!({
        "file": import.file_name,
        "added": import.counts.added,
        "changed": import.counts.changed,
        "unchanged": import.counts.unchanged,
    });
    if let (Some(after), Some(more)) = (after.as_object_mut(), more.as_object()) {
        after.extend(more.clone());
    }
    Deed {
        actor: actor(import),
        action,
        subject: Subject::of_society("import", &import.id),
        before: None,
        after: Some(after),
        why: None,
    }
}

/// Writes the directory anew for the members of the file, as they are now.
pub(super) async fn settle(work: &Work<'_>, import: &Import) -> Result<(), ImportError> {
    let (app, slug) = (work.app, work.tenant.slug());
    let has_directory = work.tenant.society.profile.directory.is_some();
    let mut from = import.dealt_with;
    loop {
        if !has_directory {
            break;
        }
        let mut conn = app.db.read().await?;
        let listed = plans::to_carry_out(&mut conn, slug, &import.id, from, SETTLED).await?;
        drop(conn);
        let Some(last) = listed.last() else { break };
        let to = last.row;
        let mut tx = app.db.write().await?;
        let step = Step {
            state: State::Settling,
            from,
            to,
            more_rows: 0,
            lease_until: work.lease_until(),
        };
        if !work.goes_on() || !store::go_on(&mut tx, slug, &import.id, &step).await? {
            return Err(ImportError::Elsewhere);
        }
        let members: Vec<MemberId> = listed.iter().filter_map(|row| row.member).collect();
        refresh(work, &mut tx, &members).await?;
        tx.commit().await?;
        from = to;
        work.tell(State::Settling, to, None);
    }
    forget_rows(app, work.tenant, &import.id).await?;
    let mut tx = app.db.write().await?;
    let done = [State::Settling, State::Done];
    if store::move_on(&mut tx, slug, &import.id, done, None).await? {
        tx.commit().await?;
    }
    Ok(())
}

/// Writes anew what the office's search and the directory hold of these members.
pub(super) async fn refresh(
    work: &Work<'_>,
    tx: &mut Tx,
    members: &[MemberId],
) -> Result<(), DbError> {
    let known = plans::by_ids(tx, work.tenant.slug(), members).await?;
    let found: Vec<_> = known.iter().map(|known| &known.member).collect();
    roster::write(tx, work.tenant.slug(), &found).await?;
    let members: Vec<_> = known
        .into_iter()
        .map(|known| {
            let whole = super::told::whole(&known.member, &known.contents);
            (known.member, whole)
        })
        .collect();
    directory::refresh_all(tx, work.tenant, &members).await
}
