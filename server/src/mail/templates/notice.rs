//! A notice to its audience.

use super::MailTemplate;
use super::placeholder::{LINK, NAME, NUMBER, Placeholder};

/// A notice to its audience.
pub(crate) const NOTICE: MailTemplate = MailTemplate {
    key: "notice",
    title: ["お知らせ", "Notice"],
    ja: [
        "【{society}】{title}",
        "{name} 様（会員番号 {number}）\n\n{text}\n\n会員マイページで読む：\n{link}\n\n{society}\n{office_mail}\n",
    ],
    en: [
        "[{society}] {title}",
        "Dear {name} (member {number}),\n\n{text}\n\nRead it on My Page:\n{link}\n\n{society}\n{office_mail}\n",
    ],
    placeholders: &[
        NAME,
        NUMBER,
        Placeholder {
            name: "title",
            meaning: ["お知らせの題名", "The notice's title"],
            sample: "第68回学術総会のご案内",
        },
        Placeholder {
            name: "text",
            meaning: ["お知らせの本文", "The notice's text"],
            sample: "参加登録の受付を開始しました。",
        },
        LINK,
    ],
    useful_minutes: None,
};
