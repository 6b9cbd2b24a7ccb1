//! The page of credits: what they come to in each certification, and why (JHRS-15, JGETS-15).

use super::standings;
use crate::app::{App, Tenant};
use crate::web::extract::{Asked, LoggedIn};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Menu, Page, address_of, html};
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Html;
use serde::Deserialize;
use shusseki_core::calendar::day_of;
use shusseki_core::credit::{self, CategoryStanding, Credits, Row, Scope, Standing};
use shusseki_core::society::{Period, Society};
use shusseki_core::text::Language;
use std::sync::Arc;

/// How much of a bar is filled, in per cent. For the eye only: the number stands beside it.
pub(crate) fn filled(counted: Credits, required: Credits) -> u8 {
    let number = |credits: Credits| credits.to_string().parse::<f64>().unwrap_or(0.0);
    let (counted, required) = (number(counted), number(required));
    if counted >= required {
        return 100;
    }
    // `as` from float saturates; both are far below its limits.
    (100.0 * counted / required) as u8
}

/// A standing at a glance, for the home page and the top of the page of credits.
pub(crate) struct Summary {
    /// The certification's key.
    pub(crate) key: String,
    /// The certification's name.
    pub(crate) name: String,
    /// The certificate's number.
    pub(crate) number: String,
    /// The current period.
    pub(crate) period: Period,
    /// What counts.
    pub(crate) counted: String,
    /// What is required, with its unit.
    pub(crate) required: String,
    /// Whether a total is required at all.
    pub(crate) has_total: bool,
    /// How much of the bar is filled.
    pub(crate) percent: u8,
    /// Whether the credits suffice for renewal.
    pub(crate) renewable: bool,
    /// What is missing.
    pub(crate) blocking: Vec<String>,
}

impl Summary {
    /// The standing in words.
    pub(crate) fn new(standing: &Standing, language: Language) -> Self {
        let total = &standing.total;
        let blocking = standing.reasons.iter().filter(|reason| reason.blocks());
        Self {
            key: standing.certification.to_string(),
            name: standing.name.get(language).to_owned(),
            number: standing.number.clone(),
            period: standing.period,
            counted: total.counted.to_string(),
            required: standing.unit.amount(total.required, language),
            has_total: !total.required.is_zero(),
            percent: filled(total.counted, total.required),
            renewable: standing.renewable,
            blocking: blocking.map(|reason| reason.sentence(language)).collect(),
        }
    }
}

/// A category with its place in the tree.
struct CategoryView {
    name: String,
    depth: usize,
    raw: String,
    counted: String,
    cap: Option<String>,
    minimum: Option<String>,
    missing: Option<String>,
    capped_off: Option<String>,
    percent: u8,
}

/// A part of the total, or an attendance, that is required by itself.
struct PartView {
    name: String,
    has: String,
    required: String,
    is_met: bool,
    percent: Option<u8>,
}

/// A line of the ledger.
struct LineView {
    day: jiff::civil::Date,
    event: String,
    session: String,
    activity: String,
    society_held: bool,
    credits: String,
    counted: String,
    running_total: String,
    running_held: String,
    before_renewal: bool,
    note: Option<String>,
}

#[derive(Template)]
#[template(path = "credits/credits.html")]
struct CreditsPage {
    page: Page,
    tabs: Vec<Tab>,
    shown: Option<Details>,
    /// Whether the lines before the last renewal are included.
    before: bool,
    home: String,
}

struct Tab {
    key: String,
    name: String,
    is_shown: bool,
}

/// One certification in full.
struct Details {
    summary: Summary,
    renewed_on: Option<jiff::civil::Date>,
    /// The first and last day of the time in which renewal is applied for.
    window: Option<Period>,
    window_is_open: bool,
    categories: Vec<CategoryView>,
    parts: Vec<PartView>,
    lines: Vec<LineView>,
    /// Whether what the society itself held is told apart.
    tells_held: bool,
}

impl Details {
    fn new(
        society: &Society,
        standing: &Standing,
        language: Language,
        now: jiff::Timestamp,
    ) -> Self {
        let mut categories = Vec::new();
        flatten(&standing.categories, 0, standing, language, &mut categories);
        let mut lines: Vec<LineView> = standing
            .rows
            .iter()
            .map(|row| LineView::new(society, row, standing, language))
            .collect();
        // The newest first: its running total is the one that counts today.
        lines.reverse();
        let window = standing.renewal_window;
        Self {
            summary: Summary::new(standing, language),
            renewed_on: standing.renewed_on,
            window: window.map(|window| {
                let last = day_of(window.closes)
                    .yesterday()
                    .unwrap_or(day_of(window.closes));
                Period::new(day_of(window.opens), last)
            }),
            window_is_open: window.is_some_and(|window| window.contains(now)),
            categories,
            parts: parts(standing, language),
            tells_held: !standing.of_which.is_empty(),
            lines,
        }
    }
}

