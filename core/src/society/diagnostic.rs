//! What is wrong with a definition, where, and what to do about it.

use super::{Example, Society};
use serde::Serialize;
use std::fmt;
use unicode_width::UnicodeWidthStr;

/// How bad it is.
///
/// ```
/// use shusseki_core::society::Severity;
/// assert_eq!(Severity::Warning.to_string(), "warning");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The definition can't be used.
    Error,
    /// The definition can be used, and probably says something that wasn't meant.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// One mistake in a definition: where, what, and the remedy. Shown as the Rust compiler shows its own.
///
/// ```
/// use shusseki_core::society::Society;
/// let mistakes = Society::parse("jsnm.kdl", "socety jsnm").unwrap_err();
/// let shown = mistakes[0].to_string();
/// assert!(shown.contains("--> jsnm.kdl:1:1"));
/// assert!(shown.contains("did you mean `society`?"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// The file's name, as given to the reader.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub mistake: String,
    /// What to do about it.
    pub remedy: String,
    /// The line itself.
    pub source_line: String,
    /// How many characters of the line are meant; at least 1.
    pub marked: usize,
}

/// A definition that was read, with all that was found on the way.
///
/// ```
/// use shusseki_core::society::{check, shipped};
/// let (name, text) = shipped()[0];
/// assert!(check(name, text).society.is_some());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The society; none when there is an error.
    pub society: Option<Society>,
    /// The worked examples that stand in it; none when there is an error.
    pub examples: Vec<Example>,
    /// Errors and warnings, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file of members that was read, with all that was found on the way.
///
/// ```
/// use shusseki_core::society::{Society, check_members, shipped};
/// let (name, text) = shipped()[2];
/// let jgets = Society::parse(name, text).unwrap();
/// assert!(check_members("members.kdl", "", &jgets).members.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedMembers {
    /// The members; none when there is an error.
    pub members: Vec<Example>,
    /// Errors and warnings, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.line.to_string();
        let margin = " ".repeat(number.len());
        // Tabs and full-width characters: the caret must stand under what it means.
        let line = self.source_line.replace('\t', " ");
        let before: String = line.chars().take(self.column.saturating_sub(1)).collect();
        let meant = line.chars().skip(self.column.saturating_sub(1));
        let meant: String = meant.take(self.marked).collect();
        let indent = " ".repeat(before.width());
        let carets = "^".repeat(meant.width().max(1));
        writeln!(f, "{}: {}", self.severity, self.mistake)?;
        writeln!(f, "{margin}--> {}:{}:{}", self.file, self.line, self.column)?;
        writeln!(f, "{margin} |")?;
        writeln!(f, "{number} | {line}")?;
        writeln!(f, "{margin} | {indent}{carets}")?;
        write!(f, "{margin} = help: {}", self.remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::{Diagnostic, Severity};

    #[test]
    fn the_caret_stands_under_the_word_even_after_japanese() {
        let line = "name ja=\"学会\" eng=\"Society\"";
        let shown = Diagnostic {
            severity: Severity::Error,
            file: "x.kdl".into(),
            line: 12,
            column: 14,
            mistake: "unknown property `eng`".into(),
            remedy: "did you mean `en`?".into(),
            source_line: line.into(),
            marked: 3,
        };
        let wanted = "error: unknown property `eng`\n  --> x.kdl:12:14\n   |\n\
            12 | name ja=\"学会\" eng=\"Society\"\n   |                ^^^\n   = help: did you mean `en`?";
        assert_eq!(shown.to_string(), wanted);
    }
}
