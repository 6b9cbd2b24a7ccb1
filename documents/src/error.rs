//! Why a document could not be made.

/// What stops a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The machine has no Japanese typeface with a regular and a bold cut.
    #[error(
        "no Japanese font found (looked for {}): install the package `fonts-noto-cjk` \
         (Debian and Ubuntu: apt-get install fonts-noto-cjk; Fedora: google-noto-sans-cjk-fonts; \
         macOS: brew install --cask font-noto-sans-cjk-jp)",
        .looked_for.join(", ")
    )]
    FontMissing {
        /// The families that would do.
        looked_for: &'static [&'static str],
    },
    /// A colour that is not `#rrggbb`.
    #[error("the colour \"{0}\" is not of the form #rrggbb")]
    Colour(String),
    /// A text that no QR symbol can hold.
    #[error("a QR code cannot hold {length} bytes at error correction M")]
    CodeTooLong {
        /// The length of the text in bytes.
        length: usize,
    },
    /// A document without pages.
    #[error("there is nothing to print: no poster was given")]
    NoPages,
    /// A resolution that no printer or screen asks for.
    #[error("{dpi} dpi is outside {} to {} dpi", .allowed.start(), .allowed.end())]
    Resolution {
        /// What was asked for, in dots per inch.
        dpi: u16,
        /// What is possible.
        allowed: std::ops::RangeInclusive<u16>,
    },
    /// Data or template that the typesetter refuses: a mistake of this crate, not of the input.
    #[error("the document could not be set: {0}")]
    Typesetting(String),
}
