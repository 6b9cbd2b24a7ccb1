//! 会員ステータス: who one is in the society, and what one holds there (JSNM-9).

use super::Member;
use super::appointments::{self, Appointment};
use crate::app::{App, Tenant};
use crate::credits::holdings;
use crate::web::extract::LoggedIn;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Menu, Page, html};
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use jiff::civil::Date;
use shusseki_core::credit::Holder;
use shusseki_core::society::Period;
use shusseki_core::text::{Language, Text};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "members/status.html")]
struct StatusPage {
    page: Page,
    home: String,
    number: String,
    name: String,
    class: String,
    status: &'static str,
    joined_on: Date,
    district: Option<String>,
    has_districts: bool,
    certifications: Vec<HeldView>,
    now: Vec<Appointment>,
    former: Vec<Appointment>,
}

/// A certification held.
struct HeldView {
    name: String,
    number: String,
    period: Period,
    ended: bool,
}

impl StatusPage {
    fn new(
        tenant: &Arc<Tenant>,
        member: &Member,
        language: Language,
        today: Date,
        held: &[Holder],
        appointments: Vec<Appointment>,
    ) -> Self {
        let society = &tenant.society;
        let name = |text: Option<&Text>, key: &str| {
            text.map_or_else(|| key.to_owned(), |text| text.get(language).to_owned())
        };
        let (now, former) = appointments
            .into_iter()
            .partition(|one| one.is_held(today) || one.first > today);
        let held = held.iter().map(|holder| {
            let certification = society.certification(&holder.certification);
            HeldView {
                name: name(
                    certification.map(|one| &one.name),
                    holder.certification.as_str(),
                ),
                number: holder.number.clone(),
                period: holder.period,
                ended: holder.period.last < today,
            }
        });
        let home = format!("/{}", tenant.slug());
        let title = language.pick("会員ステータス", "Membership status");
        let district = member
            .district
            .as_ref()
            .and_then(|key| society.district(key));
        Self {
            number: member.number.to_string(),
            name: member.name.get(language),
            class: name(
                society.class(&member.class).map(|one| &one.name),
                member.class.as_str(),
            ),
            status: member.status.word(language),
            joined_on: member.joined_on,
            district: district.map(|one| one.name.get(language).to_owned()),
            has_districts: !society.districts.is_empty(),
            certifications: held.collect(),
            now,
            former,
            page: Page::new(language, title, &format!("{home}/status"))
                .of(tenant)
                .seen_by(Some(member))
                .at(Menu::Status),
            home,
        }
    }
}

/// `GET /{society}/status`.
pub(crate) async fn status(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
) -> Result<Html<String>, Failure> {
    let mut conn = app.db.read().await?;
    let held = holdings::holders(&mut conn, tenant.slug(), member.id).await?;
    let appointments = appointments::of_member(&mut conn, tenant.slug(), member.id).await?;
    html(&StatusPage::new(
        &tenant,
        &member,
        language,
        app.today(),
        &held,
        appointments,
    ))
}

#[cfg(test)]
mod tests {
    use super::{Appointment, StatusPage};
    use crate::web::page::samples::{
        LANGUAGES, hostile_member, hostile_tenant, hostile_text, inspect,
    };
    use askama::Template as _;
    use jiff::civil::date;

    fn held(first: i16, last: Option<i16>) -> Appointment {
        Appointment {
            committee: last.is_none(),
            body: hostile_text(),
            title: hostile_text(),
            first: date(first, 4, 1),
            last: last.map(|year| date(year, 3, 31)),
        }
    }

    #[test]
    fn the_page_escapes_and_tells_now_from_formerly() {
        for language in LANGUAGES {
            for appointments in [vec![], vec![held(2024, None), held(2020, Some(2022))]] {
                let count = appointments.len();
                let page = StatusPage::new(
                    &hostile_tenant(),
                    &hostile_member(),
                    language,
                    date(2026, 11, 20),
                    &[],
                    appointments,
                );
                assert_eq!((page.now.len(), page.former.len()), (count / 2, count / 2));
                inspect(&page.render().unwrap());
            }
        }
    }

    #[test]
    fn the_last_day_still_counts() {
        let one = held(2024, Some(2026));
        assert!(one.is_held(date(2026, 3, 31)) && !one.is_held(date(2026, 4, 1)));
        assert!(!one.is_held(date(2024, 3, 31)));
    }
}
