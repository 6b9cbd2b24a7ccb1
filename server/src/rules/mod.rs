//! A definition's rules, looked at from the command line: what they make of a member, whether their
//! examples come true, what a change of them changes.

mod diff;
mod explain;
mod files;
mod trial;

pub(crate) use diff::{Comparison, diff};
pub(crate) use files::RulesError;

use explain::explained;
use files::{definition, members};
use shusseki_core::society::{Example, Society};
use shusseki_core::text::Language;
use std::path::{Path, PathBuf};

/// Prints what the rules make of each member of a file.
///
/// # Errors
/// A file can't be read, or has mistakes; they are printed.
pub(crate) fn explain(
    definition_file: &Path,
    member_file: &Path,
    language: Language,
) -> Result<(), RulesError> {
    let society = definition(definition_file)?.society;
    let members = members(member_file, &society)?;
    for (number, member) in members.iter().enumerate() {
        if number > 0 {
            println!("\n{}\n", "─".repeat(60));
        }
        println!("{}（{}）", member.name, member.day);
        if let Some(trial) = member.try_on(&society) {
            print!("{}", explained(&trial.standing, language));
        }
    }
    Ok(())
}

/// Runs the examples of definitions and prints where one doesn't come true.
///
/// # Errors
/// A file can't be read or has mistakes, or an example doesn't come true.
pub(crate) fn test(files: &[PathBuf]) -> Result<(), RulesError> {
    let mut wrong = 0;
    for file in files {
        let definition = definition(file)?;
        wrong += trial::run(file, &definition.society, &definition.examples);
    }
    if wrong > 0 {
        Err(RulesError::Examples(wrong))
    } else {
        Ok(())
    }
}

/// A definition as its file says it.
pub(crate) struct Definition {
    /// The society.
    pub(crate) society: Society,
    /// Its examples.
    pub(crate) examples: Vec<Example>,
}
