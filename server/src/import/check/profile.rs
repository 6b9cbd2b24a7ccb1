//! What the cells say, put into the profile by the rules of its form.

use super::Taking;
use crate::import::fault::Wrong;
use crate::import::map::Target;
use shusseki_core::profile::{Editor, Fault, Value, offer, uncommon};
use shusseki_core::text::Language;

impl Taking<'_, '_> {
    /// Puts what the cells say into the profile, by the rules of its form. The usual substitute
    /// spelling is taken where one is needed; where there is none, the member is asked for it later.
    pub(super) fn fields(&mut self) {
        self.zeros();
        let profile = &self.columns.society.profile;
        // What stands there already is not judged anew.
        let whole = &self.whole;
        self.typed
            .values
            .retain(|key, words| whole.value(key).map(Value::words).unwrap_or_default() != *words);
        let substituted = profile.fields().filter(|field| field.substitute);
        for field in substituted {
            let key = field.key.as_str();
            let word = self.typed.words(key).and_then(<[String]>::first);
            let Some(word) = word.filter(|word| !uncommon(word).is_empty()) else {
                continue;
            };
            if let Some(offer) = offer(word) {
                self.typed.substitutes.insert(key.to_owned(), offer);
            }
        }
        let held = loop {
            match profile.read(&self.whole, &self.typed, Editor::Office) {
                Ok(held) => break held,
                Err(wrong) => {
                    let mut lenient = false;
                    for one in wrong {
                        let key = one.field.to_string();
                        // The form can't be asked again; what is new may have gaps.
                        let taken = match one.fault {
                            Fault::NeedsSubstitute { .. } => self.typed.values.remove(&key),
                            _ => None,
                        };
                        if let Some(words) = taken {
                            let text = words.into_iter().next().unwrap_or_default();
                            self.whole
                                .values
                                .insert(one.field.clone(), Value::Text(text));
                            self.whole.substitutes.remove(&one.field);
                            lenient = true;
                            continue;
                        }
                        let (ja, en) = (
                            one.fault.sentence(Language::Ja),
                            one.fault.sentence(Language::En),
                        );
                        let place = self.place_of(&key);
                        self.wrong(place, Wrong::Field { ja, en });
                    }
                    if !lenient || !self.faults.is_empty() {
                        return;
                    }
                }
            }
        };
        let moved = held.values != self.whole.values || self.is_new;
        self.whole = held;
        let mail = self.member.mail.clone();
        self.member = self.member.with(&self.whole);
        self.member.mail = mail;
        if moved
            && !self.district_given
            && let Some(district) = self.columns.society.district_of(&self.whole)
        {
            self.member.district = Some(district.key.clone());
        }
    }

    /// The column that the field was typed into: its own, or that of the whole name.
    fn place_of(&self, key: &str) -> usize {
        let mut targets = self.columns.targets.iter();
        let found = targets.find(|(_, target)| match target {
            Target::Field(field) => field.as_str() == key,
            Target::FullName => matches!(key, "family-name" | "given-name"),
            Target::FullKana => matches!(key, "family-kana" | "given-kana"),
            _ => false,
        });
        found.map_or(usize::MAX, |(place, _)| *place)
    }
}
