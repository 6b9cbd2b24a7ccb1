//! Every mail that the server sends: its words in both languages, and what may stand in them.

mod merged;
mod record;

pub(crate) use merged::MEMBERS_MERGED;
pub(crate) use record::{RECORD_CHANGED, STATUS_CHANGED};

use super::wording::Wording;
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

/// A mail that the server sends.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct MailTemplate {
    /// The name in the database; it never changes.
    pub(crate) key: &'static str,
    /// What the office calls it, in Japanese and English.
    pub(crate) title: [&'static str; 2],
    /// Subject and body in Japanese.
    pub(crate) ja: [&'static str; 2],
    /// Subject and body in English.
    pub(crate) en: [&'static str; 2],
    /// What may stand in it beside [what every mail has](OF_SOCIETY).
    pub(crate) placeholders: &'static [Placeholder],
    /// For how many minutes the mail is of any use; it is not sent later. Always, where none.
    pub(crate) useful_minutes: Option<i64>,
}

impl MailTemplate {
    /// The words as shipped.
    pub(crate) fn wording(&self, language: Language) -> Wording {
        let [subject, body] = match language {
            Language::Ja => self.ja,
            Language::En => self.en,
        };
        Wording {
            subject: subject.to_owned(),
            body: body.to_owned(),
        }
    }

    /// What the office calls it.
    pub(crate) const fn title(&self, language: Language) -> &'static str {
        let [ja, en] = self.title;
        language.pick(ja, en)
    }

    /// Everything that may stand in it.
    pub(crate) fn known(&self) -> impl Iterator<Item = &'static Placeholder> + Clone {
        self.placeholders.iter().chain(OF_SOCIETY)
    }

    /// What a society's own words have to keep.
    pub(crate) fn needed(&self) -> Vec<&'static str> {
        let names = self.placeholders.iter().map(|one| one.name);
        names.filter(|name| NEEDED.contains(name)).collect()
    }
}

/// Placeholders without which a mail that has them opens nothing.
const NEEDED: &[&str] = &["link", "code"];

/// The mail of that key.
pub(crate) fn by_key(key: &str) -> Option<&'static MailTemplate> {
    ALL.iter().find(|template| template.key == key).copied()
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

/// Every mail, in the order in which the console lists them.
pub(crate) const ALL: &[&MailTemplate] = &[
    &DECLARATION_ACCEPTED,
    &DECLARATION_REJECTED,
    &PASSWORD_RESET,
    &FIRST_LOGIN_BY_LETTER,
    &PASSWORD_CHANGED,
    &MAIL_CONFIRM,
    &MAIL_CHANGED,
    &SECOND_FACTOR_ADDED,
    &SECOND_FACTOR_REMOVED,
    &PASSKEY_ADDED,
    &PASSKEY_REMOVED,
    &PROFILE_REQUEST_ACCEPTED,
    &PROFILE_REQUEST_DECLINED,
    &RECORD_CHANGED,
    &STATUS_CHANGED,
    &MEMBERS_MERGED,
    &NOTICE,
    &CASE_RECEIVED,
    &CASE_FOR_OFFICE,
    &CASE_ANSWERED,
    &DATA_REQUEST_ACCEPTED,
    &DATA_REQUEST_DECLINED,
];

const DECLARED: Placeholder = Placeholder {
    name: "event",
    meaning: ["申告した大会名", "The event that was declared"],
    sample: "第50回学術総会",
};

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

const LINK: Placeholder = Placeholder {
    name: "link",
    meaning: ["手続きのためのリンク", "The link to go on with"],
    sample: "https://attend.example.org/\u{2026}",
};
const MINUTES: Placeholder = Placeholder {
    name: "minutes",
    meaning: [
        "リンクの有効時間（分）",
        "For how many minutes the link works",
    ],
    sample: "30",
};
const AT: Placeholder = Placeholder {
    name: "at",
    meaning: ["変更日時（日本時間）", "When it was changed, Japan time"],
    sample: "2026-11-21 10:31",
};

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

