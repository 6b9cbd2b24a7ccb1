//! The commands of the `shusseki` program.

mod audit;
mod config;
mod credits;
mod database;
mod error;
mod mail;
mod members;
mod routes;
mod staff;
mod venue_keys;

pub(crate) use error::CliError;

use crate::app::App;
use crate::check_in::without_database::WITHOUT_DATABASE;
use crate::clock::{Clock as _, SystemClock};
use crate::config::Config;
use crate::demo;
use crate::operations::logs;
use crate::rules::{self, Comparison, RulesError};
use crate::secret::Secret;
use crate::serve::serve;
use audit::AuditCommand;
use clap::{Args, Parser, Subcommand};
use credits::CreditsCommand;
use database::{migrate, open_migrated};
use jiff::civil::Date;
use mail::MailCommand;
use members::MembersCommand;
use shusseki_core::calendar::day_of;
use shusseki_core::text::Language;
use staff::StaffCommand;
use std::io::{BufWriter, ErrorKind, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use url::Url;
use venue_keys::VenueKeysCommand;

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
    /// Tell what became of mail.
    Mail {
        #[command(subcommand)]
        command: MailCommand,
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
        } => config::check(&settings),
        Command::Credits { command } => credits::run(command).await,
        Command::Members { command } => members::run(command).await,
        Command::Mail { command } => mail::run(command).await,
        Command::Staff { command } => staff::run(command).await,
        Command::Audit { command } => audit::run(command).await,
        Command::Routes { json } => {
            let text = routes::text(json)?;
            Ok(std::io::stdout()
                .write_all(text.as_bytes())
                .map_err(RulesError::from)?)
        }
        Command::VenueKeys { command } => venue_keys::run(command).await,
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

async fn listen(address: SocketAddr) -> Result<TcpListener, CliError> {
    TcpListener::bind(address)
        .await
        .map_err(|cause| CliError::Listen { address, cause })
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

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
