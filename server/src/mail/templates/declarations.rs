//! What becomes of a declared event.

use super::MailTemplate;
use super::placeholder::{NAME, NUMBER, Placeholder};

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
