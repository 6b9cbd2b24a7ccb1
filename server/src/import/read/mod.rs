//! Reading a file as an office has it: CSV or XLSX, decided by its content and never by its name.
//!
//! Rows are handed over one by one, so that no more than the file itself is held in memory.

mod delimited;
mod encoding;
mod gauge;
#[cfg(test)]
mod tests;
mod workbook;

pub(crate) use encoding::{UNREADABLE, is_unreadable};

use serde::{Deserialize, Serialize};
use shusseki_core::text::Language;
use std::ops::ControlFlow;

/// Bytes that a file has at most.
pub(crate) const BYTES_AT_MOST: usize = 48 << 20;
/// Rows below the headings.
pub(crate) const ROWS_AT_MOST: u64 = 200_000;
/// Columns.
pub(crate) const COLUMNS_AT_MOST: usize = 200;
/// Characters of a cell that are kept: more than any field takes, so that what is too long shows.
const CELL_AT_MOST: usize = 2_000;

/// How the file was read, as the office is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
pub(crate) enum Form {
    /// A text file.
    Csv {
        /// `UTF-8`, `UTF-8 (BOM)`, `CP932` or `UTF-16`.
        encoding: String,
        /// What stands between the cells.
        separator: char,
    },
    /// A workbook.
    Xlsx {
        /// The sheet that was read: the first one that is shown.
        sheet: String,
    },
}

impl Form {
    /// In words.
    pub(crate) fn told(&self, language: Language) -> String {
        match self {
            Self::Csv {
                encoding,
                separator,
            } => {
                let separator = match separator {
                    '\t' => language.pick("タブ区切り", "separated by tabs"),
                    ';' => language.pick("セミコロン区切り", "separated by semicolons"),
                    _ => language.pick("カンマ区切り", "separated by commas"),
                };
                format!("CSV, {encoding}, {separator}")
            }
            Self::Xlsx { sheet } => match language {
                Language::Ja => format!("Excel（シート「{sheet}」）"),
                Language::En => format!("Excel, sheet “{sheet}”"),
            },
        }
    }
}

/// A row of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// As a spreadsheet numbers it: the first row of the file is 1.
    pub(crate) number: u32,
    /// The texts of its cells, without spaces around them.
    pub(crate) cells: Vec<String>,
    /// Which of them the workbook holds as numbers: those have lost the zeros before them.
    pub(crate) numbers: Vec<usize>,
}

impl Row {
    fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.is_empty()).count()
    }
}

/// Why a file can't be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ReadError {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Too many bytes.
    #[error("the file is larger than {} MB", BYTES_AT_MOST >> 20)]
    TooLarge,
    /// Neither a text nor a workbook.
    #[error("the file is neither CSV nor XLSX")]
    OtherKind,
    /// The old form of Excel, or one with a password.
    #[error("the file is an old Excel file (.xls), or has a password")]
    OldExcel,
    /// It unpacks to more than it may.
    #[error("the file unpacks to more than any list of members")]
    Bomb,
    /// A cell that no spreadsheet could have written.
    #[error("a cell of the file is longer than any that Excel can hold")]
    CellTooLong,
    /// More rows than are read.
    #[error("the file has more than {ROWS_AT_MOST} rows")]
    TooManyRows,
    /// More columns than are read.
    #[error("the file has more than {COLUMNS_AT_MOST} columns")]
    TooManyColumns,
    /// It is damaged.
    #[error("the file is damaged: {0}")]
    Broken(String),
    /// Nothing that names the columns.
    #[error("no row names the columns")]
    NoHeadings,
    /// Two columns of one name.
    #[error("the column {0:?} is there twice")]
    HeadingTwice(String),
}

impl ReadError {
    /// For programs and tables; it never changes.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "import-empty",
            Self::TooLarge => "import-too-large",
            Self::OtherKind => "import-other-kind",
            Self::OldExcel => "import-old-excel",
            Self::Bomb => "import-unpacks-too-large",
            Self::CellTooLong => "import-cell-too-long",
            Self::TooManyRows => "import-too-many-rows",
            Self::TooManyColumns => "import-too-many-columns",
            Self::Broken(_) => "import-damaged",
            Self::NoHeadings => "import-no-headings",
            Self::HeadingTwice(_) => "import-heading-twice",
        }
    }
}

