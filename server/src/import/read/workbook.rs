//! XLSX, row by row.

use super::gauge::Gauge;
use super::{BYTES_AT_MOST, COLUMNS_AT_MOST, Form, ROWS_AT_MOST, ReadError, Row, cell};
use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use std::io::{Cursor, Read};
use std::ops::ControlFlow;
use zip::ZipArchive;

/// Files in a workbook.
const ENTRIES_AT_MOST: usize = 1_000;
/// Bytes that they unpack to, all together: 200,000 members of 40 columns, each cell with 100 bytes of
/// tags and text.
const UNPACKED_AT_MOST: u64 = 768 << 20;
/// Bytes of what is held in memory whole: texts, styles, the list of sheets.
const HELD_AT_MOST: u64 = 128 << 20;
/// Bytes of what is not read at all, such as pictures: it is packed already.
const UNREAD_AT_MOST: u64 = BYTES_AT_MOST as u64;
/// Texts that cells share: 30 of their own for each member.
const TEXTS_AT_MOST: u64 = 30 * ROWS_AT_MOST;

/// Hands over every row of the first sheet that is shown.
pub(super) fn walk(
    content: &[u8],
    mut take: impl FnMut(Row) -> ControlFlow<()>,
) -> Result<Form, ReadError> {
    measure(content)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(content)).map_err(|error| why(&error))?;
    let shown = book
        .sheets_metadata()
        .iter()
        .find(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible);
    let sheet = shown
        .map(|sheet| sheet.name.clone())
        .ok_or(ReadError::NoHeadings)?;
    let mut reader = book
        .worksheet_cells_reader(&sheet)
        .map_err(|error| why(&error))?;
    let empty = |number| Row {
        number,
        cells: Vec::new(),
        numbers: Vec::new(),
    };
    let mut row = empty(0);
    loop {
        let next = reader.next_cell().map_err(|error| why(&error))?;
        let (at, column) = match &next {
            Some(found) => found.get_position(),
            None => (u32::MAX, 0),
        };
        if at.saturating_add(1) != row.number {
            let before = std::mem::replace(&mut row, empty(at.saturating_add(1)));
            let passed = before.number;
            if passed > 0 && take(before).is_break() {
                return Ok(Form::Xlsx { sheet });
            }
            if row.number < passed {
                return Err(ReadError::Broken("its rows are not in order".to_owned()));
            }
        }
        let Some(found) = next else {
            return Ok(Form::Xlsx { sheet });
        };
        let text = written(found.get_value());
        if text.is_empty() {
            continue;
        }
        let place = usize::try_from(column).unwrap_or(usize::MAX);
        if place >= COLUMNS_AT_MOST {
            return Err(ReadError::TooManyColumns);
        }
        if row.cells.len() <= place {
            row.cells.resize(place + 1, String::new());
        }
        row.cells[place] = text;
        if matches!(found.get_value(), DataRef::Int(_) | DataRef::Float(_)) {
            row.numbers.push(place);
        }
    }
}

/// Unpacks every part once without keeping it: sizes that an archive claims may be lies.
fn measure(content: &[u8]) -> Result<(), ReadError> {
    let broken = |error: String| ReadError::Broken(error);
    if entries(content) > ENTRIES_AT_MOST {
        return Err(ReadError::Bomb);
    }
    let mut archive =
        ZipArchive::new(Cursor::new(content)).map_err(|error| broken(error.to_string()))?;
    if archive.index_for_name("xl/workbook.xml").is_none() {
        return Err(ReadError::OtherKind);
    }
    let mut unpacked = 0;
    for place in 0..archive.len() {
        let entry = archive.by_index(place);
        let entry = entry.map_err(|error| broken(error.to_string()))?;
        let name = entry.name().map_err(|error| broken(error.to_string()))?;
        let name = name.into_owned();
        unpacked += unpack(entry, &name, UNPACKED_AT_MOST - unpacked)?;
    }
    Ok(())
}

/// Entries that a directory of the archive may have, and one more than allowed where there are more.
/// Opening the archive would hold them all. How many there are, the end of the file says, but it may lie,
/// and there may be several ends; each entry's mark it can't do without.
fn entries(content: &[u8]) -> usize {
    const MARK: &[u8] = b"PK\x01\x02";
    let marks = content.windows(MARK.len()).filter(|found| *found == MARK);
    marks.take(ENTRIES_AT_MOST + 1).count()
}

/// Unpacks a part to at most so many bytes, and says how many there were.
fn unpack(part: impl Read, name: &str, left: u64) -> Result<u64, ReadError> {
    let is_sheet = name.starts_with("xl/worksheets/");
    let is_xml = name.ends_with(".xml") || name.ends_with(".rels");
    let is_read = is_sheet || name.starts_with("xl/") && is_xml;
    let most = match (is_sheet, is_read) {
        (true, _) => left,
        (false, true) => left.min(HELD_AT_MOST),
        (false, false) => left.min(UNREAD_AT_MOST),
    };
    let mut part = part.take(most + 1);
    let mut gauge = Gauge::new();
    let read = if is_read {
        std::io::copy(&mut part, &mut gauge)
    } else {
        std::io::copy(&mut part, &mut std::io::sink())
    };
    if let Some(wrong) = gauge.wrong {
        return Err(wrong);
    }
    let size = read.map_err(|error| ReadError::Broken(error.to_string()))?;
    if size > most || !is_sheet && gauge.cells > TEXTS_AT_MOST {
        return Err(ReadError::Bomb);
    }
    Ok(size)
}

fn why(error: &XlsxError) -> ReadError {
    match error {
        XlsxError::Password => ReadError::OldExcel,
        other => ReadError::Broken(other.to_string().chars().take(200).collect()),
    }
}

/// The cell as the office sees it, but days always as 2026-04-01.
fn written(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number_text(*number),
        DataRef::String(text) => cell(text),
        DataRef::SharedString(text) => cell(text),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(day) if day.is_datetime() => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTime(length) => number_text(length.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => cell(text),
        DataRef::Error(error) => error.to_string(),
    }
}

/// Without the point that every number of a spreadsheet has inside.
fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{number:.0}")
    } else {
        number.to_string()
    }
}
