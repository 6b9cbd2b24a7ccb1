//! What people typed into a large field, as it is stored.

/// The paragraphs that were typed: line ends of one kind, nothing around them. Nothing where there are
/// none, where they have more characters than that, or a control character among them.
pub(crate) fn paragraphs(typed: &str, at_most: usize) -> Option<String> {
    let text = typed.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    let is_odd = |one: char| one.is_control() && one != '\n' && one != '\t';
    let fits = (1..=at_most).contains(&text.chars().count());
    (fits && !text.chars().any(is_odd)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn line_ends_are_of_one_kind_and_nothing_odd_stays() {
        assert_eq!(paragraphs(" a\r\nb\rc\t ", 9).as_deref(), Some("a\nb\nc"));
        assert_eq!(paragraphs("あああ", 3).as_deref(), Some("あああ"));
        for wrong in ["", " \r\n", "あああ!", "a\0b", "\u{1b}[2J"] {
            assert_eq!(paragraphs(wrong, 3), None, "{wrong}");
        }
    }
}
