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
/// throughout, or but for a few bytes, is UTF-8; all else is CP932. Wrong
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
    // Of CP932 hardly a character is one of UTF-8 by chance.
    let foreign = utf_8.chars().filter(|one| !one.is_ascii()).count();
    if unreadable(&utf_8) * 3 < foreign {
        return (utf_8, "UTF-8");
    }
    let (cp932, _) = SHIFT_JIS.decode_without_bom_handling(content);
    (cp932, "CP932")
}

fn unreadable(text: &str) -> usize {
    text.chars().filter(|one| *one == UNREADABLE).count()
}
