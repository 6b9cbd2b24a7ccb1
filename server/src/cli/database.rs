//! The database of a command: opened, found to have this version's schema, or brought up to it.

use super::{CliError, Settings};
use crate::clock::Random;
use crate::config::Config;
use crate::db::{Db, DbError};
use crate::operations::newest_applied;
use crate::private;
use crate::secret::Secret;
use url::Url;

/// A database that is there and has the schema of this version.
pub(super) async fn open_migrated(url: &str) -> Result<Db, CliError> {
    if let Some(file) = private::missing_database(url) {
        return Err(CliError::NoDatabase(file));
    }
    let db = open_database(url).await?;
    let applied = newest_applied(&mut db.read().await?).await;
    match applied {
        Ok(newest) if newest == Some(shusseki_migrations::newest()) => Ok(db),
        Err(error) if error.is_unavailable() => Err(error.into()),
        // A database that was never migrated has no list of migrations either.
        Ok(_) | Err(_) => Err(CliError::Schema),
    }
}

async fn open_database(url: &str) -> Result<Db, CliError> {
    Db::open(url).await.map_err(|cause| match cause {
        DbError::Engine(_) => CliError::Open {
            database: without_password(url),
            cause,
        },
        other => other.into(),
    })
}

/// `shusseki migrate`.
pub(super) async fn migrate(settings: &Settings) -> Result<(), CliError> {
    let config = Config::load(settings.config.as_deref())?;
    private::create_database(&config.database).map_err(|cause| CliError::DatabaseFile {
        database: without_password(&config.database),
        cause,
    })?;
    let db = open_database(&config.database).await?;
    db.migrate().await?;
    let prepared = db.prepare_all().await?;
    println!(
        "The schema is at migration {}; {prepared} statements are understood by {}.",
        shusseki_migrations::newest(),
        db.engine()
    );
    // A first start needs a secret as much as a schema.
    Secret::read_or_create(&config.secret_file, &Random::system())?;
    db.close().await;
    Ok(())
}

/// A database URL that may be shown: its password is left out.
pub(super) fn without_password(database: &str) -> String {
    match Url::parse(database) {
        Ok(mut url) if url.password().is_some() => {
            // Fails only for URLs that can't have a password.
            let _ = url.set_password(Some("***"));
            url.to_string()
        }
        _ => database.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn a_password_is_never_printed() {
        let shown = without_password("postgres://me:secret@db.example/shusseki");
        assert!(!shown.contains("secret"), "{shown}");
        assert_eq!(without_password("sqlite:a.db"), "sqlite:a.db");
    }
}
