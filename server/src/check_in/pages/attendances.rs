//! The list of attendances 参加履歴; printed, it is proof of attendance (JSNM-10).

use crate::app::{App, Tenant};
use crate::check_in::history::{self, Attendance};
use crate::members::Member;
use crate::web::extract::{Asked, LoggedIn};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Menu, Page, address_of, html};
use crate::web::paging;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Html;
use jiff::civil::Date;
use serde::Deserialize;
use shusseki_core::calendar::{day_of, jst};
use shusseki_core::text::Text;
use std::sync::Arc;

/// Attendances a page: two or three large meetings.
const A_PAGE: i64 = 40;

#[derive(Template)]
#[template(path = "check_in/attendances.html")]
struct AttendancesPage {
    page: Page,
    years: Vec<Year>,
    /// The first day of the list.
    since: Date,
    today: Date,
    next: Option<String>,
    is_first: bool,
    class: Option<Text>,
    institution: String,
    home: String,
}

/// The attendances of one calendar year, newest first.
struct Year {
    year: i16,
    events: Vec<EventView>,
}

/// The attendances at one event.
struct EventView {
    attendances: Vec<Attendance>,
}

impl EventView {
    /// What the event is called, from its first attendance; there is no event without one.
    fn first(&self) -> Option<&Attendance> {
        self.attendances.first()
    }
}

/// Where the page begins.
#[derive(Deserialize)]
pub(crate) struct From {
    cursor: Option<String>,
}

/// `GET /{society}/attendances`: what one attended, by year and event.
pub(crate) async fn attendances(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    Asked(from): Asked<From>,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let is_first = from.cursor.is_none();
    let after = from.cursor.as_deref().map(paging::decode).transpose()?;
    let listed = history::page(&app, &tenant, member.id, after, A_PAGE).await?;
    let home = format!("/{}", tenant.slug());
    let next = listed.next.as_ref().and_then(paging::encode);
    let today = day_of(app.clock.now());
    html(&AttendancesPage {
        page: Page::new(
            language,
            language.pick("参加履歴", "Attendance"),
            address_of(&uri),
        )
        .of(&tenant)
        .seen_by(Some(&member))
        .at(Menu::Attendances),
        years: by_year(listed.attendances),
        since: tenant.society.history.first_day_shown(today),
        today,
        next: next.map(|cursor| format!("{home}/attendances?cursor={cursor}")),
        is_first,
        class: class_name(&tenant, &member),
        institution: member.institution,
        home,
    })
}

fn class_name(tenant: &Tenant, member: &Member) -> Option<Text> {
    tenant
        .society
        .class(&member.class)
        .map(|class| class.name.clone())
}

/// Groups a list that is in order of time: by year, and within it by event.
fn by_year(attendances: Vec<Attendance>) -> Vec<Year> {
    let mut years: Vec<Year> = Vec::new();
    for attendance in attendances {
        let year = attendance.starts_at.to_zoned(jst()).year();
        if years.last().is_none_or(|last| last.year != year) {
            years.push(Year {
                year,
                events: Vec::new(),
            });
        }
        let Some(Year { events, .. }) = years.last_mut() else {
            continue;
        };
        match events.last_mut() {
            Some(event)
                if event
                    .first()
                    .is_some_and(|first| first.event == attendance.event) =>
            {
                event.attendances.push(attendance);
            }
            _ => events.push(EventView {
                attendances: vec![attendance],
            }),
        }
    }
    years
}

#[cfg(test)]
mod tests {
    use super::{AttendancesPage, by_year};
    use crate::check_in::history::Attendance;
    use crate::web::page::Page;
    use crate::web::page::samples::{
        HOSTILE, LANGUAGES, hostile_member, hostile_tenant, hostile_text, hostile_words, inspect,
    };
    use crate::web::words::Words;
    use askama::Template as _;
    use shusseki_core::ids::SessionId;

    fn attended(event: &Words, day: &str) -> Attendance {
        let at = format!("{day}T01:30:00Z").parse().unwrap();
        Attendance {
            session_id: SessionId::new(uuid::Uuid::from_u128(2)),
            point: 1,
            event: event.clone(),
            session: hostile_words(),
            kind: hostile_words(),
            activity: hostile_words(),
            room: hostile_words(),
            starts_at: at,
            ends_at: at,
            registered_at: at,
            evidence: HOSTILE.to_owned(),
            late: true,
            credits: Some("10".to_owned()),
        }
    }

    #[test]
    fn attendances_are_grouped_by_year_and_event() {
        let (a, b) = (Words::same("A"), Words::same("B"));
        let years = by_year(vec![
            attended(&a, "2026-11-20"),
            attended(&a, "2026-11-19"),
            attended(&b, "2026-05-01"),
            attended(&b, "2025-05-01"),
        ]);
        let counts: Vec<(i16, Vec<usize>)> = years
            .iter()
            .map(|year| {
                (
                    year.year,
                    year.events
                        .iter()
                        .map(|event| event.attendances.len())
                        .collect(),
                )
            })
            .collect();
        assert_eq!(counts, [(2026, vec![2, 1]), (2025, vec![1])]);
    }

    #[test]
    fn the_page_escapes_what_it_shows_and_is_never_bare() {
        for language in LANGUAGES {
            for attendances in [vec![], vec![attended(&hostile_words(), "2026-11-20"); 5]] {
                let page = AttendancesPage {
                    page: Page::new(language, HOSTILE, HOSTILE)
                        .of(&hostile_tenant())
                        .seen_by(Some(&hostile_member())),
                    years: by_year(attendances),
                    since: "2023-10-10".parse().unwrap(),
                    today: "2026-11-21".parse().unwrap(),
                    next: Some(HOSTILE.to_owned()),
                    is_first: true,
                    class: Some(hostile_text()),
                    institution: HOSTILE.to_owned(),
                    home: "/jhrs".to_owned(),
                };
                inspect(&page.render().unwrap());
            }
        }
    }

    #[test]
    fn a_full_page_of_ordinary_names_keeps_within_the_weight() {
        let event = Words::same("第63回日本核医学会学術総会・第43回日本核医学技術学会総会学術大会");
        let full: Vec<Attendance> = (0..40)
            .map(|_| Attendance {
                session: Words::same("教育講演3：PETによる認知症の鑑別診断"),
                kind: Words::same("学術総会"),
                activity: Words::same("教育講演"),
                room: Words::same("第1会場（グランドホール）"),
                evidence: "poster".to_owned(),
                late: false,
                ..attended(&event, "2026-11-20")
            })
            .collect();
        let page = AttendancesPage {
            page: Page::new(LANGUAGES[0], "参加履歴", "/jsnm/attendances"),
            years: by_year(full),
            since: "2023-10-10".parse().unwrap(),
            today: "2026-11-21".parse().unwrap(),
            next: None,
            is_first: true,
            class: None,
            institution: String::new(),
            home: "/jsnm".to_owned(),
        };
        inspect(&page.render().unwrap());
    }
}
