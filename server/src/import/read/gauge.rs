//! How much of a part of a workbook would be held in memory at once, found without holding it.

use super::ReadError;
use std::io::{self, BufRead as _, Write};

/// Bytes of one piece: a text between two tags, a tag, a comment. Excel's longest cell, 32,767
/// characters, has fewer however they are escaped (`&quot;` takes six bytes, `_x000D_` seven).
pub(super) const PIECE_AT_MOST: usize = 256 << 10;
/// Bytes of a cell with all its tags, since its text may be in many fonts.
pub(super) const CELL_AT_MOST: usize = 1 << 20;
/// Bytes of a tag that are looked at: enough for its name.
const NAME: usize = 32;

/// Where in the XML the next byte stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    Text,
    /// In a tag, perhaps within the quotation marks of an attribute.
    Tag(Option<u8>),
    /// In what ends with these bytes, of which so many were just there.
    Until(&'static [u8], usize),
}

/// Takes the bytes of a part of a workbook, keeps none of them, and stops where a reader would have to
/// hold too many. It sees tags as the reader does, so that a comment or an attribute that looks like
/// cells is one piece.
#[derive(Debug)]
pub(super) struct Gauge {
    place: Place,
    piece: usize,
    /// Bytes since the cell, or the shared text, began.
    cell: Option<usize>,
    tag: Vec<u8>,
    /// Cells and shared texts so far.
    pub(super) cells: u64,
    /// Why it stopped.
    pub(super) wrong: Option<ReadError>,
}

impl Gauge {
    /// At the beginning of a part.
    pub(super) fn new() -> Self {
        Self {
            place: Place::Text,
            piece: 0,
            cell: None,
            tag: Vec::with_capacity(NAME),
            cells: 0,
            wrong: None,
        }
    }

    fn add(&mut self, bytes: usize) {
        self.piece += bytes;
        self.cell = self.cell.map(|cell| cell + bytes);
        let too_long = self.piece > PIECE_AT_MOST || self.cell > Some(CELL_AT_MOST);
        if too_long {
            self.wrong.get_or_insert(ReadError::CellTooLong);
        }
    }

    /// Text up to the next tag; how many bytes that were.
    fn text(&mut self, bytes: &[u8]) -> usize {
        let mut rest = bytes;
        // Reading from memory never fails.
        let length = rest.skip_until(b'<').unwrap_or(bytes.len());
        self.add(length);
        if bytes[..length].ends_with(b"<") {
            self.place = Place::Tag(None);
            self.piece = 0;
            self.tag.clear();
        }
        length
    }

    fn tag(&mut self, byte: u8, quote: Option<u8>) {
        self.add(1);
        if self.tag.len() < NAME {
            self.tag.push(byte);
        }
        self.place = match (byte, quote) {
            (_, Some(open)) if open != byte => Place::Tag(quote),
            (_, Some(_)) => Place::Tag(None),
            (b'"' | b'\'', None) => Place::Tag(Some(byte)),
            (b'>', None) => {
                self.end_tag();
                Place::Text
            }
            _ => match self.tag.as_slice() {
                b"?" => Place::Until(b"?>", 0),
                b"!--" => Place::Until(b"-->", 0),
                b"![CDATA[" => Place::Until(b"]]>", 0),
                _ => Place::Tag(None),
            },
        };
        // Spreadsheets declare nothing, and a declaration's end is no simple matter.
        if self.tag.starts_with(b"!D") {
            let why = "it declares a type of document".to_owned();
            self.wrong.get_or_insert(ReadError::Broken(why));
        }
    }

    fn end_tag(&mut self) {
        self.piece = 0;
        let ends = self.tag.starts_with(b"/");
        let name = self.tag.strip_prefix(b"/").unwrap_or(&self.tag);
        let mut words = name.split(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte));
        let name = words.next().unwrap_or_default();
        let local = name.rsplit(|byte| *byte == b':').next();
        match (local.unwrap_or_default(), ends) {
            (b"c" | b"si", false) => {
                self.cell = Some(0);
                self.cells += 1;
            }
            (b"c" | b"si" | b"row", _) => self.cell = None,
            _ => {}
        }
    }

    fn until(&mut self, byte: u8, end: &'static [u8], seen: usize) {
        self.add(1);
        let seen = match (byte == end[seen], byte == end[0]) {
            (true, _) => seen + 1,
            // `--->` ends a comment too.
            (false, true) => seen.max(1),
            (false, false) => 0,
        };
        self.place = if seen == end.len() {
            self.piece = 0;
            Place::Text
        } else {
            Place::Until(end, seen)
        };
    }
}

impl Write for Gauge {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut at = 0;
        while at < bytes.len() && self.wrong.is_none() {
            at += match self.place {
                Place::Text => self.text(&bytes[at..]),
                Place::Tag(quote) => {
                    self.tag(bytes[at], quote);
                    1
                }
                Place::Until(end, seen) => {
                    self.until(bytes[at], end, seen);
                    1
                }
            };
        }
        match &self.wrong {
            Some(wrong) => Err(io::Error::other(wrong.clone())),
            None => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{CELL_AT_MOST, Gauge, PIECE_AT_MOST};
    use crate::import::read::ReadError;
    use std::io::Write as _;

    fn gauged(parts: &[&str]) -> Gauge {
        let mut gauge = Gauge::new();
        for part in parts {
            // What is wrong stays in the gauge.
            let _ = gauge.write_all(part.as_bytes());
        }
        gauge
    }

    #[test]
    fn what_spreadsheets_write_is_taken() {
        let longest = "&quot;".repeat(32_767);
        let fonts = "<r><rPr><sz val=\"11\"/></rPr><t>語</t></r>".repeat(8_000);
        let gauge = gauged(&[
            "<?xml version=\"1.0\"?><!-- a --><x:sheetData><x:row r=\"1\"><x:c r=\"A1\" t=\"inlineStr\"><is><t>",
            &longest,
            "</t></is></x:c><c r='B1' s=\">\"><is>",
            &fonts,
            "</is></c><c r=\"C1\"/></x:row></x:sheetData>",
            // Behind the cells there is much that is none.
            &"<hyperlink ref=\"A1\"/>".repeat(CELL_AT_MOST / 20),
        ]);
        assert_eq!((gauge.wrong, gauge.cells), (None, 3));
    }

    #[test]
    fn nothing_that_a_reader_holds_whole_gets_by() {
        let long = "a".repeat(PIECE_AT_MOST);
        let cells = "<c><t></t></c>".repeat(PIECE_AT_MOST / 14 + 1);
        let runs = "<r><t>aaaaaaaaaaaaaaaa</t></r>".repeat(CELL_AT_MOST / 30 + 1);
        for parts in [
            ["<c><is><t>", &long, "b</t>"],
            ["<c><is>", &runs, "</is></c>"],
            ["<si>", &runs, "</si>"],
            ["<!--", &cells, "-->"],
            ["<![CDATA[", &cells, "]]>"],
            ["<?x ", &cells, "?>"],
            ["<c r=\"", &cells, "\">"],
            ["<c r='", &long, "'>"],
        ] {
            assert_eq!(
                gauged(&parts).wrong,
                Some(ReadError::CellTooLong),
                "{}",
                parts[0]
            );
        }
        let declared = gauged(&["<!DOCTYPE a [ <!", &cells, "> ]>"]);
        assert_eq!(
            declared.wrong.map(|wrong| wrong.code()),
            Some("import-damaged")
        );
    }
}
