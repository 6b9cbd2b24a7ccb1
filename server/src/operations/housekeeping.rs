//! What is cleared away because nobody can need it any more. Every process does it; that another one
//! was first harms nothing.

use crate::accounts;
use crate::app::App;
use crate::check_in::writes::forget_repeated_requests;
use crate::db::DbError;
use crate::members::roster;
use crate::office;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

const EVERY: Duration = Duration::from_secs(10 * 60);
/// A phone may send a check-in again for so long, in hours: 31 days.
const RETRY_WITHIN: SignedDuration = SignedDuration::from_hours(31 * 24);

/// Clears away, as long as it is polled.
pub(crate) async fn keep_house(app: Arc<App>) {
    let mut rounds = interval(EVERY);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        if let Err(error) = roster::catch_up(&app).await {
            tracing::warn!(%error, "not every member can be found in the office's search yet");
        }
        if let Err(error) = office::merge::catch_up(&app).await {
            tracing::warn!(%error, "what came after a merge is not handed over yet");
        }
        match clear(&app).await {
            Ok(rows) => tracing::debug!(rows, "cleared away"),
            // The next round finds the same.
            Err(error) => tracing::warn!(%error, "nothing could be cleared away"),
        }
    }
}

/// One round; tells how many rows went.
///
/// # Errors
/// The database failed.
pub(crate) async fn clear(app: &App) -> Result<u64, DbError> {
    let now = app.clock.now();
    let before = now.saturating_sub(RETRY_WITHIN).unwrap_or(Timestamp::MIN);
    let mut tx = app.db.write().await?;
    let brakes = accounts::slow_down::store::clear(&mut tx, now).await?;
    let requests = forget_repeated_requests(&mut tx, before).await?;
    let views = office::store::forget_views(&mut tx, app.today()).await?;
    let logins = accounts::sessions::clear(&mut tx, now).await?;
    let challenges = accounts::passkeys::clear(&mut tx, now).await?;
    tx.commit().await?;
    Ok(brakes + requests + views + logins + challenges)
}
