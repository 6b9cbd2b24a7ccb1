//! What the form of a declaration sends.

use crate::credits::ledger::deed::Described;
use crate::credits::ledger::error::LedgerError;
use crate::credits::proofs::{BYTES_AT_MOST, Proof, ProofError};
use crate::web::failure::Failure;
use crate::web::upload::whole;
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};

/// More than any field holds; it is shown again and must stay small.
const FIELD_AT_MOST: usize = 4_000;

/// The fields as they were typed; the file is never sent back.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    /// The form's own name: sent twice, it declares once.
    pub(super) key: String,
    pub(super) day: String,
    pub(super) activity: String,
    pub(super) role: String,
    pub(super) event: String,
    pub(super) session: String,
    pub(super) minutes: String,
    pub(super) codes: String,
}

/// A form as it arrived.
pub(super) struct Sent {
    /// What was typed.
    pub(super) typed: Typed,
    /// The file, if it is a proof.
    pub(super) proof: Result<Proof, ProofError>,
}

/// Reads the form.
///
/// # Errors
/// It breaks off, or is no form.
pub(super) async fn read(mut form: Multipart) -> Result<Sent, Failure> {
    let mut sent = Sent {
        typed: Typed::default(),
        proof: Err(ProofError::Missing),
    };
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "proof" {
            sent.proof = match whole(field, BYTES_AT_MOST)
                .await
                .map_err(|error| broken(&error))?
            {
                Some(content) => Proof::new(content),
                None => Err(ProofError::TooLarge),
            };
        } else {
            let text = text(field).await?;
            sent.typed.put(&name, text);
        }
    }
    Ok(sent)
}

async fn text(field: Field<'_>) -> Result<String, Failure> {
    let bytes = whole(field, FIELD_AT_MOST)
        .await
        .map_err(|error| broken(&error))?;
    let text = String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned();
    // Shown again where it was typed, so without what can't be seen.
    Ok(text
        .chars()
        .filter(|one| !one.is_control())
        .take(500)
        .collect())
}

fn broken(error: &MultipartError) -> Failure {
    Failure::from(LedgerError::Proof(ProofError::Unreadable)).with_status(error.status())
}

impl Typed {
    fn put(&mut self, name: &str, text: String) {
        let field = match name {
            "key" => &mut self.key,
            "day" => &mut self.day,
            "activity" => &mut self.activity,
            "role" => &mut self.role,
            "event" => &mut self.event,
            "session" => &mut self.session,
            "minutes" => &mut self.minutes,
            "codes" => &mut self.codes,
            _ => return,
        };
        *field = text;
    }

    /// What was done, or the field that can't be read.
    pub(super) fn described(&self) -> Result<Described, (&'static str, Failure)> {
        let minutes = self.minutes.trim();
        let minutes = (!minutes.is_empty()).then(|| minutes.parse());
        let codes = self.codes.split_whitespace().map(str::to_owned);
        Ok(Described {
            day: self.day.trim().parse().map_err(|_| ("day", bad_day()))?,
            activity: self.activity.clone(),
            role: self.role.clone(),
            minutes: minutes
                .transpose()
                .map_err(|_| ("minutes", bad_minutes()))?,
            event: [self.event.clone(), String::new()],
            session: [self.session.clone(), String::new()],
            codes: codes.collect(),
            ..Described::default()
        })
    }
}

fn bad_day() -> Failure {
    Failure::bad_request(
        "day-out-of-range",
        "参加した日を入力してください（例：2026-11-20）。",
        "Enter the day, for example 2026-11-20.",
    )
}

fn bad_minutes() -> Failure {
    Failure::bad_request(
        "bad-minutes",
        "時間は分単位の数字で入力してください（例：90）。",
        "Enter the time in minutes, for example 90.",
    )
}

/// The field that a failure is about.
pub(super) fn field_of(failure: &Failure) -> &'static str {
    match failure.code() {
        "day-out-of-range" => "day",
        "unknown-activity" => "activity",
        "unknown-role" | "no-credits" => "role",
        "minutes-missing" | "bad-minutes" => "minutes",
        code if code.starts_with("proof-") => "proof",
        _ => "event",
    }
}
