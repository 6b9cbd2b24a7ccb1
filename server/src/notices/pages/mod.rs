//! The pages of notices: of members and visitors, and of the office.

mod fault;
mod form;
pub(crate) mod line;
pub(crate) mod member;
pub(crate) mod office;

use super::markup::{self, Html};
use super::{Notice, Pieces};
use shusseki_core::text::Language;

/// A notice as its readers see it.
pub(crate) struct Article {
    /// The title.
    pub(crate) title: String,
    /// The text.
    pub(crate) text: Html,
    /// The language that both are in.
    pub(crate) language: Language,
    /// Whether the reader asked for another language.
    pub(crate) is_other_language: bool,
}

impl Article {
    /// The words for a reader of that language.
    pub(crate) fn new(pieces: &Pieces, wanted: Language) -> Option<Self> {
        let (piece, language) = pieces.get(wanted)?;
        Some(Self {
            title: piece.title.clone(),
            text: markup::page(&piece.text),
            language,
            is_other_language: language != wanted,
        })
    }
}

/// The title in that language or the other, and which one that is.
fn title(notice: &Notice, language: Language) -> (String, Language) {
    let piece = notice.draft.pieces.get(language);
    piece.map_or_else(
        || (String::new(), language),
        |(piece, language)| (piece.title.clone(), language),
    )
}
