//! All that is particular to a society 学会, as checked types read from its definition file.
//!
//! A definition is KDL. It says the society's words, its membership, its kinds of event, what earns
//! how many credits, and the rules of each certification, in the order and the words of the
//! society's own regulation. [`check`] reads one and reports every mistake in it at once.

mod certification;
mod colour;
mod diagnostic;
mod example;
mod first_login;
mod notices;
mod password;
mod period;
mod policy;
mod reading;
mod support;
mod trial;
mod validity;

pub use certification::{Certification, NumberFormat, NumberFormatError};
pub use colour::{Colour, ColourError};
pub use diagnostic::{Checked, CheckedMembers, Diagnostic, Severity};
pub use example::{Example, Expectation, Expected, ExpectedStatus, ExpectedSum};
pub use first_login::{AfterChange, FirstLogin, TemporaryPasswords};
pub use notices::{NamedAudience, NoticePolicy};
pub use password::{PasswordFault, PasswordPolicy};
pub use period::{
    CreditsUntil, Length, MonthDay, MonthDayError, Period, PeriodRule, WindowRule, WindowSide,
};
pub use policy::{CheckInPolicy, HistoryPolicy};
pub use support::{FormRow, Guide, HelpDesk, Link, Question, QuestionGroup, Support, SupportForm};
pub use trial::{Difference, Trial};
pub use validity::{ExtensionFor, ExtensionRule, ForfeitRule, SuspensionRule, Whole};

use crate::{
    calendar::FiscalCalendar,
    credit::{CreditUnit, Credits},
    ids::{
        ActivityKey, CertificationKey, ClassKey, DistrictKey, EventKindKey, RoleKey, SocietySlug,
        TagKey, TraitKey,
    },
    money::Yen,
    profile::{Prefecture, Profile},
    text::{Language, Text},
    venue_code::SocietyNumber,
};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// A society 学会, as its definition says it.
///
/// ```
/// use shusseki_core::society::{Society, shipped};
/// let (name, text) = shipped()[1];
/// let jsnm = Society::parse(name, text).unwrap();
/// assert_eq!(jsnm.name.ja, "一般社団法人日本核医学会");
/// assert_eq!(jsnm.fiscal.year_of("2026-08-31".parse().unwrap()), 2025);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Society {
    /// The word in addresses.
    pub slug: SocietySlug,
    /// The number inside its venue codes.
    pub number: SocietyNumber,
    /// The full name.
    pub name: Text,
    /// What members call it: JSNM.
    pub short_name: String,
    /// Where the office is reached.
    pub contact: Contact,
    /// How fiscal years are counted.
    pub fiscal: FiscalCalendar,
    /// The branding colour.
    pub colour: Colour,
    /// The languages of its pages; the first is the default.
    pub languages: Vec<Language>,
    /// What it calls a credit.
    pub credit_unit: CreditUnit,
    /// Membership classes 会員区分.
    pub classes: Vec<MembershipClass>,
    /// Districts 所属地区; empty where it has none.
    pub districts: Vec<District>,
    /// Kinds of event.
    pub event_kinds: Vec<EventKind>,
    /// Roles 役割.
    pub roles: Vec<Role>,
    /// Tags that sessions carry.
    pub tags: Vec<Tag>,
    /// Traits that members have.
    pub traits: Vec<Trait>,
    /// Activities 活動.
    pub activities: Vec<Activity>,
    /// How attendance is registered.
    pub check_in: CheckInPolicy,
    /// How much attendance members see.
    pub history: HistoryPolicy,
    /// What passwords must be like.
    pub password: PasswordPolicy,
    /// How a member comes in for the first time.
    pub first_login: FirstLogin,
    /// What it keeps of a member.
    pub profile: Profile,
    /// Whom its notices お知らせ are for, and whether they go out by mail.
    pub notices: NoticePolicy,
    /// Its support desk サポートデスク.
    pub support: Support,
    /// Its publications 刊行物.
    pub publications: Vec<Link>,
    /// Questions and answers よくあるご質問.
    pub questions: Vec<QuestionGroup>,
    /// Certifications 認定資格.
    pub certifications: Vec<Certification>,
}

/// Where the society's office is reached.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[1];
/// # let jsnm = Society::parse(name, text).unwrap();
/// assert_eq!(jsnm.contact.mail.as_deref(), Some("office@jsnm.org"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// The office's mail address; none where it publishes none.
    pub mail: Option<String>,
    /// The society's site.
    pub url: String,
    /// The office's telephone number.
    pub phone: Option<String>,
    /// The office's postal address.
    pub address: Option<Text>,
}

/// A membership class 会員区分.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[1];
/// # let jsnm = Society::parse(name, text).unwrap();
/// assert_eq!(jsnm.classes[0].dues.to_string(), "15,000");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MembershipClass {
    /// The definition's name.
    pub key: ClassKey,
    /// What members read.
    pub name: Text,
    /// Dues 年会費 a fiscal year, in yen.
    pub dues: Yen,
}

