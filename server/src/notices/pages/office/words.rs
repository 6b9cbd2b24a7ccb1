//! Audiences in words: whom a notice is for, and what a form lets one choose.

use super::super::form::Typed;
use crate::app::Tenant;
use crate::notices::Draft;
use crate::notices::whom::{all_members, everybody, standing_word, whom};
use shusseki_core::audience::{Audience, Post, Standing};
use shusseki_core::text::{Language, Text};

/// Whom a notice is for, in full.
pub(super) fn described(tenant: &Tenant, draft: &Draft, language: Language) -> String {
    let society = &tenant.society;
    let key = draft.audience_key.as_ref();
    if let Some(named) = key.and_then(|key| society.notices.audience(key)) {
        return named.name.get(language).to_owned();
    }
    whom(society, &draft.audience, language)
}

/// The audiences with a name; the product's own words where the society has none of its own.
pub(super) fn whos(tenant: &Tenant, language: Language) -> Vec<(String, String)> {
    let named = &tenant.society.notices.audiences;
    let has = |wanted: &Audience| named.iter().any(|one| one.audience == *wanted);
    let mut whos: Vec<(String, String)> = named
        .iter()
        .map(|one| {
            (
                format!("key:{}", one.key),
                one.name.get(language).to_owned(),
            )
        })
        .collect();
    if !has(&Audience::all_members()) {
        whos.push(("members".to_owned(), all_members(language).to_owned()));
    }
    if !has(&Audience::Everybody) {
        whos.push(("everybody".to_owned(), everybody(language).to_owned()));
    }
    let chosen = language.pick("条件を選ぶ", "Choose by what members are");
    whos.push(("chosen".to_owned(), chosen.to_owned()));
    whos
}

/// Values and what they are called.
pub(super) type Options = Vec<(String, String)>;

/// What can be ticked; posts that nobody holds any more stay where they are ticked.
pub(super) fn kinds(
    tenant: &Tenant,
    posts: &[(Post, Text)],
    typed: &Typed,
    language: Language,
) -> Vec<(&'static str, &'static str, Options)> {
    let society = &tenant.society;
    let option = |key: &str, name: &Text| (key.to_owned(), name.get(language).to_owned());
    let classes = society.classes.iter();
    let districts = society.districts.iter();
    let certifications = society.certifications.iter();
    let standings = Standing::OF_MEMBERS.into_iter();
    let mut posts: Options = posts
        .iter()
        .map(|(post, name)| option(&post.to_string(), name))
        .collect();
    for (_, value) in typed.ticks.iter().filter(|(kind, _)| kind == "post") {
        let known = posts.iter().any(|(known, _)| known == value);
        if let (false, Ok(post)) = (known, value.parse::<Post>()) {
            posts.push((value.clone(), post.name().to_owned()));
        }
    }
    let kinds = [
        (
            "class",
            language.pick("会員区分", "Membership class"),
            classes
                .map(|one| option(one.key.as_str(), &one.name))
                .collect(),
        ),
        (
            "district",
            language.pick("所属地区", "District"),
            districts
                .map(|one| option(one.key.as_str(), &one.name))
                .collect(),
        ),
        (
            "certification",
            language.pick("認定資格", "Certification"),
            certifications
                .map(|one| option(one.key.as_str(), &one.name))
                .collect(),
        ),
        (
            "post",
            language.pick("役職・委員会", "Office or committee"),
            posts,
        ),
        (
            "standing",
            language.pick("在籍状況", "Membership"),
            standings
                .map(|one| (one.to_string(), standing_word(one, language).to_owned()))
                .collect::<Options>(),
        ),
    ];
    let kinds = kinds.into_iter();
    kinds
        .filter(|(_, _, options)| !options.is_empty())
        .collect()
}
