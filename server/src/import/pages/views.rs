//! What the pages of an import show.

use crate::accounts::form::Complaint;
use crate::import::plans::Listed;
use crate::import::undo::CHANGED_SINCE;
use crate::import::written::{Differs, Names};
use crate::import::{Counts, Import, State};
use crate::web::page::{Office, Page};
use askama::Template;
use jiff::Timestamp;
use shusseki_core::society::Society;
use shusseki_core::text::{Language, Text};

/// Characters of a sample that are shown.
const SAMPLE: usize = 24;

#[derive(Template)]
#[template(path = "import/list.html")]
pub(super) struct ListPage {
    pub(super) page: Page,
    pub(super) office: Office,
    /// A file that waits for somebody's word.
    pub(super) open: Option<String>,
    pub(super) past: Vec<PastView>,
    pub(super) complaint: Option<Complaint>,
    pub(super) home: String,
}

/// A file as the list has it.
pub(super) struct PastView {
    id: String,
    name: String,
    state: &'static str,
    is_good: bool,
    made_at: Timestamp,
    added: i64,
    changed: i64,
}

impl PastView {
    pub(super) fn new(import: &Import, language: Language) -> Self {
        Self {
            id: import.id.clone(),
            name: import.file_name.clone(),
            state: said(import.state, language),
            is_good: matches!(import.state, State::Done | State::Settling),
            made_at: import.made_at,
            added: import.counts.added,
            changed: import.counts.changed,
        }
    }
}

#[derive(Template)]
#[template(path = "import/progress.html")]
pub(super) struct ProgressPage {
    pub(super) page: Page,
    pub(super) office: Office,
    pub(super) said: &'static str,
    pub(super) state: &'static str,
    /// How much is done, where that is known.
    pub(super) percent: Option<i64>,
    pub(super) rows: i64,
    pub(super) file_name: String,
    pub(super) home: String,
}

#[derive(Template)]
#[template(path = "import/columns.html")]
pub(super) struct ColumnsPage {
    pub(super) page: Page,
    pub(super) office: Office,
    pub(super) columns: Vec<ColumnView>,
    /// Key and name of everything that a column may be.
    pub(super) targets: Vec<(String, String)>,
    pub(super) digits: usize,
    pub(super) clear: bool,
    pub(super) form: String,
    pub(super) file_name: String,
    pub(super) rows: i64,
    pub(super) complaint: Option<Complaint>,
    pub(super) action: String,
}

/// A column of the file.
pub(super) struct ColumnView {
    place: usize,
    heading: String,
    samples: String,
    /// What it is; an empty text where it is left out.
    column: Option<String>,
}

impl ColumnView {
    pub(super) fn new<'a>(
        place: usize,
        heading: &str,
        column: Option<String>,
        samples: impl Iterator<Item = &'a String>,
    ) -> Self {
        let samples: Vec<String> = samples
            .filter(|sample| !sample.is_empty())
            .map(|sample| sample.chars().take(SAMPLE).collect())
            .collect();
        Self {
            place,
            heading: heading.to_owned(),
            samples: samples.join(" / "),
            column,
        }
    }

    fn is(&self, key: &str) -> bool {
        self.column.as_deref() == Some(key)
    }
}

#[derive(Template)]
#[template(path = "import/preview.html")]
pub(super) struct PreviewPage {
    pub(super) page: Page,
    pub(super) office: Office,
    /// Whether members changed since it was looked at.
    pub(super) again: bool,
    pub(super) tabs: Vec<TabView>,
    pub(super) counts: Counts,
    pub(super) file_name: String,
    pub(super) show: &'static str,
    pub(super) rows: Vec<RowView>,
    /// Behind which row the next page begins.
    pub(super) more: Option<i64>,
    /// Numbers of members who are not in the file.
    pub(super) missing: Vec<String>,
    pub(super) action: String,
    pub(super) home: String,
}

impl PreviewPage {
    fn may_be_carried_out(&self) -> bool {
        self.counts.wrong == 0 && self.counts.added + self.counts.changed > 0
    }
}

#[derive(Template)]
#[template(path = "import/done.html")]
pub(super) struct DonePage {
    pub(super) page: Page,
    pub(super) office: Office,
    pub(super) state: &'static str,
    /// Why the file can't be read, and what to do.
    pub(super) trouble: Option<(Text, Text)>,
    pub(super) tabs: Vec<TabView>,
    pub(super) counts: Counts,
    pub(super) may_undo: bool,
    pub(super) file_name: String,
    pub(super) at: Option<Timestamp>,
    pub(super) by: Option<String>,
    pub(super) show: &'static str,
    pub(super) rows: Vec<RowView>,
    pub(super) more: Option<i64>,
    pub(super) action: String,
    pub(super) home: String,
}

