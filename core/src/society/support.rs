//! The support desk サポートデスク, publications 刊行物, questions and answers よくあるご質問
//! (JSNM-17, JSNM-18, JGETS-20): what a society tells its members and guests, as it stands in its
//! definition.

use crate::{ids::FormKey, text::Text};
use serde::Serialize;

/// The support desk.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[1];
/// # let jsnm = Society::parse(name, text).unwrap();
/// let desk = &jsnm.support;
/// assert!(desk.guides.iter().any(|guide| guide.title.ja == "改姓・改名"));
/// assert_eq!(desk.forms.len(), 3);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Support {
    /// What to do for what.
    pub guides: Vec<Guide>,
    /// Forms to print, fill in and send.
    pub forms: Vec<SupportForm>,
    /// Where one is answered.
    pub desks: Vec<HelpDesk>,
    /// What those should know who are no members.
    pub guests: Vec<Text>,
}

impl Support {
    /// The form of that name.
    ///
    /// ```
    /// # use shusseki_core::society::{Society, shipped};
    /// # let (name, text) = shipped()[1];
    /// # let jsnm = Society::parse(name, text).unwrap();
    /// assert_eq!(jsnm.support.form("leave").unwrap().title.ja, "休会届");
    /// assert!(jsnm.support.form("none").is_none());
    /// ```
    #[must_use]
    pub fn form(&self, key: &str) -> Option<&SupportForm> {
        self.forms.iter().find(|form| form.key.as_str() == key)
    }
}

/// What to do for one thing.
///
/// ```
/// use shusseki_core::{society::Guide, text::Text};
/// let guide = Guide {
///     title: Text::new("パスワードを忘れたとき", "Forgotten password"),
///     texts: vec![Text::new("再設定してください。", "Reset it.")],
///     links: vec![],
///     form: None,
/// };
/// assert_eq!(guide.texts.len(), 1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Guide {
    /// What for.
    pub title: Text,
    /// Paragraphs.
    pub texts: Vec<Text>,
    /// Pages that help.
    pub links: Vec<Link>,
    /// The form that belongs to it.
    pub form: Option<FormKey>,
}

/// A page elsewhere.
///
/// ```
/// use shusseki_core::{society::Link, text::Text};
/// let link = Link {
///     address: "https://example.org/".to_owned(),
///     title: Text::new("例", "Example"),
///     about: None,
/// };
/// assert!(link.address.starts_with("https://"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Where it is: `https`, and only that.
    pub address: String,
    /// What it is.
    pub title: Text,
    /// What one finds there.
    pub about: Option<Text>,
}

/// A form to print: the member's number and name stand in it already, if a member asks for it.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[2];
/// # let jgets = Society::parse(name, text).unwrap();
/// let withdrawal = jgets.support.form("withdrawal").unwrap();
/// assert!(withdrawal.rows.iter().any(|row| row.label.ja == "退会理由" && row.lines > 1));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SupportForm {
    /// The definition's name.
    pub key: FormKey,
    /// What it is called.
    pub title: Text,
    /// What is to be filled in.
    pub rows: Vec<FormRow>,
    /// What one should know.
    pub notes: Vec<Text>,
}

/// A row of a form.
///
/// ```
/// use shusseki_core::{society::FormRow, text::Text};
/// let row = FormRow { label: Text::new("理由", "Reason"), lines: 3 };
/// assert_eq!(row.lines, 3);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormRow {
    /// What to write.
    pub label: Text,
    /// Room for so many lines.
    pub lines: u8,
}

/// Where one is answered.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[1];
/// # let jsnm = Society::parse(name, text).unwrap();
/// assert_eq!(jsnm.support.desks[0].phone.as_deref(), Some("03-5786-6815"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HelpDesk {
    /// Whose desk, or for what.
    pub title: Text,
    /// Its telephone number.
    pub phone: Option<String>,
    /// Its mail address.
    pub mail: Option<String>,
    /// When it is open.
    pub hours: Option<Text>,
}

/// Questions that belong together.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[2];
/// # let jgets = Society::parse(name, text).unwrap();
/// assert!(jgets.questions.iter().all(|group| !group.questions.is_empty()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuestionGroup {
    /// What they are about.
    pub title: Text,
    /// The questions.
    pub questions: Vec<Question>,
}

/// A question with its answer.
///
/// ```
/// use shusseki_core::{society::Question, text::Text};
/// let question = Question {
///     question: Text::new("会員番号を忘れました。", "I forgot my number."),
///     answers: vec![Text::new("会員証をご覧ください。", "See your member card.")],
/// };
/// assert!(question.is_about("会員証") && !question.is_about("会費"));
/// assert!(question.is_about("NUMBER") && question.is_about(""));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// What is asked.
    pub question: Text,
    /// Paragraphs of the answer.
    pub answers: Vec<Text>,
}

impl Question {
    /// Whether question or answer have all of the words in them, in either language, however widths,
    /// letter case and kana are written.
    ///
    /// ```
    /// # use shusseki_core::{society::Question, text::Text};
    /// # let question = Question { question: Text::new("パスワードを忘れた", "Password"), answers: vec![] };
    /// assert!(question.is_about("ぱすわーど　忘れた"));
    /// assert!(!question.is_about("パスワード 会費"));
    /// ```
    #[must_use]
    pub fn is_about(&self, words: &str) -> bool {
        let texts = std::iter::once(&self.question).chain(&self.answers);
        let texts = texts.flat_map(|text| [&text.ja, &text.en]);
        let folded: Vec<String> = texts.map(|text| crate::profile::fold(text)).collect();
        let mut wanted = words.split_whitespace().map(crate::profile::fold);
        wanted.all(|word| folded.iter().any(|text| text.contains(&word)))
    }
}
