//! Identifiers, each a type of its own, so that one can't be passed for another.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

/// Why a text is not an identifier of the wanted kind.
///
/// ```
/// use shusseki_core::ids::{IdError, SocietySlug};
/// assert_eq!("JSNM!".parse::<SocietySlug>(), Err(IdError::Slug));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Not a lower-case word.
    #[error("2 to 32 of a-z, 0-9 and -, beginning with a letter")]
    Slug,
    /// Not a member number.
    #[error("a member number has 1 to 32 letters, digits and hyphens")]
    MemberNumber,
    /// Not a UUID.
    #[error("not a UUID")]
    Uuid,
}

fn is_slug(text: &str) -> bool {
    (2..=32).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

macro_rules! slug_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// ```
        #[doc = concat!("use shusseki_core::ids::", stringify!($name), ";")]
        #[doc = concat!("let key: ", stringify!($name), " = \"annual-meeting\".parse().unwrap();")]
        /// assert_eq!(key.as_str(), "annual-meeting");
        /// ```
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The word itself.
            ///
            /// ```
            #[doc = concat!("# use shusseki_core::ids::", stringify!($name), ";")]
            #[doc = concat!("assert_eq!(\"ab\".parse::<", stringify!($name), ">().unwrap().as_str(), \"ab\");")]
            /// ```
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                if is_slug(text) { Ok(Self(text.to_owned())) } else { Err(IdError::Slug) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                if is_slug(&text) { Ok(Self(text)) } else { Err(IdError::Slug) }
            }
        }

        impl From<$name> for String {
            fn from(key: $name) -> Self {
                key.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

slug_type! {
    /// The short name of a society in addresses and tables: `jsnm`.
    SocietySlug
}
slug_type! {
    /// The definition's name of a membership class 会員区分.
    ClassKey
}
slug_type! {
    /// The definition's name of an activity 活動.
    ActivityKey
}
slug_type! {
    /// The definition's name of a role 役割: `attend`, `present`, `chair`.
    RoleKey
}
impl RoleKey {
    /// The role `attend`, rather than presenting or chairing: what a check-in registers. Every
    /// definition declares it.
    ///
    /// ```
    /// use shusseki_core::{ids::RoleKey, society::{Society, shipped}};
    /// let (name, text) = shipped()[0];
    /// let jhrs = Society::parse(name, text).unwrap();
    /// assert_eq!(jhrs.role(&RoleKey::attending()).unwrap().name.ja, "参加");
    /// ```
    #[must_use]
    pub fn attending() -> Self {
        Self(Self::ATTENDING.to_owned())
    }

    pub(crate) const ATTENDING: &'static str = "attend";
}

slug_type! {
    /// The definition's name of a kind of event.
    EventKindKey
}
slug_type! {
    /// The definition's name of a certification 認定資格.
    CertificationKey
}
slug_type! {
    /// The definition's name of a category 区分 of credits.
    CategoryKey
}
impl CategoryKey {
    /// The root of the categories: the total.
    ///
    /// ```
    /// assert_eq!(shusseki_core::ids::CategoryKey::total().as_str(), "total");
    /// ```
    #[must_use]
    pub fn total() -> Self {
        Self("total".to_owned())
    }
}

slug_type! {
    /// The definition's name of a district 所属地区.
    DistrictKey
}
slug_type! {
    /// The definition's name of a field of the profile.
    FieldKey
}
slug_type! {
    /// The definition's name of a group of fields.
    GroupKey
}
slug_type! {
    /// The definition's name of an option of a field.
    OptionKey
}
slug_type! {
    /// The definition's name of a rule: a condition, a required attendance, a special case.
    RuleKey
}
slug_type! {
    /// The definition's name of a tag that sessions carry: `on-site`, `mandatory`.
    TagKey
}
slug_type! {
    /// The definition's name of a form 届出用紙 to print.
    FormKey
}
slug_type! {
    /// The definition's name of an audience that notices are for.
    AudienceKey
}
slug_type! {
    /// The definition's name of a trait that members have: a profession, a kind of workplace.
    TraitKey
}

macro_rules! uuid_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// ```
        #[doc = concat!("use shusseki_core::ids::", stringify!($name), ";")]
        #[doc = concat!("let id: ", stringify!($name), " = \"6f9619ff-8b86-4d01-b42d-00c04fc964ff\".parse().unwrap();")]
        /// assert_eq!(id.to_string(), "6f9619ff-8b86-4d01-b42d-00c04fc964ff");
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The identifier with that value; the caller brings the randomness.
            ///
            /// ```
            #[doc = concat!("# use shusseki_core::ids::", stringify!($name), ";")]
            #[doc = concat!("assert_eq!(", stringify!($name), "::new(uuid::Uuid::nil()).uuid(), uuid::Uuid::nil());")]
            /// ```
            #[must_use]
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// The value.
            ///
            /// ```
            #[doc = concat!("# use shusseki_core::ids::", stringify!($name), ";")]
            #[doc = concat!("assert!(", stringify!($name), "::new(uuid::Uuid::nil()).uuid().is_nil());")]
            /// ```
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Uuid::parse_str(text).map(Self).map_err(|_| IdError::Uuid)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

uuid_type! {
    /// A member, within one society.
    MemberId
}
uuid_type! {
    /// An event 大会.
    EventId
}
uuid_type! {
    /// A session セッション of an event: what one attends.
    SessionId
}
uuid_type! {
    /// A line of the credit ledger 単位記録.
    EntryId
}
uuid_type! {
    /// A certification that a member holds.
    HoldingId
}

/// A member number 会員番号: text, leading zeros kept (JGETS-1).
///
/// Reading one forgives what an input method does to it: full-width digits, spaces around and
/// inside, and the several hyphens of a Japanese keyboard.
///
/// ```
/// use shusseki_core::ids::MemberNumber;
/// assert_eq!("００１ ２３".parse::<MemberNumber>().unwrap().as_str(), "00123");
/// assert!("".parse::<MemberNumber>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MemberNumber(String);

impl MemberNumber {
    /// The number as it is printed.
    ///
    /// ```
    /// # use shusseki_core::ids::MemberNumber;
    /// assert_eq!("00042".parse::<MemberNumber>().unwrap().as_str(), "00042");
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Spaces, and what is pasted along without being seen.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200b}'..='\u{200d}' | '\u{feff}')
}

/// Whether a text looks as if a Japanese input method was on: it has full-width letters, kana or
/// kanji. What is typed into the number then is forgiven; a password typed so is another one.
///
/// ```
/// use shusseki_core::ids::input_method_was_on;
/// assert!(input_method_was_on("００１２３") && input_method_was_on("ぱっsword"));
/// assert!(!input_method_was_on("00123 ") && !input_method_was_on("Müller"));
/// ```
#[must_use]
pub fn input_method_was_on(text: &str) -> bool {
    text.chars().any(|character| {
        matches!(character, '\u{3001}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff9f}')
    })
}

impl FromStr for MemberNumber {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        const LONGEST: usize = 32;
        // A bound before any work: the text comes from outside.
        if text.len() > 8 * LONGEST {
            return Err(IdError::MemberNumber);
        }
        let number: String = text
            .nfkc()
            .filter(|character| !is_blank(*character))
            .map(|character| match character {
                '\u{2010}'..='\u{2015}'
                | '\u{2043}'
                | '\u{2212}'
                | '\u{2500}'
                | '\u{2501}'
                | 'ー' => '-',
                other => other.to_ascii_uppercase(),
            })
            .collect();
        let valid = (1..=LONGEST).contains(&number.len())
            && number
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if valid {
            Ok(Self(number))
        } else {
            Err(IdError::MemberNumber)
        }
    }
}

impl TryFrom<String> for MemberNumber {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<MemberNumber> for String {
    fn from(number: MemberNumber) -> Self {
        number.0
    }
}

impl fmt::Display for MemberNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::MemberNumber;

    #[test]
    fn reading_a_member_number_forgives_the_input_method() {
        for (typed, wanted) in [
            ("　００１２３　", "00123"),
            ("jg－00042", "JG-00042"),
            ("jgー00042", "JG-00042"),
            ("0 0 7", "007"),
            ("\u{feff}00─42\u{200b}", "00-42"),
            ("ｊｇ‐０１", "JG-01"),
        ] {
            assert_eq!(typed.parse::<MemberNumber>().unwrap().as_str(), wanted);
        }
    }

    #[test]
    fn a_member_number_is_short_and_plain() {
        for wrong in [
            "",
            " ",
            "12\u{0}3",
            "<b>",
            "１二三",
            &"9".repeat(33),
            &"９".repeat(100_000),
        ] {
            assert!(wrong.parse::<MemberNumber>().is_err(), "{wrong:.40}");
        }
    }
}
