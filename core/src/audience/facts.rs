//! What has to be known of a member to say whether she or he belongs to an audience.

use crate::ids::{CertificationKey, ClassKey, DistrictKey};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt, str::FromStr};

/// What an audience may ask of a member.
///
/// ```
/// use shusseki_core::audience::{MemberFacts, Standing};
/// let facts = MemberFacts::new("regular".parse().unwrap());
/// assert_eq!(facts.standing, Standing::Active);
/// assert!(facts.district.is_none() && facts.posts.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberFacts {
    /// The membership class 会員区分.
    pub class: ClassKey,
    /// The district 所属地区, where there is one.
    pub district: Option<DistrictKey>,
    /// Whether the membership is in force.
    pub standing: Standing,
    /// Certifications 認定資格 whose period the day lies in.
    pub certifications: BTreeSet<CertificationKey>,
    /// Offices 役職 and committees 委員会 held on the day.
    pub posts: BTreeSet<Post>,
}

impl MemberFacts {
    /// An active member of that class of whom nothing else is known.
    ///
    /// ```
    /// use shusseki_core::audience::MemberFacts;
    /// assert!(MemberFacts::new("student".parse().unwrap()).certifications.is_empty());
    /// ```
    #[must_use]
    pub const fn new(class: ClassKey) -> Self {
        Self {
            class,
            district: None,
            standing: Standing::Active,
            certifications: BTreeSet::new(),
            posts: BTreeSet::new(),
        }
    }
}

/// Whether a membership is in force.
///
/// ```
/// use shusseki_core::audience::Standing;
/// assert_eq!("on-leave".parse(), Ok(Standing::OnLeave));
/// assert_eq!(Standing::OnLeave.to_string(), "on-leave");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// A member.
    Active,
    /// 休会.
    OnLeave,
    /// 退会: no member any more.
    Withdrawn,
}

/// A text is no standing.
///
/// ```
/// use shusseki_core::audience::{Standing, StandingError};
/// assert_eq!("gone".parse::<Standing>(), Err(StandingError));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a membership is active, on-leave or withdrawn")]
pub struct StandingError;

impl Standing {
    const ALL: [(Self, &'static str); 3] = [
        (Self::Active, "active"),
        (Self::OnLeave, "on-leave"),
        (Self::Withdrawn, "withdrawn"),
    ];

    /// Those of members: what an audience can ask for.
    ///
    /// ```
    /// use shusseki_core::audience::Standing;
    /// assert!(!Standing::OF_MEMBERS.contains(&Standing::Withdrawn));
    /// ```
    pub const OF_MEMBERS: [Self; 2] = [Self::Active, Self::OnLeave];
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut all = Self::ALL.iter();
        let name = all.find(|(one, _)| one == self).map(|(_, name)| *name);
        f.pad(name.unwrap_or_default())
    }
}

impl FromStr for Standing {
    type Err = StandingError;

    fn from_str(text: &str) -> Result<Self, StandingError> {
        let mut all = Self::ALL.iter();
        let found = all.find(|(_, name)| *name == text);
        found.map(|(one, _)| *one).ok_or(StandingError)
    }
}

/// An office or a committee, by its Japanese name as the society records it.
///
/// ```
/// use shusseki_core::audience::Post;
/// let councillor = Post::Office("評議員".to_owned());
/// assert_eq!("office:評議員".parse(), Ok(councillor.clone()));
/// assert_eq!(councillor.to_string(), "office:評議員");
/// assert_eq!(councillor.name(), "評議員");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Post {
    /// An office 役職, by what its holder is called: 評議員, 理事.
    Office(String),
    /// A committee 委員会, by its name, whoever sits in it.
    Committee(String),
}

/// A text is no post.
///
/// ```
/// use shusseki_core::audience::{Post, PostError};
/// assert_eq!("評議員".parse::<Post>(), Err(PostError));
/// assert_eq!("office:".parse::<Post>(), Err(PostError));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a post is `office:` or `committee:` and its name")]
pub struct PostError;

impl Post {
    /// What it is called.
    ///
    /// ```
    /// use shusseki_core::audience::Post;
    /// assert_eq!(Post::Committee("編集委員会".to_owned()).name(), "編集委員会");
    /// ```
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Office(name) | Self::Committee(name) => name,
        }
    }
}

impl fmt::Display for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Office(_) => "office",
            Self::Committee(_) => "committee",
        };
        write!(f, "{kind}:{}", self.name())
    }
}

impl FromStr for Post {
    type Err = PostError;

    fn from_str(text: &str) -> Result<Self, PostError> {
        let (kind, name) = text.split_once(':').ok_or(PostError)?;
        let name = name.trim().to_owned();
        match kind {
            _ if name.is_empty() => Err(PostError),
            "office" => Ok(Self::Office(name)),
            "committee" => Ok(Self::Committee(name)),
            _ => Err(PostError),
        }
    }
}
