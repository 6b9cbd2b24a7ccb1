//! What is wrong with the shape of what a program sent: which field, in both languages.

use serde::de::value;
use serde_path_to_error::Error as At;
use shusseki_core::text::Text;
use std::error::Error;

/// Where a text from outside is named, it is named this far.
const LONGEST: usize = 80;

/// The next step after a refusal of the parser's: the field to look at. Its own words are for makers
/// of parsers and are not shown.
pub(super) fn next_step(refusal: &(dyn Error + 'static)) -> Text {
    match place(refusal) {
        Some(Place::Missing(field)) => Text::new(
            format!("「{field}」がありません。API の説明（/api）をご確認ください。"),
            format!("`{field}` is missing; see /api for what is expected."),
        ),
        Some(Place::Unknown(field)) => Text::new(
            format!("「{field}」という項目はありません。API の説明（/api）をご確認ください。"),
            format!("There is no field `{field}`; see /api for what is expected."),
        ),
        Some(Place::Wrong(field)) => Text::new(
            format!("「{field}」の値が仕様と異なります。API の説明（/api）をご確認ください。"),
            format!("The value of `{field}` is not as described; see /api."),
        ),
        None => Text::new(
            "API の説明（/api）をご確認ください。",
            "See /api for what is expected.",
        ),
    }
}

/// A field, and what is wrong with it.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    Missing(String),
    Unknown(String),
    Wrong(String),
}

fn place(refusal: &(dyn Error + 'static)) -> Option<Place> {
    let mut cause = Some(refusal);
    while let Some(error) = cause {
        if let Some(at) = error.downcast_ref::<At<serde_json::Error>>() {
            return named(&at.path().to_string(), &at.inner().to_string());
        }
        if let Some(at) = error.downcast_ref::<At<value::Error>>() {
            return named(&at.path().to_string(), &at.inner().to_string());
        }
        cause = error.source();
    }
    None
}

/// The path is that of the value that was being read. A field that is not there has none, so its name
/// comes from serde's message, whose wording is part of its interface ([`serde::de::Error`]).
fn named(path: &str, message: &str) -> Option<Place> {
    let quoted = |prefix: &str| message.strip_prefix(prefix)?.split('`').next();
    if let Some(field) = quoted("missing field `") {
        return Some(Place::Missing(joined(path, field)));
    }
    if let Some(field) = quoted("unknown field `") {
        // The path ends in the field itself where the parser came so far.
        let parent = path.strip_suffix(field).unwrap_or(path);
        return Some(Place::Unknown(joined(parent.trim_end_matches('.'), field)));
    }
    (path != ".").then(|| Place::Wrong(short(path)))
}

fn joined(parent: &str, field: &str) -> String {
    if parent.is_empty() || parent == "." {
        short(field)
    } else {
        short(&format!("{parent}.{field}"))
    }
}

fn short(name: &str) -> String {
    let shown = name.chars().filter(|character| !character.is_control());
    shown.take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::{Place, place};
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "it is only ever refused")]
    struct Outer {
        items: Vec<Item>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "it is only ever refused")]
    struct Item {
        code: String,
    }

    #[test]
    fn the_field_is_named_with_its_path() {
        for (json, expected) in [
            ("{}", Some(Place::Missing("items".into()))),
            (
                r#"{"items":[{"code":"a"},{}]}"#,
                Some(Place::Missing("items[1].code".into())),
            ),
            (
                r#"{"items":[{"code":7}]}"#,
                Some(Place::Wrong("items[0].code".into())),
            ),
            (r#"{"items":5}"#, Some(Place::Wrong("items".into()))),
            (
                r#"{"items":[],"more":1}"#,
                Some(Place::Unknown("more".into())),
            ),
            (
                r#"{"items":[{"code":"a","x":1}]}"#,
                Some(Place::Unknown("items[0].x".into())),
            ),
            ("7", None),
        ] {
            let mut parser = serde_json::Deserializer::from_str(json);
            let error = serde_path_to_error::deserialize::<_, Outer>(&mut parser).unwrap_err();
            assert_eq!(place(&error), expected, "{json}");
        }
    }

    #[test]
    fn a_name_from_outside_is_clipped() {
        let json = format!(r#"{{"items":[],"{}":1}}"#, "x".repeat(5_000));
        let mut parser = serde_json::Deserializer::from_str(&json);
        let error = serde_path_to_error::deserialize::<_, Outer>(&mut parser).unwrap_err();
        assert_eq!(place(&error), Some(Place::Unknown("x".repeat(80))));
    }
}
