//! Why the office's deed was not done.

use crate::clock::NoRandomness;
use crate::db::DbError;
use crate::members::profile::ProfileError;
use crate::office::merge::MergeError;
use crate::web::failure::Failure;
use axum::http::StatusCode;
use shusseki_core::text::Text;

/// Characters of a reason.
pub(in crate::office) const REASON_AT_MOST: usize = 500;

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OfficeError {
    /// There is no such member.
    #[error("there is no such member")]
    NoSuchMember,
    /// The record was merged into another.
    #[error("the record was merged into another")]
    Merged,
    /// There is no such appointment of the member.
    #[error("there is no such appointment")]
    NoSuchAppointment,
    /// No reason was given.
    #[error("the reason is missing")]
    ReasonMissing,
    /// The reason has more than [`REASON_AT_MOST`] characters.
    #[error("the reason is too long")]
    ReasonTooLong,
    /// A field was left empty, or holds what it can't; its name in the form.
    #[error("{0} is missing or can't be read")]
    Unreadable(&'static str),
    /// The day is yet to come.
    #[error("the day is in the future")]
    InFuture,
    /// It ended before it began.
    #[error("the last day is before the first")]
    EndsBefore,
    /// Somebody would change the own rights or the own membership.
    #[error("nobody does this to him- or herself")]
    Oneself,
    /// Nobody would be left who may do everything.
    #[error("it would be the last administrator")]
    LastAdmin,
    /// The member has withdrawn.
    #[error("the member has withdrawn")]
    Withdrawn,
    /// It is so already.
    #[error("it is so already")]
    Same,
    /// The member has no second factor.
    #[error("there is no second factor")]
    NoFactor,
    /// Somebody else changed it since the form was opened.
    #[error("it was changed meanwhile")]
    Stale,
    /// No randomness for an id.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<ProfileError> for OfficeError {
    fn from(error: ProfileError) -> Self {
        match error {
            ProfileError::Stale => Self::Stale,
            ProfileError::Db(error) => Self::Db(error),
        }
    }
}

impl OfficeError {
    /// The field of the form that it is about.
    pub(in crate::office) const fn field(&self) -> Option<&'static str> {
        match self {
            Self::ReasonMissing | Self::ReasonTooLong => Some("reason"),
            Self::Unreadable(field) => Some(field),
            Self::InFuture => Some("day"),
            Self::EndsBefore => Some("last"),
            _ => None,
        }
    }
}

impl From<OfficeError> for Failure {
    fn from(error: OfficeError) -> Self {
        let slip = |code, ja: &str, en: &str| {
            Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                code,
                Text::new(ja, en),
                Text::new("", ""),
            )
        };
        let conflict = |code, ja: &str, en: &str, next_ja: &str, next_en: &str| {
            let next = Text::new(next_ja, next_en);
            Self::new(StatusCode::CONFLICT, code, Text::new(ja, en), next)
        };
        match error {
            OfficeError::NoSuchMember | OfficeError::NoSuchAppointment => Self::not_found(),
            OfficeError::Merged => MergeError::Merged.into(),
            OfficeError::ReasonMissing => slip(
                "reason-missing",
                "理由を入力してください。",
                "Give the reason.",
            ),
            OfficeError::ReasonTooLong => slip(
                "reason-too-long",
                "理由は500文字以内で入力してください。",
                "Use at most 500 characters for the reason.",
            ),
            OfficeError::Unreadable("day" | "first" | "last" | "joined_on") => slip(
                "bad-day",
                "日付を 2026-11-20 の形で入力してください。",
                "Write the day as 2026-11-20.",
            ),
            OfficeError::Unreadable("mail") => slip(
                "bad-mail-address",
                "メールアドレスを入力してください（例：name@example.org）。",
                "Enter a mail address, as in name@example.org.",
            ),
            OfficeError::Unreadable(_) => slip(
                "field-missing",
                "この項目を入力してください。",
                "Fill this in.",
            ),
            OfficeError::InFuture => slip(
                "day-in-future",
                "今日までの日付を入力してください。",
                "The day must not be in the future.",
            ),
            OfficeError::EndsBefore => slip(
                "ends-before",
                "終了日は開始日より後の日付にしてください。",
                "The last day must not be before the first.",
            ),
            OfficeError::Oneself => conflict(
                "own-record",
                "ご自身についてこの操作はできません。",
                "You can't do this to yourself.",
                "ほかの管理者に依頼してください。",
                "Ask another administrator.",
            ),
            OfficeError::LastAdmin => conflict(
                "last-admin",
                "管理者が一人もいなくなるため、この操作はできません。",
                "Nobody would be left who may do everything.",
                "先に、ほかの会員に管理者の役割を与えてください。",
                "Make somebody else an administrator first.",
            ),
            OfficeError::Withdrawn => conflict(
                "member-withdrawn",
                "退会した会員です。",
                "The member has withdrawn.",
                "先に在籍の状態を変更してください。",
                "Change the status first.",
            ),
            OfficeError::Same => conflict(
                "nothing-to-change",
                "すでにその内容で登録されています。",
                "That is what is registered already.",
                "",
                "",
            ),
            OfficeError::NoFactor => conflict(
                "no-second-factor",
                "この会員は二段階認証を設定していません。",
                "The member has no second factor.",
                "会員番号とパスワードだけでログインできます。",
                "Number and password let the member in.",
            ),
            OfficeError::Stale => conflict(
                "changed-meanwhile",
                "この画面を開いた後に、別の人が変更しました。",
                "Somebody else changed it since you opened this page.",
                "いまの登録内容を確認して、もう一度操作してください。",
                "Look at what is registered now, and try again.",
            ),
            OfficeError::Random(error) => error.into(),
            OfficeError::Db(error) => error.into(),
        }
    }
}
