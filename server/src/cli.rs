//! The commands of the `shusseki` program.

mod audit;
mod credits;
mod members;
mod routes;
mod staff;

use crate::accounts::temporary::TemporaryError;
use crate::app::{App, StartError};
use crate::audit::action::VENUE_KEY_ROTATED;
use crate::audit::{Actor, Deed, Subject, record};
use crate::check_in::without_database::{WARNING, WITHOUT_DATABASE};
use crate::clock::{Clock as _, Random, SystemClock};
use crate::config::{Config, ConfigError};
use crate::credits::ledger::import::ImportError;
use crate::db::{Db, DbError};
use crate::demo::{self, DemoError};
use crate::import::ImportError as MembersImportError;
use crate::mail::smtp::Smtp;
use crate::mail::worker;
use crate::operations::{logs, newest_applied};
use crate::private;
use crate::rules::{self, Comparison, RulesError};
use crate::secret::{Secret, SecretError};
use crate::serve::{ServeError, serve};
use crate::societies::Societies;
use audit::AuditCommand;
use clap::{Args, Parser, Subcommand};
use credits::CreditsCommand;
use jiff::civil::Date;
use members::MembersCommand;
use shusseki_core::calendar::day_of;
use shusseki_core::ids::MemberNumber;
use shusseki_core::text::Language;
use staff::StaffCommand;
use std::io::{BufWriter, ErrorKind, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use url::Url;

/// Attendance and credits of learned societies.
#[derive(Debug, Parser)]
#[command(version, about, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 it failed; 2 the command line is wrong; \
    3 settings or a definition have mistakes; 4 the database can't be used; \
    5 the audit log was tampered with.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve, with the settings of an operator.
    Serve(Settings),
    /// Bring the database up to this version's schema, and prepare every statement on it.
    Migrate(Settings),
    /// Try it: three societies with members, events and posters, on this machine.
    Demo(DemoArgs),
    /// Check societies' definition files: line, mistake and remedy, all at once; and that no two of
    /// them claim the same name or the same number in venue codes.
    Check {
        /// Definition files (*.kdl), or folders of them.
        #[arg(required_unless_present = "schema", conflicts_with = "schema")]
        files: Vec<PathBuf>,
        /// Print the words of a definition as a KDL Schema document, for editors.
        #[arg(long)]
        schema: bool,
    },
    /// Run the examples of definition files; where one doesn't come true, say how it differs.
    Test {
        /// Definition files (*.kdl), or folders of them.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Say what a definition's rules make of members, and why.
    Explain {
        /// The definition file (*.kdl).
        file: PathBuf,
        /// The members: `example` blocks as in a definition.
        #[arg(long, value_name = "FILE")]
        member_file: PathBuf,
        /// The language of the explanation.
        #[arg(long, default_value = "ja", value_parser = ["ja", "en"])]
        lang: String,
    },
    /// Say whose standing a change of the rules would change, and why; the database stays as it is.
    Diff {
        /// The definition as it is.
        old: PathBuf,
        /// The definition as it would be.
        new: PathBuf,
        /// The database: sqlite:FILE or postgres://…
        #[arg(long, value_name = "URL")]
        database: String,
        /// The day on which the standings are looked at; today when absent.
        #[arg(long, value_name = "DAY")]
        day: Option<Date>,
        /// The language of the comparison.
        #[arg(long, default_value = "ja", value_parser = ["ja", "en"])]
        lang: String,
    },
    /// Look after the settings.
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Look after a society's ledger of credits.
    Credits {
        #[command(subcommand)]
        command: CreditsCommand,
    },
    /// Look after a society's members.
    Members {
        #[command(subcommand)]
        command: MembersCommand,
    },
    /// Look after who works in a society's office.
    Staff {
        #[command(subcommand)]
        command: StaffCommand,
    },
    /// Look after the audit log.
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// List every page and operation with its verb and who may come there.
    Routes {
        /// As JSON, with the roles that are let in.
        #[arg(long)]
        json: bool,
    },
    /// Look after a society's venue keys.
    VenueKeys {
        #[command(subcommand)]
        command: VenueKeysCommand,
    },
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Say whether the settings can be used, and what they are.
    Check(Settings),
}

#[derive(Debug, Subcommand)]
enum VenueKeysCommand {
    /// Make a new key; codes of the old one live until their end.
    Rotate(VenueKeysArgs),
    /// Print the key ring, for `qr-tools` on a laptop without a network. Keep it secret.
    Export(VenueKeysArgs),
}

#[derive(Debug, Args)]
struct VenueKeysArgs {
    /// The society's slug.
    #[arg(long)]
    society: String,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Args)]
