//! What somebody says was done, checked against the society's definition.

use super::Desk;
use crate::credits::new_entry::{NewEntry, Origin};
use crate::web::failure::Failure;
use jiff::civil::{Date, date};
use serde::Serialize;
use shusseki_core::credit::{Credits, Deed, Details, Evidence, depends_on_time, granted};
use shusseki_core::ids::{ActivityKey, EntryId, RoleKey, TagKey};
use shusseki_core::society::Society;
use shusseki_core::text::{Language, Text};
use std::collections::BTreeSet;

/// Nobody alive earned credits before.
const EARLIEST: Date = date(1950, 1, 1);
const LONGEST_TITLE: usize = 200;
const LONGEST_CODE: usize = 32;
const CODES_AT_MOST: usize = 20;
/// Ten weeks without a break.
const MINUTES_AT_MOST: u32 = 100_000;

/// What somebody says was done, as it comes from a form, a file or an app.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Described {
    /// The day in Japan.
    pub(crate) day: Date,
    /// The activity's key.
    pub(crate) activity: String,
    /// The role's key.
    pub(crate) role: String,
    /// How long, in minutes.
    pub(crate) minutes: Option<u32>,
    /// How many credits; what the definition gives where this is none.
    pub(crate) credits: Option<String>,
    /// 大会名; English is the same where it is empty.
    pub(crate) event: [String; 2],
    /// セッション名.
    pub(crate) session: [String; 2],
    /// Whether the society itself held it.
    pub(crate) society_held: bool,
    /// Tags of the session.
    pub(crate) tags: Vec<String>,
    /// Curriculum codes.
    pub(crate) codes: Vec<String>,
    /// A programme that is offered at several events.
    pub(crate) programme: Option<String>,
}

/// Why what somebody says was done can't be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", self.code(), self.sentence(Language::En))]
pub(crate) enum DeedError {
    /// In the future, or before anybody's time.
    Day,
    /// The definition has no such activity.
    Activity(String),
    /// The definition has no such role.
    Role(String),
    /// The definition has no such tag.
    Tag(String),
    /// The definition gives nothing for that role on that day.
    NoCredits,
    /// The credits depend on the time, which was not said.
    MinutesMissing,
    /// More minutes than can be.
    Minutes,
    /// Not a number of credits.
    Credits(String),
    /// The event has no name.
    EventMissing,
    /// A name, code or programme is too long or has control characters.
    Words,
}

impl DeedError {
    /// The stable code.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Day => "day-out-of-range",
            Self::Activity(_) => "unknown-activity",
            Self::Role(_) => "unknown-role",
            Self::Tag(_) => "unknown-tag",
            Self::NoCredits => "no-credits",
            Self::MinutesMissing => "minutes-missing",
            Self::Minutes => "bad-minutes",
            Self::Credits(_) => "bad-credits",
            Self::EventMissing => "event-missing",
            Self::Words => "bad-words",
        }
    }

    /// What is wrong, as people read it.
    pub(crate) fn sentence(&self, language: Language) -> String {
        let (ja, en) = match self {
            Self::Day => (
                "日付が未来か、古すぎます。".to_owned(),
                "The day is in the future, or too long ago.".to_owned(),
            ),
            Self::Activity(name) => (
                format!("活動「{}」は学会定義にありません。", shown(name)),
                format!("The definition has no activity “{}”.", shown(name)),
            ),
            Self::Role(name) => (
                format!("役割「{}」は学会定義にありません。", shown(name)),
                format!("The definition has no role “{}”.", shown(name)),
            ),
            Self::Tag(name) => (
                format!("タグ「{}」は学会定義にありません。", shown(name)),
                format!("The definition has no tag “{}”.", shown(name)),
            ),
            Self::NoCredits => (
                "この活動と役割には単位が定められていません。".to_owned(),
                "The definition gives no credits for this activity and role.".to_owned(),
            ),
            Self::MinutesMissing => (
                "この活動の単位は時間で決まります。時間（分）を入力してください。".to_owned(),
                "The credits depend on the time: say how many minutes.".to_owned(),
            ),
            Self::Minutes => (
                format!("時間は {MINUTES_AT_MOST} 分までです。"),
                format!("At most {MINUTES_AT_MOST} minutes."),
            ),
            Self::Credits(text) => (
                format!("単位「{}」は数として読み取れません。", shown(text)),
                format!("“{}” is no number of credits.", shown(text)),
            ),
            Self::EventMissing => (
                "大会名を入力してください。".to_owned(),
                "The name of the event is missing.".to_owned(),
            ),
            Self::Words => (
                format!(
                    "名称は {LONGEST_TITLE} 文字以内、コードは {LONGEST_CODE} 文字以内で {CODES_AT_MOST} 件までです。改行は使えません。"
                ),
                format!(
                    "Names have at most {LONGEST_TITLE} characters; at most {CODES_AT_MOST} codes of {LONGEST_CODE}; no line breaks."
                ),
            ),
        };
        match language {
            Language::Ja => ja,
            Language::En => en,
        }
    }
}

/// What was typed, short enough to be repeated.
fn shown(text: &str) -> String {
    text.chars()
        .filter(|one| !one.is_control())
        .take(40)
        .collect()
}

impl From<DeedError> for Failure {
    fn from(error: DeedError) -> Self {
        Self::bad_request(
            error.code(),
            error.sentence(Language::Ja),
            error.sentence(Language::En),
        )
    }
}

