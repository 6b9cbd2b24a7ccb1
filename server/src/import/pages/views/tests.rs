//! Whatever stands in a file, no page takes it for its own.

use super::{
    ColumnView, ColumnsPage, DonePage, ListPage, PastView, PreviewPage, ProgressPage, rows, tabs,
};
use crate::accounts::form::Complaint;
use crate::check_in::tests::{TEN, at};
use crate::import::fault::{RowFault, Wrong};
use crate::import::plans::listed::Listed;
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
