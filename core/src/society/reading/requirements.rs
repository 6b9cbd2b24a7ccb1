//! The `requires` block: the rules of a renewal, and whether they can be met at all.

use super::{
    Names,
    node::{Block, Node, Shape, Times},
    refer,
    sections::{REFERENCES, references},
};
use crate::{
    credit::{Category, CreditRules, Credits, MustAttendRule, OfWhichRule, Selection},
    ids::{ActivityKey, CategoryKey},
    text::Text,
};
use std::collections::BTreeSet;

const CATEGORY: Shape = Shape {
    values: &["name"],
    needs: &["ja"],
    may: Some(&["en", "minimum", "cap"]),
    block: &[("counts", Times::AtMostOnce), ("category", Times::Any)],
    ..Shape::BARE
};
const REQUIRES: Shape = Shape {
    block: &[
        ("total", Times::Once),
        ("counts", Times::AtMostOnce),
        ("category", Times::Any),
        ("of-which", Times::Any),
        ("must-attend", Times::Any),
        ("reset-on-renewal", Times::AtMostOnce),
    ],
    ..Shape::BARE
};

/// The most that can be earned somewhere; none where nothing limits it.
type Reach = Option<Credits>;

/// Reads the rules; the activities that they count anywhere are added to `counting`.
pub(super) fn of(
    block: &Block<'_>,
    names: &Names<'_>,
    counting: &mut BTreeSet<ActivityKey>,
) -> Option<CreditRules> {
    const TOTAL: Shape = Shape {
        needs: &["minimum"],
        ..Shape::BARE
    };
    let node = block.one("requires", &REQUIRES)?;
    let block = node.block();
    let mut reader = Reader {
        names,
        placed: BTreeSet::new(),
        categories: BTreeSet::new(),
    };
    let total = block.one("total", &TOTAL);
    let minimum = total.and_then(|total| total.property("minimum")?.credits());
    let (counts, categories, reach) = reader.inside(&block);
    if let (Some(total), Some(minimum), Some(reach)) = (total, minimum, reach)
        && reach < minimum
    {
        let mistake = format!("at most {reach} can be reached, and the total needs {minimum}");
        total.report.error(
            total.span(),
            mistake,
            "raise a `cap`, add what `counts`, or lower the minimum",
        );
    }
    let of_which = reader.sums(&block, reach);
    let must_attend = reader.attendances(&block);
    let reset = block.one("reset-on-renewal", &Shape::BARE).is_some();
    counting.append(&mut reader.placed);
    counting.extend(
        must_attend
            .iter()
            .flat_map(|rule| rule.activities.iter().cloned()),
    );
    Some(CreditRules {
        minimum: minimum?,
        counts,
        categories,
        of_which,
        must_attend,
        reset_on_renewal: reset,
    })
}

struct Reader<'n> {
    names: &'n Names<'n>,
    /// What some category counts already: one credit counts in one place.
    placed: BTreeSet<ActivityKey>,
    categories: BTreeSet<CategoryKey>,
}

