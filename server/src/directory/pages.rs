//! The pages of the directory: filters, the list, one member.

use super::quota::{self, Look};
use super::{After, Found, Shown};
use crate::app::{App, Tenant};
use crate::members::Member;
use crate::web::extract::{Asked, LoggedIn};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Menu, Page, address_of, html};
use crate::web::paging;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Html;
use shusseki_core::ids::MemberId;
use shusseki_core::profile::{DISTRICT, Field, How, Kind, NAME, Prefecture};
use shusseki_core::text::Language;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Members a page.
const A_PAGE: usize = 20;

#[derive(Template)]
#[template(path = "directory/search.html")]
struct SearchPage {
    page: Page,
    home: String,
    filters: Vec<FilterView>,
    /// None as long as nobody was looked for.
    found: Option<Vec<FoundView>>,
    next: Option<String>,
    searchable: bool,
}

/// A filter of the form.
struct FilterView {
    key: String,
    name: String,
    typed: String,
    /// What can be chosen; empty where something is typed.
    options: Vec<(String, String)>,
    is_name: bool,
}

/// A member in the list.
struct FoundView {
    address: String,
    name: String,
    kana: String,
    district: Option<String>,
    institution: Option<String>,
}

/// `GET /{society}/directory`: the filters, and who is found by them.
pub(crate) async fn search(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    Asked(typed): Asked<BTreeMap<String, String>>,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let profile = &tenant.society.profile;
    if profile.directory.is_none() {
        return Err(Failure::not_found());
    }
    let wanted = profile.wanted(&typed);
    let after = typed.get("after").filter(|text| !text.is_empty());
    let after: Option<After> = after.map(|text| paging::decode(text)).transpose()?;
    let (mut found, mut next) = (None, None);
    if !wanted.is_empty() {
        quota::count(&app, &tenant, member.id, Look::Page).await?;
        let mut conn = app.db.read().await?;
        let page = super::search(&mut conn, tenant.slug(), &wanted, after.as_ref(), A_PAGE).await?;
        let views = page
            .members
            .iter()
            .map(|one| FoundView::new(&tenant, one, language));
        found = Some(views.collect());
        next = page
            .next
            .as_ref()
            .and_then(paging::encode)
            .map(|after| with_after(&typed, &after));
    }
    let mut conn = app.db.read().await?;
    let own = super::detail(&mut conn, tenant.slug(), member.id).await?;
    let title = language.pick("会員検索", "Find members");
    html(&SearchPage {
        filters: filters(&tenant, &typed, language),
        found,
        next,
        searchable: own.is_some(),
        page: Page::new(language, title, address_of(&uri))
            .of(&tenant)
            .seen_by(Some(&member))
            .at(Menu::Directory),
        home: format!("/{}", tenant.slug()),
    })
}

/// The query of the next page: the same filters, from there on.
fn with_after(typed: &BTreeMap<String, String>, after: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, text) in typed {
        if name != "after" && name != "lang" && !text.is_empty() {
            query.append_pair(name, text);
        }
    }
    query.append_pair("after", after);
    query.finish()
}

fn filters(
    tenant: &Tenant,
    typed: &BTreeMap<String, String>,
    language: Language,
) -> Vec<FilterView> {
    let society = &tenant.society;
    let typed = |key: &str| typed.get(key).cloned().unwrap_or_default();
    let mut filters = vec![FilterView {
        key: NAME.to_owned(),
        name: language.pick("氏名", "Name").to_owned(),
        typed: typed(NAME),
        options: Vec::new(),
        is_name: true,
    }];
    if !society.districts.is_empty() {
        let districts = society.districts.iter();
        filters.push(FilterView {
            key: DISTRICT.to_owned(),
            name: language.pick("所属地区", "District").to_owned(),
            typed: typed(DISTRICT),
            options: districts
                .map(|one| (one.key.to_string(), one.name.get(language).to_owned()))
                .collect(),
            is_name: false,
        });
    }
    for field in society.profile.fields() {
        let Some(how) = field.looked_into() else {
            continue;
        };
        filters.push(FilterView {
            key: field.key.to_string(),
            name: field.name.get(language).to_owned(),
            typed: typed(field.key.as_str()),
            options: if how == How::Exact {
                options(field, language)
            } else {
                Vec::new()
            },
            is_name: false,
        });
    }
    filters
}

fn options(field: &Field, language: Language) -> Vec<(String, String)> {
    match field.kind {
        Kind::Prefecture => Prefecture::all()
            .map(|one| (one.key().to_owned(), one.name().get(language).to_owned()))
            .collect(),
        Kind::YesNo => [
            ("yes", language.pick("はい", "Yes")),
            ("no", language.pick("いいえ", "No")),
        ]
        .map(|(key, name)| (key.to_owned(), name.to_owned()))
        .into(),
        _ => {
            let options = field.kind.choices().iter();
            options
                .map(|one| (one.key.to_string(), one.name.get(language).to_owned()))
                .collect()
        }
    }
}

impl FoundView {
    fn new(tenant: &Tenant, found: &Found, language: Language) -> Self {
        let shown = &found.shown;
        Self {
            address: format!("/{}/directory/{}", tenant.slug(), found.member),
            name: shown.name_in(language).to_owned(),
            kana: shown.kana.clone(),
            district: district(tenant, shown, language),
            institution: shown.institution().map(str::to_owned),
        }
    }
}

