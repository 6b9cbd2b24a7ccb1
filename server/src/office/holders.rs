//! Who holds which office 役職 and sits in which committee 委員会 on a day, as a list and as a file.

use crate::app::{App, Tenant};
use crate::audit::{self, Actor, Deed, Subject, action};
use crate::members::appointments::{self, Holding};
use crate::web::csv;
use crate::web::extract::{Asked, Staff};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Office, Page, address_of, html};
use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;
use shusseki_core::text::Language;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "office/holders.html")]
struct HoldersPage {
    page: Page,
    office: Office,
    /// As typed.
    on: String,
    wrong: bool,
    bodies: Vec<BodyView>,
}

/// A body or committee with those who sit in it.
struct BodyView {
    name: String,
    committee: bool,
    holders: Vec<HolderView>,
}

/// Somebody who holds an office.
struct HolderView {
    id: String,
    name: String,
    number: String,
    title: String,
    first: Date,
    last: Option<Date>,
}

/// Which day.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Which {
    on: String,
}

impl Which {
    /// The day, today where none is asked; none where it can't be read.
    fn day(&self, app: &App) -> Option<Date> {
        match self.on.trim() {
            "" => Some(app.today()),
            text => text.parse().ok(),
        }
    }
}

/// Those of one body stand together: the list comes in that order.
fn bodies(held: &[Holding], language: Language) -> Vec<BodyView> {
    let mut bodies: Vec<BodyView> = Vec::new();
    for one in held {
        let (member, kept) = (&one.member, &one.appointment);
        let name = kept.body.get(language);
        let holder = HolderView {
            id: member.id.to_string(),
            name: member.name.get(language),
            number: member.number.to_string(),
            title: kept.title.get(language).to_owned(),
            first: kept.first,
            last: kept.last,
        };
        match bodies.last_mut() {
            Some(body) if body.name == name && body.committee == kept.committee => {
                body.holders.push(holder);
            }
            _ => bodies.push(BodyView {
                name: name.to_owned(),
                committee: kept.committee,
                holders: vec![holder],
            }),
        }
    }
    bodies
}

/// `GET /{society}/office/appointments?on=2026-11-20`.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Asked(which): Asked<Which>,
    uri: Uri,
) -> Result<Response, Failure> {
    let tenant = &staff.tenant;
    let day = which.day(&app);
    let held = match day {
        Some(day) => {
            let mut conn = app.db.read().await?;
            appointments::held_on(&mut conn, tenant.slug(), day).await?
        }
        None => Vec::new(),
    };
    let title = language.pick("役職・委員会", "Offices and committees");
    let status = if day.is_some() {
        StatusCode::OK
    } else {
        StatusCode::BAD_REQUEST
    };
    let page = HoldersPage {
        page: staff
            .page(language, title, address_of(&uri))
            .failed(day.is_none()),
        office: Office::of(&staff, "appointments"),
        on: day.map_or_else(|| which.on.clone(), |day| day.to_string()),
        wrong: day.is_none(),
        bodies: bodies(&held, language),
    };
    Ok((status, html(&page)?).into_response())
}

const COLUMNS: [[&str; 2]; 8] = [
    ["種類", "kind"],
    ["組織・委員会", "body"],
    ["役職名", "title"],
    ["会員番号", "member_number"],
    ["氏名", "name"],
    ["所属機関", "institution"],
    ["開始日", "first_day"],
    ["終了日", "last_day"],
];

fn cells(one: &Holding, language: Language) -> [String; 8] {
    let kept = &one.appointment;
    let kind = if kept.committee {
        language.pick("委員会", "committee")
    } else {
        language.pick("役職", "office")
    };
    [
        kind.to_owned(),
        kept.body.get(language).to_owned(),
        kept.title.get(language).to_owned(),
        one.member.number.to_string(),
        one.member.name.get(language),
        one.member.institution.clone(),
        kept.first.to_string(),
        kept.last.map(|last| last.to_string()).unwrap_or_default(),
    ]
}

/// `GET /{society}/office/appointments.csv?on=2026-11-20`: the same as a file, which the audit log tells of.
pub(crate) async fn file(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Asked(which): Asked<Which>,
) -> Result<Response, Failure> {
    let tenant: &Tenant = &staff.tenant;
    let day = which.day(&app).ok_or_else(|| {
        Failure::bad_request(
            "bad-day",
            "日付は 2026-11-20 の形で入力してください。",
            "Write the day as 2026-11-20.",
        )
    })?;
    let mut tx = app.db.write().await?;
    let held = appointments::held_on(&mut tx, tenant.slug(), day).await?;
    let deed = Deed {
        actor: Actor::Staff(staff.member.id),
        action: action::LIST_EXPORTED,
        subject: Subject::of_society("appointments", day),
        before: None,
        after: Some(json!({ "rows": held.len() })),
        why: None,
    };
    audit::record(&mut tx, tenant, app.clock.now(), &deed).await?;
    tx.commit().await?;
    let head = COLUMNS.map(|[ja, en]| language.pick(ja, en).to_owned());
    let mut body = [csv::MARK.as_bytes(), &csv::row(head)].concat();
    for one in &held {
        body.extend(csv::row(cells(one, language)));
    }
    let name = format!("appointments-{}-{day}.csv", tenant.slug());
    Ok(csv::file(&name, Body::from(body)))
}

#[cfg(test)]
mod tests {
    use super::{HoldersPage, bodies, cells};
    use crate::members::appointments::{Appointment, Holding};
    use crate::web::page::samples::{
        HOSTILE, LANGUAGES, hostile_member, hostile_tenant, hostile_text, inspect,
    };
    use crate::web::page::{Office, Page};
    use askama::Template as _;

    fn held(committee: bool) -> Holding {
        Holding {
            member: hostile_member(),
            appointment: Appointment {
                committee,
                body: hostile_text(),
                title: hostile_text(),
                first: "2026-04-01".parse().unwrap(),
                last: None,
            },
        }
    }

    #[test]
    fn the_page_escapes_and_puts_bodies_together() {
        let list = [held(false), held(true), held(true)];
        for language in LANGUAGES {
            for wrong in [false, true] {
                let bodies = bodies(if wrong { &[] } else { &list }, language);
                assert_eq!(bodies.len(), if wrong { 0 } else { 2 });
                let page = HoldersPage {
                    page: Page::new(language, HOSTILE, HOSTILE)
                        .of(&hostile_tenant())
                        .seen_by(Some(&hostile_member())),
                    office: Office::sample("appointments"),
                    on: HOSTILE.to_owned(),
                    wrong,
                    bodies,
                };
                inspect(&page.render().unwrap());
            }
            assert_eq!(cells(&list[0], language)[3], "00123");
        }
    }
}
