//! What people wrote, made safe to set: as text it cannot do harm, but it can still disturb a page.

/// The longest title, in widths of a Latin letter (a kanji has two); the rest becomes an ellipsis.
pub(crate) const TITLE: usize = 300;
/// The longest name of an event.
pub(crate) const NAME: usize = 200;
/// The longest name of a society, a room or a point, the longest number: what has little space.
pub(crate) const LABEL: usize = 100;

/// Latin letters in a row after which a line may break although there is no space.
const UNBROKEN: usize = 18;

const BREAK_HERE: char = '\u{200b}';

/// One paragraph without control characters, of bounded length, in which every line can break.
pub(crate) fn clean(text: &str, longest: usize) -> String {
    let mut words = String::new();
    let mut run = 0;
    for character in clean_line(text, longest).chars() {
        let breaks_anyway = character == ' ' || is_wide(character);
        run = if breaks_anyway { 0 } else { run + 1 };
        if run > UNBROKEN {
            words.push(BREAK_HERE);
            run = 1;
        }
        words.push(character);
    }
    words
}

/// The same for what should stay as it is: an address can then be copied out of the document.
///
/// Bidirectional controls are dropped because they could make a printed line read other than stored.
pub(crate) fn clean_line(text: &str, longest: usize) -> String {
    let mut words = String::new();
    let mut used = 0;
    let mut pending_space = false;
    for character in text
        .chars()
        .filter(|character| !is_invisible_control(*character))
    {
        if character.is_whitespace() || character.is_control() {
            pending_space = !words.is_empty();
            continue;
        }
        if used >= longest {
            words.push('…');
            break;
        }
        if std::mem::take(&mut pending_space) {
            words.push(' ');
            used += 1;
        }
        words.push(character);
        used += if is_wide(character) { 2 } else { 1 };
    }
    words
}

/// Whether a character is about as wide as it is high, so that a line may break beside it.
fn is_wide(character: char) -> bool {
    character >= '\u{2e80}'
}

/// Direction controls, zero-width characters and noncharacters: they change how a line reads, or
/// have no shape at all. Variation selectors stay, since they choose the shape of a name's kanji.
fn is_invisible_control(character: char) -> bool {
    matches!(character,
        '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::{NAME, clean};

    #[test]
    fn control_and_direction_characters_disappear() {
        assert_eq!(clean("a\u{0}b\r\n\tc\u{202e}d\u{2066}e", NAME), "a b cde");
        assert_eq!(clean("  \n 核医学　会 \n", NAME), "核医学 会");
        assert_eq!(clean("", NAME), "");
    }

    #[test]
    fn a_million_characters_are_cut_with_an_ellipsis() {
        let cut = clean(&"学".repeat(1_000_000), NAME);
        assert_eq!(cut.chars().count(), NAME / 2 + 1);
        assert!(cut.ends_with('…'));
    }

    #[test]
    fn a_word_without_end_can_break_and_an_ordinary_one_stays_whole() {
        assert!(clean(&"w".repeat(60), NAME).contains('\u{200b}'));
        assert_eq!(clean("electrocardiogram", NAME), "electrocardiogram");
        assert_eq!(
            clean("髙﨑 𠮷鷗 葛\u{e0100}", NAME),
            "髙﨑 𠮷鷗 葛\u{e0100}"
        );
    }
}
