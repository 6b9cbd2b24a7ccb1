//! What other members see of a profile (JSNM-4).

use super::{Contents, Field, Profile, Shown, Value};

impl Field {
    /// Whether other members see the field of this profile.
    ///
    /// ```
    /// # use shusseki_core::{profile::Contents, society::{Society, shipped}};
    /// # let (name, text) = shipped()[1];
    /// # let jsnm = Society::parse(name, text).unwrap();
    /// let institution = jsnm.profile.field("institution").unwrap();
    /// let mut held = Contents { searchable: true, ..Contents::default() };
    /// assert!(institution.is_public(&held));
    /// held.shown.insert("institution".parse().unwrap(), false);
    /// assert!(!institution.is_public(&held));
    /// ```
    #[must_use]
    pub fn is_public(&self, held: &Contents) -> bool {
        let chosen = held.shown.get(&self.key).copied();
        held.searchable
            && match self.shown {
                Shown::Always => true,
                Shown::Public => chosen.unwrap_or(true),
                Shown::Private => chosen.unwrap_or(false),
                Shown::Never => false,
            }
    }
}

impl Profile {
    /// The fields that other members see; none of somebody who can't be found.
    ///
    /// ```
    /// # use shusseki_core::{profile::{Contents, Value}, society::{Society, shipped}};
    /// # let (name, text) = shipped()[1];
    /// # let jsnm = Society::parse(name, text).unwrap();
    /// let mut held = Contents::default();
    /// held.values.insert("family-name".parse().unwrap(), Value::Text("髙橋".to_owned()));
    /// assert!(jsnm.profile.public(&held).is_empty());
    /// held.searchable = true;
    /// assert_eq!(jsnm.profile.public(&held).len(), 1);
    /// ```
    #[must_use]
    pub fn public<'a>(&'a self, held: &'a Contents) -> Vec<(&'a Field, &'a Value)> {
        if self.directory.is_none() {
            return Vec::new();
        }
        let public = self.fields().filter(|field| field.is_public(held));
        public
            .filter_map(|field| Some((field, held.values.get(&field.key)?)))
            .collect()
    }
}
