//! What a phone shows of a society, read from its definition.

use jiff::civil::Date;
use shusseki_core::credit::{Deed, granted};
use shusseki_core::ids::RoleKey;
use shusseki_core::society::{self, Society};
use shusseki_core::text::Text;

/// The same words in Japanese and English.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LocalText {
    /// The Japanese words.
    pub ja: String,
    /// The English words.
    pub en: String,
}

impl From<&Text> for LocalText {
    fn from(text: &Text) -> Self {
        Self {
            ja: text.ja.clone(),
            en: text.en.clone(),
        }
    }
}

/// A society, as a phone shows it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SocietyProfile {
    /// The short name in addresses: `jsnm`.
    pub slug: String,
    /// The number in venue codes.
    pub number: u16,
    /// The name.
    pub name: LocalText,
    /// The colour, `#rrggbb`.
    pub colour: String,
    /// What attending earns, by activity.
    pub attending: Vec<ActivityCredits>,
}

/// What attending earns.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ActivityCredits {
    /// The activity's key.
    pub activity: String,
    /// The activity's name.
    pub name: LocalText,
    /// The credits, as an exact decimal.
    pub credits: String,
}

/// A mistake in a definition.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DefinitionMistake {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// What is wrong.
    pub mistake: String,
    /// What to do about it.
    pub remedy: String,
}

/// Why a definition can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum DefinitionError {
    /// It has mistakes: all of them.
    #[error("the definition has {} mistakes", .mistakes.len())]
    Mistakes {
        /// Each with its place and its remedy.
        mistakes: Vec<DefinitionMistake>,
    },
    /// The day isn't written such as `2026-11-20`.
    #[error("the day isn't written such as 2026-11-20")]
    Day,
}

/// Reads a society's definition file, for what it gives on a day in Japan (`2026-11-20`).
///
/// # Errors
/// See [`DefinitionError`].
#[uniffi::export]
pub fn read_definition(
    file_name: &str,
    text: &str,
    day: &str,
) -> Result<SocietyProfile, DefinitionError> {
    let day = day.parse().map_err(|_| DefinitionError::Day)?;
    Ok(profile(&read(file_name, text)?, day))
}

/// The society that a definition file describes.
pub(crate) fn read(file_name: &str, text: &str) -> Result<Society, DefinitionError> {
    match Society::parse(file_name, text) {
        Ok(society) => Ok(society),
        Err(diagnostics) => Err(DefinitionError::Mistakes {
            mistakes: diagnostics
                .iter()
                .map(|found| DefinitionMistake {
                    line: u32::try_from(found.line).unwrap_or(u32::MAX),
                    column: u32::try_from(found.column).unwrap_or(u32::MAX),
                    mistake: found.mistake.clone(),
                    remedy: found.remedy.clone(),
                })
                .collect(),
        }),
    }
}

/// The texts of the definitions that come with the library.
#[uniffi::export]
pub fn shipped_definitions() -> Vec<String> {
    society::shipped()
        .iter()
        .map(|(_, text)| (*text).to_owned())
        .collect()
}

fn profile(society: &Society, day: Date) -> SocietyProfile {
    let role = RoleKey::attending();
    let deed = Deed {
        role: &role,
        day,
        minutes: None,
    };
    let earned = society.activities.iter().filter_map(|activity| {
        let credits = granted(society, &activity.key, &deed)?;
        Some(ActivityCredits {
            activity: activity.key.to_string(),
            name: (&activity.name).into(),
            credits: credits.to_string(),
        })
    });
    SocietyProfile {
        slug: society.slug.to_string(),
        number: society.number.get(),
        name: (&society.name).into(),
        colour: society.colour.to_string(),
        attending: earned.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{DefinitionError, read_definition, shipped_definitions};

    #[test]
    fn the_shipped_definitions_can_be_shown() {
        for text in shipped_definitions() {
            let profile = read_definition("shipped.kdl", &text, "2026-11-20").unwrap();
            assert!(!profile.attending.is_empty(), "{}", profile.slug);
        }
    }

    #[test]
    fn mistakes_cross_with_their_place() {
        let Err(DefinitionError::Mistakes { mistakes }) =
            read_definition("wrong.kdl", "sosciety \"x\"", "2026-11-20")
        else {
            panic!("it has mistakes");
        };
        assert!(
            mistakes
                .iter()
                .all(|found| found.line >= 1 && !found.remedy.is_empty())
        );
    }
}
