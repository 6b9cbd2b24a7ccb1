//! What the office takes away: letters as a PDF, or a CSV file.

use super::Batch;
use crate::app::Tenant;
use shusseki_core::text::Text;
use shusseki_documents::password_letter::{LetterHead, PasswordLetter};

/// What all letters say.
pub(super) fn head(tenant: &Tenant, login_url: String, batch: &Batch) -> LetterHead {
    let (society, contact) = (&tenant.society, &tenant.society.contact);
    let plain = |text: &String| Text::new(text, text);
    LetterHead {
        society: society.name.clone(),
        contact: contact
            .address
            .iter()
            .cloned()
            .chain(contact.phone.iter().map(plain))
            .chain(contact.mail.iter().map(plain))
            .collect(),
        colour: society.colour.to_string(),
        login_url,
        issued_on: batch.issued_on,
        valid_until: batch.valid_until,
    }
}

/// The letters, in the order of the batch.
pub(super) fn letters(batch: &Batch) -> Vec<PasswordLetter> {
    let letters = batch.issued.iter().map(|issued| PasswordLetter {
        language: issued.language,
        address: issued.address.clone(),
        name: issued.name.clone(),
        number: issued.number.to_string(),
        password: issued.password.clone(),
    });
    letters.collect()
}

/// The same as a CSV file that spreadsheets open: UTF-8 with its mark, lines ended by CR LF.
///
/// # Errors
/// None that memory can give.
pub(super) fn csv(batch: &Batch) -> Result<Vec<u8>, csv::Error> {
    let mut content = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(&mut content);
    writer.write_record(["会員番号", "氏名", "仮パスワード", "有効期限"])?;
    for issued in &batch.issued {
        writer.write_record([
            harmless(issued.number.as_str()),
            harmless(&issued.name),
            harmless(&issued.password),
            batch.valid_until.to_string(),
        ])?;
    }
    writer.flush().map_err(csv::Error::from)?;
    drop(writer);
    Ok(content)
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::csv;
    use crate::accounts::temporary::{Batch, Issued};
    use shusseki_core::text::Language;

    #[test]
    fn the_file_keeps_leading_zeros_as_text_and_defuses_formulas() {
        let issued = Issued {
            number: "00123".parse().unwrap(),
            name: "=HYPERLINK(\"x\")".to_owned(),
            address: vec![],
            language: Language::Ja,
            password: "Abcdefgh2345".to_owned(),
        };
        let batch = Batch {
            issued: vec![issued],
            skipped: vec![],
            issued_on: "2026-11-21".parse().unwrap(),
            valid_until: "2026-12-21".parse().unwrap(),
        };
        let text = String::from_utf8(csv(&batch).unwrap()).unwrap();
        assert_eq!(
            text,
            "\u{feff}会員番号,氏名,仮パスワード,有効期限\r\n00123,\"'=HYPERLINK(\"\"x\"\")\",Abcdefgh2345,2026-12-21\r\n"
        );
    }
}
