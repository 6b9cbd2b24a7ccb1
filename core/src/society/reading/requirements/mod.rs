//! The `requires` block: the rules of a renewal, and whether they can be met at all.

mod attendance;
mod case_reach;
mod cases;
mod category;
mod conditions;
mod counts;
mod limits;
mod reach;
mod ways;

pub(super) use counts::EVIDENCE;

use super::{Names, grammar, node::Node};
use crate::{
    credit::{Applies, Declared, Requirements},
    ids::{ActivityKey, CategoryKey, RuleKey},
    text::Text,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// Reads requirements, and remembers which activities count anywhere.
pub(super) struct Reader<'n> {
    names: &'n Names<'n>,
    pub(super) counting: BTreeSet<ActivityKey>,
}

/// The names that are given in one version or way so far.
#[derive(Default)]
struct Given {
    /// Where each category stands.
    categories: BTreeMap<CategoryKey, Range<usize>>,
    /// Conditions, required attendances and contained sums: what a case can waive.
    rules: BTreeSet<RuleKey>,
    works: BTreeSet<RuleKey>,
}

impl<'n> Reader<'n> {
    pub(super) fn new(names: &'n Names<'n>) -> Self {
        Self {
            names,
            counting: BTreeSet::new(),
        }
    }

    /// `requires ja="新制度" from="2026-04-01" { … }`
    pub(super) fn version(&mut self, node: &Node<'_>) -> Requirements {
        let errors = node.report.errors();
        let (name, applies) = (node.label_if_given(), applies(node));
        let mut given = Given::default();
        let mut requirements = self.body(node, &mut given);
        let block = node.block();
        requirements.name = name.unwrap_or_else(|| Text::new("", ""));
        requirements.applies = applies;
        requirements.alternatives = self.alternatives(&block);
        if block.raw("total").next().is_none() && block.raw("either").next().is_none() {
            node.error(
                "`requires` lacks `total`",
                "add `total`, or an `either` with ways",
            );
        }
        requirements.cases = self.cases(&block, &requirements, &given);
        // What a mistake left unread could make a case impossible.
        if node.report.errors() == errors {
            case_reach::check(&block, &requirements);
        }
        requirements
    }

    /// What versions and ways have in common.
    fn body(&mut self, node: &Node<'_>, given: &mut Given) -> Requirements {
        let block = node.block();
        let total_node = block.one("total");
        let total = self.tree(&block, total_node.as_ref(), given);
        let of_which = block.all("of-which");
        let of_which: Vec<_> = of_which
            .filter_map(|node| self.of_which(&node, &total, given))
            .collect();
        let must_attend = block.of(grammar::REQUIRED_ATTENDANCES);
        let must_attend = must_attend
            .filter_map(|node| self.must_attend(&node, &mut given.rules))
            .collect();
        let conditions = block.of(grammar::CONDITIONS);
        let conditions = conditions
            .filter_map(|node| conditions::condition(&node, &mut given.rules))
            .collect();
        let total_at = total_node.map_or(node.span(), |node| node.span());
        reach::check(&total, node.report, |key| {
            given.categories.get(key).unwrap_or(&total_at).clone()
        });
        Requirements {
            name: Text::new("", ""),
            applies: Applies::default(),
            total,
            of_which,
            must_attend,
            conditions,
            alternatives: Vec::new(),
            cases: Vec::new(),
            carries_over: block
                .value("carries-over")
                .and_then(|value| value.credits()),
            declared: declared(node).unwrap_or_default(),
            only_as_member_of: block
                .value("only-as-member-of")
                .and_then(|value| Some(value.text()?.to_owned())),
        }
    }
}

fn applies(node: &Node<'_>) -> Applies {
    let (from, until) = node.days("from", "until");
    let (certified_from, certified_until) = node.days("certified-from", "certified-until");
    Applies {
        from,
        until,
        certified_from,
        certified_until,
        or_more_favourable: node.flag("or-more-favourable"),
    }
}

fn declared(node: &Node<'_>) -> Option<Declared> {
    const WORDS: [(&str, Declared); 3] = [
        ("after-review", Declared::AfterReview),
        ("as-declared", Declared::AsDeclared),
        ("not-accepted", Declared::NotAccepted),
    ];
    let value = node.block().value("declared")?;
    value.one_of("way to take declared credits", &WORDS)
}

/// Reads the name of a rule that no other of these rules has.
fn new_name(node: &Node<'_>, taken: &mut BTreeSet<RuleKey>) -> Option<RuleKey> {
    let key: RuleKey = node.first()?.parsed()?;
    take_name(node, &key, taken);
    Some(key)
}

fn take_name(node: &Node<'_>, key: &RuleKey, taken: &mut BTreeSet<RuleKey>) {
    if !taken.insert(key.clone()) {
        let remedy = match node.word() {
            "member-of" => "give one of them a name of its own: `key=…`",
            _ => "give one of them another name",
        };
        node.error(format!("`{key}` stands twice"), remedy);
    }
}
