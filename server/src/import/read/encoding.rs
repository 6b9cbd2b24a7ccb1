//! In which encoding a text is written.

use encoding_rs::{Encoding, SHIFT_JIS, UTF_8};
use std::borrow::Cow;

/// Stands where bytes have no meaning in the encoding taken.
pub(crate) const UNREADABLE: char = char::REPLACEMENT_CHARACTER;

/// Whether nobody can know which character this was: bytes without a meaning, and characters that
/// one machine made up for itself (外字).
pub(crate) fn is_unreadable(one: char) -> bool {
    one == UNREADABLE || matches!(one, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10fffd}')
}

/// The text, and the name of its encoding. A mark at the beginning decides; then what is UTF-8
/// throughout is UTF-8; then it is CP932, unless UTF-8 with a few wrong bytes explains it better. Wrong
/// bytes become [`UNREADABLE`], so that the cells that have them can be named.
pub(super) fn decoded(content: &[u8]) -> (Cow<'_, str>, &'static str) {
    if let Some((encoding, length)) = Encoding::for_bom(content) {
        let (text, _) = encoding.decode_without_bom_handling(&content[length..]);
        let name = if encoding == UTF_8 {
            "UTF-8 (BOM)"
        } else {
            "UTF-16"
        };
        return (text, name);
    }
    let (utf_8, wrong) = UTF_8.decode_without_bom_handling(content);
    if !wrong {
        return (utf_8, "UTF-8");
    }
    let (cp932, wrong) = SHIFT_JIS.decode_without_bom_handling(content);
    if wrong && unreadable(&utf_8) < unreadable(&cp932) {
        return (utf_8, "UTF-8");
    }
    (cp932, "CP932")
}

fn unreadable(text: &str) -> usize {
    text.chars().filter(|one| *one == UNREADABLE).count()
}
