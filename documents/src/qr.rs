//! QR symbols as vectors: error correction M and the quiet zone of four modules that ISO/IEC 18004 asks for.

use crate::DocumentError;
use qrcode::{EcLevel, QrCode, Version, types::Color};
use std::fmt::Write as _;

/// The empty border around a symbol, in modules.
pub const QUIET_ZONE: usize = 4;

/// A QR symbol at error correction M.
///
/// ```
/// use shusseki_documents::qr::Symbol;
/// // 89 upper-case characters: what a poster's code with a 30-character host comes to.
/// let symbol = Symbol::new(&format!("HTTPS://{}/C/{}", "H".repeat(30), "A".repeat(48)))?;
/// assert_eq!((symbol.version(), symbol.width()), (4, 33));
/// # Ok::<(), shusseki_documents::DocumentError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Symbol {
    dark: Vec<bool>,
    width: usize,
    version: i16,
}

impl Symbol {
    /// The smallest symbol that says `text`; upper-case letters, digits and `$%*+-./:` alone need least room.
    ///
    /// # Errors
    /// [`DocumentError::CodeTooLong`] when no symbol can hold it.
    pub fn new(text: &str) -> Result<Self, DocumentError> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M)
            .map_err(|_| DocumentError::CodeTooLong { length: text.len() })?;
        let (Version::Normal(version) | Version::Micro(version)) = code.version();
        Ok(Self {
            width: code.width(),
            version,
            dark: code
                .into_colors()
                .into_iter()
                .map(|module| module == Color::Dark)
                .collect(),
        })
    }

    /// The version, 1 to 40: the smaller, the larger the modules, the further away it reads.
    #[must_use]
    pub const fn version(&self) -> i16 {
        self.version
    }

    /// Modules a side, without the quiet zone.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Modules a side, quiet zone included.
    #[must_use]
    pub const fn side(&self) -> usize {
        self.width + 2 * QUIET_ZONE
    }

    /// All dark modules as one SVG path of one unit a module, inside the quiet zone: separate shapes that
    /// touch show hairlines in some viewers. Of letters, digits, blanks and hyphens only.
    ///
    /// ```
    /// let symbol = shusseki_documents::qr::Symbol::new("A")?;
    /// assert!(symbol.path().starts_with("M4 4h7v1h-7z"));
    /// assert_eq!(symbol.side(), 21 + 8);
    /// # Ok::<(), shusseki_documents::DocumentError>(())
    /// ```
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = String::new();
        for (row, modules) in self.dark.chunks(self.width).enumerate() {
            for (start, length) in runs(modules) {
                let (x, y) = (start + QUIET_ZONE, row + QUIET_ZONE);
                // Writing to a String cannot fail.
                let _ = write!(path, "M{x} {y}h{length}v1h-{length}z");
            }
        }
        path
    }

    /// An SVG of one unit a module, quiet zone included, black on white.
    #[must_use]
    pub fn svg(&self) -> String {
        let (side, path) = (self.side(), self.path());
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
             shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}h-{side}z\"/>\
             <path d=\"{path}\"/></svg>"
        )
    }

    /// The symbol in half blocks for a terminal, quiet zone included; `light_on_dark` for the usual dark terminal.
    #[must_use]
    pub fn terminal(&self, light_on_dark: bool) -> String {
        let side = self.width + 2 * QUIET_ZONE;
        let inked = |x: usize, y: usize| self.is_dark(x, y) != light_on_dark;
        let mut text = String::new();
        for y in (0..side).step_by(2) {
            for x in 0..side {
                text.push(match (inked(x, y), inked(x, y + 1)) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                });
            }
            text.push('\n');
        }
        text
    }

    /// Whether the module is dark, counted from the outer corner of the quiet zone.
    fn is_dark(&self, x: usize, y: usize) -> bool {
        let inside = |place: usize| {
            place
                .checked_sub(QUIET_ZONE)
                .filter(|place| *place < self.width)
        };
        match (inside(x), inside(y)) {
            (Some(x), Some(y)) => self.dark.get(y * self.width + x).copied().unwrap_or(false),
            _ => false,
        }
    }
}

/// Where dark runs begin in a row, and how long they are.
fn runs(modules: &[bool]) -> impl Iterator<Item = (usize, usize)> {
    let mut start = 0;
    modules
        .chunk_by(|left, right| left == right)
        .filter_map(move |run| {
            let begin = start;
            start += run.len();
            run.first()
                .is_some_and(|dark| *dark)
                .then_some((begin, run.len()))
        })
}

#[cfg(test)]
mod tests {
    use super::{Symbol, runs};
    use crate::DocumentError;

    #[test]
    fn dark_runs_are_found_with_their_places() {
        let row = [true, true, false, true, false, false, true];
        assert_eq!(runs(&row).collect::<Vec<_>>(), [(0, 2), (3, 1), (6, 1)]);
    }

    #[test]
    fn the_svg_has_a_quiet_zone_of_four_modules() {
        let symbol = Symbol::new("HTTPS://EXAMPLE.JP/C/ABC").unwrap();
        let side = symbol.width() + 8;
        let svg = symbol.svg();
        assert!(
            svg.contains(&format!("viewBox=\"0 0 {side} {side}\"")),
            "{svg}"
        );
        // The finder pattern's upper edge: seven dark modules from (4, 4) on.
        assert!(svg.contains("d=\"M4 4h7v1h-7z"), "{svg}");
    }

    #[test]
    fn a_terminal_shows_the_symbol_light_on_dark() {
        let text = Symbol::new("HTTPS://EXAMPLE.JP").unwrap().terminal(true);
        let first = text.lines().next().unwrap();
        assert!(first.chars().all(|block| block == '█'), "{first}");
        assert_eq!(first.chars().count(), text.lines().count() * 2 - 1);
    }

    #[test]
    fn what_is_too_long_is_said_so() {
        let error = Symbol::new(&"a".repeat(5_000)).unwrap_err();
        assert_eq!(error, DocumentError::CodeTooLong { length: 5_000 });
    }
}
