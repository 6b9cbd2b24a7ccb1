//! Values of a definition, as the types they stand for.

use super::{
    refer,
    source::Report,
    words::{entry_span, shorten},
};
use crate::credit::Credits;
use jiff::civil::Date;
use kdl::{KdlEntry, KdlValue};
use std::{
    fmt::Display,
    ops::{Range, RangeInclusive},
    str::FromStr,
};

/// A value or a property of a node. Each reading that fails has reported why.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    pub(super) entry: &'a KdlEntry,
    pub(super) report: &'a Report<'a>,
}

impl<'a> Value<'a> {
    pub(super) fn span(&self) -> Range<usize> {
        entry_span(self.entry)
    }

    /// The text as it was written, so that a decimal stays exact.
    fn written(&self) -> String {
        let format = self.entry.format();
        format.map_or_else(
            || self.entry.value().to_string(),
            |format| format.value_repr.clone(),
        )
    }

    fn wrong(&self, wanted: impl Display) {
        let mistake = format!("`{}` isn't right here", shorten(&self.written()));
        self.report.error(self.span(), mistake, wanted.to_string());
    }

    /// The bare text; nothing is reported when it isn't one.
    pub(super) fn as_text(&self) -> Option<&'a str> {
        match self.entry.value() {
            KdlValue::String(text) => Some(text),
            _ => None,
        }
    }

    /// A text that people read: one line, not empty.
    pub(super) fn text(&self) -> Option<&'a str> {
        const LONGEST: usize = 500;
        let text = self.as_text();
        let good = text.filter(|text| {
            !text.trim().is_empty() && text.len() <= LONGEST && !text.chars().any(char::is_control)
        });
        if good.is_none() {
            self.wrong(format!(
                "a text in quotes, of one line and at most {LONGEST} bytes"
            ));
        }
        good
    }

    /// A text that stands for something; its own error says how it is written.
    pub(super) fn parsed<T>(&self) -> Option<T>
    where
        T: FromStr,
        T::Err: Display,
    {
        let Some(text) = self.as_text() else {
            self.wrong("a text is wanted here; put it in quotes");
            return None;
        };
        text.parse().map_err(|error: T::Err| self.wrong(error)).ok()
    }

    /// A whole number.
    pub(super) fn whole(&self, allowed: RangeInclusive<u32>) -> Option<u32> {
        let number = match self.entry.value() {
            KdlValue::Integer(number) => u32::try_from(*number).ok(),
            _ => None,
        };
        let number = number.filter(|number| allowed.contains(number));
        if number.is_none() {
            let (least, most) = (allowed.start(), allowed.end());
            self.wrong(format!(
                "a whole number from {least} to {most}, without quotes"
            ));
        }
        number
    }

    /// A number of credits, exact.
    pub(super) fn credits(&self) -> Option<Credits> {
        let number = match self.entry.value() {
            KdlValue::Integer(_) | KdlValue::Float(_) => self.written().parse().ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong("a number of credits such as 20 or 12.5, without quotes");
        }
        number
    }

    /// A number of credits, or `none`.
    pub(super) fn credits_or_none(&self) -> Option<Option<Credits>> {
        if self.as_text() == Some("none") {
            return Some(None);
        }
        let number = match self.entry.value() {
            KdlValue::Integer(_) | KdlValue::Float(_) => self.written().parse().ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong("a number of credits such as 20 or 12.5, without quotes, or `none`");
        }
        Some(Some(number?))
    }

    /// `#true` or `#false`.
    pub(super) fn flag(&self) -> Option<bool> {
        let flag = self.entry.value().as_bool();
        if flag.is_none() {
            self.wrong("#true or #false");
        }
        flag
    }

    /// A day such as `"2026-04-01"`.
    pub(super) fn day(&self) -> Option<Date> {
        let written = self
            .as_text()
            .filter(|text| text.len() == "2026-04-01".len());
        let day = written.and_then(|text| text.parse::<Date>().ok());
        let day = day.filter(|day| (1900..=2199).contains(&day.year()));
        if day.is_none() {
            self.wrong("a day from 1900 to 2199 such as \"2026-04-01\", in quotes");
        }
        day
    }

    /// One of a few words, and what it stands for.
    pub(super) fn one_of<T: Copy>(&self, what: &str, words: &[(&'static str, T)]) -> Option<T> {
        let word = self.text()?;
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        if !refer(self, word, what, &known) {
            return None;
        }
        let (_, meant) = words.iter().find(|(known, _)| *known == word)?;
        Some(*meant)
    }

    /// The name of a declared thing.
    pub(super) fn name_of<T: FromStr>(&self, what: &str, known: &[&str]) -> Option<T> {
        let word = self.text()?;
        let declared = refer(self, word, what, known);
        // A declared word that is no name was reported where it is declared.
        declared.then(|| word.parse().ok())?
    }

    /// A duration such as `"30min"`, `"48h"` or `"120d"`, in whole units of `unit`.
    pub(super) fn duration(&self, unit: Unit, most: u32) -> Option<u32> {
        let minutes = self.as_text().and_then(minutes);
        let amount = minutes.and_then(|minutes| {
            let whole = minutes.is_multiple_of(unit.minutes());
            whole.then_some(minutes / unit.minutes())
        });
        let amount = amount.filter(|amount| *amount <= most);
        if amount.is_none() {
            let (name, sample) = (unit.name(), unit.sample());
            self.wrong(format!(
                "a duration in whole {name} such as \"{sample}\", at most {most}"
            ));
        }
        amount
    }

    /// A duration in whole minutes, at least one.
    pub(super) fn minutes(&self) -> Option<u32> {
        const MOST: u32 = 7 * 24 * 60;
        let minutes = self.duration(Unit::Minutes, MOST)?;
        if minutes == 0 {
            self.wrong("a duration of at least one minute, such as \"30min\"");
            return None;
        }
        Some(minutes)
    }
}

/// What a duration is counted in.
#[derive(Clone, Copy)]
pub(super) enum Unit {
    Minutes,
    Hours,
    Days,
}

impl Unit {
    const fn minutes(self) -> u32 {
        match self {
            Self::Minutes => 1,
            Self::Hours => 60,
            Self::Days => 24 * 60,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
        }
    }

    const fn sample(self) -> &'static str {
        match self {
            Self::Minutes => "30min",
            Self::Hours => "48h",
            Self::Days => "120d",
        }
    }
}

fn minutes(text: &str) -> Option<u32> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits)?;
    let each = match unit {
        "min" => Unit::Minutes,
        "h" => Unit::Hours,
        "d" => Unit::Days,
        _ => return None,
    };
    number.parse::<u32>().ok()?.checked_mul(each.minutes())
}
