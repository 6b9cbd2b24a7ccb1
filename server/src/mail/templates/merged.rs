//! What members are told when two records of theirs become one.

use super::MailTemplate;
use super::placeholder::{NAME, NUMBER, Placeholder};

/// Two records were merged; it goes to the addresses of both.
pub(crate) const MEMBERS_MERGED: MailTemplate = MailTemplate {
    key: "members-merged",
    title: ["会員の記録の統合", "Records merged"],
    ja: [
        "【{society}】会員番号が一つになりました",
        "{name} 様\n\n重複して登録されていた会員の記録を、事務局で一つにまとめました。\n\nこれからお使いいただく会員番号：{number}\n使えなくなった会員番号：{old_number}\n\n参加履歴・単位・認定資格は、会員番号 {number} に引き継ぎました。ログインには、会員番号 {number} とそのパスワードをお使いください。パスワードがご不明のときは、ログイン画面の「パスワードを忘れた方」から設定できます。\nお心当たりがないときは、事務局へお問い合わせください。\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    en: [
        "[{society}] You have one member number now",
        "Dear {name},\n\nyou were registered twice. The office has made one record of the two.\n\nYour member number from now on: {number}\nNo longer in use: {old_number}\n\nAttendance, credits and certifications are under number {number} now. Log in with number {number} and its password; if you don\u{2019}t know it, use \u{201c}Forgotten password\u{201d} on the login page.\nIf you did not expect this, ask the office.\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    placeholders: &[
        NAME,
        NUMBER,
        Placeholder {
            name: "old_number",
            meaning: [
                "使えなくなった会員番号",
                "The number that is no longer in use",
            ],
            sample: "0054321",
        },
    ],
    useful_minutes: None,
};
