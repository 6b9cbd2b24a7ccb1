//! Why nothing was written into the ledger.

use super::deed::DeedError;
use crate::clock::NoRandomness;
use crate::credits::proofs::ProofError;
use crate::db::DbError;
use crate::web::failure::Failure;
use crate::web::idempotency;
use axum::http::StatusCode;
use shusseki_core::text::Text;

/// Why nothing was written into the ledger.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LedgerError {
    /// The society has no member of that number.
    #[error("there is no such member")]
    NoSuchMember,
    /// The member's ledger has no such line.
    #[error("there is no such line")]
    NoSuchLine,
    /// Only what grants credits can be taken back.
    #[error("the line grants nothing")]
    NotGranted,
    /// The line was taken back before.
    #[error("the line is voided already")]
    AlreadyVoided,
    /// The line was not declared by the member.
    #[error("the line is no declaration")]
    NotDeclared,
    /// The declaration was accepted or rejected before.
    #[error("the declaration is reviewed already")]
    AlreadyReviewed,
    /// The member has too many declarations waiting.
    #[error("too many declarations wait for the office")]
    TooManyWaiting,
    /// A reason is asked for.
    #[error("the reason is missing")]
    ReasonMissing,
    /// The reason can't be kept.
    #[error("the reason is too long or has control characters")]
    ReasonTooLong,
    /// The key came before with another body.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The member does not hold that certification.
    #[error("the certification is not held")]
    NotHeld,
    /// The certification has no such category.
    #[error("there is no such category")]
    UnknownCategory,
    /// What was done can't be understood.
    #[error(transparent)]
    Deed(#[from] DeedError),
    /// The proof can't be kept.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// No randomness for an id.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Status, code, sentence and next step, in Japanese and English.
type Told = (StatusCode, &'static str, [&'static str; 4]);

const CHECK_LIST: [&str; 2] = [
    "単位記録の一覧を開き直してご確認ください。",
    "Open the ledger again and check.",
];

#[rustfmt::skip]
const fn told(error: &LedgerError) -> Option<Told> {
    use LedgerError as E;
    let [look_ja, look_en] = CHECK_LIST;
    let told = match error {
        E::NoSuchMember => (StatusCode::NOT_FOUND, "member-not-found",
            ["この会員番号の会員はいません。", "There is no member of that number.", "会員番号をご確認ください。", "Check the number."]),
        E::NoSuchLine => (StatusCode::NOT_FOUND, "line-not-found",
            ["この単位記録はありません。", "There is no such line in the ledger.", look_ja, look_en]),
        E::NotGranted => (StatusCode::CONFLICT, "line-grants-nothing",
            ["取り消しや審査の記録は取り消せません。", "A line that voids or reviews another can't be voided.", look_ja, look_en]),
        E::AlreadyVoided => (StatusCode::CONFLICT, "already-voided",
            ["この単位記録はすでに取り消されています。", "This line is voided already.", look_ja, look_en]),
        E::NotDeclared => (StatusCode::CONFLICT, "not-declared",
            ["この単位記録は自己申告ではありません。", "This line was not declared by the member.", look_ja, look_en]),
        E::AlreadyReviewed => (StatusCode::CONFLICT, "already-reviewed",
            ["この申告はすでに審査されています。", "This declaration was reviewed already.", look_ja, look_en]),
        E::TooManyWaiting => (StatusCode::CONFLICT, "too-many-waiting",
            ["確認待ちの申告が多すぎます。", "Too many declarations are waiting.", "事務局の確認が済んでから申告してください。", "Wait until the office has looked at them."]),
        E::ReasonMissing => (StatusCode::BAD_REQUEST, "reason-missing",
            ["理由を入力してください。", "A reason is needed.", "理由は会員にも表示されます。", "The member reads it too."]),
        E::ReasonTooLong => (StatusCode::BAD_REQUEST, "reason-too-long",
            ["理由は500文字以内で、改行や制御文字なしで入力してください。", "The reason has at most 500 characters and no line breaks.", "短くしてください。", "Make it shorter."]),
        E::NotHeld => (StatusCode::BAD_REQUEST, "certification-not-held",
            ["この認定資格をお持ちではありません。", "You don't hold this certification.", "取得状況をご確認ください。", "See your standings."]),
        E::UnknownCategory => (StatusCode::BAD_REQUEST, "unknown-category",
            ["この区分はありません。", "The certification has no such category.", "取得状況にある区分を選んでください。", "Choose one of your standing's categories."]),
        E::KeyReused | E::Deed(_) | E::Proof(_) | E::Random(_) | E::Db(_) => return None,
    };
    Some(told)
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        if let Some((status, code, [ja, en, next_ja, next_en])) = told(&error) {
            return Self::new(status, code, Text::new(ja, en), Text::new(next_ja, next_en));
        }
        match error {
            LedgerError::KeyReused => idempotency::reused(),
            LedgerError::Deed(error) => error.into(),
            LedgerError::Proof(error) => error.into(),
            LedgerError::Db(error) => error.into(),
            other => Self::internal(other),
        }
    }
}
