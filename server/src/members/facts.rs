//! What a check-in has to know of a member, kept in memory for a moment: a hall that checks in
//! together asks for the same few facts thousands of times.

use super::{MemberStatus, by_id};
use crate::db::{Db, DbError};
use moka::future::Cache;
use shusseki_core::check_in::MemberFacts;
use shusseki_core::ids::{MemberId, SocietySlug};
use std::sync::Arc;
use std::time::Duration;

/// A change of class or a withdrawal is seen by check-ins after this time at the latest.
const KEPT_FOR: Duration = Duration::from_secs(10);
const MOST: u64 = 100_000;

/// The facts of members, by society and member.
#[derive(Clone)]
pub(crate) struct FactsCache(Cache<(SocietySlug, MemberId), Option<Arc<MemberFacts>>>);

impl FactsCache {
    /// An empty cache.
    pub(crate) fn new() -> Self {
        Self(Cache::builder().max_capacity(MOST).time_to_live(KEPT_FOR).build())
    }

    /// The facts of a member; `None` when there is no such member.
    pub(crate) async fn get(
        &self,
        db: &Db,
        society: &SocietySlug,
        member: MemberId,
    ) -> Result<Option<Arc<MemberFacts>>, Arc<DbError>> {
        self.0
            .try_get_with((society.clone(), member), async {
                let mut conn = db.read().await?;
                let member = by_id(&mut conn, society, member).await?;
                Ok(member.map(|member| {
                    Arc::new(MemberFacts {
                        class: member.class,
                        active: member.status == MemberStatus::Active,
                    })
                }))
            })
            .await
    }
}