/// The text if it is short enough and has nothing that can't be seen.
pub(super) fn readable(text: &str, longest: usize) -> Option<&str> {
    let short = text.chars().count() <= longest;
    (short && !text.chars().any(char::is_control)).then_some(text)
}

/// What was done, in the definition's words.
#[derive(Debug, Clone)]
pub(crate) struct Done {
    /// The day in Japan.
    pub(crate) day: Date,
    /// The activity.
    pub(crate) activity: ActivityKey,
    /// The role.
    pub(crate) role: RoleKey,
    /// What it is worth.
    pub(crate) credits: Credits,
    /// 大会名.
    pub(crate) event: Text,
    /// セッション名.
    pub(crate) session: Text,
    /// Whether the society itself held it.
    pub(crate) society_held: bool,
    /// What only some rules look at.
    pub(crate) details: Details,
}

impl Described {
    /// Checks it against the definition.
    ///
    /// # Errors
    /// See [`DeedError`].
    pub(crate) fn checked(&self, society: &Society, today: Date) -> Result<Done, DeedError> {
        if !(EARLIEST..=today).contains(&self.day) {
            return Err(DeedError::Day);
        }
        if self
            .minutes
            .is_some_and(|minutes| minutes > MINUTES_AT_MOST)
        {
            return Err(DeedError::Minutes);
        }
        let (activity, role) = (
            activity(society, &self.activity)?,
            role(society, &self.role)?,
        );
        let event = words(&self.event)?;
        if event.ja.is_empty() {
            return Err(DeedError::EventMissing);
        }
        Ok(Done {
            day: self.day,
            credits: self.worth(society, &activity, &role)?,
            activity,
            role,
            event,
            session: words(&self.session)?,
            society_held: self.society_held,
            details: self.details(society)?,
        })
    }

    fn worth(
        &self,
        society: &Society,
        activity: &ActivityKey,
        role: &RoleKey,
    ) -> Result<Credits, DeedError> {
        if let Some(credits) = &self.credits {
            let parsed = credits.trim().parse();
            return parsed.map_err(|_| DeedError::Credits(credits.clone()));
        }
        let (day, minutes) = (self.day, self.minutes);
        if minutes.is_none() && depends_on_time(society, activity, role, day) {
            return Err(DeedError::MinutesMissing);
        }
        granted(society, activity, &Deed { role, day, minutes }).ok_or(DeedError::NoCredits)
    }

    fn details(&self, society: &Society) -> Result<Details, DeedError> {
        if self.codes.len() > CODES_AT_MOST {
            return Err(DeedError::Words);
        }
        let word = |text: &String| {
            let text = readable(text.trim(), LONGEST_CODE).filter(|text| !text.is_empty());
            text.map(str::to_owned).ok_or(DeedError::Words)
        };
        Ok(Details {
            minutes: self.minutes,
            tags: self
                .tags
                .iter()
                .map(|name| tag(society, name))
                .collect::<Result<_, _>>()?,
            codes: self
                .codes
                .iter()
                .map(word)
                .collect::<Result<BTreeSet<_>, _>>()?,
            programme: self.programme.as_ref().map(word).transpose()?,
            ..Details::default()
        })
    }
}

fn activity(society: &Society, name: &str) -> Result<ActivityKey, DeedError> {
    let key = name.trim().parse().ok();
    key.filter(|key| society.activity(key).is_some())
        .ok_or_else(|| DeedError::Activity(name.to_owned()))
}

fn role(society: &Society, name: &str) -> Result<RoleKey, DeedError> {
    let key = name.trim().parse().ok();
    key.filter(|key| society.role(key).is_some())
        .ok_or_else(|| DeedError::Role(name.to_owned()))
}

fn tag(society: &Society, name: &str) -> Result<TagKey, DeedError> {
    let key: Option<TagKey> = name.trim().parse().ok();
    key.filter(|key| society.tags.iter().any(|tag| tag.key == *key))
        .ok_or_else(|| DeedError::Tag(name.to_owned()))
}

fn words([ja, en]: &[String; 2]) -> Result<Text, DeedError> {
    let trimmed = |text: &String| {
        let text = readable(text.trim(), LONGEST_TITLE).map(str::to_owned);
        text.ok_or(DeedError::Words)
    };
    let (ja, en) = (trimmed(ja)?, trimmed(en)?);
    let both = |text: &String| Text::new(text.clone(), text.clone());
    Ok(match (ja.is_empty(), en.is_empty()) {
        (true, _) => both(&en),
        (_, true) => both(&ja),
        (false, false) => Text::new(ja, en),
    })
}

impl Done {
    /// The line that says so.
    pub(crate) fn entry(self, desk: &Desk<'_>, id: EntryId, origin: Origin) -> NewEntry {
        let evidence = if origin == Origin::Member {
            Evidence::Declared
        } else {
            Evidence::Recorded
        };
        NewEntry {
            society: desk.tenant.slug().clone(),
            member: desk.member,
            id,
            origin,
            session: None,
            day: self.day,
            activity: self.activity,
            role: self.role,
            credits: self.credits,
            society_held: self.society_held,
            event_title: self.event,
            session_title: self.session,
            details: Details {
                evidence,
                ..self.details
            },
            recorded_by: (origin != Origin::Import).then_some(desk.by),
            reason: None,
            stands_for: None,
            recorded_at: desk.now,
            request_digest: None,
        }
    }
}
