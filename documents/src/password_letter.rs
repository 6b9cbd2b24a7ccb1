//! The letter that brings a member number and a temporary password (JSNM-1), a page a member; each
//! character is read out, so that nobody takes a zero for an O (JGETS-1).

use crate::{
    DocumentError, Press, dates,
    poster::{checked_colour, clean_text},
    press::{Proof, Template, refusal},
    qr::Symbol,
    words::{LABEL, NAME, TITLE, clean, clean_line},
};
use jiff::civil::Date;
use serde::Serialize;
use shusseki_core::{
    spelling::reading,
    text::{Language, Text},
};

/// What all letters of one print have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterHead {
    /// The society that writes.
    pub society: Text,
    /// Its address, mail or telephone, a line each.
    pub contact: Vec<Text>,
    /// The society's colour, `#rrggbb`.
    pub colour: String,
    /// Where one logs in; printed as text and as a QR code.
    pub login_url: String,
    /// The day in Japan on which the letters are made.
    pub issued_on: Date,
    /// The last day in Japan on which the passwords hold.
    pub valid_until: Date,
}

/// The letter of one member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordLetter {
    /// The language that the member reads.
    pub language: Language,
    /// The lines of the address, as the window of the envelope shows them: above the name in Japanese,
    /// below it in English.
    pub address: Vec<String>,
    /// The name as it is registered.
    pub name: String,
    /// The member number, leading zeros kept.
    pub number: String,
    /// The temporary password.
    pub password: String,
}

impl Press {
    /// The letters as one PDF on A4, in the order given.
    ///
    /// # Errors
    /// No letter given, a colour that is none, an address that no QR symbol holds.
    pub fn password_letters_pdf(
        &self,
        head: &LetterHead,
        letters: &[PasswordLetter],
    ) -> Result<Vec<u8>, DocumentError> {
        let proof = self.set_password_letters(head, letters)?;
        typst_pdf::pdf(&proof.document, &typst_pdf::PdfOptions::default())
            .map_err(|errors| refusal(&errors))
    }

    pub(crate) fn set_password_letters(
        &self,
        head: &LetterHead,
        letters: &[PasswordLetter],
    ) -> Result<Proof, DocumentError> {
        if letters.is_empty() {
            return Err(DocumentError::NoPages);
        }
        let data = Data {
            colour: checked_colour(&head.colour)?,
            qr: Symbol::new(&head.login_url)?.svg(),
            login_url: clean_line(&head.login_url, NAME),
            letters: letters
                .iter()
                .map(|letter| LetterData::of(head, letter))
                .collect(),
        };
        self.typeset(Template::PasswordLetter, &data)
    }
}

/// What `password-letter.typ` reads.
#[derive(Serialize)]
struct Data {
    colour: String,
    qr: String,
    login_url: String,
    letters: Vec<LetterData>,
}

#[derive(Serialize)]
struct LetterData {
    language: Language,
    society: String,
    contact: Vec<String>,
    issued_on: String,
    valid_until: String,
    address: Vec<String>,
    name: String,
    number: Vec<Spelled>,
    password: Vec<Spelled>,
}

/// A character with its reading.
#[derive(Serialize)]
struct Spelled(String, String);

impl LetterData {
    fn of(head: &LetterHead, letter: &PasswordLetter) -> Self {
        let language = letter.language;
        let day = |day| dates::day(day).get(language).to_owned();
        let text = |text: &Text| clean_text(text, TITLE).get(language).to_owned();
        let spelled = |text: &str| {
            let characters = clean_line(text, LABEL);
            let characters = characters.chars();
            characters
                .map(|one| Spelled(one.to_string(), reading(one, language)))
                .collect()
        };
        Self {
            language,
            society: text(&head.society),
            contact: head.contact.iter().map(text).collect(),
            issued_on: day(head.issued_on),
            valid_until: day(head.valid_until),
            address: letter
                .address
                .iter()
                .map(|line| clean(line, LABEL))
                .collect(),
            name: clean(&letter.name, LABEL),
            number: spelled(&letter.number),
            password: spelled(&letter.password),
        }
    }
}
