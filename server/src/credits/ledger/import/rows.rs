//! A row of the file.

use super::file::{COLUMNS, Column};
use crate::credits::ledger::deed::{DeedError, Described, Done};
use crate::credits::ledger::id_following;
use jiff::civil::Date;
use shusseki_core::ids::{EntryId, MemberNumber, RoleKey};

/// A row as far as it can be understood without the society.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) member: MemberNumber,
    pub(super) described: Described,
    /// What it proves, where the file says so.
    pub(super) proves: Option<String>,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RowError {
    /// Not a row of a CSV file.
    #[error("{0}")]
    Unreadable(String),
    /// Not a member number.
    #[error("{0:?} is no member number")]
    Member(String),
    /// The society has no such member.
    #[error("there is no member {0}")]
    NoSuchMember(MemberNumber),
    /// Not a day.
    #[error("{0:?} is no day; write it as 2026-11-20 or 2026/11/20")]
    Day(String),
    /// Not a number of minutes.
    #[error("{0:?} is no number of minutes")]
    Minutes(String),
    /// Neither yes nor no.
    #[error("{0:?} is neither yes (1, はい, ○) nor no (0, いいえ, empty)")]
    SocietyHeld(String),
    /// What it proves is too long.
    #[error("`proves` has at most 100 visible characters")]
    Proves,
    /// The definition doesn't know it.
    #[error(transparent)]
    Deed(#[from] DeedError),
    /// The ledger has the same deed with other credits.
    #[error("the ledger has it with {0} credits; correct that line instead")]
    OtherCredits(String),
}

impl Row {
    /// Reads a row's cells.
    pub(super) fn read(
        record: &csv::StringRecord,
        places: &[Option<usize>],
    ) -> Result<Self, RowError> {
        let cell = |wanted: Column| {
            let mut columns = COLUMNS.iter().zip(places);
            let place = columns.find(|((column, ..), _)| *column == wanted);
            let cell = place.and_then(|(_, place)| record.get((*place)?));
            cell.unwrap_or_default()
        };
        let given = |wanted| Some(cell(wanted)).filter(|cell| !cell.is_empty());
        let owned = |wanted| given(wanted).map(str::to_owned);
        let member = cell(Column::Member);
        let attending = || RoleKey::attending().to_string();
        Ok(Self {
            member: member
                .parse()
                .map_err(|_| RowError::Member(clipped(member)))?,
            described: Described {
                day: day(cell(Column::Day))?,
                activity: cell(Column::Activity).to_owned(),
                role: owned(Column::Role).unwrap_or_else(attending),
                minutes: given(Column::Minutes).map(minutes).transpose()?,
                credits: owned(Column::Credits),
                event: [cell(Column::Event).to_owned(), String::new()],
                session: [cell(Column::Session).to_owned(), String::new()],
                society_held: truth(cell(Column::SocietyHeld))?,
                tags: Vec::new(),
                codes: cell(Column::Codes)
                    .split([' ', '　', ';', '、'])
                    .filter(|code| !code.is_empty())
                    .map(str::to_owned)
                    .collect(),
                programme: owned(Column::Programme),
            },
            proves: given(Column::Proves).map(proves).transpose()?,
        })
    }

    /// The line's id: what the row is about, so that the same row is the same line. Two files may
    /// not differ in the credits alone.
    pub(super) fn identity(&self, done: &Done) -> EntryId {
        id_following(
            "import",
            &[
                &done.day.to_string(),
                done.activity.as_str(),
                done.role.as_str(),
                &done.event.ja,
                &done.session.ja,
                self.proves.as_deref().unwrap_or_default(),
            ],
        )
    }
}

fn clipped(text: &str) -> String {
    text.chars().take(40).collect()
}

/// A day as spreadsheets write it: 2026-11-20, 2026/11/20, 2026/1/5.
fn day(text: &str) -> Result<Date, RowError> {
    let wrong = || RowError::Day(clipped(text));
    let mut parts = text.split(['-', '/']);
    let (Some(year), Some(month), Some(day), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(wrong());
    };
    let (Ok(year), Ok(month), Ok(day)) = (year.parse(), month.parse(), day.parse()) else {
        return Err(wrong());
    };
    Date::new(year, month, day).map_err(|_| wrong())
}

fn minutes(text: &str) -> Result<u32, RowError> {
    text.parse().map_err(|_| RowError::Minutes(clipped(text)))
}

fn truth(text: &str) -> Result<bool, RowError> {
    match text.to_lowercase().as_str() {
        "1" | "yes" | "true" | "はい" | "○" | "◯" | "〇" => Ok(true),
        "" | "0" | "no" | "false" | "いいえ" | "×" => Ok(false),
        _ => Err(RowError::SocietyHeld(clipped(text))),
    }
}

fn proves(text: &str) -> Result<String, RowError> {
    const LONGEST: usize = 100;
    let short = text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
    // Apart from the keys that the ledger makes itself.
    short
        .then(|| format!("given:{text}"))
        .ok_or(RowError::Proves)
}

#[cfg(test)]
mod tests {
    use super::{day, truth};

    #[test]
    fn days_are_read_as_spreadsheets_write_them() {
        for text in ["2026-01-05", "2026/01/05", "2026/1/5"] {
            assert_eq!(day(text).unwrap().to_string(), "2026-01-05", "{text}");
        }
        for text in [
            "",
            "2026",
            "05.01.2026",
            "2026-13-01",
            "2026-02-30",
            "2026-1-2-3",
            "-1-1-1",
        ] {
            assert!(day(text).is_err(), "{text}");
        }
    }

    #[test]
    fn yes_and_no_are_read_in_both_languages() {
        assert_eq!(
            (truth("はい"), truth("Yes"), truth("○")),
            (Ok(true), Ok(true), Ok(true))
        );
        assert_eq!(
            (truth(""), truth("0"), truth("いいえ")),
            (Ok(false), Ok(false), Ok(false))
        );
        assert!(truth("多分").is_err());
    }
}
