//! A member as a row of cells.

use crate::import::map::{HeldPart, Target, targets};
use crate::import::members::Known;
use crate::import::written::status_word;
use crate::members::in_words::language_word;
use shusseki_core::profile::{Contents, Field, Kind, Known as KnownField, Value};
use shusseki_core::society::Society;
use shusseki_core::text::Language;

/// The columns of a society's list.
pub(super) struct Columns<'a> {
    society: &'a Society,
    language: Language,
    targets: Vec<Target>,
}

impl<'a> Columns<'a> {
    /// Everything that an import takes, each thing once.
    pub(super) fn new(society: &'a Society, language: Language) -> Self {
        let all = targets(society).into_iter().map(|(target, _)| target);
        let once = all.filter(|target| !matches!(target, Target::FullName | Target::FullKana));
        Self {
            society,
            language,
            targets: once.collect(),
        }
    }

    /// The names of the columns, by which an import knows them.
    pub(super) fn headings(&self) -> Vec<String> {
        let names = targets(self.society);
        let of = |target: &Target| {
            let found = names.iter().find(|(found, _)| found == target);
            found.map_or_else(
                || target.key(),
                |(_, name)| name.get(self.language).to_owned(),
            )
        };
        self.targets.iter().map(of).collect()
    }

    /// What stands in them for a member.
    pub(super) fn cells(&self, known: &Known) -> Vec<String> {
        self.targets
            .iter()
            .map(|target| self.cell(known, target))
            .collect()
    }

    fn cell(&self, known: &Known, target: &Target) -> String {
        let (member, language) = (&known.member, self.language);
        match target {
            Target::Number => member.number.to_string(),
            Target::Class => {
                let class = self.society.class(&member.class);
                class.map_or_else(
                    || member.class.to_string(),
                    |one| one.name.get(language).to_owned(),
                )
            }
            Target::Status => status_word(member.status, language).to_owned(),
            Target::Joined => member.joined_on.to_string(),
            Target::District => member.district.as_ref().map_or_else(String::new, |key| {
                let district = self.society.district(key);
                district.map_or_else(|| key.to_string(), |one| one.name.get(language).to_owned())
            }),
            Target::Language => language_word(member.language, language).to_owned(),
            Target::Searchable => flag(known.contents.searchable, language),
            Target::FullName => member.name.kanji(),
            Target::FullKana => member.name.kana(),
            Target::Field(key) => match KnownField::of(key.as_str()) {
                Some(field) => member.known(field).unwrap_or_default(),
                None => self.field(key.as_str(), &known.contents),
            },
            Target::Held(certification, part) => {
                let held = known.held.iter().find(|(found, _)| found == certification);
                held.map_or_else(String::new, |(_, held)| match part {
                    HeldPart::Number => held.number.clone(),
                    HeldPart::First => held.period.first.to_string(),
                    HeldPart::Last => held.period.last.to_string(),
                })
            }
        }
    }

    fn field(&self, key: &str, contents: &Contents) -> String {
        match (self.society.profile.field(key), contents.value(key)) {
            (Some(field), Some(value)) => written(field, value, self.language),
            _ => String::new(),
        }
    }
}

fn flag(yes: bool, language: Language) -> String {
    if yes {
        language.pick("はい", "Yes")
    } else {
        language.pick("いいえ", "No")
    }
    .to_owned()
}

/// As people read it, but days as spreadsheets sort them.
fn written(field: &Field, value: &Value, language: Language) -> String {
    match (&field.kind, value) {
        (Kind::Day, Value::Text(day)) => day.clone(),
        _ => field.written(value, language),
    }
}
