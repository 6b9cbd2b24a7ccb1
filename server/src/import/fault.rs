//! What is wrong with a row, and what to do about it.

use serde::{Deserialize, Serialize};
use shusseki_core::text::Language;

/// Characters of a cell that are shown again.
const SHOWN: usize = 80;

/// A cell, or a row as a whole, that can't be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RowFault {
    /// The heading of the column; none where the row as a whole is meant.
    pub(crate) column: Option<String>,
    /// What stands in the cell.
    pub(crate) value: String,
    /// What is wrong.
    pub(crate) wrong: Wrong,
}

impl RowFault {
    /// Of a cell.
    pub(super) fn of(column: &str, value: &str, wrong: Wrong) -> Self {
        Self {
            column: Some(column.to_owned()),
            value: value.chars().take(SHOWN).collect(),
            wrong,
        }
    }

    /// Of the row.
    pub(super) fn of_row(wrong: Wrong) -> Self {
        Self {
            column: None,
            value: String::new(),
            wrong,
        }
    }
}

/// What is wrong with a cell or a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "wrong", rename_all = "kebab-case")]
pub(crate) enum Wrong {
    /// Characters that nobody can know.
    Unreadable,
    /// An error of a formula in the spreadsheet.
    Formula,
    /// Cells right of the last heading.
    TooWide,
    /// No member number.
    NumberMissing,
    /// Not a member number.
    Number,
    /// The number stands in another row too.
    Twice {
        /// The first such row.
        row: i64,
    },
    /// The number of a record that was merged into another.
    Merged,
    /// A new member without a family name.
    NameMissing,
    /// A new member without a membership class.
    ClassMissing,
    /// A new member without a day of joining.
    JoinedMissing,
    /// None of the society's words.
    NotOneOf {
        /// Some of the words, in Japanese and English.
        ja: String,
        /// And in English.
        en: String,
    },
    /// Not a day.
    NotDay,
    /// Written as a day, but in no calendar: 30 February.
    NoSuchDay,
    /// Neither yes nor no.
    NotFlag,
    /// Not a mail address.
    NotMail,
    /// What the field can't hold, in the words of its form.
    Field {
        /// In Japanese.
        ja: String,
        /// And in English.
        en: String,
    },
    /// Of a certification only a part is there.
    HeldIncomplete,
    /// A certification ends before it begins.
    HeldBackwards,
    /// Somebody with a role in the office would withdraw.
    Staff,
}

impl Wrong {
    /// What is wrong.
    pub(crate) fn told(&self, language: Language) -> String {
        let (ja, en) = match self {
            Self::Unreadable => (
                "読み取れない文字があります。",
                "Some characters can't be read.",
            ),
            Self::Formula => (
                "表計算ソフトの数式がエラーになっています。",
                "A formula of the spreadsheet has failed.",
            ),
            Self::TooWide => (
                "見出しのある列より右に値があります。",
                "Something stands right of the last column that has a heading.",
            ),
            Self::NumberMissing => ("会員番号がありません。", "The member number is missing."),
            Self::Number => (
                "会員番号として読み取れません。",
                "This is no member number.",
            ),
            Self::Twice { row } => {
                return match language {
                    Language::Ja => format!("同じ会員番号が{row}行目にもあります。"),
                    Language::En => format!("The same member number stands in row {row} too."),
                };
            }
            Self::Merged => (
                "ほかの記録に統合された会員の番号です。",
                "The record of this number was merged into another.",
            ),
            Self::NameMissing => (
                "新しい会員の姓がありません。",
                "A new member has no family name.",
            ),
            Self::ClassMissing => (
                "新しい会員の会員区分がありません。",
                "A new member has no membership class.",
            ),
            Self::JoinedMissing => (
                "新しい会員の入会日がありません。",
                "A new member has no day of joining.",
            ),
            Self::NotOneOf { .. } => (
                "登録されている区分・選択肢にありません。",
                "The society has no such word here.",
            ),
            Self::NotDay => ("日付として読み取れません。", "This is no day."),
            Self::NoSuchDay => (
                "暦にない日付です。",
                "There is no such day in the calendar.",
            ),
            Self::NotFlag => (
                "「はい」か「いいえ」か読み取れません。",
                "This is neither yes nor no.",
            ),
            Self::NotMail => (
                "メールアドレスとして読み取れません。",
                "This is no mail address.",
            ),
            Self::Field { .. } => ("この項目には登録できません。", "The field can't hold this."),
            Self::HeldIncomplete => (
                "認定の番号・初日・末日がそろっていません。",
                "Number, first and last day of a certification are not all there.",
            ),
            Self::HeldBackwards => (
                "認定期間の末日が初日より前です。",
                "The certification ends before it begins.",
            ),
            Self::Staff => (
                "事務局の役割がある会員は、取込では退会にできません。",
                "Who has a role in the office can't be withdrawn by a file.",
            ),
        };
        language.pick(ja, en).to_owned()
    }

