//! Files of rules and of members, with their mistakes printed as they are found.

use super::Definition;
use crate::db::DbError;
use shusseki_core::ids::SocietySlug;
use shusseki_core::society::{self, Diagnostic, Example, Severity, Society};
use std::fs;
use std::path::{Path, PathBuf};

/// Why rules can't be looked at.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RulesError {
    /// A file can't be read.
    #[error("{path}: {cause}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// Files with mistakes; they are printed already.
    #[error("{0} of the definition files have mistakes")]
    Mistakes(usize),
    /// The definitions are of two societies.
    #[error("one definition is of {0}, the other of {1}")]
    TwoSocieties(SocietySlug, SocietySlug),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Examples that don't come true; they are printed already.
    #[error("{0} of the examples don't come true")]
    Examples(usize),
}

/// A definition without mistakes; its warnings are printed.
///
/// # Errors
/// It can't be read or has mistakes.
pub(crate) fn definition(file: &Path) -> Result<Definition, RulesError> {
    let checked = society::check(&file.display().to_string(), &read(file)?);
    print(&checked.diagnostics);
    let society = checked.society.ok_or(RulesError::Mistakes(1))?;
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
        Err(RulesError::Mistakes(1))
    } else {
        Ok(checked.members)
    }
}

fn print(diagnostics: &[Diagnostic]) {
    for found in diagnostics {
        eprintln!("{found}\n");
    }
}

fn read(file: &Path) -> Result<String, RulesError> {
    fs::read_to_string(file).map_err(|cause| RulesError::File {
        path: file.to_owned(),
        cause,
    })
}
