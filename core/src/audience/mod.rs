//! Whom something is for: who sees a notice, and who gets it by mail.
//!
//! One value decides both, so that a page and a mail can never differ.

mod facts;
mod selection;

pub use facts::{MemberFacts, Post, PostError, Standing, StandingError};
pub use selection::Selection;

use serde::{Deserialize, Serialize};

/// Whom something is for.
///
/// ```
/// use shusseki_core::audience::{Audience, MemberFacts, Selection};
/// let member = MemberFacts::new("regular".parse().unwrap());
/// assert!(Audience::Everybody.matches(&member) && Audience::Everybody.is_public());
/// let students = Selection { classes: ["student".parse().unwrap()].into(), ..Selection::default() };
/// assert!(!Audience::Members(students).matches(&member));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Audience {
    /// Everybody, visitors who are no members too.
    Everybody,
    /// The members that are selected.
    Members(Selection),
}

impl Audience {
    /// All members, and nobody else.
    ///
    /// ```
    /// use shusseki_core::audience::{Audience, MemberFacts};
    /// let all = Audience::all_members();
    /// assert!(all.matches(&MemberFacts::new("student".parse().unwrap())));
    /// assert!(!all.is_public());
    /// ```
    #[must_use]
    pub fn all_members() -> Self {
        Self::Members(Selection::default())
    }

    /// Whether the member belongs to it. Nobody who has withdrawn does.
    ///
    /// ```
    /// use shusseki_core::audience::{Audience, MemberFacts, Standing};
    /// let mut member = MemberFacts::new("regular".parse().unwrap());
    /// member.standing = Standing::Withdrawn;
    /// assert!(!Audience::Everybody.matches(&member));
    /// ```
    #[must_use]
    pub fn matches(&self, member: &MemberFacts) -> bool {
        let is_member = member.standing != Standing::Withdrawn;
        is_member
            && match self {
                Self::Everybody => true,
                Self::Members(selection) => selection.holds(member),
            }
    }

    /// Whether visitors who are no members see it.
    ///
    /// ```
    /// use shusseki_core::audience::Audience;
    /// assert!(Audience::Everybody.is_public());
    /// ```
    #[must_use]
    pub const fn is_public(&self) -> bool {
        matches!(self, Self::Everybody)
    }

    /// What is selected; nothing where it is everybody.
    ///
    /// ```
    /// use shusseki_core::audience::Audience;
    /// assert!(Audience::Everybody.selection().is_none());
    /// assert!(Audience::all_members().selection().unwrap().is_everything());
    /// ```
    #[must_use]
    pub const fn selection(&self) -> Option<&Selection> {
        match self {
            Self::Everybody => None,
            Self::Members(selection) => Some(selection),
        }
    }
}