impl Reader<'_> {
    /// What a block counts itself and in the categories inside, and how far that reaches.
    fn inside(&mut self, block: &Block<'_>) -> (BTreeSet<ActivityKey>, Vec<Category>, Reach) {
        let own = block.one("counts", &REFERENCES);
        let own_counts = own.map_or_else(BTreeSet::new, |node| self.counts(&node));
        let mut reach = if own.is_some() {
            None
        } else {
            Some(Credits::ZERO)
        };
        let mut categories = Vec::new();
        for kdl in block.all("category") {
            let node = Node::checked(kdl, block.report, &CATEGORY);
            let (category, inner) = self.category(&node);
            reach = reach.zip(inner).map(|(sum, inner)| sum + inner);
            categories.extend(category);
        }
        (own_counts, categories, reach)
    }

    fn counts(&mut self, node: &Node<'_>) -> BTreeSet<ActivityKey> {
        let activities = self.activities(node);
        for activity in &activities {
            if !self.placed.insert(activity.clone()) {
                let mistake = format!("`{activity}` counts in two places");
                let remedy = "a credit counts once: keep it in one category";
                node.report.error(node.span(), mistake, remedy);
            }
        }
        activities
    }

    fn activities(&self, node: &Node<'_>) -> BTreeSet<ActivityKey> {
        let words = references(node, "activity", &self.names.activities);
        words.iter().filter_map(|word| word.parse().ok()).collect()
    }

    fn category(&mut self, node: &Node<'_>) -> (Option<Category>, Reach) {
        let key: Option<CategoryKey> = node.first().and_then(|value| value.parsed());
        if let Some(key) = &key
            && !self.categories.insert(key.clone())
        {
            let mistake = format!("the category `{key}` stands twice");
            node.report
                .error(node.span(), mistake, "give one of them another name");
        }
        let name = node.label();
        let amount = |name| node.property(name).map(|value| value.credits());
        let (minimum, cap) = (amount("minimum").flatten(), amount("cap").flatten());
        let block = node.block();
        let (counts, categories, inside) = self.inside(&block);
        check_category(node, minimum, cap, inside, &categories);
        // A cap that couldn't be read limits nothing, so that it isn't reported a second time.
        let reach = match (node.property("cap"), cap) {
            (Some(_), None) => None,
            (_, Some(cap)) => Some(inside.map_or(cap, |inside| inside.min(cap))),
            (None, None) => inside,
        };
        let category = key.zip(name).map(|(key, name)| Category {
            key,
            name,
            minimum,
            cap,
            counts,
            categories,
        });
        (category, reach)
    }

    /// `of-which society-held minimum=10 ja="本学会主催"`, or with `counts` inside.
    fn sums(&self, block: &Block<'_>, reach: Reach) -> Vec<OfWhichRule> {
        const OF_WHICH: Shape = Shape {
            more: Some("selection"),
            needs: &["ja", "minimum"],
            may: Some(&["en"]),
            block: &[("counts", Times::AtMostOnce)],
            ..Shape::BARE
        };
        let nodes = block.all("of-which");
        let read = nodes.filter_map(|kdl| {
            let node = Node::checked(kdl, block.report, &OF_WHICH);
            let (name, selection) = (node.label(), self.selection(&node));
            let minimum = node.property("minimum").and_then(|value| value.credits())?;
            if let Some(reach) = reach.filter(|reach| *reach < minimum) {
                let mistake = format!("at most {reach} can be reached, and this needs {minimum}");
                node.report
                    .error(node.span(), mistake, "lower this minimum, or raise a `cap`");
            }
            Some(OfWhichRule {
                name: name?,
                selection: selection?,
                minimum,
            })
        });
        read.collect()
    }

    fn selection(&self, node: &Node<'_>) -> Option<Selection> {
        let mut words = node.values();
        let counts = node.block().one("counts", &REFERENCES);
        match (words.next(), words.next(), counts) {
            (Some(value), None, None) => {
                let word = value.text()?;
                let known = refer(&value, word, "selection", &["society-held"]);
                known.then_some(Selection::SocietyHeld)
            }
            (None, _, Some(counts)) => Some(Selection::Activities(self.activities(&counts))),
            _ => {
                let mistake = "`of-which` needs one selection";
                let remedy = "write `of-which society-held …`, or a block with `counts`";
                node.report.error(node.span(), mistake, remedy);
                None
            }
        }
    }

    /// `must-attend 1 ja="学術総会" { counts annual-meeting }`
    fn attendances(&self, block: &Block<'_>) -> Vec<MustAttendRule> {
        const MUST_ATTEND: Shape = Shape {
            values: &["number of times"],
            needs: &["ja"],
            may: Some(&["en"]),
            block: &[("counts", Times::Once)],
            ..Shape::BARE
        };
        let nodes = block.all("must-attend");
        let read = nodes.filter_map(|kdl| {
            let node = Node::checked(kdl, block.report, &MUST_ATTEND);
            let times = node.first().and_then(|value| value.whole(1..=99));
            let name: Option<Text> = node.label();
            let counts = node.block().one("counts", &REFERENCES);
            let activities = counts.map(|counts| self.activities(&counts));
            Some(MustAttendRule {
                name: name?,
                times: times?,
                activities: activities?,
            })
        });
        read.collect()
    }
}

fn check_category(
    node: &Node<'_>,
    minimum: Option<Credits>,
    cap: Option<Credits>,
    inside: Reach,
    categories: &[Category],
) {
    let error = |mistake: String, remedy: &str| node.report.error(node.span(), mistake, remedy);
    if inside == Some(Credits::ZERO) {
        error(
            "nothing counts in this category".to_owned(),
            "add `counts` with activities, or categories inside",
        );
    }
    let inner: Credits = categories
        .iter()
        .filter_map(|category| category.minimum)
        .sum();
    if let (Some(minimum), Some(cap)) = (minimum, cap)
        && minimum > cap
    {
        error(
            format!("the minimum {minimum} is above the cap {cap}"),
            "lower `minimum`, or raise `cap`",
        );
    } else if let (Some(minimum), Some(inside)) = (minimum, inside)
        && !inside.is_zero()
        && minimum > inside
    {
        error(
            format!("at most {inside} can be reached inside, and this needs {minimum}"),
            "lower `minimum`, or raise a `cap` inside",
        );
    }
    if let Some(cap) = cap
        && inner > cap
    {
        error(
            format!("the minimums inside add up to {inner}, above the cap {cap}"),
            "lower a minimum inside, or raise `cap`",
        );
    }
}
