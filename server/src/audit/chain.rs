//! The chain: what is hashed of a line, byte by byte.

use super::Deed;
use data_encoding::HEXLOWER;
use jiff::Timestamp;
use ring::digest::{Context, SHA256};
use shusseki_core::ids::SocietySlug;

/// Stands first in what is hashed, so that another form can follow this one some day.
const FORM: &str = "shusseki audit line 1";

/// Where a chain ends.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Head {
    /// How many lines there are; they are numbered from 1.
    pub(crate) lines: i64,
    /// The digest of the last; empty before the first.
    pub(crate) digest: String,
}

/// A line as it is stored, without its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) number: i64,
    /// Microseconds since 1970.
    pub(crate) recorded_at: i64,
    pub(crate) actor: String,
    pub(crate) actor_id: Option<String>,
    pub(crate) action: String,
    pub(crate) subject: String,
    pub(crate) subject_id: String,
    pub(crate) member_id: Option<String>,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
    pub(crate) why: Option<String>,
}

impl Line {
    /// The line that follows the head.
    pub(super) fn following(head: &Head, at: Timestamp, deed: &Deed) -> Self {
        let (actor, subject) = (deed.actor, &deed.subject);
        Self {
            number: head.lines + 1,
            recorded_at: at.as_microsecond(),
            actor: actor.kind().to_owned(),
            actor_id: actor.id().map(|id| id.to_string()),
            action: deed.action.key().to_owned(),
            subject: subject.kind.to_owned(),
            subject_id: subject.id.clone(),
            member_id: subject.member.map(|id| id.to_string()),
            before: deed.before.as_ref().map(ToString::to_string),
            after: deed.after.as_ref().map(ToString::to_string),
            // PostgreSQL's TEXT has no place for it.
            why: deed.why.as_ref().map(|why| why.replace('\0', "")),
        }
    }

    /// SHA-256, in hexadecimal, over form, society, the digest of the line before and every column
    /// as it is stored. Each text stands behind its length, a missing one is told from an empty one,
    /// numbers are 8 bytes, big-endian: no two lines have the same bytes.
    pub(crate) fn digest(&self, society: &SocietySlug, before: &str) -> String {
        let mut hashed = Hashed(Context::new(&SHA256));
        hashed.text(FORM);
        hashed.text(society.as_str());
        hashed.text(before);
        hashed.number(self.number);
        hashed.number(self.recorded_at);
        hashed.text(&self.actor);
        hashed.maybe(self.actor_id.as_deref());
        hashed.text(&self.action);
        hashed.text(&self.subject);
        hashed.text(&self.subject_id);
        hashed.maybe(self.member_id.as_deref());
        hashed.maybe(self.before.as_deref());
        hashed.maybe(self.after.as_deref());
        hashed.maybe(self.why.as_deref());
        HEXLOWER.encode(hashed.0.finish().as_ref())
    }
}

struct Hashed(Context);

impl Hashed {
    fn number(&mut self, number: i64) {
        self.0.update(&number.to_be_bytes());
    }

    fn text(&mut self, text: &str) {
        let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
        self.0.update(&length.to_be_bytes());
        self.0.update(text.as_bytes());
    }

    fn maybe(&mut self, text: Option<&str>) {
        match text {
            None => self.0.update(&[0]),
            Some(text) => {
                self.0.update(&[1]);
                self.text(text);
            }
        }
    }
}
