//! What a society keeps of a member: the fields that its definition declares, what may stand in
//! them, who may change and who may see them.
//!
//! A [`Profile`] is the form, [`Contents`] what one member's form holds, [`Typed`] what somebody
//! wants it to hold. [`Profile::read`] turns the latter into the former, or says what is wrong.

mod address;
mod contents;
mod fault;
mod fold;
mod kind;
mod known;
mod marks;
mod prefecture;
mod read;
mod search;
mod spelling;
mod value;
mod visible;

pub use address::PostalAddress;
pub use contents::{Contents, Typed};
pub use fault::{Fault, Wrong};
pub use fold::fold;
pub use kind::{Choice, Kind};
pub use known::Known;
pub use marks::Marks;
pub use prefecture::{Prefecture, UnknownPrefecture};
pub use search::{DISTRICT, Facet, How, NAME, Wanted};
pub use spelling::{Uncommon, is_common, offer, uncommon, usual};
pub use value::Value;

use crate::{
    ids::{FieldKey, GroupKey},
    text::Text,
};
use serde::Serialize;

/// The fields of a society's profile, in the order of its definition.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// let (name, text) = shipped()[1];
/// let jsnm = Society::parse(name, text).unwrap();
/// let mail = jsnm.profile.field("institution").unwrap();
/// assert_eq!(mail.name.ja, "所属機関名");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Profile {
    /// Fields that belong together.
    pub groups: Vec<Group>,
    /// How members find each other; none where they don't (JSNM-16).
    pub directory: Option<DirectoryPolicy>,
}

/// Fields that belong together: 本人情報, 所属機関.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[1];
/// # let jsnm = Society::parse(name, text).unwrap();
/// assert_eq!(jsnm.profile.groups[0].name.ja, "本人情報");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The definition's name.
    pub key: GroupKey,
    /// What members read.
    pub name: Text,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// A field of the profile.
///
/// ```
/// # use shusseki_core::{profile::{Editor, Shown}, society::{Society, shipped}};
/// # let (name, text) = shipped()[1];
/// # let jsnm = Society::parse(name, text).unwrap();
/// let family = jsnm.profile.field("family-name").unwrap();
/// assert_eq!((family.edited_by, family.shown), (Editor::Office, Shown::Always));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// The definition's name.
    pub key: FieldKey,
    /// What members read.
    pub name: Text,
    /// How it is filled in, where the name does not say it.
    pub hint: Option<Text>,
    /// What may stand in it.
    pub kind: Kind,
    /// Whether it must be filled in ※.
    pub required: bool,
    /// Who may change it (JSNM-6).
    pub edited_by: Editor,
    /// Whether other members see it (JSNM-4).
    pub shown: Shown,
    /// Whether the directory finds members by it (JSNM-16).
    pub searched: bool,
    /// Whether characters outside the common set need a substitute spelling (JGETS-4).
    pub substitute: bool,
    /// The field that the prefecture of this postal code is written to.
    pub prefecture: Option<FieldKey>,
    /// The field that the address of this postal code is written to.
    pub address: Option<FieldKey>,
}

/// Who changes a field.
///
/// ```
/// use shusseki_core::profile::Editor;
/// assert!(Editor::Office.may(Editor::Member) && !Editor::Member.may(Editor::Office));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Editor {
    /// The member, and the office.
    #[default]
    Member,
    /// The office alone.
    Office,
}

impl Editor {
    /// Whether such a one may change what `this` is asked for.
    ///
    /// ```
    /// # use shusseki_core::profile::Editor;
    /// assert!(Editor::Member.may(Editor::Member));
    /// ```
    #[must_use]
    pub const fn may(self, this: Self) -> bool {
        matches!(
            (self, this),
            (Self::Office, _) | (Self::Member, Self::Member)
        )
    }
}

/// Whether other members see a field of somebody who lets himself or herself be found.
///
/// ```
/// use shusseki_core::profile::Shown;
/// assert!(Shown::Public.is_chosen() && !Shown::Always.is_chosen());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shown {
    /// Always: the name.
    Always,
    /// The member chooses; public as long as nothing was chosen.
    Public,
    /// The member chooses; private as long as nothing was chosen.
    Private,
    /// Never.
    #[default]
    Never,
}

