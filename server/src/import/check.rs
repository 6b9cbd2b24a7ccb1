//! What one row would do: nothing, a new member, a change, or what is wrong with it.

use super::fault::{RowFault, Wrong};
use super::map::{HeldPart, Target};
use super::read::{Row, is_unreadable};
use super::told::{SINCE, Told, differing, is_mail, stored, tell_held, told, whole};
use super::values;
use crate::credits::planned::{Held, HeldChange};
use crate::members::{Member, MemberName, MemberStatus};
use jiff::civil::Date;
use serde_json::json;
use shusseki_core::ids::{CertificationKey, ClassKey, HoldingId, MemberId, MemberNumber};
use shusseki_core::profile::{Contents, Editor, Fault, Field, Typed, Value, offer, uncommon};
use shusseki_core::society::{Period, Society};
use shusseki_core::text::{Language, Text};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Words that are named as a remedy.
const WORDS_NAMED: usize = 12;

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
        let member = match (known, self.society.classes.first()) {
            (Some(known), _) => known.member.clone(),
            (None, Some(class)) => self.nobody(number, MemberId::new(ids()), class.key.clone()),
            (None, None) => return Outcome::Wrong(vec![RowFault::of_row(Wrong::ClassMissing)]),
        };
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
        }
    }
}

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

    fn cell(&mut self, place: usize, target: &Target) {
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
                None => self.wrong(place, Wrong::NotDay),
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
            None => self.wrong(place, no_words(field)),
        }
    }

    /// Puts what the cells say into the profile, by the rules of its form. The usual substitute
    /// spelling is taken where one is needed; where there is none, the member is asked for it later.
    fn fields(&mut self) {
        let profile = &self.columns.society.profile;
        // What stands there already is not judged anew.
        let whole = &self.whole;
        self.typed
            .values
            .retain(|key, words| whole.value(key).map(Value::words).unwrap_or_default() != *words);
        let substituted = profile.fields().filter(|field| field.substitute);
        for field in substituted {
            let key = field.key.as_str();
            let word = self.typed.words(key).and_then(<[String]>::first);
            let Some(word) = word.filter(|word| !uncommon(word).is_empty()) else {
                continue;
            };
            if let Some(offer) = offer(word) {
                self.typed.substitutes.insert(key.to_owned(), offer);
            }
        }
        let held = loop {
            match profile.read(&self.whole, &self.typed, Editor::Office) {
                Ok(held) => break held,
                Err(wrong) => {
                    let mut lenient = false;
                    for one in wrong {
                        let key = one.field.to_string();
                        // The form can't be asked again; what is new may have gaps.
                        let taken = match one.fault {
                            Fault::NeedsSubstitute { .. } => self.typed.values.remove(&key),
                            _ => None,
                        };
                        if let Some(words) = taken {
                            let text = words.into_iter().next().unwrap_or_default();
                            self.whole
                                .values
                                .insert(one.field.clone(), Value::Text(text));
                            self.whole.substitutes.remove(&one.field);
                            lenient = true;
                            continue;
                        }
                        let (ja, en) = (
                            one.fault.sentence(Language::Ja),
                            one.fault.sentence(Language::En),
                        );
                        let place = self.place_of(&key);
                        self.wrong(place, Wrong::Field { ja, en });
                    }
                    if !lenient || !self.faults.is_empty() {
                        return;
                    }
                }
            }
        };
        let moved = held.values != self.whole.values || self.is_new;
        self.whole = held;
        let mail = self.member.mail.clone();
        self.member = self.member.with(&self.whole);
        self.member.mail = mail;
        if moved
            && !self.district_given
            && let Some(district) = self.columns.society.district_of(&self.whole)
        {
            self.member.district = Some(district.key.clone());
        }
    }

    /// The column that the field was typed into: its own, or that of the whole name.
    fn place_of(&self, key: &str) -> usize {
        let mut targets = self.columns.targets.iter();
        let found = targets.find(|(_, target)| match target {
            Target::Field(field) => field.as_str() == key,
            Target::FullName => matches!(key, "family-name" | "given-name"),
            Target::FullKana => matches!(key, "family-kana" | "given-kana"),
            _ => false,
        });
        found.map_or(usize::MAX, |(place, _)| *place)
    }

    fn certifications(
        &mut self,
        held: &[(CertificationKey, Held)],
        ids: &mut impl FnMut() -> Uuid,
    ) -> Vec<HeldChange> {
        let mut parts: BTreeMap<CertificationKey, [Option<(usize, String)>; 3]> = BTreeMap::new();
        for (place, target) in &self.columns.targets {
            if let Target::Held(certification, part) = target {
                let cell = self.row.cells.get(*place).cloned().unwrap_or_default();
                let index = HeldPart::ALL
                    .iter()
                    .position(|one| one == part)
                    .unwrap_or(0);
                if !cell.is_empty() {
                    parts.entry(certification.clone()).or_default()[index] = Some((*place, cell));
                }
            }
        }
        let mut changes = Vec::new();
        for (certification, given) in parts {
            let known = held.iter().find(|(known, _)| *known == certification);
            let before = known.map(|(_, held)| held.clone());
            let Some(after) = self.held(&given, before.as_ref()) else {
                continue;
            };
            if before.as_ref() != Some(&after) {
                changes.push(HeldChange {
                    certification,
                    id: HoldingId::new(ids()),
                    before,
                    after: Some(after),
                });
            }
        }
        changes
    }

    /// What the cells say of a certification, over what is known of it.
    fn held(
        &mut self,
        given: &[Option<(usize, String)>; 3],
        before: Option<&Held>,
    ) -> Option<Held> {
        let [number, first, last] = given;
        let somewhere = given
            .iter()
            .flatten()
            .next()
            .map_or(usize::MAX, |(place, _)| *place);
        let mut day = |cell: &Option<(usize, String)>| match cell {
            Some((place, text)) => {
                let day = values::day(text);
                if day.is_none() {
                    self.wrong(*place, Wrong::NotDay);
                }
                day
            }
            None => None,
        };
        let days = [day(first), day(last)];
        let complained =
            first.is_some() && days[0].is_none() || last.is_some() && days[1].is_none();
        let first = days[0].or(before.map(|held| held.period.first));
        let last = days[1].or(before.map(|held| held.period.last));
        let number = number
            .as_ref()
            .map(|(_, text)| text.chars().take(64).collect());
        let number = number.or_else(|| before.map(|held| held.number.clone()));
        match (number, first, last) {
            _ if complained => None,
            (Some(number), Some(first), Some(last)) if first <= last => Some(Held {
                number,
                period: Period::new(first, last),
            }),
            (Some(_), Some(_), Some(_)) => {
                self.wrong(somewhere, Wrong::HeldBackwards);
                None
            }
            _ => {
                self.wrong(somewhere, Wrong::HeldIncomplete);
                None
            }
        }
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

const STATUSES: [[&str; 2]; 3] = [
    ["在籍", "Active"],
    ["休会", "On leave"],
    ["退会", "Withdrawn"],
];
const LANGUAGES: [[&str; 2]; 2] = [["日本語", "Japanese"], ["英語", "English"]];

fn text_of([ja, en]: [&str; 2]) -> Text {
    Text::new(ja, en)
}

fn not_one_of(names: &[Text]) -> Wrong {
    let listed = |language: Language, between: &str, more: &str| {
        let named: Vec<&str> = names
            .iter()
            .take(WORDS_NAMED)
            .map(|name| name.get(language))
            .collect();
        let more = if names.len() > WORDS_NAMED { more } else { "" };
        format!("{}{more}", named.join(between))
    };
    Wrong::NotOneOf {
        ja: listed(Language::Ja, "、", "など"),
        en: listed(Language::En, ", ", " …"),
    }
}

fn no_words(field: &Field) -> Wrong {
    use shusseki_core::profile::Kind;
    match &field.kind {
        Kind::Day => Wrong::NotDay,
        Kind::YesNo => Wrong::NotFlag,
        Kind::Prefecture => Wrong::Field {
            ja: "都道府県名（東京都、海外など）にしてください。".to_owned(),
            en: "Write the prefecture's name, such as 東京都 or Tokyo, or Outside Japan."
                .to_owned(),
        },
        kind => {
            let names: Vec<Text> = kind.choices().iter().map(|one| one.name.clone()).collect();
            not_one_of(&names)
        }
    }
}

fn is_formula_error(cell: &str) -> bool {
    const ERRORS: [&str; 8] = [
        "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DATA!",
    ];
    ERRORS.contains(&cell)
}