fn flatten(
    categories: &[CategoryStanding],
    depth: usize,
    standing: &Standing,
    language: Language,
    into: &mut Vec<CategoryView>,
) {
    let amount = |credits: Credits| standing.unit.amount(credits, language);
    let some = |credits: Credits| (!credits.is_zero()).then(|| amount(credits));
    for category in categories {
        let goal = category.cap.or(category.minimum);
        into.push(CategoryView {
            name: category.name.get(language).to_owned(),
            depth,
            raw: amount(category.raw),
            counted: amount(category.counted),
            cap: category.cap.map(amount),
            minimum: category.minimum.map(amount),
            missing: some(category.missing),
            capped_off: some(category.capped_off),
            percent: goal.map_or(0, |goal| filled(category.counted, goal)),
        });
        flatten(&category.children, depth + 1, standing, language, into);
    }
}

fn parts(standing: &Standing, language: Language) -> Vec<PartView> {
    let of_which = standing.of_which.iter().map(|part| PartView {
        name: part.name.get(language).to_owned(),
        has: part.sum.counted.to_string(),
        required: standing.unit.amount(part.sum.required, language),
        is_met: part.sum.missing.is_zero(),
        percent: Some(filled(part.sum.counted, part.sum.required)),
    });
    let must_attend = standing.must_attend.iter().map(|must| PartView {
        name: must.name.get(language).to_owned(),
        has: must.attended.to_string(),
        required: match (language, must.required) {
            (Language::Ja, times) => format!("{times}回"),
            (Language::En, 1) => "1 attendance".to_owned(),
            (Language::En, times) => format!("{times} attendances"),
        },
        is_met: must.missing == 0,
        percent: None,
    });
    of_which.chain(must_attend).collect()
}

impl LineView {
    fn new(society: &Society, row: &Row, standing: &Standing, language: Language) -> Self {
        let entry = &row.entry;
        let activity = society
            .activity(&entry.activity)
            .map(|activity| &activity.name);
        let role = society.role(&entry.role).map(|role| &role.name);
        let words: Vec<&str> = [activity, role]
            .into_iter()
            .flatten()
            .map(|text| text.get(language))
            .collect();
        let amount = |credits: Credits| standing.unit.amount(credits, language);
        Self {
            day: entry.day,
            event: entry.event.get(language).to_owned(),
            session: entry.session.get(language).to_owned(),
            activity: words.join(language.pick("・", ", ")),
            society_held: entry.society_held,
            credits: amount(entry.credits),
            counted: amount(row.counted),
            running_total: row.running_total.to_string(),
            running_held: row.running_society_held.to_string(),
            before_renewal: row.before_renewal,
            note: row.note.as_ref().map(|note| note.sentence(language)),
        }
    }

    /// Whether it counts for less than it gave.
    fn counts_less(&self) -> bool {
        self.credits != self.counted
    }
}

/// Which certification, and how far back.
#[derive(Deserialize)]
pub(crate) struct Which {
    certification: Option<String>,
    #[serde(default)]
    before: String,
}

/// `GET /{society}/credits`: a tab a certification, with everything that leads to its result.
pub(crate) async fn credits(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    Asked(which): Asked<Which>,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let before = !which.before.is_empty();
    let scope = if before {
        Scope::IncludingBefore
    } else {
        Scope::CurrentPeriod
    };
    let asked = credit::Asked {
        day: app.today(),
        scope,
    };
    let mut conn = app.db.read().await?;
    let standings = standings(&mut conn, &tenant, member.id, &asked).await?;
    let chosen = match &which.certification {
        Some(key) => Some(
            standings
                .iter()
                .find(|standing| standing.certification.as_str() == key)
                .ok_or_else(Failure::not_found)?,
        ),
        None => standings.first(),
    };
    let page = Page::new(
        language,
        language.pick("取得状況", "Credits"),
        address_of(&uri),
    )
    .of(&tenant)
    .seen_by(Some(&member))
    .at(Menu::Credits);
    html(&credits_page(
        &tenant,
        page,
        &standings,
        chosen,
        before,
        app.clock.now(),
    ))
}

fn credits_page(
    tenant: &Tenant,
    mut page: Page,
    standings: &[Standing],
    chosen: Option<&Standing>,
    before: bool,
    now: jiff::Timestamp,
) -> CreditsPage {
    let language = page.language;
    page.title = page.credits_word();
    CreditsPage {
        tabs: standings
            .iter()
            .map(|standing| Tab {
                key: standing.certification.to_string(),
                name: standing.name.get(language).to_owned(),
                is_shown: chosen
                    .is_some_and(|chosen| chosen.certification == standing.certification),
            })
            .collect(),
        shown: chosen.map(|standing| Details::new(&tenant.society, standing, language, now)),
        before,
        home: format!("/{}", tenant.slug()),
        page,
    }
}

#[cfg(test)]
mod tests {
    use super::{Credits, credits_page, filled};
    use crate::app::Tenant;
    use crate::web::page::Page;
    use crate::web::page::samples::{
        HOSTILE, LANGUAGES, hostile_member, hostile_tenant, hostile_text, inspect, tenant,
    };
    use askama::Template as _;
    use shusseki_core::credit::{Asked, Dossier, Entry, Holder, Person, Scope, Standing, evaluate};
    use shusseki_core::ids::EntryId;
    use shusseki_core::society::Period;
    use shusseki_core::text::{Language, Text};
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
        credits_page(tenant, page, standings, standings.first(), true, now)
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
}
