//! What the office of the demo has done already: words of its own for a mail, mails to members, one
//! of which came back.

use super::DemoError;
use super::scenario::AccountRole;
use crate::app::Tenant;
use crate::db::Tx;
use crate::mail::templates::{DECLARATION_ACCEPTED, DECLARATION_REJECTED, MailTemplate};
use crate::mail::wording::Wording;
use crate::mail::{Letter, office, post, store};
use crate::members::Member;
use jiff::{SignedDuration, Timestamp};
use shusseki_core::text::Language;

/// What a mail server says of an address that is gone.
const GONE: &str = "550 5.1.1 The email account that you tried to reach does not exist";

/// Fills audit log and outbox of a society.
///
/// # Errors
/// The database failed.
pub(super) async fn fill(
    tx: &mut Tx,
    tenant: &Tenant,
    accounts: &[(AccountRole, Member)],
    now: Timestamp,
) -> Result<(), DemoError> {
    let of_role = |wanted| {
        let found = accounts.iter().find(|(role, _)| *role == wanted);
        found.map(|(_, member)| member)
    };
    let (Some(admin), Some(member)) = (of_role(AccountRole::Admin), of_role(AccountRole::Attendee))
    else {
        // An office without anybody has done nothing.
        return Ok(());
    };
    let before = |days: i64| {
        let earlier = now.checked_sub(SignedDuration::from_hours(24 * days));
        earlier.unwrap_or(now)
    };
    let which = (&DECLARATION_ACCEPTED, Language::Ja);
    let by = (admin.id, before(9));
    office::reword(tx, tenant, which, Some(&own_words()), by).await?;
    write(tx, tenant, &DECLARATION_REJECTED, member, before(8)).await?;
    for mail in store::due(tx, tenant.slug(), now, 1).await? {
        store::settle(tx, tenant.slug(), &mail, "bounced", GONE, before(8)).await?;
    }
    Ok(write(tx, tenant, &DECLARATION_ACCEPTED, member, before(3)).await?)
}

/// The shipped words, more friendly.
fn own_words() -> Wording {
    let shipped = DECLARATION_ACCEPTED.wording(Language::Ja);
    Wording {
        body: shipped.body.replace(
            "ご申告いただいた",
            "平素より本会の活動にご協力を賜り、厚く御礼申し上げます。\nご申告いただいた",
        ),
        ..shipped
    }
}

async fn write(
    tx: &mut Tx,
    tenant: &Tenant,
    template: &'static MailTemplate,
    member: &Member,
    at: Timestamp,
) -> Result<(), crate::db::DbError> {
    let Some(to) = member.mail.clone() else {
        return Ok(());
    };
    let known = [
        ("name", member.name.get(member.language)),
        ("number", member.number.to_string()),
    ];
    let values = template.placeholders.iter().map(|placeholder| {
        let own = known.iter().find(|(name, _)| *name == placeholder.name);
        let value = own.map_or_else(|| placeholder.sample.to_owned(), |(_, value)| value.clone());
        (placeholder.name, value)
    });
    let letter = Letter {
        to,
        language: member.language,
        template,
        values: values.collect(),
    };
    post(tx, tenant, at, &letter).await
}
