//! Words in the two languages of the product.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A language that pages, documents and answers are written in.
///
/// ```
/// use shusseki_core::text::Language;
/// assert_eq!("en".parse(), Ok(Language::En));
/// assert_eq!(Language::Ja.code(), "ja");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Japanese, the default.
    #[default]
    Ja,
    /// English.
    En,
}

impl Language {
    /// The BCP 47 tag: `ja` or `en`.
    ///
    /// ```
    /// # use shusseki_core::text::Language;
    /// assert_eq!(Language::En.code(), "en");
    /// ```
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// Picks the word of this language from a pair.
    ///
    /// ```
    /// # use shusseki_core::text::Language;
    /// assert_eq!(Language::En.pick("単位", "credits"), "credits");
    /// ```
    #[must_use]
    pub const fn pick<'a>(self, ja: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Ja => ja,
            Self::En => en,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A language tag that is neither `ja` nor `en`.
///
/// ```
/// use shusseki_core::text::Language;
/// assert!("fr".parse::<Language>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the language is \"ja\" or \"en\"")]
pub struct UnknownLanguage;

impl std::str::FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(tag: &str) -> Result<Self, Self::Err> {
        match tag {
            "ja" => Ok(Self::Ja),
            "en" => Ok(Self::En),
            _ => Err(UnknownLanguage),
        }
    }
}

/// The same words in Japanese and English.
///
/// ```
/// use shusseki_core::text::{Language, Text};
/// let hall = Text::new("第1会場", "Hall 1");
/// assert_eq!(hall.get(Language::En), "Hall 1");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Text {
    /// The Japanese words.
    pub ja: String,
    /// The English words; where a society gave none, the Japanese ones again.
    pub en: String,
}

impl Text {
    /// Words in both languages.
    ///
    /// ```
    /// # use shusseki_core::text::Text;
    /// assert_eq!(Text::new("年会費", "Dues").en, "Dues");
    /// ```
    pub fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            ja: ja.into(),
            en: en.into(),
        }
    }

    /// The words in `language`.
    ///
    /// ```
    /// # use shusseki_core::text::{Language, Text};
    /// assert_eq!(Text::new("区分", "Category").get(Language::Ja), "区分");
    /// ```
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        language.pick(&self.ja, &self.en)
    }
}
