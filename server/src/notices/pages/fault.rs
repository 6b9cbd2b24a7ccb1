//! What can be wrong with a notice that was typed.

use super::form::{TEXT_AT_MOST, TITLE_AT_MOST};
use shusseki_core::text::Language;

/// Something that is wrong with what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is written in no language.
    Empty,
    /// A title is missing, too long or has a control character.
    Title(Language),
    /// A text is missing, too long or has a control character.
    Text(Language),
    /// No audience is chosen.
    Who,
    /// Members are to be chosen, and nothing is ticked.
    NobodyChosen,
    /// The time of publication can't be read.
    PublishAt,
    /// The end can't be read.
    EndsAt,
    /// The end comes first.
    EndsFirst,
}

impl Fault {
    /// The field that is wrong.
    pub(super) const fn field(self) -> &'static str {
        match self {
            Self::Empty | Self::Title(Language::Ja) => "title_ja",
            Self::Title(Language::En) => "title_en",
            Self::Text(Language::Ja) => "text_ja",
            Self::Text(Language::En) => "text_en",
            Self::Who | Self::NobodyChosen => "who",
            Self::PublishAt => "publish_at",
            Self::EndsAt | Self::EndsFirst => "ends_at",
        }
    }

    /// What is wrong, and what to do.
    pub(super) fn sentence(self, language: Language) -> String {
        let (ja, en) = match self {
            Self::Empty => (
                "日本語か英語の題名と本文を入力してください。".to_owned(),
                "Write title and text in Japanese or English.".to_owned(),
            ),
            Self::Title(_) => (
                format!("題名は1文字以上{TITLE_AT_MOST}文字以内です。"),
                format!("The title has 1 to {TITLE_AT_MOST} characters."),
            ),
            Self::Text(_) => (
                format!("本文は1文字以上{TEXT_AT_MOST}文字以内です。"),
                format!("The text has 1 to {TEXT_AT_MOST} characters."),
            ),
            Self::Who => (
                "対象を選んでください。".to_owned(),
                "Choose whom it is for.".to_owned(),
            ),
            Self::NobodyChosen => (
                "条件を1つ以上選んでください。".to_owned(),
                "Tick at least one condition.".to_owned(),
            ),
            Self::PublishAt => (
                "公開日時を入力してください。".to_owned(),
                "Enter when it is published.".to_owned(),
            ),
            Self::EndsAt => (
                "公開終了の日時を読み取れません。".to_owned(),
                "The end can't be read.".to_owned(),
            ),
            Self::EndsFirst => (
                "公開終了は、公開日時より後にしてください。".to_owned(),
                "Let it end after it is published.".to_owned(),
            ),
        };
        match language {
            Language::Ja => ja,
            Language::En => en,
        }
    }
}
