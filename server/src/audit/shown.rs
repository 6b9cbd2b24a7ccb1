//! A line of the audit log as people read it.

use super::action;
use super::search::Found;
use crate::app::Tenant;
use serde_json::{Map, Value};
use shusseki_core::profile::Value as Held;
use shusseki_core::text::Language;

/// Something that changed: what, from what, to what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) what: String,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

/// Names of what a line keeps, in Japanese and English. What is not among them is shown as it is.
const NAMES: &[(&str, &str, &str)] = &[
    ("class", "会員区分", "Class"),
    ("district", "所属地区", "District"),
    ("first", "開始日", "First day"),
    ("joined-on", "入会日", "Joined"),
    ("kind", "種類", "Kind"),
    ("last", "終了日", "Last day"),
    ("searchable", "他会員による検索", "Found by members"),
    ("roles", "役割", "Roles"),
    ("since", "いつから", "Since"),
    ("status", "在籍の状態", "Status"),
    ("title", "役職名", "Title"),
    ("activity", "活動", "Activity"),
    ("app", "認証アプリ", "Authenticator app"),
    ("body", "本文", "Text"),
    ("category", "区分", "Category"),
    ("certification", "認定資格", "Certification"),
    ("credits", "単位", "Credits"),
    ("day", "日付", "Day"),
    ("event", "大会名", "Event"),
    ("language", "言語", "Language"),
    ("logins", "ログイン中の端末", "Logins"),
    ("approval", "承認者の記入", "Said on approval"),
    ("asked-by", "申請者", "Asked by"),
    ("certifications", "認定資格", "Certifications"),
    ("goes", "統合される会員番号", "The record that goes"),
    ("merged", "統合した会員番号", "Merged record"),
    ("merged-into", "統合先の会員番号", "Merged into"),
    ("number", "会員番号", "Member number"),
    ("stays", "残る会員番号", "The record that stays"),
    ("mail", "メールアドレス", "Mail address"),
    ("passkey", "パスキー", "Passkey"),
    ("passkeys", "パスキー", "Passkeys"),
    ("recovery-codes", "リカバリーコード", "Recovery codes"),
    ("rows", "件数", "Rows"),
    ("recipient", "宛先", "To"),
    ("role", "役割", "Role"),
    ("session", "セッション名", "Session"),
    ("state", "状態", "State"),
    ("subject", "件名", "Subject"),
    ("text", "本文", "Text"),
    ("valid_until", "有効期限", "Valid until"),
];

/// Kinds of things that something is done to.
const SUBJECTS: &[(&str, &str, &str)] = &[
    (
        "appointments",
        "役職・委員会の一覧",
        "Offices and committees",
    ),
    ("appointment", "役職・委員会", "Appointment"),
    ("credit-line", "単位記録", "Credit"),
    ("login", "ログイン", "Login"),
    ("mail", "メール", "Mail"),
    ("mail-wording", "メールの文面", "Wording of a mail"),
    ("member", "会員", "Member"),
    ("merge", "会員の統合", "Merge of records"),
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
pub(super) fn changes(found: &Found, tenant: &Tenant, language: Language) -> Vec<Change> {
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
            what: what(tenant, key, language),
            before: told(tenant, key, before.get(key), language),
            after: told(tenant, key, after.get(key), language),
        })
        .filter(|change| change.before.is_some() || change.after.is_some())
        .collect()
}

/// What a part is called: a field of the profile as members read it.
fn what(tenant: &Tenant, key: &str, language: Language) -> String {
    let (field, rest) = key.split_once(' ').unwrap_or((key, ""));
    let rest = match rest {
        "(substitute)" => language.pick("（代替文字）", " (substitute)"),
        "(public)" => language.pick("（公開）", " (public)"),
        _ => "",
    };
    match tenant.society.profile.field(field) {
        Some(field) => format!("{}{rest}", field.name.get(language)),
        None => word(NAMES, key, language).to_owned(),
    }
}

/// What a part holds, as people read it; none where that is nothing.
fn told(tenant: &Tenant, key: &str, value: Option<&Value>, language: Language) -> Option<String> {
    let value = value?;
    let field = tenant.society.profile.field(key);
    let held = serde_json::from_value::<Held>(value.clone()).ok();
    let written = match (field, held) {
        (Some(field), Some(held)) => field.written(&held, language),
        _ => said(value),
    };
    Some(written).filter(|written| !written.is_empty())
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
