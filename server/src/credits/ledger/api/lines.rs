//! A line of the ledger as the API shows it.

use crate::credits::line::{Line, Written};
use crate::web::words::Words;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use shusseki_core::credit::Evidence;
use shusseki_core::ids::EntryId;
use utoipa::ToSchema;

/// Who reads a ledger. Members aren't told who of the office wrote a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// The office.
    Office,
    /// The member whose it is.
    Member,
}

/// A line of the ledger 単位記録.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LineDto {
    /// The line's id.
    #[schema(value_type = uuid::Uuid)]
    id: EntryId,
    /// `granted`, `voided`, or of a declaration `waiting`, `accepted`, `rejected`.
    state: &'static str,
    /// Where it comes from: `attendance`, `office`, `import` or `member`.
    origin: &'static str,
    /// The day in Japan.
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// 大会名.
    event: Words,
    /// セッション名.
    session: Words,
    /// The activity's key.
    activity: String,
    /// The role's key.
    role: String,
    /// How many, as an exact decimal.
    credits: String,
    /// How long, in minutes.
    minutes: Option<u32>,
    /// Whether the society itself held the event.
    society_held: bool,
    /// Tags of the session.
    tags: Vec<String>,
    /// Curriculum codes.
    codes: Vec<String>,
    /// A programme that is offered at several events.
    programme: Option<String>,
    /// Who wrote it, when and why.
    written: WrittenDto,
    /// Who took it back, when and why.
    voided: Option<WrittenDto>,
    /// Who accepted or rejected it, when and why.
    reviewed: Option<WrittenDto>,
    /// The voided line in whose place it stands.
    #[schema(value_type = Option<uuid::Uuid>)]
    stands_for: Option<EntryId>,
    /// Other lines that are about the same thing: together they count once.
    #[schema(value_type = Vec<uuid::Uuid>)]
    same_as: Vec<EntryId>,
    /// Whether there is a file that proves it.
    has_proof: bool,
}

/// Who wrote something, when and why.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct WrittenDto {
    /// When (UTC).
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Who; absent for members, and where nobody at a desk did.
    by: Option<WriterDto>,
    /// Why.
    why: Option<String>,
}

/// Somebody who wrote into the ledger.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct WriterDto {
    /// 会員番号.
    member_number: String,
    /// 氏名.
    name: String,
}

impl WrittenDto {
    /// What was written, as the reader may see it.
    pub(super) fn new(written: &Written, reader: Reader) -> Self {
        let by = written.by.as_ref().filter(|_| reader == Reader::Office);
        Self {
            at: written.at,
            by: by.map(|by| WriterDto {
                member_number: by.number.to_string(),
                name: by.name.clone(),
            }),
            why: written.why.clone(),
        }
    }
}

impl LineDto {
    /// A member's ledger, as the reader may see it.
    pub(super) fn all(lines: &[Line], proved: &[EntryId], reader: Reader) -> Vec<Self> {
        let lines_shown = lines.iter().map(|line| {
            let mut shown = Self::new(line, reader);
            shown.same_as = same_as(lines, line);
            shown.has_proof = proved.contains(&line.entry.id);
            shown
        });
        lines_shown.collect()
    }

    fn new(line: &Line, reader: Reader) -> Self {
        let entry = &line.entry;
        let details = &entry.details;
        let review = line.review.as_ref();
        Self {
            id: entry.id,
            state: state(line),
            origin: line.origin.name(),
            day: entry.day,
            event: (&entry.event).into(),
            session: (&entry.session).into(),
            activity: entry.activity.to_string(),
            role: entry.role.to_string(),
            credits: entry.credits.to_string(),
            minutes: details.minutes,
            society_held: entry.society_held,
            tags: details.tags.iter().map(ToString::to_string).collect(),
            codes: details.codes.iter().cloned().collect(),
            programme: details.programme.clone(),
            written: WrittenDto::new(&line.written, reader),
            voided: line
                .voided
                .as_ref()
                .map(|void| WrittenDto::new(void, reader)),
            reviewed: review.map(|review| WrittenDto::new(&review.written, reader)),
            stands_for: line.stands_for,
            same_as: Vec::new(),
            has_proof: false,
        }
    }

    /// Whether it is that line.
    pub(super) fn is(&self, line: EntryId) -> bool {
        self.id == line
    }
}

/// What became of a line, in a word.
pub(crate) fn state(line: &Line) -> &'static str {
    match line.entry.details.evidence {
        _ if line.entry.voided => "voided",
        Evidence::Recorded => "granted",
        Evidence::Declared => "waiting",
        Evidence::Accepted => "accepted",
        Evidence::Rejected => "rejected",
    }
}

/// The other lines that are about the same thing.
pub(crate) fn same_as(lines: &[Line], line: &Line) -> Vec<EntryId> {
    let others = lines.iter().filter(|other| {
        other.entry.id != line.entry.id && !other.entry.voided && other.proves() == line.proves()
    });
    others.map(|other| other.entry.id).collect()
}
