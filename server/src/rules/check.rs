//! Definition files checked: every mistake of each, and whether they can be served together.

use super::RulesError;
use super::files::{all, read};
use crate::societies::Societies;
use shusseki_core::society::{self, Severity};
use std::path::{Path, PathBuf};

/// Prints the mistakes of definition files, or that they can be used.
///
/// # Errors
/// A file can't be read or has mistakes, or two of them claim the same name or number.
pub(crate) fn check(paths: &[PathBuf]) -> Result<(), RulesError> {
    let (mut looked_at, mut wrong) = (0, 0);
    for file in all(paths)? {
        looked_at += 1;
        wrong += usize::from(!can_be_used(&file)?);
    }
    if wrong > 0 {
        return Err(RulesError::Mistakes { wrong, looked_at });
    }
    // Each by itself is right; together they may claim the same name or number.
    Societies::load(paths)?;
    Ok(())
}

fn can_be_used(file: &Path) -> Result<bool, RulesError> {
    let checked = society::check(&file.display().to_string(), &read(file)?);
    for found in &checked.diagnostics {
        println!("{found}\n");
    }
    let found = checked.diagnostics.iter();
    match found.filter(|one| one.severity == Severity::Error).count() {
        0 => println!("{}: this definition can be used", file.display()),
        1 => println!("{}: 1 mistake", file.display()),
        errors => println!("{}: {errors} mistakes", file.display()),
    }
    Ok(checked.society.is_some())
}
