//! The poster on the wall: what it is about, a large QR code, a code to type, and three steps.

use crate::{
    DocumentError, Press, dates,
    poster_sheet::PosterPage,
    press::{Proof, Template, refusal},
    qr::{QUIET_ZONE, Symbol},
    words::{LABEL, NAME, TITLE, clean, clean_line},
};
use serde::Serialize;
use shusseki_core::text::Text;
use std::{ops::RangeInclusive, str::FromStr};
use typst_layout::Page;

/// Resolutions a PNG can have, in dots per inch: A3 at the upper end takes 120 MB while it is drawn.
pub const RESOLUTIONS: RangeInclusive<u16> = 50..=400;

const POINTS_PER_INCH: f64 = 72.0;

/// The size of the sheet, upright.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// 210 mm × 297 mm.
    #[default]
    A4,
    /// 297 mm × 420 mm.
    A3,
    /// 8.5 in × 11 in.
    Letter,
}

impl Paper {
    const fn typst_name(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::A3 => "a3",
            Self::Letter => "us-letter",
        }
    }
}

impl FromStr for Paper {
    type Err = UnknownChoice;

    fn from_str(name: &str) -> Result<Self, UnknownChoice> {
        match name {
            "a4" => Ok(Self::A4),
            "a3" => Ok(Self::A3),
            "letter" => Ok(Self::Letter),
            _ => Err(UnknownChoice("a4, a3 or letter")),
        }
    }
}

/// The languages on a poster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PosterLanguage {
    /// Japanese alone.
    Ja,
    /// English alone.
    En,
    /// Japanese, with English below it where the words differ.
    #[default]
    Both,
}

impl PosterLanguage {
    const fn name(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
            Self::Both => "both",
        }
    }
}

impl FromStr for PosterLanguage {
    type Err = UnknownChoice;

    fn from_str(name: &str) -> Result<Self, UnknownChoice> {
        match name {
            "ja" => Ok(Self::Ja),
            "en" => Ok(Self::En),
            "both" => Ok(Self::Both),
            _ => Err(UnknownChoice("ja, en or both")),
        }
    }
}

/// A paper or language that there is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("possible are {0}")]
pub struct UnknownChoice(&'static str);

impl Press {
    /// The posters as one PDF, a page each; the same input gives the same bytes.
    ///
    /// # Errors
    /// No page given, a colour that is none, a code that no QR symbol holds.
    pub fn poster_pdf(
        &self,
        pages: &[PosterPage],
        paper: Paper,
        language: PosterLanguage,
    ) -> Result<Vec<u8>, DocumentError> {
        let proof = self.set_posters(pages, paper, language)?;
        typst_pdf::pdf(&proof.document, &typst_pdf::PdfOptions::default())
            .map_err(|errors| refusal(&errors))
    }

    /// One poster as an SVG of its own, letters as outlines.
    ///
    /// # Errors
    /// As for [`Press::poster_pdf`].
    pub fn poster_svg(
        &self,
        page: &PosterPage,
        paper: Paper,
        language: PosterLanguage,
    ) -> Result<String, DocumentError> {
        let proof = self.set_posters(std::slice::from_ref(page), paper, language)?;
        Ok(typst_svg::svg(
            first_page(&proof)?,
            &typst_svg::SvgOptions::default(),
        ))
    }

    /// One poster as a PNG with `dpi` dots per inch ([`RESOLUTIONS`]); 150 is enough for a screen.
    ///
    /// # Errors
    /// As for [`Press::poster_pdf`], and [`DocumentError::Resolution`].
    pub fn poster_png(
        &self,
        page: &PosterPage,
        paper: Paper,
        language: PosterLanguage,
        dpi: u16,
    ) -> Result<Vec<u8>, DocumentError> {
        if !RESOLUTIONS.contains(&dpi) {
            return Err(DocumentError::Resolution {
                dpi,
                allowed: RESOLUTIONS,
            });
        }
        let proof = self.set_posters(std::slice::from_ref(page), paper, language)?;
        let options = typst_render::RenderOptions {
            pixel_per_pt: (f64::from(dpi) / POINTS_PER_INCH).into(),
            ..Default::default()
        };
        typst_render::render(first_page(&proof)?, &options)
            .encode_png()
            .map_err(|error| DocumentError::Typesetting(error.to_string()))
    }

    pub(crate) fn set_posters(
        &self,
        pages: &[PosterPage],
        paper: Paper,
        language: PosterLanguage,
    ) -> Result<Proof, DocumentError> {
        if pages.is_empty() {
            return Err(DocumentError::NoPages);
        }
        let pages = pages
            .iter()
            .map(PageData::of)
            .collect::<Result<Vec<_>, _>>()?;
        let data = PosterData {
            paper: paper.typst_name(),
            language: language.name(),
            pages,
        };
        self.typeset(Template::Poster, &data)
    }
}

fn first_page(proof: &Proof) -> Result<&Page, DocumentError> {
    proof.document.pages().first().ok_or(DocumentError::NoPages)
}

/// What `poster.typ` reads.
#[derive(Serialize)]
struct PosterData {
    paper: &'static str,
    language: &'static str,
    pages: Vec<PageData>,
}

#[derive(Serialize)]
struct PageData {
    society: Text,
    short_name: String,
    colour: String,
    event: Text,
    session: Text,
    room: Text,
    date: Text,
    hours: String,
    point: Option<Text>,
    qr: String,
    /// The quiet zone's share of the symbol's side, so that the template can align the dark modules.
    quiet: f64,
    typed_code: String,
    typed_url: String,
    serial: String,
}

impl PageData {
    fn of(page: &PosterPage) -> Result<Self, DocumentError> {
        let symbol = Symbol::new(&page.code_url)?;
        Ok(Self {
            society: clean_text(&page.society.name, LABEL),
            short_name: clean(&page.society.short_name, LABEL),
            colour: checked_colour(&page.society.colour)?,
            event: clean_text(&page.event, NAME),
            session: clean_text(&page.session, TITLE),
            room: clean_text(&page.room, LABEL),
            date: dates::days(page.starts_at, page.ends_at),
            hours: dates::hours(page.starts_at, page.ends_at),
            point: page.point.as_ref().map(|point| clean_text(point, LABEL)),
            quiet: QUIET_ZONE as f64 / (symbol.width() + 2 * QUIET_ZONE) as f64,
            qr: symbol.svg(),
            typed_code: clean(&page.typed_code, LABEL),
            typed_url: clean_line(&page.typed_url, NAME),
            serial: clean(&page.serial, LABEL),
        })
    }
}

pub(crate) fn clean_text(text: &Text, longest: usize) -> Text {
    let (ja, en) = (clean(&text.ja, longest), clean(&text.en, longest));
    // A society may leave one language out: the other is better than a gap.
    match (ja.is_empty(), en.is_empty()) {
        (true, false) => Text::new(en.clone(), en),
        (false, true) => Text::new(ja.clone(), ja),
        _ => Text::new(ja, en),
    }
}

pub(crate) fn checked_colour(colour: &str) -> Result<String, DocumentError> {
    let is_colour = colour.strip_prefix('#').is_some_and(|digits| {
        digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    });
    if is_colour {
        Ok(colour.to_owned())
    } else {
        Err(DocumentError::Colour(clean(colour, LABEL)))
    }
}
