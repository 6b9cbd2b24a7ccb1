//! Texts as a search compares them.

use super::spelling::{common_of, old_to_new};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// The text without what people write differently for the same name: widths, letter case, hiragana
/// and katakana, small kana, old and rare forms of kanji, accents, spaces and punctuation.
///
/// Two texts that fold alike are found by each other; the fold of a part of a text is a part of its
/// fold. What is left holds no `%`, no `_` and no control character.
///
/// ```
/// use shusseki_core::profile::fold;
/// assert_eq!(fold("髙橋"), fold("高橋"));
/// assert_eq!(fold("ﾀｶﾊｼ"), fold("たかはし"));
/// assert_eq!(fold("Márquez-Lucía"), "marquezlucia");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    // Accents come off letters; the voicing marks of kana are another range and are put together again.
    let bare = text.nfkd().filter(|one| !is_accent(*one)).nfkc();
    let letters = bare.flat_map(char::to_lowercase);
    letters
        .filter(|one| one.is_alphanumeric() || *one == 'ー')
        .map(kana)
        .map(kanji)
        .collect()
}

fn is_accent(one: char) -> bool {
    is_combining_mark(one) && !matches!(one, '\u{3099}' | '\u{309a}')
}

/// Katakana, the small ones large: old systems knew no small ones.
fn kana(one: char) -> char {
    let large = match one {
        'ぁ' => 'あ',
        'ぃ' => 'い',
        'ぅ' => 'う',
        'ぇ' => 'え',
        'ぉ' => 'お',
        'っ' => 'つ',
        'ゃ' => 'や',
        'ゅ' => 'ゆ',
        'ょ' => 'よ',
        'ゎ' => 'わ',
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        'ッ' => 'ツ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        'ヮ' => 'ワ',
        'ゕ' | 'ヵ' => 'カ',
        'ゖ' | 'ヶ' => 'ケ',
        other => other,
    };
    match large {
        'ぁ'..='ゖ' => char::from_u32(u32::from(large) + 0x60).unwrap_or(large),
        other => other,
    }
}

/// The form that stands for all forms of a kanji: some are an old form of what is itself one.
fn kanji(one: char) -> char {
    let mut form = common_of(one).unwrap_or(one);
    for _ in 0..3 {
        match old_to_new(form) {
            Some(newer) => form = newer,
            None => break,
        }
    }
    form
}

#[cfg(test)]
mod tests {
    use super::fold;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_name_fold_alike() {
        for (one, other) in [
            ("髙橋", "高橋"),
            ("山﨑", "山崎"),
            ("𠮷田", "吉田"),
            ("渡邊", "渡辺"),
            ("渡邉", "渡辺"),
            ("渡邉󠄁", "渡辺"),
            ("濵田", "浜田"),
            ("濱田", "浜田"),
            ("齋藤", "斉藤"),
            ("齊藤", "斎藤"),
            ("廣瀨", "広瀬"),
            ("德永", "徳永"),
            ("神社", "神社"),
            ("ジョージ", "じょーじ"),
            ("ﾊﾞﾊﾞ", "ばば"),
            ("シヨウジ", "ショウジ"),
            ("ＡＢＣ病院", "abc病院"),
            ("東都 医科・大学", "東都医科大学"),
            ("García", "garcia"),
            ("ヴィレム", "ｳﾞｨﾚﾑ"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} and {other}");
        }
    }

    #[test]
    fn different_names_stay_different() {
        for (one, other) in [
            ("高橋", "高端"),
            ("ハハ", "ババ"),
            ("オノ", "オオノ"),
            ("田中", "中田"),
        ] {
            assert_ne!(fold(one), fold(other));
        }
    }

    proptest! {
        #[test]
        fn a_fold_folds_to_itself_and_never_holds_what_a_pattern_means(text in "\\PC{0,40}") {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded.clone());
            let clean = !folded.contains(['%', '_', '\\', '\u{1f}', '=']);
            prop_assert!(clean, "{}", folded);
        }
    }
}
