//! What the directory finds members by (JSNM-16).

use super::{Contents, Field, Kind, Known, Profile, Value, fold};
use crate::ids::DistrictKey;
use std::collections::BTreeMap;

/// What the filter by name is called: kanji, kana and roman letters alike.
///
/// ```
/// assert_eq!(shusseki_core::profile::NAME, "name");
/// ```
pub const NAME: &str = "name";
/// What the filter by district is called.
///
/// ```
/// assert_eq!(shusseki_core::profile::DISTRICT, "district");
/// ```
pub const DISTRICT: &str = "district";

/// A term that a member is found by.
///
/// ```
/// use shusseki_core::profile::Facet;
/// let facet = Facet { filter: "name".to_owned(), term: "高橋健一".to_owned() };
/// assert_eq!(facet.filter, "name");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Facet {
    /// Which filter finds it: [`NAME`], [`DISTRICT`], or the name of a field.
    pub filter: String,
    /// The folded text, or the name of an option.
    pub term: String,
}

/// How a term must be matched.
///
/// ```
/// use shusseki_core::profile::How;
/// assert!(How::Prefix.matches("高橋健一", "高橋") && !How::Exact.matches("高橋健一", "高橋"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The whole of it.
    Exact,
    /// Its beginning: names are found from the beginning of any of their words.
    Prefix,
    /// Any part of it.
    Part,
}

impl How {
    /// Whether the term is what is looked for.
    ///
    /// ```
    /// # use shusseki_core::profile::How;
    /// assert!(How::Part.matches("東都医科大学", "医科"));
    /// ```
    #[must_use]
    pub fn matches(self, term: &str, wanted: &str) -> bool {
        match self {
            Self::Exact => term == wanted,
            Self::Prefix => term.starts_with(wanted),
            Self::Part => term.contains(wanted),
        }
    }
}

/// What somebody looks for in one filter.
///
/// ```
/// use shusseki_core::profile::{How, Wanted};
/// let wanted = Wanted { filter: "district".to_owned(), term: "kinki".to_owned(), how: How::Exact };
/// assert_eq!(wanted.term, "kinki");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The filter.
    pub filter: String,
    /// What is looked for, folded.
    pub term: String,
    /// How.
    pub how: How,
}

impl Field {
    /// How the directory looks into it; nothing where it doesn't, or where the name stands for it.
    ///
    /// ```
    /// # use shusseki_core::{profile::How, society::{Society, shipped}};
    /// # let (name, text) = shipped()[1];
    /// # let jsnm = Society::parse(name, text).unwrap();
    /// assert_eq!(jsnm.profile.field("institution").unwrap().looked_into(), Some(How::Part));
    /// assert_eq!(jsnm.profile.field("occupation").unwrap().looked_into(), Some(How::Exact));
    /// ```
    #[must_use]
    pub fn looked_into(&self) -> Option<How> {
        if !self.searched || self.known().is_some_and(Known::is_name) {
            return None;
        }
        Some(match self.kind {
            Kind::Prefecture
            | Kind::Choice(_)
            | Kind::Choices(_)
            | Kind::Destination(_)
            | Kind::YesNo => How::Exact,
            _ => How::Part,
        })
    }
}

impl Profile {
    /// The terms that a member is found by: what is public, and nothing of somebody who can't be
    /// found.
    ///
    /// ```
    /// # use shusseki_core::{profile::{Contents, Value}, society::{Society, shipped}};
    /// # let (name, text) = shipped()[1];
    /// # let jsnm = Society::parse(name, text).unwrap();
    /// let mut held = Contents { searchable: true, ..Contents::default() };
    /// held.values.insert("family-name".parse().unwrap(), Value::Text("髙橋".to_owned()));
    /// held.values.insert("given-name".parse().unwrap(), Value::Text("健一".to_owned()));
    /// let terms: Vec<String> = jsnm.profile.facets(&held, None).into_iter().map(|one| one.term).collect();
    /// assert_eq!(terms, ["健一", "高橋健一"]);
    /// ```
    #[must_use]
    pub fn facets(&self, held: &Contents, district: Option<&DistrictKey>) -> Vec<Facet> {
        if self.directory.is_none() || !held.searchable {
            return Vec::new();
        }
        let mut terms: Vec<(&str, String)> = name_terms(held)
            .into_iter()
            .map(|term| (NAME, term))
            .collect();
        terms.extend(district.map(|key| (DISTRICT, key.to_string())));
        for (field, value) in self.public(held) {
            let key = field.key.as_str();
            match (field.looked_into(), value) {
                (Some(How::Exact), value) => {
                    terms.extend(value.words().into_iter().map(|word| (key, word)));
                }
                (Some(_), Value::Text(text)) => terms.push((key, fold(text))),
                _ => {}
            }
        }
        let facet = |(filter, term): (&str, String)| Facet {
            filter: filter.to_owned(),
            term,
        };
        let mut facets: Vec<Facet> = terms.into_iter().map(facet).collect();
        facets.retain(|facet| !facet.term.is_empty());
        facets.sort();
        facets.dedup();
        facets
    }

