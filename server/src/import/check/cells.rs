//! A cell: what it says of the member, or what is wrong with it.

use super::Taking;
use super::words::{LANGUAGES, STATUSES, is_formula_error, no_words, not_one_of, text_of};
use crate::import::fault::Wrong;
use crate::import::map::Target;
use crate::import::read::is_unreadable;
use crate::import::told::is_mail;
use crate::import::values;
use crate::members::MemberStatus;
use shusseki_core::text::Text;

impl Taking<'_, '_> {
    pub(super) fn cell(&mut self, place: usize, target: &Target) {
        let cell = self
            .row
            .cells
            .get(place)
            .map_or("", String::as_str)
            .to_owned();
        if cell.chars().any(is_unreadable) {
            return self.wrong(place, Wrong::Unreadable);
        }
        if is_formula_error(&cell) {
            return self.wrong(place, Wrong::Formula);
        }
        if cell.is_empty() && !self.columns.clear {
            return;
        }
        match target {
            Target::Number | Target::Held(..) => {}
            Target::FullName => self.both(["family-name", "given-name"], &cell),
            Target::FullKana => self.both(["family-kana", "given-kana"], &cell),
            Target::Field(key) if is_mail(key) => self.mail(place, &cell),
            Target::Field(key) => self.field(place, key.as_str(), &cell),
            Target::Searchable if cell.is_empty() => self.typed.searchable = Some(false),
            Target::Searchable => match values::flag(&cell) {
                Some(yes) => self.typed.searchable = Some(yes),
                None => self.wrong(place, Wrong::NotFlag),
            },
            Target::District => self.district(place, &cell),
            // What every member has is never emptied.
            _ if cell.is_empty() => {}
            Target::Class => self.class(place, &cell),
            Target::Status => match values::status(&cell) {
                Some(MemberStatus::Withdrawn)
                    if self.member.is_staff && self.member.status != MemberStatus::Withdrawn =>
                {
                    self.wrong(place, Wrong::Staff);
                }
                Some(status) => self.member.status = status,
                None => self.wrong(place, not_one_of(&STATUSES.map(text_of))),
            },
            Target::Joined => match values::day(&cell) {
                Some(day) => {
                    self.member.joined_on = day;
                    self.has_joined = true;
                }
                None => self.wrong(place, values::no_day(&cell)),
            },
            Target::Language => match values::language(&cell) {
                Some(language) => self.member.language = language,
                None => self.wrong(place, not_one_of(&LANGUAGES.map(text_of))),
            },
        }
    }

    fn class(&mut self, place: usize, cell: &str) {
        let classes = &self.columns.society.classes;
        match values::named(classes, cell, |one| (one.key.as_str(), &one.name)) {
            Some(class) => {
                self.member.class = class.key.clone();
                self.has_class = true;
            }
            None => {
                let names: Vec<Text> = classes.iter().map(|one| one.name.clone()).collect();
                self.wrong(place, not_one_of(&names));
            }
        }
    }

    fn district(&mut self, place: usize, cell: &str) {
        let districts = &self.columns.society.districts;
        if cell.is_empty() {
            self.member.district = None;
            self.district_given = true;
            return;
        }
        match values::named(districts, cell, |one| (one.key.as_str(), &one.name)) {
            Some(district) => {
                self.member.district = Some(district.key.clone());
                self.district_given = true;
            }
            None => {
                let names: Vec<Text> = districts.iter().map(|one| one.name.clone()).collect();
                self.wrong(place, not_one_of(&names));
            }
        }
    }

    fn mail(&mut self, place: usize, cell: &str) {
        if cell.is_empty() {
            self.member.mail = None;
            return;
        }
        match cell.parse() {
            Ok(mail) => self.member.mail = Some(mail),
            Err(_) => self.wrong(place, Wrong::NotMail),
        }
    }

    fn both(&mut self, keys: [&str; 2], cell: &str) {
        let (family, given) = values::parted(cell);
        for (key, text) in keys.into_iter().zip([family, given]) {
            self.typed.values.insert(key.to_owned(), vec![text]);
        }
    }

    fn field(&mut self, place: usize, key: &str, cell: &str) {
        let Some(field) = self.columns.society.profile.field(key) else {
            return;
        };
        let words = if cell.is_empty() {
            Some(Vec::new())
        } else {
            values::words(field, cell)
        };
        match words {
            Some(words) => {
                self.typed.values.insert(key.to_owned(), words);
            }
            None => self.wrong(place, no_words(field, cell)),
        }
    }
}
