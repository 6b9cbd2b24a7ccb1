//! Who the members of the demo are: the accounts, and a crowd put together from lists of names.

use super::DemoError;
use super::scenario::{Account, AccountRole, HoldingPlan, People, Scenario};
use crate::clock::{NoRandomness, Random};
use crate::members::{Member, MemberName, MemberStatus, StaffRole};
use jiff::civil::Date;
use shusseki_core::ids::MemberId;
use shusseki_core::mail_address::MailAddress;
use shusseki_core::text::Language;

/// Members of a society who have no password.
const CROWD: usize = 36;
/// One in so many of the crowd holds no certification,
const WITHOUT_CERTIFICATION: usize = 4;
/// and this one is on leave 休会.
const ON_LEAVE: usize = 17;

/// The account's member.
pub(super) fn member_of(account: &Account, random: &Random) -> Result<Member, NoRandomness> {
    let name = MemberName::from(&account.name);
    Ok(Member {
        id: MemberId::new(random.uuid()?),
        mail: mail_of(&name.roman),
        language: Language::Ja,
        name,
        number: account.number.clone(),
        institution: account.institution.clone(),
        class: account.class.clone(),
        district: account.district.clone(),
        joined_on: account.joined_on,
        status: MemberStatus::Active,
        is_staff: staff_role(account.role).is_some(),
        unread: 0,
        merged_into: None,
    })
}

/// An address under a name that leads nowhere (RFC 2606).
pub(super) fn mail_of(roman: &str) -> Option<MailAddress> {
    let local = roman.to_lowercase().replace(' ', ".");
    format!("{local}@mail.example").parse().ok()
}

/// What the account may do in the office.
pub(super) const fn staff_role(role: AccountRole) -> Option<StaffRole> {
    match role {
        AccountRole::Attendee => None,
        AccountRole::Admin => Some(StaffRole::Admin),
        AccountRole::Scanner => Some(StaffRole::Scanner),
        AccountRole::Events => Some(StaffRole::Events),
        AccountRole::Reviewer => Some(StaffRole::Reviewer),
        AccountRole::Finance => Some(StaffRole::Finance),
    }
}

/// The other members; `which` makes the societies' crowds differ.
pub(super) fn crowd(
    scenario: &Scenario,
    people: &People,
    which: usize,
    random: &Random,
) -> Result<Vec<Member>, DemoError> {
    (0..CROWD)
        .map(|place| crowd_member(scenario, people, which, place, random))
        .collect()
}

fn crowd_member(
    scenario: &Scenario,
    people: &People,
    which: usize,
    place: usize,
    random: &Random,
) -> Result<Member, DemoError> {
    let crowd = &scenario.crowd;
    let name = match crowd.others.get(place) {
        Some(name) => MemberName::from(name),
        None => put_together(people, which, place)?,
    };
    let institution = turn(&crowd.institutions, place)?;
    let number = crowd.first_number as usize + place * 137 + (place * place) % 29;
    Ok(Member {
        id: MemberId::new(random.uuid()?),
        mail: mail_of(&name.roman),
        language: Language::Ja,
        number: format!("{number:0width$}", width = crowd.digits)
            .parse()
            .map_err(|error| DemoError::Data(format!("member number {number}: {error}")))?,
        name,
        institution: institution.name.clone(),
        class: turn(&crowd.classes, place)?.clone(),
        district: institution.district.clone(),
        joined_on: joined_on(place)?,
        status: if place == ON_LEAVE {
            MemberStatus::OnLeave
        } else {
            MemberStatus::Active
        },
        is_staff: false,
        unread: 0,
        merged_into: None,
    })
}

/// Families in turn, given names in another rhythm, so that no name comes twice.
fn put_together(people: &People, which: usize, place: usize) -> Result<MemberName, DemoError> {
    let family = turn(&people.families, place + which * 13)?;
    let given = turn(&people.givens, place * 7 + which * 3)?;
    Ok(MemberName {
        family: family.0.clone(),
        given: given.0.clone(),
        family_kana: family.1.clone(),
        given_kana: given.1.clone(),
        roman: format!("{} {}", given.2, family.2),
    })
}

fn joined_on(place: usize) -> Result<Date, DemoError> {
    let years = i16::try_from(place * 5 % 21).unwrap_or(0);
    let month = i8::try_from(place % 12).unwrap_or(0) + 1;
    Date::new(2003 + years, month, 1).map_err(|error| DemoError::Data(error.to_string()))
}

fn turn<T>(list: &[T], place: usize) -> Result<&T, DemoError> {
    place
        .checked_rem(list.len())
        .and_then(|place| list.get(place))
        .ok_or_else(|| DemoError::Data("an empty list".to_owned()))
}

/// The certification of a crowd member, where there is one.
pub(super) fn crowd_holding(scenario: &Scenario, place: usize) -> Option<HoldingPlan> {
    if place.is_multiple_of(WITHOUT_CERTIFICATION) {
        return None;
    }
    let years = i16::try_from(place % 9).ok()?;
    Some(HoldingPlan {
        certification: scenario.crowd.certification.clone(),
        year: 2014 + years,
        serial: scenario.crowd.first_serial + u32::try_from(place).ok()? * 7,
        ends_in: i16::try_from(place % 4).ok()?,
        renewed: years < 5,
    })
}

#[cfg(test)]
mod tests {
    use super::{CROWD, crowd};
    use crate::clock::Random;
    use crate::demo::scenario::{People, shipped};
    use std::collections::HashSet;

    #[test]
    fn a_crowd_has_no_two_members_of_one_name_or_number() {
        let people = People::shipped().unwrap();
        for (which, scenario) in shipped().unwrap().iter().enumerate() {
            let members = crowd(scenario, &people, which, &Random::system()).unwrap();
            let names: HashSet<_> = members.iter().map(|member| member.name.kanji()).collect();
            let mut numbers: HashSet<_> = members
                .iter()
                .map(|member| member.number.as_str())
                .collect();
            assert_eq!(names.len(), CROWD, "{}", scenario.slug);
            assert_eq!(numbers.len(), CROWD, "{}", scenario.slug);
            for account in scenario.accounts.iter().chain(&scenario.newcomers) {
                assert!(
                    numbers.insert(account.number.as_str()),
                    "{}",
                    account.number
                );
            }
        }
    }
}
