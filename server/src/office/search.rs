//! All members, searched by the office.

use crate::app::{App, Tenant};
use crate::members::roster::{self, After, COUNTED, Sought};
use crate::members::{Member, MemberStatus};
use crate::web::extract::{Asked, Staff};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Office, Page, address_of, html};
use crate::web::paging;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Html;
use serde::Deserialize;
use shusseki_core::text::Language;
use std::sync::Arc;
use utoipa::IntoParams;

/// Members a page.
const A_PAGE: i64 = 50;

/// What is looked for, as a form or a program sends it; what is empty is not asked.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Typed {
    /// The beginning of a member number, of any part of a name (kanji, kana or roman letters), of the
    /// mail address, or any part of the institution's name.
    pub(crate) q: String,
    /// 会員区分, by its name in the definition.
    pub(crate) class: String,
    /// 所属地区, by its name in the definition.
    pub(crate) district: String,
    /// `active`, `on-leave`, `withdrawn`, or empty.
    pub(crate) status: String,
    /// A certification that the member holds, by its name in the definition.
    pub(crate) certification: String,
    /// `next_cursor` of the page before.
    pub(crate) cursor: String,
    #[param(ignore)]
    pub(crate) lang: String,
}

impl Typed {
    /// What is looked for. What no definition has finds nobody.
    pub(crate) fn sought(&self) -> Option<Sought> {
        Some(Sought {
            text: maybe(&self.q).map(str::to_owned),
            class: parsed(&self.class)?,
            district: parsed(&self.district)?,
            status: maybe(&self.status)
                .map(|name| MemberStatus::try_from(name.to_owned()))
                .transpose()
                .ok()?,
            certification: parsed(&self.certification)?,
        })
    }

    /// Where the page begins.
    ///
    /// # Errors
    /// The cursor is none of ours.
    pub(crate) fn after(&self) -> Result<Option<After>, Failure> {
        maybe(&self.cursor).map(paging::decode).transpose()
    }

    /// The query that asks for the same, from another place on.
    fn query(&self, cursor: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("q", self.q.as_str()),
            ("class", &self.class),
            ("district", &self.district),
            ("status", &self.status),
            ("certification", &self.certification),
            ("cursor", cursor),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.finish()
    }

    /// Whether anything but a text is asked.
    fn filters(&self) -> bool {
        let filters = [
            &self.class,
            &self.district,
            &self.status,
            &self.certification,
        ];
        filters.iter().any(|filter| !filter.is_empty())
    }

    fn is_empty(&self) -> bool {
        self.query("").is_empty()
    }
}

fn maybe(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// Nothing where there is a text that is no key.
#[expect(
    clippy::option_option,
    reason = "not asked, and asked in vain, are two things"
)]
fn parsed<K: std::str::FromStr>(text: &str) -> Option<Option<K>> {
    match maybe(text) {
        None => Some(None),
        Some(text) => text.parse().ok().map(Some),
    }
}

/// A filter with what can be chosen.
struct Filter {
    key: &'static str,
    name: &'static str,
    chosen: String,
    options: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "office/search.html")]
struct SearchPage {
    page: Page,
    office: Office,
    typed: Typed,
    filters: Vec<Filter>,
    found: Vec<FoundView>,
    count: String,
    next: Option<String>,
}

/// A member in the list.
struct FoundView {
    id: String,
    number: String,
    name: String,
    kana: String,
    class: String,
    district: Option<String>,
    /// Where it is anything but the usual.
    status: Option<&'static str>,
    institution: String,
}

impl FoundView {
    fn new(tenant: &Tenant, member: &Member, language: Language) -> Self {
        let status = Some(member.status).filter(|status| *status != MemberStatus::Active);
        Self {
            id: member.id.to_string(),
            number: member.number.to_string(),
            name: member.name.kanji(),
            kana: member.name.kana(),
            class: class_word(tenant, member, language),
            district: district_word(tenant, member, language),
            status: status.map(|status| status.word(language)),
            institution: member.institution.clone(),
        }
    }
}

/// What the member's class is called; its key where the definition has it no more.
pub(super) fn class_word(tenant: &Tenant, member: &Member, language: Language) -> String {
    let class = tenant.society.class(&member.class);
    class.map_or_else(
        || member.class.to_string(),
        |class| class.name.get(language).to_owned(),
    )
}

/// What the member's district is called.
pub(super) fn district_word(
    tenant: &Tenant,
    member: &Member,
    language: Language,
) -> Option<String> {
    let key = member.district.as_ref()?;
    let district = tenant.society.district(key);
    Some(district.map_or_else(
        || key.to_string(),
        |district| district.name.get(language).to_owned(),
    ))
}

