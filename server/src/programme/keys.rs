//! A society's venue keys: their numbers are in the database, their secrets are derived.

use super::{store, writes};
use crate::db::{Conn, Db, DbError, Tx};
use crate::secret::Secret;
use jiff::Timestamp;
use moka::future::Cache;
use shusseki_core::ids::SocietySlug;
use shusseki_core::society::Society;
use shusseki_core::venue_code::{KeyId, KeyRing, RingError, VenueKey};
use std::sync::Arc;
use std::time::Duration;

/// Another process's rotation is seen after this time at the latest.
const KEPT_FOR: Duration = Duration::from_secs(30);

/// Why a society's keys can't be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeysError {
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The stored numbers make no key ring.
    #[error("the venue keys can't be used: {0}")]
    Ring(#[from] RingError),
    /// All 256 key numbers have been used.
    #[error("all 256 venue key numbers have been used")]
    Exhausted,
}

/// The key rings of the societies, kept for a moment.
#[derive(Clone)]
pub(crate) struct KeyRings {
    secret: Arc<Secret>,
    rings: Cache<SocietySlug, Arc<KeyRing>>,
}

impl KeyRings {
    /// Key rings whose secrets derive from the installation's.
    pub(crate) fn new(secret: Arc<Secret>) -> Self {
        Self {
            secret,
            rings: Cache::builder()
                .max_capacity(1000)
                .time_to_live(KEPT_FOR)
                .build(),
        }
    }

    /// The society's key ring.
    pub(crate) async fn get(
        &self,
        db: &Db,
        society: &Society,
    ) -> Result<Arc<KeyRing>, Arc<KeysError>> {
        self.rings
            .try_get_with(society.slug.clone(), async {
                let mut conn = db.read().await?;
                self.read(&mut conn, society).await.map(Arc::new)
            })
            .await
    }

    /// Gives a society that has no key its first one.
    pub(crate) async fn ensure(
        &self,
        tx: &mut Tx,
        society: &Society,
        now: Timestamp,
    ) -> Result<(), KeysError> {
        if store::venue_keys(tx, &society.slug).await?.is_empty() {
            writes::add_first_venue_key(tx, &society.slug, KeyId::new(1), now).await?;
        }
        Ok(())
    }

    /// Makes a new key that mints from now on; posters of the old ones live until their end.
    pub(crate) async fn rotate(
        &self,
        tx: &mut Tx,
        society: &Society,
        now: Timestamp,
    ) -> Result<KeyId, KeysError> {
        let newest = store::venue_keys(tx, &society.slug).await?;
        let newest = newest.iter().map(|row| row.key_id).max().unwrap_or(0);
        let next = u8::try_from(newest + 1).map_err(|_| KeysError::Exhausted)?;
        writes::add_venue_key(tx, &society.slug, KeyId::new(next), now).await?;
        self.rings.invalidate(&society.slug).await;
        Ok(KeyId::new(next))
    }

    /// The ring as the database has it now.
    pub(crate) async fn read(
        &self,
        conn: &mut Conn,
        society: &Society,
    ) -> Result<KeyRing, KeysError> {
        let rows = store::venue_keys(conn, &society.slug).await?;
        let keys = rows
            .iter()
            .filter_map(|row| {
                let id = u8::try_from(row.key_id).ok()?;
                let words = ["venue-code", society.slug.as_str(), &id.to_string()];
                let retired = row
                    .retired_at
                    .and_then(|at| Timestamp::from_microsecond(at).ok());
                Some(VenueKey::new(
                    KeyId::new(id),
                    self.secret.key(&words),
                    retired,
                ))
            })
            .collect();
        Ok(KeyRing::new(society.number, keys)?)
    }
}
