//! The pages of a check-in: what a code leads to, the button, what came of it, and the list.

mod attendances;
mod code;
mod entry;
mod photo;
mod refused;
mod registered;

pub(crate) use attendances::attendances;
pub(crate) use code::{code_page, register};
pub(crate) use entry::{entry_page, typed};
pub(crate) use photo::photo;
pub(crate) use registered::registered;

use super::Lead;
use crate::app::Tenant;
use crate::web::page::Page;
use crate::web::words::Words;
use jiff::Timestamp;
use shusseki_core::venue_code::{Scanned, VenueCode};

/// A session as the pages show it.
#[derive(Debug, Clone)]
struct SessionView {
    event: Words,
    kind: Words,
    session: Words,
    room: Words,
    point: Option<Words>,
    starts_at: Timestamp,
    ends_at: Timestamp,
    /// From when until when one may check in.
    opens_at: Timestamp,
    closes_at: Timestamp,
    /// Who may check in, where not everyone may.
    eligible: Vec<Words>,
}

impl SessionView {
    fn new(tenant: &Tenant, lead: &Lead) -> Self {
        let (society, session) = (&tenant.society, &lead.session);
        let kind = society.event_kind(&session.event.kind);
        let facts = session.facts(society, lead.claim.serial());
        let window = facts.check_in_window();
        let eligible = facts.eligible_classes.iter();
        Self {
            event: (&session.event.title).into(),
            kind: kind.map_or_else(
                || Words::same(session.event.kind.as_str()),
                |kind| (&kind.name).into(),
            ),
            session: (&session.title).into(),
            room: (&session.room).into(),
            point: session.point_name(lead.claim.point()).map(Words::from),
            starts_at: session.window.opens,
            ends_at: session.window.closes,
            opens_at: window.opens,
            closes_at: window.closes,
            eligible: eligible
                .filter_map(|key| society.class(key))
                .map(|class| Words::from(&class.name))
                .collect(),
        }
    }

    /// The classes that may check in, in a row.
    fn eligible_classes(&self, page: &Page) -> String {
        let names: Vec<&str> = self.eligible.iter().map(|name| page.words(name)).collect();
        names.join(page.say("、", ", "))
    }
}

/// The address at which the code's page stands; a receipt given along keeps the scan's time.
fn address_of_code(tenant: &Tenant, code: &Scanned, receipt: Option<&str>) -> String {
    let address = match code {
        Scanned::Code(code) => address_of_venue_code(code),
        Scanned::Typed(typed) => format!("/{}/check-in?code={typed}", tenant.slug()),
    };
    let Some(receipt) = receipt else {
        return address;
    };
    let receipt: String = url::form_urlencoded::byte_serialize(receipt.as_bytes()).collect();
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}receipt={receipt}")
}

fn address_of_venue_code(code: &VenueCode) -> String {
    format!("/C/{code}")
}

#[cfg(test)]
mod samples {
    use super::SessionView;
    use crate::web::page::samples::hostile_words;

    /// A session whose names are scripts.
    pub(super) fn session() -> SessionView {
        SessionView {
            event: hostile_words(),
            kind: hostile_words(),
            session: hostile_words(),
            room: hostile_words(),
            point: Some(hostile_words()),
            starts_at: "2026-11-20T01:30:00Z".parse().unwrap(),
            ends_at: "2026-11-20T02:30:00Z".parse().unwrap(),
            opens_at: "2026-11-20T01:00:00Z".parse().unwrap(),
            closes_at: "2026-11-20T03:00:00Z".parse().unwrap(),
            eligible: vec![hostile_words(), hostile_words()],
        }
    }
}
