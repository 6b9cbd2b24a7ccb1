//! A demo that `tests/run` made before the tests. Making one is a second of computing, most of it the hashing of
//! passwords, and the tests from outside start more than a hundred: a copy is there at once.

use crate::engine::{Engine, create_database};
use std::fs;
use std::path::{Path, PathBuf};

/// Where `tests/run` put one for each engine: a folder `sqlite` and a folder `postgres`. Unset for a test that is
/// run alone, whose demo makes itself.
pub const PREPARED_VARIABLE: &str = "SHUSSEKI_TEST_PREPARED";
/// The database on PostgreSQL that copies are made of.
const TEMPLATE: &str = "prepared_demo";

impl Engine {
    /// The URL of a database for a demo in the folder `data`: with the demo that was prepared, or a new one.
    ///
    /// # Panics
    /// What was prepared is not there, or no database can be made.
    pub async fn demo_database(self, data: &Path) -> String {
        let Some(prepared) = std::env::var_os(PREPARED_VARIABLE).map(PathBuf::from) else {
            return self.fresh_database(data).await;
        };
        let (name, url) = match self {
            Self::Sqlite => ("sqlite", self.fresh_database(data).await),
            Self::Postgres => ("postgres", create_database(Some(TEMPLATE)).await),
        };
        copy(&prepared.join(name), data);
        url
    }
}

/// Copies the files of a folder; those of the folders in it are printed anew.
fn copy(from: &Path, to: &Path) {
    let listed = fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
    for file in listed.map(|entry| {
        entry
            .unwrap_or_else(|error| panic!("{}: {error}", from.display()))
            .path()
    }) {
        let name = file.file_name().unwrap_or_default();
        if file.is_file() {
            fs::copy(&file, to.join(name))
                .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        }
    }
}