/// A district 所属地区.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[1];
/// # let jsnm = Society::parse(name, text).unwrap();
/// assert_eq!(jsnm.districts[0].name.ja, "北海道");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct District {
    /// The definition's name.
    pub key: DistrictKey,
    /// What members read.
    pub name: Text,
    /// The prefectures that belong to it; empty where the office assigns members by hand.
    pub prefectures: Vec<Prefecture>,
}

/// A kind of event: annual meeting, seminar.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[1];
/// # let jsnm = Society::parse(name, text).unwrap();
/// assert!(jsnm.event_kind(&"annual-meeting".parse().unwrap()).unwrap().listed_in_history);
/// assert!(!jsnm.event_kind(&"regional-meeting".parse().unwrap()).unwrap().listed_in_history);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventKind {
    /// The definition's name.
    pub key: EventKindKey,
    /// What members read.
    pub name: Text,
    /// Whether members see it in their attendance (JSNM-10).
    pub listed_in_history: bool,
}

/// A role 役割 in which one takes part.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[0];
/// # let jhrs = Society::parse(name, text).unwrap();
/// assert_eq!(jhrs.role(&"present".parse().unwrap()).unwrap().name.ja, "発表");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Role {
    /// The definition's name.
    pub key: RoleKey,
    /// What members read.
    pub name: Text,
}

/// An activity 活動 that earns credits.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[2];
/// # let jgets = Society::parse(name, text).unwrap();
/// let lecture = jgets.activity(&"medical-lecture".parse().unwrap()).unwrap();
/// assert_eq!(lecture.credits[0].roles[&"attend".parse().unwrap()].to_string(), "2");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Activity {
    /// The definition's name.
    pub key: ActivityKey,
    /// What members read.
    pub name: Text,
    /// It is a reception 受付: attending it takes no time from the sessions beside it.
    pub reception: bool,
    /// What it gives, line by line (P4, P5, P18).
    pub credits: Vec<Grant>,
}

/// One line of what an activity gives: the credits for each role, for events in a span of days.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[2];
/// # let jgets = Society::parse(name, text).unwrap();
/// let congress = jgets.activity(&"congress".parse().unwrap()).unwrap();
/// let line = &congress.credits[0];
/// assert_eq!(line.roles[&"attend".parse().unwrap()].to_string(), "10");
/// assert!(line.per_minutes.is_none() && line.from.is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grant {
    /// The credits for each role.
    pub roles: BTreeMap<RoleKey, Credits>,
    /// For each whole span of so many minutes; flat where this is none (P5).
    pub per_minutes: Option<u32>,
    /// Nothing below so many minutes (P5).
    pub least_minutes: Option<u32>,
    /// For events on this day or later (P18).
    pub from: Option<Date>,
    /// For events on this day or before.
    pub until: Option<Date>,
}

/// A tag that sessions carry: on site, online, mandatory.
///
/// ```
/// use shusseki_core::{society::Tag, text::Text};
/// let tag = Tag { key: "on-site".parse().unwrap(), name: Text::new("現地参加", "On site") };
/// assert_eq!(tag.name.ja, "現地参加");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tag {
    /// The definition's name.
    pub key: TagKey,
    /// What members read.
    pub name: Text,
}

/// A trait that members have: a profession, a kind of workplace (P12).
///
/// ```
/// use shusseki_core::{society::Trait, text::Text};
/// let nurse = Trait { key: "nurse".parse().unwrap(), name: Text::new("看護師", "Nurse") };
/// assert_eq!(nurse.key.as_str(), "nurse");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trait {
    /// The definition's name.
    pub key: TraitKey,
    /// What members read.
    pub name: Text,
}

impl Society {
    /// Reads a definition; warnings don't stand in the way, [`check`] gives them too.
    ///
    /// # Errors
    ///
    /// Every mistake of the file, in the order of its lines.
    ///
    /// ```
    /// use shusseki_core::society::Society;
    /// let mistakes = Society::parse("empty.kdl", "").unwrap_err();
    /// assert!(mistakes.iter().any(|mistake| mistake.mistake.contains("`society`")));
    /// ```
    pub fn parse(file_name: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let Checked {
            society,
            diagnostics,
            ..
        } = check(file_name, text);
        society.ok_or(diagnostics)
    }

    /// The membership class of that name.
    ///
    /// ```
    /// # use shusseki_core::society::{Society, shipped};
    /// # let (name, text) = shipped()[0];
    /// # let jhrs = Society::parse(name, text).unwrap();
    /// assert!(jhrs.class(&"regular".parse().unwrap()).is_some());
    /// ```
    #[must_use]
    pub fn class(&self, key: &ClassKey) -> Option<&MembershipClass> {
        self.classes.iter().find(|class| class.key == *key)
    }

    /// The district of that name.
    ///
    /// ```
    /// # use shusseki_core::society::{Society, shipped};
    /// # let (name, text) = shipped()[1];
    /// # let jsnm = Society::parse(name, text).unwrap();
    /// assert_eq!(jsnm.district(&"kinki".parse().unwrap()).unwrap().name.ja, "近畿");
    /// ```
    #[must_use]
    pub fn district(&self, key: &DistrictKey) -> Option<&District> {
        self.districts.iter().find(|district| district.key == *key)
    }

