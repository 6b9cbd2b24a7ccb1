//! A line of the audit log as people read it.

use super::action;
use super::search::Found;
use super::values;
use crate::app::Tenant;
use crate::members::in_words::InWords;
use serde_json::{Map, Value};
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
    ("first", "開始日", "First day"),
    ("kind", "種類", "Kind"),
    ("last", "終了日", "Last day"),
    ("roles", "役割", "Roles"),
    ("title", "役職名", "Title"),
    ("added", "新規", "New"),
    ("audience", "対象", "For"),
    ("born", "生年月日", "Date of birth"),
    ("by_mail", "メールでも送る", "By mail as well"),
    ("certificates", "ほかの資格", "Other certificates"),
    ("changed", "変更", "Changed"),
    ("en", "英語", "English"),
    ("ends_at", "掲載終了", "Shown until"),
    ("field", "項目", "Field"),
    ("file", "ファイル", "File"),
    ("import", "取込番号", "Import"),
    ("ja", "日本語", "Japanese"),
    ("mails", "送ったメール", "Mails"),
    ("members", "会員数", "Members"),
    ("memberships", "会員歴", "Memberships"),
    ("pinned", "上に固定する", "Pinned"),
    ("publish_at", "公開日時", "Published at"),
    ("records", "事務局の記録", "On record"),
    ("suspensions", "休止", "Suspensions"),
    ("traits", "特性", "Traits"),
    ("unchanged", "変更なし", "Unchanged"),
    ("unpaid", "未納の年度", "Unpaid years"),
    ("withdrawn", "退会日", "Withdrawn on"),
    ("work", "勤務", "Work"),
    ("activity", "活動", "Activity"),
    ("app", "認証アプリ", "Authenticator app"),
    ("body", "本文", "Text"),
    ("category", "区分", "Category"),
    ("certification", "認定資格", "Certification"),
    ("credits", "単位", "Credits"),
    ("day", "日付", "Day"),
    ("event", "大会名", "Event"),
    ("logins", "ログイン中の端末", "Logins"),
    ("approval", "承認者の記入", "Said on approval"),
    ("asked-by", "申請者", "Asked by"),
    ("certifications", "認定資格", "Certifications"),
    ("goes", "統合される会員番号", "The record that goes"),
    ("merged", "統合した会員番号", "Merged record"),
    ("merged-into", "統合先の会員番号", "Merged into"),
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
    ("case", "お問い合わせ", "Case"),
    ("credit-line", "単位記録", "Credit"),
    ("data-request", "削除の依頼", "Request for deletion"),
    ("import", "会員の取込", "Import of members"),
    ("members", "会員の一覧", "List of members"),
    ("notice", "お知らせ", "Notice"),
    (
        "profile-request",
        "登録情報の変更依頼",
        "Change of profile asked for",
    ),
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
    let words = InWords {
        society: &tenant.society,
        language,
    };
    keys.sort_by_key(|key| (words.place(key), *key));
    keys.dedup();
    let both = found.state_before.is_some() && found.state_after.is_some();
    let told = |key: &str, value: Option<&Value>| {
        let told = value.map(|value| values::written(words, key, value));
        told.filter(|told| !told.is_empty())
    };
    keys.into_iter()
        .filter(|key| !both || before.get(*key) != after.get(*key))
        .map(|key| Change {
            what: words
                .name(key)
                .unwrap_or_else(|| word(NAMES, key, language).to_owned()),
            before: told(key, before.get(key)),
            after: told(key, after.get(key)),
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
