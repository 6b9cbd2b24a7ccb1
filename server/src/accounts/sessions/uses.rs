//! When a login was last used: kept in memory as pages are looked at, written from time to time for
//! many logins at once. So a GET waits for no write, and a hall that logs in costs no write a head.

use super::Place;
use super::store;
use crate::app::App;
use crate::db::DbError;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// A use is noted if the one on record is so old.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(5);
/// How often the notes are written.
const WRITTEN_EVERY: Duration = Duration::from_secs(20);
/// Logins that one transaction writes, so that check-ins need not wait for it.
const AT_ONCE: usize = 200;

/// Uses that are not written yet. Should the process be killed, some minutes are forgotten.
#[derive(Default)]
pub(crate) struct Uses(Mutex<BTreeMap<Place, Timestamp>>);

impl Uses {
    /// Notes that the login is used now, unless it was a moment ago.
    pub(super) fn note(&self, place: &Place, on_record: Timestamp, now: Timestamp) {
        if now.duration_since(on_record) < NOTED_EVERY {
            return;
        }
        let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        notes.insert(place.clone(), now);
    }

    /// In the order of their places, so that two processes that write never wait for each other in a ring.
    fn take(&self) -> Vec<(Place, Timestamp)> {
        let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *notes).into_iter().collect()
    }
}

/// Writes what was noted.
///
/// # Errors
/// The database failed; what was not written is forgotten, and noted again at the next use.
pub(crate) async fn write(app: &App) -> Result<(), DbError> {
    for some in app.uses.take().chunks(AT_ONCE) {
        let mut tx = app.db.write().await?;
        for (place, at) in some {
            store::note_use(&mut tx, place, *at).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// Writes from time to time, as long as it is polled.
pub(crate) async fn keep_writing(app: Arc<App>) {
    let mut rounds = interval(WRITTEN_EVERY);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        if let Err(error) = write(&app).await {
            tracing::warn!(%error, "the last use of logins was not written");
        }
    }
}
