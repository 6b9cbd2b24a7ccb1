//! The frame of every page — head, header, menu, footer — and the pages that belong to no capability.

mod login_return;
mod menu;
mod office;
#[cfg(test)]
pub(crate) mod samples;
mod when;

pub(crate) use login_return::local_path;
pub(crate) use menu::Menu;
pub(crate) use office::Office;

use super::assets;
use super::failure::Failure;
use super::language::Reads;
use super::request_id::RequestId;
use super::words::Words;
use crate::app::{App, Tenant};
use crate::members::Member;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::{Html, IntoResponse, Response};
use shusseki_core::ids::{MemberNumber, SocietySlug};
use shusseki_core::society::Society;
use shusseki_core::text::{Language, Text};
use std::sync::Arc;

/// The colour of pages that belong to no society.
const OWN_COLOUR: &str = "#0a3d62";

/// Who is logged in, as the footer says it.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    /// 氏名.
    pub(crate) name: String,
    /// 会員番号.
    pub(crate) number: MemberNumber,
    /// Whether she or he holds a role in the office.
    pub(crate) is_staff: bool,
}

/// What every page's frame shows.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    /// The language of the page.
    pub(crate) language: Language,
    /// The page's title and main heading.
    pub(crate) title: String,
    /// The same page in the other language.
    pub(crate) other_language: String,
    /// The society whose page it is.
    pub(crate) tenant: Option<Arc<Tenant>>,
    /// Who is logged in.
    pub(crate) who: Option<Who>,
    /// Whether the page tells of a failure; the title then says so first.
    pub(crate) failed: bool,
    /// Notices that the member has not read; the menu says how many.
    unread: usize,
    /// The path of the page.
    path: String,
    menu: Option<Menu>,
    /// Whether something must be done before any other page opens, so that a menu would lead nowhere.
    held_up: bool,
}

impl Page {
    /// A page at that address; the link to the other language keeps path and query.
    pub(crate) fn new(language: Language, title: &str, address: &str) -> Self {
        Self {
            language,
            title: title.to_owned(),
            other_language: in_other_language(language, address),
            tenant: None,
            who: None,
            failed: false,
            unread: 0,
            path: address
                .split(['?', '#'])
                .next()
                .unwrap_or_default()
                .to_owned(),
            menu: None,
            held_up: false,
        }
    }

    /// The page as one of the society's, at the place in its menu that its address says.
    pub(crate) fn of(mut self, tenant: &Arc<Tenant>) -> Self {
        let home = format!("/{}", tenant.slug());
        let below = self.path.strip_prefix(&home);
        self.menu = self.menu.or_else(|| Menu::of_path(below?));
        self.tenant = Some(Arc::clone(tenant));
        self
    }

    /// The page as the member sees it, if anybody is logged in.
    pub(crate) fn seen_by(mut self, member: Option<&Member>) -> Self {
        self.who = member.map(|member| Who {
            name: member.name.get(self.language),
            number: member.number.clone(),
            is_staff: member.is_staff,
        });
        self.unread = member.map_or(0, |member| member.unread);
        self
    }

    /// The page at another place in the menu than its address says.
    pub(crate) fn at(mut self, menu: Menu) -> Self {
        self.menu = Some(menu);
        self
    }

    /// The page that a member passes before any other opens, or not.
    pub(crate) const fn held_up(mut self, held_up: bool) -> Self {
        self.held_up = held_up;
        self
    }

    /// The page of a member with so many unread notices.
    pub(crate) const fn unread(mut self, unread: usize) -> Self {
        self.unread = unread;
        self
    }

    /// The page as one that tells of a failure, or not.
    pub(crate) fn failed(mut self, failed: bool) -> Self {
        self.failed = failed;
        self
    }

    /// The words in the page's language.
    pub(crate) fn say<'a>(&self, ja: &'a str, en: &'a str) -> &'a str {
        self.language.pick(ja, en)
    }

    /// The text in the page's language.
    pub(crate) fn text<'a>(&self, text: &'a Text) -> &'a str {
        text.get(self.language)
    }

    /// The words of an answer in the page's language.
    pub(crate) fn words<'a>(&self, words: &'a Words) -> &'a str {
        words.get(self.language)
    }

    /// Whether the page is in Japanese.
    pub(crate) fn is_japanese(&self) -> bool {
        self.language == Language::Ja
    }

    /// The accent colour: the society's, which is readable on white.
    pub(crate) fn colour(&self) -> String {
        self.tenant.as_ref().map_or_else(
            || OWN_COLOUR.to_owned(),
            |tenant| tenant.society.colour.to_string(),
        )
    }

    /// The address of an embedded file.
    pub(crate) fn asset(&self, name: &str) -> &'static str {
        assets::address(name)
    }

    /// Whether the society's passwords are of ASCII only, so that an input method is in the way.
    pub(crate) fn plain_passwords(&self) -> bool {
        let tenant = self.tenant.as_ref();
        tenant.is_some_and(|tenant| tenant.society.password.is_ascii())
    }

    /// The society whose own pages the menu leads to, if someone is logged in and may go there.
    pub(crate) fn own_pages(&self) -> Option<&SocietySlug> {
        self.who.as_ref().filter(|_| !self.held_up)?;
        self.tenant.as_ref().map(|tenant| tenant.slug())
    }

    /// What the society calls credits: 単位, 点.
    pub(crate) fn unit(&self) -> &str {
        let fallback = self.language.pick("単位", "credits");
        let tenant = self.tenant.as_ref();
        tenant.map_or(fallback, |tenant| {
            tenant.society.credit_unit.word(self.language)
        })
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// The address with `lang` set to the other language, all else kept. A request's path may begin
/// with two slashes, which in a link is another host.
fn in_other_language(language: Language, address: &str) -> String {
    let other = match language {
        Language::Ja => Language::En,
        Language::En => Language::Ja,
    };
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let path = local_path(path).unwrap_or("/");
    let mut kept = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if name != "lang" {
            kept.append_pair(&name, &value);
        }
    }
    kept.append_pair("lang", other.code());
    format!("{path}?{}", kept.finish())
}

