//! Words of a definition: where they stand, and which ones were meant.

use kdl::{KdlEntry, KdlIdentifier};
use std::ops::Range;

/// "did you mean …?", or the words that are known.
pub(super) fn suggestion<'k>(word: &str, known: impl Iterator<Item = &'k str> + Clone) -> String {
    // Comparing costs the product of the lengths, and the word may be as long as the file.
    if word.len() <= 64 {
        let near = known
            .clone()
            .map(|known| (strsim::jaro_winkler(word, known), known));
        let best = near.max_by(|(one, _), (other, _)| one.total_cmp(other));
        if let Some((likeness, best)) = best
            && likeness >= 0.8
        {
            return format!("did you mean `{best}`?");
        }
    }
    let mut all: Vec<&str> = known.take(20).collect();
    all.sort_unstable();
    all.dedup();
    if all.is_empty() {
        return "remove it".to_owned();
    }
    format!("known here: {}", all.join(", "))
}

/// A word of a definition, short enough for a message.
pub(super) fn shorten(word: &str) -> String {
    const LONGEST: usize = 40;
    if word.chars().nth(LONGEST).is_none() {
        return word.to_owned();
    }
    word.chars().take(LONGEST).chain(['…']).collect()
}

/// Where a word stands in the text.
pub(super) fn word_span(word: &KdlIdentifier) -> Range<usize> {
    let span = word.span();
    span.offset()..span.offset() + span.len()
}

/// Where a value or property stands in the text.
pub(super) fn entry_span(entry: &KdlEntry) -> Range<usize> {
    let span = entry.span();
    span.offset()..span.offset() + span.len()
}
