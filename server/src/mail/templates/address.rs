//! What members are told of their mail address.

use super::MailTemplate;
use super::placeholder::{AT, LINK, MINUTES, NAME, NUMBER};

/// The link that confirms a new mail address.
pub(crate) const MAIL_CONFIRM: MailTemplate = MailTemplate {
    key: "mail-confirm",
    title: ["メールアドレスの確認", "Confirm a mail address"],
    ja: [
        "【{society}】メールアドレスのご確認",
        "{name} 様（会員番号 {number}）\n\nこのメールアドレスを登録するには、次のリンクを開いて確認してください。\n\n{link}\n\nリンクは{minutes}分以内に一度だけ使えます。\nお心当たりがないときは、このメールを破棄してください。登録は変わりません。\n\n{society}\n{office_mail}\n",
    ],
    en: [
        "[{society}] Confirm your mail address",
        "Dear {name} (member {number}),\n\nTo put this address on record, open this link and confirm it:\n\n{link}\n\nThe link works once, within {minutes} minutes.\nIf you did not ask, ignore this mail: nothing changes.\n\n{society}\n{office_mail}\n",
    ],
    placeholders: &[NAME, NUMBER, LINK, MINUTES],
    useful_minutes: Some(30),
};

/// What the old address is told when there is another on record.
pub(crate) const MAIL_CHANGED: MailTemplate = MailTemplate {
    key: "mail-changed",
    title: ["メールアドレス変更の通知", "Mail address changed"],
    ja: [
        "【{society}】メールアドレスが変更されました",
        "{name} 様（会員番号 {number}）\n\n{at}に、ご登録のメールアドレスが変更されました。今後のご案内は新しいアドレスにお送りします。\nお心当たりがないときは、すぐに事務局へご連絡ください。\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    en: [
        "[{society}] Your mail address was changed",
        "Dear {name} (member {number}),\n\nYour mail address on record was changed at {at} (Japan time). Letters now go to the new one.\nIf it was not you, tell the office at once.\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    placeholders: &[NAME, NUMBER, AT],
    useful_minutes: None,
};
