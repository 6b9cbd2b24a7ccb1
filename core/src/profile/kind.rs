//! What a field of the profile may hold.

use crate::ids::{FieldKey, OptionKey};
use crate::text::Text;
use serde::Serialize;

/// What may stand in a field.
///
/// ```
/// use shusseki_core::profile::Kind;
/// assert!(Kind::Phone.choices().is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "options", rename_all = "kebab-case")]
pub enum Kind {
    /// A line of text.
    Text,
    /// Katakana.
    Kana,
    /// Roman letters.
    Roman,
    /// A day.
    Day,
    /// A mail address.
    Mail,
    /// A telephone number, kept as digits.
    Phone,
    /// A postal code 郵便番号.
    PostalCode,
    /// A prefecture 都道府県, or abroad.
    Prefecture,
    /// One of the options.
    Choice(Vec<Choice>),
    /// Any number of the options.
    Choices(Vec<Choice>),
    /// Yes or no.
    YesNo,
    /// Where post is sent 郵便送付先; what is chosen decides the district (JSNM-5).
    Destination(Vec<Choice>),
}

impl Kind {
    /// The options of a choice; empty where there is nothing to choose from.
    ///
    /// ```
    /// # use shusseki_core::profile::{Choice, Kind};
    /// # use shusseki_core::text::Text;
    /// let doctor = Choice { key: "doctor".parse().unwrap(), name: Text::new("医師", "Physician"), prefecture: None };
    /// assert_eq!(Kind::Choice(vec![doctor]).choices().len(), 1);
    /// ```
    #[must_use]
    pub fn choices(&self) -> &[Choice] {
        match self {
            Self::Choice(options) | Self::Choices(options) | Self::Destination(options) => options,
            _ => &[],
        }
    }

    /// The definition's word for it.
    ///
    /// ```
    /// # use shusseki_core::profile::Kind;
    /// assert_eq!(Kind::PostalCode.word(), "postal-code");
    /// ```
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Kana => "kana",
            Self::Roman => "roman",
            Self::Day => "day",
            Self::Mail => "mail",
            Self::Phone => "phone",
            Self::PostalCode => "postal-code",
            Self::Prefecture => "prefecture",
            Self::Choice(_) => "choice",
            Self::Choices(_) => "choices",
            Self::YesNo => "yes-no",
            Self::Destination(_) => "destination",
        }
    }
}

/// An option of a choice.
///
/// ```
/// use shusseki_core::{profile::Choice, text::Text};
/// let home = Choice {
///     key: "home".parse().unwrap(),
///     name: Text::new("自宅", "Home"),
///     prefecture: Some("home-prefecture".parse().unwrap()),
/// };
/// assert_eq!(home.name.en, "Home");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The definition's name.
    pub key: OptionKey,
    /// What members read.
    pub name: Text,
    /// Of a destination: the field with the prefecture that decides the district.
    pub prefecture: Option<FieldKey>,
}
