//! The pages with words that nobody should have typed.

use super::ask::AskPage;
use super::choose::{ChoosePage, OtherView};
use super::decide::{ComparedView, DecidePage};
use super::list::{ListPage, RequestView};
use super::view::{RecordView, RowView};
use crate::accounts::form::{Complaint, Filled};
use crate::check_in::tests::{TEN, at};
use crate::web::failure::Failure;
use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, hostile_tenant, inspect};
use crate::web::page::{Office, Page};
use askama::Template as _;
use shusseki_core::text::Language;

fn page(language: Language) -> Page {
    Page::new(language, HOSTILE, HOSTILE)
        .of(&hostile_tenant())
        .seen_by(Some(&hostile_member()))
}

fn hostile() -> String {
    HOSTILE.to_owned()
}

fn record() -> RecordView {
    RecordView {
        name: hostile(),
        number: hostile(),
        address: hostile(),
    }
}

fn rows() -> Vec<RowView> {
    let row = |choice| RowView {
        label: hostile(),
        stays: hostile(),
        goes: hostile(),
        was: Some([hostile(), String::new()]),
        choice,
    };
    let choice = |goes| Some((hostile(), goes));
    vec![row(None), row(choice(true)), row(choice(false))]
}

fn other() -> OtherView {
    OtherView {
        id: hostile(),
        name: hostile(),
        kana: hostile(),
        number: hostile(),
        institution: hostile(),
    }
}

fn request(own: bool) -> RequestView {
    RequestView {
        id: hostile(),
        stays: record(),
        goes: record(),
        reason: hostile(),
        asked_by: hostile(),
        asked_at: at(TEN),
        state: HOSTILE,
        decided: Some((hostile(), at(TEN))),
        answer: Some(hostile()),
        own,
        merged: own,
    }
}

fn refused(language: Language) -> Filled {
    let complaint = Complaint::at(&Failure::forbidden(), "reason", language);
    Filled::again(vec![("reason", hostile())], complaint)
}

#[test]
fn choosing_and_asking_escape_what_they_show() {
    for language in LANGUAGES {
        for (found, waiting) in [(Vec::new(), Some(hostile())), (vec![other()], None)] {
            let page = ChoosePage {
                page: page(language),
                office: Office::sample("members"),
                record: record(),
                proposed: vec![(other(), HOSTILE)],
                sought: hostile(),
                found,
                waiting,
            };
            inspect(&page.render().unwrap());
        }
        for form in [Filled::default(), refused(language)] {
            let page = AskPage {
                page: page(language),
                office: Office::sample("members"),
                stays: record(),
                goes: record(),
                rows: rows(),
                both_attended: 2,
                mark: hostile(),
                form,
                action: hostile(),
                swapped: hostile(),
            };
            inspect(&page.render().unwrap());
        }
    }
}

#[test]
fn the_list_and_a_request_escape_what_they_show() {
    for language in LANGUAGES {
        for shown in [Vec::new(), vec![request(true), request(false)]] {
            let page = ListPage {
                page: page(language),
                office: Office::sample("merges"),
                waiting: shown.clone(),
                decided: shown,
            };
            inspect(&page.render().unwrap());
        }
        for (own, involved, waits) in [
            (true, false, true),
            (false, true, true),
            (false, false, true),
            (false, false, false),
        ] {
            let compared = ComparedView {
                rows: rows(),
                both_attended: 0,
                changed: true,
                mark: hostile(),
            };
            let page = DecidePage {
                page: page(language),
                office: Office::sample("merges"),
                request: request(own),
                comparison: waits.then_some(compared),
                involved,
                done: Some(HOSTILE),
                form: refused(language),
                action: hostile(),
            };
            let text = page.render().unwrap();
            let decides = text.contains("value=\"approve\"");
            assert_eq!(decides, waits && !own && !involved);
            if decides {
                inspect(&text);
            }
        }
    }
}
