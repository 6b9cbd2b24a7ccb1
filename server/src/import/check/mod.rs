//! What one row would do: nothing, a new member, a change, or what is wrong with it.

mod cells;
mod held;
mod profile;
mod words;
mod zeros;

use super::fault::{RowFault, Wrong};
use super::map::Target;
use super::read::{Row, letter};
use super::told::{SINCE, Told, differing, stored, tell_held, told, whole};
use super::values;
use crate::credits::planned::{Held, HeldChange};
use crate::members::{Member, MemberName, MemberStatus};
use jiff::civil::Date;
use serde_json::json;
use shusseki_core::ids::{CertificationKey, ClassKey, MemberId, MemberNumber};
use shusseki_core::profile::{Contents, Typed};
use shusseki_core::society::Society;
use uuid::Uuid;

/// How the file is read by this society.
#[derive(Debug)]
pub(super) struct Columns<'a> {
    /// The society.
    pub(super) society: &'a Society,
    /// The headings of all columns.
    pub(super) headings: &'a [String],
    /// What each column is, where it is anything.
    pub(super) targets: Vec<(usize, Target)>,
    /// Digits of a member number; 0 takes numbers as they stand.
    pub(super) digits: usize,
    /// Whether an empty cell empties the field. Else it leaves it as it is.
    pub(super) clear: bool,
}

/// A member as the society has it already.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// The member's own columns.
    pub(crate) member: Member,
    /// The profile beside them, as stored.
    pub(crate) contents: Contents,
    /// Its revision.
    pub(crate) revision: i64,
    /// Since when the status holds; nothing since the member joined.
    pub(crate) status_since: Option<Date>,
    /// What the carrying out is compared with.
    pub(crate) seen: String,
    /// The certifications held.
    pub(crate) held: Vec<(CertificationKey, Held)>,
}

/// What a row would do.
#[derive(Debug)]
pub(super) enum Outcome {
    /// Nothing.
    Unchanged(MemberId),
    /// Something.
    Change(Box<Change>),
    /// It can't be taken.
    Wrong(Vec<RowFault>),
}

/// A member as a row will have made it.
#[derive(Debug)]
pub(super) struct Change {
    /// Whether the member is new.
    pub(super) is_new: bool,
    /// The member afterwards.
    pub(super) member: Member,
    /// The profile afterwards, as it is stored.
    pub(super) contents: Contents,
    /// What held before and holds afterwards, of that which changes.
    pub(super) told: [Told; 2],
    /// Certifications given or changed.
    pub(super) held: Vec<HeldChange>,
}

