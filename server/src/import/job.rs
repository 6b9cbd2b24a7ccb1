//! What is done with files while nobody waits: each process looks for work, one takes a file in hand,
//! and a restart goes on where the last step was stored.

use super::progress::percent;
use super::store::stations::{self, Step};
use super::{Import, ImportError, State, carry_out, receive, review, settle, undo};
use crate::app::{App, Tenant};
use crate::db::Tx;
use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, watch};

/// How often it is looked for work that another process left.
const EVERY: Duration = Duration::from_secs(5);
/// So long nobody else takes a file in hand after its last step.
pub(super) const LEASE: SignedDuration = SignedDuration::from_secs(30);
/// So long the office may think about a file, in hours: two weeks.
const OPEN_FOR: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Wakes the work on files.
#[derive(Debug, Default)]
pub(crate) struct Imports(Notify);

impl Imports {
    /// There is something to do.
    pub(super) fn wake(&self) {
        self.0.notify_one();
    }
}

/// After a step it is rested for this share of the time that it took: a process that waits for SQLite's
/// one writer only looks now and then whether it is free, and must find it so.
const REST: u32 = 4;

/// How far a file has come: where it is, how many percent of that are done, if known, and the last row
/// dealt with.
pub(crate) type Tell<'a> = &'a (dyn Fn(State, Option<i64>, i64) + Sync);

/// A file in hand.
pub(super) struct Work<'a> {
    /// The installation.
    pub(super) app: &'a App,
    /// Whose file it is.
    pub(super) tenant: &'a Tenant,
    go_on: &'a (dyn Fn() -> bool + Sync),
    tell: Tell<'a>,
    /// When the present step began.
    begun: Mutex<Instant>,
}

impl Work<'_> {
    /// Notes a step in the transaction that does it, and keeps the file in hand.
    ///
    /// # Errors
    /// [`ImportError::Elsewhere`] where there is no time for it, or another process did it: nothing of
    /// the step may be kept then.
    pub(super) async fn step(
        &self,
        tx: &mut Tx,
        import: &Import,
        step: Step,
    ) -> Result<(), ImportError> {
        *self.begun.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        let (slug, until) = (self.tenant.slug(), self.lease_until());
        if (self.go_on)() && stations::go_on(tx, slug, &import.id, &step, until).await? {
            return Ok(());
        }
        Err(ImportError::Elsewhere)
    }

    /// Lets others write after a step.
    pub(super) async fn rest(&self) {
        let begun = *self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        tokio::time::sleep(begun.elapsed() / REST).await;
        *self.begun.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// Tells how far the file has come, of so many rows.
    pub(super) fn tell(&self, state: State, row: i64, rows: i64) {
        (self.tell)(state, percent(state, row, rows), row);
    }

    /// Until when the file stays in hand after this step.
    fn lease_until(&self) -> Timestamp {
        let now = self.app.clock.now();
        now.saturating_add(LEASE).unwrap_or(now)
    }
}

/// Works at what there is, until the server stops.
pub(crate) async fn run(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let signal = stopped.clone();
        let go_on = move || !*signal.borrow();
        if let Err(error) = round(&app, &go_on).await {
            // The next round finds the same.
            tracing::warn!(%error, "the work on imports broke off");
        }
        tokio::select! {
            () = app.imports.0.notified() => {}
            () = tokio::time::sleep(EVERY) => {}
            _ = stopped.changed() => {}
        }
    }
}

async fn round(app: &App, go_on: &(dyn Fn() -> bool + Sync)) -> Result<(), ImportError> {
    let mut conn = app.db.read().await?;
    let to_do = stations::to_do(&mut conn, app.clock.now()).await?;
    drop(conn);
    for one in to_do {
        // A society that is not served any more waits until it is again.
        let Some(tenant) = app.societies.get(&one.society_id) else {
            continue;
        };
        if !go_on() {
            break;
        }
        match advance(app, &tenant, &one.import_id, go_on, &|_, _, _| {}).await {
            Ok(_) | Err(ImportError::Elsewhere) => {}
            Err(error) => tracing::warn!(%error, import = one.import_id, "an import did not go on"),
        }
    }
    tidy_up(app).await
}

/// Forgets rows that nobody needs any more: of files that the office left lying, and of imports that
/// can't be undone any more.
pub(super) async fn tidy_up(app: &App) -> Result<(), ImportError> {
    let now = app.clock.now();
    let before = |length| now.saturating_sub(length).unwrap_or(Timestamp::MIN);
    let mut conn = app.db.read().await?;
    let over = stations::over(&mut conn, before(OPEN_FOR), before(undo::UNDONE_WITHIN)).await?;
    drop(conn);
    for one in over {
        let Some(tenant) = app.societies.get(&one.society_id) else {
            continue;
        };
        let mut tx = app.db.write().await?;
        stations::discard(&mut tx, tenant.slug(), &one.import_id).await?;
        tx.commit().await?;
        receive::forget(app, &tenant, &one.import_id).await?;
    }
    Ok(())
}

/// Works at the file until the office has the next word. Another process that is at it already is left
/// to it.
///
/// # Errors
/// See [`ImportError`]; what was done is stored, and the next round goes on.
pub(crate) async fn advance(
    app: &App,
    tenant: &Tenant,
    id: &str,
    go_on: &(dyn Fn() -> bool + Sync),
    tell: Tell<'_>,
) -> Result<Import, ImportError> {
    let work = Work {
        app,
        tenant,
        go_on,
        tell,
        begun: Mutex::new(Instant::now()),
    };
    loop {
        let import = super::by_id(app, tenant, id).await?;
        if !import.state.is_worked_at() {
            return Ok(import);
        }
        let now = app.clock.now();
        let mut tx = app.db.write().await?;
        if !stations::lease(&mut tx, tenant.slug(), id, now, work.lease_until()).await? {
            return Err(ImportError::Elsewhere);
        }
        tx.commit().await?;
        let done = match import.state {
            State::Reading => receive::read_rows(&work, &import).await,
            State::Checking => review::review(&work, &import).await,
            State::CarryingOut => carry_out::carry_out(&work, &import).await,
            State::Settling => settle::settle(&work, &import).await,
            State::Undoing => undo::take_back(&work, &import).await,
            _ => return Ok(import),
        };
        // Whatever happened, the next step may be anybody's.
        let mut tx = app.db.write().await?;
        stations::lease(&mut tx, tenant.slug(), id, Timestamp::MAX, now).await?;
        tx.commit().await?;
        done?;
    }
}
