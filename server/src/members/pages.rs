//! My Page マイページ: who one is, the button, the next step, the latest.

use super::{Member, MemberStatus, profile};
use crate::app::{App, Tenant};
use crate::check_in::history::{self, Attendance};
use crate::credits::pages::Summary;
use crate::credits::standings;
use crate::credits::suggestion::suggestions;
use crate::notices::pages::line::{Latest, latest as latest_notices};
use crate::web::extract::LoggedIn;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Menu, Page, address_of, html};
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Html;
use shusseki_core::credit::{Asked, Standing};
use shusseki_core::text::Text;
use std::sync::Arc;

/// Attendances shown here; the list has the rest.
const LATEST: usize = 3;
/// Attendances looked through for them: some kinds of event are not listed.
const LOOKED_THROUGH: i64 = 12;

#[derive(Template)]
#[template(path = "members/home.html")]
struct HomePage {
    page: Page,
    name: String,
    number: String,
    class: Option<Text>,
    on_leave: bool,
    standings: Vec<Summary>,
    latest: Vec<Attendance>,
    notices: Latest,
    /// Whether the member never said that the profile is right.
    unconfirmed: bool,
    home: String,
}

impl HomePage {
    fn new(
        tenant: &Arc<Tenant>,
        member: &Member,
        page: Page,
        standings: Vec<Summary>,
        mut latest: Vec<Attendance>,
    ) -> Self {
        latest.truncate(LATEST);
        Self {
            name: member.name.get(page.language),
            number: member.number.to_string(),
            class: tenant
                .society
                .class(&member.class)
                .map(|class| class.name.clone()),
            on_leave: member.status == MemberStatus::OnLeave,
            standings,
            latest,
            notices: Latest::default(),
            unconfirmed: false,
            home: format!("/{}", tenant.slug()),
            page: page.of(tenant).seen_by(Some(member)).at(Menu::Home),
        }
    }

    /// Whether nothing is missing in any certification held.
    fn all_met(&self) -> bool {
        !self.standings.is_empty() && self.standings.iter().all(|standing| standing.renewable)
    }
}

/// `GET /{society}/`: the member's own page.
pub(crate) async fn home(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let latest = history::page(&app, &tenant, member.id, None, LOOKED_THROUGH)
        .await?
        .attendances;
    let mut conn = app.db.read().await?;
    let standings = standings(&mut conn, &tenant, member.id, &Asked::on(app.today())).await?;
    drop(conn);
    let ways = suggestions(&app, &tenant, &member, &standings).await?;
    let summary = |standing: &Standing| {
        let ways = ways.get(&standing.certification);
        let ways = ways.map(Vec::as_slice).unwrap_or_default();
        Summary::new(standing, ways, language)
    };
    let standings = standings.iter().map(summary).collect();
    let page = Page::new(
        language,
        language.pick("マイページ", "My Page"),
        address_of(&uri),
    );
    let mut home = HomePage::new(&tenant, &member, page, standings, latest);
    let mut conn = app.db.read().await?;
    let confirmed = profile::confirmed_on(&mut conn, tenant.slug(), member.id).await?;
    home.unconfirmed = confirmed.is_none();
    drop(conn);
    home.notices = latest_notices(&app, &tenant, &member, language).await?;
    home.page = home.page.unread(home.notices.unread);
    html(&home)
}

#[cfg(test)]
mod tests {
    use super::HomePage;
    use crate::check_in::history::Attendance;
    use crate::credits::pages::Summary;
    use crate::members::MemberStatus;
    use crate::web::page::Page;
    use crate::web::page::samples::{
        HOSTILE, LANGUAGES, hostile_member, hostile_tenant, hostile_words, inspect,
    };
    use askama::Template as _;
    use shusseki_core::ids::SessionId;
    use shusseki_core::society::Period;
    use shusseki_core::text::Language;

    fn summary(renewable: bool) -> Summary {
        Summary {
            key: HOSTILE.to_owned(),
            name: HOSTILE.to_owned(),
            number: HOSTILE.to_owned(),
            period: Period::new("2025-04-01".parse().unwrap(), "2030-03-31".parse().unwrap()),
            credits_until: "2030-03-31".parse().unwrap(),
            not_valid: None,
            next: None,
            counted: "49".to_owned(),
            required: HOSTILE.to_owned(),
            has_total: true,
            percent: 98,
            renewable,
            blocking: if renewable {
                vec![]
            } else {
                vec![HOSTILE.to_owned()]
            },
        }
    }

    fn attended() -> Attendance {
        let at = "2026-11-20T01:30:00Z".parse().unwrap();
        Attendance {
            session_id: SessionId::new(uuid::Uuid::from_u128(2)),
            point: 1,
            event: hostile_words(),
            session: hostile_words(),
            kind: hostile_words(),
            activity: hostile_words(),
            room: hostile_words(),
            starts_at: at,
            ends_at: at,
            registered_at: at,
            evidence: HOSTILE.to_owned(),
            late: false,
            credits: Some("10".to_owned()),
        }
    }

    fn page(
        language: Language,
        standings: Vec<Summary>,
        latest: Vec<Attendance>,
        status: MemberStatus,
    ) -> String {
        let mut member = hostile_member();
        member.status = status;
        let page = Page::new(language, HOSTILE, HOSTILE);
        HomePage::new(&hostile_tenant(), &member, page, standings, latest)
            .render()
            .unwrap()
    }

    #[test]
    fn the_page_escapes_what_it_shows_and_is_never_bare() {
        for language in LANGUAGES {
            inspect(&page(language, vec![], vec![], MemberStatus::Active));
            let standings = vec![summary(false), summary(true)];
            inspect(&page(
                language,
                standings,
                vec![attended(); 5],
                MemberStatus::OnLeave,
            ));
        }
    }

    #[test]
    fn the_next_step_says_whether_anything_is_missing() {
        let all_met = "You have everything for renewal.";
        let shown = page(
            Language::En,
            vec![summary(true)],
            vec![],
            MemberStatus::Active,
        );
        assert!(shown.contains(all_met));
        let shown = page(
            Language::En,
            vec![summary(true), summary(false)],
            vec![],
            MemberStatus::Active,
        );
        assert!(!shown.contains(all_met));
    }
}
