//! `case`: who is measured otherwise.

use super::{Given, Reader, conditions, new_name, reach};
use crate::{
    credit::{Case, Category, Change, Requirements, When},
    ids::{CategoryKey, RuleKey},
    society::reading::{block::Block, grammar, node::Node, refer, sections, value::Value},
};
use std::collections::BTreeSet;

/// The words of what a case changes; the others say to whom it applies.
const CHANGES: [&str; 4] = ["total", "category", "of-which", "waives"];

/// What a case can refer to.
struct Known<'r> {
    categories: Vec<&'r str>,
    of_which: Vec<&'r str>,
    /// Conditions, required attendances and contained sums.
    rules: Vec<&'r str>,
    /// Whether there is a total that a case can change.
    total: bool,
}

impl<'r> Known<'r> {
    /// The names of a version, those inside its ways too.
    fn of(requirements: &'r Requirements) -> Self {
        let ways = requirements.alternatives.iter().flatten();
        let parts = ways.map(|way| &way.requires).chain([requirements]);
        let mut known = Self {
            categories: Vec::new(),
            of_which: Vec::new(),
            rules: Vec::new(),
            total: false,
        };
        for part in parts {
            known.total |= reach::has_total(part);
            add_categories(&part.total, &mut known.categories);
            let of_which = part.of_which.iter().map(|rule| rule.key.as_str());
            known.of_which.extend(of_which);
            let must_attend = part.must_attend.iter().map(|rule| rule.key.as_str());
            let conditions = part.conditions.iter().map(|rule| rule.key.as_str());
            known.rules.extend(must_attend.chain(conditions));
        }
        known.rules.extend_from_slice(&known.of_which);
        known
    }
}

fn add_categories<'r>(category: &'r Category, keys: &mut Vec<&'r str>) {
    for inner in &category.categories {
        keys.push(inner.key.as_str());
        add_categories(inner, keys);
    }
}

impl Reader<'_> {
    /// The cases of a version.
    pub(super) fn cases(
        &mut self,
        block: &Block<'_>,
        requirements: &Requirements,
        given: &Given,
    ) -> Vec<Case> {
        let known = Known::of(requirements);
        let mut names = BTreeSet::new();
        let nodes = block.all("case");
        nodes
            .filter_map(|node| {
                let (key, name) = (new_name(&node, &mut names), node.label());
                let when = node.block().all("when");
                let when = when.map(|when| self.when(&when)).collect();
                let changes = self.changes(&node, &known, given.rules.clone());
                Some(Case {
                    key: key?,
                    name: name?,
                    when,
                    changes,
                })
            })
            .collect()
    }

    /// `when age-from=65 renewals-from=3`
    fn when(&self, node: &Node<'_>) -> When {
        let number = |name, most| node.property(name)?.whole(0..=most);
        let (certified_from, certified_until) = node.days("certified-from", "certified-until");
        let of_trait = |name| {
            let value = node.property(name)?;
            value.name_of("trait", &self.names.traits)
        };
        let when = When {
            age_from: number("age-from", 120),
            age_until: number("age-until", 120),
            renewals_from: number("renewals-from", 50),
            renewals_until: number("renewals-until", 50),
            certified_from,
            certified_until,
            is: of_trait("is"),
            is_not: of_trait("is-not"),
            holds: node.property("holds").and_then(|value| value.parsed()),
            class: node
                .property("class")
                .and_then(|value| value.name_of("class", &self.names.classes)),
            period_contains: node
                .property("period-contains")
                .and_then(|value| value.day()),
        };
        check_when(node, &when);
        when
    }

    fn changes(
        &mut self,
        node: &Node<'_>,
        known: &Known<'_>,
        mut taken: BTreeSet<RuleKey>,
    ) -> Vec<Change> {
        let words = [&CHANGES, grammar::REQUIRED_ATTENDANCES, grammar::CONDITIONS].concat();
        let mut changes = Vec::new();
        for node in node.block().of(&words) {
            match node.word() {
                "total" => {
                    if !known.total {
                        node.error(
                            "there is no total to change",
                            "add `total minimum=…` to `requires` or to a way",
                        );
                    }
                    changes.extend(amounts(&node, Some(CategoryKey::total())));
                }
                "category" => {
                    let key = node
                        .first()
                        .and_then(|value| value.name_of("category", &known.categories));
                    changes.extend(amounts(&node, key));
                }
                "of-which" => changes.extend(of_which(&node, known)),
                "waives" => {
                    for word in sections::references(&node, "rule", &known.rules) {
                        let key: Option<RuleKey> = word.parse().ok();
                        // What is waived may be asked for in another measure under the same name.
                        taken.retain(|taken| Some(taken) != key.as_ref());
                        changes.extend(key.map(Change::Waives));
                    }
                }
                word if grammar::REQUIRED_ATTENDANCES.contains(&word) => {
                    let rule = self.must_attend(&node, &mut taken);
                    changes.extend(rule.map(Change::MustAttend));
                }
                _ => {
                    let condition = conditions::condition(&node, &mut taken);
                    changes.extend(condition.map(Change::Demands));
                }
            }
        }
        let words = node.block().nodes.iter().map(|node| node.name().value());
        if words.clone().all(|word| word == "when") {
            node.error("this case changes nothing", "say what is different in it");
        }
        changes
    }
}

fn check_when(node: &Node<'_>, when: &When) {
    if node.properties().next().is_none() {
        node.error(
            "`when` says nothing",
            "write such as `when age-from=65 renewals-from=3`",
        );
    }
    let never = |mistake: &str, remedy: &str| node.error(mistake, remedy);
    let above = |from: Option<u32>, until: Option<u32>| {
        from.zip(until).is_some_and(|(from, until)| from > until)
    };
    if above(when.age_from, when.age_until) {
        never(
            "nobody is that old: `age-from` is above `age-until`",
            "exchange the two numbers",
        );
    }
    if above(when.renewals_from, when.renewals_until) {
        never(
            "nobody renewed so often: `renewals-from` is above `renewals-until`",
            "exchange the two numbers",
        );
    }
    if when.is.is_some() && when.is == when.is_not {
        never("nobody is and isn't the same", "remove `is` or `is-not`");
    }
}

/// `total minimum=40 cap=none`, `category papers cap=none`
fn amounts(node: &Node<'_>, key: Option<CategoryKey>) -> Vec<Change> {
    let amount = |name| {
        node.property(name)
            .and_then(|value| value.credits_or_none())
    };
    let (minimum, cap) = (amount("minimum"), amount("cap"));
    if node.properties().next().is_none() {
        node.error(
            format!("`{}` changes nothing here", node.word()),
            "write `minimum=` or `cap=`, with a number or `none`",
        );
    }
    let Some(key) = key else { return Vec::new() };
    let minimum = minimum.map(|minimum| Change::Minimum(key.clone(), minimum));
    let cap = cap.map(|cap| Change::Cap(key, cap));
    minimum.into_iter().chain(cap).collect()
}

fn of_which(node: &Node<'_>, known: &Known<'_>) -> Option<Change> {
    let contained = |value: Value<'_>| {
        let word = value.text()?;
        let declared = refer(&value, word, "`of-which`", &known.of_which);
        declared.then(|| word.parse().ok())?
    };
    let key = node.first().and_then(contained);
    let minimum = node.property("minimum").and_then(|value| value.credits());
    Some(Change::OfWhich(key?, minimum?))
}
