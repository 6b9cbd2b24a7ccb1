//! Notices お知らせ: whom a society writes to, and how (JSNM-8, JGETS-16).

use crate::{audience::Audience, ids::AudienceKey, text::Text};
use serde::Serialize;

/// What a society decides about its notices.
///
/// ```
/// # use shusseki_core::society::{NoticePolicy, Society, shipped};
/// # let read = |index: usize| { let (name, text) = shipped()[index]; Society::parse(name, text).unwrap() };
/// let (jhrs, jsnm) = (read(0).notices, read(1).notices);
/// assert!(jsnm.mail && !jhrs.mail);
/// assert_eq!(jsnm.audiences[2].name.ja, "評議員の皆様へ");
/// assert_eq!(jhrs, NoticePolicy::default());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NoticePolicy {
    /// Whether a notice may go to its audience by mail as well.
    pub mail: bool,
    /// Audiences with a name of their own, in the order in which a form offers them.
    pub audiences: Vec<NamedAudience>,
}

/// An audience that the society has a name for: 会員, 評議員, 一般.
///
/// ```
/// use shusseki_core::{audience::Audience, society::NamedAudience, text::Text};
/// let general = NamedAudience {
///     key: "general".parse().unwrap(),
///     name: Text::new("一般", "General information"),
///     audience: Audience::Everybody,
/// };
/// assert!(general.audience.is_public());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedAudience {
    /// The definition's name.
    pub key: AudienceKey,
    /// What members read.
    pub name: Text,
    /// Whom it reaches.
    pub audience: Audience,
}

impl NoticePolicy {
    /// The audience of that name.
    ///
    /// ```
    /// # use shusseki_core::society::{Society, shipped};
    /// # let (name, text) = shipped()[1];
    /// # let jsnm = Society::parse(name, text).unwrap();
    /// assert!(jsnm.notices.audience(&"general".parse().unwrap()).unwrap().audience.is_public());
    /// assert!(jsnm.notices.audience(&"nobody".parse().unwrap()).is_none());
    /// ```
    #[must_use]
    pub fn audience(&self, key: &AudienceKey) -> Option<&NamedAudience> {
        self.audiences.iter().find(|one| one.key == *key)
    }
}
