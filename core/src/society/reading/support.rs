//! The support desk, publications, questions and answers.

use super::{
    block::Block,
    head::{is_https, is_mail},
    node::Node,
    sections::declared,
    value::Value,
    words::shorten,
};
use crate::{
    ids::FormKey,
    society::{FormRow, Guide, HelpDesk, Link, Question, QuestionGroup, Support, SupportForm},
    text::Text,
};

/// Room for more than this is another sheet.
const MOST_LINES: u32 = 12;

pub(super) fn support(file: &Block<'_>) -> Support {
    let Some(node) = file.one("support") else {
        return Support::default();
    };
    let block = node.block();
    let has_forms = block.raw("form").next().is_some();
    let forms = if has_forms {
        declared(file, "support", "form", form)
    } else {
        Vec::new()
    };
    let declared: Vec<&str> = block
        .raw("form")
        .filter_map(|form| form.get(0)?.as_string())
        .collect();
    Support {
        guides: block
            .all("guide")
            .filter_map(|node| guide(&node, &declared))
            .collect(),
        forms,
        desks: block.all("desk").filter_map(|node| desk(&node)).collect(),
        guests: labels(&block, "guests"),
    }
}

fn labels(block: &Block<'_>, word: &'static str) -> Vec<Text> {
    block.all(word).filter_map(|node| node.label()).collect()
}

fn guide(node: &Node<'_>, forms: &[&str]) -> Option<Guide> {
    let block = node.block();
    let form = node
        .property("form")
        .map(|form| form.name_of("form", forms));
    Some(Guide {
        title: node.label()?,
        texts: labels(&block, "text"),
        links: links(&block, "link"),
        form: form.flatten(),
    })
}

fn links(block: &Block<'_>, word: &'static str) -> Vec<Link> {
    let link = |node: Node<'_>| {
        let address = node
            .first()
            .and_then(|value| checked(value, is_https, "an address that begins with https://"));
        let title = node.label();
        Some(Link {
            address: address?,
            title: title?,
            about: node.block().one("about").and_then(|node| node.label()),
        })
    };
    block.all(word).filter_map(link).collect()
}

fn checked(value: Value<'_>, good: fn(&str) -> bool, wanted: &str) -> Option<String> {
    let text = value.text()?;
    if good(text) {
        return Some(text.to_owned());
    }
    let mistake = format!("`{}` can't stand here", shorten(text));
    value.report.error(value.span(), mistake, wanted);
    None
}

fn form(node: &Node<'_>, key: FormKey, title: Text) -> Option<SupportForm> {
    let block = node.block();
    let row = |node: Node<'_>| {
        let lines = node.property("lines");
        let lines = lines.map_or(Some(1), |lines| lines.whole(1..=MOST_LINES));
        let label = node.label();
        Some(FormRow {
            label: label?,
            lines: u8::try_from(lines?).ok()?,
        })
    };
    Some(SupportForm {
        key,
        title,
        rows: block.all("row").filter_map(row).collect(),
        notes: labels(&block, "note"),
    })
}

fn desk(node: &Node<'_>) -> Option<HelpDesk> {
    let block = node.block();
    let mail = block
        .value("mail")
        .and_then(|value| checked(value, is_mail, "an address such as \"office@example.org\""));
    Some(HelpDesk {
        title: node.label()?,
        phone: block
            .value("phone")
            .and_then(|value| Some(value.text()?.to_owned())),
        mail,
        hours: block.one("hours").and_then(|node| node.label()),
    })
}

pub(super) fn publications(file: &Block<'_>) -> Vec<Link> {
    let node = file.one("publications");
    node.map_or_else(Vec::new, |node| links(&node.block(), "publication"))
}

pub(super) fn questions(file: &Block<'_>) -> Vec<QuestionGroup> {
    let Some(node) = file.one("questions") else {
        return Vec::new();
    };
    let question = |node: Node<'_>| {
        let answers = labels(&node.block(), "answer");
        Some(Question {
            question: node.label()?,
            answers,
        })
    };
    let group = |node: Node<'_>| {
        let questions = node.block().all("question").filter_map(question).collect();
        Some(QuestionGroup {
            title: node.label()?,
            questions,
        })
    };
    node.block().all("group").filter_map(group).collect()
}
