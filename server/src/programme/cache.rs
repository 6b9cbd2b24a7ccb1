//! Sessions and the posters that typed codes may stand for, kept in memory for a few seconds.

use super::{Session, store};
use crate::db::{Db, DbError};
use jiff::{SignedDuration, Timestamp};
use moka::future::Cache;
use shusseki_core::calendar::Window;
use shusseki_core::ids::SocietySlug;
use shusseki_core::society::Society;
use shusseki_core::venue_code::{PosterClaim, SessionNumber};
use std::sync::Arc;
use std::time::Duration;

/// A change to a session or a revoked poster is seen by check-ins after this time at the latest.
const KEPT_FOR: Duration = Duration::from_secs(3);

/// A code may be typed a little early,
const EARLY: SignedDuration = SignedDuration::from_hours(7 * 24);
/// and an upload that the society still accepts may be retried.
const RETRIED_WITHIN: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Sessions that overlap one, and those whose requests may share its idempotency keys, began at
/// most this long before it.
const BESIDE: SignedDuration = SignedDuration::from_hours(31 * 24);

fn days_around(society: &Society, now: Timestamp) -> Window {
    let late = SignedDuration::from_hours(i64::from(society.check_in.late_upload_hours));
    let back = late.checked_add(RETRIED_WITHIN).unwrap_or(RETRIED_WITHIN);
    Window::new(
        now.saturating_sub(back).unwrap_or(now),
        now.saturating_add(EARLY).unwrap_or(now),
    )
}

/// The programme, as check-ins read it.
#[derive(Clone)]
pub(crate) struct ProgrammeCache {
    sessions: Cache<(SocietySlug, SessionNumber), Option<Arc<Session>>>,
    first_beside: Cache<(SocietySlug, SessionNumber), SessionNumber>,
    posters: Cache<SocietySlug, Arc<[PosterClaim]>>,
}

impl ProgrammeCache {
    /// An empty cache.
    pub(crate) fn new() -> Self {
        Self {
            sessions: Cache::builder()
                .max_capacity(10_000)
                .time_to_live(KEPT_FOR)
                .build(),
            first_beside: Cache::builder()
                .max_capacity(10_000)
                .time_to_live(KEPT_FOR)
                .build(),
            posters: Cache::builder()
                .max_capacity(1_000)
                .time_to_live(KEPT_FOR)
                .build(),
        }
    }

    /// The session with that number.
    pub(crate) async fn session(
        &self,
        db: &Db,
        society: &SocietySlug,
        number: SessionNumber,
    ) -> Result<Option<Arc<Session>>, Arc<DbError>> {
        self.sessions
            .try_get_with((society.clone(), number), async {
                let mut conn = db.read().await?;
                let session = store::session_by_number(&mut conn, society, number).await?;
                Ok(session.map(Arc::new))
            })
            .await
    }

    /// The lowest number among the session's own and those of the sessions beside it, in the month
    /// before it and later. What else a member attended is not looked through at a check-in.
    pub(crate) async fn first_beside(
        &self,
        db: &Db,
        society: &SocietySlug,
        session: &Session,
    ) -> Result<SessionNumber, Arc<DbError>> {
        self.first_beside
            .try_get_with((society.clone(), session.number), async {
                let mut conn = db.read().await?;
                let opens = session.window.opens;
                let since = opens.saturating_sub(BESIDE).unwrap_or(opens);
                let first = store::first_since(&mut conn, society, since).await?;
                Ok(first.map_or(session.number, |first| first.min(session.number)))
            })
            .await
    }

    /// The posters that a typed code may stand for: those of these days, so that a code typed a
    /// little too early or too late is told so instead of being called unknown.
    pub(crate) async fn typed_candidates(
        &self,
        db: &Db,
        society: &Society,
        now: Timestamp,
    ) -> Result<Arc<[PosterClaim]>, Arc<DbError>> {
        self.posters
            .try_get_with(society.slug.clone(), async {
                let mut conn = db.read().await?;
                let days = days_around(society, now);
                let posters = store::posters_within(&mut conn, &society.slug, days).await?;
                Ok(posters.into())
            })
            .await
    }

    /// Forgets everything, after a change that must be seen at once.
    pub(crate) fn forget_all(&self) {
        self.sessions.invalidate_all();
        self.first_beside.invalidate_all();
        self.posters.invalidate_all();
    }
}