/// The path and query of a request, for the link to the other language.
pub(crate) fn address_of(uri: &Uri) -> &str {
    uri.path_and_query().map_or("/", |address| address.as_str())
}

/// Fills a template in.
///
/// # Errors
/// The template failed.
pub(crate) fn html(template: &impl Template) -> Result<Html<String>, Failure> {
    template.render().map(Html).map_err(Failure::internal)
}

#[derive(Template)]
#[template(path = "web/index.html")]
struct Index<'a> {
    page: Page,
    societies: Vec<&'a Society>,
}

/// `GET /`: the societies that the installation serves.
pub(crate) async fn index(
    State(app): State<Arc<App>>,
    Reads(language): Reads,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let title = language.pick("学会を選ぶ", "Choose your society");
    let served = app.societies.served();
    html(&Index {
        page: Page::new(language, title, address_of(&uri)),
        societies: served.all().map(|tenant| &tenant.society).collect(),
    })
}

#[derive(Template)]
#[template(path = "web/failure.html")]
struct FailurePage<'a> {
    page: Page,
    next_step: &'a str,
    request: Option<String>,
    home: Option<String>,
}

/// The page that a failure becomes for people: what happened, what to do next, where to go.
pub(crate) fn failure(failure: &Failure, page: Page, request: Option<&RequestId>) -> Response {
    let language = page.language;
    let home = page.tenant.as_ref();
    let page = FailurePage {
        home: home.map(|tenant| format!("/{}/", tenant.slug())),
        page,
        next_step: failure.next_step(language),
        // Whoever typed a wrong address has nothing to report.
        request: request
            .filter(|_| failure.status().is_server_error())
            .map(ToString::to_string),
    };
    match page.render() {
        Ok(text) => Html(text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the page of a failure could not be rendered");
            failure.sentence(language).to_owned().into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::samples::{HOSTILE, LANGUAGES, hostile_tenant, inspect};
    use super::{FailurePage, Index, Menu, Page, in_other_language};
    use crate::web::failure::Failure;
    use askama::Template as _;
    use shusseki_core::text::Language;

    #[test]
    fn the_other_language_keeps_path_and_query() {
        assert_eq!(in_other_language(Language::Ja, "/jsnm/"), "/jsnm/?lang=en");
        assert_eq!(
            in_other_language(Language::En, "/jsnm/credits?before=1&lang=en&x=%26"),
            "/jsnm/credits?before=1&x=%26&lang=ja"
        );
        assert_eq!(
            in_other_language(Language::En, "//evil.example/x?a=1"),
            "/?a=1&lang=ja"
        );
    }

    #[test]
    fn the_frame_and_its_pages_escape_what_they_show() {
        let tenant = hostile_tenant();
        for language in LANGUAGES {
            let page = Page::new(language, HOSTILE, HOSTILE)
                .of(&tenant)
                .at(Menu::Home)
                .failed(true);
            let index = Index {
                page,
                societies: vec![&tenant.society],
            };
            inspect(&index.render().unwrap());
            let failed = FailurePage {
                page: Page::new(language, HOSTILE, "/\"><svg onload=alert(1)>").failed(true),
                next_step: HOSTILE,
                request: Some(HOSTILE.to_owned()),
                home: Some("/jsnm/".to_owned()),
            };
            inspect(&failed.render().unwrap());
        }
    }

    #[tokio::test]
    async fn a_failure_leads_back_to_the_society_if_there_is_one() {
        for link in [true, false] {
            let mut page = Page::new(Language::Ja, "", "/jsnm/credits");
            if link {
                page = page.of(&hostile_tenant());
            }
            let response = super::failure(&Failure::not_found(), page, None);
            let body = axum::body::to_bytes(response.into_body(), 100_000)
                .await
                .unwrap();
            let text = String::from_utf8(body.to_vec()).unwrap();
            assert_eq!(text.contains("マイページへ"), link);
        }
    }
}
