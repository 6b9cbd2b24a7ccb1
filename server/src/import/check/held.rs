//! Certifications that a row gives or changes.

use super::Taking;
use crate::credits::planned::{Held, HeldChange};
use crate::import::fault::Wrong;
use crate::import::map::{HeldPart, Target};
use crate::import::values;
use shusseki_core::ids::{CertificationKey, HoldingId};
use shusseki_core::society::Period;
use std::collections::BTreeMap;
use uuid::Uuid;

impl Taking<'_, '_> {
    pub(super) fn certifications(
        &mut self,
        held: &[(CertificationKey, Held)],
        ids: &mut impl FnMut() -> Uuid,
    ) -> Vec<HeldChange> {
        let mut parts: BTreeMap<CertificationKey, [Option<(usize, String)>; 3]> = BTreeMap::new();
        for (place, target) in &self.columns.targets {
            if let Target::Held(certification, part) = target {
                let cell = self.row.cells.get(*place).cloned().unwrap_or_default();
                let index = HeldPart::ALL
                    .iter()
                    .position(|one| one == part)
                    .unwrap_or(0);
                if !cell.is_empty() {
                    parts.entry(certification.clone()).or_default()[index] = Some((*place, cell));
                }
            }
        }
        let mut changes = Vec::new();
        for (certification, given) in parts {
            let known = held.iter().find(|(known, _)| *known == certification);
            let before = known.map(|(_, held)| held.clone());
            let Some(after) = self.held(&given, before.as_ref()) else {
                continue;
            };
            if before.as_ref() != Some(&after) {
                changes.push(HeldChange {
                    certification,
                    id: HoldingId::new(ids()),
                    before,
                    after: Some(after),
                });
            }
        }
        changes
    }

    /// What the cells say of a certification, over what is known of it.
    fn held(
        &mut self,
        given: &[Option<(usize, String)>; 3],
        before: Option<&Held>,
    ) -> Option<Held> {
        let [number, first, last] = given;
        let somewhere = given
            .iter()
            .flatten()
            .next()
            .map_or(usize::MAX, |(place, _)| *place);
        let mut day = |cell: &Option<(usize, String)>| match cell {
            Some((place, text)) => {
                let day = values::day(text);
                if day.is_none() {
                    self.wrong(*place, values::no_day(text));
                }
                day
            }
            None => None,
        };
        let days = [day(first), day(last)];
        let complained =
            first.is_some() && days[0].is_none() || last.is_some() && days[1].is_none();
        let first = days[0].or(before.map(|held| held.period.first));
        let last = days[1].or(before.map(|held| held.period.last));
        let number = number
            .as_ref()
            .map(|(_, text)| text.chars().take(64).collect());
        let number = number.or_else(|| before.map(|held| held.number.clone()));
        match (number, first, last) {
            _ if complained => None,
            (Some(number), Some(first), Some(last)) if first <= last => Some(Held {
                number,
                period: Period::new(first, last),
            }),
            (Some(_), Some(_), Some(_)) => {
                self.wrong(somewhere, Wrong::HeldBackwards);
                None
            }
            _ => {
                self.wrong(somewhere, Wrong::HeldIncomplete);
                None
            }
        }
    }
}
