//! Words in both languages, as the API sends them.

use serde::{Deserialize, Serialize};
use shusseki_core::text::{Language, Text};
use utoipa::ToSchema;

/// The same words in Japanese and English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Words {
    /// The Japanese words.
    pub(crate) ja: String,
    /// The English words.
    pub(crate) en: String,
}

impl Words {
    /// Words that are the same in both languages.
    pub(crate) fn same(text: &str) -> Self {
        Self {
            ja: text.to_owned(),
            en: text.to_owned(),
        }
    }

    /// The words in that language.
    pub(crate) fn get(&self, language: Language) -> &str {
        language.pick(&self.ja, &self.en)
    }
}

impl From<&Text> for Words {
    fn from(text: &Text) -> Self {
        Self {
            ja: text.ja.clone(),
            en: text.en.clone(),
        }
    }
}
