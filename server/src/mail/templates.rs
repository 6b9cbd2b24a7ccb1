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
pub(crate) const ALL: &[&MailTemplate] = &[
    &DECLARATION_ACCEPTED,
    &DECLARATION_REJECTED,
    &PROFILE_REQUEST_ACCEPTED,
    &PROFILE_REQUEST_DECLINED,
];

const DECLARED: Placeholder = Placeholder {
    name: "event",
    meaning: ["申告した大会名", "The event that was declared"],
    sample: "第50回学術総会",
};

const FIELD: Placeholder = Placeholder {
    name: "field",
    meaning: ["項目名", "The field's name"],
    sample: "姓",
};
const WANTED: Placeholder = Placeholder {
    name: "wanted",
    meaning: ["依頼された内容", "What was asked for"],
    sample: "髙橋",
};

/// A change of the profile was made as asked.
pub(crate) const PROFILE_REQUEST_ACCEPTED: MailTemplate = MailTemplate {
    key: "profile-request-accepted",
    title: ["登録情報の変更依頼の完了", "Change of profile made"],
    ja: [
        "【{society}】登録情報を変更しました",
        "{name} 様（会員番号 {number}）\n\nご依頼いただいた「{field}」を「{wanted}」に変更しました。\nマイページの「登録情報」でご確認ください。\n\n{society}\n{office_mail}\n",
    ],
    en: [
        "[{society}] Your profile was changed",
        "Dear {name} (member {number}),\n\nAs you asked, \u{201c}{field}\u{201d} is now \u{201c}{wanted}\u{201d}.\nYou can see it in your profile on My Page.\n\n{society}\n{office_mail}\n",
    ],
    placeholders: &[NAME, NUMBER, FIELD, WANTED],
    useful_minutes: None,
};

/// A change of the profile that was asked for was not made.
pub(crate) const PROFILE_REQUEST_DECLINED: MailTemplate = MailTemplate {
    key: "profile-request-declined",
    title: ["登録情報の変更依頼の却下", "Change of profile declined"],
    ja: [
        "【{society}】登録情報の変更について",
        "{name} 様（会員番号 {number}）\n\nご依頼いただいた「{field}」の変更は、次の理由により行いませんでした。\n\n{reason}\n\nご不明の点は事務局へお問い合わせください。\n\n{society}\n{office_mail}\n",
    ],
    en: [
        "[{society}] About the change of your profile",
        "Dear {name} (member {number}),\n\nThe change of \u{201c}{field}\u{201d} that you asked for was not made, for this reason:\n\n{reason}\n\nPlease ask the office if anything is unclear.\n\n{society}\n{office_mail}\n",
    ],
    placeholders: &[
        NAME,
        NUMBER,
        FIELD,
        WANTED,
        Placeholder {
            name: "reason",
            meaning: ["却下の理由", "Why it was declined"],
            sample: "改姓届と証明書類をお送りください。",
        },
    ],
    useful_minutes: None,
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
