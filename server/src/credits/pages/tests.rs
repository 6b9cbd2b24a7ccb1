//! The page of credits, rendered and looked over.

use super::{credits_page, filled};
use crate::app::Tenant;
use crate::credits::suggestion::Suggestions;
use crate::web::page::Page;
use crate::web::page::samples::{
    HOSTILE, LANGUAGES, hostile_member, hostile_tenant, hostile_text, inspect, inspect_shape,
    tenant,
};
use askama::Template as _;
use shusseki_core::credit::{
    Asked, Credits, Dossier, Entry, Holder, Person, Scope, Standing, Status, evaluate,
};
use shusseki_core::ids::EntryId;
use shusseki_core::society::{Period, check};
use shusseki_core::text::{Language, Text};
use std::path::Path;
use std::sync::Arc;

fn entry(number: u128, activity: &str, credits: u32, title: Text) -> Entry {
    Entry {
        id: EntryId::new(uuid::Uuid::from_u128(number)),
        day: "2026-07-03".parse().unwrap(),
        activity: activity.parse().unwrap(),
        role: "attend".parse().unwrap(),
        credits: Credits::whole(credits),
        society_held: true,
        event: title.clone(),
        session: title,
        voided: false,
        details: Default::default(),
    }
}

fn standing(tenant: &Tenant, entries: &[Entry]) -> Standing {
    let certification = &tenant.society.certifications[0];
    let holder = Holder {
        certification: certification.key.clone(),
        number: HOSTILE.to_owned(),
        period: Period::new("2025-04-01".parse().unwrap(), "2030-03-31".parse().unwrap()),
        renewed_on: Some("2025-04-01".parse().unwrap()),
        history: Default::default(),
    };
    let dossier = Dossier {
        holder: &holder,
        person: &Person::default(),
        entries,
    };
    let asked = Asked {
        day: "2026-11-20".parse().unwrap(),
        scope: Scope::IncludingBefore,
    };
    evaluate(&tenant.society, certification, &dossier, &asked)
}

fn page(tenant: &Arc<Tenant>, language: Language, standings: &[Standing]) -> String {
    let page = Page::new(language, "", HOSTILE)
        .of(tenant)
        .seen_by(Some(&hostile_member()));
    let now = "2026-11-21T00:00:00Z".parse().unwrap();
    credits_page(
        tenant,
        page,
        standings,
        standings.first(),
        &Suggestions::new(),
        true,
        now,
    )
    .render()
    .unwrap()
}

#[test]
fn a_bar_is_full_only_when_nothing_is_missing() {
    let of_fifty = |counted: &str| filled(counted.parse().unwrap(), Credits::whole(50));
    assert_eq!(
        [
            of_fifty("0"),
            of_fifty("49"),
            of_fifty("49.9999"),
            of_fifty("50"),
            of_fifty("80")
        ],
        [0, 98, 99, 100, 100]
    );
    assert_eq!(filled(Credits::ZERO, Credits::ZERO), 100);
}

#[test]
fn the_page_escapes_what_it_shows_and_is_never_bare() {
    let hostile = hostile_tenant();
    for language in LANGUAGES {
        inspect(&page(&hostile, language, &[]));
        inspect(&page(&hostile, language, &[standing(&hostile, &[])]));
        let mut full = standing(&hostile, &[entry(1, "annual-meeting", 10, hostile_text())]);
        full.name = hostile_text();
        let other = standing(&hostile, &[]);
        inspect(&page(&hostile, language, &[full, other]));
    }
}

#[test]
fn the_vector_of_jgets_15_is_shown_with_its_reasons() {
    let jgets = tenant(2);
    let title = Text::new("第97回学会", "97th Congress");
    let entries = [
        entry(1, "congress", 40, title.clone()),
        entry(2, "device-course", 30, title.clone()),
        entry(3, "medical-seminar", 19, title),
    ];
    let shown = page(&jgets, Language::Ja, &[standing(&jgets, &entries)]);
    inspect(&shown);
    assert!(shown.contains("<b>49</b>") && shown.contains("50点"));
    assert!(shown.contains("あと1点必要です"));
    assert!(shown.contains("取得 40点（うち20点は上限を超えるため算入されません）"));
}

#[test]
fn five_years_of_lines_keep_within_the_weight() {
    let jhrs = tenant(0);
    let title = Text::new(
        "第72回日本不整脈心電学会学術大会（シンポジウム）",
        "72nd Annual Meeting",
    );
    let entries: Vec<_> = (0..25)
        .map(|number| entry(number, "annual-meeting", 10, title.clone()))
        .collect();
    inspect(&page(&jhrs, Language::Ja, &[standing(&jhrs, &entries)]));
}

#[test]
fn every_example_of_every_definition_is_a_page() {
    let societies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/societies");
    let folders = [societies.join("library"), societies];
    let files = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let definitions = files
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "kdl"));
    let mut pages = 0;
    for path in definitions {
        let checked = check("", &std::fs::read_to_string(&path).unwrap());
        let tenant = Arc::new(Tenant {
            society: checked.society.unwrap(),
        });
        for example in &checked.examples {
            let standing = example.try_on(&tenant.society).unwrap().standing;
            for language in LANGUAGES {
                let standings = std::slice::from_ref(&standing);
                let text = page(&tenant, language, standings);
                inspect_shape(&text);
                let over = matches!(
                    standing.status,
                    Status::Forfeited { .. } | Status::Expired { .. }
                );
                let promises = ["すぐに反映されます", "appears here as soon as"];
                let promised = promises.iter().any(|words| text.contains(words));
                assert!(!(over && promised), "{}: {}", path.display(), example.name);
                pages += 1;
            }
        }
    }
    assert!(pages > 0);
}
