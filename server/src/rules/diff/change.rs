//! What changes for one member in one certification.

use super::figures::{Figure, figures};
use crate::credits::everybody::Holding;
use shusseki_core::credit::{Reason, Standing};
use shusseki_core::society::Society;
use shusseki_core::text::Language;

/// A standing by one of the versions.
pub(super) struct Side<'a> {
    /// The version.
    pub(super) society: &'a Society,
    /// What it makes of the member.
    pub(super) standing: Standing,
}

/// What a change comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What could be renewed no longer can.
    Loses,
    /// What couldn't be renewed now can.
    Gains,
    /// Something else is different.
    Other,
}

/// What changes for one member in one certification.
pub(super) struct Change<'a> {
    before: Option<Side<'a>>,
    after: Option<Side<'a>>,
    /// The figures that are different, as `name: before → after`.
    figures: Vec<String>,
    language: Language,
}

impl<'a> Change<'a> {
    /// The change, if there is one. Other names for the same things are none.
    pub(super) fn between(
        before: Option<Side<'a>>,
        after: Option<Side<'a>>,
        language: Language,
    ) -> Option<Self> {
        let different = match (&before, &after) {
            (None, None) => return None,
            (Some(before), Some(after)) => {
                let different = different(
                    &figures(before, language),
                    &figures(after, language),
                    language,
                );
                if different.is_empty() && before.standing.renewable == after.standing.renewable {
                    return None;
                }
                different
            }
            // Where there are no rules at all, figures would only repeat that.
            _ => Vec::new(),
        };
        Some(Self {
            before,
            after,
            figures: different,
            language,
        })
    }

    /// What it comes to for the member.
    pub(super) fn kind(&self) -> Kind {
        let renewable =
            |side: &Option<Side<'_>>| side.as_ref().is_some_and(|side| side.standing.renewable);
        match (renewable(&self.before), renewable(&self.after)) {
            (true, false) => Kind::Loses,
            (false, true) => Kind::Gains,
            _ => Kind::Other,
        }
    }

    /// The change as lines: who, what becomes of the renewal, which figures, which reasons.
    pub(super) fn told(&self, member: &Holding) -> String {
        let language = self.language;
        let mark = match self.kind() {
            Kind::Loses => '✗',
            Kind::Gains => '✓',
            Kind::Other => '·',
        };
        let either = self.after.as_ref().or(self.before.as_ref());
        let certification = either.map_or("", |side| side.standing.name.get(language));
        let [before, after] = [&self.before, &self.after].map(|side| self.renewal(side.as_ref()));
        let mut text = format!(
            "{mark} {}  {}  {certification}\n",
            member.number, member.name
        );
        if before == after {
            text.push_str(&format!("    {after}\n"));
        } else {
            text.push_str(&format!("    {before} → {after}\n"));
        }
        for line in self.figures.iter().chain(&self.reasons()) {
            text.push_str(&format!("    {line}\n"));
        }
        text.push('\n');
        text
    }

    fn renewal(&self, side: Option<&Side<'_>>) -> &'static str {
        let (ja, en) = match side.map(|side| side.standing.renewable) {
            Some(true) => ("更新できる", "can be renewed"),
            Some(false) => ("更新できない", "can't be renewed"),
            None => ("この資格の規則がない", "no rules for this certification"),
        };
        self.language.pick(ja, en)
    }

    /// What no longer stands in the way, and what does now.
    fn reasons(&self) -> Vec<String> {
        let (Some(before), Some(after)) = (&self.before, &self.after) else {
            return Vec::new();
        };
        let [before, after] = [before, after].map(|side| {
            let blocking = side.standing.reasons.iter().filter(|one| one.blocks());
            blocking
                .map(|one: &Reason| one.sentence(self.language))
                .collect::<Vec<String>>()
        });
        let gone = before.iter().filter(|one| !after.contains(one));
        let come = after.iter().filter(|one| !before.contains(one));
        gone.map(|one| format!("− {one}"))
            .chain(come.map(|one| format!("+ {one}")))
            .collect()
    }
}

/// The figures that are different, those of the old rules first.
fn different(before: &[Figure<'_>], after: &[Figure<'_>], language: Language) -> Vec<String> {
    let none = language.pick("なし", "none");
    let told = |name: &str, before: &str, after: &str| {
        format!("{name}{}{before} → {after}", language.pick("：", ": "))
    };
    let changed = before.iter().filter_map(|old| {
        let new = after.iter().find(|new| new.what == old.what);
        let value = new.map_or(none, |new| new.value.as_str());
        (value != old.value).then(|| told(&old.name, &old.value, value))
    });
    let new = after
        .iter()
        .filter(|new| before.iter().all(|old| old.what != new.what));
    changed
        .chain(new.map(|new| told(&new.name, none, &new.value)))
        .collect()
}
