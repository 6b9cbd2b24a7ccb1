//! The words of a mail, with `{placeholders}` in them.

/// Subject and body.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Wording {
    /// One line.
    pub(crate) subject: String,
    /// Plain text.
    pub(crate) body: String,
}

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part<'a> {
    Words(&'a str),
    Placeholder(&'a str),
}

impl Wording {
    /// The words with each placeholder's value in its place. In the subject, a value's line breaks
    /// become spaces.
    pub(crate) fn filled(&self, values: &[(&'static str, String)]) -> Self {
        Self {
            subject: fill(&self.subject, values)
                .split(char::is_control)
                .filter(|piece| !piece.is_empty())
                .collect::<Vec<_>>()
                .join(" "),
            body: fill(&self.body, values),
        }
    }
}

fn fill(text: &str, values: &[(&'static str, String)]) -> String {
    parts(text)
        .map(|part| match part {
            Part::Words(words) => words,
            Part::Placeholder(wanted) => values
                .iter()
                .find(|(name, _)| *name == wanted)
                .map_or("", |(_, value)| value),
        })
        .collect()
}

/// The text taken apart: what stands between `{` and `}` is a placeholder; a brace without its
/// fellow is only a brace.
fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let inside = rest
            .strip_prefix('{')
            .and_then(|inner| inner.split_once('}'));
        if let Some((name, after)) = inside {
            rest = after;
            return Some(Part::Placeholder(name.trim()));
        }
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest[first..].find('{').map_or(rest.len(), |at| at + first);
        let (words, after) = rest.split_at(end);
        rest = after;
        Some(Part::Words(words))
    })
}
