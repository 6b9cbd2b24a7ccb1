//! How the office answers what members ask of their record: another profile, data deleted.

use super::MailTemplate;
use super::placeholder::{NAME, NUMBER, Placeholder};

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

const DECIDED: Placeholder = Placeholder {
    name: "reason",
    meaning: ["決定の理由", "The reason for the decision"],
    sample: "自宅の住所と電話番号を削除しました。支払いの記録は法令により保存します。",
};

/// That data are deleted, as a member asked.
pub(crate) const DATA_REQUEST_ACCEPTED: MailTemplate = MailTemplate {
    key: "data-request-accepted",
    title: ["データ削除の承認", "Deletion accepted"],
    ja: [
        "【{society}】データ削除のご依頼について",
        "{name} 様（会員番号 {number}）\n\nご依頼のデータ削除を承認いたしました。\n\n{reason}\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    en: [
        "[{society}] Your request for deletion",
        "Dear {name} (member {number}),\n\nYour request for deletion was accepted.\n\n{reason}\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    placeholders: &[NAME, NUMBER, DECIDED],
    useful_minutes: None,
};

/// That they are kept, and why.
pub(crate) const DATA_REQUEST_DECLINED: MailTemplate = MailTemplate {
    key: "data-request-declined",
    title: ["データ削除の見送り", "Deletion declined"],
    ja: [
        "【{society}】データ削除のご依頼について",
        "{name} 様（会員番号 {number}）\n\nご依頼のデータ削除は、次の理由により見送らせていただきます。\n\n{reason}\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    en: [
        "[{society}] Your request for deletion",
        "Dear {name} (member {number}),\n\nYour request for deletion was declined for this reason:\n\n{reason}\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    placeholders: &[NAME, NUMBER, DECIDED],
    useful_minutes: None,
};
