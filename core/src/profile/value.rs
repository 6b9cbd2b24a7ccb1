//! What stands in a field.

use super::{Field, Kind, Prefecture};
use crate::{calendar::written, text::Language};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What stands in a field: a text (or a day, or the names of options), or yes or no.
///
/// ```
/// use shusseki_core::profile::Value;
/// let value: Value = serde_json::from_str("\"0312345678\"").unwrap();
/// assert_eq!(value.text(), Some("0312345678"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// A text; a day as `1970-04-01`; the name of an option.
    Text(String),
    /// The names of options.
    Many(Vec<String>),
}

impl Value {
    /// The text, if it is one.
    ///
    /// ```
    /// # use shusseki_core::profile::Value;
    /// assert_eq!(Value::Flag(true).text(), None);
    /// ```
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Flag(_) | Self::Many(_) => None,
        }
    }

    /// The words as a form sends them.
    ///
    /// ```
    /// # use shusseki_core::profile::Value;
    /// assert_eq!(Value::Flag(false).words(), ["no"]);
    /// ```
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        match self {
            Self::Flag(yes) => vec![if *yes { "yes" } else { "no" }.to_owned()],
            Self::Text(text) => vec![text.clone()],
            Self::Many(words) => words.clone(),
        }
    }
}

impl Field {
    /// The value as people read it.
    ///
    /// ```
    /// # use shusseki_core::{profile::Value, society::{Society, shipped}, text::Language};
    /// # let (name, text) = shipped()[1];
    /// # let jsnm = Society::parse(name, text).unwrap();
    /// let code = jsnm.profile.field("home-postal-code").unwrap();
    /// assert_eq!(code.written(&Value::Text("1060031".to_owned()), Language::Ja), "106-0031");
    /// ```
    #[must_use]
    pub fn written(&self, value: &Value, language: Language) -> String {
        match value {
            Value::Flag(true) => language.pick("はい", "Yes").to_owned(),
            Value::Flag(false) => language.pick("いいえ", "No").to_owned(),
            Value::Many(keys) => {
                let names: Vec<String> = keys.iter().map(|key| self.label(key, language)).collect();
                names.join(language.pick("、", ", "))
            }
            Value::Text(text) => match &self.kind {
                Kind::Choice(_) | Kind::Destination(_) => self.label(text, language),
                Kind::Prefecture => text.parse::<Prefecture>().map_or_else(
                    |_| text.clone(),
                    |prefecture| prefecture.name().get(language).to_owned(),
                ),
                Kind::Day => text
                    .parse::<Date>()
                    .map_or_else(|_| text.clone(), |day| written(day, language)),
                Kind::PostalCode => postal_code(text),
                _ => text.clone(),
            },
        }
    }

    /// What the option is called; the name in the table where the definition has it no more.
    fn label(&self, key: &str, language: Language) -> String {
        let option = self.option(key);
        option.map_or_else(
            || key.to_owned(),
            |option| option.name.get(language).to_owned(),
        )
    }
}

/// `106-0031`; one of another country stays as it is.
fn postal_code(code: &str) -> String {
    match code.split_at_checked(3) {
        Some((first, last)) if code.len() == 7 && code.bytes().all(|one| one.is_ascii_digit()) => {
            format!("{first}-{last}")
        }
        _ => code.to_owned(),
    }
}
