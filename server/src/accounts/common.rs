//! Passwords that are guessed first: what many people use, and what is known of the member.

use unicode_normalization::UnicodeNormalization as _;
use zxcvbn::matching::patterns::MatchPattern;

/// Below so many guesses a password falls in the first minutes, whether or not it stands in a list.
const FEW_GUESSES: u64 = 100_000;
/// Letters and digits that a password must have besides a name or number in it.
const OF_ITS_OWN: usize = 5;
/// Shorter words are in too many passwords by chance.
const SHORTEST_WORD: usize = 3;

/// Whether a password is one of those tried first: a word of the lists that `zxcvbn` carries (30,000
/// passwords, and names and words), as it is, reversed, capitalised or with digits for letters; or a
/// keyboard row, a repetition or a sequence.
pub(super) fn is_common(password: &str) -> bool {
    let estimate = zxcvbn::zxcvbn(&normal_width(password), &[]);
    let is_word =
        matches!(estimate.sequence(), [one] if matches!(one.pattern, MatchPattern::Dictionary(_)));
    is_word || estimate.guesses() < FEW_GUESSES
}

/// Whether a password is one of the words — number, names, the society's — or little more.
pub(super) fn is_personal(password: &str, words: &[&str]) -> bool {
    let password = letters(password);
    words
        .iter()
        .flat_map(|word| {
            [*word]
                .into_iter()
                .chain(word.split([' ', '　', '-', '・']))
        })
        .map(letters)
        .filter(|word| word.chars().count() >= SHORTEST_WORD)
        .any(|word| {
            password.contains(&word) && password.replace(&word, "").chars().count() < OF_ITS_OWN
        })
}

/// The text with letters of one width.
pub(super) fn normal_width(text: &str) -> String {
    text.nfkc().collect()
}

/// Letters and digits alone, without widths and case.
fn letters(text: &str) -> String {
    let plain = text.nfkc().flat_map(char::to_lowercase);
    plain.filter(|one| one.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::{is_common, is_personal};

    #[test]
    fn what_everybody_uses_is_refused() {
        for common in [
            "password",
            "Password1",
            "qwertyuiop",
            "123456789012",
            "aaaaaaaaaaaa",
            "drowssap",
            "p4ssw0rd",
            "letmein",
            "trustno1",
            "passwordpassword",
            "abcdefghijkl",
            "International",
            "ｐａｓｓｗｏｒｄ",
        ] {
            assert!(is_common(common), "{common}");
        }
        for good in [
            "correct horse battery",
            "Endoscope-27",
            "yuki-matsuri-2",
            "ひらがなの長い合言葉です",
        ] {
            assert!(!is_common(good), "{good}");
        }
    }

    /// The list is that of the crate: a taste of each thousand of its first words.
    #[test]
    fn the_list_has_more_than_three_thousand() {
        let sample = [
            "dragon", "mustang", "jordan23", "scooter1", "gandalf", "pa55word", "blink182",
            "zxcvbnm",
        ];
        for word in sample {
            assert!(is_common(word), "{word}");
        }
    }

    #[test]
    fn what_is_known_of_the_member_is_refused() {
        let words = [
            "00123",
            "Naoki Yamazaki",
            "山﨑 直樹",
            "ヤマザキ ナオキ",
            "JSNM",
            "日本核医学会",
        ];
        for personal in [
            "00123",
            "００１２３",
            "00123-abcd",
            "Yamazaki1",
            "NAOKI-yamazaki",
            "jsnm2026",
            "日本核医学会です",
            "ﾔﾏｻﾞｷ2026",
        ] {
            assert!(is_personal(personal, &words), "{personal}");
        }
        for good in [
            "yamazaki-no-matsuri",
            "12345 steps up",
            "jsnm and five more",
        ] {
            assert!(!is_personal(good, &words), "{good}");
        }
        assert!(!is_personal("abcdefgh", &["ab", "", "-"]));
    }
}
