//! A definition's rules, looked at from the command line: their mistakes, what they make of a member,
//! whether their examples come true, what a change of them changes.

mod check;
mod diff;
mod explain;
mod files;
mod trial;

pub(crate) use check::check;
pub(crate) use diff::Comparison;
pub(crate) use files::RulesError;

use explain::explained;
use files::{all, definition, members};
use shusseki_core::calendar::written;
use shusseki_core::society::{Example, Society, schema};
use shusseki_core::text::Language;
use std::io::{self, Write as _};
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
    let mut text = String::new();
    for (number, member) in members.iter().enumerate() {
        if number > 0 {
            text.push_str(&format!("\n{}\n\n", "─".repeat(60)));
        }
        let day = written(member.day, language);
        text.push_str(&match language {
            Language::Ja => format!("{}（{day}）\n", member.name),
            Language::En => format!("{} ({day})\n", member.name),
        });
        if let Some(trial) = member.try_on(&society) {
            text.push_str(&explained(&trial.standing, &society, language));
        }
    }
    Ok(io::stdout().write_all(text.as_bytes())?)
}

/// Runs the examples of definitions and prints where one doesn't come true.
///
/// # Errors
/// A file can't be read or has mistakes, or an example doesn't come true.
pub(crate) fn test(paths: &[PathBuf]) -> Result<(), RulesError> {
    let (mut looked_at, mut mistaken, mut broken) = (0, 0, 0);
    for file in all(paths)? {
        looked_at += 1;
        match definition(&file) {
            Ok(found) => broken += trial::run(&file, &found.society, &found.examples),
            Err(RulesError::Mistakes { .. }) => mistaken += 1,
            Err(error) => return Err(error),
        }
    }
    match (mistaken, broken) {
        (0, 0) => Ok(()),
        (0, _) => Err(RulesError::Examples(broken)),
        (wrong, _) => Err(RulesError::Mistakes { wrong, looked_at }),
    }
}

/// Prints the words of a definition as a KDL Schema document.
///
/// # Errors
/// Nobody takes the output.
pub(crate) fn print_schema() -> Result<(), RulesError> {
    Ok(io::stdout().write_all(schema().as_bytes())?)
}

/// A definition as its file says it.
pub(crate) struct Definition {
    /// The society.
    pub(crate) society: Society,
    /// Its examples.
    pub(crate) examples: Vec<Example>,
}
