//! `shusseki demo`: three societies with members, history and sessions that are running now, on
//! this machine, for trying out.
//!
//! What the demo consists of is data (`data/*.json`); this module turns it into rows relative to
//! today, once. Started again, it keeps everything and only adds a new day of sessions when none
//! is running any more.

mod cases;
mod clock;
mod event_day;
mod facts;
mod files;
mod history;
mod imports;
mod logins;
pub(crate) mod mails;
mod merge;
mod notices;
mod office;
mod people;
mod posters;
mod profiles;
mod scenario;
mod seed;
pub(crate) mod store;
mod table;

use crate::accounts::password::PasswordError;
use crate::app::{App, PressError, StartError};
use crate::check_in::without_database::{WARNING, WITHOUT_DATABASE};
use crate::clock::{NoRandomness, Random};
use crate::config::{Config, ConfigError, LogFormat, StaffSecondFactor};
use crate::db::{Db, DbError};
use crate::operations::logs;
use crate::private;
use crate::programme::posters::PosterError;
use crate::secret::{Secret, SecretError};
use crate::serve::{ServeError, serve};
use clock::DemoClock;
use facts::Facts;
use files::Folder;
use scenario::{People, Scenario};
use shusseki_core::ids::MemberNumber;
use shusseki_documents::DocumentError;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use url::Url;

