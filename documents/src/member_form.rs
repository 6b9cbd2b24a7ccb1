//! A form 届出用紙 that a member prints, fills in and sends to the office: change of name, leave,
//! withdrawal (JSNM-18). Number and name of the member who asks for it stand in it already.

use crate::{
    DocumentError, Press, dates,
    poster::{checked_colour, clean_text},
    press::{Proof, Template, refusal},
    words::{LABEL, TITLE, clean},
};
use jiff::civil::Date;
use serde::Serialize;
use shusseki_core::text::{Language, Text};

/// What a form says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberForm {
    /// The society that it is sent to.
    pub society: Text,
    /// Its address, mail or telephone, a line each.
    pub contact: Vec<Text>,
    /// The society's colour, `#rrggbb`.
    pub colour: String,
    /// What it is called.
    pub title: Text,
    /// Who sends it, where it is known.
    pub member: Option<FormMember>,
    /// What is to be filled in: the words, and the lines there is room for.
    pub rows: Vec<(Text, u8)>,
    /// What one should know.
    pub notes: Vec<Text>,
    /// The day in Japan on which it is printed.
    pub printed_on: Date,
}

/// Who sends a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormMember {
    /// The member number, leading zeros kept.
    pub number: String,
    /// The name as it is registered.
    pub name: String,
    /// The same in kana.
    pub kana: String,
}

impl Press {
    /// The form as a PDF on A4.
    ///
    /// # Errors
    /// A colour that is none.
    pub fn member_form_pdf(
        &self,
        form: &MemberForm,
        language: Language,
    ) -> Result<Vec<u8>, DocumentError> {
        let proof = self.set_member_form(form, language)?;
        typst_pdf::pdf(&proof.document, &typst_pdf::PdfOptions::default())
            .map_err(|errors| refusal(&errors))
    }

    pub(crate) fn set_member_form(
        &self,
        form: &MemberForm,
        language: Language,
    ) -> Result<Proof, DocumentError> {
        let text = |text: &Text| clean_text(text, TITLE).get(language).to_owned();
        let member = form.member.as_ref();
        let known = |pick: fn(&FormMember) -> &String| {
            member.map_or_else(String::new, |member| clean(pick(member), LABEL))
        };
        let data = Data {
            language,
            colour: checked_colour(&form.colour)?,
            society: text(&form.society),
            contact: form.contact.iter().map(text).collect(),
            title: text(&form.title),
            number: known(|member| &member.number),
            name: known(|member| &member.name),
            kana: known(|member| &member.kana),
            rows: form
                .rows
                .iter()
                .map(|(label, lines)| Row(text(label), *lines))
                .collect(),
            notes: form.notes.iter().map(text).collect(),
            printed_on: dates::day(form.printed_on).get(language).to_owned(),
        };
        self.typeset(Template::MemberForm, &data)
    }
}

/// What `member-form.typ` reads.
#[derive(Serialize)]
struct Data {
    language: Language,
    colour: String,
    society: String,
    contact: Vec<String>,
    title: String,
    number: String,
    name: String,
    kana: String,
    rows: Vec<Row>,
    notes: Vec<String>,
    printed_on: String,
}

/// What to write, and in how many lines.
#[derive(Serialize)]
struct Row(String, u8);
