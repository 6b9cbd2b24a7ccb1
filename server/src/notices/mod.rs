//! Notices お知らせ (JSNM-8, JGETS-16): what the office tells members and visitors. Whom a notice is
//! for is an [`Audience`], which decides the list, the page and the mail alike.

pub(crate) mod api;
pub(crate) mod facts;
pub(crate) mod handover;
pub(crate) mod mailing;
pub(crate) mod markup;
pub(crate) mod pages;
pub(crate) mod reading;
pub(crate) mod store;
#[cfg(test)]
mod tests;
pub(crate) mod whom;
pub(crate) mod writing;

use crate::app::Tenant;
use jiff::Timestamp;
use shusseki_core::audience::{Audience, MemberFacts};
use shusseki_core::ids::{AudienceKey, MemberId};
use shusseki_core::text::Language;
use uuid::Uuid;

/// A notice in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// One line.
    pub(crate) title: String,
    /// Markdown.
    pub(crate) text: String,
}

/// A notice in the languages in which it is written: at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pieces {
    pub(crate) ja: Option<Piece>,
    pub(crate) en: Option<Piece>,
}

impl Pieces {
    /// The words in that language, or those that there are, with the language they are in.
    pub(crate) fn get(&self, language: Language) -> Option<(&Piece, Language)> {
        let ja = self.ja.as_ref().map(|piece| (piece, Language::Ja));
        let en = self.en.as_ref().map(|piece| (piece, Language::En));
        match language {
            Language::Ja => ja.or(en),
            Language::En => en.or(ja),
        }
    }
}

/// What the office writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Draft {
    /// The words.
    pub(crate) pieces: Pieces,
    /// Whom it is for.
    pub(crate) audience: Audience,
    /// The definition's name of the audience, where it has one.
    pub(crate) audience_key: Option<AudienceKey>,
    /// Whether it stays at the top.
    pub(crate) pinned: bool,
    /// Whether it goes to its audience by mail as well.
    pub(crate) by_mail: bool,
    /// When it is to be published; at once, where none is named.
    pub(crate) publish_at: Option<Timestamp>,
    /// When it is shown no longer.
    pub(crate) ends_at: Option<Timestamp>,
}

/// What the office has decided about a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decided {
    /// Nothing yet.
    Draft,
    /// It is published, or will be.
    Published,
    /// It was taken back.
    Withdrawn,
}

impl Decided {
    /// The name in the database.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    /// Its own id.
    pub(crate) id: Uuid,
    /// Goes up with every change.
    pub(crate) revision: i64,
    /// What was written.
    pub(crate) draft: Draft,
    /// What the office decided.
    pub(crate) decided: Decided,
}

/// What a notice is at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// 下書き.
    Draft,
    /// 公開予定.
    Planned,
    /// 公開中.
    Published,
    /// 公開終了.
    Ended,
    /// 取り下げ.
    Withdrawn,
}

impl Notice {
    /// What it is at that time.
    pub(crate) fn state(&self, now: Timestamp) -> State {
        let begun = self.draft.publish_at.is_some_and(|at| at <= now);
        let ended = self.draft.ends_at.is_some_and(|at| at <= now);
        match self.decided {
            Decided::Draft => State::Draft,
            Decided::Withdrawn => State::Withdrawn,
            Decided::Published if ended => State::Ended,
            Decided::Published if begun => State::Published,
            Decided::Published => State::Planned,
        }
    }

    /// What its audience is called, where the society has a name for it; who that is, else.
    pub(crate) fn label(&self, tenant: &Tenant, language: Language) -> String {
        let key = self.draft.audience_key.as_ref();
        let named = key.and_then(|key| tenant.society.notices.audience(key));
        match (named, &self.draft.audience) {
            (Some(named), _) => named.name.get(language).to_owned(),
            (None, Audience::Everybody) => language.pick("一般", "General").to_owned(),
            (None, Audience::Members(_)) => language.pick("会員", "Members").to_owned(),
        }
    }
}

/// Who reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reader {
    /// Nobody who is known.
    Visitor,
    /// A member.
    Member(MemberId, MemberFacts),
}

impl Reader {
    /// Whether something for that audience is for the reader.
    pub(crate) fn is_of(&self, audience: &Audience) -> bool {
        match self {
            Self::Visitor => audience.is_public(),
            Self::Member(_, facts) => audience.matches(facts),
        }
    }

    /// The member, if it is one.
    pub(crate) const fn member(&self) -> Option<MemberId> {
        match self {
            Self::Visitor => None,
            Self::Member(member, _) => Some(*member),
        }
    }
}
