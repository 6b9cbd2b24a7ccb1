//! Files that nobody but this user may read.

use sqlx::sqlite::SqliteConnectOptions;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

/// Makes a new file that only this user can read.
///
/// # Errors
/// There is one already, or the folder can't be written to.
pub(crate) fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// Makes the file of a SQLite database before the engine does, which would let everyone read it: it
/// holds members and password hashes. What the engine puts beside it gets the same permissions.
///
/// # Errors
/// The folder can't be written to.
pub(crate) fn create_database(url: &str) -> io::Result<()> {
    match missing_database(url) {
        Some(file) => create(&file).map(drop),
        None => Ok(()),
    }
}

/// The file of a SQLite database that isn't there; none for a database that has no file, and for
/// what is no URL, which is refused when it is opened.
pub(crate) fn missing_database(url: &str) -> Option<PathBuf> {
    if !url.starts_with("sqlite:") {
        return None;
    }
    let options = SqliteConnectOptions::from_str(url).ok()?;
    let file = options.get_filename();
    let in_memory = file.as_os_str().is_empty() || file.starts_with(":memory:");
    let is_there = in_memory || file.to_string_lossy().starts_with("file:") || file.exists();
    (!is_there).then(|| file.to_owned())
}

#[cfg(all(test, unix))]
mod tests {
    use super::create_database;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_new_database_is_this_users_alone() {
        let folder = tempfile::tempdir().unwrap();
        for (prefix, name) in [("sqlite:", "a.db"), ("sqlite://", "b.db")] {
            let file = folder.path().join(name);
            let url = format!("{prefix}{}?mode=rwc", file.display());
            create_database(&url).unwrap();
            let mode = std::fs::metadata(&file).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{url}");
            // A database that is there stays as it is.
            std::fs::write(&file, "x").unwrap();
            create_database(&url).unwrap();
            assert_eq!(std::fs::read(&file).unwrap(), b"x");
        }
        create_database("sqlite::memory:").unwrap();
        create_database("postgres://localhost/x").unwrap();
        assert!(create_database("sqlite:/no/such/folder/a.db").is_err());
    }
}
