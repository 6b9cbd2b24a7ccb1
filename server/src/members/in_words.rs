//! What a row of a file or a line of the log keeps of a member, in words.
//!
//! Rows of a file and lines about them say `field.X`, `substitute.X` and `held.X`; lines about a profile
//! that a person changed say `X`, `X (substitute)` and `X (public)`.

use super::{MemberStatus, StaffRole};
use crate::credits::planned::Held;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value as Json;
use shusseki_core::calendar::{jst, written};
use shusseki_core::profile::{Field, Value};
use shusseki_core::society::Society;
use shusseki_core::text::{Language, Text};

/// Parts that no definition names, in the order in which they are told; in Japanese and English.
const PARTS: &[(&str, &str, &str)] = &[
    ("number", "会員番号", "Member number"),
    ("class", "会員区分", "Class"),
    ("status", "在籍の状態", "Status"),
    ("since", "いつから", "Since"),
    ("joined", "入会日", "Joined"),
    ("joined-on", "入会日", "Joined"),
    ("district", "所属地区", "District"),
    ("language", "言語", "Language"),
    ("searchable", "他会員による検索", "Found by members"),
];

/// What a language is called.
pub(crate) const fn language_word(of: Language, language: Language) -> &'static str {
    match of {
        Language::Ja => language.pick("日本語", "Japanese"),
        Language::En => language.pick("英語", "English"),
    }
}

