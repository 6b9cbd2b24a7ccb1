//! The pages of a profile: nothing typed is a script, nothing is left out.

use super::{EditPage, Notice, Read, Shown};
use crate::members::profile::Stored;
use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, tenant};
use askama::Template as _;
use shusseki_core::profile::{Contents, Editor, Typed, Value};

fn read() -> Read {
    let mut held = Contents::default();
    for key in ["family-name", "department", "home-address"] {
        held.values
            .insert(key.parse().unwrap(), Value::Text(HOSTILE.to_owned()));
    }
    Read {
        stored: Stored {
            revision: 3,
            held,
            ..Stored::default()
        },
        draft: None,
        asked: Vec::new(),
    }
}

#[test]
fn the_form_escapes_what_was_typed_and_says_what_is_wrong() {
    for which in 0..3 {
        let tenant = tenant(which);
        let mut typed = Typed::default()
            .with("home-phone", &[HOSTILE])
            .with("department", &[HOSTILE]);
        typed
            .substitutes
            .insert("family-name".to_owned(), HOSTILE.to_owned());
        let wrong = tenant
            .society
            .profile
            .read(&Contents::default(), &typed, Editor::Member)
            .unwrap_err();
        for language in LANGUAGES {
            for notice in [Notice::Nothing, Notice::Stale] {
                let shown = Shown {
                    typed: &typed,
                    wrong: &wrong,
                    notice,
                    draft: Some("2026-11-20T00:00:00Z".parse().unwrap()),
                };
                let page =
                    EditPage::new(&tenant, &hostile_member(), language, &read(), &shown, "/");
                let text = page.render().unwrap();
                assert!(!text.contains("<img") && !text.contains("<svg"), "{text}");
                assert!(
                    text.contains("href=\"#f-home-phone\"") && text.contains("id=\"f-home-phone\"")
                );
                assert!(text.contains("id=\"wrong-home-phone\""));
                assert!(!text.contains("id=\"meanwhile-department\""));
                assert!(text.contains("name=\"revision\" value=\"3\""));
            }
        }
    }
}

#[test]
fn what_is_registered_now_stands_beside_what_differs() {
    let tenant = tenant(1);
    let typed = Typed::default().with("department", &["別の部署"]);
    let shown = Shown {
        typed: &typed,
        wrong: &[],
        notice: Notice::Stale,
        draft: None,
    };
    let page = EditPage::new(
        &tenant,
        &hostile_member(),
        LANGUAGES[0],
        &read(),
        &shown,
        "/",
    );
    let text = page.render().unwrap();
    assert!(text.contains("id=\"meanwhile-department\"") && text.contains("value=\"別の部署\""));
    assert!(!text.contains("id=\"meanwhile-home-address\""));
}
