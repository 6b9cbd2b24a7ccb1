//! Typed input to PDF, PNG and SVG: posters for the wall, transcripts, letters and forms for
//! the member.
//!
//! Typst sets the pages. Nothing outside this crate knows that: callers hand over a
//! [`poster_sheet::PosterPage`], a [`transcript::Transcript`], a
//! [`member_form::MemberForm`] or [`password_letter::PasswordLetter`]s and get bytes. What people wrote
//! reaches the templates as data, never as markup, so a title such as `#panic()` is printed as it stands.
//!
//! ```no_run
//! use shusseki_documents::{Press, poster::{Paper, PosterLanguage}, poster_sheet::PosterSheet};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let press = Press::new()?;
//! let sheet: PosterSheet = serde_json::from_str(&std::fs::read_to_string("posters.json")?)?;
//! let pdf = press.poster_pdf(&sheet.posters, Paper::A4, PosterLanguage::Both)?;
//! std::fs::write("posters.pdf", pdf)?;
//! # Ok(())
//! # }
//! ```

mod dates;
pub mod error;
pub mod member_form;
pub mod password_letter;
pub mod poster;
pub mod poster_sheet;
mod press;
#[cfg(test)]
mod proofs;
pub mod qr;
#[cfg(test)]
mod samples;
pub mod transcript;
mod words;

pub use error::DocumentError;
pub use press::Press;
