//! Questions to the office, and its answers.

use super::MailTemplate;
use super::placeholder::{LINK, NAME, Placeholder};

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