/// What the command line says.
#[derive(Debug)]
pub(crate) struct Options {
    /// The folder for the database, the secret, the posters and `demo.json`.
    pub(crate) data: PathBuf,
    /// Where to listen; port 0 takes any free one.
    pub(crate) listen: SocketAddr,
    /// The address that phones reach; made from `listen` when absent.
    pub(crate) public_url: Option<Url>,
    /// Another database than the file in the folder.
    pub(crate) database: Option<String>,
    /// Where `/metrics` is served; nowhere when absent.
    pub(crate) metrics_listen: Option<SocketAddr>,
    /// Whether posters are printed.
    pub(crate) posters: bool,
}

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DemoError {
    /// The folder can't be used.
    #[error("can't write {path}: {cause}; name a folder of your own with --data DIR")]
    Folder {
        /// What was to be written.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The address is taken or not this machine's.
    #[error(
        "can't listen at {address}: {cause}; end the program that listens there, or choose another port with --listen 127.0.0.1:8081 (port 0 takes any free one)"
    )]
    Listen {
        /// Which.
        address: SocketAddr,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The database's file can't be made.
    #[error(
        "the database {database} can't be made: {cause}; make its folder, or leave --database out"
    )]
    DatabaseFile {
        /// Which.
        database: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The database can't be opened.
    #[error(
        "the database can't be used: {0}; check that it is running and that --database names it, or leave --database out to use a file in the data folder"
    )]
    Open(DbError),
    /// The database belongs to somebody else: known passwords and made-up sessions don't belong there.
    #[error(
        "this database has members or events of {0} that are not the demo's; name an empty database, or leave --database out"
    )]
    Foreign(String),
    /// The database failed while the demo was written; nothing of it was kept.
    #[error("the demo could not be stored: {0}")]
    Db(#[from] DbError),
    /// The public address.
    #[error("{0}; for example --public-url http://192.168.1.20:8080")]
    Config(#[from] ConfigError),
    /// The secret.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The installation can't start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// There is nothing to print with.
    #[error(transparent)]
    Press(#[from] PressError),
    /// The posters can't be printed.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The posters' codes can't be made.
    #[error(transparent)]
    Poster(#[from] PosterError),
    /// The passwords can't be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// No randomness for ids.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The demo's own data has a mistake; a test reads all of it.
    #[error("the demo's data has a mistake: {0}")]
    Data(String),
    /// A JSON file can't be read or written.
    #[error("the demo's data can't be read or written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A task was stopped.
    #[error("the demo was interrupted: {0}")]
    Interrupted(#[from] tokio::task::JoinError),
    /// Serving.
    #[error(transparent)]
    Serve(#[from] ServeError),
}

/// Prepares the demo and serves it until SIGTERM or SIGINT.
///
/// # Errors
/// See [`DemoError`]: each says what to do.
pub(crate) async fn run(options: Options) -> Result<(), DemoError> {
    logs::start(LogFormat::Text);
    if WITHOUT_DATABASE {
        tracing::error!("{WARNING}");
    }
    // The address first: whose port is taken must not touch the folder of the demo that runs there.
    let listener = listen(options.listen).await?;
    let metrics_listener = match options.metrics_listen {
        Some(address) => Some(listen(address).await?),
        None => None,
    };
    let folder = Folder::prepare(&options.data)?;
    let config = config(&options, &folder, local_address(&listener, options.listen)?)?;
    let scenarios = scenario::shipped()?;
    let clock = Arc::new(DemoClock::default());
    let app = open(config, &folder, &scenarios, Arc::clone(&clock)).await?;
    let fonts = tokio::spawn({
        let app = Arc::clone(&app);
        async move { app.press().await }
    });
    prepare(&app, &clock, &scenarios).await?;
    let press = fonts.await??;
    let posters = options.posters.then_some(&folder);
    let (facts, posters) = facts::gather(&app, &scenarios, posters).await?;
    table::print(&facts, &folder, &scenarios, options.public_url.is_some());
    let serving = serve(Arc::clone(&app), listener, metrics_listener);
    tokio::pin!(serving);
    // The doors open at once; the papers follow.
    tokio::select! {
        served = &mut serving => return Ok(served?),
        written = publish(&folder, press, posters, &facts) => written?,
    }
    Ok(serving.await?)
}

/// Writes the posters, then the file that names them.
async fn publish(
    folder: &Folder,
    press: Arc<shusseki_documents::Press>,
    posters: Vec<posters::PosterFile>,
    facts: &Facts,
) -> Result<(), DemoError> {
    posters::print(folder, press, posters).await?;
    folder.write_facts(facts)?;
    println!(
        "{} is written. Ctrl-C ends the demo.",
        folder.facts().display()
    );
    Ok(())
}

async fn listen(address: SocketAddr) -> Result<TcpListener, DemoError> {
    TcpListener::bind(address)
        .await
        .map_err(|cause| DemoError::Listen { address, cause })
}

fn local_address(listener: &TcpListener, asked: SocketAddr) -> Result<SocketAddr, DemoError> {
    listener.local_addr().map_err(|cause| DemoError::Listen {
        address: asked,
        cause,
    })
}

/// The settings of a demo: everything in its folder.
fn config(options: &Options, folder: &Folder, listening: SocketAddr) -> Result<Config, DemoError> {
    let public_url = match &options.public_url {
        Some(url) => url.clone(),
        None => reachable(listening)?,
    };
    let config = Config {
        public_url,
        listen: listening,
        metrics_listen: options.metrics_listen,
        database: options
            .database
            .clone()
            .unwrap_or_else(|| folder.database_url()),
        secret_file: folder.secret(),
        societies: Vec::new(),
        log: LogFormat::Text,
        access_token_minutes: 10,
        // A first look at the office needs no phone; the page of the second factor says so.
        staff_second_factor: StaffSecondFactor::Offered,
        concurrent_requests: 4096,
        mail: None,
        demo: true,
        trusted_proxies: Vec::new(),
    };
    Ok(config.checked()?)
}

/// The address under which this machine reaches itself: "all addresses" is not one.
fn reachable(listening: SocketAddr) -> Result<Url, DemoError> {
    let host = match listening.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.to_string(),
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) if ip.is_unspecified() || ip.is_loopback() => "localhost".to_owned(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    };
    let text = format!("http://{host}:{}", listening.port());
    Url::parse(&text).map_err(|error| DemoError::Data(format!("{text}: {error}")))
}

async fn open(
    config: Config,
    folder: &Folder,
    scenarios: &[Scenario],
    clock: Arc<DemoClock>,
) -> Result<Arc<App>, DemoError> {
    private::create_database(&config.database).map_err(|cause| DemoError::DatabaseFile {
        database: config.database.clone(),
        cause,
    })?;
    let db = Db::open(&config.database).await.map_err(DemoError::Open)?;
    db.migrate().await.map_err(DemoError::Open)?;
    // Before the start leaves societies and venue keys in somebody else's database.
    stage(&db, scenarios).await?;
    let secret = Secret::read_or_create(&folder.secret(), &Random::system())?;
    Ok(App::start(config, db, secret, clock).await?)
}

/// Fills an empty database; keeps a demo that is there, and sees that sessions are running.
async fn prepare(app: &App, clock: &DemoClock, scenarios: &[Scenario]) -> Result<(), DemoError> {
    match stage(&app.db, scenarios).await? {
        Stage::Empty => {
            seed::all(app, scenarios, &People::shipped()?).await?;
            imports::bring_in(app, clock, scenarios).await
        }
        Stage::Seeded => {
            seed::renew_passwords(app, scenarios).await?;
            event_day::keep_running(app, scenarios).await
        }
    }
}

/// What a database that the demo may use holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing.
    Empty,
    /// A demo.
    Seeded,
}

/// Looks at the database without changing it.
///
/// The demo stores passwords that everybody knows, so a real member's number must never be taken
/// for an account's: every account of every society has to be there, under its own name in every
/// spelling. The seed is one transaction, so a demo lacks none of them.
///
/// # Errors
/// [`DemoError::Foreign`] when it holds anything but a demo.
async fn stage(db: &Db, scenarios: &[Scenario]) -> Result<Stage, DemoError> {
    let mut conn = db.read().await?;
    let Some(society) = store::society_in_use(&mut conn).await? else {
        return Ok(Stage::Empty);
    };
    for scenario in scenarios {
        for account in &scenario.accounts {
            let name = store::name_of(&mut conn, &scenario.slug, &account.number).await?;
            if !name.is_some_and(|name| account.name.is(&name)) {
                return Err(DemoError::Foreign(society));
            }
        }
    }
    Ok(Stage::Seeded)
}

async fn stored_hash(
    conn: &mut crate::db::Conn,
    scenario: &Scenario,
    number: &MemberNumber,
) -> Result<Option<crate::accounts::store::PasswordRow>, DbError> {
    crate::accounts::store::password_of(conn, &scenario.slug, number).await
}

#[cfg(test)]
mod tests;
