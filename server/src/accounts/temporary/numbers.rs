//! Member numbers as the office brings them: typed or pasted, or in a CSV file.

use super::TemporaryError;
use encoding_rs::{SHIFT_JIS, UTF_8};
use shusseki_core::ids::MemberNumber;

/// What the column of numbers is called.
const HEADINGS: [&str; 2] = ["会員番号", "member_number"];
/// More is shown to nobody.
const SHOWN: usize = 40;

/// A number as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// As it was typed, short enough to be shown.
    pub(super) given: String,
    /// The number, if it is one.
    pub(super) number: Option<MemberNumber>,
}

impl Entry {
    fn new(given: &str) -> Option<Self> {
        let given = given.trim();
        (!given.is_empty()).then(|| Self {
            number: given.parse().ok(),
            given: given
                .chars()
                .filter(|one| !one.is_control())
                .take(SHOWN)
                .collect(),
        })
    }
}

/// The numbers in a text, one a line or between commas.
pub(super) fn typed(text: &str) -> Vec<Entry> {
    let parts = text.split(['\n', '\r', ',', '、', ';', '\t']);
    parts.filter_map(Entry::new).collect()
}

/// The numbers in a CSV file: of the column 会員番号 or `member_number`, or of the first one where
/// none is called so. UTF-8 or Shift_JIS.
///
/// # Errors
/// [`TemporaryError::Unreadable`].
pub(super) fn in_file(content: &[u8]) -> Result<Vec<Entry>, TemporaryError> {
    let (text, _, wrong) = UTF_8.decode(content);
    let text = if wrong {
        let (text, _, wrong) = SHIFT_JIS.decode(content);
        if wrong {
            return Err(TemporaryError::Unreadable);
        }
        text
    } else {
        text
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut column = None;
    let mut entries = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|_| TemporaryError::Unreadable)?;
        let Some(place) = column else {
            // The first row: headings, or a number already.
            let named = row.iter().position(|cell| HEADINGS.contains(&cell));
            column = Some(named.unwrap_or(0));
            if named.is_none() {
                entries.extend(row.get(0).and_then(Entry::new));
            }
            continue;
        };
        entries.extend(row.get(place).and_then(Entry::new));
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::{in_file, typed};

    fn numbers(entries: &[super::Entry]) -> Vec<&str> {
        entries
            .iter()
            .map(|entry| entry.number.as_ref().map_or("?", |one| one.as_str()))
            .collect()
    }

    #[test]
    fn typed_numbers_stand_in_lines_or_between_commas() {
        let found = typed("00123\r\n００４５６、 789 ,,\n<b>\n");
        assert_eq!(numbers(&found), ["00123", "00456", "789", "?"]);
        assert_eq!(found[3].given, "<b>");
        assert!(typed(" \n").is_empty());
    }

    #[test]
    fn a_file_names_its_column_or_has_the_numbers_first() {
        let named = "氏名,会員番号\n髙橋,00123\n\"山﨑, 直樹\",00456\n";
        assert_eq!(
            numbers(&in_file(named.as_bytes()).unwrap()),
            ["00123", "00456"]
        );
        let with_mark = "\u{feff}member_number\r\n00123\r\n";
        assert_eq!(numbers(&in_file(with_mark.as_bytes()).unwrap()), ["00123"]);
        assert_eq!(
            numbers(&in_file(b"00123\n00456\n").unwrap()),
            ["00123", "00456"]
        );
        let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode("会員番号,氏名\n00123,山田\n");
        assert_eq!(numbers(&in_file(&sjis).unwrap()), ["00123"]);
        assert!(in_file(&[0xff, 0xfe, 0x80, 0xff, 0x00]).is_err());
        assert!(in_file(b"").unwrap().is_empty());
    }
}
