//! The mail that tells a member what the office made of a declaration.

use super::Desk;
use crate::credits::line::{Kind, Line};
use crate::db::{DbError, Tx};
use crate::mail::templates::{DECLARATION_ACCEPTED, DECLARATION_REJECTED};
use crate::mail::{Letter, post};
use crate::members;

/// Posts the verdict to the member; to nobody, where the office has no address.
pub(super) async fn post_verdict(
    tx: &mut Tx,
    desk: &Desk<'_>,
    declared: &Line,
    why: Option<&str>,
    verdict: Kind,
) -> Result<(), DbError> {
    let Some(member) = members::by_id(tx, desk.tenant.slug(), desk.member).await? else {
        return Ok(());
    };
    let language = member.language;
    let Some(to) = member.mail else {
        return Ok(());
    };
    let mut values = vec![
        ("name", member.name.get(language)),
        ("number", member.number.to_string()),
        ("event", declared.entry.event.get(language).to_owned()),
    ];
    let template = if verdict == Kind::Rejected {
        values.push(("reason", why.unwrap_or_default().to_owned()));
        &DECLARATION_REJECTED
    } else {
        &DECLARATION_ACCEPTED
    };
    let letter = Letter {
        to,
        language,
        template,
        values,
    };
    post(tx, desk.tenant, desk.now, &letter).await
}
