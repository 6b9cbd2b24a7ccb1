//! How the program ends. The numbers are in `--help`; scripts rely on them.

use crate::{keys::KeysError, poster::OutputError, sessions_file::SessionsError};
use shusseki_documents::DocumentError;
use shusseki_qr_tools::photo::ReadPhotoError;
use std::{path::PathBuf, process::ExitCode};

/// What a script sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Status {
    Done = 0,
    /// The code does not hold, is none, or no code is in the photo.
    DoesNotHold = 1,
    // 2 is clap's: wrong options.
    Input = 3,
    Output = 4,
    Server = 5,
    Machine = 6,
}

/// The table for `--help`.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  done; for inspect and scan: the code holds, or (without --keys) is well-formed
  1  inspect, scan: the code does not hold, is no venue code, or the photo shows none
  2  wrong options
  3  an input file is missing, unreadable or wrong
  4  the output cannot be written
  5  the server cannot be reached or refuses
  6  this machine lacks something, such as a Japanese font";

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

/// Why the program could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Sessions(#[from] SessionsError),
    #[error(transparent)]
    Keys(#[from] KeysError),
    #[error(transparent)]
    Output(#[from] OutputError),
    #[error(transparent)]
    Document(#[from] DocumentError),
    #[error("{}: {source}", path.display())]
    PhotoFile {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{}: {source}", path.display())]
    Photo {
        path: PathBuf,
        source: ReadPhotoError,
    },
}

impl Failure {
    pub(crate) fn status(&self) -> Status {
        match self {
            Self::Sessions(error) if error.is_of_server() => Status::Server,
            Self::Keys(error) if error.is_of_output() => Status::Output,
            Self::Document(DocumentError::FontMissing { .. }) => Status::Machine,
            Self::Photo {
                source: ReadPhotoError::NoCode,
                ..
            } => Status::DoesNotHold,
            Self::Sessions(_)
            | Self::Keys(_)
            | Self::Document(_)
            | Self::PhotoFile { .. }
            | Self::Photo { .. } => Status::Input,
            Self::Output(_) => Status::Output,
        }
    }
}
