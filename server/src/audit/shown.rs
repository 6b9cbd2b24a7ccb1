//! A line of the audit log as people read it.

use super::action;
use super::search::Found;
use serde_json::{Map, Value};
use shusseki_core::text::Language;

/// Something that changed: what, from what, to what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) what: String,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// Names of what a line keeps, in Japanese and English. What is not among them is shown as it is.
const NAMES: &[(&str, &str, &str)] = &[
    ("activity", "活動", "Activity"),
    ("body", "本文", "Text"),
    ("category", "区分", "Category"),
    ("certification", "認定資格", "Certification"),
    ("credits", "単位", "Credits"),
    ("day", "日付", "Day"),
    ("event", "大会名", "Event"),
    ("language", "言語", "Language"),
    ("logins", "ログイン中の端末", "Logins"),
    ("mail", "メールアドレス", "Mail address"),
    ("passkey", "パスキー", "Passkey"),
    ("recipient", "宛先", "To"),
    ("role", "役割", "Role"),
    ("session", "セッション名", "Session"),
    ("subject", "件名", "Subject"),
];

/// Kinds of things that something is done to.
const SUBJECTS: &[(&str, &str, &str)] = &[
    ("credit-line", "単位記録", "Credit"),
    ("login", "ログイン", "Login"),
    ("mail", "メール", "Mail"),
    ("mail-wording", "メールの文面", "Wording of a mail"),
    ("member", "会員", "Member"),
    ("poster", "ポスター", "Poster"),
    ("venue-key", "会場コードの鍵", "Venue key"),
];

fn word<'a>(names: &'a [(&str, &str, &str)], key: &'a str, language: Language) -> &'a str {
    let known = names.iter().find(|(name, ..)| *name == key);
    known.map_or(key, |(_, ja, en)| language.pick(ja, en))
}

/// What was done.
pub(super) fn action_word(found: &Found, language: Language) -> String {
    action::word(&found.action, language).to_owned()
}

/// What it was done to, with its number where that says something to people.
pub(super) fn subject_word(found: &Found, language: Language) -> String {
    let kind = word(SUBJECTS, &found.subject, language);
    match found.subject.as_str() {
        "poster" | "venue-key" | "mail-wording" => format!("{kind} {}", found.subject_id),
        _ => kind.to_owned(),
    }
}

/// Who did it, where it was no person.
pub(super) fn nobody(language: Language) -> &'static str {
    language.pick("システム", "The system")
}

/// What changed, of what the line says of before and after; what stayed the same is left out where
/// both are known.
pub(super) fn changes(found: &Found, language: Language) -> Vec<Change> {
    let (before, after) = (
        parts(found.state_before.as_deref()),
        parts(found.state_after.as_deref()),
    );
    let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
    keys.sort();
    keys.dedup();
    let both = found.state_before.is_some() && found.state_after.is_some();
    keys.into_iter()
        .filter(|key| !both || before.get(*key) != after.get(*key))
        .map(|key| Change {
            what: word(NAMES, key, language).to_owned(),
            before: before.get(key).map(said).filter(|said| !said.is_empty()),
            after: after.get(key).map(said).filter(|said| !said.is_empty()),
        })
        .filter(|change| change.before.is_some() || change.after.is_some())
        .collect()
}

fn parts(state: Option<&str>) -> Map<String, Value> {
    match state.and_then(|state| serde_json::from_str(state).ok()) {
        Some(Value::Object(parts)) => parts,
        Some(Value::Null) | None => Map::new(),
        Some(other) => Map::from_iter([(String::new(), other)]),
    }
}

fn said(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
