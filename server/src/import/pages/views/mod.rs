//! What the pages of an import show.

mod rows;
#[cfg(test)]
mod tests;

pub(super) use rows::{RowView, TabView, rows, shown, tabs};

use crate::accounts::form::Complaint;
use crate::import::{Counts, Import, State};
use crate::web::page::{Office, Page};
use askama::Template;
use jiff::Timestamp;
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
    wrong: i64,
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
            wrong: import.counts.wrong,
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

/// What a state is called.
pub(super) const fn said(state: State, language: Language) -> &'static str {
    let (ja, en) = match state {
        State::Reading => ("ファイルを読み込んでいます", "Reading the file"),
        State::Columns => ("列の割り当て待ち", "Columns to be decided"),
        State::Checking => ("会員データと照合しています", "Comparing with the members"),
        State::Checked => ("確認待ち", "Waiting for your word"),
        State::CarryingOut => ("登録しています", "Storing"),
        State::Settling => (
            "登録しました。会員検索と操作記録に反映しています",
            "Stored; the log and the directory follow",
        ),
        State::Done => ("取り込みました", "Imported"),
        State::Undoing => ("取り消しています", "Undoing"),
        State::Undone => ("取込を取り消しました", "Undone"),
        State::Failed => ("ファイルを読み取れませんでした", "The file can't be read"),
        State::Discarded => ("中止しました", "Given up"),
    };
    language.pick(ja, en)
}
