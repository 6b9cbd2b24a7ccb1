//! Rows of a file as a page lists them, kind by kind.

use crate::import::plans::listed::Listed;
use crate::import::undo::CHANGED_SINCE;
use crate::import::written::{Differs, differs};
use crate::import::{Import, State};
use crate::members::in_words::InWords;
use shusseki_core::society::Society;
use shusseki_core::text::Language;

/// A kind of row, with how many there are.
pub(in crate::import::pages) struct TabView {
    pub(super) name: &'static str,
    pub(super) word: &'static str,
    pub(super) count: i64,
    pub(super) current: bool,
}

/// A row.
pub(in crate::import::pages) struct RowView {
    pub(super) row: i64,
    pub(super) number: String,
    pub(super) name: String,
    pub(super) differs: Vec<Differs>,
    pub(super) faults: Vec<FaultView>,
    /// Why undoing left it.
    pub(super) kept: Option<String>,
}

/// What is wrong with a row.
pub(in crate::import::pages) struct FaultView {
    pub(super) column: String,
    pub(super) value: String,
    pub(super) told: String,
    pub(super) remedy: String,
}

/// Which rows are shown: those asked for, else the first kind that there is.
pub(in crate::import::pages) fn shown(asked: &str, import: &Import) -> &'static str {
    const KINDS: [&str; 5] = ["wrong", "changed", "new", "unchanged", "absent"];
    let counts = import.counts;
    let first = [counts.wrong, counts.changed, counts.added]
        .iter()
        .position(|count| *count > 0);
    let asked = KINDS.into_iter().find(|kind| *kind == asked);
    asked.unwrap_or(KINDS[first.unwrap_or(3)])
}

/// The kinds of rows that there are.
pub(in crate::import::pages) fn tabs(
    import: &Import,
    show: &'static str,
    language: Language,
) -> Vec<TabView> {
    let counts = import.counts;
    let open = import.state == State::Checked;
    let all = [
        ("wrong", ["エラー", "Mistakes"], counts.wrong),
        ("changed", ["変更", "Changed"], counts.changed),
        ("new", ["新規", "New"], counts.added),
        ("unchanged", ["変更なし", "Unchanged"], counts.unchanged),
        (
            "absent",
            ["ファイルにない会員", "Not in the file"],
            counts.absent,
        ),
    ];
    all.into_iter()
        .filter(|(name, _, count)| *count > 0 && (open || *name != "absent"))
        .map(|(name, [ja, en], count)| TabView {
            name,
            word: language.pick(ja, en),
            count,
            current: name == show,
        })
        .collect()
}

/// The rows of a page, and behind which one the next page begins.
pub(in crate::import::pages) fn rows(
    society: &Society,
    language: Language,
    mut listed: Vec<Listed>,
    a_page: i64,
) -> (Vec<RowView>, Option<i64>) {
    let a_page = usize::try_from(a_page).unwrap_or(usize::MAX);
    let more = listed.len() > a_page;
    listed.truncate(a_page);
    let more = listed.last().filter(|_| more).map(|last| last.row);
    let words = InWords { society, language };
    let rows = listed.into_iter().map(|row| RowView {
        row: row.row,
        differs: differs(words, &row.before, &row.after),
        faults: row
            .faults
            .into_iter()
            .map(|fault| FaultView {
                column: fault.column.unwrap_or_default(),
                told: fault.wrong.told(language),
                remedy: fault.wrong.remedy(language),
                value: fault.value,
            })
            .collect(),
        kept: row.kept.map(|kept| kept_told(words, &kept)),
        number: row.number,
        name: row.name,
    });
    (rows.collect(), more)
}

/// Why undoing left a row.
fn kept_told(words: InWords<'_>, kept: &str) -> String {
    let language = words.language;
    if let Some(keys) = kept.strip_prefix(CHANGED_SINCE) {
        let named: Vec<String> = keys
            .split_whitespace()
            .map(|key| words.name(key).unwrap_or_else(|| key.to_owned()))
            .collect();
        let named = named.join(language.pick("、", ", "));
        return match language {
            Language::Ja => format!("その後に変更されたため、元に戻していません：{named}"),
            Language::En => format!("Changed since, so left as it is: {named}"),
        };
    }
    let (ja, en) = match kept {
        "attended" => (
            "その後に出席しているため、会員として残しました。",
            "Has attended since, so the member stays.",
        ),
        "credits" => (
            "単位の記録があるため、会員として残しました。",
            "Has credits, so the member stays.",
        ),
        "account" => (
            "パスワードが発行・設定されているため、会員として残しました。",
            "Has a password, so the member stays.",
        ),
        "role" => (
            "事務局の権限があるため、会員として残しました。",
            "Has a role in the office, so the member stays.",
        ),
        "gone" => (
            "この会員はすでにありません。",
            "This member is not there any more.",
        ),
        _ => (
            "その後に変更されたため、会員として残しました。",
            "Was changed since, so the member stays.",
        ),
    };
    language.pick(ja, en).to_owned()
}
