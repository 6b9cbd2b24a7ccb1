//! What members are told when the office changes their record.

use super::MailTemplate;
use super::placeholder::{NAME, NUMBER, Placeholder};

/// The office changed something on record of a member.
pub(crate) const RECORD_CHANGED: MailTemplate = MailTemplate {
    key: "record-changed",
    title: ["事務局による登録内容の変更", "Record changed by the office"],
    ja: [
        "【{society}】登録内容を変更しました",
        "{name} 様（会員番号 {number}）\n\n事務局で、次の登録内容を変更しました。\n\n{fields}\n\nマイページの「登録情報」でご確認ください。お心当たりがないときは、事務局へお問い合わせください。\n\n{society}\n{office_mail}\n",
    ],
    en: [
        "[{society}] Your record was changed",
        "Dear {name} (member {number}),\n\nThe office changed this on your record:\n\n{fields}\n\nYou can see it in your profile on My Page. If you did not expect it, ask the office.\n\n{society}\n{office_mail}\n",
    ],
    placeholders: &[
        NAME,
        NUMBER,
        Placeholder {
            name: "fields",
            meaning: ["変更した項目", "The fields that were changed"],
            sample: "姓、会員区分",
        },
    ],
    useful_minutes: None,
};

/// The membership's status was changed.
pub(crate) const STATUS_CHANGED: MailTemplate = MailTemplate {
    key: "status-changed",
    title: ["在籍の状態の変更", "Status changed"],
    ja: [
        "【{society}】在籍の状態を変更しました",
        "{name} 様（会員番号 {number}）\n\n{since}付で、在籍の状態を「{status}」に変更しました。\nお心当たりがないときは、事務局へお問い合わせください。\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    en: [
        "[{society}] The status of your membership",
        "Dear {name} (member {number}),\n\nFrom {since} on, the status of your membership is \u{201c}{status}\u{201d}.\nIf you did not expect it, ask the office.\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    placeholders: &[
        NAME,
        NUMBER,
        Placeholder {
            name: "status",
            meaning: ["在籍の状態", "The status"],
            sample: "休会中",
        },
        Placeholder {
            name: "since",
            meaning: ["いつから", "Since when"],
            sample: "2026-11-20",
        },
    ],
    useful_minutes: None,
};
