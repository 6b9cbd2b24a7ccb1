//! Where post reaches a member: the address that she or he chose among those of the profile.

use super::{Contents, Kind, Known, Prefecture, Profile};
use crate::text::Language;

/// An address for an envelope.
///
/// ```
/// use shusseki_core::{profile::PostalAddress, text::Language};
/// let home = PostalAddress {
///     postal_code: "106-0031".to_owned(),
///     prefecture: "tokyo".parse().ok(),
///     address: "港区西麻布1-2-3".to_owned(),
///     of_institution: false,
/// };
/// assert_eq!(home.lines("北都大学", Language::Ja), ["〒106-0031", "東京都港区西麻布1-2-3"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostalAddress {
    /// 郵便番号 as it is written; empty where there is none.
    pub postal_code: String,
    /// 都道府県, if it is known.
    pub prefecture: Option<Prefecture>,
    /// All that follows the prefecture.
    pub address: String,
    /// Whether it is the institution's, which then stands on the envelope too.
    pub of_institution: bool,
}

impl PostalAddress {
    /// The lines above the name in Japanese, below it in English; `institution` where it is the
    /// institution's address.
    ///
    /// ```
    /// use shusseki_core::{profile::PostalAddress, text::Language};
    /// let work = PostalAddress {
    ///     postal_code: "106-0031".to_owned(),
    ///     prefecture: "tokyo".parse().ok(),
    ///     address: "1-2-3 Nishi-Azabu, Minato-ku".to_owned(),
    ///     of_institution: true,
    /// };
    /// let lines = work.lines("Hokuto University", Language::En);
    /// assert_eq!(lines, ["Hokuto University", "1-2-3 Nishi-Azabu, Minato-ku", "Tokyo 106-0031"]);
    /// ```
    #[must_use]
    pub fn lines(&self, institution: &str, language: Language) -> Vec<String> {
        let abroad = self.prefecture == Some(Prefecture::OVERSEAS);
        let prefecture = self.prefecture.filter(|_| !abroad);
        let prefecture = prefecture.map(|one| one.name().get(language).to_owned());
        let prefecture = prefecture.unwrap_or_default();
        let institution = Some(institution.to_owned()).filter(|_| self.of_institution);
        let lines = match language {
            Language::Ja if abroad => [
                Some(self.address.clone()),
                Some(self.postal_code.clone()),
                institution,
            ],
            Language::Ja => [
                Some(&self.postal_code)
                    .filter(|code| !code.is_empty())
                    .map(|code| format!("〒{code}")),
                Some(format!("{prefecture}{}", self.address)),
                institution,
            ],
            Language::En => [
                institution,
                Some(self.address.clone()),
                Some(
                    format!("{prefecture} {}", self.postal_code)
                        .trim()
                        .to_owned(),
                ),
            ],
        };
        let lines = lines.into_iter().flatten();
        lines.filter(|line| !line.trim().is_empty()).collect()
    }
}

impl Profile {
    /// The address to which the member wants post sent; none where the profile does not say, or has no
    /// address there.
    ///
    /// ```
    /// # use shusseki_core::{profile::{Contents, Value}, society::{Society, shipped}};
    /// # let (name, text) = shipped()[1];
    /// # let jsnm = Society::parse(name, text).unwrap();
    /// let mut held = Contents::default();
    /// for (key, text) in [("mailing-address", "home"), ("home-postal-code", "5300001"),
    ///     ("home-prefecture", "osaka"), ("home-address", "大阪市北区梅田1-1")] {
    ///     held.values.insert(key.parse().unwrap(), Value::Text(text.to_owned()));
    /// }
    /// let home = jsnm.profile.postal_address(&held).unwrap();
    /// assert_eq!((home.postal_code.as_str(), home.of_institution), ("530-0001", false));
    /// ```
    #[must_use]
    pub fn postal_address(&self, held: &Contents) -> Option<PostalAddress> {
        let destination = self.destination()?;
        let chosen = destination.option(held.text(destination.key.as_str())?)?;
        let prefecture = chosen.prefecture.as_ref()?;
        let group = self
            .groups
            .iter()
            .find(|group| group.fields.iter().any(|field| field.key == *prefecture))?;
        let code = group.fields.iter().find(|field| {
            field.kind == Kind::PostalCode && field.prefecture.as_ref() == Some(prefecture)
        })?;
        let address = held.text(code.address.as_ref()?.as_str())?.to_owned();
        let written = held.values.get(&code.key);
        let of_institution = group
            .fields
            .iter()
            .any(|field| field.known() == Some(Known::Institution));
        Some(PostalAddress {
            postal_code: written
                .map_or_else(String::new, |value| code.written(value, Language::Ja)),
            prefecture: held
                .text(prefecture.as_str())
                .and_then(|one| one.parse().ok()),
            address,
            of_institution,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::PostalAddress;
    use crate::profile::{Contents, Prefecture, Value};
    use crate::society::{Society, shipped};
    use crate::text::Language;

    fn held(values: &[(&str, &str)]) -> Contents {
        let mut held = Contents::default();
        for (key, text) in values {
            let value = Value::Text((*text).to_owned());
            held.values.insert(key.parse().unwrap(), value);
        }
        held
    }

    #[test]
    fn post_goes_where_the_member_wants_it() {
        for (name, text) in shipped() {
            let society = Society::parse(name, text).unwrap();
            let both = [
                ("institution-postal-code", "1060031"),
                ("institution-prefecture", "tokyo"),
                ("institution-address", "港区1"),
                ("home-postal-code", "5300001"),
                ("home-prefecture", "osaka"),
                ("home-address", "大阪市2"),
            ];
            if society.profile.destination().is_none() {
                assert_eq!(society.profile.postal_address(&held(&both)), None, "{name}");
                continue;
            }
            for (to, line, of_institution) in [
                ("institution", "東京都港区1", true),
                ("home", "大阪府大阪市2", false),
            ] {
                let chosen = [&both[..], &[("mailing-address", to)]].concat();
                let found = society.profile.postal_address(&held(&chosen)).unwrap();
                assert_eq!(found.of_institution, of_institution, "{name}");
                let lines = found.lines("病院", Language::Ja);
                assert!(lines.contains(&line.to_owned()), "{name}: {lines:?}");
                assert_eq!(lines.contains(&"病院".to_owned()), of_institution, "{name}");
            }
            assert_eq!(society.profile.postal_address(&held(&both)), None);
            let without = held(&[("mailing-address", "home"), ("home-postal-code", "5300001")]);
            assert_eq!(society.profile.postal_address(&without), None);
        }
    }

    #[test]
    fn an_address_abroad_has_neither_mark_nor_prefecture() {
        let abroad = PostalAddress {
            postal_code: "SW1A 2AA".to_owned(),
            prefecture: Some(Prefecture::OVERSEAS),
            address: "10 Downing Street, London".to_owned(),
            of_institution: false,
        };
        for language in [Language::Ja, Language::En] {
            let lines = abroad.lines("", language);
            assert_eq!(lines, ["10 Downing Street, London", "SW1A 2AA"]);
        }
    }
}
