//! Certifications 認定資格, and how their numbers look.

use super::{ExtensionRule, ForfeitRule, PeriodRule, SuspensionRule, WindowRule};
use crate::{credit::Requirements, ids::CertificationKey, money::Yen, text::Text};
use serde::Serialize;
use std::{fmt, str::FromStr};

/// A certification 認定資格 that members hold and renew.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[0];
/// # let jhrs = Society::parse(name, text).unwrap();
/// let ecg = &jhrs.certifications[0];
/// assert_eq!(ecg.number_format.number(2017, 1000), "JHRS17-1000");
/// assert_eq!(ecg.fee.unwrap().amount(), 5_000);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Certification {
    /// The definition's name.
    pub key: CertificationKey,
    /// What members read.
    pub name: Text,
    /// How certificate numbers look.
    pub number_format: NumberFormat,
    /// How long a certification is valid.
    pub period: PeriodRule,
    /// When a renewal can be applied for.
    pub renewal_window: WindowRule,
    /// The renewal fee in yen; none where the society announces it each time.
    pub fee: Option<Yen>,
    /// The certification whose renewal renews this one too (P19).
    pub renewed_with: Option<CertificationKey>,
    /// How it is suspended 休会・活動休止; none where it can't be (P14).
    pub suspension: Option<SuspensionRule>,
    /// How its period is extended 延長・猶予 (P15).
    pub extensions: Vec<ExtensionRule>,
    /// What ends it before its time (P20).
    pub forfeits: Vec<ForfeitRule>,
    /// What a renewal asks for, version by version; of one renewed with another, the other's.
    pub versions: Vec<Requirements>,
}

/// Why a text is no pattern for certificate numbers.
///
/// ```
/// use shusseki_core::society::{NumberFormat, NumberFormatError};
/// assert_eq!("JHRS".parse::<NumberFormat>(), Err(NumberFormatError));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a number format has at most 64 characters, one {{serial}} or {{serial:04}}, and perhaps {{year}} or {{year:02}}"
)]
pub struct NumberFormatError;

/// How certificate numbers look: `JHRS{year:02}-{serial:04}`.
///
/// ```
/// use shusseki_core::society::NumberFormat;
/// let format: NumberFormat = "{year}-{serial:05}".parse().unwrap();
/// assert_eq!(format.number(2026, 42), "2026-00042");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub struct NumberFormat(String);

impl NumberFormat {
    /// The number of a certificate: the year of certification and a serial number in it.
    ///
    /// ```
    /// # use shusseki_core::society::NumberFormat;
    /// let format: NumberFormat = "JHRS{year:02}-{serial:04}".parse().unwrap();
    /// assert_eq!(format.number(2009, 7), "JHRS09-0007");
    /// ```
    #[must_use]
    pub fn number(&self, year: i16, serial: u32) -> String {
        let mut number = String::with_capacity(self.0.len());
        let mut rest = self.0.as_str();
        while let Some((before, field, after)) = next_field(rest) {
            number.push_str(before);
            match field {
                Some(Field::Year) => number.push_str(&year.to_string()),
                Some(Field::ShortYear) => number.push_str(&format!("{:02}", year.rem_euclid(100))),
                Some(Field::Serial(width)) => number.push_str(&format!("{serial:0width$}")),
                None => {}
            }
            rest = after;
        }
        number.push_str(rest);
        number
    }
}

enum Field {
    Year,
    ShortYear,
    Serial(usize),
}

/// The text before the next `{…}`, what it asks for (if that is known), and the text after it.
fn next_field(text: &str) -> Option<(&str, Option<Field>, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    let field = match name {
        "year" => Some(Field::Year),
        "year:02" => Some(Field::ShortYear),
        "serial" => Some(Field::Serial(0)),
        _ => match name.strip_prefix("serial:0")?.parse() {
            Ok(width @ 1..=9) => Some(Field::Serial(width)),
            _ => None,
        },
    };
    Some((before, field, after))
}

impl FromStr for NumberFormat {
    type Err = NumberFormatError;

    fn from_str(text: &str) -> Result<Self, NumberFormatError> {
        const LONGEST: usize = 64;
        let (mut years, mut serials, mut rest) = (0, 0, text);
        while let Some((_, field, after)) = next_field(rest) {
            match field.ok_or(NumberFormatError)? {
                Field::Year | Field::ShortYear => years += 1,
                Field::Serial(_) => serials += 1,
            }
            rest = after;
        }
        let plain = !rest.contains(['{', '}']) && text.len() <= LONGEST;
        if plain && serials == 1 && years <= 1 {
            Ok(Self(text.to_owned()))
        } else {
            Err(NumberFormatError)
        }
    }
}

impl From<NumberFormat> for String {
    fn from(format: NumberFormat) -> Self {
        format.0
    }
}

impl fmt::Display for NumberFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
