//! What follows when members were stored: the lines of the audit log about each of them, what ends
//! with a membership, what finds them in the office's search, and the directory. Nobody waits for it
//! long: each step is a transaction of its own, and where it stopped the next process goes on.

use super::carry_out::withdraws;
use super::job::Work;
use super::plans::{
    known,
    listed::{self, Listed},
};
use super::receive::forget_rows;
use super::store::stations::{self, Step};
use super::told::SINCE;
use super::{Import, ImportError, State, lines};
use crate::audit::{self, Deed, action};
use crate::db::{DbError, Tx};
use crate::directory;
use crate::members::roster;
use crate::office::standing;
use serde_json::json;
use shusseki_core::calendar::day_of;
use shusseki_core::ids::MemberId;

/// Members whom one transaction deals with.
pub(super) const SETTLED: i64 = 200;

/// Does all that follows.
pub(super) async fn settle(work: &Work<'_>, import: &Import) -> Result<(), ImportError> {
    let (app, slug) = (work.app, work.tenant.slug());
    let mut from = import.dealt_with;
    loop {
        let mut conn = app.db.read().await?;
        let listed = listed::to_carry_out(&mut conn, slug, &import.id, from, SETTLED).await?;
        drop(conn);
        let Some(last) = listed.last() else { break };
        let to = last.row;
        let mut tx = app.db.write().await?;
        work.step(&mut tx, import, Step::of(State::Settling, from, to))
            .await?;
        some(work, import, &mut tx, listed).await?;
        tx.commit().await?;
        from = to;
        work.tell(State::Settling, to, import.rows);
        work.rest().await;
    }
    forget_rows(app, work.tenant, &import.id).await?;
    let mut tx = app.db.write().await?;
    let done = [State::Settling, State::Done];
    if stations::move_on(&mut tx, slug, &import.id, done, None).await? {
        tx.commit().await?;
    }
    Ok(())
}

/// What follows for some of the rows.
async fn some(
    work: &Work<'_>,
    import: &Import,
    tx: &mut Tx,
    mut listed: Vec<Listed>,
) -> Result<(), ImportError> {
    let now = work.app.clock.now();
    let members: Vec<MemberId> = listed.iter().filter_map(|row| row.member).collect();
    renew(work, tx, &members).await?;
    for row in &mut listed {
        if let (true, Some(member)) = (withdraws(row), row.member) {
            // Nobody with a role withdraws by a file.
            standing::end(tx, work.tenant, member, &[]).await?;
        }
        let since = import.carried_out_at.map(day_of);
        if !row.is_new && row.after.get("status").is_some() {
            row.after[SINCE] = json!(since);
        }
    }
    let deeds: Vec<Deed> = listed
        .into_iter()
        .filter_map(|row| lines::of_row(import, action::MEMBER_IMPORTED, row))
        .collect();
    audit::record_all(tx, work.tenant, now, &deeds).await?;
    Ok(())
}

/// Writes anew what the office's search and the directory hold of these members.
pub(super) async fn renew(
    work: &Work<'_>,
    tx: &mut Tx,
    members: &[MemberId],
) -> Result<(), DbError> {
    let known = known::by_ids(tx, work.tenant.slug(), members).await?;
    let found: Vec<_> = known.iter().map(|known| &known.member).collect();
    roster::write(tx, work.tenant.slug(), &found).await?;
    if work.tenant.society.profile.directory.is_none() {
        return Ok(());
    }
    let members: Vec<_> = known
        .into_iter()
        .map(|known| {
            let whole = super::told::whole(&known.member, &known.contents);
            (known.member, whole)
        })
        .collect();
    directory::refresh_all(tx, work.tenant, &members).await
}
