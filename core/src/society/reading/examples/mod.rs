//! The `example` blocks: members as the rules see them, and what must come out.

mod entries;
mod expected;
mod holder;
mod member;

use super::{Names, block::Block, node::Node};
use crate::{
    credit::{Category, Requirements},
    ids::CertificationKey,
    society::{Certification, Example, Society},
};

/// All examples. What they name inside a certification is looked up only where the society could be
/// read, so that one mistake in a rule isn't repeated at each example of it.
pub(super) fn all(file: &Block<'_>, names: &Names<'_>, society: Option<&Society>) -> Vec<Example> {
    let society = society.filter(|_| !file.report.has_errors());
    let nodes = file.all("example");
    nodes
        .filter_map(|node| example(&node, names, society))
        .collect()
}

/// `example "49点では更新できない" certification=endoscopy-technician on="2027-12-10" { … }`
fn example(node: &Node<'_>, names: &Names<'_>, society: Option<&Society>) -> Option<Example> {
    let block = node.block();
    let name = node.first().and_then(|value| value.text());
    let certification: Option<CertificationKey> = node
        .property("certification")
        .and_then(|value| value.name_of("certification", &names.certifications));
    let day = node.property("on").and_then(|value| value.day());
    let rules = society
        .zip(certification.as_ref())
        .and_then(|(society, key)| society.certification(key));
    let known = rules.map(Known::of);
    let ledger = entries::all(&block, names, society);
    let holder = block.one("holder").and_then(|node| {
        let certification = certification.clone()?;
        holder::holder(&node, certification, rules, known.as_ref(), &ledger)
    });
    let member = block.one("member");
    let person = member.map(|node| member::person(&node, names, known.as_ref()));
    let expected = block.one("expect");
    let expected = expected.map(|node| expected::all(&node, known.as_ref()));
    Some(Example {
        name: name?.to_owned(),
        line: node.line(),
        certification: certification?,
        day: day?,
        holder: holder?,
        person: person.unwrap_or_default(),
        entries: ledger.into_iter().map(|line| line.entry).collect(),
        expected: expected.unwrap_or_default(),
    })
}

/// What an example can refer to in its certification, in all versions and ways of it.
#[derive(Default)]
struct Known<'r> {
    extensions: Vec<&'r str>,
    categories: Vec<&'r str>,
    of_which: Vec<&'r str>,
    must_attend: Vec<&'r str>,
    conditions: Vec<&'r str>,
    works: Vec<&'r str>,
    cases: Vec<&'r str>,
    versions: Vec<&'r str>,
}

impl<'r> Known<'r> {
    fn of(certification: &'r Certification) -> Self {
        let extensions = certification.extensions.iter();
        let mut known = Self {
            extensions: extensions.map(|one| one.key.as_str()).collect(),
            ..Self::default()
        };
        for version in &certification.versions {
            known.versions.push(&version.name.ja);
            known.add(version);
            let ways = version.alternatives.iter().flatten();
            ways.for_each(|way| known.add(&way.requires));
        }
        known
    }

    fn add(&mut self, part: &'r Requirements) {
        use crate::credit::Change;
        self.add_category(&part.total);
        let of_which = part.of_which.iter();
        self.of_which.extend(of_which.map(|rule| rule.key.as_str()));
        let must_attend = part.must_attend.iter();
        self.must_attend
            .extend(must_attend.map(|rule| rule.key.as_str()));
        let conditions = part.conditions.iter();
        self.conditions
            .extend(conditions.map(|rule| rule.key.as_str()));
        for case in &part.cases {
            self.cases.push(case.key.as_str());
            for change in &case.changes {
                match change {
                    Change::Demands(condition) => self.conditions.push(condition.key.as_str()),
                    Change::MustAttend(rule) => self.must_attend.push(rule.key.as_str()),
                    _ => {}
                }
            }
        }
    }

    fn add_category(&mut self, category: &'r Category) {
        let works = category.work.iter();
        self.works.extend(works.map(|work| work.key.as_str()));
        for inner in &category.categories {
            self.categories.push(inner.key.as_str());
            self.add_category(inner);
        }
    }
}

/// Reads the name of something in the certification; looked up only where that is known.
fn name_of<T: std::str::FromStr>(
    value: &super::value::Value<'_>,
    what: &str,
    known: Option<&[&str]>,
) -> Option<T>
where
    T::Err: std::fmt::Display,
{
    match known {
        Some(known) => value.name_of(what, known),
        None => value.parsed(),
    }
}