const CASE: Placeholder = Placeholder {
    name: "code",
    meaning: ["受付番号", "The case number"],
    sample: "K7Q2-9XRM",
};
const KIND: Placeholder = Placeholder {
    name: "kind",
    meaning: ["お問い合わせの種類", "What it is about"],
    sample: "参加登録・単位",
};
const TEXT: Placeholder = Placeholder {
    name: "text",
    meaning: ["本文", "The text"],
    sample: "参加登録の方法を教えてください。",
};

/// That a question has arrived. It repeats nothing that was typed: the address may be anybody's.
pub(crate) const CASE_RECEIVED: MailTemplate = MailTemplate {
    key: "case-received",
    title: ["お問い合わせの受付", "Question received"],
    ja: [
        "【{society}】お問い合わせを受け付けました（{code}）",
        "お問い合わせを受け付けました。\n\n受付番号：{code}\n種類：{kind}\n\n事務局で確認のうえ、回答いたします。しばらくお待ちください。\nお心当たりがないときは、このメールを破棄してください。\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    en: [
        "[{society}] Your question has arrived ({code})",
        "Your question has arrived.\n\nCase number: {code}\nAbout: {kind}\n\nThe office will answer. If you did not ask anything, ignore this mail.\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    placeholders: &[CASE, KIND],
    useful_minutes: None,
};

/// What the office is told of a question.
pub(crate) const CASE_FOR_OFFICE: MailTemplate = MailTemplate {
    key: "case-for-office",
    title: ["事務局へのお問い合わせ", "Question to the office"],
    ja: [
        "お問い合わせ {code}（{kind}）",
        "{name} 様からお問い合わせがありました。\n\n受付番号：{code}\n種類：{kind}\n\n{text}\n\n回答はこちらから：\n{link}\n",
    ],
    en: [
        "Question {code} ({kind})",
        "{name} asks:\n\nCase number: {code}\nAbout: {kind}\n\n{text}\n\nAnswer here:\n{link}\n",
    ],
    placeholders: &[CASE, KIND, NAME, TEXT, LINK],
    useful_minutes: None,
};

/// The office's answer to a question.
pub(crate) const CASE_ANSWERED: MailTemplate = MailTemplate {
    key: "case-answered",
    title: ["お問い合わせへの回答", "Answer to a question"],
    ja: [
        "【{society}】お問い合わせへの回答（{code}）",
        "{name} 様\n\nお問い合わせ（受付番号 {code}、{kind}）に回答いたします。\n\n{text}\n\nさらにお尋ねになりたいときは、次のページからお送りください。\n{link}\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    en: [
        "[{society}] Answer to your question ({code})",
        "Dear {name},\n\nto your question (case {code}, {kind}):\n\n{text}\n\nTo go on, write here:\n{link}\n\n{society}\n{office_mail}\n{office_phone}\n",
    ],
    placeholders: &[CASE, KIND, NAME, TEXT, LINK],
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

#[cfg(test)]
mod tests {
    use super::{ALL, by_key};
    use crate::mail::wording::Wording;
    use shusseki_core::text::Language;
    use std::collections::HashSet;

    #[test]
    fn every_mail_has_a_key_of_its_own_and_words_that_hold() {
        let keys: HashSet<_> = ALL.iter().map(|template| template.key).collect();
        assert_eq!(keys.len(), ALL.len());
        for template in ALL {
            assert_eq!(by_key(template.key), Some(*template));
            let known: Vec<_> = template.known().map(|one| one.name).collect();
            for language in [Language::Ja, Language::En] {
                let shipped = template.wording(language);
                let typed =
                    Wording::typed(&shipped.subject, &shipped.body, &known, &template.needed());
                assert_eq!(typed, Ok(shipped), "{}", template.key);
            }
        }
    }
}