    /// The kind of event of that name.
    ///
    /// ```
    /// # use shusseki_core::society::{Society, shipped};
    /// # let (name, text) = shipped()[0];
    /// # let jhrs = Society::parse(name, text).unwrap();
    /// assert!(jhrs.event_kind(&"annual-meeting".parse().unwrap()).is_some());
    /// ```
    #[must_use]
    pub fn event_kind(&self, key: &EventKindKey) -> Option<&EventKind> {
        self.event_kinds.iter().find(|kind| kind.key == *key)
    }

    /// The role of that name.
    ///
    /// ```
    /// # use shusseki_core::society::{Society, shipped};
    /// # let (name, text) = shipped()[0];
    /// # let jhrs = Society::parse(name, text).unwrap();
    /// assert!(jhrs.role(&"audience".parse().unwrap()).is_none());
    /// ```
    #[must_use]
    pub fn role(&self, key: &RoleKey) -> Option<&Role> {
        self.roles.iter().find(|role| role.key == *key)
    }

    /// The activity of that name.
    ///
    /// ```
    /// # use shusseki_core::society::{Society, shipped};
    /// # let (name, text) = shipped()[0];
    /// # let jhrs = Society::parse(name, text).unwrap();
    /// assert!(jhrs.activity(&"annual-meeting".parse().unwrap()).is_some());
    /// ```
    #[must_use]
    pub fn activity(&self, key: &ActivityKey) -> Option<&Activity> {
        self.activities.iter().find(|activity| activity.key == *key)
    }

    /// Whether the activity is a reception 受付, which one passes on the way to other sessions; not
    /// where there is no such activity.
    ///
    /// ```
    /// # use shusseki_core::society::{Society, shipped};
    /// # let (name, text) = shipped()[1];
    /// # let jsnm = Society::parse(name, text).unwrap();
    /// assert!(jsnm.is_reception(&"annual-meeting".parse().unwrap()));
    /// assert!(!jsnm.is_reception(&"educational-lecture".parse().unwrap()));
    /// ```
    #[must_use]
    pub fn is_reception(&self, key: &ActivityKey) -> bool {
        self.activity(key)
            .is_some_and(|activity| activity.reception)
    }

    /// The certification of that name.
    ///
    /// ```
    /// # use shusseki_core::society::{Society, shipped};
    /// # let (name, text) = shipped()[0];
    /// # let jhrs = Society::parse(name, text).unwrap();
    /// assert_eq!(jhrs.certification(&"ecg-specialist".parse().unwrap()).unwrap().name.ja, "JHRS認定心電図専門士");
    /// ```
    #[must_use]
    pub fn certification(&self, key: &CertificationKey) -> Option<&Certification> {
        let mut certifications = self.certifications.iter();
        certifications.find(|certification| certification.key == *key)
    }
}

/// Reads a definition and says everything there is to say about it, warnings too.
///
/// No text panics or hangs: its size and the depth of its blocks are bounded before it is read.
///
/// ```
/// use shusseki_core::society::{check, shipped};
/// let (name, text) = shipped()[0];
/// assert!(check(name, text).diagnostics.is_empty());
/// let wrong = text.replacen("short-name", "shortname", 1);
/// let said = check(name, &wrong).diagnostics;
/// assert!(said[0].remedy.contains("`short-name`"));
/// ```
#[must_use]
pub fn check(file_name: &str, text: &str) -> Checked {
    reading::definition(file_name, text)
}

/// The words of a definition as a KDL Schema document, for editors and other tools: what may stand
/// where, and how often. [`check`] says more; it alone knows what a definition means.
///
/// ```
/// use shusseki_core::society::schema;
/// assert!(schema().contains("node \"must-attend\""));
/// ```
#[must_use]
pub fn schema() -> String {
    reading::schema()
}

/// Reads a file of members: `example` blocks like those of a definition, `expect` left out or not.
///
/// ```
/// use shusseki_core::society::{Society, check_members, shipped};
/// let (name, text) = shipped()[2];
/// let jgets = Society::parse(name, text).unwrap();
/// let file = r#"example "四十九点の会員" certification=endoscopy-technician on="2026-11-20" {
///     holder from="2023-04-01" until="2028-03-31"
///     credit congress on="2024-05-20"
/// }"#;
/// assert_eq!(check_members("members.kdl", file, &jgets).members.len(), 1);
/// ```
#[must_use]
pub fn check_members(file_name: &str, text: &str, society: &Society) -> CheckedMembers {
    reading::members(file_name, text, society)
}

/// The definitions that come with the software, as (file name, text): JHRS, JSNM, JGETS.
///
/// ```
/// use shusseki_core::society::shipped;
/// assert_eq!(shipped().map(|(name, _)| name), ["jhrs.kdl", "jsnm.kdl", "jgets.kdl"]);
/// ```
#[must_use]
pub const fn shipped() -> [(&'static str, &'static str); 3] {
    [
        ("jhrs.kdl", include_str!("../../societies/jhrs.kdl")),
        ("jsnm.kdl", include_str!("../../societies/jsnm.kdl")),
        ("jgets.kdl", include_str!("../../societies/jgets.kdl")),
    ]
}
