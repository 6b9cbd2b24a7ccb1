//! Why a command failed, and with which exit code it ends.

use crate::accounts::temporary::TemporaryError;
use crate::app::StartError;
use crate::check_in::without_database::WARNING;
use crate::config::ConfigError;
use crate::credits::ledger::import::ImportError;
use crate::db::DbError;
use crate::demo::DemoError;
use crate::import::ImportError as MembersImportError;
use crate::rules::RulesError;
use crate::secret::SecretError;
use crate::serve::ServeError;
use shusseki_core::ids::{MemberNumber, SocietySlug};
use std::net::SocketAddr;
use std::path::PathBuf;

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
    /// Standard input can't be read.
    #[error("standard input can't be read: {0}")]
    Input(std::io::Error),
    /// A report on a mail came before it was noted that the mail was sent.
    #[error(
        "{society}: nobody has noted yet that mail {mail} was sent; hand the report over again later"
    )]
    NotSentYet {
        /// The society.
        society: SocietySlug,
        /// The mail.
        mail: String,
    },
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
