//! Every mail that the server sends: its words in both languages, and what may stand in them.

use super::wording::Wording;
use shusseki_core::society::Society;
use shusseki_core::text::Language;

/// Something that a mail's words may name as `{name}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placeholder {
    /// The name between the braces.
    pub(crate) name: &'static str,
    /// What it stands for, in Japanese and English.
    pub(crate) meaning: [&'static str; 2],
    /// What a preview shows where there is nothing real to show.
    pub(crate) sample: &'static str,
}

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

/// What may stand in every mail.
pub(crate) const OF_SOCIETY: &[Placeholder] = &[
    Placeholder {
        name: "society",
        meaning: ["学会名", "The society's name"],
        sample: "",
    },
    Placeholder {
        name: "office_mail",
        meaning: ["事務局のメールアドレス", "The office's mail address"],
        sample: "",
    },
    Placeholder {
        name: "office_phone",
        meaning: ["事務局の電話番号", "The office's phone number"],
        sample: "",
    },
];

/// The values of [`OF_SOCIETY`].
pub(crate) fn of_society(society: &Society, language: Language) -> Vec<(&'static str, String)> {
    let contact = &society.contact;
    vec![
        ("society", society.name.get(language).to_owned()),
        ("office_mail", contact.mail.clone().unwrap_or_default()),
        ("office_phone", contact.phone.clone().unwrap_or_default()),
    ]
}

/// 氏名 and 会員番号, which most mails have.
pub(crate) const NAME: Placeholder = Placeholder {
    name: "name",
    meaning: ["氏名", "The member's name"],
    sample: "山田 太郎",
};
/// See [`NAME`].
pub(crate) const NUMBER: Placeholder = Placeholder {
    name: "number",
    meaning: ["会員番号", "The member number"],
    sample: "0012345",
};

/// Every mail, in the order in which the console lists them.
pub(crate) const ALL: &[&MailTemplate] = &[&DECLARATION_ACCEPTED, &DECLARATION_REJECTED];

const DECLARED: Placeholder = Placeholder {
    name: "event",
    meaning: ["申告した大会名", "The event that was declared"],
    sample: "第50回学術総会",
};

/// 申告 of credits was accepted.
pub(crate) const DECLARATION_ACCEPTED: MailTemplate = MailTemplate {
    key: "declaration-accepted",
    title: ["申告の承認", "Declaration accepted"],
    ja: [
        "【{society}】申告を承認しました",
        "{name} 様（会員番号 {number}）\n\nご申告いただいた「{event}」を承認し、取得状況に反映しました。\nマイページの「取得状況」でご確認ください。\n\n{society}\n{office_mail}\n",
    ],
    en: [
        "[{society}] Your declaration was accepted",
        "Dear {name} (member {number}),\n\nYour declaration \u{201c}{event}\u{201d} was accepted and now counts in your credits.\nYou can see it on My Page.\n\n{society}\n{office_mail}\n",
    ],
    placeholders: &[NAME, NUMBER, DECLARED],
    useful_minutes: None,
};

/// 申告 of credits was rejected.
pub(crate) const DECLARATION_REJECTED: MailTemplate = MailTemplate {
    key: "declaration-rejected",
    title: ["申告の却下", "Declaration rejected"],
    ja: [
        "【{society}】申告をお認めできませんでした",
        "{name} 様（会員番号 {number}）\n\nご申告いただいた「{event}」は、次の理由によりお認めできませんでした。\n\n{reason}\n\n証明書類を添えて、あらためてご申告いただけます。ご不明の点は事務局へお問い合わせください。\n\n{society}\n{office_mail}\n",
    ],
    en: [
        "[{society}] Your declaration was not accepted",
        "Dear {name} (member {number}),\n\nYour declaration \u{201c}{event}\u{201d} could not be accepted, for this reason:\n\n{reason}\n\nYou may declare it again with another proof. Please ask the office if anything is unclear.\n\n{society}\n{office_mail}\n",
    ],
    placeholders: &[
        NAME,
        NUMBER,
        DECLARED,
        Placeholder {
            name: "reason",
            meaning: ["却下の理由", "Why it was rejected"],
            sample: "証明書の画像を読み取れません。",
        },
    ],
    useful_minutes: None,
};

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
