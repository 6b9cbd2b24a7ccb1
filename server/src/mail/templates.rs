//! Every mail that the server sends: its words in both languages, a file a subject.

mod address;
mod declarations;
mod factors;
mod merged;
mod notice;
mod password;
mod placeholder;
mod record;
mod requests;
mod support;

pub(crate) use address::{MAIL_CHANGED, MAIL_CONFIRM};
pub(crate) use declarations::{DECLARATION_ACCEPTED, DECLARATION_REJECTED};
pub(crate) use factors::{
    PASSKEY_ADDED, PASSKEY_REMOVED, SECOND_FACTOR_ADDED, SECOND_FACTOR_REMOVED,
};
pub(crate) use merged::MEMBERS_MERGED;
pub(crate) use notice::NOTICE;
pub(crate) use password::{FIRST_LOGIN_BY_LETTER, PASSWORD_CHANGED, PASSWORD_RESET};
pub(crate) use placeholder::{NAME, NUMBER, Placeholder, of_society};
pub(crate) use record::{
    MAIL_SET_BY_OFFICE, RECORD_CHANGED, SECOND_FACTOR_TAKEN_OFF, STATUS_CHANGED,
};
pub(crate) use requests::{
    DATA_REQUEST_ACCEPTED, DATA_REQUEST_DECLINED, PROFILE_REQUEST_ACCEPTED,
    PROFILE_REQUEST_DECLINED,
};
pub(crate) use support::{CASE_ANSWERED, CASE_FOR_OFFICE, CASE_RECEIVED};

use super::wording::Wording;
use placeholder::OF_SOCIETY;
use shusseki_core::text::Language;

/// A mail that the server sends.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct MailTemplate {
    /// The name in the database; it never changes.
    pub(crate) key: &'static str,
    /// What the office calls it, in Japanese and English.
    pub(crate) title: [&'static str; 2],
    /// Subject and body in Japanese.
    pub(crate) ja: [&'static str; 2],
    /// Subject and body in English.
    pub(crate) en: [&'static str; 2],
    /// What may stand in it beside [what every mail has](OF_SOCIETY).
    pub(crate) placeholders: &'static [Placeholder],
    /// For how many minutes the mail is of any use; it is not sent later. Always, where none.
    pub(crate) useful_minutes: Option<i64>,
}

impl MailTemplate {
    /// The words as shipped.
    pub(crate) fn wording(&self, language: Language) -> Wording {
        let [subject, body] = match language {
            Language::Ja => self.ja,
            Language::En => self.en,
        };
        Wording {
            subject: subject.to_owned(),
            body: body.to_owned(),
        }
    }

    /// What the office calls it.
    pub(crate) const fn title(&self, language: Language) -> &'static str {
        let [ja, en] = self.title;
        language.pick(ja, en)
    }

    /// Everything that may stand in it.
    pub(crate) fn known(&self) -> impl Iterator<Item = &'static Placeholder> + Clone {
        self.placeholders.iter().chain(OF_SOCIETY)
    }

    /// What a society's own words have to keep.
    pub(crate) fn needed(&self) -> Vec<&'static str> {
        let names = self.placeholders.iter().map(|one| one.name);
        names.filter(|name| NEEDED.contains(name)).collect()
    }
}

/// Placeholders without which a mail that has them opens nothing.
const NEEDED: &[&str] = &["link", "code"];

/// The mail of that key.
pub(crate) fn by_key(key: &str) -> Option<&'static MailTemplate> {
    ALL.iter().find(|template| template.key == key).copied()
}

/// Every mail, in the order in which the console lists them.
pub(crate) const ALL: &[&MailTemplate] = &[
    &DECLARATION_ACCEPTED,
    &DECLARATION_REJECTED,
    &PASSWORD_RESET,
    &FIRST_LOGIN_BY_LETTER,
    &PASSWORD_CHANGED,
    &MAIL_CONFIRM,
    &MAIL_CHANGED,
    &MAIL_SET_BY_OFFICE,
    &SECOND_FACTOR_TAKEN_OFF,
    &SECOND_FACTOR_ADDED,
    &SECOND_FACTOR_REMOVED,
    &PASSKEY_ADDED,
    &PASSKEY_REMOVED,
    &PROFILE_REQUEST_ACCEPTED,
    &PROFILE_REQUEST_DECLINED,
    &RECORD_CHANGED,
    &STATUS_CHANGED,
    &MEMBERS_MERGED,
    &NOTICE,
    &CASE_RECEIVED,
    &CASE_FOR_OFFICE,
    &CASE_ANSWERED,
    &DATA_REQUEST_ACCEPTED,
    &DATA_REQUEST_DECLINED,
];

#[cfg(test)]
mod tests {
    use super::{ALL, by_key};
    use crate::mail::wording::Wording;
    use shusseki_core::text::Language;
    use std::collections::HashSet;

    #[test]
    fn every_mail_has_a_key_of_its_own_and_words_that_hold() {
        let keys: HashSet<_> = ALL.iter().map(|template| template.key).collect();
        assert_eq!(keys.len(), ALL.len());
        for template in ALL {
            assert_eq!(by_key(template.key), Some(*template));
            let known: Vec<_> = template.known().map(|one| one.name).collect();
            for language in [Language::Ja, Language::En] {
                let shipped = template.wording(language);
                let typed =
                    Wording::typed(&shipped.subject, &shipped.body, &known, &template.needed());
                assert_eq!(typed, Ok(shipped), "{}", template.key);
            }
        }
    }
}
