//! `holder`: the member's hold on the certification.

use super::{Known, entries::Line, name_of};
use crate::{
    credit::{Credits, History, Holder},
    ids::{CategoryKey, CertificationKey, EntryId},
    society::{
        Certification, Period,
        reading::{
            node::Node,
            value::Value,
            words::{shorten, suggestion},
        },
    },
};
use std::collections::BTreeMap;

/// `holder from="2023-04-01" until="2028-03-31" renewals=1 { extension covid; choice "#1" seminars }`
pub(super) fn holder(
    node: &Node<'_>,
    certification: CertificationKey,
    rules: Option<&Certification>,
    known: Option<&Known<'_>>,
    ledger: &[Line<'_>],
) -> Option<Holder> {
    let (first, last) = node.days("from", "until");
    let day = |name| node.property(name)?.day();
    let block = node.block();
    let extensions = block.all("extension").filter_map(|node| {
        let known = known.map(|known| known.extensions.as_slice());
        name_of(&node.first()?, "extension", known)
    });
    let renewals = node.property("renewals");
    let carried = node.property("carried");
    let history = History {
        first_certified: day("first-certified"),
        renewals: renewals
            .and_then(|value| value.whole(0..=50))
            .unwrap_or_default(),
        extensions: extensions.collect(),
        used_until: day("used-until"),
        carried: carried
            .and_then(|value| value.credits())
            .unwrap_or(Credits::ZERO),
        choices: choices(node, known, ledger),
    };
    // Without an end, the certification's own `valid` says how long the period is.
    let lasting = |rules: &Certification| match history.renewals {
        0 => rules.period.first_from(first?),
        _ => rules.period.beginning(first?),
    };
    let period = match last {
        Some(last) => Period::new(first?, last),
        None => rules.and_then(lasting)?,
    };
    Some(Holder {
        certification,
        number: "00001".to_owned(),
        period,
        renewed_on: None,
        history,
    })
}

/// `choice "#1" seminars`: the first `credit` counts there; or by its `id`.
fn choices(
    node: &Node<'_>,
    known: Option<&Known<'_>>,
    ledger: &[Line<'_>],
) -> BTreeMap<EntryId, CategoryKey> {
    let mut choices = BTreeMap::new();
    for choice in node.block().all("choice") {
        let mut values = choice.values();
        let entries = values.next().map(|value| chosen(&value, ledger));
        let known = known.map(|known| known.categories.as_slice());
        let category: Option<CategoryKey> = values
            .next()
            .and_then(|value| name_of(&value, "category", known));
        for entry in entries.unwrap_or_default() {
            choices.extend(category.clone().map(|category| (entry, category)));
        }
    }
    choices
}

/// The entries of a `credit`: by its number `#1` or its `id`.
fn chosen(value: &Value<'_>, ledger: &[Line<'_>]) -> Vec<EntryId> {
    let Some(word) = value.text() else {
        return Vec::new();
    };
    let number = word
        .strip_prefix('#')
        .and_then(|number| number.parse().ok());
    let meant = |line: &&Line<'_>| line.id == Some(word) || number == Some(line.number);
    let entries: Vec<EntryId> = ledger
        .iter()
        .filter(meant)
        .map(|line| line.entry.id)
        .collect();
    if entries.is_empty() {
        let ids = ledger.iter().filter_map(|line| line.id);
        let remedy = match ids.clone().next() {
            Some(_) => suggestion(word, ids),
            None => "write \"#1\" for the first `credit`, or give it an `id`".to_owned(),
        };
        let mistake = format!("there is no credit `{}` in this example", shorten(word));
        value.report.error(value.span(), mistake, remedy);
    }
    entries
}
