//! What tests begin with that need a society and its database, and no running installation.

use super::store::insert_society;
use crate::app::Tenant;
use crate::db::Db;
use crate::web::page::samples::tenant;
use shusseki_tests::Engine;
use std::sync::Arc;

/// A society without members, in a database of its own that ends with it.
pub(crate) struct EmptySociety {
    /// The database, with this version's schema.
    pub(crate) db: Db,
    /// Where it is.
    pub(crate) url: String,
    /// The society.
    pub(crate) tenant: Arc<Tenant>,
    _folder: tempfile::TempDir,
}

impl EmptySociety {
    /// The shipped society of that place: JHRS, JSNM, JGETS.
    pub(crate) async fn new(engine: Engine, place: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = engine.fresh_database(folder.path()).await;
        let db = Db::open(&url).await.unwrap();
        db.migrate().await.unwrap();
        let tenant = tenant(place);
        let mut tx = db.write().await.unwrap();
        let now = "2026-11-20T00:00:00Z".parse().unwrap();
        insert_society(&mut tx, tenant.slug(), now).await.unwrap();
        tx.commit().await.unwrap();
        Self {
            db,
            url,
            tenant,
            _folder: folder,
        }
    }
}
