//! What the form of a profile sends.

use shusseki_core::ids::FieldKey;
use shusseki_core::profile::{Editor, Field, Kind, Known, Profile, Typed};

/// More than any form of ours sends in one field.
const LONGEST: usize = 1_000;

/// The button that was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asked {
    /// 保存.
    Save,
    /// 下書きとして残す.
    Keep,
    /// The address of the postal code in this field.
    Address(String),
}

/// The form as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    /// The revision of the profile that the form was made from.
    pub(crate) revision: i64,
    /// The button.
    pub(crate) asked: Asked,
    /// What was typed, of the fields that a member fills in here.
    pub(crate) typed: Typed,
}

/// Whether such a one fills the field in on a form: the mail address is changed by mail.
pub(super) fn is_filled_in(field: &Field, by: Editor) -> bool {
    by.may(field.edited_by) && field.known() != Some(Known::Mail)
}

/// Reads the form: `f.KEY` the words of a field, `s.KEY` its substitute spelling, `p.KEY` whether it
/// is public. What is no field of the form is left out.
pub(crate) fn read(profile: &Profile, sent: &[(String, String)], by: Editor) -> Sent {
    let mut read = Sent {
        revision: 0,
        asked: Asked::Save,
        typed: Typed::default(),
    };
    let clipped = |text: &str| -> String { text.chars().take(LONGEST).collect() };
    for (name, text) in sent {
        match name.split_once('.') {
            Some(("f", key))
                if profile
                    .field(key)
                    .is_some_and(|field| is_filled_in(field, by)) =>
            {
                let words = read.typed.values.entry(key.to_owned()).or_default();
                if words.len() < LONGEST {
                    words.push(clipped(text));
                }
            }
            Some(("s", key)) if profile.field(key).is_some_and(|field| field.substitute) => {
                read.typed.substitutes.insert(key.to_owned(), clipped(text));
            }
            Some(("p", key)) => {
                let chosen = profile
                    .field(key)
                    .is_some_and(|field| field.shown.is_chosen());
                if chosen {
                    read.typed.shown.insert(key.to_owned(), text == "public");
                }
            }
            None if name == "revision" => read.revision = text.parse().unwrap_or_default(),
            None if name == "searchable" => read.typed.searchable = Some(text == "yes"),
            None if name == "do" => read.asked = asked(text),
            _ => {}
        }
    }
    read
}

fn asked(button: &str) -> Asked {
    match button.split_once(':') {
        Some(("address", field)) => Asked::Address(field.to_owned()),
        _ if button == "keep" => Asked::Keep,
        _ => Asked::Save,
    }
}

/// Writes the address of the postal code into the fields that the definition names; false where
/// nothing is known of the code.
pub(crate) fn fill_address(profile: &Profile, typed: &mut Typed, key: &str) -> bool {
    let field = profile
        .field(key)
        .filter(|field| field.kind == Kind::PostalCode);
    let code = typed.words(key).and_then(<[String]>::first).cloned();
    let (Some(field), Some(code)) = (field, code) else {
        return false;
    };
    let Some(found) = crate::members::postal::address(&code) else {
        return false;
    };
    let mut write = |key: Option<&FieldKey>, text: String| {
        if let Some(key) = key {
            typed.values.insert(key.to_string(), vec![text]);
        }
    };
    write(field.prefecture.as_ref(), found.prefecture.key().to_owned());
    write(field.address.as_ref(), found.address);
    true
}

#[cfg(test)]
mod tests {
    use super::{Asked, fill_address, read};
    use shusseki_core::profile::Editor;
    use shusseki_core::society::{Society, shipped};

    fn jsnm() -> Society {
        let (name, text) = shipped()[1];
        Society::parse(name, text).unwrap()
    }

    fn sent(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        let pair = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        fields.iter().map(pair).collect()
    }

    #[test]
    fn only_what_a_member_fills_in_is_read() {
        let sent = sent(&[
            ("revision", "7"),
            ("f.department", "核医学科"),
            ("f.birth-date", "1970-04-01"),
            ("f.mail", "a@example.org"),
            ("f.hobby", "x"),
            ("p.institution", "private"),
            ("p.family-name", "private"),
            ("searchable", "yes"),
            ("do", "keep"),
        ]);
        let read = read(&jsnm().profile, &sent, Editor::Member);
        assert_eq!((read.revision, read.asked), (7, Asked::Keep));
        assert_eq!(read.typed.values.len(), 1);
        assert_eq!(read.typed.shown.len(), 1);
        assert_eq!(read.typed.searchable, Some(true));
    }

    #[test]
    fn a_postal_code_fills_prefecture_and_address() {
        let sent = sent(&[("f.home-postal-code", "〒106-0031"), ("f.home-address", "")]);
        let profile = jsnm().profile;
        let mut typed = read(&profile, &sent, Editor::Member).typed;
        assert!(fill_address(&profile, &mut typed, "home-postal-code"));
        assert_eq!(typed.words("home-prefecture").unwrap(), ["tokyo"]);
        assert_eq!(typed.words("home-address").unwrap(), ["港区西麻布"]);
        assert!(!fill_address(&profile, &mut typed, "home-address"));
    }
}
