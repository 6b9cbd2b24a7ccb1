//! From the text of a definition to a [`Society`]; every mistake is reported, not the first only.

mod certifications;
mod head;
mod node;
mod requirements;
mod sections;
mod source;
mod value;

use super::{Checked, Society};
use kdl::KdlDocument;
use node::{Block, Times, check_block, suggestion};
use source::Report;
use value::Value;

/// The words of a file, in the order in which the shipped ones have them.
const WORDS: &[(&str, Times)] = &[
    ("society", Times::Once),
    ("membership", Times::Once),
    ("districts", Times::AtMostOnce),
    ("events", Times::Once),
    ("roles", Times::Once),
    ("activities", Times::Once),
    ("check-in", Times::Once),
    ("history", Times::Once),
    ("password", Times::Once),
    ("certification", Times::Any),
];

pub(super) fn definition(file: &str, text: &str) -> Checked {
    let report = Report::new(file, text);
    let society = report
        .document()
        .and_then(|document| society(&document, &report));
    // A section that couldn't be read has said why; a society with errors is none.
    let society = society.filter(|_| !report.has_errors());
    Checked {
        society,
        diagnostics: report.finish(),
    }
}

fn society(document: &KdlDocument, report: &Report<'_>) -> Option<Society> {
    let file = Block {
        nodes: document.nodes(),
        owner: None,
        report,
    };
    check_block(&file, WORDS);
    let names = Names::declared(&file);
    let head = head::head(&file);
    let classes = sections::classes(&file);
    let districts = sections::districts(&file);
    let event_kinds = sections::event_kinds(&file, &names);
    let roles = sections::roles(&file, &names);
    let activities = sections::activities(&file, &names);
    let check_in = sections::check_in(&file, &names);
    let history = sections::history(&file);
    let password = sections::password(&file);
    let certifications = certifications::all(&file, &names);
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
        activities,
        check_in: check_in?,
        history: history?,
        password: password?,
        certifications,
    })
}

/// What the file declares, read ahead so that a reference may come before its declaration and one
/// mistake in a declaration isn't repeated at each reference to it.
struct Names<'a> {
    classes: Vec<&'a str>,
    event_kinds: Vec<&'a str>,
    roles: Vec<&'a str>,
    activities: Vec<&'a str>,
    certifications: Vec<&'a str>,
}

impl<'a> Names<'a> {
    fn declared(file: &Block<'a>) -> Self {
        let inside = |section: &str, word: &str| {
            let blocks = file.all(section).filter_map(|node| node.children());
            let nodes = blocks.flat_map(|block| block.nodes().iter());
            let nodes = nodes.filter(|node| node.name().value() == word);
            nodes.filter_map(|node| node.get(0)?.as_string()).collect()
        };
        Self {
            classes: inside("membership", "class"),
            event_kinds: inside("events", "kind"),
            roles: inside("roles", "role"),
            activities: inside("activities", "activity"),
            certifications: file
                .all("certification")
                .filter_map(|node| node.get(0)?.as_string())
                .collect(),
        }
    }
}

/// Reports a reference to something that isn't declared.
fn refer(value: &Value<'_>, word: &str, what: &str, known: &[&str]) -> bool {
    let found = known.contains(&word);
    if !found {
        let mistake = format!("there is no {what} `{}`", node::shorten(word));
        let remedy = suggestion(word, known.iter().copied());
        value.report.error(value.span(), mistake, remedy);
    }
    found
}
