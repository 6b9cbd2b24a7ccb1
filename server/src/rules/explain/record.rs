//! The ledger's lines: what each was worth, and what it added to the total.

use super::page::Page;
use shusseki_core::credit::{CategoryStanding, Row, Standing};
use shusseki_core::ids::CategoryKey;
use shusseki_core::society::Society;
use shusseki_core::text::Text;

/// All lines, oldest first.
pub(super) fn record(page: &mut Page, standing: &Standing, society: &Society) {
    page.section("記録", "Record");
    if standing.rows.is_empty() {
        page.line(2, page.say("なし", "none"));
    }
    for row in &standing.rows {
        line(page, row, standing, society);
    }
}

fn line(page: &mut Page, row: &Row, standing: &Standing, society: &Society) {
    let (entry, language) = (&row.entry, page.language());
    // A line of an activity that the rules don't know shows its key.
    let activity = society.activity(&entry.activity).map_or_else(
        || entry.activity.to_string(),
        |activity| activity.name.get(language).to_owned(),
    );
    let event = entry.event.get(language);
    let named = if event.is_empty() || event == entry.activity.as_str() {
        activity
    } else {
        page.spaced(&activity, event)
    };
    let category = row.category.as_ref();
    let category = category.and_then(|key| name_of(standing, key));
    let category = category.map(|name| name.get(language).to_owned());
    let facts: Vec<String> = category
        .into_iter()
        .chain([format!(
            "{} {}",
            page.say("累計", "total"),
            row.running_total
        )])
        .collect();
    let text = format!(
        "{}  {named}  {} → {}{}",
        entry.day,
        row.worth,
        row.counted,
        page.aside(&facts)
    );
    page.line(2, &text);
    if let Some(note) = &row.note {
        page.line(14, &note.sentence(language));
    }
}

fn name_of<'a>(standing: &'a Standing, key: &CategoryKey) -> Option<&'a Text> {
    let ways = standing.ways.iter().flatten();
    let mut all = ways
        .map(|way| &way.categories)
        .chain([&standing.categories]);
    all.find_map(|categories| among(categories, key))
}

fn among<'a>(categories: &'a [CategoryStanding], key: &CategoryKey) -> Option<&'a Text> {
    categories.iter().find_map(|one| {
        if one.key == *key {
            Some(&one.name)
        } else {
            among(&one.children, key)
        }
    })
}
