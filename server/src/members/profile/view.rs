//! A profile as its pages show it.

use super::Stored;
use crate::members::requests::Asked;
use shusseki_core::profile::{
    Contents, Editor, Field, Group, Kind, Known, Prefecture, Profile, Shown, Typed, Value, Wrong,
    offer, uncommon,
};
use shusseki_core::text::Language;

/// Fields that belong together.
pub(crate) struct GroupView {
    /// What members read.
    pub(crate) name: String,
    /// The fields.
    pub(crate) fields: Vec<FieldView>,
}

/// A field as the pages show it.
pub(crate) struct FieldView {
    /// The definition's name.
    pub(crate) key: String,
    /// What members read.
    pub(crate) name: String,
    /// How it is filled in.
    pub(crate) hint: Option<String>,
    /// Whether it must be filled in.
    pub(crate) required: bool,
    /// What stands in it, as people read it; empty where nothing does.
    pub(crate) written: String,
    /// Its substitute spelling.
    pub(crate) substitute: String,
    /// Whether a substitute spelling is asked for now.
    pub(crate) asks_substitute: bool,
    /// How a member fills it in.
    pub(crate) input: Input,
    /// What is typed in a field of text.
    pub(crate) typed: String,
    /// Whether other members see it; none where that can't be chosen.
    pub(crate) public: Option<bool>,
    /// Whether other members always see it.
    pub(crate) always: bool,
    /// What is wrong with what was typed.
    pub(crate) wrong: Option<String>,
    /// What is stored now, where another form stored it meanwhile.
    pub(crate) meanwhile: Option<String>,
    /// What the office was asked to write there.
    pub(crate) asked: Option<String>,
    /// Whether the office may be asked to change it.
    pub(crate) may_ask: bool,
    /// Whether it is the mail address, which has a way of its own.
    pub(crate) is_mail: bool,
}

/// How a field is filled in.
pub(crate) enum Input {
    /// Not on this form.
    Fixed,
    /// A line of text: `type`, `autocomplete`, `inputmode`.
    Line([&'static str; 3]),
    /// A postal code, with the fields that its address fills.
    Code(String, String),
    /// One of these.
    One(Vec<OptionView>),
    /// Any of these.
    Many(Vec<OptionView>),
}

/// Something to choose.
pub(crate) struct OptionView {
    /// Its name in the form.
    pub(crate) key: String,
    /// What members read.
    pub(crate) name: String,
    /// Whether it is chosen.
    pub(crate) chosen: bool,
}

impl FieldView {
    /// Whether something required is not there.
    pub(crate) fn lacks(&self) -> bool {
        self.required && self.written.is_empty()
    }

    /// The ids of what describes its input.
    pub(crate) fn described_by(&self) -> String {
        let parts = [
            (self.wrong.is_some(), "wrong"),
            (self.meanwhile.is_some(), "meanwhile"),
            (self.hint.is_some(), "hint"),
        ];
        let ids = parts.iter().filter(|(there, _)| *there);
        let ids: Vec<String> = ids
            .map(|(_, part)| format!("{part}-{}", self.key))
            .collect();
        ids.join(" ")
    }
}

/// What the fields are shown with.
pub(crate) struct Shows<'a> {
    /// The fields.
    pub(crate) profile: &'a Profile,
    /// What is stored.
    pub(crate) stored: &'a Stored,
    /// What is typed.
    pub(crate) typed: &'a Typed,
    /// What is wrong with it.
    pub(crate) wrong: &'a [Wrong],
    /// What was stored when the form was made, where that is not what is stored now.
    pub(crate) meanwhile: bool,
    /// What the office was asked for.
    pub(crate) asked: &'a [Asked],
    /// Whose form it is.
    pub(crate) by: Editor,
    /// The language.
    pub(crate) language: Language,
}

impl Shows<'_> {
    /// All groups with all fields.
    pub(crate) fn groups(&self) -> Vec<GroupView> {
        let group = |group: &Group| GroupView {
            name: group.name.get(self.language).to_owned(),
            fields: group.fields.iter().map(|field| self.field(field)).collect(),
        };
        self.profile.groups.iter().map(group).collect()
    }

