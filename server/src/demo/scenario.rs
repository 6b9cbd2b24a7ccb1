//! What the demo consists of, as its data files say it: days count from today.

use super::DemoError;
use crate::members::MemberName;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use shusseki_core::calendar::day_of;
use shusseki_core::ids::{
    ActivityKey, CertificationKey, ClassKey, DistrictKey, EventKindKey, MemberNumber, RoleKey,
    SocietySlug,
};
use shusseki_core::society::{Certification, Period};
use shusseki_core::text::Text;

/// One society of the demo.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scenario {
    pub(super) slug: SocietySlug,
    /// The members whose passwords are told.
    pub(super) accounts: Vec<Account>,
    /// Members at the door: each with something to do before going on.
    pub(super) newcomers: Vec<Account>,
    /// The other members.
    pub(super) crowd: Crowd,
    /// Events of former years.
    pub(super) history: Vec<Series>,
    /// The event that is going on now.
    pub(super) event_day: EventDay,
}

/// A member whose password is told.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Account {
    pub(super) number: MemberNumber,
    pub(super) name: Name,
    pub(super) institution: String,
    pub(super) class: ClassKey,
    pub(super) district: Option<DistrictKey>,
    pub(super) joined_on: Date,
    /// Empty for who has none yet.
    pub(super) password: String,
    pub(super) role: AccountRole,
    #[serde(default)]
    pub(super) door: DoorState,
    /// A few words for the table in the terminal.
    pub(super) hint: String,
    /// A sentence for `demo.json`.
    pub(super) story: String,
    #[serde(default)]
    pub(super) holdings: Vec<HoldingPlan>,
    /// What the member attended: `{series}-{how many occurrences back}`.
    #[serde(default)]
    pub(super) attended: Vec<String>,
    /// Credits from before this system.
    #[serde(default)]
    pub(super) imported: Vec<Imported>,
}

/// What an account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum AccountRole {
    Attendee,
    Admin,
    Scanner,
    Events,
    Reviewer,
    Finance,
}

/// How far a member has come at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum DoorState {
    /// In and out for years.
    #[default]
    Regular,
    /// Has the letter with a temporary password.
    TemporaryPassword,
    /// Has chosen a password, and has the notice and the profile before her or him.
    FirstLogin,
    /// Has an old password.
    ReminderDue,
    /// Has no password yet, and makes one by the forgotten-password page.
    ByReset,
}

/// A name: family and given name in kanji, both in kana, and the whole in roman letters.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Name(String, String, String, String, String);

/// A certification that a member holds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HoldingPlan {
    pub(super) certification: CertificationKey,
    /// The year of the first certification.
    pub(super) year: i16,
    pub(super) serial: u32,
    /// The period ends so many years after the next possible day.
    pub(super) ends_in: i16,
    /// Whether it was renewed at the beginning of the period.
    pub(super) renewed: bool,
}

/// A line of the ledger from another system.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Imported {
    pub(super) on: Season,
    pub(super) back: i16,
    pub(super) activity: ActivityKey,
    pub(super) role: RoleKey,
    pub(super) society_held: bool,
    pub(super) event: Text,
    pub(super) session: Text,
}

/// Members without a password, who fill the halls.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Crowd {
    pub(super) first_number: u32,
    /// How many digits a member number has.
    pub(super) digits: usize,
    pub(super) classes: Vec<ClassKey>,
    pub(super) institutions: Vec<Institution>,
    /// Members whose names are not put together from the lists.
    pub(super) others: Vec<Name>,
    pub(super) certification: CertificationKey,
    pub(super) first_serial: u32,
}

/// 所属機関.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Institution {
    pub(super) name: String,
    pub(super) district: Option<DistrictKey>,
}

/// An event that comes back every year.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Series {
    pub(super) key: String,
    pub(super) event: EventPlan,
    pub(super) session: Text,
    pub(super) room: Text,
    pub(super) activity: ActivityKey,
    pub(super) on: Season,
    /// The hour in Japan at which it begins.
    pub(super) hour: i64,
    pub(super) minutes: i64,
    /// Which occurrences are told: 1 is the latest, 2 the one before.
    pub(super) back: Vec<i16>,
}

/// An event, before it has a day.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EventPlan {
    pub(super) kind: EventKindKey,
    pub(super) society_held: bool,
    /// `{edition}` stands for the number of the year's meeting, `{year}` for the year.
    pub(super) title: Text,
    pub(super) edition: Option<Edition>,
    pub(super) host: Text,
    pub(super) venue: Text,
}

/// How meetings are numbered.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Edition {
    /// In this year
    year: i16,
    /// it was this one,
    number: i16,
    /// and there are so many a year.
    a_year: i16,
}

/// Month and day.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Season(i8, i8);

/// The event that is going on while the demo runs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EventDay {
    pub(super) event: EventPlan,
    pub(super) sessions: Vec<SessionPlan>,
}

