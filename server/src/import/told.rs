//! A member as a list of named values: to tell what a row changes, and to take it back.

use super::map::mail_field;
use crate::credits::planned::HeldChange;
use crate::members::{Member, MemberStatus};
use serde_json::{Map, Value as Json, json};
use shusseki_core::ids::FieldKey;
use shusseki_core::profile::{Contents, Known, Value};
use std::collections::BTreeMap;

/// What stands before a field's name.
const FIELD: &str = "field.";
/// What stands before a field whose substitute spelling it is.
const SUBSTITUTE: &str = "substitute.";
/// What stands before a certification's name.
pub(super) const HELD: &str = "held.";

/// The day from which a status holds, beside a status that changes.
pub(super) const SINCE: &str = "since";

/// Named values, as the audit log keeps them.
pub(super) type Told = Map<String, Json>;

/// Everything of the member that an import may change, names and mail address among the fields.
pub(super) fn told(member: &Member, held: &Contents) -> Told {
    let mut told = Told::new();
    told.insert("class".to_owned(), json!(member.class));
    told.insert("status".to_owned(), json!(member.status.name()));
    told.insert("joined".to_owned(), json!(member.joined_on));
    told.insert("language".to_owned(), json!(member.language.code()));
    told.insert("searchable".to_owned(), json!(held.searchable));
    if let Some(district) = &member.district {
        told.insert("district".to_owned(), json!(district));
    }
    for known in Known::ALL {
        if let Some(text) = member.known(known) {
            told.insert(format!("{FIELD}{}", known.key()), json!(text));
        }
    }
    for (key, value) in &held.values {
        if Known::of(key.as_str()).is_none() {
            told.insert(format!("{FIELD}{key}"), json!(value));
        }
    }
    for (key, text) in &held.substitutes {
        told.insert(format!("{SUBSTITUTE}{key}"), json!(text));
    }
    told
}

/// What differs: what held before, and what holds afterwards.
pub(super) fn differing(before: &Told, after: &Told) -> [Told; 2] {
    let only = |one: &Told, other: &Told| {
        let differing = one
            .iter()
            .filter(|(key, value)| other.get(*key) != Some(*value));
        differing
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    };
    [only(before, after), only(after, before)]
}

/// Puts a value back where it stood; what has no such name is left alone. Names, institution and mail
/// address go to the member's own columns.
pub(super) fn put(member: &mut Member, held: &mut Contents, key: &str, value: Option<&Json>) {
    let text = value.and_then(Json::as_str);
    match (key, text) {
        ("class", Some(text)) => put_parsed(&mut member.class, text),
        ("joined", Some(text)) => put_parsed(&mut member.joined_on, text),
        ("language", Some(text)) => put_parsed(&mut member.language, text),
        ("status", Some(text)) => {
            if let Ok(status) = MemberStatus::try_from(text.to_owned()) {
                member.status = status;
            }
        }
        ("district", text) => member.district = text.and_then(|text| text.parse().ok()),
        ("searchable", _) => held.searchable = value.and_then(Json::as_bool).unwrap_or(false),
        _ => put_field(member, held, key, value),
    }
}

fn put_parsed<T: std::str::FromStr>(place: &mut T, text: &str) {
    if let Ok(value) = text.parse() {
        *place = value;
    }
}

fn put_field(member: &mut Member, held: &mut Contents, key: &str, value: Option<&Json>) {
    if let Some(field) = key.strip_prefix(SUBSTITUTE) {
        let text = value.and_then(Json::as_str).map(str::to_owned);
        return put_into(&mut held.substitutes, field, text);
    }
    let Some(field) = key.strip_prefix(FIELD) else {
        return;
    };
    let text = value.and_then(Json::as_str).unwrap_or_default();
    match Known::of(field) {
        Some(Known::FamilyName) => text.clone_into(&mut member.name.family),
        Some(Known::GivenName) => text.clone_into(&mut member.name.given),
        Some(Known::FamilyKana) => text.clone_into(&mut member.name.family_kana),
        Some(Known::GivenKana) => text.clone_into(&mut member.name.given_kana),
        Some(Known::RomanName) => text.clone_into(&mut member.name.roman),
        Some(Known::Institution) => text.clone_into(&mut member.institution),
        Some(Known::Mail) => member.mail = text.parse().ok(),
        None => {
            let value = value.and_then(|value| serde_json::from_value::<Value>(value.clone()).ok());
            put_into(&mut held.values, field, value);
        }
    }
}

fn put_into<T>(place: &mut BTreeMap<FieldKey, T>, field: &str, value: Option<T>) {
    let Ok(key) = field.parse::<FieldKey>() else {
        return;
    };
    match value {
        Some(value) => place.insert(key, value),
        None => place.remove(&key),
    };
}

/// The contents as the profile's form has them: with what the member's own columns hold.
pub(super) fn whole(member: &Member, stored: &Contents) -> Contents {
    let mut whole = stored.clone();
    for known in Known::ALL {
        if let (Ok(key), Some(text)) = (known.key().parse::<FieldKey>(), member.known(known)) {
            whole.values.insert(key, Value::Text(text));
        }
    }
    whole
}

/// The contents as they are stored: without what the member's own columns hold.
pub(super) fn stored(whole: &Contents) -> Contents {
    let mut stored = whole.clone();
    stored
        .values
        .retain(|key, _| Known::of(key.as_str()).is_none());
    stored
}

/// Adds certifications to what is told.
pub(super) fn tell_held(told: &mut [Told; 2], changes: &[HeldChange]) {
    for change in changes {
        let key = format!("{HELD}{}", change.certification);
        for (told, held) in told.iter_mut().zip([&change.before, &change.after]) {
            if let Some(held) = held {
                told.insert(key.clone(), json!(held));
            }
        }
    }
}

/// Whether the key is the mail address.
pub(super) fn is_mail(field: &FieldKey) -> bool {
    mail_field().as_ref() == Some(field)
}

#[cfg(test)]
mod tests {
    use super::{differing, put, told};
    use crate::web::page::samples::hostile_member;
    use shusseki_core::profile::{Contents, Value};

    #[test]
    fn what_was_told_can_be_put_back() {
        let (before, empty) = (hostile_member(), Contents::default());
        let mut after = before.clone();
        after.name.family = "新".to_owned();
        after.mail = "a@example.org".parse().ok();
        after.district = "kinki".parse().ok();
        after.status = crate::members::MemberStatus::OnLeave;
        let mut held = empty.clone();
        held.values
            .insert("sex".parse().unwrap(), Value::Text("male".to_owned()));
        held.substitutes
            .insert("family-name".parse().unwrap(), "新".to_owned());
        held.searchable = true;
        let (old, new) = (told(&before, &empty), told(&after, &held));
        let [was, is] = differing(&old, &new);
        assert_eq!(is.len(), 7);
        for key in is.keys() {
            put(&mut after, &mut held, key, was.get(key));
        }
        assert_eq!(told(&after, &held), old);
        assert_eq!(held, empty);
    }
}
