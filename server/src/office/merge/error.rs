//! Why two records were not merged.

use crate::db::DbError;
use crate::members::profile::ProfileError;
use crate::office::error::OfficeError;
use crate::web::failure::Failure;
use axum::http::StatusCode;
use shusseki_core::text::Text;

/// Why nothing was asked for or decided.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MergeError {
    /// Both are the same record.
    #[error("a record is not merged with itself")]
    Itself,
    /// One of them was merged before.
    #[error("one of the records was merged before")]
    Merged,
    /// Who asks or decides has no such duty any more.
    #[error("the duty is missing")]
    NotAllowed,
    /// Who asks or decides is one of the two.
    #[error("nobody decides on the own record")]
    Involved,
    /// Who decides is who asked.
    #[error("another person decides")]
    OwnRequest,
    /// Who takes it back is not who asked.
    #[error("only who asked takes it back")]
    NotTheAsker,
    /// A member asks for deletion, which is decided first.
    #[error("a deletion asked for is decided first")]
    DeletionWaits,
    /// One of them is in a request that waits.
    #[error("one of the records waits to be merged already")]
    AlreadyAsked,
    /// It was decided before, or there is none such.
    #[error("no such request waits")]
    NotWaiting,
    /// The records are not what the page showed.
    #[error("the records were changed meanwhile")]
    Changed,
    /// What every deed of the office asks for.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<DbError> for MergeError {
    fn from(error: DbError) -> Self {
        Self::Office(error.into())
    }
}

impl From<ProfileError> for MergeError {
    fn from(error: ProfileError) -> Self {
        match error {
            ProfileError::Stale => Self::Changed,
            ProfileError::Db(error) => error.into(),
        }
    }
}

impl MergeError {
    /// The field of the form that it is about.
    pub(super) const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Office(error) => error.field(),
            _ => None,
        }
    }

    /// The stable code, and what is wrong with what to do about it in Japanese and English.
    const fn words(&self) -> Option<(&'static str, [&'static str; 2], [&'static str; 2])> {
        Some(match self {
            Self::Office(_) | Self::NotAllowed => return None,
            Self::Itself => (
                "same-record",
                ["同じ会員の記録です。", "This is the same record."],
                [
                    "もう一方の記録を選んでください。",
                    "Choose the other record.",
                ],
            ),
            Self::Merged => (
                "member-merged",
                [
                    "すでにほかの記録に統合された記録です。",
                    "This record was merged into another.",
                ],
                [
                    "残った記録を開いてください。",
                    "Open the record that stayed.",
                ],
            ),
            Self::Involved => (
                "own-record",
                [
                    "ご自身の記録の統合は、申請も承認もできません。",
                    "Nobody asks for or decides a merge of the own record.",
                ],
                [
                    "ほかの管理者に依頼してください。",
                    "Ask another administrator.",
                ],
            ),
            Self::OwnRequest => (
                "own-request",
                [
                    "ご自身が申請した統合は、承認も却下もできません。",
                    "You asked for this merge; another person decides.",
                ],
                [
                    "ほかの管理者に依頼してください。",
                    "Ask another administrator.",
                ],
            ),
            Self::NotTheAsker => (
                "not-the-asker",
                [
                    "申請を取り下げられるのは、申請した人だけです。",
                    "Only who asked for it takes it back.",
                ],
                ["却下することはできます。", "You may decline it."],
            ),
            Self::DeletionWaits => (
                "deletion-waits",
                [
                    "データ削除の依頼が処理されていない会員です。",
                    "One of the members asks for deletion, which is not decided yet.",
                ],
                [
                    "先に「データ削除の依頼」で決定してください。",
                    "Decide that first.",
                ],
            ),
            Self::AlreadyAsked => (
                "merge-waits",
                [
                    "どちらかの記録について、承認待ちの申請があります。",
                    "One of the records waits to be merged already.",
                ],
                [
                    "「会員の統合」の一覧をご覧ください。",
                    "See the list of merges.",
                ],
            ),
            Self::NotWaiting => (
                "request-not-waiting",
                [
                    "この申請はすでに処理されています。",
                    "This was dealt with already.",
                ],
                ["一覧を開き直してください。", "Open the list again."],
            ),
            Self::Changed => (
                "changed-meanwhile",
                [
                    "表示した後に、どちらかの記録が変わりました。統合していません。",
                    "One of the records changed since it was shown. Nothing was merged.",
                ],
                [
                    "いまの内容を確認して、もう一度操作してください。",
                    "Look at what is there now, and try again.",
                ],
            ),
        })
    }
}

impl From<MergeError> for Failure {
    fn from(error: MergeError) -> Self {
        let status = match error {
            MergeError::Itself => StatusCode::UNPROCESSABLE_ENTITY,
            MergeError::Involved | MergeError::OwnRequest | MergeError::NotTheAsker => {
                StatusCode::FORBIDDEN
            }
            _ => StatusCode::CONFLICT,
        };
        match (error.words(), error) {
            (_, MergeError::Office(error)) => error.into(),
            (Some((code, [ja, en], [next_ja, next_en])), _) => {
                Self::new(status, code, Text::new(ja, en), Text::new(next_ja, next_en))
            }
            (None, _) => Self::forbidden(),
        }
    }
}
