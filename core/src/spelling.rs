//! How a letter is read out, so that nobody takes a zero for an O (JGETS-1).

use crate::text::Language;

const LETTERS_JA: [&str; 26] = [
    "エー",
    "ビー",
    "シー",
    "ディー",
    "イー",
    "エフ",
    "ジー",
    "エイチ",
    "アイ",
    "ジェー",
    "ケー",
    "エル",
    "エム",
    "エヌ",
    "オー",
    "ピー",
    "キュー",
    "アール",
    "エス",
    "ティー",
    "ユー",
    "ブイ",
    "ダブリュー",
    "エックス",
    "ワイ",
    "ゼット",
];
const DIGITS_JA: [&str; 10] = [
    "ゼロ",
    "イチ",
    "ニ",
    "サン",
    "ヨン",
    "ゴ",
    "ロク",
    "ナナ",
    "ハチ",
    "キュウ",
];
const DIGITS_EN: [&str; 10] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];

/// How a character of a number or a temporary password is read out; any other character reads as
/// itself.
///
/// ```
/// use shusseki_core::{spelling::reading, text::Language};
/// assert_eq!(reading('A', Language::Ja), "大文字のエー");
/// assert_eq!(reading('0', Language::Ja), "数字のゼロ");
/// assert_eq!(reading('a', Language::En), "small a");
/// assert_eq!(reading('-', Language::En), "hyphen");
/// ```
#[must_use]
pub fn reading(character: char, language: Language) -> String {
    let letter = |index: u8| LETTERS_JA.get(usize::from(index)).copied();
    let digit = character
        .to_digit(10)
        .and_then(|digit| usize::try_from(digit).ok());
    match (language, character) {
        (Language::Ja, 'A'..='Z') => {
            format!(
                "大文字の{}",
                letter(character as u8 - b'A').unwrap_or_default()
            )
        }
        (Language::Ja, 'a'..='z') => {
            format!(
                "小文字の{}",
                letter(character as u8 - b'a').unwrap_or_default()
            )
        }
        (Language::En, 'A'..='Z') => format!("capital {character}"),
        (Language::En, 'a'..='z') => format!("small {character}"),
        (_, '-') => language.pick("ハイフン", "hyphen").to_owned(),
        _ => match digit {
            Some(digit) => language
                .pick(
                    &format!(
                        "数字の{}",
                        DIGITS_JA.get(digit).copied().unwrap_or_default()
                    ),
                    &format!(
                        "digit {}",
                        DIGITS_EN.get(digit).copied().unwrap_or_default()
                    ),
                )
                .to_owned(),
            None => character.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::reading;
    use crate::text::Language;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_characters_are_read_alike() {
        for language in [Language::Ja, Language::En] {
            let characters: Vec<char> = ('!'..='~').collect();
            let readings: BTreeSet<String> = characters
                .iter()
                .map(|character| reading(*character, language))
                .collect();
            assert_eq!(readings.len(), characters.len(), "{language}");
        }
    }
}