/// A kind of row, with how many there are.
pub(super) struct TabView {
    name: &'static str,
    word: &'static str,
    count: i64,
    current: bool,
}

/// A row.
pub(super) struct RowView {
    row: i64,
    number: String,
    name: String,
    differs: Vec<Differs>,
    faults: Vec<FaultView>,
    /// Why undoing left it.
    kept: Option<String>,
}

/// What is wrong with a row.
pub(super) struct FaultView {
    column: String,
    value: String,
    told: String,
    remedy: String,
}

/// What a state is called.
pub(super) const fn said(state: State, language: Language) -> &'static str {
    let (ja, en) = match state {
        State::Reading => ("ファイルを読み込んでいます", "Reading the file"),
        State::Columns => ("列の割り当て待ち", "Columns to be decided"),
        State::Checking => ("会員データと照合しています", "Comparing with the members"),
        State::Checked => ("確認待ち", "Waiting for your word"),
        State::CarryingOut => ("登録しています", "Storing"),
        State::Settling => ("会員検索に反映しています", "Renewing the directory"),
        State::Done => ("取り込みました", "Imported"),
        State::Undoing => ("取り消しています", "Undoing"),
        State::Undone => ("取込を取り消しました", "Undone"),
        State::Failed => ("ファイルを読み取れませんでした", "The file can't be read"),
        State::Discarded => ("中止しました", "Given up"),
    };
    language.pick(ja, en)
}

/// Which rows are shown: those asked for, else the first kind that there is.
pub(super) fn shown(asked: &str, import: &Import) -> &'static str {
    const KINDS: [&str; 5] = ["wrong", "changed", "new", "unchanged", "absent"];
    let counts = import.counts;
    let first = [counts.wrong, counts.changed, counts.added]
        .iter()
        .position(|count| *count > 0);
    let asked = KINDS.into_iter().find(|kind| *kind == asked);
    asked.unwrap_or(KINDS[first.unwrap_or(3)])
}

