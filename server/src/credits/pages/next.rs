//! The way to what is missing, in words.

use crate::credits::suggestion::{Suggested, Suggestion};
use crate::web::page::Page;
use jiff::Timestamp;
use shusseki_core::calendar::{day_of, written};
use shusseki_core::credit::CreditUnit;
use shusseki_core::text::Language;

/// Coming sessions that together close the gap, or come nearest to it.
pub(crate) struct SuggestionView {
    /// The sessions, in order of time.
    pub(crate) sessions: Vec<SuggestedView>,
    /// What the total would be then, with its unit.
    pub(crate) then: String,
    /// Whether nothing that attending can close would be missing then.
    pub(crate) closes: bool,
}

/// A coming session that helps.
pub(crate) struct SuggestedView {
    /// 大会名.
    pub(crate) event: String,
    /// セッション名.
    pub(crate) session: String,
    /// What attending it gives.
    pub(crate) credits: String,
    opens: Timestamp,
    closes: Timestamp,
    at_any_time: bool,
}

impl SuggestionView {
    /// The suggestion in a language.
    pub(crate) fn new(suggestion: &Suggestion, unit: &CreditUnit, language: Language) -> Self {
        let sessions = suggestion.sessions.iter();
        Self {
            sessions: sessions
                .map(|one| SuggestedView::new(one, unit, language))
                .collect(),
            then: unit.amount(suggestion.counted, language),
            closes: suggestion.closes,
        }
    }

    /// What attending these does.
    pub(crate) fn promise(&self, page: &Page) -> String {
        let count = self.sessions.len();
        match (page.language, self.closes) {
            (Language::Ja, true) if count == 1 => {
                "次に参加すると、足りない分がそろいます".to_owned()
            }
            (Language::Ja, true) => format!("次の{count}つに参加すると、足りない分がそろいます"),
            (Language::Ja, false) => {
                format!(
                    "次の{count}つに参加すると、合計は{}になります（ほかの条件は残ります）",
                    self.then
                )
            }
            (Language::En, true) if count == 1 => "Attending this closes the gap".to_owned(),
            (Language::En, true) => format!("Attending these {count} closes the gap"),
            (Language::En, false) => {
                format!(
                    "Attending these brings the total to {}; something else stays missing",
                    self.then
                )
            }
        }
    }
}

impl SuggestedView {
    fn new(suggested: &Suggested, unit: &CreditUnit, language: Language) -> Self {
        let session = &suggested.session;
        Self {
            event: session.event.title.get(language).to_owned(),
            session: session.title.get(language).to_owned(),
            credits: unit.amount(suggested.credits, language),
            opens: session.window.opens,
            closes: session.window.closes,
            at_any_time: suggested.at_any_time,
        }
    }

    /// When one has to be there, or until when one may.
    pub(crate) fn when(&self, page: &Page) -> String {
        if !self.at_any_time {
            return page.span(&self.opens, &self.closes);
        }
        let until = written(day_of(self.closes), page.language);
        match page.language {
            Language::Ja => format!("{until}までいつでも"),
            Language::En => format!("any time until {until}"),
        }
    }
}
