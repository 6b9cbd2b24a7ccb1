//! CSV files that an office opens in a spreadsheet.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// What tells a spreadsheet that the file is UTF-8.
pub(crate) const MARK: &str = "\u{feff}";

/// With any of these a spreadsheet may take a cell for a formula.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The cell so that no spreadsheet takes it for a formula: an apostrophe stands before what would
/// begin one, and before an apostrophe that would look like that one.
pub(crate) fn neutral(cell: &str) -> String {
    if cell.starts_with(FORMULA) || without_mark(cell).len() < cell.len() {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// The cell that [`neutral`] was given.
pub(crate) fn without_mark(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(FORMULA) || rest.starts_with('\'') => rest,
        _ => cell,
    }
}

/// One row as bytes, with its line end.
pub(crate) fn row<I: IntoIterator<Item = String>>(cells: I) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    // Writing to memory can't fail, and one row has no other's length to keep to.
    let _ = writer.write_record(cells.into_iter().map(|cell| neutral(&cell)));
    writer.into_inner().unwrap_or_default()
}

/// The body as a file to be saved.
pub(crate) fn file(name: &str, body: axum::body::Body) -> Response {
    let name = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (
            header::CONTENT_DISPOSITION,
            name.unwrap_or(HeaderValue::from_static("attachment")),
        ),
    ];
    (headers, body).into_response()
}

#[cfg(test)]
mod tests {
    use super::{neutral, row, without_mark};

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            assert_eq!(neutral(cell), format!("'{cell}"));
        }
        assert_eq!(neutral("00123"), "00123");
        for cell in [
            "=1",
            "'=1",
            "''",
            "'",
            "''-1",
            "O'Neill",
            "'s-Gravenhage",
            "",
        ] {
            assert_eq!(without_mark(&neutral(cell)), cell);
        }
        let cells = ["a,b", "=\"x\"", "1\n2"].map(str::to_owned);
        assert_eq!(row(cells), b"\"a,b\",\"'=\"\"x\"\"\",\"1\n2\"\r\n");
    }
}
