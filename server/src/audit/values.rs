//! What a part of a line holds, as people read it.

use crate::members::in_words::InWords;
use crate::notices::whom::whom;
use crate::support::cases::CaseState;
use serde_json::{Map, Value};
use shusseki_core::audience::Audience;

/// States that things are in, by the names that are stored; cases have words of their own.
const STATES: &[(&str, &str, &str)] = &[
    ("accepted", "承認", "Accepted"),
    ("declined", "却下", "Declined"),
    ("draft", "下書き", "Draft"),
    ("published", "公開", "Published"),
    ("waiting", "未処理", "Waiting"),
    ("withdrawn", "取り下げ", "Withdrawn"),
];

/// What the part holds.
pub(super) fn written(words: InWords<'_>, key: &str, value: &Value) -> String {
    let known = match (key, value) {
        ("state", Value::String(state)) => STATES
            .iter()
            .find(|(name, ..)| name == state)
            .map(|(_, ja, en)| words.language.pick(ja, en))
            .or_else(|| Some(CaseState::named(state)?.word(words.language)))
            .map(str::to_owned),
        ("kind", Value::String(kind)) => match kind.as_str() {
            "committee" => Some(words.language.pick("委員会", "Committee").to_owned()),
            "office" => Some(words.language.pick("役職", "Office").to_owned()),
            _ => None,
        },
        ("audience", value) => serde_json::from_value::<Audience>(value.clone())
            .ok()
            .map(|audience| whom(words.society, &audience, words.language)),
        (_, Value::Object(piece)) => titled(piece),
        _ => None,
    };
    known.unwrap_or_else(|| words.value(key, value))
}

/// A text with its title.
fn titled(piece: &Map<String, Value>) -> Option<String> {
    let part = |name: &str| piece.get(name).and_then(Value::as_str);
    Some(format!("{} — {}", part("title")?, part("text")?))
}

#[cfg(test)]
mod tests {
    use super::written;
    use crate::members::in_words::InWords;
    use crate::web::page::samples::tenant;
    use serde_json::json;
    use shusseki_core::text::Language;

    #[test]
    fn values_are_words_and_what_nobody_knows_stays() {
        let tenant = tenant(1);
        let words = InWords {
            society: &tenant.society,
            language: Language::Ja,
        };
        for (key, value, shown) in [
            ("state", json!("published"), "公開"),
            ("state", json!("answered"), "回答済み"),
            ("state", json!("of-a-later-version"), "of-a-later-version"),
            ("kind", json!("committee"), "委員会"),
            ("audience", json!({ "members": {} }), "会員全員"),
            ("ja", json!({ "title": "題", "text": "文" }), "題 — 文"),
            ("pinned", json!(false), "いいえ"),
        ] {
            assert_eq!(written(words, key, &value), shown, "{key}");
        }
    }
}