struct Settings {
    /// The settings file (TOML); SHUSSEKI_… variables win over it.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct DemoArgs {
    /// Where the demo keeps its database, secret and posters.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// Where to listen; 0.0.0.0:8080 lets phones on the same network in.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The address that phones reach, printed in the posters: http://192.168.1.20:8080
    #[arg(long, value_name = "URL")]
    public_url: Option<Url>,
    /// Another database than DIR/shusseki.db: sqlite:FILE or postgres://…
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Where to serve /metrics; nowhere when absent.
    #[arg(long, value_name = "ADDRESS")]
    metrics_listen: Option<SocketAddr>,
    /// Print no posters: quicker, where codes are typed or taken from demo.json.
    #[arg(long)]
    without_posters: bool,
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// The settings.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The installation can't start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The secret.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The database was not brought up to this version's schema.
    #[error(
        "the database does not have the schema of this version: run `shusseki migrate` with the same settings first"
    )]
    Schema,
    /// The database can't be opened.
    #[error(
        "the database {database} can't be opened: {cause}; is it running, and is its URL right?"
    )]
    Open {
        /// Which.
        database: String,
        /// What the engine said.
        cause: DbError,
    },
    /// The database's file isn't there.
    #[error(
        "there is no database {0}: name the one that the server uses, or run `shusseki migrate` with its settings first"
    )]
    NoDatabase(PathBuf),
    /// The database's file can't be made.
    #[error("the database {database} can't be made: {cause}; make its folder, or name another")]
    DatabaseFile {
        /// Which.
        database: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// Serving.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// The demo.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// An address can't be listened at.
    #[error("can't listen at {address}: {cause}")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A file can't be read.
    #[error("{path}: {cause}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A file of credits has mistakes: all of them, by line.
    #[error("nothing was imported:\n{0}")]
    Import(#[from] ImportError),
    /// Members were not imported; what is wrong, line by line.
    #[error("no member was imported:\n{0}")]
    MembersNotImported(String),
    /// An import of members broke off.
    #[error("no member was imported: {0}")]
    Members(#[from] MembersImportError),
    /// There is no such member, or she or he has withdrawn.
    #[error("there is no member {0}; import the members first: `shusseki members import`")]
    NoMember(MemberNumber),
    /// A temporary password could not be made.
    #[error(transparent)]
    Temporary(#[from] TemporaryError),
    /// Looking at rules.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// There is no such society.
    #[error("there is no society {0:?} in this installation")]
    NoSociety(String),
    /// A build for the benchmark is no server.
    #[error("{WARNING}")]
    WithoutDatabase,
    /// The audit log is not as it was written; where, is printed already.
    #[error("the audit log of {0} of the societies is not as it was written")]
    AuditBroken(usize),
    /// What is to be printed has no JSON form.
    #[error("it can't be printed as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl CliError {
    /// The exit code that the help names.
    pub(crate) const fn exit_code(&self) -> u8 {
        match self {
            Self::Rules(
                RulesError::Mistakes { .. } | RulesError::NotUtf8(_) | RulesError::Societies(_),
            )
            | Self::Config(_)
            | Self::Start(StartError::Societies(_)) => 3,
            Self::Db(_)
            | Self::Rules(RulesError::Db(_))
            | Self::Import(ImportError::Db(_))
            | Self::Members(MembersImportError::Db(_))
            | Self::Temporary(TemporaryError::Db(_))
            | Self::Schema
            | Self::Open { .. }
            | Self::NoDatabase(_)
            | Self::DatabaseFile { .. }
            | Self::Start(StartError::Db(_))
            | Self::Demo(
                DemoError::Open(_)
                | DemoError::Db(_)
                | DemoError::Foreign(_)
                | DemoError::Start(StartError::Db(_)),
            ) => 4,
            Self::AuditBroken(_) => 5,
            _ => 1,
        }
    }
}

/// Carries a command out.
///
/// # Errors
/// See [`CliError`].
pub(crate) async fn run(cli: Cli) -> Result<(), CliError> {
    if WITHOUT_DATABASE && !matches!(cli.command, Command::Demo(_)) {
        return Err(CliError::WithoutDatabase);
    }
    match carry_out(cli.command).await {
        // A pager that was closed has seen enough.
        Err(CliError::Rules(RulesError::Output(cause)))
            if cause.kind() == ErrorKind::BrokenPipe =>
        {
            Ok(())
        }
        done => done,
    }
}

async fn carry_out(command: Command) -> Result<(), CliError> {
    match command {
        Command::Serve(settings) => run_serve(&settings).await,
        Command::Migrate(settings) => migrate(&settings).await,
        Command::Demo(args) => run_demo(args).await,
        Command::Check { schema: true, .. } => Ok(rules::print_schema()?),
        Command::Check { files, .. } => Ok(rules::check(&files)?),
        Command::Test { files } => Ok(rules::test(&files)?),
        Command::Diff {
            old,
            new,
            database,
            day,
            lang,
        } => {
            let day = day.unwrap_or_else(|| day_of(SystemClock.now()));
            let comparison = Comparison::of(&old, &new, day, language(&lang))?;
            diff(&database, &comparison).await
        }
        Command::Explain {
            file,
            member_file,
            lang,
        } => Ok(rules::explain(&file, &member_file, language(&lang))?),
        Command::Config {
            command: ConfigCommand::Check(settings),
        } => config_check(&settings),
        Command::Credits { command } => credits::run(command).await,
        Command::Members { command } => members::run(command).await,
        Command::Staff { command } => staff::run(command).await,
        Command::Audit { command } => audit::run(command).await,
        Command::Routes { json } => {
            let text = routes::text(json)?;
            Ok(std::io::stdout()
                .write_all(text.as_bytes())
                .map_err(RulesError::from)?)
        }
        Command::VenueKeys { command } => venue_keys(command).await,
    }
}

async fn run_serve(settings: &Settings) -> Result<(), CliError> {
    let config = Config::load(settings.config.as_deref())?;
    logs::start(config.log);
    let listener = listen(config.listen).await?;
    let metrics_listener = match config.metrics_listen {
        Some(address) => Some(listen(address).await?),
        None => None,
    };
    let app = open(config).await?;
    Ok(serve(app, listener, metrics_listener).await?)
}

async fn run_demo(args: DemoArgs) -> Result<(), CliError> {
    let options = demo::Options {
        data: args.data,
        listen: args.listen,
        public_url: args.public_url,
        database: args.database,
        metrics_listen: args.metrics_listen,
        posters: !args.without_posters,
    };
    Ok(demo::run(options).await?)
}

async fn open(config: Config) -> Result<Arc<App>, CliError> {
    let db = open_migrated(&config.database).await?;
    let secret = Secret::read(&config.secret_file)?;
    Ok(App::start(config, db, secret, Arc::new(SystemClock)).await?)
}

/// A database that is there and has the schema of this version.
async fn open_migrated(url: &str) -> Result<Db, CliError> {
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

async fn listen(address: SocketAddr) -> Result<TcpListener, CliError> {
    TcpListener::bind(address)
        .await
        .map_err(|cause| CliError::Listen { address, cause })
}

async fn migrate(settings: &Settings) -> Result<(), CliError> {
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

fn config_check(settings: &Settings) -> Result<(), CliError> {
    let config = Config::load(settings.config.as_deref())?;
    let societies = Societies::load(&config.societies).map_err(StartError::from)?;
    println!("The settings can be used:");
    println!("  public_url            {}", config.base_url());
    println!("  listen                {}", config.listen);
    match config.metrics_listen {
        Some(address) => println!("  metrics_listen        {address}"),
        None => println!("  metrics_listen        (none)"),
    }
    println!(
        "  database              {}",
        without_password(&config.database)
    );
    println!("  secret_file           {}", config.secret_file.display());
    let names: Vec<String> = societies
        .all()
        .map(|tenant| tenant.slug().to_string())
        .collect();
    println!("  societies             {}", names.join(", "));
    println!("  concurrent_requests   {}", config.concurrent_requests);
    println!("  access_token_minutes  {}", config.access_token_minutes);
    println!(
        "  staff_second_factor   {}",
        config.staff_second_factor.name()
    );
    print_mail(&config, &societies)?;
    if !config.is_https() {
        println!(
            "Warning: public_url is not https; passwords and cookies would travel in the open."
        );
    }
    Ok(())
}

/// How mail leaves, and of which societies it can't.
fn print_mail(config: &Config, societies: &Societies) -> Result<(), CliError> {
    let Some(mail) = &config.mail else {
        println!("  mail                  (not set up: mail waits in the outbox)");
        return Ok(());
    };
    // Whatever can't be used of it is found here rather than at the start.
    Smtp::new(mail, "localhost").map_err(ServeError::from)?;
    println!(
        "  mail                  {}:{} ({})",
        mail.host,
        mail.port(),
        mail.tls.name()
    );
    for tenant in societies.all() {
        if worker::sender(tenant, mail.sender.as_ref()).is_none() {
            println!(
                "Warning: mail of {} can't be sent: its definition has no mail address; give mail.sender.",
                tenant.slug()
            );
        }
    }
    Ok(())
}

/// A database URL that may be shown: its password is left out.
fn without_password(database: &str) -> String {
    match Url::parse(database) {
        Ok(mut url) if url.password().is_some() => {
            // Fails only for URLs that can't have a password.
            let _ = url.set_password(Some("***"));
            url.to_string()
        }
        _ => database.to_owned(),
    }
}

async fn diff(database: &str, comparison: &Comparison) -> Result<(), CliError> {
    let db = open_migrated(database).await?;
    let mut out = BufWriter::new(std::io::stdout());
    let told = comparison.tell(&db, &mut out).await;
    db.close().await;
    told?;
    Ok(out.flush().map_err(RulesError::from)?)
}

fn language(lang: &str) -> Language {
    if lang == "en" {
        Language::En
    } else {
        Language::Ja
    }
}

async fn venue_keys(command: VenueKeysCommand) -> Result<(), CliError> {
    let (VenueKeysCommand::Rotate(args) | VenueKeysCommand::Export(args)) = &command;
    let config = Config::load(args.settings.config.as_deref())?;
    let app = open(config).await?;
    let tenant = app
        .societies
        .get(&args.society)
        .ok_or_else(|| CliError::NoSociety(args.society.clone()))?;
    match &command {
        VenueKeysCommand::Rotate(_) => {
            let mut tx = app.db.write().await?;
            let key = app
                .key_rings
                .rotate(&mut tx, &tenant.society, app.clock.now())
                .await
                .map_err(StartError::from)?;
            let deed = Deed {
                actor: Actor::System,
                action: VENUE_KEY_ROTATED,
                subject: Subject::of_society("venue-key", key),
                before: None,
                after: None,
                why: None,
            };
            record(&mut tx, &tenant, app.clock.now(), &deed).await?;
            tx.commit().await?;
            println!(
                "Key {key} mints from now on; codes of the keys before it live until their end."
            );
        }
        VenueKeysCommand::Export(_) => {
            let mut conn = app.db.read().await?;
            let ring = app
                .key_rings
                .read(&mut conn, &tenant.society)
                .await
                .map_err(StartError::from)?;
            println!("{}", serde_json::to_string_pretty(&ring)?);
        }
    }
    app.finish().await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Cli, without_password};
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_password_is_never_printed() {
        let shown = without_password("postgres://me:secret@db.example/shusseki");
        assert!(!shown.contains("secret"), "{shown}");
        assert_eq!(without_password("sqlite:a.db"), "sqlite:a.db");
    }
}
