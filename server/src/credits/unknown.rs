//! Lines of the ledger whose activity the definition doesn't know: kept, counted nowhere, reported.

use crate::app::Tenant;
use shusseki_core::credit::{Note, Standing};
use shusseki_core::ids::{ActivityKey, SocietySlug};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// What was reported since the start: once each, however often the line is looked at.
static REPORTED: Mutex<BTreeSet<(SocietySlug, ActivityKey)>> = Mutex::new(BTreeSet::new());

/// Tells the log and the metrics of activities that the definition doesn't know, each once. The member
/// reads it beside the line.
pub(super) fn report(tenant: &Tenant, standings: &[Standing]) {
    let rows = standings.iter().flat_map(|standing| &standing.rows);
    for row in rows.filter(|row| row.note == Some(Note::UnknownActivity)) {
        let (society, activity) = (tenant.slug(), &row.entry.activity);
        let mut reported = REPORTED.lock().unwrap_or_else(PoisonError::into_inner);
        if reported.insert((society.clone(), activity.clone())) {
            tracing::warn!(%society, %activity, entry = %row.entry.id, "the definition doesn't know this activity of the ledger: its credits count nowhere");
            metrics::counter!("unknown_activities_total", "society" => society.to_string())
                .increment(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::report;
    use crate::web::page::samples::{log_lines, tenant};
    use shusseki_core::credit::{Asked, Credits, Dossier, Entry, Holder, Person, evaluate};
    use shusseki_core::ids::EntryId;
    use shusseki_core::society::Period;
    use shusseki_core::text::Text;

    #[test]
    fn an_unknown_activity_is_reported_once() {
        let jhrs = tenant(0);
        let certification = &jhrs.society.certifications[0];
        let entry = Entry {
            id: EntryId::new(uuid::Uuid::from_u128(1)),
            day: "2026-07-03".parse().unwrap(),
            activity: "poetry-evening".parse().unwrap(),
            role: "attend".parse().unwrap(),
            credits: Credits::whole(10),
            society_held: true,
            event: Text::new("詩の夕べ", "Poetry evening"),
            session: Text::new("朗読", "Reading"),
            voided: false,
            details: Default::default(),
        };
        let holder = Holder {
            certification: certification.key.clone(),
            number: "1".to_owned(),
            period: Period::new("2025-04-01".parse().unwrap(), "2030-03-31".parse().unwrap()),
            renewed_on: None,
            history: Default::default(),
        };
        let dossier = Dossier {
            holder: &holder,
            person: &Person::default(),
            entries: &[entry],
        };
        let asked = Asked::on("2026-11-20".parse().unwrap());
        let standing = evaluate(&jhrs.society, certification, &dossier, &asked);
        assert!(standing.total.counted.is_zero());
        let (lines, _listening) = log_lines();
        report(&jhrs, std::slice::from_ref(&standing));
        report(&jhrs, std::slice::from_ref(&standing));
        assert_eq!(
            lines.text().matches("poetry-evening").count(),
            1,
            "{}",
            lines.text()
        );
    }
}
