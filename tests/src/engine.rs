//! The two database engines, and a fresh database on each.

use sqlx::{Connection as _, PgConnection};
use std::path::Path;

/// A database engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The file that an installation has out of the box.
    Sqlite,
    /// The server that `tests/run` starts.
    Postgres,
}

/// Where `tests/run` says that its PostgreSQL is.
pub const POSTGRES_VARIABLE: &str = "SHUSSEKI_TEST_POSTGRES";

impl Engine {
    /// The URL of a new and empty database: a file in `folder`, or a database of its own.
    ///
    /// # Panics
    /// There is no PostgreSQL to make it on.
    pub async fn fresh_database(self, folder: &Path) -> String {
        match self {
            Self::Sqlite => format!("sqlite:{}", folder.join("shusseki.db").display()),
            Self::Postgres => create_database(None).await,
        }
    }
}

/// The URL of a new database: an empty one, or a copy.
pub(crate) async fn create_database(template: Option<&str>) -> String {
    let server = std::env::var(POSTGRES_VARIABLE).unwrap_or_else(|_| {
        panic!(
            "{POSTGRES_VARIABLE} is not set: these tests need a PostgreSQL; tests/run starts one"
        )
    });
    let name = format!("test_{}", uuid::Uuid::new_v4().simple());
    let mut connection = PgConnection::connect(&server)
        .await
        .unwrap_or_else(|error| {
            panic!("PostgreSQL does not answer at {POSTGRES_VARIABLE}: {error}")
        });
    let copied = template.map_or_else(String::new, |template| format!(" TEMPLATE {template}"));
    sqlx::query(sqlx::AssertSqlSafe(format!(
        "CREATE DATABASE {name}{copied}"
    )))
    .execute(&mut connection)
    .await
    .unwrap_or_else(|error| panic!("no database could be made: {error}"));
    let (base, _) = server
        .rsplit_once('/')
        .unwrap_or_else(|| panic!("{POSTGRES_VARIABLE} names no database"));
    format!("{base}/{name}")
}

/// Makes a test for each engine of one body, named `…::sqlite` and `…::postgres`.
///
/// ```text
/// engines! {
///     /// What must be true.
///     async fn a_thing_holds(engine) { … }
/// }
/// ```
#[macro_export]
macro_rules! engines {
    ($($(#[$about:meta])* async fn $name:ident($engine:ident) $body:block)*) => {$(
        $(#[$about])*
        mod $name {
            #[allow(unused_imports, reason = "a test may use nothing of the module around it")]
            use super::*;

            async fn on($engine: $crate::Engine) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                on($crate::Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                on($crate::Engine::Postgres).await;
            }
        }
    )*};
}
