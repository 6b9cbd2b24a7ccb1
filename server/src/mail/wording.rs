//! The words of a mail, with `{placeholders}` in them.

use shusseki_core::text::Language;

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

/// More than any mail's subject needs; phones show some thirty characters of it.
const LONGEST_SUBJECT: usize = 120;
const LONGEST_BODY: usize = 10_000;
/// A name that is this far from a known one is meant to be it.
const SIMILAR: f64 = 0.6;

/// Why words can't be those of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WordingError {
    /// The subject is empty, too long or has a line break.
    Subject,
    /// The body is empty or too long.
    Body,
    /// A placeholder that the mail does not know, in the subject or the body.
    Unknown {
        /// Whether it stands in the subject.
        in_subject: bool,
        /// What was written.
        name: String,
        /// What was perhaps meant.
        meant: Option<&'static str>,
    },
    /// A placeholder without which the mail is of no use.
    Missing(&'static str),
}

impl WordingError {
    /// The field that is wrong.
    pub(crate) const fn field(&self) -> &'static str {
        match self {
            Self::Subject
            | Self::Unknown {
                in_subject: true, ..
            } => "subject",
            _ => "body",
        }
    }

    /// What is wrong, and what to do.
    pub(crate) fn sentence(&self, language: Language) -> String {
        let (ja, en) = match self {
            Self::Subject => (
                format!("件名は改行なしで {LONGEST_SUBJECT} 文字までです。"),
                format!("The subject has 1 to {LONGEST_SUBJECT} characters, no line break."),
            ),
            Self::Body => (
                format!("本文は {LONGEST_BODY} 文字までです。空にはできません。"),
                format!("The text has 1 to {LONGEST_BODY} characters."),
            ),
            Self::Unknown { name, meant, .. } => {
                let name: String = name.chars().take(40).collect();
                let (ja, en) = meant.map_or_else(Default::default, |meant| {
                    (
                        format!(" {{{meant}}} のことでしょうか。"),
                        format!(" Did you mean {{{meant}}}?"),
                    )
                });
                (
                    format!("差し込み項目 {{{name}}} は、このメールにはありません。{ja}"),
                    format!("This mail has no placeholder {{{name}}}.{en}"),
                )
            }
            Self::Missing(name) => (
                format!("差し込み項目 {{{name}}} は本文に必要です。"),
                format!("The text needs the placeholder {{{name}}}."),
            ),
        };
        match language {
            Language::Ja => ja,
            Language::En => en,
        }
    }
}

impl Wording {
    /// Words that somebody typed, if they can be those of the mail: line ends are made one kind.
    ///
    /// # Errors
    /// See [`WordingError`].
    pub(crate) fn typed(
        subject: &str,
        body: &str,
        known: &[&'static str],
        needed: &[&'static str],
    ) -> Result<Self, WordingError> {
        let subject = subject.trim();
        let length = subject.chars().count();
        if !(1..=LONGEST_SUBJECT).contains(&length) || subject.chars().any(char::is_control) {
            return Err(WordingError::Subject);
        }
        let body = body.replace("\r\n", "\n").replace('\r', "\n");
        let is_odd = |one: char| one.is_control() && !matches!(one, '\n' | '\t');
        if body.trim().is_empty() || body.chars().count() > LONGEST_BODY || body.contains(is_odd) {
            return Err(WordingError::Body);
        }
        for (text, in_subject) in [(subject, true), (body.as_str(), false)] {
            for part in parts(text) {
                if let Part::Placeholder(name) = part
                    && !known.contains(&name)
                {
                    return Err(WordingError::Unknown {
                        in_subject,
                        name: name.to_owned(),
                        meant: meant(name, known),
                    });
                }
            }
        }
        let stands = |wanted: &&&str| parts(&body).any(|part| part == Part::Placeholder(wanted));
        if let Some(missing) = needed.iter().find(|wanted| !stands(wanted)) {
            return Err(WordingError::Missing(missing));
        }
        Ok(Self {
            subject: subject.to_owned(),
            body: format!("{}\n", body.trim_end()),
        })
    }
}

/// The known name that is most like it.
fn meant(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let alike = known
        .iter()
        .map(|known| (strsim::jaro_winkler(name, known), *known))
        .filter(|(alike, _)| *alike >= SIMILAR);
    let most = alike.max_by(|(one, _), (other, _)| one.total_cmp(other));
    most.map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::{Wording, WordingError};

    fn filled(subject: &str, body: &str) -> Wording {
        let wording = Wording {
            subject: subject.to_owned(),
            body: body.to_owned(),
        };
        wording.filled(&[
            ("name", "{link} 髙橋\r\nBcc: x".to_owned()),
            ("link", "L".to_owned()),
        ])
    }

    #[test]
    fn placeholders_are_filled_once_and_braces_stay() {
        let done = filled("{name}", "{ link }{}{ a } {link");
        assert_eq!(done.subject, "{link} 髙橋 Bcc: x");
        assert_eq!(done.body, "L {link");
        assert_eq!(filled("a", "} { 単位").body, "} { 単位");
    }

    fn typed(subject: &str, body: &str) -> Result<Wording, WordingError> {
        Wording::typed(subject, body, &["name", "number", "link"], &["link"])
    }

    #[test]
    fn an_unknown_placeholder_is_named_with_what_was_meant() {
        let unknown = |in_subject, name: &str, meant| {
            Err(WordingError::Unknown {
                in_subject,
                name: name.to_owned(),
                meant,
            })
        };
        assert_eq!(
            typed("a", "{link} {nmae}"),
            unknown(false, "nmae", Some("name"))
        );
        assert_eq!(
            typed("{numbr}", "{link}"),
            unknown(true, "numbr", Some("number"))
        );
        assert_eq!(typed("a", "{link} {会員}"), unknown(false, "会員", None));
    }

    #[test]
    fn words_that_are_no_mail_are_refused() {
        let long = "あ".repeat(121);
        for subject in ["", " ", "a\nb", "a\r\nBcc: x@example.org", long.as_str()] {
            assert_eq!(
                typed(subject, "{link}"),
                Err(WordingError::Subject),
                "{subject:?}"
            );
        }
        for body in ["", " \n", "a\0b", &"a".repeat(10_001)] {
            assert_eq!(typed("a", body), Err(WordingError::Body));
        }
        assert_eq!(typed("a", "b"), Err(WordingError::Missing("link")));
        let kept = typed(" a ", "1\r\n2\r{link}\n\n").unwrap();
        assert_eq!(
            (kept.subject.as_str(), kept.body.as_str()),
            ("a", "1\n2\n{link}\n")
        );
    }
}
