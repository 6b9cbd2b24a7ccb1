//! The ledger's pages: what a member declares, and the office's queue.

pub(crate) mod declarations;
mod form;
pub(crate) mod queue;

use crate::credits::ledger::api::lines::state;
use crate::credits::line::Line;
use crate::web::words::Words;
use jiff::Timestamp;
use jiff::civil::Date;
use shusseki_core::society::Society;
use shusseki_core::text::Text;

/// A declared line as the pages show it.
#[derive(Debug, Clone)]
struct DeclaredView {
    id: String,
    day: Date,
    event: Text,
    session: Text,
    activity: Text,
    role: Text,
    credits: Words,
    minutes: Option<u32>,
    codes: String,
    declared_at: Timestamp,
    state: &'static str,
    /// Why it was voided or what the office said of it.
    why: Option<String>,
}

impl DeclaredView {
    fn new(society: &Society, line: &Line) -> Self {
        use shusseki_core::text::Language::{En, Ja};
        let entry = &line.entry;
        let plain = |key: &str| Text::new(key, key);
        let activity = society.activity(&entry.activity);
        let role = society.role(&entry.role);
        let codes: Vec<&str> = entry.details.codes.iter().map(String::as_str).collect();
        let review = line.review.as_ref().map(|review| &review.written);
        let said = line.voided.as_ref().or(review);
        let unit = &society.credit_unit;
        Self {
            id: entry.id.to_string(),
            day: entry.day,
            event: entry.event.clone(),
            session: entry.session.clone(),
            activity: activity.map_or_else(
                || plain(entry.activity.as_str()),
                |known| known.name.clone(),
            ),
            role: role.map_or_else(|| plain(entry.role.as_str()), |known| known.name.clone()),
            credits: Words {
                ja: unit.amount(entry.credits, Ja),
                en: unit.amount(entry.credits, En),
            },
            minutes: entry.details.minutes,
            codes: codes.join(" "),
            declared_at: line.written.at,
            state: state(line),
            why: said.and_then(|said| said.why.clone()),
        }
    }
}

#[cfg(test)]
mod samples {
    use super::DeclaredView;
    use crate::web::page::samples::{HOSTILE, hostile_text, hostile_words};

    /// A declaration whose names are scripts.
    pub(super) fn declared(state: &'static str) -> DeclaredView {
        DeclaredView {
            id: "00000000-0000-4000-8000-000000000001".to_owned(),
            day: "2026-11-20".parse().unwrap(),
            event: hostile_text(),
            session: hostile_text(),
            activity: hostile_text(),
            role: hostile_text(),
            credits: hostile_words(),
            minutes: Some(90),
            codes: HOSTILE.to_owned(),
            declared_at: "2026-11-20T01:30:00Z".parse().unwrap(),
            state,
            why: Some(HOSTILE.to_owned()),
        }
    }
}