/// The kinds of rows that there are.
pub(super) fn tabs(import: &Import, show: &'static str, language: Language) -> Vec<TabView> {
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
pub(super) fn rows(
    society: &Society,
    language: Language,
    mut listed: Vec<Listed>,
    a_page: i64,
) -> (Vec<RowView>, Option<i64>) {
    let a_page = usize::try_from(a_page).unwrap_or(usize::MAX);
    let more = listed.len() > a_page;
    listed.truncate(a_page);
    let more = listed.last().filter(|_| more).map(|last| last.row);
    let names = Names::new(society, language);
    let rows = listed.into_iter().map(|row| RowView {
        row: row.row,
        differs: names.differs(&row.before, &row.after),
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
        kept: row.kept.map(|kept| kept_told(&names, &kept, language)),
        number: row.number,
        name: row.name,
    });
    (rows.collect(), more)
}

/// Why undoing left a row.
fn kept_told(names: &Names<'_>, kept: &str, language: Language) -> String {
    if let Some(keys) = kept.strip_prefix(CHANGED_SINCE) {
        let named: Vec<String> = keys.split_whitespace().map(|key| names.name(key)).collect();
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

#[cfg(test)]
mod tests {
    use super::{
        ColumnView, ColumnsPage, DonePage, ListPage, PastView, PreviewPage, ProgressPage, rows,
        tabs,
    };
    use crate::accounts::form::Complaint;
    use crate::check_in::tests::{TEN, at};
    use crate::import::fault::{RowFault, Wrong};
    use crate::import::plans::Listed;
    use crate::import::read::Form;
    use crate::import::{Counts, Import, State};
    use crate::web::failure::Failure;
    use crate::web::page::samples::{
        HOSTILE, LANGUAGES, hostile_member, hostile_tenant, hostile_text, inspect,
    };
    use crate::web::page::{Office, Page};
    use askama::Template as _;
    use serde_json::json;
    use shusseki_core::text::Language;

    fn import(state: State) -> Import {
        Import {
            id: HOSTILE.to_owned(),
            file_name: HOSTILE.to_owned(),
            made_by: None,
            made_at: at(TEN),
            state,
            form: Form::Xlsx {
                sheet: HOSTILE.to_owned(),
            },
            head_row: 1,
            headings: vec![HOSTILE.to_owned()],
            chosen: None,
            trouble: None,
            rows: 7,
            dealt_with: 3,
            counts: Counts {
                added: 1,
                changed: 1,
                unchanged: 1,
                wrong: 1,
                absent: 1,
            },
            decided_by: None,
            carried_out_at: None,
            undone_at: None,
            audit_line: None,
        }
    }

    fn listed() -> Vec<Listed> {
        let told = json!({
            "field.family-name": HOSTILE, "class": HOSTILE, "status": HOSTILE, "joined": HOSTILE,
            "language": "en", "searchable": true, "district": HOSTILE, "substitute.family-name": HOSTILE,
            "held.nuclear": { "number": HOSTILE }, "of-a-later-version": [1],
        });
        vec![Listed {
            row: 2,
            is_new: false,
            member: None,
            number: HOSTILE.to_owned(),
            name: HOSTILE.to_owned(),
            before: told,
            after: json!({}),
            held: Vec::new(),
            faults: vec![RowFault::of(
                HOSTILE,
                HOSTILE,
                Wrong::NotOneOf {
                    ja: HOSTILE.to_owned(),
                    en: HOSTILE.to_owned(),
                },
            )],
            kept: Some(format!("changed-since {HOSTILE} class")),
        }]
    }

    fn frame(language: Language) -> (Page, Office) {
        let page = Page::new(language, HOSTILE, HOSTILE)
            .of(&hostile_tenant())
            .seen_by(Some(&hostile_member()));
        (page, Office::sample("import"))
    }

    #[test]
    fn every_page_escapes_what_it_shows() {
        let society = &hostile_tenant().society;
        for language in LANGUAGES {
            let (page, office) = frame(language);
            let complaint = Some(Complaint::at(&Failure::not_found(), "file", language));
            let past = vec![PastView::new(&import(State::Done), language)];
            let list = ListPage {
                page,
                office,
                open: Some("x".to_owned()),
                past,
                complaint,
                home: "/jhrs".to_owned(),
            };
            inspect(&list.render().unwrap());
            let (page, office) = frame(language);
            let progress = ProgressPage {
                page,
                office,
                said: "x",
                state: "checking",
                percent: Some(42),
                rows: 7,
                file_name: HOSTILE.to_owned(),
                home: "/jhrs".to_owned(),
            };
            inspect(&progress.render().unwrap());
            let (page, office) = frame(language);
            let hostile = HOSTILE.to_owned();
            let columns = ColumnsPage {
                page,
                office,
                targets: vec![(hostile.clone(), hostile.clone())],
                columns: vec![
                    ColumnView::new(0, HOSTILE, None, [hostile.clone()].iter()),
                    ColumnView::new(1, HOSTILE, Some(String::new()), [].iter()),
                    ColumnView::new(2, HOSTILE, Some(hostile.clone()), [].iter()),
                ],
                digits: 5,
                clear: true,
                form: hostile.clone(),
                file_name: hostile,
                rows: 7,
                complaint: Some(Complaint::of(&Failure::not_found(), language)),
                action: "/jhrs/office/import/1".to_owned(),
            };
            inspect(&columns.render().unwrap());
            for show in ["wrong", "changed", "new", "absent"] {
                let import = import(State::Checked);
                let (page, office) = frame(language);
                let preview = PreviewPage {
                    page,
                    office,
                    again: true,
                    tabs: tabs(&import, show, language),
                    counts: import.counts,
                    file_name: HOSTILE.to_owned(),
                    show,
                    rows: rows(society, language, listed(), 1).0,
                    more: Some(2),
                    missing: vec![HOSTILE.to_owned()],
                    action: "/jhrs/office/import/1".to_owned(),
                    home: "/jhrs".to_owned(),
                };
                inspect(&preview.render().unwrap());
            }
            for (state, trouble) in [
                ("failed", true),
                ("done", false),
                ("undone", false),
                ("discarded", false),
            ] {
                let import = import(State::Done);
                let (page, office) = frame(language);
                let done = DonePage {
                    page,
                    office,
                    state,
                    trouble: trouble.then(|| (hostile_text(), hostile_text())),
                    tabs: tabs(&import, "changed", language),
                    counts: import.counts,
                    may_undo: true,
                    file_name: HOSTILE.to_owned(),
                    at: Some(at(TEN)),
                    by: Some(HOSTILE.to_owned()),
                    show: "changed",
                    rows: rows(society, language, listed(), 1).0,
                    more: None,
                    action: "/jhrs/office/import/1".to_owned(),
                    home: "/jhrs".to_owned(),
                };
                inspect(&done.render().unwrap());
            }
        }
    }
}
