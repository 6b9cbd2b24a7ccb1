//! Every row compared with the members: what it would do.

use super::check::{Columns, Known, Outcome};
use super::fault::{RowFault, Wrong};
use super::job::Work;
use super::map::target;
use super::plans::{self, Plan, counts, known};
use super::read::Row;
use super::store::{
    staged,
    stations::{self, Step},
};
use super::{Import, ImportError, State};
use shusseki_core::ids::MemberNumber;
use std::collections::HashMap;
use uuid::Uuid;

/// Rows that one transaction writes.
const ROWS: i64 = 500;

/// Compares the rows with the members, from where an earlier process left off.
pub(super) async fn review(work: &Work<'_>, import: &Import) -> Result<(), ImportError> {
    let slug = work.tenant.slug();
    let columns = columns(work, import);
    let mut from = import.dealt_with;
    if from == 0 {
        clear(work, import).await?;
    }
    loop {
        let mut conn = work.app.db.read().await?;
        let rows = staged::rows(&mut conn, slug, &import.id, from, ROWS).await?;
        let Some(last) = rows.last() else { break };
        let to = i64::from(last.number);
        let numbered: Vec<_> = rows.iter().map(|row| (row, columns.number(row))).collect();
        let numbers: Vec<MemberNumber> = numbered
            .iter()
            .filter_map(|(_, number)| number.as_ref().ok().cloned())
            .collect();
        let known = known::by_numbers(&mut conn, slug, &numbers).await?;
        drop(conn);
        let plans = plan(work, &columns, numbered, &known)?;
        let mut tx = work.app.db.write().await?;
        work.step(&mut tx, import, Step::of(State::Checking, from, to))
            .await?;
        plans::keep(&mut tx, slug, &import.id, &plans).await?;
        tx.commit().await?;
        from = to;
        work.tell(State::Checking, to, import.rows);
        work.rest().await;
    }
    mark_twice(work, import, &columns).await?;
    let mut conn = work.app.db.read().await?;
    let counts = counts::counts(&mut conn, slug, &import.id).await?;
    drop(conn);
    let mut tx = work.app.db.write().await?;
    stations::counted(&mut tx, slug, &import.id, counts).await?;
    let done = [State::Checking, State::Checked];
    if stations::move_on(&mut tx, slug, &import.id, done, import.trouble.as_deref()).await? {
        tx.commit().await?;
    }
    Ok(())
}

/// How the office said that the file is read.
pub(super) fn columns<'a>(work: &'a Work<'_>, import: &'a Import) -> Columns<'a> {
    let society = &work.tenant.society;
    let chosen = import.chosen.clone().unwrap_or_default();
    let targets = chosen
        .columns
        .iter()
        .enumerate()
        .filter_map(|(place, key)| {
            // A target that the definition lost since is left out.
            Some((place, target(society, key.as_deref()?)?))
        });
    Columns {
        society,
        headings: &import.headings,
        targets: targets.collect(),
        digits: chosen.digits,
        clear: chosen.clear,
    }
}

/// Forgets what an earlier look found.
async fn clear(work: &Work<'_>, import: &Import) -> Result<(), ImportError> {
    loop {
        let mut tx = work.app.db.write().await?;
        let more = staged::forget_plans(&mut tx, work.tenant.slug(), &import.id).await?;
        tx.commit().await?;
        if !more {
            return Ok(());
        }
    }
}

fn plan(
    work: &Work<'_>,
    columns: &Columns<'_>,
    rows: Vec<(&Row, Result<MemberNumber, RowFault>)>,
    known: &[Known],
) -> Result<Vec<Plan>, ImportError> {
    let by_number: HashMap<&str, &Known> = known
        .iter()
        .map(|one| (one.member.number.as_str(), one))
        .collect();
    let mut no_randomness = None;
    let mut ids = || {
        let now = work.app.clock.now();
        work.app.random.uuid_at(now).unwrap_or_else(|error| {
            no_randomness = Some(error);
            Uuid::nil()
        })
    };
    let mut plans = Vec::with_capacity(rows.len());
    for (row, number) in rows {
        let found = number
            .as_ref()
            .ok()
            .and_then(|number| by_number.get(number.as_str()));
        let outcome = match &number {
            Ok(number) => columns.check(row, number.clone(), found.copied(), &mut ids),
            Err(fault) => Outcome::Wrong(vec![fault.clone()]),
        };
        plans.push(Plan {
            row: i64::from(row.number),
            outcome,
            number: number.ok(),
            known: found.map(|known| (known.revision, known.seen.clone())),
        });
    }
    match no_randomness {
        Some(error) => Err(error.into()),
        None => Ok(plans),
    }
}

/// Finds numbers that stand in several rows: which of them is meant, nobody can know.
async fn mark_twice(
    work: &Work<'_>,
    import: &Import,
    columns: &Columns<'_>,
) -> Result<(), ImportError> {
    const AT_ONCE: i64 = 2_000;
    let slug = work.tenant.slug();
    let number = columns
        .targets
        .iter()
        .find(|(_, target)| *target == super::map::Target::Number);
    let heading = number.and_then(|(place, _)| import.headings.get(*place));
    let heading = heading.map_or("", String::as_str);
    let mut after = 0;
    loop {
        let mut conn = work.app.db.read().await?;
        let twice = counts::twice(&mut conn, slug, &import.id, after, AT_ONCE).await?;
        drop(conn);
        let Some(last) = twice.last() else {
            return Ok(());
        };
        after = last.row;
        let marked: Vec<_> = twice
            .into_iter()
            .map(|one| {
                let mut faults = one.faults;
                let wrong = Wrong::Twice { row: one.other };
                faults.retain(|fault| fault.wrong != wrong);
                faults.push(RowFault::of(heading, &one.number, wrong));
                (one.row, faults)
            })
            .collect();
        let mut tx = work.app.db.write().await?;
        plans::mark_wrong(&mut tx, slug, &import.id, &marked).await?;
        tx.commit().await?;
    }
}
