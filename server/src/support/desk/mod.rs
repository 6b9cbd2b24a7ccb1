//! The support desk サポートデスク, publications 刊行物, questions and answers よくあるご質問 (JSNM-17,
//! JSNM-18, JGETS-20). All of it is the society's definition; here it becomes pages.

pub(crate) mod forms;

use crate::app::Tenant;
use crate::members::Member;
use crate::web::extract::{Asked, Visitor};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Menu, Page, address_of, html};
use askama::Template;
use axum::http::Uri;
use axum::response::Html;
use serde::Deserialize;
use shusseki_core::society::{Link, QuestionGroup, Support};
use shusseki_core::text::Language;
use std::sync::Arc;

/// A page of the support desk, as whoever visits sees it.
fn page(
    tenant: &Arc<Tenant>,
    member: Option<&Member>,
    language: Language,
    (ja, en): (&str, &str),
    (menu, uri): (Menu, &Uri),
) -> Page {
    Page::new(language, language.pick(ja, en), address_of(uri))
        .of(tenant)
        .seen_by(member)
        .at(menu)
}

#[derive(Template)]
#[template(path = "support/desk.html")]
struct DeskPage<'a> {
    page: Page,
    home: String,
    support: &'a Support,
    has_questions: bool,
    has_publications: bool,
}

/// `GET /{society}/support`: what to do for what, forms, where one is answered.
pub(crate) async fn desk(
    visitor: Visitor,
    Reads(language): Reads,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let (tenant, member) = (&visitor.tenant, visitor.member.as_ref());
    let words = ("サポートデスク", "Support desk");
    html(&DeskPage {
        page: page(tenant, member, language, words, (Menu::Support, &uri)),
        home: format!("/{}", tenant.slug()),
        support: &tenant.society.support,
        has_questions: !tenant.society.questions.is_empty(),
        has_publications: !tenant.society.publications.is_empty(),
    })
}

#[derive(Template)]
#[template(path = "support/publications.html")]
struct PublicationsPage<'a> {
    page: Page,
    home: String,
    publications: &'a [Link],
}

/// `GET /{society}/publications`: links to pages elsewhere; nothing where the society has none.
pub(crate) async fn publications(
    visitor: Visitor,
    Reads(language): Reads,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let (tenant, member) = (&visitor.tenant, visitor.member.as_ref());
    let publications = &tenant.society.publications;
    if publications.is_empty() {
        return Err(Failure::not_found());
    }
    let words = ("刊行物", "Publications");
    html(&PublicationsPage {
        page: page(tenant, member, language, words, (Menu::Publications, &uri)),
        home: format!("/{}", tenant.slug()),
        publications,
    })
}

#[derive(Template)]
#[template(path = "support/questions.html")]
struct QuestionsPage {
    page: Page,
    home: String,
    sought: String,
    /// Only the groups in which something was found.
    groups: Vec<QuestionGroup>,
}

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Sought {
    #[serde(default)]
    q: String,
}

/// `GET /{society}/questions`: questions and answers by group, all or those with some words.
pub(crate) async fn questions(
    visitor: Visitor,
    Reads(language): Reads,
    Asked(sought): Asked<Sought>,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let (tenant, member) = (&visitor.tenant, visitor.member.as_ref());
    if tenant.society.questions.is_empty() {
        return Err(Failure::not_found());
    }
    let words = ("よくあるご質問", "Questions and answers");
    html(&QuestionsPage {
        page: page(tenant, member, language, words, (Menu::Support, &uri)),
        home: format!("/{}", tenant.slug()),
        groups: found(&tenant.society.questions, &sought.q),
        sought: sought.q,
    })
}

/// The questions that have all of the words in them or their answers.
fn found(groups: &[QuestionGroup], words: &str) -> Vec<QuestionGroup> {
    let group = |group: &QuestionGroup| {
        let questions = group.questions.iter();
        QuestionGroup {
            title: group.title.clone(),
            questions: questions
                .filter(|question| question.is_about(words))
                .cloned()
                .collect(),
        }
    };
    let groups = groups.iter().map(group);
    groups.filter(|group| !group.questions.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{DeskPage, PublicationsPage, QuestionsPage, found};
    use crate::web::page::samples::{
        HOSTILE, LANGUAGES, hostile_member, hostile_tenant, hostile_text, inspect, tenant,
    };
    use crate::web::page::{Menu, Page};
    use askama::Template as _;
    use shusseki_core::society::{
        FormRow, Guide, HelpDesk, Link, Question, QuestionGroup, Support, SupportForm,
    };

    #[test]
    fn the_pages_escape_what_the_definition_says() {
        let link = Link {
            address: format!("https://example.org/{HOSTILE}"),
            title: hostile_text(),
            about: Some(hostile_text()),
        };
        let support = Support {
            guides: vec![Guide {
                title: hostile_text(),
                texts: vec![hostile_text(); 2],
                links: vec![link.clone()],
                form: "leave".parse().ok(),
            }],
            forms: vec![SupportForm {
                key: "leave".parse().unwrap(),
                title: hostile_text(),
                rows: vec![FormRow {
                    label: hostile_text(),
                    lines: 2,
                }],
                notes: vec![hostile_text()],
            }],
            desks: vec![HelpDesk {
                title: hostile_text(),
                phone: Some(HOSTILE.to_owned()),
                mail: Some(HOSTILE.to_owned()),
                hours: Some(hostile_text()),
            }],
            guests: vec![hostile_text()],
        };
        let member = hostile_member();
        for language in LANGUAGES {
            for who in [None, Some(&member)] {
                let page = || {
                    Page::new(language, HOSTILE, HOSTILE)
                        .of(&hostile_tenant())
                        .seen_by(who)
                        .at(Menu::Support)
                };
                let home = || "/jhrs".to_owned();
                let desk = DeskPage {
                    page: page(),
                    home: home(),
                    support: &support,
                    has_questions: true,
                    has_publications: true,
                };
                inspect(&desk.render().unwrap());
                let publications = PublicationsPage {
                    page: page(),
                    home: home(),
                    publications: &[link.clone(), link.clone()],
                };
                inspect(&publications.render().unwrap());
                let group = QuestionGroup {
                    title: hostile_text(),
                    questions: vec![Question {
                        question: hostile_text(),
                        answers: vec![hostile_text()],
                    }],
                };
                for groups in [vec![], vec![group]] {
                    let questions = QuestionsPage {
                        page: page(),
                        home: home(),
                        sought: HOSTILE.to_owned(),
                        groups,
                    };
                    inspect(&questions.render().unwrap());
                }
            }
        }
    }

    #[test]
    fn a_search_finds_by_question_and_answer() {
        let jsnm = tenant(1);
        let groups = &jsnm.society.questions;
        assert_eq!(found(groups, "").len(), groups.len());
        let some = found(groups, "ｑｒコード");
        assert_eq!((some.len(), some[0].questions.len()), (1, 1));
        assert_eq!(found(groups, "八文字 photo").len(), 0);
        assert_eq!(found(groups, "8文字 写真").len(), 1);
        assert!(found(groups, "zzzz").is_empty());
    }
}
