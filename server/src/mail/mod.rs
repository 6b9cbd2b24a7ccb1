//! Mail: written into an outbox in the transaction of what it tells of, sent afterwards.

mod message;
pub(crate) mod office;
pub(crate) mod pages;
pub(crate) mod returned;
pub(crate) mod smtp;
pub(crate) mod store;
pub(crate) mod templates;
#[cfg(test)]
mod tests;
mod waits;
pub(crate) mod wording;
pub(crate) mod worker;

use crate::app::Tenant;
use crate::db::{Conn, DbError, Tx};
use data_encoding::HEXLOWER;
use jiff::{SignedDuration, Timestamp};
use ring::digest::{Context, SHA256};
use shusseki_core::mail_address::MailAddress;
use shusseki_core::text::Language;
use store::NewMail;
use templates::MailTemplate;
use wording::Wording;

/// A mail to be sent to somebody.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    /// To whom.
    pub(crate) to: MailAddress,
    /// In which language.
    pub(crate) language: Language,
    /// Which mail it is.
    pub(crate) template: &'static MailTemplate,
    /// What stands for the template's own placeholders; those of the society are known.
    pub(crate) values: Vec<(&'static str, String)>,
}

/// Puts the mail into the outbox, in the society's words, in the same transaction as what it tells
/// of. The same letter at the same instant is one mail.
///
/// # Errors
/// The database failed; the transaction should then be abandoned.
pub(crate) async fn post(
    tx: &mut Tx,
    tenant: &Tenant,
    at: Timestamp,
    letter: &Letter,
) -> Result<(), DbError> {
    let (template, language) = (letter.template, letter.language);
    let wording = wording_of(tx, tenant, template, language).await?;
    let mut values = templates::of_society(&tenant.society, language);
    values.extend(letter.values.iter().cloned());
    let filled = wording.filled(&values);
    let useful_until = template.useful_minutes.and_then(|minutes| {
        let until = at.saturating_add(SignedDuration::from_mins(minutes));
        until.ok()
    });
    let mail = NewMail {
        id: id_of(tenant, at, letter, &filled.body),
        to: &letter.to,
        language,
        template: template.key,
        wording: &filled,
        posted_at: at,
        useful_until,
    };
    store::insert(tx, tenant.slug(), &mail).await
}

/// The words of a mail: the society's own, or the shipped ones.
///
/// # Errors
/// The database failed.
pub(crate) async fn wording_of(
    conn: &mut Conn,
    tenant: &Tenant,
    template: &MailTemplate,
    language: Language,
) -> Result<Wording, DbError> {
    let own = store::wording(conn, tenant.slug(), template.key, language).await?;
    Ok(own.unwrap_or_else(|| template.wording(language)))
}

/// What the mail is about decides its id, and so its Message-ID.
fn id_of(tenant: &Tenant, at: Timestamp, letter: &Letter, body: &str) -> String {
    let mut context = Context::new(&SHA256);
    let instant = at.as_microsecond().to_string();
    let parts = [
        tenant.slug().as_str(),
        &instant,
        letter.to.as_str(),
        letter.template.key,
        body,
    ];
    for part in parts {
        // The length apart, so that two lists never join to the same bytes.
        context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        context.update(part.as_bytes());
    }
    let digest = context.finish();
    HEXLOWER.encode(&digest.as_ref()[..ID_BYTES])
}

/// Enough that no two mails ever share one.
const ID_BYTES: usize = 16;
