//! Making it so. What other members may not see half done is one transaction, and it holds nothing
//! else: members, profiles, certifications, and one line of the audit log. On SQLite nobody can
//! register an attendance meanwhile, so it is three statements from table to table. What can be done
//! before is done [before](hide), what can follow [follows](super::settle), both in small steps.

use super::job::Work;
use super::map::Target;
use super::plans::listed::{self, Listed};
use super::settle::renew;
use super::store::stations::{self, Step};
use super::{Counts, Import, ImportError, State, lines};
use crate::audit::{self, action};
use crate::credits::planned as holdings;
use crate::db::{DbError, Tx};
use crate::directory;
use crate::members::{MemberStatus, planned};
use jiff::Timestamp;
use serde_json::Value as Json;
use shusseki_core::ids::MemberId;
use std::time::Instant;

/// Rows that are looked at together.
const ROWS: i64 = 2_000;
/// Members whom one transaction takes out of the directory, or puts back.
const HIDDEN: usize = 200;

/// Something that is no longer what was shown.
const CHANGED_MEANWHILE: &str = "import-changed-meanwhile";

/// Carries out what was shown: all of it, or nothing where anything is not any more what it was
/// compared with. Then it is compared anew.
pub(super) async fn carry_out(work: &Work<'_>, import: &Import) -> Result<(), ImportError> {
    let reached = hide(work, import).await?;
    if switch(work, import, reached).await? {
        return Ok(());
    }
    let (app, slug) = (work.app, work.tenant.slug());
    tracing::info!(society = %slug, import = import.id, "members changed since the preview");
    show_again(work, import).await?;
    let mut tx = app.db.write().await?;
    let back = [State::CarryingOut, State::Checking];
    stations::move_on(&mut tx, slug, &import.id, back, Some(CHANGED_MEANWHILE)).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes out of the directory who is not to be found any more: a moment early, so that nobody is found
/// after having withdrawn. Goes on where an earlier process left off; tells the last row.
async fn hide(work: &Work<'_>, import: &Import) -> Result<i64, ImportError> {
    let slug = work.tenant.slug();
    let mut from = import.dealt_with;
    loop {
        let mut conn = work.app.db.read().await?;
        let listed = listed::to_carry_out(&mut conn, slug, &import.id, from, ROWS).await?;
        drop(conn);
        let Some(last) = listed.last() else {
            return Ok(from);
        };
        let to = last.row;
        let hidden = leaving(work, &listed);
        for some in hidden.chunks(HIDDEN) {
            let mut tx = work.app.db.write().await?;
            directory::forget_all(&mut tx, work.tenant, some).await?;
            tx.commit().await?;
            work.rest().await;
        }
        let mut tx = work.app.db.write().await?;
        work.step(&mut tx, import, Step::of(State::CarryingOut, from, to))
            .await?;
        tx.commit().await?;
        from = to;
        work.tell(State::CarryingOut, to, import.rows);
    }
}

/// Those of the rows who are in the directory and won't be.
fn leaving(work: &Work<'_>, listed: &[Listed]) -> Vec<MemberId> {
    if work.tenant.society.profile.directory.is_none() {
        return Vec::new();
    }
    let leaves = |row: &&Listed| {
        let searchable = row.after.get("searchable").and_then(Json::as_bool);
        !row.is_new && (withdraws(row) || searchable == Some(false))
    };
    let leaving = listed.iter().filter(leaves);
    leaving.filter_map(|row| row.member).collect()
}

/// Whether the row ends a membership.
pub(super) fn withdraws(row: &Listed) -> bool {
    let status = row.after.get("status").and_then(Json::as_str);
    !row.is_new && status == Some(MemberStatus::Withdrawn.name())
}

/// Puts back into the directory whoever was [hidden](hide) for nothing.
async fn show_again(work: &Work<'_>, import: &Import) -> Result<(), ImportError> {
    let mut from = 0;
    loop {
        let mut conn = work.app.db.read().await?;
        let slug = work.tenant.slug();
        let listed = listed::to_carry_out(&mut conn, slug, &import.id, from, ROWS).await?;
        drop(conn);
        let Some(last) = listed.last() else {
            return Ok(());
        };
        from = last.row;
        for some in leaving(work, &listed).chunks(HIDDEN) {
            let mut tx = work.app.db.write().await?;
            renew(work, &mut tx, some).await?;
            tx.commit().await?;
            work.rest().await;
        }
    }
}

/// The one transaction; false where something is not what was shown, and nothing was done.
async fn switch(work: &Work<'_>, import: &Import, reached: i64) -> Result<bool, ImportError> {
    let (app, slug) = (work.app, work.tenant.slug());
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let locked = Instant::now();
    work.step(
        &mut tx,
        import,
        Step::of(State::CarryingOut, reached, reached),
    )
    .await?;
    if !store_all(work, import, &mut tx, now).await? {
        return Ok(false);
    }
    let deed = lines::of_file(import, action::MEMBERS_IMPORTED, &Json::Null);
    audit::record(&mut tx, work.tenant, now, &deed).await?;
    let end = audit::end(&mut tx, work.tenant).await?;
    stations::carried_out(&mut tx, slug, &import.id, now, end).await?;
    tx.commit().await?;
    let Counts { added, changed, .. } = import.counts;
    let milliseconds = u64::try_from(locked.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(society = %slug, import = import.id, added, changed, milliseconds, "members imported");
    Ok(true)
}

/// Members, profiles and certifications; false where something is not what was shown.
async fn store_all(
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
    let is_held = |(_, target): &(usize, Target)| matches!(target, Target::Held(..));
    if !super::review::columns(work, import)
        .targets
        .iter()
        .any(is_held)
    {
        return Ok(true);
    }
    let mut after = 0;
    loop {
        let listed = listed::to_carry_out(tx, slug, &import.id, after, ROWS).await?;
        let Some(last) = listed.last() else {
            return Ok(true);
        };
        after = last.row;
        let held: Vec<_> = listed
            .iter()
            .filter_map(|row| Some((row.member?, &row.held)))
            .flat_map(|(member, held)| held.iter().map(move |held| (member, held.clone())))
            .collect();
        if !holdings::change(tx, slug, &held).await? {
            return Ok(false);
        }
    }
}