    /// What the filters of a form ask for; empty ones, and names that are no filter, ask nothing.
    ///
    /// ```
    /// # use shusseki_core::{profile::How, society::{Society, shipped}};
    /// # let (name, text) = shipped()[1];
    /// # let jsnm = Society::parse(name, text).unwrap();
    /// let typed = [("name".to_owned(), "たかはし".to_owned()), ("specialty".to_owned(), String::new())];
    /// let wanted = jsnm.profile.wanted(&typed.into());
    /// assert_eq!((wanted.len(), wanted[0].term.as_str(), wanted[0].how), (1, "タカハシ", How::Prefix));
    /// ```
    #[must_use]
    pub fn wanted(&self, typed: &BTreeMap<String, String>) -> Vec<Wanted> {
        let mut filters = vec![(NAME, How::Prefix), (DISTRICT, How::Exact)];
        let fields = self.fields();
        filters.extend(fields.filter_map(|field| Some((field.key.as_str(), field.looked_into()?))));
        let wanted = filters.into_iter().filter_map(|(filter, how)| {
            let asked = typed.get(filter)?;
            let term = match how {
                How::Exact => asked.trim().to_owned(),
                How::Prefix | How::Part => fold(asked),
            };
            (!asked.trim().is_empty()).then_some(Wanted {
                filter: filter.to_owned(),
                term,
                how,
            })
        });
        wanted.collect()
    }

    /// The order of the directory: by kana, else by roman letters, else by kanji.
    ///
    /// ```
    /// # use shusseki_core::profile::{Contents, Profile, Value};
    /// let mut held = Contents::default();
    /// held.values.insert("family-kana".parse().unwrap(), Value::Text("タカハシ".to_owned()));
    /// assert_eq!(Profile::sort_key(&held), "タカハシ");
    /// ```
    #[must_use]
    pub fn sort_key(held: &Contents) -> String {
        let whole = |parts: &[Known]| -> String {
            let texts = parts.iter().filter_map(|part| held.text(part.key()));
            texts.map(fold).collect()
        };
        let ways = [
            whole(&[Known::FamilyKana, Known::GivenKana]),
            whole(&[Known::RomanName]),
            whole(&[Known::FamilyName, Known::GivenName]),
        ];
        ways.into_iter()
            .find(|way| !way.is_empty())
            .unwrap_or_default()
    }
}

/// A name from the beginning of each of its words on, in each of its spellings.
fn name_terms(held: &Contents) -> Vec<String> {
    let spellings: [&[Known]; 3] = [
        &[Known::FamilyName, Known::GivenName],
        &[Known::FamilyKana, Known::GivenKana],
        &[Known::RomanName],
    ];
    let mut terms = Vec::new();
    for spelling in spellings {
        let texts = spelling.iter().filter_map(|part| held.text(part.key()));
        let words: Vec<String> = texts
            .flat_map(|text| text.split([' ', '\u{3000}', '・', '-', '‐']))
            .map(fold)
            .filter(|word| !word.is_empty())
            .collect();
        terms.extend((0..words.len()).map(|from| words[from..].concat()));
        // In roman letters the family name may stand last, and be typed first.
        if let ([Known::RomanName], Some((last, first))) = (spelling, words.split_last()) {
            terms.push([std::slice::from_ref(last), first].concat().concat());
        }
    }
    terms
}
