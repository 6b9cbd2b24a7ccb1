//! What members are told when the office changes their record.

use super::MailTemplate;
use super::placeholder::{AT, NAME, NUMBER, Placeholder};

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

/// What the new address is told when the office has put it on record.
pub(crate) const MAIL_SET_BY_OFFICE: MailTemplate = MailTemplate {
    key: "mail-set-by-office",
    title: [
        "事務局によるメールアドレスの登録",
        "Mail address set by the office",
    ],
    ja: [
        "【{society}】メールアドレスを登録しました",
        "{name} 様（会員番号 {number}）\n\nお届け出により、事務局でこのメールアドレスを登録しました。今後のご案内はこのアドレスにお送りします。以前のアドレスにも、変更したことをお知らせしています。\n\nパスワードがお手元にないときは、ログイン画面の「パスワードを忘れた方」から設定してください。\nお心当たりがないときは、事務局へご連絡ください。\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    en: [
        "[{society}] This is your mail address now",
        "Dear {name} (member {number}),\n\nAs you asked, the office has put this mail address on your record. Letters now come here; the former address was told of the change.\n\nIf you don't have your password, set a new one by \u{201c}Forgotten password\u{201d} on the login page.\nIf you did not expect it, ask the office.\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    placeholders: &[NAME, NUMBER],
    useful_minutes: None,
};

/// That the office took a lost second factor off.
pub(crate) const SECOND_FACTOR_TAKEN_OFF: MailTemplate = MailTemplate {
    key: "second-factor-taken-off",
    title: [
        "事務局による二段階認証の解除",
        "Second factor taken off by the office",
    ],
    ja: [
        "【{society}】事務局で二段階認証を解除しました",
        "{name} 様（会員番号 {number}）\n\nお届け出により、{at}に事務局で二段階認証（認証アプリ・リカバリーコード・パスキー）を解除し、すべての端末からログアウトしました。\n次回は会員番号とパスワードでログインし、「アカウント設定」の「二段階認証・パスキー」で設定し直してください。\nお心当たりがないときは、すぐに事務局へご連絡ください。\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    en: [
        "[{society}] The office has taken your second factor off",
        "Dear {name} (member {number}),\n\nAs you asked, the office took your second factor off at {at} (Japan time): authenticator app, recovery codes and passkeys. You are logged out everywhere.\nNext time log in with number and password, and set it up again under Account.\nIf you did not ask for it, tell the office at once.\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    placeholders: &[NAME, NUMBER, AT],
    useful_minutes: None,
};
