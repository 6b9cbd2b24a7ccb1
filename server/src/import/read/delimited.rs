//! CSV and its relatives.

use super::encoding::decoded;
use super::{COLUMNS_AT_MOST, Form, ReadError, Row, cell};
use std::ops::ControlFlow;

const SEPARATORS: [char; 3] = [',', '\t', ';'];

/// Hands over every row.
pub(super) fn walk(
    content: &[u8],
    mut take: impl FnMut(Row) -> ControlFlow<()>,
) -> Result<Form, ReadError> {
    let (text, encoding) = decoded(content);
    // No text has it; pictures, PDF and programs do.
    if text.chars().take(4096).any(|one| one == '\0') {
        return Err(ReadError::OtherKind);
    }
    // Where a record begins is counted in lines of one character's end.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let separator = separator(&text);
    let form = Form::Csv {
        encoding: encoding.to_owned(),
        separator,
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(separator).unwrap_or(b','))
        .from_reader(text.as_bytes());
    let (mut record, mut number) = (csv::StringRecord::new(), 0);
    loop {
        let begins = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        let read = reader.read_record(&mut record);
        if !read.map_err(|error| ReadError::Broken(error.to_string()))? {
            return Ok(form);
        }
        // The reader passes over empty lines, which a spreadsheet shows as rows.
        let rest = text.as_bytes().get(begins..).unwrap_or_default();
        let skipped = rest.iter().take_while(|byte| **byte == b'\n').count();
        number += u32::try_from(skipped).unwrap_or(0) + 1;
        if record.len() > COLUMNS_AT_MOST {
            return Err(ReadError::TooManyColumns);
        }
        let row = Row {
            number,
            cells: record.iter().map(cell).collect(),
            numbers: Vec::new(),
        };
        if take(row).is_break() {
            return Ok(form);
        }
    }
}

/// What stands most often between the cells of the first rows, outside of quotation marks.
fn separator(text: &str) -> char {
    let mut counts = [0; SEPARATORS.len()];
    let mut quoted = false;
    for one in text.chars().take(8192) {
        if one == '"' {
            quoted = !quoted;
        }
        let place = SEPARATORS.iter().position(|separator| *separator == one);
        if let Some(place) = place.filter(|_| !quoted) {
            counts[place] += 1;
        }
        // One line with any of them is enough.
        if one == '\n' && !quoted && counts.iter().any(|count| *count > 0) {
            break;
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    let place = counts.iter().position(|count| *count == most);
    place.map_or(',', |place| SEPARATORS[place])
}
