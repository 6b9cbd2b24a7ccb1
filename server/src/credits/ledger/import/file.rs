//! A CSV file as spreadsheets write it: UTF-8 with or without its mark, or Shift_JIS (CP932).

use super::rows::{Row, RowError};
use encoding_rs::{SHIFT_JIS, UTF_8};
use std::borrow::Cow;

/// Why a file can't be read at all.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    /// Neither UTF-8 nor Shift_JIS.
    #[error("the file is neither UTF-8 nor Shift_JIS (CP932)")]
    Encoding,
    /// A column is not there.
    #[error("the column {0} is missing; the first line names the columns")]
    Missing(&'static str),
    /// A column is there twice.
    #[error("the column {0} is there twice")]
    Twice(&'static str),
    /// A column that nobody knows: a mistyped one would be left out silently.
    #[error("the column {0:?} is unknown; known are {known}", known = names())]
    Unknown(String),
    /// Not a CSV file.
    #[error("the first line can't be read: {0}")]
    Csv(#[from] csv::Error),
}

/// The columns: their names in Japanese and English, and whether one may be left out.
pub(super) const COLUMNS: [(Column, [&str; 2], bool); 12] = [
    (Column::Member, ["会員番号", "member_number"], false),
    (Column::Day, ["日付", "day"], false),
    (Column::Activity, ["活動", "activity"], false),
    (Column::Role, ["役割", "role"], true),
    (Column::Credits, ["単位", "credits"], true),
    (Column::Minutes, ["時間", "minutes"], true),
    (Column::Event, ["大会名", "event"], false),
    (Column::Session, ["セッション名", "session"], true),
    (Column::SocietyHeld, ["主催", "society_held"], true),
    (Column::Codes, ["コード", "codes"], true),
    (Column::Programme, ["プログラム", "programme"], true),
    (Column::Proves, ["証明", "proves"], true),
];

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Member,
    Day,
    Activity,
    Role,
    Credits,
    Minutes,
    Event,
    Session,
    SocietyHeld,
    Codes,
    Programme,
    Proves,
}

fn names() -> String {
    let names = COLUMNS.iter().map(|(_, [ja, en], _)| format!("{ja}/{en}"));
    names.collect::<Vec<_>>().join(", ")
}

/// The text of a file, whichever of the two encodings it has.
fn text(content: &[u8]) -> Result<Cow<'_, str>, FileError> {
    // Decoding drops the mark at the beginning.
    let (text, _, wrong) = UTF_8.decode(content);
    if !wrong {
        return Ok(text);
    }
    let (text, _, wrong) = SHIFT_JIS.decode(content);
    if wrong {
        return Err(FileError::Encoding);
    }
    Ok(text)
}

/// A row with the number of its line, if it can be read.
pub(super) type NumberedRow = (u64, Result<Row, RowError>);

/// The rows with the numbers of their lines, each read as far as it can be.
pub(super) fn read(content: &[u8]) -> Result<Vec<NumberedRow>, FileError> {
    // The reader counts the lines by their line feeds, and would begin a record before one.
    let text = text(content)?.replace("\r\n", "\n");
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let places = places(reader.headers()?)?;
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let line = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(rows),
            Ok(true) => {
                let line = record.position().map_or(line, csv::Position::line);
                if record.iter().any(|cell| !cell.is_empty()) {
                    rows.push((line, Row::read(&record, &places)));
                }
            }
            Err(error) => rows.push((line, Err(RowError::Unreadable(error.to_string())))),
        }
    }
}

/// Where each column stands, in the order of [`COLUMNS`].
fn places(headers: &csv::StringRecord) -> Result<Vec<Option<usize>>, FileError> {
    let known = |name: &str| COLUMNS.iter().any(|(_, names, _)| names.contains(&name));
    if let Some(name) = headers.iter().find(|name| !name.is_empty() && !known(name)) {
        return Err(FileError::Unknown(name.chars().take(40).collect()));
    }
    let mut places = Vec::with_capacity(COLUMNS.len());
    for (_, names, optional) in COLUMNS {
        let mut found = headers
            .iter()
            .enumerate()
            .filter(|(_, name)| names.contains(name));
        let place = found.next().map(|(place, _)| place);
        if found.next().is_some() {
            return Err(FileError::Twice(names[1]));
        }
        if place.is_none() && !optional {
            return Err(FileError::Missing(names[1]));
        }
        places.push(place);
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::{FileError, read};
    use encoding_rs::SHIFT_JIS;

    const FILE: &str =
        "会員番号,日付,活動,大会名\r\n00123,2026-11-01,congress,第97回髙橋①記念大会\r\n";

    #[test]
    fn spreadsheets_of_either_encoding_are_read() {
        let marked = [b"\xEF\xBB\xBF", FILE.as_bytes()].concat();
        let (shift_jis, _, wrong) = SHIFT_JIS.encode(FILE);
        assert!(!wrong);
        for content in [FILE.as_bytes(), &marked, &shift_jis] {
            let rows = read(content).unwrap();
            assert_eq!(rows.len(), 1);
            let (line, row) = &rows[0];
            assert_eq!(*line, 2);
            let row = row.as_ref().unwrap();
            assert_eq!(row.member.as_str(), "00123");
            assert_eq!(row.described.event[0], "第97回髙橋①記念大会");
            assert_eq!(row.described.role, "attend");
        }
    }

    #[test]
    fn a_file_that_is_none_says_what_is_missing() {
        for (content, expected) in [
            ("", "member_number is missing"),
            ("会員番号,日付,活動\n", "event is missing"),
            ("会員番号,日付,活動,大会名,day\n", "day is there twice"),
            ("会員番号,日付,活動,大会名,役裏\n", "\"役裏\" is unknown"),
        ] {
            let error = read(content.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
        let neither = read(b"\xFF\xFE\x00\x80\xA0\xFD").unwrap_err();
        assert!(matches!(
            neither,
            FileError::Encoding | FileError::Unknown(_)
        ));
    }
}
