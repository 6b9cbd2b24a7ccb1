//! A standing in words, for the terminal: what counts, where, and why not more.

mod page;
mod parts;
mod record;

use page::Page;
use shusseki_core::credit::{Fact, Reason, Standing, span_words};
use shusseki_core::society::Society;
use shusseki_core::text::Language;

/// The standing as text, line by line.
pub(super) fn explained(standing: &Standing, society: &Society, language: Language) -> String {
    let mut page = Page::new(language);
    head(&mut page, standing);
    page.line(0, "");
    page.line(
        0,
        if standing.renewable {
            page.say("更新できます", "Can be renewed")
        } else {
            page.say("更新できません", "Can't be renewed yet")
        },
    );
    reasons(&mut page, &standing.reasons);
    parts::counted(&mut page, standing);
    parts::others(&mut page, standing);
    for way in standing.ways.iter().flatten() {
        parts::way(&mut page, way, &standing.unit);
    }
    outlook(&mut page, standing);
    record::record(&mut page, standing, society);
    page.text()
}

fn head(page: &mut Page, standing: &Standing) {
    let language = page.language();
    let effective = &standing.effective;
    page.line(
        0,
        &page.spaced(standing.name.get(language), &standing.number),
    );
    let period = span_words(&effective.period, language);
    page.labelled(2, page.say("認定期間", "Period"), &period);
    for name in &effective.extended {
        page.labelled(4, page.say("延長", "Extended"), name.get(language));
    }
    for suspended in &effective.suspended {
        let days = span_words(suspended, language);
        page.labelled(4, page.say("休止", "Suspended"), &days);
    }
    if effective.credits != effective.period {
        let days = span_words(&effective.credits, language);
        page.labelled(2, page.say("算入期間", "Credits count"), &days);
    }
    let status = standing.status.sentence(language);
    page.labelled(2, page.say("状態", "Status"), &status);
    if let Some(version) = &standing.version {
        page.labelled(
            2,
            page.say("適用される規則", "Rules"),
            version.get(language),
        );
    }
    for case in &standing.cases {
        page.labelled(2, page.say("特例", "Special case"), case.name.get(language));
    }
}

fn reasons(page: &mut Page, reasons: &[Reason]) {
    for reason in reasons {
        let mark = match reason {
            Reason::Met { .. } => '✓',
            Reason::ToBeConfirmed { .. } => '?',
            reason if reason.blocks() => '✗',
            _ => '·',
        };
        page.line(2, &format!("{mark} {}", reason.sentence(page.language())));
    }
}

/// What would change the standing; what the office confirms stands among the reasons already.
fn outlook(page: &mut Page, standing: &Standing) {
    let open = standing
        .outlook
        .iter()
        .filter(|one| !matches!(one.fact, Fact::Confirmed { .. }));
    let told: Vec<String> = open
        .map(|one| one.sentence(&standing.unit, page.language()))
        .collect();
    if told.is_empty() {
        return;
    }
    page.section("変わりうること", "What could change it");
    for sentence in told {
        page.line(2, &format!("· {sentence}"));
    }
}
