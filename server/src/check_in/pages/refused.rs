//! The page of a check-in that was refused: why, and what to do now, in the society's own colours.

use super::SessionView;
use crate::app::Tenant;
use crate::members::Member;
use crate::web::failure::Failure;
use crate::web::page::{Menu, Page, html};
use askama::Template;
use axum::response::{IntoResponse, Response};
use shusseki_core::text::Language;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "check_in/refused.html")]
struct RefusedPage<'a> {
    page: Page,
    next_step: &'a str,
    session: Option<&'a SessionView>,
    home: String,
}

/// Renders the refusal with its own status.
pub(super) fn refused(
    tenant: &Arc<Tenant>,
    member: Option<&Member>,
    language: Language,
    address: &str,
    failure: &Failure,
    session: Option<&SessionView>,
) -> Result<Response, Failure> {
    let page = RefusedPage {
        page: Page::new(language, failure.sentence(language), address)
            .of(tenant)
            .seen_by(member)
            .at(Menu::CheckIn)
            .failed(true),
        next_step: failure.next_step(language),
        session,
        home: format!("/{}", tenant.slug()),
    };
    Ok((failure.status(), html(&page)?).into_response())
}

#[cfg(test)]
mod tests {
    use super::super::samples::session;
    use super::RefusedPage;
    use crate::web::page::Page;
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, hostile_tenant, inspect};
    use askama::Template as _;

    #[test]
    fn the_page_escapes_what_it_shows() {
        let view = session();
        for language in LANGUAGES {
            for member in [None, Some(hostile_member())] {
                let page = RefusedPage {
                    page: Page::new(language, HOSTILE, "/C/X")
                        .of(&hostile_tenant())
                        .seen_by(member.as_ref()),
                    next_step: HOSTILE,
                    session: Some(&view),
                    home: "/jhrs".to_owned(),
                };
                inspect(&page.render().unwrap());
            }
        }
    }
}
