//! Prefectures 都道府県.

use crate::text::Text;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Name in definitions, Japanese name, English name; in the order of their official numbers.
const ALL: [(&str, &str, &str); 48] = [
    ("hokkaido", "北海道", "Hokkaido"),
    ("aomori", "青森県", "Aomori"),
    ("iwate", "岩手県", "Iwate"),
    ("miyagi", "宮城県", "Miyagi"),
    ("akita", "秋田県", "Akita"),
    ("yamagata", "山形県", "Yamagata"),
    ("fukushima", "福島県", "Fukushima"),
    ("ibaraki", "茨城県", "Ibaraki"),
    ("tochigi", "栃木県", "Tochigi"),
    ("gunma", "群馬県", "Gunma"),
    ("saitama", "埼玉県", "Saitama"),
    ("chiba", "千葉県", "Chiba"),
    ("tokyo", "東京都", "Tokyo"),
    ("kanagawa", "神奈川県", "Kanagawa"),
    ("niigata", "新潟県", "Niigata"),
    ("toyama", "富山県", "Toyama"),
    ("ishikawa", "石川県", "Ishikawa"),
    ("fukui", "福井県", "Fukui"),
    ("yamanashi", "山梨県", "Yamanashi"),
    ("nagano", "長野県", "Nagano"),
    ("gifu", "岐阜県", "Gifu"),
    ("shizuoka", "静岡県", "Shizuoka"),
    ("aichi", "愛知県", "Aichi"),
    ("mie", "三重県", "Mie"),
    ("shiga", "滋賀県", "Shiga"),
    ("kyoto", "京都府", "Kyoto"),
    ("osaka", "大阪府", "Osaka"),
    ("hyogo", "兵庫県", "Hyogo"),
    ("nara", "奈良県", "Nara"),
    ("wakayama", "和歌山県", "Wakayama"),
    ("tottori", "鳥取県", "Tottori"),
    ("shimane", "島根県", "Shimane"),
    ("okayama", "岡山県", "Okayama"),
    ("hiroshima", "広島県", "Hiroshima"),
    ("yamaguchi", "山口県", "Yamaguchi"),
    ("tokushima", "徳島県", "Tokushima"),
    ("kagawa", "香川県", "Kagawa"),
    ("ehime", "愛媛県", "Ehime"),
    ("kochi", "高知県", "Kochi"),
    ("fukuoka", "福岡県", "Fukuoka"),
    ("saga", "佐賀県", "Saga"),
    ("nagasaki", "長崎県", "Nagasaki"),
    ("kumamoto", "熊本県", "Kumamoto"),
    ("oita", "大分県", "Oita"),
    ("miyazaki", "宮崎県", "Miyazaki"),
    ("kagoshima", "鹿児島県", "Kagoshima"),
    ("okinawa", "沖縄県", "Okinawa"),
    ("overseas", "海外", "Outside Japan"),
];

/// A prefecture 都道府県, or abroad.
///
/// ```
/// use shusseki_core::profile::Prefecture;
/// let tokyo: Prefecture = "tokyo".parse().unwrap();
/// assert_eq!(tokyo.name().ja, "東京都");
/// assert_eq!(Prefecture::named("東京都"), Some(tokyo));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Prefecture(u8);

/// A word that is no prefecture.
///
/// ```
/// use shusseki_core::profile::Prefecture;
/// assert!("edo".parse::<Prefecture>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a prefecture in roman letters such as tokyo, osaka or hokkaido, or overseas")]
pub struct UnknownPrefecture;

impl Prefecture {
    /// Outside Japan.
    ///
    /// ```
    /// # use shusseki_core::profile::Prefecture;
    /// assert_eq!(Prefecture::OVERSEAS.key(), "overseas");
    /// ```
    pub const OVERSEAS: Self = Self(47);

    /// All 47, then abroad.
    ///
    /// ```
    /// # use shusseki_core::profile::Prefecture;
    /// assert_eq!(Prefecture::all().count(), 48);
    /// ```
    pub fn all() -> impl Iterator<Item = Self> {
        (0_u8..).take(ALL.len()).map(Self)
    }

    fn row(self) -> (&'static str, &'static str, &'static str) {
        ALL.get(usize::from(self.0)).copied().unwrap_or_default()
    }

    /// Its name in definitions and tables.
    ///
    /// ```
    /// # use shusseki_core::profile::Prefecture;
    /// assert_eq!(Prefecture::all().next().unwrap().key(), "hokkaido");
    /// ```
    #[must_use]
    pub fn key(self) -> &'static str {
        self.row().0
    }

    /// What people read.
    ///
    /// ```
    /// # use shusseki_core::profile::Prefecture;
    /// assert_eq!(Prefecture::OVERSEAS.name().en, "Outside Japan");
    /// ```
    #[must_use]
    pub fn name(self) -> Text {
        let (_, ja, en) = self.row();
        Text::new(ja, en)
    }

    /// The one with that Japanese name.
    ///
    /// ```
    /// # use shusseki_core::profile::Prefecture;
    /// assert_eq!(Prefecture::named("京都府").unwrap().key(), "kyoto");
    /// ```
    #[must_use]
    pub fn named(ja: &str) -> Option<Self> {
        Self::all().find(|one| one.row().1 == ja)
    }
}

impl fmt::Display for Prefecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl FromStr for Prefecture {
    type Err = UnknownPrefecture;

    fn from_str(key: &str) -> Result<Self, UnknownPrefecture> {
        Self::all()
            .find(|one| one.key() == key)
            .ok_or(UnknownPrefecture)
    }
}

impl TryFrom<String> for Prefecture {
    type Error = UnknownPrefecture;

    fn try_from(key: String) -> Result<Self, UnknownPrefecture> {
        key.parse()
    }
}

impl From<Prefecture> for String {
    fn from(prefecture: Prefecture) -> Self {
        prefecture.key().to_owned()
    }
}
