//! What a member is told by mail of her or his own account.

use crate::app::Tenant;
use crate::db::{DbError, Tx};
use crate::mail::templates::MailTemplate;
use crate::mail::{self, Letter};
use crate::members::Member;
use jiff::Timestamp;
use shusseki_core::calendar::jst;

/// Writes to the member, if there is an address: name, number and time, and whatever else the mail names.
///
/// # Errors
/// The database failed.
pub(super) async fn tell(
    tx: &mut Tx,
    tenant: &Tenant,
    member: &Member,
    template: &'static MailTemplate,
    at: Timestamp,
    more: Vec<(&'static str, String)>,
) -> Result<(), DbError> {
    let Some(to) = member.mail.clone() else {
        return Ok(());
    };
    let mut values = vec![
        ("name", member.name.get(member.language)),
        ("number", member.number.to_string()),
        ("at", written_moment(at)),
    ];
    values.extend(more);
    let letter = Letter {
        to,
        language: member.language,
        template,
        values,
    };
    mail::post(tx, tenant, at, &letter).await
}

/// `2026-11-21 10:31`, in Japan: alike in both languages.
pub(crate) fn written_moment(at: Timestamp) -> String {
    at.to_zoned(jst()).strftime("%Y-%m-%d %H:%M").to_string()
}
