//! What may stand in a mail's words, as `{name}`.

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

/// Where the reader goes on.
pub(super) const LINK: Placeholder = Placeholder {
    name: "link",
    meaning: ["手続きのためのリンク", "The link to go on with"],
    sample: "https://attend.example.org/\u{2026}",
};
/// How long [`LINK`] works.
pub(super) const MINUTES: Placeholder = Placeholder {
    name: "minutes",
    meaning: [
        "リンクの有効時間（分）",
        "For how many minutes the link works",
    ],
    sample: "30",
};
/// When it happened.
pub(super) const AT: Placeholder = Placeholder {
    name: "at",
    meaning: ["変更日時（日本時間）", "When it was changed, Japan time"],
    sample: "2026-11-21 10:31",
};