    /// What to do about it.
    pub(crate) fn remedy(&self, language: Language) -> String {
        let (ja, en) = match self {
            Self::Unreadable => (
                "外字を通常の文字に直すか、CSVを「CSV UTF-8」で保存し直してください。",
                "Replace characters of your own making, or save the file as “CSV UTF-8”.",
            ),
            Self::Formula => (
                "数式を直すか、値を入力してください。",
                "Mend the formula or type the value.",
            ),
            Self::TooWide => (
                "列がずれていないか（値の中のカンマなど）ご確認のうえ、余分な値を消してください。",
                "See whether the row is shifted, by a comma within a value perhaps, and delete what is too much.",
            ),
            Self::NumberMissing => (
                "会員番号を入力するか、この行を消してください。",
                "Enter the number or delete the row.",
            ),
            Self::Number => (
                "英数字とハイフンで入力してください。",
                "Use letters, digits and hyphens.",
            ),
            Self::Twice { .. } => ("どちらかの行を消してください。", "Delete one of the rows."),
            Self::Merged => (
                "残した記録の会員番号に直すか、この行を消してください。",
                "Use the number of the record that stayed, or delete the row.",
            ),
            Self::NameMissing => (
                "姓（または氏名）を入力してください。",
                "Enter the family name, or the name.",
            ),
            Self::ClassMissing => (
                "会員区分の列に入力するか、列の割り当てで会員区分を選んでください。",
                "Fill in the class, or say which column has it.",
            ),
            Self::JoinedMissing => (
                "入会日の列に入力するか、列の割り当てで入会日を選んでください。",
                "Fill in the day, or say which column has it.",
            ),
            Self::NotOneOf { ja, en } => {
                return match language {
                    Language::Ja => format!("次のどれかにしてください：{ja}"),
                    Language::En => format!("Use one of: {en}"),
                };
            }
            Self::NotDay => (
                "2026/4/1 や 令和8年4月1日 のように入力してください。",
                "Write it as 2026-04-01 or 2026/4/1.",
            ),
            Self::NoSuchDay => ("月と日をご確認ください。", "Check the month and the day."),
            Self::NotFlag => (
                "「はい」か「いいえ」を入力してください。",
                "Write yes or no.",
            ),
            Self::NotMail => (
                "name@example.org の形で入力してください。",
                "Write it as name@example.org.",
            ),
            Self::Field { ja, en } => (ja.as_str(), en.as_str()),
            Self::HeldIncomplete => (
                "3つの列をすべて入力するか、すべて空にしてください。",
                "Fill in all three, or none.",
            ),
            Self::HeldBackwards => ("初日と末日をご確認ください。", "Check both days."),
            Self::Staff => (
                "この会員の画面で退会にするか、先に役割を外してください。",
                "Withdraw the member on the member's page, or take the role off first.",
            ),
        };
        language.pick(ja, en).to_owned()
    }
}