fn filters(tenant: &Tenant, typed: &Typed, language: Language) -> Vec<Filter> {
    let society = &tenant.society;
    let pair = |key: &dyn ToString, name: &str| (key.to_string(), name.to_owned());
    let classes = society.classes.iter();
    let statuses = MemberStatus::ALL.iter();
    let mut filters = vec![
        Filter {
            key: "class",
            name: language.pick("会員区分", "Class"),
            chosen: typed.class.clone(),
            options: classes
                .map(|one| pair(&one.key, one.name.get(language)))
                .collect(),
        },
        Filter {
            key: "status",
            name: language.pick("在籍の状態", "Status"),
            chosen: typed.status.clone(),
            options: statuses
                .map(|one| pair(&one.name(), one.word(language)))
                .collect(),
        },
        Filter {
            key: "certification",
            name: language.pick("認定資格", "Certification"),
            chosen: typed.certification.clone(),
            options: society
                .certifications
                .iter()
                .map(|one| pair(&one.key, one.name.get(language)))
                .collect(),
        },
        Filter {
            key: "district",
            name: language.pick("所属地区", "District"),
            chosen: typed.district.clone(),
            options: society
                .districts
                .iter()
                .map(|one| pair(&one.key, one.name.get(language)))
                .collect(),
        },
    ];
    filters.retain(|filter| !filter.options.is_empty());
    filters
}

/// `1,234`, `10,000+`.
fn written(count: i64) -> String {
    let thousands = count / 1_000;
    let plus = if count < COUNTED { "" } else { "+" };
    if thousands == 0 {
        format!("{count}{plus}")
    } else {
        format!("{thousands},{:03}{plus}", count % 1_000)
    }
}

/// `GET /{society}/office/members`: who is found, in the order of numbers; all, where nothing is asked.
pub(crate) async fn search(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Asked(typed): Asked<Typed>,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let tenant = &staff.tenant;
    let after = typed.after()?;
    let (mut found, mut next, mut count) = (Vec::new(), None, 0);
    if let Some(sought) = typed.sought() {
        let mut conn = app.db.read().await?;
        let slug = tenant.slug();
        let page = roster::search(&mut conn, slug, &sought, after.as_ref(), A_PAGE).await?;
        count = roster::count(&mut conn, slug, &sought).await?;
        (found, next) = (page.members, page.next);
    }
    let views = found
        .iter()
        .map(|member| FoundView::new(tenant, member, language));
    html(&SearchPage {
        page: staff.page(
            language,
            language.pick("会員の検索", "Members"),
            address_of(&uri),
        ),
        office: Office::of(&staff, "members"),
        filters: filters(tenant, &typed, language),
        found: views.collect(),
        count: written(count),
        next: next
            .as_ref()
            .and_then(paging::encode)
            .map(|cursor| typed.query(&cursor)),
        typed,
    })
}

#[cfg(test)]
mod tests {
    use super::{FoundView, SearchPage, Typed, filters, written};
    use crate::members::MemberStatus;
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, inspect, tenant};
    use crate::web::page::{Office, Page};
    use askama::Template as _;

    #[test]
    fn the_page_escapes_what_it_shows() {
        let jsnm = tenant(1);
        let mut member = hostile_member();
        member.status = MemberStatus::Withdrawn;
        let typed = Typed {
            q: HOSTILE.to_owned(),
            class: HOSTILE.to_owned(),
            ..Typed::default()
        };
        for language in LANGUAGES {
            for count in [0, 2] {
                let found = |_| FoundView::new(&jsnm, &member, language);
                let page = SearchPage {
                    page: Page::new(language, HOSTILE, HOSTILE)
                        .of(&jsnm)
                        .seen_by(Some(&member)),
                    office: Office::sample("members"),
                    filters: filters(&jsnm, &typed, language),
                    found: (0..count).map(found).collect(),
                    count: written(count),
                    next: Some(typed.query("x")),
                    typed: typed.clone(),
                };
                inspect(&page.render().unwrap());
            }
        }
    }

    #[test]
    fn what_no_definition_could_have_finds_nobody() {
        let typed = |class: &str, status: &str| Typed {
            class: class.to_owned(),
            status: status.to_owned(),
            ..Typed::default()
        };
        assert!(typed("", "").sought().is_some() && typed("", "").is_empty());
        assert!(typed("regular", "on-leave").sought().is_some());
        assert!(typed("%", "").sought().is_none() && typed("", "gone").sought().is_none());
    }

    #[test]
    fn counts_are_written_with_thousands() {
        assert_eq!(
            [0, 999, 1_001, 10_000].map(written),
            ["0", "999", "1,001", "10,000+"]
        );
    }
}