/// What a key is about.
enum Part<'k> {
    Field(&'k str),
    Substitute(&'k str),
    Public(&'k str),
    Held(&'k str),
    Other,
}

impl<'k> Part<'k> {
    fn of(key: &'k str) -> Self {
        let (before, after) = (|tail| key.strip_suffix(tail), |head| key.strip_prefix(head));
        if let Some(field) = before(" (substitute)").or_else(|| after("substitute.")) {
            Self::Substitute(field)
        } else if let Some(field) = before(" (public)") {
            Self::Public(field)
        } else if let Some(certification) = after("held.") {
            Self::Held(certification)
        } else if PARTS.iter().any(|(part, ..)| *part == key) {
            Self::Other
        } else {
            Self::Field(after("field.").unwrap_or(key))
        }
    }
}

/// The society's words in a language.
#[derive(Clone, Copy)]
pub(crate) struct InWords<'a> {
    /// Whose definition names things.
    pub(crate) society: &'a Society,
    /// The language.
    pub(crate) language: Language,
}

impl<'a> InWords<'a> {
    /// What the part is called; none where neither the society nor the product names it.
    pub(crate) fn name(self, key: &str) -> Option<String> {
        let said = |text: &Text| text.get(self.language).to_owned();
        let field = |field: &str| self.field(field).map(|field| said(&field.name));
        let with = |name: Option<String>, ja, en| Some(name? + self.language.pick(ja, en));
        match Part::of(key) {
            Part::Field(of) => field(of),
            Part::Substitute(of) => with(field(of), "（代替文字）", " (substitute)"),
            Part::Public(of) => with(field(of), "（公開）", " (public)"),
            Part::Held(of) => {
                let certification = self.society.certification(&of.parse().ok()?)?;
                Some(said(&certification.name))
            }
            Part::Other => {
                let (_, ja, en) = PARTS.iter().find(|(part, ..)| *part == key)?;
                Some(self.language.pick(ja, en).to_owned())
            }
        }
    }

    /// Where the part stands among the others: as in the form, what belongs to a field behind it, and
    /// certifications after all fields.
    pub(crate) fn place(self, key: &str) -> (usize, usize) {
        let field = |of: &str| {
            let place = self.society.profile.fields();
            let place = place.into_iter().position(|field| field.key.as_str() == of);
            PARTS.len() + place.unwrap_or(usize::MAX >> 1)
        };
        match Part::of(key) {
            Part::Other => {
                let place = PARTS.iter().position(|(part, ..)| *part == key);
                (place.unwrap_or(PARTS.len()), 0)
            }
            Part::Field(of) => (field(of), 0),
            Part::Substitute(of) => (field(of), 1),
            Part::Public(of) => (field(of), 2),
            Part::Held(_) => (usize::MAX, 0),
        }
    }

    /// What the part holds; what can't be read is shown as it is.
    pub(crate) fn value(self, key: &str, value: &Json) -> String {
        let known = match Part::of(key) {
            Part::Field(of) => self.of_field(of, value),
            Part::Public(_) => value.as_bool().map(|yes| self.yes(yes)),
            Part::Held(_) => self.held(value),
            Part::Substitute(_) => None,
            Part::Other => self.of_part(key, value),
        };
        known.unwrap_or_else(|| self.plain(key, value))
    }

    fn field(self, key: &str) -> Option<&'a Field> {
        self.society.profile.field(key)
    }

    fn of_field(self, key: &str, value: &Json) -> Option<String> {
        let value = serde_json::from_value::<Value>(value.clone()).ok()?;
        Some(self.field(key)?.written(&value, self.language))
    }

    fn of_part(self, key: &str, value: &Json) -> Option<String> {
        let society = self.society;
        let said = |text: &Text| text.get(self.language).to_owned();
        if key == "searchable" {
            return value.as_bool().map(|yes| self.yes(yes));
        }
        let text = value.as_str()?;
        match key {
            "class" => Some(said(&society.class(&text.parse().ok()?)?.name)),
            "district" => Some(said(&society.district(&text.parse().ok()?)?.name)),
            "status" => {
                let status = MemberStatus::try_from(text.to_owned()).ok()?;
                Some(status.word(self.language).to_owned())
            }
            "language" => {
                let of: Language = text.parse().ok()?;
                Some(language_word(of, self.language).to_owned())
            }
            _ => None,
        }
    }

    fn yes(self, yes: bool) -> String {
        let (ja, en) = if yes {
            ("する", "Yes")
        } else {
            ("しない", "No")
        };
        self.language.pick(ja, en).to_owned()
    }

    fn held(self, value: &Json) -> Option<String> {
        let Held { number, period } = serde_json::from_value(value.clone()).ok()?;
        let [first, last] = [period.first, period.last].map(|day| written(day, self.language));
        Some(format!("{number} ({first} – {last})"))
    }

    /// Names of the definition, days, moments and lists, of whatever part.
    fn plain(self, key: &str, value: &Json) -> String {
        match value {
            Json::Null => String::new(),
            Json::Bool(true) => self.language.pick("はい", "Yes").to_owned(),
            Json::Bool(false) => self.language.pick("いいえ", "No").to_owned(),
            Json::String(text) => self.text(key, text),
            Json::Array(all) => {
                let all: Vec<String> = all.iter().map(|one| self.plain(key, one)).collect();
                all.join(self.language.pick("、", ", "))
            }
            other => other.to_string(),
        }
    }

    fn text(self, key: &str, text: &str) -> String {
        self.named(key, text)
            .or_else(|| Some(written(text.parse::<Date>().ok()?, self.language)))
            .or_else(|| {
                let local = text.parse::<Timestamp>().ok()?.to_zoned(jst());
                let day = written(local.date(), self.language);
                Some(format!("{day} {}", local.strftime("%-H:%M")))
            })
            .unwrap_or_else(|| text.to_owned())
    }

    fn named(self, key: &str, text: &str) -> Option<String> {
        let society = self.society;
        let name = match key {
            "activity" => &society.activity(&text.parse().ok()?)?.name,
            "certification" | "certifications" => &society.certification(&text.parse().ok()?)?.name,
            "field" => &self.field(text)?.name,
            "role" | "roles" => match StaffRole::named(text) {
                Some(role) => return Some(role.word(self.language).to_owned()),
                None => &society.role(&text.parse().ok()?)?.name,
            },
            _ => return None,
        };
        Some(name.get(self.language).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::InWords;
    use crate::web::page::samples::tenant;
    use serde_json::json;
    use shusseki_core::text::Language;

    #[test]
    fn keys_and_values_become_the_societys_words() {
        let tenant = tenant(1);
        let words = |language| InWords {
            society: &tenant.society,
            language,
        };
        let (ja, en) = (words(Language::Ja), words(Language::En));
        for (key, name) in [
            ("class", "会員区分"),
            ("occupation", "職種"),
            ("field.occupation", "職種"),
            ("substitute.family-name", "姓（代替文字）"),
            ("family-name (substitute)", "姓（代替文字）"),
            ("occupation (public)", "職種（公開）"),
        ] {
            assert_eq!(ja.name(key).as_deref(), Some(name), "{key}");
        }
        assert_eq!(ja.name("of-a-later-version"), None);
        for (key, value, written) in [
            ("status", json!("on-leave"), "On leave"),
            ("roles", json!(["admin", "events"]), "Administrator, Events"),
            ("since", json!("2026-04-01"), "1 Apr 2026"),
            (
                "valid_until",
                json!("2026-11-20T15:30:00Z"),
                "21 Nov 2026 0:30",
            ),
            ("occupation (public)", json!(true), "Yes"),
            ("field", json!("occupation"), "Occupation"),
            ("rows", json!(3), "3"),
            ("of-a-later-version", json!("x"), "x"),
            (
                "class",
                json!("of-an-older-definition"),
                "of-an-older-definition",
            ),
        ] {
            assert_eq!(en.value(key, &value), written, "{key}");
        }
        let class = &tenant.society.classes[0];
        assert_eq!(ja.value("class", &json!(class.key)), class.name.ja);
    }

    #[test]
    fn parts_stand_as_in_the_form() {
        let tenant = tenant(1);
        let words = InWords {
            society: &tenant.society,
            language: Language::Ja,
        };
        let mut keys = [
            "held.x",
            "unknown",
            "field.institution",
            "substitute.family-name",
            "field.family-name",
            "class",
        ];
        keys.sort_by_key(|key| words.place(key));
        assert_eq!(
            keys,
            [
                "class",
                "field.family-name",
                "substitute.family-name",
                "field.institution",
                "unknown",
                "held.x"
            ]
        );
    }
}
