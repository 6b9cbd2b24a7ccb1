//! The phone's half of the product, for Kotlin, Swift and Python.
//!
//! The rules are `shusseki-core`'s; this crate only gives them the types that uniffi can carry. Texts
//! of errors don't cross the border, so each error has its code and its sentences as fields.

mod scan;
mod society;
mod standing;

pub use scan::{ScanError, ScannedCode, ScannedKind, scanned_code};
pub use society::{
    ActivityCredits, DefinitionError, DefinitionMistake, LocalText, SocietyProfile,
    read_definition, shipped_definitions,
};
pub use standing::{StandingError, standing};

uniffi::setup_scaffolding!();
