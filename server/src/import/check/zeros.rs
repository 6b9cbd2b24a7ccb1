//! The zero that a workbook has not kept, because it took a postal code or telephone number for a number.

use super::Taking;
use crate::import::map::Target;
use crate::import::values;
use shusseki_core::profile::{Field, Kind, Prefecture};

impl Taking<'_, '_> {
    /// Puts the zero back where nothing else can be meant. What was typed as text stays as it is, and so
    /// does what may be of another country.
    pub(super) fn zeros(&mut self) {
        let columns = self.columns;
        let profile = &columns.society.profile;
        for (place, target) in &columns.targets {
            let Target::Field(key) = target else { continue };
            let Some(field) = profile.field(key.as_str()) else {
                continue;
            };
            if !self.row.numbers.contains(place) {
                continue;
            }
            let words = self.typed.words(key.as_str()).and_then(<[String]>::first);
            let whole = match &field.kind {
                Kind::PostalCode if !self.is_abroad(field) => {
                    words.and_then(|word| values::postal_code(word))
                }
                Kind::Phone if !profile.fields().any(|field| self.is_abroad(field)) => {
                    words.and_then(|word| values::phone(word))
                }
                _ => None,
            };
            if let Some(whole) = whole {
                self.typed.values.insert(key.to_string(), vec![whole]);
            }
        }
    }

    /// Whether the address of this postal code is in another country, by the row or by what is known.
    fn is_abroad(&self, field: &Field) -> bool {
        let Some(prefecture) = &field.prefecture else {
            return false;
        };
        let typed = self.typed.words(prefecture.as_str());
        let typed = typed.and_then(<[String]>::first).map(String::as_str);
        let known = || self.whole.text(prefecture.as_str());
        typed.or_else(known) == Some(Prefecture::OVERSEAS.key())
    }
}
