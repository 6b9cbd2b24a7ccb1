//! Files of rules and of members, with their mistakes printed as they are found.

use super::Definition;
use crate::db::DbError;
use crate::societies::{SocietiesError, definition_files};
use shusseki_core::ids::SocietySlug;
use shusseki_core::society::{self, Diagnostic, Example, Severity, Society};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Why rules can't be looked at.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RulesError {
    /// A file can't be read.
    #[error("{path}: {cause}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// A file in Shift_JIS, of a word processor, or none of text at all.
    #[error("{0}: this is not UTF-8 text; have your editor save it as UTF-8")]
    NotUtf8(PathBuf),
    /// Files with mistakes; they are printed already.
    #[error("{}", mistakes(*.wrong, *.looked_at))]
    Mistakes {
        /// How many have mistakes,
        wrong: usize,
        /// of how many.
        looked_at: usize,
    },
    /// The files can't be found, or the definitions can't be served together.
    #[error(transparent)]
    Societies(#[from] SocietiesError),
    /// The definitions are of two societies.
    #[error("one definition is of {0}, the other of {1}: compare two versions of the same society")]
    TwoSocieties(SocietySlug, SocietySlug),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Examples that don't come true; they are printed already.
    #[error("{}", broken(*.0))]
    Examples(usize),
    /// Nobody takes the output.
    #[error("the output can't be written: {0}")]
    Output(#[from] io::Error),
}

/// One file, with mistakes.
const MISTAKEN: RulesError = RulesError::Mistakes {
    wrong: 1,
    looked_at: 1,
};

fn mistakes(wrong: usize, looked_at: usize) -> String {
    match (wrong, looked_at) {
        (1, 1) => "the file has mistakes".to_owned(),
        (1, _) => format!("1 of the {looked_at} definition files has mistakes"),
        _ => format!("{wrong} of the {looked_at} definition files have mistakes"),
    }
}

fn broken(examples: usize) -> String {
    match examples {
        1 => "1 example doesn't come true".to_owned(),
        _ => format!("{examples} examples don't come true"),
    }
}

/// The definition files that the paths name, those of a folder in order.
///
/// # Errors
/// A folder can't be read, or has none.
pub(super) fn all(paths: &[PathBuf]) -> Result<Vec<PathBuf>, RulesError> {
    let mut files = Vec::new();
    for path in paths {
        files.extend(definition_files(path)?);
    }
    Ok(files)
}

/// A definition without mistakes; its warnings are printed.
///
/// # Errors
/// It can't be read or has mistakes.
pub(crate) fn definition(file: &Path) -> Result<Definition, RulesError> {
    let checked = society::check(&file.display().to_string(), &read(file)?);
    print(&checked.diagnostics);
    let society = checked.society.ok_or(MISTAKEN)?;
    Ok(Definition {
        society,
        examples: checked.examples,
    })
}

/// The members of a file.
pub(super) fn members(file: &Path, society: &Society) -> Result<Vec<Example>, RulesError> {
    let checked = society::check_members(&file.display().to_string(), &read(file)?, society);
    print(&checked.diagnostics);
    let wrong = checked
        .diagnostics
        .iter()
        .any(|found| found.severity == Severity::Error);
    if wrong {
        Err(MISTAKEN)
    } else {
        Ok(checked.members)
    }
}

fn print(diagnostics: &[Diagnostic]) {
    for found in diagnostics {
        eprintln!("{found}\n");
    }
}

/// The text of a file.
///
/// # Errors
/// It can't be read.
pub(super) fn read(file: &Path) -> Result<String, RulesError> {
    let path = || file.to_owned();
    let bytes = fs::read(file).map_err(|cause| RulesError::File {
        path: path(),
        cause,
    })?;
    String::from_utf8(bytes).map_err(|_| RulesError::NotUtf8(path()))
}
