use super::{DoorView, May, MemberPage, OnePerson, Password};
use crate::accounts::factors::Factors;
use crate::check_in::tests::{TEN, at};
use crate::members::StaffRole;
use crate::members::appointments::{Appointment, Kept};
use crate::members::profile::Stored;
use crate::members::profile::view::Shows;
use crate::web::page::samples::{
    HOSTILE, LANGUAGES, hostile_member, hostile_text, inspect, tenant,
};
use crate::web::page::{Office, Page};
use askama::Template as _;
use shusseki_core::profile::{Editor, Typed};

fn page(language: shusseki_core::text::Language, may: May, password: Password) -> MemberPage {
    let hostile = || HOSTILE.to_owned();
    let jsnm = tenant(1);
    let shows = Shows {
        profile: &jsnm.society.profile,
        stored: &Stored::default(),
        typed: &Typed::default(),
        wrong: &[],
        meanwhile: false,
        asked: &[],
        by: Editor::Office,
        language,
    };
    let kept = Kept {
        id: uuid::Uuid::from_u128(3),
        member: hostile_member().id,
        revision: 0,
        appointment: Appointment {
            committee: true,
            body: hostile_text(),
            title: hostile_text(),
            first: "2026-04-01".parse().unwrap(),
            last: None,
        },
    };
    MemberPage {
        page: Page::new(language, HOSTILE, HOSTILE)
            .of(&jsnm)
            .seen_by(Some(&hostile_member())),
        office: Office::sample("members"),
        done: true,
        may,
        name: hostile(),
        kana: hostile(),
        roman: hostile(),
        number: hostile(),
        class: hostile(),
        status: "x",
        is_active: !may.change,
        has_withdrawn: false,
        is_own: false,
        since: Some("2026-04-01".parse().unwrap()),
        district: Some(hostile()),
        institution: hostile(),
        joined_on: "2020-04-01".parse().unwrap(),
        mail: Some(hostile()),
        standings: Vec::new(),
        appointments: vec![kept],
        roles: vec![HOSTILE],
        door: DoorView {
            password,
            logins: vec![at(TEN)],
            factors: Some(Factors {
                app_since: Some(at(TEN)),
                passkeys: 2,
                codes_left: 9,
            }),
        },
        groups: shows.groups(),
        asked: vec![hostile()],
        one_person: OnePerson {
            into: Some((hostile(), hostile())),
            merged: vec![(hostile(), hostile())],
            waiting: Some(hostile()),
            alike: vec![(hostile(), hostile(), hostile(), HOSTILE)],
        },
        latest: Vec::new(),
        mails: Vec::new(),
        history: Vec::new(),
        older: Some("/jsnm/x?history=y".to_owned()),
        here: "/jsnm/x".to_owned(),
    }
}

#[test]
fn the_page_escapes_and_offers_what_may_be_done() {
    for language in LANGUAGES {
        let passwords = [
            Password::None,
            Password::Own(at(TEN)),
            Password::Temporary(at(TEN)),
            Password::Over,
        ];
        for password in passwords {
            let text = page(language, May::of(&[StaffRole::Admin]), password)
                .render()
                .unwrap();
            inspect(&text);
            for place in [
                "edit",
                "status",
                "mail",
                "roles",
                "appointments",
                "end/logins",
                "end/second-factor",
                "merge",
            ] {
                assert!(text.contains(&format!("/jsnm/x/{place}\"")), "{place}");
            }
            assert_eq!(
                text.contains("end/temporary-password"),
                password.is_temporary()
            );
        }
        // What nobody does to her- or himself is not offered on the own record.
        let own = MemberPage {
            is_own: true,
            ..page(language, May::of(&[StaffRole::Admin]), Password::None)
        };
        let text = own.render().unwrap();
        assert!(!text.contains("/jsnm/x/mail\"") && !text.contains("end/second-factor"));
        // Whoever keeps the books sees, and changes nothing.
        let text = page(language, May::of(&[StaffRole::Finance]), Password::None)
            .render()
            .unwrap();
        inspect(&text);
        assert!(!text.contains("href=\"/jsnm/x/"), "{text}");
    }
}