impl Shown {
    /// Whether the member has a choice.
    ///
    /// ```
    /// # use shusseki_core::profile::Shown;
    /// assert!(!Shown::Never.is_chosen());
    /// ```
    #[must_use]
    pub const fn is_chosen(self) -> bool {
        matches!(self, Self::Public | Self::Private)
    }
}

/// How much of the directory one member may look at in an hour.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[1];
/// # let jsnm = Society::parse(name, text).unwrap();
/// assert_eq!(jsnm.profile.directory.unwrap().pages_an_hour, 120);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DirectoryPolicy {
    /// Pages of results.
    pub pages_an_hour: u32,
    /// Members looked at in detail.
    pub details_an_hour: u32,
}

impl Profile {
    /// All fields, in order.
    ///
    /// ```
    /// # use shusseki_core::society::{Society, shipped};
    /// # let (name, text) = shipped()[1];
    /// # let jsnm = Society::parse(name, text).unwrap();
    /// assert!(jsnm.profile.fields().count() > 20);
    /// ```
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.groups.iter().flat_map(|group| &group.fields)
    }

    /// The field of that name.
    ///
    /// ```
    /// # use shusseki_core::society::{Society, shipped};
    /// # let (name, text) = shipped()[1];
    /// # let jsnm = Society::parse(name, text).unwrap();
    /// assert!(jsnm.profile.field("hobby").is_none());
    /// ```
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields().find(|field| field.key.as_str() == key)
    }

    /// The field that says where post is sent.
    ///
    /// ```
    /// # use shusseki_core::society::{Society, shipped};
    /// # let (name, text) = shipped()[1];
    /// # let jsnm = Society::parse(name, text).unwrap();
    /// assert_eq!(jsnm.profile.destination().unwrap().name.ja, "郵便送付先");
    /// ```
    #[must_use]
    pub fn destination(&self) -> Option<&Field> {
        self.fields()
            .find(|field| matches!(field.kind, Kind::Destination(_)))
    }

    /// What a society has that declares nothing: names that the office keeps, and the institution.
    ///
    /// ```
    /// use shusseki_core::profile::Profile;
    /// let plain = Profile::plain();
    /// assert!(plain.field("family-name").is_some() && plain.directory.is_none());
    /// ```
    #[must_use]
    pub fn plain() -> Self {
        let field = |known: Known, ja, en| {
            Some(Field {
                key: known.key().parse().ok()?,
                name: Text::new(ja, en),
                hint: None,
                kind: known.kind(),
                required: false,
                edited_by: if known.is_name() {
                    Editor::Office
                } else {
                    Editor::Member
                },
                shown: Shown::Never,
                searched: false,
                substitute: false,
                prefecture: None,
                address: None,
            })
        };
        let fields = [
            field(Known::FamilyName, "姓", "Family name"),
            field(Known::GivenName, "名", "Given name"),
            field(Known::FamilyKana, "姓（カナ）", "Family name in kana"),
            field(Known::GivenKana, "名（カナ）", "Given name in kana"),
            field(
                Known::RomanName,
                "氏名（ローマ字）",
                "Name in roman letters",
            ),
            field(Known::Institution, "所属機関", "Institution"),
        ];
        let group = "person".parse().ok().map(|key| Group {
            key,
            name: Text::new("本人情報", "About you"),
            fields: fields.into_iter().flatten().collect(),
        });
        Self {
            groups: group.into_iter().collect(),
            directory: None,
        }
    }
}

impl Field {
    /// What it stands for, if every society has it.
    ///
    /// ```
    /// # use shusseki_core::profile::{Known, Profile};
    /// assert_eq!(Profile::plain().field("family-name").unwrap().known(), Some(Known::FamilyName));
    /// ```
    #[must_use]
    pub fn known(&self) -> Option<Known> {
        Known::of(self.key.as_str())
    }

    /// The option of that name.
    ///
    /// ```
    /// # use shusseki_core::society::{Society, shipped};
    /// # let (name, text) = shipped()[1];
    /// # let jsnm = Society::parse(name, text).unwrap();
    /// let to = jsnm.profile.destination().unwrap();
    /// assert_eq!(to.option("home").unwrap().name.ja, "自宅");
    /// ```
    #[must_use]
    pub fn option(&self, key: &str) -> Option<&Choice> {
        self.kind
            .choices()
            .iter()
            .find(|option| option.key.as_str() == key)
    }
}
