//! The fields that the product itself knows: names, institution and mail address.

use super::Kind;
use serde::Serialize;

/// Fields that every society has, because pages, papers and mails need them.
///
/// ```
/// use shusseki_core::profile::Known;
/// assert_eq!(Known::FamilyName.key(), "family-name");
/// assert!(Known::of("institution").is_some() && Known::of("hobby").is_none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Known {
    /// 姓.
    FamilyName,
    /// 名.
    GivenName,
    /// セイ.
    FamilyKana,
    /// メイ.
    GivenKana,
    /// The name in roman letters.
    RomanName,
    /// 所属機関.
    Institution,
    /// The mail address.
    Mail,
}

impl Known {
    /// All of them.
    ///
    /// ```
    /// # use shusseki_core::profile::Known;
    /// assert!(Known::ALL.contains(&Known::Mail));
    /// ```
    pub const ALL: [Self; 7] = [
        Self::FamilyName,
        Self::GivenName,
        Self::FamilyKana,
        Self::GivenKana,
        Self::RomanName,
        Self::Institution,
        Self::Mail,
    ];

    /// The name that definitions give it.
    ///
    /// ```
    /// # use shusseki_core::profile::Known;
    /// assert_eq!(Known::Mail.key(), "mail");
    /// ```
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::FamilyName => "family-name",
            Self::GivenName => "given-name",
            Self::FamilyKana => "family-kana",
            Self::GivenKana => "given-kana",
            Self::RomanName => "roman-name",
            Self::Institution => "institution",
            Self::Mail => "mail",
        }
    }

    /// The one of that name.
    ///
    /// ```
    /// # use shusseki_core::profile::Known;
    /// assert_eq!(Known::of("mail"), Some(Known::Mail));
    /// ```
    #[must_use]
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.key() == key)
    }

    /// What such a field must be.
    ///
    /// ```
    /// # use shusseki_core::profile::{Kind, Known};
    /// assert_eq!(Known::GivenKana.kind(), Kind::Kana);
    /// ```
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::FamilyName | Self::GivenName | Self::Institution => Kind::Text,
            Self::FamilyKana | Self::GivenKana => Kind::Kana,
            Self::RomanName => Kind::Roman,
            Self::Mail => Kind::Mail,
        }
    }

    /// Whether it is part of the name, which is public wherever a member is found at all.
    ///
    /// ```
    /// # use shusseki_core::profile::Known;
    /// assert!(Known::GivenName.is_name() && !Known::Institution.is_name());
    /// ```
    #[must_use]
    pub const fn is_name(self) -> bool {
        !matches!(self, Self::Institution | Self::Mail)
    }
}