    /// The field as shown.
    pub(crate) fn field(&self, field: &Field) -> FieldView {
        let (language, key) = (self.language, field.key.as_str());
        let held = &self.stored.held;
        let value = held.values.get(&field.key);
        let written = value.map_or_else(String::new, |value| field.written(value, language));
        let words = self.words(field, value);
        let filled_in = self.is_filled_in(field);
        let typed = words.first().cloned().unwrap_or_default();
        let fault = self.wrong.iter().find(|wrong| wrong.field == field.key);
        let rare = field.substitute && !uncommon(&typed).is_empty();
        let substitute = self.typed.substitutes.get(key).cloned();
        let substitute = substitute
            .filter(|text| !text.trim().is_empty())
            .or_else(|| held.substitutes.get(&field.key).cloned())
            .or_else(|| rare.then(|| offer(&typed)).flatten());
        let chosen = self.typed.shown.get(key).copied();
        FieldView {
            key: key.to_owned(),
            name: field.name.get(language).to_owned(),
            hint: field
                .hint
                .as_ref()
                .map(|hint| hint.get(language).to_owned()),
            required: field.required,
            substitute: substitute.unwrap_or_default(),
            asks_substitute: filled_in && rare,
            input: if filled_in {
                self.input(field, &words)
            } else {
                Input::Fixed
            },
            typed,
            public: field.shown.is_chosen().then(|| {
                chosen.unwrap_or_else(|| {
                    let held = Contents {
                        searchable: true,
                        ..held.clone()
                    };
                    field.is_public(&held)
                })
            }),
            always: field.shown == Shown::Always,
            wrong: fault.map(|wrong| wrong.fault.sentence(language)),
            meanwhile: self.meanwhile(field, &words, &written),
            asked: self.asked_for(field),
            may_ask: self.by == Editor::Member && field.edited_by == Editor::Office,
            is_mail: self.by == Editor::Member && field.known() == Some(Known::Mail),
            written,
        }
    }

    /// Whether the field is filled in here: the mail address is changed by mail.
    fn is_filled_in(&self, field: &Field) -> bool {
        super::form::is_filled_in(field, self.by)
    }

    fn words(&self, field: &Field, value: Option<&Value>) -> Vec<String> {
        let typed = self.typed.words(field.key.as_str()).map(<[String]>::to_vec);
        typed.unwrap_or_else(|| value.map(Value::words).unwrap_or_default())
    }

    fn meanwhile(&self, field: &Field, words: &[String], written: &str) -> Option<String> {
        let stored = self.stored.held.values.get(&field.key);
        let stored = stored.map(Value::words).unwrap_or_default();
        let typed: Vec<&String> = words.iter().filter(|word| !word.is_empty()).collect();
        let differs = typed != stored.iter().collect::<Vec<_>>();
        let nothing = self.language.pick("（空欄）", "(empty)");
        (self.meanwhile && self.is_filled_in(field) && differs)
            .then(|| if written.is_empty() { nothing } else { written }.to_owned())
    }

    fn asked_for(&self, field: &Field) -> Option<String> {
        let asked = self
            .asked
            .iter()
            .find(|asked| asked.field == field.key.as_str());
        asked.map(|asked| asked.wanted_written(field, self.language))
    }

    fn input(&self, field: &Field, words: &[String]) -> Input {
        let option = |key: &str, name: &str| OptionView {
            key: key.to_owned(),
            name: name.to_owned(),
            chosen: words.iter().any(|word| word == key),
        };
        let options = || {
            let options = field.kind.choices().iter();
            options
                .map(|one| option(one.key.as_str(), one.name.get(self.language)))
                .collect()
        };
        match &field.kind {
            Kind::Text | Kind::Kana | Kind::Roman => Input::Line(["text", complete(field), "text"]),
            Kind::Day => Input::Line(["date", "bday", "numeric"]),
            Kind::Mail => Input::Line(["email", "email", "email"]),
            Kind::Phone => Input::Line(["tel", "tel", "tel"]),
            Kind::PostalCode => Input::Code(
                field
                    .prefecture
                    .as_ref()
                    .map_or_else(String::new, ToString::to_string),
                field
                    .address
                    .as_ref()
                    .map_or_else(String::new, ToString::to_string),
            ),
            Kind::Prefecture => Input::One(
                Prefecture::all()
                    .map(|one| option(one.key(), one.name().get(self.language)))
                    .collect(),
            ),
            Kind::Choice(_) | Kind::Destination(_) => Input::One(options()),
            Kind::Choices(_) => Input::Many(options()),
            Kind::YesNo => Input::One(vec![
                option("yes", self.language.pick("はい", "Yes")),
                option("no", self.language.pick("いいえ", "No")),
            ]),
        }
    }
}

/// What a browser may fill in by itself.
fn complete(field: &Field) -> &'static str {
    match field.known() {
        Some(Known::FamilyName) => "family-name",
        Some(Known::GivenName) => "given-name",
        Some(Known::Institution) => "organization",
        _ => "off",
    }
}
