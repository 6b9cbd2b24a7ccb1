//! What members are told of their second factor and their passkeys.

use super::MailTemplate;
use super::placeholder::{AT, NAME, NUMBER, Placeholder};

/// That a second factor was set up.
pub(crate) const SECOND_FACTOR_ADDED: MailTemplate = MailTemplate {
    key: "second-factor-added",
    title: ["二段階認証の設定の通知", "Second factor set up"],
    ja: [
        "【{society}】二段階認証が設定されました",
        "{name} 様（会員番号 {number}）\n\n{at}に二段階認証が設定されました。今後のログインには、認証アプリのコードが必要です。\nお心当たりがないときは、すぐに事務局へご連絡ください。\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    en: [
        "[{society}] A second factor was set up",
        "Dear {name} (member {number}),\n\nA second factor was set up at {at} (Japan time). From now on a login needs the code of your authenticator app.\nIf it was not you, tell the office at once.\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    placeholders: &[NAME, NUMBER, AT],
    useful_minutes: None,
};

/// That a second factor was turned off.
pub(crate) const SECOND_FACTOR_REMOVED: MailTemplate = MailTemplate {
    key: "second-factor-removed",
    title: ["二段階認証の解除の通知", "Second factor turned off"],
    ja: [
        "【{society}】二段階認証が解除されました",
        "{name} 様（会員番号 {number}）\n\n{at}に二段階認証が解除されました。今後のログインは、会員番号とパスワードだけになります。\nお心当たりがないときは、すぐに事務局へご連絡ください。\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    en: [
        "[{society}] The second factor was turned off",
        "Dear {name} (member {number}),\n\nThe second factor was turned off at {at} (Japan time). A login now needs number and password only.\nIf it was not you, tell the office at once.\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    placeholders: &[NAME, NUMBER, AT],
    useful_minutes: None,
};

const PASSKEY: Placeholder = Placeholder {
    name: "passkey",
    meaning: ["パスキーの名前", "What the passkey is called"],
    sample: "iPhone",
};

/// That a passkey was added.
pub(crate) const PASSKEY_ADDED: MailTemplate = MailTemplate {
    key: "passkey-added",
    title: ["パスキーの登録の通知", "Passkey added"],
    ja: [
        "【{society}】パスキーが登録されました",
        "{name} 様（会員番号 {number}）\n\n{at}にパスキー「{passkey}」が登録されました。\nお心当たりがないときは、すぐに事務局へご連絡ください。\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    en: [
        "[{society}] A passkey was added",
        "Dear {name} (member {number}),\n\nThe passkey \u{201c}{passkey}\u{201d} was added at {at} (Japan time).\nIf it was not you, tell the office at once.\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    placeholders: &[NAME, NUMBER, AT, PASSKEY],
    useful_minutes: None,
};

/// That a passkey was removed.
pub(crate) const PASSKEY_REMOVED: MailTemplate = MailTemplate {
    key: "passkey-removed",
    title: ["パスキーの削除の通知", "Passkey removed"],
    ja: [
        "【{society}】パスキーが削除されました",
        "{name} 様（会員番号 {number}）\n\n{at}にパスキー「{passkey}」が削除されました。\nお心当たりがないときは、すぐに事務局へご連絡ください。\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    en: [
        "[{society}] A passkey was removed",
        "Dear {name} (member {number}),\n\nThe passkey \u{201c}{passkey}\u{201d} was removed at {at} (Japan time).\nIf it was not you, tell the office at once.\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    placeholders: &[NAME, NUMBER, AT, PASSKEY],
    useful_minutes: None,
};
