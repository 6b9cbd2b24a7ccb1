//! What is wrong with what was typed into a field.

use super::Uncommon;
use crate::{ids::FieldKey, text::Language};

/// A field, and what is wrong with it.
///
/// ```
/// use shusseki_core::profile::{Fault, Wrong};
/// let wrong = Wrong { field: "phone".parse().unwrap(), fault: Fault::NotPhone };
/// assert_eq!(wrong.fault.code(), "not-phone");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Which field.
    pub field: FieldKey,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with what was typed into a field.
///
/// ```
/// use shusseki_core::{profile::Fault, text::Language};
/// assert_eq!(Fault::Missing.sentence(Language::Ja), "入力してください。");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Nothing, where something must be.
    Missing,
    /// More characters than a field takes.
    TooLong {
        /// The largest number.
        most: usize,
    },
    /// Characters that no line of text has.
    Control,
    /// Not katakana.
    NotKana,
    /// Not roman letters.
    NotRoman,
    /// Not a day.
    NotDay,
    /// Not a mail address.
    NotMail,
    /// Not a telephone number.
    NotPhone,
    /// Not a postal code.
    NotPostalCode,
    /// None of the options.
    NotOption,
    /// Neither yes nor no.
    NotFlag,
    /// Characters that need a substitute spelling.
    NeedsSubstitute {
        /// Which, with what usually stands for them.
        characters: Vec<Uncommon>,
        /// The whole in common characters.
        offer: Option<String>,
    },
    /// A substitute spelling that needs one itself.
    SubstituteUncommon {
        /// Which characters.
        characters: Vec<Uncommon>,
    },
    /// The office alone changes it.
    OfficeOnly,
    /// A mail address, which is changed by a mail to the new one.
    ByMail,
    /// There is no choice whether it is public.
    NoChoice,
}

impl Fault {
    /// The fault for programs: it never changes.
    ///
    /// ```
    /// # use shusseki_core::profile::Fault;
    /// assert_eq!(Fault::OfficeOnly.code(), "office-only");
    /// ```
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooLong { .. } => "too-long",
            Self::Control => "control-characters",
            Self::NotKana => "not-kana",
            Self::NotRoman => "not-roman",
            Self::NotDay => "not-a-day",
            Self::NotMail => "not-mail",
            Self::NotPhone => "not-phone",
            Self::NotPostalCode => "not-postal-code",
            Self::NotOption => "not-an-option",
            Self::NotFlag => "not-yes-or-no",
            Self::NeedsSubstitute { .. } => "needs-substitute",
            Self::SubstituteUncommon { .. } => "substitute-uncommon",
            Self::OfficeOnly => "office-only",
            Self::ByMail => "by-mail",
            Self::NoChoice => "no-choice",
        }
    }

    /// What the member is asked to do.
    ///
    /// ```
    /// # use shusseki_core::{profile::Fault, text::Language};
    /// assert_eq!(Fault::NotKana.sentence(Language::En), "Write it in katakana.");
    /// ```
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let (ja, en) = match self {
            Self::Missing => ("入力してください。", "This is required."),
            Self::TooLong { most } => return too_long(*most, language),
            Self::Control => (
                "改行などの制御文字は使えません。",
                "Remove line breaks and other control characters.",
            ),
            Self::NotKana => ("カタカナで入力してください。", "Write it in katakana."),
            Self::NotRoman => ("ローマ字で入力してください。", "Write it in roman letters."),
            Self::NotDay => (
                "年月日を入力してください（例：1970-04-01）。",
                "Enter a day, for example 1970-04-01.",
            ),
            Self::NotMail => (
                "メールアドレスをご確認ください（例：name@example.org）。",
                "Check the mail address, for example name@example.org.",
            ),
            Self::NotPhone => (
                "電話番号を数字で入力してください（例：0312345678）。",
                "Enter the telephone number in digits, for example 0312345678.",
            ),
            Self::NotPostalCode => (
                "郵便番号を7桁の数字で入力してください（例：1060031）。",
                "Enter the seven digits of the postal code, for example 1060031.",
            ),
            Self::NotOption => ("選択肢から選んでください。", "Choose one of the options."),
            Self::NotFlag => ("どちらかを選んでください。", "Choose yes or no."),
            Self::NeedsSubstitute { characters, offer } => {
                return needs_substitute(characters, offer.as_deref(), language);
            }
            Self::SubstituteUncommon { characters } => {
                return substitute_uncommon(characters, language);
            }
            Self::OfficeOnly => (
                "この項目は事務局だけが変更できます。変更を依頼してください。",
                "Only the office can change this. Ask for the change instead.",
            ),
            Self::ByMail => (
                "メールアドレスは、新しいアドレスに届く確認メールで変更します。",
                "The mail address is changed by a mail to the new one.",
            ),
            Self::NoChoice => (
                "この項目の公開・非公開は選べません。",
                "Whether this is public can't be chosen.",
            ),
        };
        language.pick(ja, en).to_owned()
    }
}

fn too_long(most: usize, language: Language) -> String {
    match language {
        Language::Ja => format!("{most}文字以内で入力してください。"),
        Language::En => format!("Use at most {most} characters."),
    }
}

/// 「髙」「﨑」.
fn named(characters: &[Uncommon], language: Language) -> String {
    let (open, close) = match language {
        Language::Ja => ("「", "」"),
        Language::En => (" “", "”"),
    };
    let one = |uncommon: &Uncommon| format!("{open}{}{close}", uncommon.character);
    characters.iter().map(one).collect()
}

fn needs_substitute(characters: &[Uncommon], offer: Option<&str>, language: Language) -> String {
    let named = named(characters, language);
    match (language, offer) {
        (Language::Ja, Some(offer)) => format!(
            "{named}は決済や印刷で使えないことがあります。代替文字を確認して保存してください（例：{offer}）。"
        ),
        (Language::Ja, None) => format!(
            "{named}は決済や印刷で使えないことがあります。代わりの表記を代替文字の欄に入力してください。"
        ),
        (Language::En, Some(offer)) => format!(
            "Payment and printing may not know{named}. Check the substitute spelling and save (usually: {offer})."
        ),
        (Language::En, None) => {
            format!("Payment and printing may not know{named}. Enter a substitute spelling.")
        }
    }
}

fn substitute_uncommon(characters: &[Uncommon], language: Language) -> String {
    let named = named(characters, language);
    match language {
        Language::Ja => format!("代替文字にも{named}は使えません。"),
        Language::En => format!("The substitute spelling can't have{named} either."),
    }
}
