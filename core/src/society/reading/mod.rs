//! From the text of a definition to a [`Society`]; every mistake is reported, not the first only.

mod activities;
mod block;
mod certifications;
mod examples;
mod first_login;
mod full_width;
mod grammar;
mod head;
mod node;
mod notices;
mod password;
mod profile;
mod requirements;
mod schema;
mod sections;
mod source;
mod support;
mod validity;
mod value;
mod versions;
mod words;

use super::{Checked, CheckedMembers, Society};
use crate::credit::SOCIETY_HELD;
use block::{Block, check_block};
use source::Report;
use value::Value;
use words::{shorten, suggestion};

pub(super) use schema::schema;

pub(super) fn definition(file: &str, text: &str) -> Checked {
    let report = Report::new(file, text);
    let document = report.document();
    let file = document.as_ref().map(|document| Block {
        nodes: document.nodes(),
        words: grammar::FILE,
        owner: None,
        report: &report,
    });
    let read = file.map(|file| {
        let names = Names::declared(&file);
        let society = society(&file, &names);
        let examples = examples::all(&file, &names, society.as_ref());
        (society, examples)
    });
    // A section that couldn't be read has said why; a society with errors is none.
    let (society, examples) = read.filter(|_| !report.has_errors()).unwrap_or_default();
    Checked {
        society,
        examples,
        diagnostics: report.finish(),
    }
}

/// The members that a file tells of, for the rules of a society that was read before.
pub(super) fn members(file: &str, text: &str, society: &Society) -> CheckedMembers {
    let report = Report::new(file, text);
    let document = report.document();
    let file = document.as_ref().map(|document| Block {
        nodes: document.nodes(),
        words: grammar::MEMBERS,
        owner: None,
        report: &report,
    });
    let members = file.map(|file| {
        check_block(&file);
        examples::all(&file, &Names::of(society), Some(society))
    });
    CheckedMembers {
        members: members.filter(|_| !report.has_errors()).unwrap_or_default(),
        diagnostics: report.finish(),
    }
}

fn society(file: &Block<'_>, names: &Names<'_>) -> Option<Society> {
    check_block(file);
    let head = head::head(file);
    let classes = sections::classes(file);
    let districts = sections::districts(file);
    let event_kinds = sections::event_kinds(file, names);
    let roles = activities::roles(file, names);
    let tags = activities::tags(file);
    let traits = sections::traits(file);
    let activities = activities::activities(file, names);
    let check_in = sections::check_in(file, names);
    let history = sections::history(file);
    let password = password::password(file);
    let first_login = first_login::first_login(file);
    let profile = profile::profile(file);
    let notices = notices::notices(file, names);
    let support = support::support(file);
    let publications = support::publications(file);
    let questions = support::questions(file);
    let fiscal = head.as_ref().map(|head| head.fiscal);
    let certifications = certifications::all(file, names, fiscal);
    let head = head?;
    Some(Society {
        slug: head.slug,
        number: head.number,
        name: head.name,
        short_name: head.short_name,
        contact: head.contact,
        fiscal: head.fiscal,
        colour: head.colour,
        languages: head.languages,
        credit_unit: head.credit_unit,
        classes,
        districts,
        event_kinds,
        roles,
        tags,
        traits,
        activities,
        check_in: check_in?,
        history: history?,
        password: password?,
        first_login: first_login?,
        profile,
        notices: notices?,
        support,
        publications,
        questions,
        certifications,
    })
}

/// What the file declares, read ahead so that a reference may come before its declaration and one
/// mistake in a declaration isn't repeated at each reference to it.
struct Names<'a> {
    classes: Vec<&'a str>,
    districts: Vec<&'a str>,
    event_kinds: Vec<&'a str>,
    roles: Vec<&'a str>,
    tags: Vec<&'a str>,
    traits: Vec<&'a str>,
    activities: Vec<&'a str>,
    certifications: Vec<&'a str>,
}

impl<'a> Names<'a> {
    fn declared(file: &Block<'a>) -> Self {
        let inside = |section: &str, word: &str| {
            let blocks = file.raw(section).filter_map(|node| node.children());
            let nodes = blocks.flat_map(|block| block.nodes().iter());
            let nodes = nodes.filter(|node| node.name().value() == word);
            nodes.filter_map(|node| node.get(0)?.as_string()).collect()
        };
        Self {
            classes: inside("membership", "class"),
            districts: inside("districts", "district"),
            event_kinds: inside("events", "kind"),
            roles: inside("roles", "role"),
            tags: [vec![SOCIETY_HELD], inside("tags", "tag")].concat(),
            traits: inside("traits", "trait"),
            activities: inside("activities", "activity"),
            certifications: file
                .raw("certification")
                .filter_map(|node| node.get(0)?.as_string())
                .collect(),
        }
    }
}

impl<'a> Names<'a> {
    /// What a society that was read before declares.
    fn of(society: &'a Society) -> Self {
        let tags = society.tags.iter().map(|one| one.key.as_str());
        Self {
            classes: society.classes.iter().map(|one| one.key.as_str()).collect(),
            districts: society
                .districts
                .iter()
                .map(|one| one.key.as_str())
                .collect(),
            event_kinds: society
                .event_kinds
                .iter()
                .map(|one| one.key.as_str())
                .collect(),
            roles: society.roles.iter().map(|one| one.key.as_str()).collect(),
            tags: [SOCIETY_HELD].into_iter().chain(tags).collect(),
            traits: society.traits.iter().map(|one| one.key.as_str()).collect(),
            activities: society
                .activities
                .iter()
                .map(|one| one.key.as_str())
                .collect(),
            certifications: society
                .certifications
                .iter()
                .map(|one| one.key.as_str())
                .collect(),
        }
    }
}

/// Reports a reference to something that isn't declared.
fn refer(value: &Value<'_>, word: &str, what: &str, known: &[&str]) -> bool {
    let found = known.contains(&word);
    if !found {
        let mistake = format!("there is no {what} `{}`", shorten(word));
        let remedy = suggestion(word, known.iter().copied());
        value.report.error(value.span(), mistake, remedy);
    }
    found
}