/// A session of the event that is going on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SessionPlan {
    pub(super) when: When,
    pub(super) activity: ActivityKey,
    pub(super) title: Text,
    pub(super) room: Text,
    /// Where codes are scanned; one point when empty.
    #[serde(default)]
    pub(super) points: Vec<Text>,
    pub(super) classes: Option<Vec<ClassKey>>,
    /// Whether some of the crowd have checked in already.
    #[serde(default)]
    pub(super) attended: bool,
}

/// When a session is, as seen from the start of the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum When {
    Yesterday,
    Running,
    Tomorrow,
}

/// Names from which members are put together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct People {
    /// 姓: kanji, kana, roman letters.
    pub(super) families: Vec<(String, String, String)>,
    /// 名: the same.
    pub(super) givens: Vec<(String, String, String)>,
}

/// The three societies of the demo.
///
/// # Errors
/// Their data has a mistake; a test reads it.
pub(super) fn shipped() -> Result<Vec<Scenario>, DemoError> {
    let files = [
        include_str!("data/jhrs.json"),
        include_str!("data/jsnm.json"),
        include_str!("data/jgets.json"),
    ];
    files
        .iter()
        .map(|file| Ok(serde_json::from_str(file)?))
        .collect()
}

impl People {
    /// The lists of names.
    pub(super) fn shipped() -> Result<Self, DemoError> {
        Ok(serde_json::from_str(include_str!("data/people.json"))?)
    }
}

impl Name {
    /// Whether a member has this name in every spelling.
    pub(super) fn is(&self, member: &MemberName) -> bool {
        let Self(family, given, family_kana, given_kana, roman) = self;
        *family == member.family
            && *given == member.given
            && *family_kana == member.family_kana
            && *given_kana == member.given_kana
            && *roman == member.roman
    }
}

impl From<&Name> for MemberName {
    fn from(name: &Name) -> Self {
        Self {
            family: name.0.clone(),
            given: name.1.clone(),
            family_kana: name.2.clone(),
            given_kana: name.3.clone(),
            roman: name.4.clone(),
        }
    }
}

impl Season {
    /// The day of the occurrence so many back: 1 is the latest before yesterday, so that it is
    /// over for certain and yesterday's programme stays the current event's.
    pub(super) fn occurrence(self, today: Date, back: i16) -> Result<Date, DemoError> {
        let mistake = || {
            DemoError::Data(format!(
                "there is no day {}/{}, {back} back",
                self.0, self.1
            ))
        };
        let settled = today.checked_sub(2.days()).map_err(|_| mistake())?;
        let in_year = |year| Date::new(year, self.0, self.1).map_err(|_| mistake());
        let latest = if in_year(settled.year())? <= settled {
            settled.year()
        } else {
            settled.year() - 1
        };
        in_year(latest - (back - 1))
    }
}

impl EventPlan {
    /// The title of the meeting in that year.
    pub(super) fn title_in(&self, year: i16) -> Text {
        let number = self.edition.map_or(0, |edition| {
            edition.number + (year - edition.year) * edition.a_year
        });
        let fill = |text: &str, edition: &str| {
            text.replace("{edition}", edition)
                .replace("{year}", &year.to_string())
        };
        Text::new(
            fill(&self.title.ja, &number.to_string()),
            fill(&self.title.en, &ordinal(number)),
        )
    }
}

fn ordinal(number: i16) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

impl HoldingPlan {
    /// The certification period that goes on today, and whose renewal can still be applied for.
    pub(super) fn period(&self, certification: &Certification, today: Date) -> Option<Period> {
        let next = certification.period.ends?.last_on_or_after(today)?;
        let period = period_until(certification, next.year() + self.ends_in)?;
        let window = certification.renewal_window.for_period(&period);
        if window.is_some_and(|window| day_of(window.closes) <= today) {
            return period_until(certification, next.year() + self.ends_in + 1);
        }
        Some(period)
    }
}

/// The period that ends in that year.
fn period_until(certification: &Certification, year: i16) -> Option<Period> {
    let rule = certification.period;
    let ends = rule.ends?;
    let last = ends.last_in_year(year)?;
    let before = ends.last_in_year(last.year() - i16::from(rule.length.years))?;
    Some(Period::new(before.tomorrow().ok()?, last))
}

#[cfg(test)]
mod tests {
    use super::{Season, ordinal};
    use jiff::civil::date;

    #[test]
    fn an_occurrence_is_always_over() {
        let season = Season(11, 20);
        for (today, wanted) in [
            (date(2026, 11, 23), date(2026, 11, 20)),
            (date(2026, 11, 22), date(2026, 11, 20)),
            (date(2026, 11, 21), date(2025, 11, 20)),
            (date(2027, 1, 1), date(2026, 11, 20)),
        ] {
            assert_eq!(season.occurrence(today, 1).unwrap(), wanted, "{today}");
        }
        assert_eq!(
            season.occurrence(date(2026, 11, 23), 3).unwrap(),
            date(2024, 11, 20)
        );
    }

    #[test]
    fn meetings_are_counted_as_english_counts() {
        let counted = [1, 2, 3, 4, 11, 12, 13, 21, 92, 93, 111].map(ordinal);
        assert_eq!(
            counted,
            [
                "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "92nd", "93rd", "111th"
            ]
        );
    }
}