fn district(tenant: &Tenant, shown: &Shown, language: Language) -> Option<String> {
    let district = tenant.society.district(shown.district.as_ref()?)?;
    Some(district.name.get(language).to_owned())
}

impl Shown {
    fn name_in(&self, language: Language) -> &str {
        match language {
            Language::En if !self.roman.is_empty() => &self.roman,
            _ => &self.name,
        }
    }

    /// The institution, if it is public.
    pub(super) fn institution(&self) -> Option<&str> {
        let mut values = self.values.iter();
        let (_, value) = values.find(|(key, _)| key.as_str() == "institution")?;
        value.text()
    }
}

#[derive(Template)]
#[template(path = "directory/member.html")]
struct MemberPage {
    page: Page,
    home: String,
    name: String,
    kana: String,
    roman: String,
    district: Option<String>,
    groups: Vec<(String, Vec<(String, String)>)>,
}

impl MemberPage {
    fn new(
        tenant: &Arc<Tenant>,
        member: &Member,
        shown: &Shown,
        language: Language,
        address: &str,
    ) -> Self {
        let groups = tenant.society.profile.groups.iter().map(|group| {
            let lines = group.fields.iter().filter_map(|field| {
                let value = shown.values.get(&field.key)?;
                // What the definition does not show any more is not shown, whatever was stored.
                let public = field.shown != shusseki_core::profile::Shown::Never;
                let line = (
                    field.name.get(language).to_owned(),
                    field.written(value, language),
                );
                public.then_some(line)
            });
            (
                group.name.get(language).to_owned(),
                lines.collect::<Vec<_>>(),
            )
        });
        let name = shown.name_in(language).to_owned();
        Self {
            kana: shown.kana.clone(),
            roman: shown.roman.clone(),
            district: district(tenant, shown, language),
            groups: groups.filter(|(_, lines)| !lines.is_empty()).collect(),
            page: Page::new(language, &name, address)
                .of(tenant)
                .seen_by(Some(member))
                .at(Menu::Directory),
            home: format!("/{}", tenant.slug()),
            name,
        }
    }
}

/// `GET /{society}/directory/{member}`: what is public of one member.
pub(crate) async fn member(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    Path((_, whose)): Path<(String, String)>,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let shown = look_at(&app, &tenant, member.id, &whose).await?;
    html(&MemberPage::new(
        &tenant,
        &member,
        &shown,
        language,
        address_of(&uri),
    ))
}

/// What is public of the member, counted against the quota of who looks.
///
/// # Errors
/// 404 for whoever can't be found, whatever the reason; 429.
pub(super) async fn look_at(
    app: &App,
    tenant: &Tenant,
    looking: MemberId,
    whose: &str,
) -> Result<Shown, Failure> {
    quota::count(app, tenant, looking, Look::Detail).await?;
    let whose: MemberId = whose.parse().map_err(|_| Failure::not_found())?;
    let mut conn = app.db.read().await?;
    let shown = super::detail(&mut conn, tenant.slug(), whose).await?;
    shown.ok_or_else(Failure::not_found)
}

#[cfg(test)]
mod tests {
    use super::{FoundView, MemberPage, SearchPage, filters};
    use crate::directory::Shown;
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, inspect, tenant};
    use crate::web::page::{Menu, Page};
    use askama::Template as _;
    use shusseki_core::profile::Value;

    #[test]
    fn the_pages_escape_what_members_and_visitors_typed() {
        let jsnm = tenant(1);
        let typed = [("name".to_owned(), HOSTILE.to_owned())].into();
        for language in LANGUAGES {
            for count in [None, Some(0), Some(2)] {
                let found = |_| FoundView {
                    address: "/jsnm/directory/x".to_owned(),
                    name: HOSTILE.to_owned(),
                    kana: HOSTILE.to_owned(),
                    district: Some(HOSTILE.to_owned()),
                    institution: Some(HOSTILE.to_owned()),
                };
                let page = SearchPage {
                    filters: filters(&jsnm, &typed, language),
                    found: count.map(|count| (0..count).map(found).collect()),
                    next: Some(HOSTILE.to_owned()),
                    searchable: count.is_none(),
                    page: Page::new(language, HOSTILE, HOSTILE)
                        .of(&jsnm)
                        .seen_by(Some(&hostile_member()))
                        .at(Menu::Directory),
                    home: "/jsnm".to_owned(),
                };
                inspect(&page.render().unwrap());
            }
            let mut shown = Shown {
                name: HOSTILE.to_owned(),
                kana: HOSTILE.to_owned(),
                roman: HOSTILE.to_owned(),
                ..Shown::default()
            };
            for key in ["institution", "research-field", "birth-date"] {
                let value = Value::Text(format!("{HOSTILE}{key}"));
                shown.values.insert(key.parse().unwrap(), value);
            }
            let page = MemberPage::new(&jsnm, &hostile_member(), &shown, language, "/");
            let text = page.render().unwrap();
            inspect(&text);
            assert!(text.contains("research-field") && !text.contains("birth-date"));
        }
    }
}
