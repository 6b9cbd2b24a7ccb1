//! Sessions and the posters that typed codes may stand for, kept in memory for some seconds.

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

/// What is still to come changes seldom, and whoever plans ahead can wait for a change as long as this.
const OPEN_KEPT_FOR: Duration = Duration::from_secs(30);
/// The sessions that whoever plans ahead chooses from.
const OPEN_AT_MOST: i64 = 200;
/// An e-learning course may have opened this long ago and be open still.
const OPEN_SINCE: SignedDuration = SignedDuration::from_hours(366 * 24);

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
    open: Cache<SocietySlug, Arc<[Session]>>,
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
            open: Cache::builder()
                .max_capacity(1_000)
                .time_to_live(OPEN_KEPT_FOR)
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

    /// The sessions that are still to come or still open, the earliest first: at most 200, without
    /// their points and posters. One of them may have ended a moment ago.
    pub(crate) async fn open_sessions(
        &self,
        db: &Db,
        society: &SocietySlug,
        now: Timestamp,
    ) -> Result<Arc<[Session]>, Arc<DbError>> {
        self.open
            .try_get_with(society.clone(), async {
                let mut conn = db.read().await?;
                let since = now.saturating_sub(OPEN_SINCE).unwrap_or(now);
                let span = (since, now);
                let open = store::open_sessions(&mut conn, society, span, OPEN_AT_MOST).await?;
                Ok(open.into())
            })
            .await
    }

    /// Forgets everything, after a change that must be seen at once.
    pub(crate) fn forget_all(&self) {
        self.sessions.invalidate_all();
        self.first_beside.invalidate_all();
        self.posters.invalidate_all();
        self.open.invalidate_all();
    }
}