/// The file's form and the names of its columns, with the number of the row that has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    /// How the file is read.
    pub(crate) form: Form,
    /// Which row has the headings.
    pub(crate) row: u32,
    /// The headings; a column without one is named by its letter in brackets.
    pub(crate) headings: Vec<String>,
}

/// Reads only as far as the headings.
///
/// # Errors
/// See [`ReadError`].
pub(crate) fn head(content: &[u8]) -> Result<Head, ReadError> {
    let mut first = None;
    let form = walk(content, |row| {
        if row.filled() > 1 {
            first = Some(row);
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    })?;
    let row = match first {
        Some(row) => row,
        // A file of one column: its first row.
        None => only_column(content)?,
    };
    let headings: Vec<String> = row
        .cells
        .iter()
        .enumerate()
        .map(|(place, cell)| match cell.as_str() {
            "" => format!("({})", letter(place)),
            named => named.split_whitespace().collect::<Vec<_>>().join(" "),
        })
        .collect();
    let mut seen = std::collections::HashSet::new();
    if let Some(twice) = headings.iter().find(|heading| !seen.insert(*heading)) {
        return Err(ReadError::HeadingTwice(twice.clone()));
    }
    Ok(Head {
        form,
        row: row.number,
        headings,
    })
}

fn only_column(content: &[u8]) -> Result<Row, ReadError> {
    let mut first = None;
    walk(content, |row| {
        if row.filled() == 0 {
            return ControlFlow::Continue(());
        }
        first = Some(row);
        ControlFlow::Break(())
    })?;
    first.ok_or(ReadError::NoHeadings)
}

/// Hands over the rows below the headings that are not empty, each with as many cells as there are
/// headings; what stands right of them is handed over too, where it is not empty.
///
/// # Errors
/// See [`ReadError`]; rows were handed over before, which then count for nothing.
pub(crate) fn rows(
    content: &[u8],
    head: &Head,
    mut take: impl FnMut(Row) -> ControlFlow<()>,
) -> Result<(), ReadError> {
    let (mut count, mut too_many) = (0, false);
    walk(content, |mut row| {
        if row.number <= head.row || row.filled() == 0 {
            return ControlFlow::Continue(());
        }
        count += 1;
        too_many = count > ROWS_AT_MOST;
        if too_many {
            return ControlFlow::Break(());
        }
        let last = row.cells.iter().rposition(|cell| !cell.is_empty());
        let width = last.map_or(0, |last| last + 1).max(head.headings.len());
        row.cells.resize(width, String::new());
        take(row)
    })?;
    if too_many {
        return Err(ReadError::TooManyRows);
    }
    Ok(())
}

/// Hands over every row of the file.
fn walk(content: &[u8], take: impl FnMut(Row) -> ControlFlow<()>) -> Result<Form, ReadError> {
    const ZIP: &[u8] = b"PK\x03\x04";
    const OLE: &[u8] = b"\xD0\xCF\x11\xE0";
    if content.is_empty() {
        return Err(ReadError::Empty);
    }
    if content.len() > BYTES_AT_MOST {
        return Err(ReadError::TooLarge);
    }
    if content.starts_with(ZIP) {
        return workbook::walk(content, take);
    }
    if content.starts_with(OLE) {
        return Err(ReadError::OldExcel);
    }
    delimited::walk(content, take)
}

/// A column as spreadsheets name it: A, B … Z, AA.
pub(crate) fn letter(place: usize) -> String {
    let mut rest = place + 1;
    let mut name = Vec::new();
    while rest > 0 {
        rest -= 1;
        let digit = u8::try_from(rest % 26).unwrap_or(0);
        name.push(char::from(b'A' + digit));
        rest /= 26;
    }
    name.iter().rev().collect()
}

/// A cell's text as it is kept: no spaces around it, no character that a table can't hold, and what an
/// export put before a formula taken away again.
fn cell(text: &str) -> String {
    let text = text.trim_matches(|one: char| one.is_whitespace() || one == '\u{feff}');
    // Excel's way to keep leading zeros in CSV.
    let kept = text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    let text = kept.unwrap_or_else(|| crate::web::csv::without_mark(text));
    text.chars()
        .take(CELL_AT_MOST)
        .map(|one| if one == '\0' { UNREADABLE } else { one })
        .collect()
}