impl<'a> Columns<'a> {
    fn cell<'r>(&self, row: &'r Row, target: &Target) -> Option<(&'r str, &'a str)> {
        let (place, _) = self.targets.iter().find(|(_, found)| found == target)?;
        let heading = self.headings.get(*place)?;
        Some((row.cells.get(*place)?.as_str(), heading.as_str()))
    }

    /// The member's number.
    pub(super) fn number(&self, row: &Row) -> Result<MemberNumber, RowFault> {
        let Some((cell, heading)) = self.cell(row, &Target::Number) else {
            return Err(RowFault::of_row(Wrong::NumberMissing));
        };
        if cell.is_empty() {
            return Err(RowFault::of(heading, cell, Wrong::NumberMissing));
        }
        values::number(cell, self.digits).ok_or_else(|| RowFault::of(heading, cell, Wrong::Number))
    }

    /// What the row would do to the member of that number; `ids` makes ids for what is new.
    pub(super) fn check(
        &self,
        row: &Row,
        number: MemberNumber,
        known: Option<&Known>,
        ids: &mut impl FnMut() -> Uuid,
    ) -> Outcome {
        // Where a row is shifted, what stands in its other cells says nothing.
        if row.cells.len() > self.headings.len() {
            return Outcome::Wrong(self.beyond(row));
        }
        let member = match (known, self.society.classes.first()) {
            (Some(known), _) => known.member.clone(),
            (None, Some(class)) => self.nobody(number, MemberId::new(ids()), class.key.clone()),
            (None, None) => return Outcome::Wrong(vec![RowFault::of_row(Wrong::ClassMissing)]),
        };
        if member.merged_into.is_some() {
            return Outcome::Wrong(vec![RowFault::of_row(Wrong::Merged)]);
        }
        let before = known
            .map(|known| known.contents.clone())
            .unwrap_or_default();
        let mut taking = Taking {
            columns: self,
            row,
            is_new: known.is_none(),
            has_class: known.is_some() || self.society.classes.len() == 1,
            has_joined: known.is_some(),
            whole: whole(&member, &before),
            member,
            typed: Typed::default(),
            district_given: false,
            faults: Vec::new(),
        };
        for (place, target) in &self.targets {
            taking.cell(*place, target);
        }
        taking.fields();
        let held = taking.certifications(known.map_or(&[], |known| known.held.as_slice()), ids);
        taking.complete();
        if !taking.faults.is_empty() {
            return Outcome::Wrong(taking.faults);
        }
        taking.outcome(known, &before, held)
    }

    fn beyond(&self, row: &Row) -> Vec<RowFault> {
        let cells = row.cells.iter().enumerate().skip(self.headings.len());
        let filled = cells.filter(|(_, cell)| !cell.is_empty());
        filled
            .map(|(place, cell)| {
                RowFault::of(&format!("({})", letter(place)), cell, Wrong::TooWide)
            })
            .collect()
    }

    fn nobody(&self, number: MemberNumber, id: MemberId, class: ClassKey) -> Member {
        Member {
            id,
            number,
            name: MemberName {
                family: String::new(),
                given: String::new(),
                family_kana: String::new(),
                given_kana: String::new(),
                roman: String::new(),
            },
            institution: String::new(),
            class,
            district: None,
            joined_on: jiff::civil::Date::constant(1970, 1, 1),
            status: MemberStatus::Active,
            mail: None,
            language: self.society.languages.first().copied().unwrap_or_default(),
            is_staff: false,
            unread: 0,
            merged_into: None,
        }
    }
}

/// A row on its way into a member.
struct Taking<'c, 'a> {
    columns: &'c Columns<'a>,
    row: &'c Row,
    is_new: bool,
    has_class: bool,
    has_joined: bool,
    /// The profile with what the member's own columns hold.
    whole: Contents,
    member: Member,
    typed: Typed,
    district_given: bool,
    faults: Vec<RowFault>,
}

impl Taking<'_, '_> {
    fn wrong(&mut self, place: usize, wrong: Wrong) {
        let heading = self.columns.headings.get(place).map_or("", String::as_str);
        let cell = self.row.cells.get(place).map_or("", String::as_str);
        self.faults.push(RowFault::of(heading, cell, wrong));
    }

    /// What a new member can't be without.
    fn complete(&mut self) {
        if !self.is_new || !self.faults.is_empty() {
            return;
        }
        let missing = [
            (self.member.name.family.is_empty(), Wrong::NameMissing),
            (!self.has_class, Wrong::ClassMissing),
            (!self.has_joined, Wrong::JoinedMissing),
        ];
        let missing = missing.into_iter().filter(|(missing, _)| *missing);
        self.faults
            .extend(missing.map(|(_, wrong)| RowFault::of_row(wrong)));
    }

    fn outcome(self, known: Option<&Known>, before: &Contents, held: Vec<HeldChange>) -> Outcome {
        let contents = stored(&self.whole);
        let after = told(&self.member, &contents);
        let mut told = match known {
            Some(known) => {
                let mut told = differing(&told(&known.member, before), &after);
                if let (true, Some(since)) = (told[0].contains_key("status"), known.status_since) {
                    told[0].insert(SINCE.to_owned(), json!(since));
                }
                told
            }
            None => [Told::new(), after],
        };
        tell_held(&mut told, &held);
        if told.iter().all(Told::is_empty) {
            return Outcome::Unchanged(self.member.id);
        }
        Outcome::Change(Box::new(Change {
            is_new: self.is_new,
            member: self.member,
            contents,
            told,
            held,
        }))
    }
}
