//! The numbered SQL files, one set for SQLite and PostgreSQL.
//!
//! They keep to what both engines (and the distributed ones that speak PostgreSQL's protocol)
//! understand: TEXT, BIGINT and BOOLEAN columns, composite keys that lead with `society_id`, no
//! sequences and no `now()`.

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{PgPool, SqlitePool};

/// The migrations, without the advisory lock that not every engine has: migrating is a step of its
/// own, done by one process.
fn migrations() -> Migrator {
    let mut migrator = sqlx::migrate!("./sql");
    migrator.set_locking(false);
    migrator
}

/// Brings a SQLite file up to the newest schema; does nothing when it is there already.
///
/// # Errors
/// A statement failed, or a migration that was applied before has since been changed.
pub async fn migrate_sqlite(pool: &SqlitePool) -> Result<(), MigrateError> {
    migrations().run(pool).await
}

/// Brings a PostgreSQL database up to the newest schema; does nothing when it is there already.
///
/// # Errors
/// A statement failed, or a migration that was applied before has since been changed.
pub async fn migrate_postgres(pool: &PgPool) -> Result<(), MigrateError> {
    migrations().run(pool).await
}

/// How many migrations there are; `readyz` compares it with what the database has applied.
#[must_use]
pub fn newest() -> i64 {
    migrations()
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or(0)
}
