//! Which characters every system that a society deals with can print, and what stands for the others.
//!
//! Payment providers, banks and label printers take JIS X 0208. `encoding_rs` knows its characters by
//! their places in Shift_JIS; what Windows added to it in rows of its own is left out.

use encoding_rs::SHIFT_JIS;
use std::{collections::HashMap, sync::LazyLock};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// A character that not every system can print.
///
/// ```
/// use shusseki_core::profile::{Uncommon, uncommon};
/// let found = uncommon("髙橋");
/// assert_eq!(found, [Uncommon { character: "髙".to_owned(), usual: Some("高".to_owned()) }]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncommon {
    /// The character, with its variation selector if it has one.
    pub character: String,
    /// What usually stands for it; none where nobody has said.
    pub usual: Option<String>,
}

/// Whether every system can print the character: ASCII, and what JIS X 0208 has.
///
/// ```
/// use shusseki_core::profile::is_common;
/// assert!(is_common('高') && is_common('Я') && !is_common('髙') && !is_common('é'));
/// ```
#[must_use]
pub fn is_common(character: char) -> bool {
    if character.is_ascii() {
        return !character.is_ascii_control();
    }
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = SHIFT_JIS.encode(character.encode_utf8(&mut buffer));
    match *bytes {
        // Rows 13, 89 to 92 and 115 to 119 are additions of NEC and IBM.
        [first, _] => !unmappable && !matches!(first, 0x87 | 0xed..=0xfc),
        _ => false,
    }
}

/// The characters of a text that not every system can print, each once.
///
/// ```
/// use shusseki_core::profile::uncommon;
/// assert!(uncommon("高橋 太郎").is_empty());
/// assert_eq!(uncommon("葛\u{e0101}城").len(), 1);
/// ```
#[must_use]
pub fn uncommon(text: &str) -> Vec<Uncommon> {
    let mut found: Vec<Uncommon> = Vec::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let selector = characters.next_if(|next| is_selector(*next));
        if selector.is_none() && is_common(character) {
            continue;
        }
        let one = Uncommon {
            character: [character].into_iter().chain(selector).collect(),
            usual: usual(character),
        };
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// What usually stands for a character: itself where it is common.
///
/// ```
/// use shusseki_core::profile::usual;
/// assert_eq!(usual('﨑').as_deref(), Some("崎"));
/// assert_eq!(usual('é').as_deref(), Some("e"));
/// assert_eq!(usual('한'), None);
/// ```
#[must_use]
pub fn usual(character: char) -> Option<String> {
    if is_common(character) {
        return Some(character.to_string());
    }
    if let Some(common) = common_of(character) {
        return Some(common.to_string());
    }
    let taken_apart = character.nfkd().filter(|one| !is_combining_mark(*one));
    let plain: String = taken_apart.collect();
    (!plain.is_empty() && plain.chars().all(is_common)).then_some(plain)
}

/// The text in common characters, where something stands for each of the others.
///
/// ```
/// use shusseki_core::profile::offer;
/// assert_eq!(offer("髙﨑 𠮷郎").as_deref(), Some("高崎 吉郎"));
/// assert_eq!(offer("한"), None);
/// ```
#[must_use]
pub fn offer(text: &str) -> Option<String> {
    let spoken = text.chars().filter(|one| !is_selector(*one));
    spoken.map(usual).collect()
}

/// Says which form of the character before it is meant.
const fn is_selector(character: char) -> bool {
    matches!(character, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// The kanji of JIS X 0208 that stands for one outside of it.
pub(super) fn common_of(character: char) -> Option<char> {
    static TABLE: LazyLock<HashMap<char, char>> =
        LazyLock::new(|| pairs(include_str!("spelling/common.txt")));
    TABLE.get(&character).copied()
}

/// The form that a search takes for an old one.
pub(super) fn old_to_new(character: char) -> Option<char> {
    static TABLE: LazyLock<HashMap<char, char>> =
        LazyLock::new(|| pairs(include_str!("spelling/old-new.txt")));
    TABLE.get(&character).copied()
}

fn pairs(table: &str) -> HashMap<char, char> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let pair = |line: &str| {
        let mut characters = line.chars();
        Some((characters.next()?, characters.next()?))
    };
    lines.filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::{common_of, is_common, offer, old_to_new, pairs, uncommon};

    #[test]
    fn the_tables_lead_to_common_characters() {
        let table = pairs(include_str!("spelling/common.txt"));
        assert!(table.len() > 800, "{}", table.len());
        for (rare, common) in table {
            assert!(!is_common(rare) && is_common(common), "{rare}{common}");
        }
        assert_eq!(
            (common_of('髙'), old_to_new('邊')),
            (Some('高'), Some('辺'))
        );
    }

    #[test]
    fn what_windows_added_is_not_common() {
        for character in [
            '髙',
            '﨑',
            '①',
            '㈱',
            'Ⅲ',
            '纊',
            '𠮷',
            '\u{e0100}',
            '\u{7f}',
        ] {
            assert!(!is_common(character), "{character}");
        }
        for character in ['一', '龠', '熙', '凜', '鷗'] {
            // 凜 and 熙 end the second level; 鷗 came in 2000.
            assert_eq!(is_common(character), character != '鷗', "{character}");
        }
    }

    #[test]
    fn every_character_is_named_once() {
        let found = uncommon("髙﨑髙");
        assert_eq!(found.len(), 2);
        assert_eq!(offer("邊\u{e0101}"), Some("邊".to_owned()));
    }
}
