//! The contact form お問い合わせ (JGETS-20): what members and visitors ask, under a case number, and
//! what the office answers.

mod answering;
mod asking;
mod number;
pub(crate) mod pages;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub(crate) use answering::{Answer, Desk, act};
pub(crate) use asking::{Asked, Sender, add, open, open_in};
pub(crate) use number::CaseNumber;

use crate::accounts::slow_down::SlowDownError;
use crate::clock::NoRandomness;
use crate::db::DbError;
use crate::web::failure::Failure;
use crate::web::typed::paragraphs;
use axum::http::StatusCode;
use jiff::Timestamp;
use shusseki_core::ids::MemberId;
use shusseki_core::mail_address::MailAddress;
use shusseki_core::text::{Language, Text};

/// Characters of a message.
pub(crate) const TEXT_AT_MOST: usize = 4_000;
/// Messages of one case: whoever writes more opens another.
const MESSAGES_AT_MOST: i64 = 200;

/// What a case is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CaseKind {
    /// 入会・会員情報.
    Membership,
    /// 年会費.
    Dues,
    /// 参加登録・単位.
    Attendance,
    /// 認定・更新.
    Certification,
    /// ログイン.
    Login,
    /// そのほか.
    Other,
}

impl CaseKind {
    /// Every kind, in the order in which a form offers them.
    pub(crate) const ALL: [Self; 6] = [
        Self::Membership,
        Self::Dues,
        Self::Attendance,
        Self::Certification,
        Self::Login,
        Self::Other,
    ];

    /// The name in the database and in forms.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Membership => "membership",
            Self::Dues => "dues",
            Self::Attendance => "attendance",
            Self::Certification => "certification",
            Self::Login => "login",
            Self::Other => "other",
        }
    }

    /// The kind of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What it is called.
    pub(crate) const fn word(self, language: Language) -> &'static str {
        match self {
            Self::Membership => language.pick("入会・会員情報", "Membership and profile"),
            Self::Dues => language.pick("年会費・お支払い", "Dues and payments"),
            Self::Attendance => language.pick("参加登録・単位", "Check-in and credits"),
            Self::Certification => language.pick("認定資格・更新", "Certification and renewal"),
            Self::Login => language.pick("ログイン・パスワード", "Login and password"),
            Self::Other => language.pick("そのほか", "Something else"),
        }
    }
}

/// How far a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CaseState {
    /// 未回答: the office is to answer.
    Open,
    /// 回答済み.
    Answered,
    /// 終了.
    Closed,
}

impl CaseState {
    /// Every state, in the order in which the office wants them.
    pub(crate) const ALL: [Self; 3] = [Self::Open, Self::Answered, Self::Closed];

    /// The name in the database and in addresses.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Closed => "closed",
        }
    }

    /// The state of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// What it is called.
    pub(crate) const fn word(self, language: Language) -> &'static str {
        match self {
            Self::Open => language.pick("未回答", "Open"),
            Self::Answered => language.pick("回答済み", "Answered"),
            Self::Closed => language.pick("終了", "Closed"),
        }
    }
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    /// Its number.
    pub(crate) number: CaseNumber,
    /// Who asked, if it was a member.
    pub(crate) member: Option<MemberId>,
    /// What it is about.
    pub(crate) kind: CaseKind,
    /// The name of who asked.
    pub(crate) sender_name: String,
    /// Where answers go by mail.
    pub(crate) sender_mail: Option<MailAddress>,
    /// The number of a guest or member that a visitor typed.
    pub(crate) sender_number: Option<String>,
    /// The language that it was asked in.
    pub(crate) language: Language,
    /// How far it is.
    pub(crate) state: CaseState,
    /// When it was opened.
    pub(crate) opened_at: Timestamp,
    /// When anything last happened.
    pub(crate) changed_at: Timestamp,
    /// How many messages it has.
    pub(crate) messages: i64,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Author {
    /// Who asked.
    Sender,
    /// The office, to who asked.
    Office(MemberId),
    /// The office, to itself.
    Note(MemberId),
}

/// A message of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// Who wrote it.
    pub(crate) author: Author,
    /// Plain text.
    pub(crate) text: String,
    /// When.
    pub(crate) written_at: Timestamp,
}

/// Why nothing was stored.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CaseError {
    /// There is no such case, or it is not the member's.
    #[error("there is no such case")]
    NoSuchCase,
    /// The text is missing, too long or has a control character.
    #[error("the text can't be a message")]
    Text,
    /// The case has too many messages.
    #[error("the case has too many messages")]
    Full,
    /// It is closed, or closed already.
    #[error("the case is closed")]
    Closed,
    /// Too many questions at once.
    #[error(transparent)]
    SlowDown(#[from] SlowDownError),
    /// No randomness for a number.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<CaseError> for Failure {
    fn from(error: CaseError) -> Self {
        match error {
            CaseError::Db(error) => error.into(),
            CaseError::Random(error) => error.into(),
            CaseError::SlowDown(error) => error.into(),
            CaseError::NoSuchCase => Self::not_found(),
            CaseError::Text => Self::bad_request(
                "case-text",
                format!("本文は1文字以上{TEXT_AT_MOST}文字以内で入力してください。"),
                format!("Write 1 to {TEXT_AT_MOST} characters."),
            ),
            CaseError::Full | CaseError::Closed => Self::new(
                StatusCode::CONFLICT,
                "case-closed",
                Text::new("このお問い合わせは終了しています。", "This case is closed."),
                Text::new(
                    "続きは、新しいお問い合わせとしてお送りください。",
                    "Send a new question to go on.",
                ),
            ),
        }
    }
}

/// The text of a message: line ends of one kind, no control characters.
///
/// # Errors
/// [`CaseError::Text`].
pub(crate) fn text(typed: &str) -> Result<String, CaseError> {
    paragraphs(typed, TEXT_AT_MOST).ok_or(CaseError::Text)
}
