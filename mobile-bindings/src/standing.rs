//! A member's standing, worked out on the phone by the server's own rules.

use crate::society::{DefinitionError, read};
use serde::Deserialize;
use shusseki_core::credit::{Asked, Dossier, Entry, Holder, Person, evaluate};

/// All that is known of somebody who holds a certification, as JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DossierJson {
    holder: Holder,
    #[serde(default)]
    person: Person,
    entries: Vec<Entry>,
}

/// Why no standing can be worked out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum StandingError {
    /// The definition can't be used.
    #[error("{error}")]
    Definition {
        /// Why not.
        error: DefinitionError,
    },
    /// The dossier is no JSON of the right shape.
    #[error("the dossier can't be read: {reason}")]
    Dossier {
        /// What is wrong, and where.
        reason: String,
    },
    /// The definition has no such certification.
    #[error("the definition has no such certification")]
    NoSuchCertification,
    /// The day isn't written such as `2026-11-20`.
    #[error("the day isn't written such as 2026-11-20")]
    Day,
}

/// The standing in a certification on a day in Japan, as JSON: the same as the server's.
///
/// `dossier` has `holder`, `person` and `entries`.
///
/// # Errors
/// See [`StandingError`].
#[uniffi::export]
pub fn standing(definition: &str, dossier: &str, day: &str) -> Result<String, StandingError> {
    let society =
        read("definition.kdl", definition).map_err(|error| StandingError::Definition { error })?;
    let unreadable = |error: serde_json::Error| StandingError::Dossier {
        reason: error.to_string(),
    };
    let dossier: DossierJson = serde_json::from_str(dossier).map_err(unreadable)?;
    let day = day.parse().map_err(|_| StandingError::Day)?;
    let certification = society
        .certification(&dossier.holder.certification)
        .ok_or(StandingError::NoSuchCertification)?;
    let known = Dossier {
        holder: &dossier.holder,
        person: &dossier.person,
        entries: &dossier.entries,
    };
    let standing = evaluate(&society, certification, &known, &Asked::on(day));
    serde_json::to_string(&standing).map_err(unreadable)
}
