//! What members are told of their password.

use super::MailTemplate;
use super::placeholder::{AT, LINK, MINUTES, NAME, NUMBER};

/// The link of the forgotten-password page.
pub(crate) const PASSWORD_RESET: MailTemplate = MailTemplate {
    key: "password-reset",
    title: ["パスワードの再設定", "Forgotten password"],
    ja: [
        "【{society}】パスワード設定のご案内",
        "{name} 様（会員番号 {number}）\n\n次のリンクから、新しいパスワードを設定してください。\n\n{link}\n\nリンクは{minutes}分以内に一度だけ、手続きを始めたブラウザで開いたときに使えます。\nお心当たりがないときは、このメールを破棄してください。パスワードは変わりません。\n\n{society}\n{office_mail}\n",
    ],
    en: [
        "[{society}] Set a new password",
        "Dear {name} (member {number}),\n\nSet a new password here:\n\n{link}\n\nThe link works once, within {minutes} minutes, in the browser in which you asked for it.\nIf you did not ask, ignore this mail: your password stays as it is.\n\n{society}\n{office_mail}\n",
    ],
    placeholders: &[NAME, NUMBER, LINK, MINUTES],
    useful_minutes: Some(30),
};

/// What a member is told who forgot a password before the first login, where the society sends it by post.
pub(crate) const FIRST_LOGIN_BY_LETTER: MailTemplate = MailTemplate {
    key: "first-login-by-letter",
    title: ["初回ログイン前の再設定", "Forgotten before the first login"],
    ja: [
        "【{society}】初めてのログインについて",
        "{name} 様（会員番号 {number}）\n\n初めてのログインには、事務局から郵送した仮パスワードが必要です。\n通知書がお手元にないときは、事務局に再発行をご依頼ください。\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    en: [
        "[{society}] Your first login",
        "Dear {name} (member {number}),\n\nFor your first login you need the temporary password that the office sent you by post.\nIf you don't have the letter, ask the office for another.\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    placeholders: &[NAME, NUMBER],
    useful_minutes: None,
};

/// That the password was changed or reset.
pub(crate) const PASSWORD_CHANGED: MailTemplate = MailTemplate {
    key: "password-changed",
    title: ["パスワード変更の通知", "Password changed"],
    ja: [
        "【{society}】パスワードが変更されました",
        "{name} 様（会員番号 {number}）\n\n{at}にパスワードが変更されました。\nお心当たりがないときは、すぐに事務局へご連絡ください。\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    en: [
        "[{society}] Your password was changed",
        "Dear {name} (member {number}),\n\nYour password was changed at {at} (Japan time).\nIf it was not you, tell the office at once.\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    placeholders: &[NAME, NUMBER, AT],
    useful_minutes: None,
};
