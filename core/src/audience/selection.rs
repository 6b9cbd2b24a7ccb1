//! Members by what they are and hold.

use super::{MemberFacts, Post, Standing};
use crate::ids::{CertificationKey, ClassKey, DistrictKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Members by what they are and hold: any of the values within a kind, all of the kinds. A kind
/// without a value asks for nothing.
///
/// ```
/// use shusseki_core::audience::{MemberFacts, Post, Selection};
/// let mut member = MemberFacts::new("regular".parse().unwrap());
/// let councillors = Selection {
///     classes: ["regular".parse().unwrap(), "honorary".parse().unwrap()].into(),
///     posts: [Post::Office("評議員".to_owned())].into(),
///     ..Selection::default()
/// };
/// assert!(!councillors.holds(&member));
/// member.posts.insert(Post::Office("評議員".to_owned()));
/// assert!(councillors.holds(&member));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Selection {
    /// Membership classes.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub classes: BTreeSet<ClassKey>,
    /// Districts.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub districts: BTreeSet<DistrictKey>,
    /// Certifications that are in force.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub certifications: BTreeSet<CertificationKey>,
    /// Offices and committees held: of both together, any.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub posts: BTreeSet<Post>,
    /// Active, on leave.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub standings: BTreeSet<Standing>,
}

impl Selection {
    /// Whether the member is selected.
    ///
    /// ```
    /// use shusseki_core::audience::{MemberFacts, Selection, Standing};
    /// let member = MemberFacts::new("regular".parse().unwrap());
    /// assert!(Selection::default().holds(&member));
    /// let on_leave = Selection { standings: [Standing::OnLeave].into(), ..Selection::default() };
    /// assert!(!on_leave.holds(&member));
    /// ```
    #[must_use]
    pub fn holds(&self, member: &MemberFacts) -> bool {
        let in_district = |districts: &BTreeSet<DistrictKey>| {
            let own = member.district.as_ref();
            own.is_some_and(|own| districts.contains(own))
        };
        (self.classes.is_empty() || self.classes.contains(&member.class))
            && (self.districts.is_empty() || in_district(&self.districts))
            && (self.standings.is_empty() || self.standings.contains(&member.standing))
            && (self.certifications.is_empty()
                || !self.certifications.is_disjoint(&member.certifications))
            && (self.posts.is_empty() || !self.posts.is_disjoint(&member.posts))
    }

    /// Whether it asks for nothing, so that it is all members.
    ///
    /// ```
    /// use shusseki_core::audience::Selection;
    /// assert!(Selection::default().is_everything());
    /// ```
    #[must_use]
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::{MemberFacts, Post, Selection, Standing};
    use crate::audience::Audience;

    fn member() -> MemberFacts {
        MemberFacts {
            district: Some("kinki".parse().unwrap()),
            certifications: ["specialist".parse().unwrap()].into(),
            posts: [Post::Committee("編集委員会".to_owned())].into(),
            ..MemberFacts::new("regular".parse().unwrap())
        }
    }

    /// A selection that asks for everything that the member is, each with another value beside it.
    fn everything() -> Selection {
        Selection {
            classes: ["regular".parse().unwrap(), "student".parse().unwrap()].into(),
            districts: ["kinki".parse().unwrap(), "kanto".parse().unwrap()].into(),
            certifications: ["specialist".parse().unwrap(), "other".parse().unwrap()].into(),
            posts: [
                Post::Office("評議員".to_owned()),
                Post::Committee("編集委員会".to_owned()),
            ]
            .into(),
            standings: Standing::OF_MEMBERS.into(),
        }
    }

    #[test]
    fn any_value_of_a_kind_and_all_of_the_kinds() {
        assert!(everything().holds(&member()));
        let without: [fn(&mut MemberFacts); 6] = [
            |member| member.class = "honorary".parse().unwrap(),
            |member| member.district = Some("kyushu".parse().unwrap()),
            |member| member.district = None,
            |member| member.certifications.clear(),
            |member| member.posts = [Post::Office("編集委員会".to_owned())].into(),
            |member| member.standing = Standing::Withdrawn,
        ];
        for (which, change) in without.into_iter().enumerate() {
            let mut member = member();
            change(&mut member);
            assert!(!everything().holds(&member), "{which}");
            assert!(Selection::default().holds(&member), "{which}");
        }
    }

    #[test]
    fn an_audience_is_the_same_after_it_was_stored() {
        for audience in [
            Audience::Everybody,
            Audience::all_members(),
            Audience::Members(everything()),
        ] {
            let text = serde_json::to_string(&audience).unwrap();
            assert_eq!(serde_json::from_str::<Audience>(&text).unwrap(), audience);
        }
        let all = serde_json::to_string(&Audience::all_members()).unwrap();
        assert_eq!(all, r#"{"members":{}}"#);
    }
}
