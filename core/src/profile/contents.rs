//! What one member's profile holds, and what somebody wants it to hold.

use super::{Field, Kind, Profile, Value};
use crate::{
    ids::FieldKey,
    society::{District, Society},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What one member's profile holds.
///
/// ```
/// use shusseki_core::profile::{Contents, Value};
/// let mut held = Contents::default();
/// held.values.insert("phone".parse().unwrap(), Value::Text("0312345678".to_owned()));
/// assert_eq!(held.text("phone"), Some("0312345678"));
/// assert!(!held.searchable);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// What stands in the fields; an empty field is not there.
    #[serde(default)]
    pub values: BTreeMap<FieldKey, Value>,
    /// Substitute spellings 代替文字, in common characters.
    #[serde(default)]
    pub substitutes: BTreeMap<FieldKey, String>,
    /// Which fields the member made public or private.
    #[serde(default)]
    pub shown: BTreeMap<FieldKey, bool>,
    /// Whether other members find the member at all.
    #[serde(default)]
    pub searchable: bool,
}

/// What somebody wants a profile to hold, as it was typed. A field that is not named stays as it is.
///
/// ```
/// use shusseki_core::profile::Typed;
/// let typed = Typed::default().with("phone", &["０３（1234）5678"]);
/// assert_eq!(typed.words("phone"), Some(&["０３（1234）5678".to_owned()][..]));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// The words of each field; an empty list empties it.
    #[serde(default)]
    pub values: BTreeMap<String, Vec<String>>,
    /// Substitute spellings.
    #[serde(default)]
    pub substitutes: BTreeMap<String, String>,
    /// Which fields are to be public.
    #[serde(default)]
    pub shown: BTreeMap<String, bool>,
    /// Whether other members may find the member.
    #[serde(default)]
    pub searchable: Option<bool>,
}

impl Contents {
    /// The text of the field.
    ///
    /// ```
    /// # use shusseki_core::profile::Contents;
    /// assert_eq!(Contents::default().text("phone"), None);
    /// ```
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.value(key)?.text()
    }

    /// What stands in the field.
    ///
    /// ```
    /// # use shusseki_core::profile::Contents;
    /// assert!(Contents::default().value("phone").is_none());
    /// ```
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&Value> {
        let mut values = self.values.iter();
        let (_, value) = values.find(|(found, _)| found.as_str() == key)?;
        Some(value)
    }

    /// The text in characters that every system can print: the substitute where there is one.
    ///
    /// ```
    /// # use shusseki_core::profile::{Contents, Value};
    /// let mut held = Contents::default();
    /// held.values.insert("family-name".parse().unwrap(), Value::Text("髙橋".to_owned()));
    /// held.substitutes.insert("family-name".parse().unwrap(), "高橋".to_owned());
    /// assert_eq!(held.printable("family-name"), Some("高橋"));
    /// ```
    #[must_use]
    pub fn printable(&self, key: &str) -> Option<&str> {
        let mut substitutes = self.substitutes.iter();
        let substitute = substitutes.find(|(found, _)| found.as_str() == key);
        substitute.map_or_else(|| self.text(key), |(_, text)| Some(text))
    }

    /// What the fields hold, as a form would send it.
    ///
    /// ```
    /// # use shusseki_core::profile::Contents;
    /// assert_eq!(Contents::default().typed().searchable, Some(false));
    /// ```
    #[must_use]
    pub fn typed(&self) -> Typed {
        Typed {
            values: self
                .values
                .iter()
                .map(|(key, value)| (key.to_string(), value.words()))
                .collect(),
            substitutes: self
                .substitutes
                .iter()
                .map(|(key, text)| (key.to_string(), text.clone()))
                .collect(),
            shown: self
                .shown
                .iter()
                .map(|(key, shown)| (key.to_string(), *shown))
                .collect(),
            searchable: Some(self.searchable),
        }
    }
}

impl Typed {
    /// The same with these words in the field.
    ///
    /// ```
    /// # use shusseki_core::profile::Typed;
    /// assert!(Typed::default().words("phone").is_none());
    /// ```
    #[must_use]
    pub fn with(mut self, key: &str, words: &[&str]) -> Self {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        self.values.insert(key.to_owned(), words);
        self
    }

    /// The words of the field, if it is named.
    ///
    /// ```
    /// # use shusseki_core::profile::Typed;
    /// assert_eq!(Typed::default().with("fax", &[]).words("fax"), Some(&[][..]));
    /// ```
    #[must_use]
    pub fn words(&self, key: &str) -> Option<&[String]> {
        self.values.get(key).map(Vec::as_slice)
    }
}

impl Profile {
    /// The required fields that are empty: what is asked for when a profile is confirmed.
    ///
    /// ```
    /// # use shusseki_core::{profile::Contents, society::{Society, shipped}};
    /// # let (name, text) = shipped()[1];
    /// # let jsnm = Society::parse(name, text).unwrap();
    /// let missing = jsnm.profile.missing(&Contents::default());
    /// assert!(missing.iter().any(|field| field.key.as_str() == "mailing-address"));
    /// ```
    #[must_use]
    pub fn missing(&self, held: &Contents) -> Vec<&Field> {
        let fields = self.fields().filter(|field| field.required);
        fields
            .filter(|field| !held.values.contains_key(&field.key))
            .collect()
    }
}

impl Society {
    /// The district 所属地区 that follows from where post is sent (JSNM-5); none where nothing follows.
    ///
    /// ```
    /// # use shusseki_core::{profile::{Contents, Value}, society::{Society, shipped}};
    /// # let (name, text) = shipped()[1];
    /// # let jsnm = Society::parse(name, text).unwrap();
    /// let mut held = Contents::default();
    /// held.values.insert("mailing-address".parse().unwrap(), Value::Text("home".to_owned()));
    /// held.values.insert("home-prefecture".parse().unwrap(), Value::Text("osaka".to_owned()));
    /// assert_eq!(jsnm.district_of(&held).unwrap().name.ja, "近畿");
    /// ```
    #[must_use]
    pub fn district_of(&self, held: &Contents) -> Option<&District> {
        let field = self.profile.destination()?;
        debug_assert!(matches!(field.kind, Kind::Destination(_)));
        let chosen = field.option(held.text(field.key.as_str())?)?;
        let prefecture = held
            .text(chosen.prefecture.as_ref()?.as_str())?
            .parse()
            .ok()?;
        let mut districts = self.districts.iter();
        districts.find(|district| district.prefectures.contains(&prefecture))
    }
}
