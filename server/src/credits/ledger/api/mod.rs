//! The ledger's JSON endpoints: for the office, for those who review, for the member.

pub(crate) mod facts;
pub(crate) mod lines;
pub(crate) mod member;
pub(crate) mod office;
pub(crate) mod review;

use super::Desk;
use super::error::LedgerError;
use super::grant::Kept;
use crate::app::App;
use crate::credits::known::{KnownAs, lines as ledger_lines};
use crate::credits::proofs;
use crate::db::Conn;
use crate::members::{self, Member};
use crate::web::extract::Caller;
use crate::web::failure::Failure;
use axum::http::StatusCode;
use lines::{LineDto, Reader};
use serde::{Deserialize as _, Deserializer};
use serde_json::Number;
use shusseki_core::ids::{EntryId, MemberId};

/// A number of minutes; in JSON 90 and 90.0 are the same.
fn minutes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let number = Option::<Number>::deserialize(deserializer)?;
    let whole = |number: Number| {
        let text = match number.as_f64().filter(|_| number.is_f64()) {
            Some(decimal) => decimal.to_string(),
            None => number.to_string(),
        };
        text.parse().map_err(serde::de::Error::custom)
    };
    number.map(whole).transpose()
}

/// The member whose number stands in the path.
async fn member_of(app: &App, caller: &Caller, number: &str) -> Result<Member, Failure> {
    let number = number.parse().map_err(|_| LedgerError::NoSuchMember)?;
    let mut conn = app.db.read().await?;
    let member = members::by_number(&mut conn, caller.tenant.slug(), &number).await?;
    Ok(member.ok_or(LedgerError::NoSuchMember)?)
}

fn line_id(text: &str) -> Result<EntryId, Failure> {
    Ok(text.parse().map_err(|_| LedgerError::NoSuchLine)?)
}

fn desk<'a>(app: &App, caller: &'a Caller, member: MemberId) -> Desk<'a> {
    Desk {
        tenant: &caller.tenant,
        member,
        by: caller.member,
        now: app.clock.now(),
    }
}

/// A member's ledger, as the reader may see it.
async fn ledger_of(
    conn: &mut Conn,
    caller: &Caller,
    member: MemberId,
    reader: Reader,
) -> Result<Vec<LineDto>, Failure> {
    let slug = caller.tenant.slug();
    let lines = ledger_lines(conn, slug, member, KnownAs::NOW).await?;
    let proved = proofs::proved(conn, slug, member).await?;
    Ok(LineDto::all(&lines, &proved, reader))
}

/// One line of it.
async fn line_of(
    app: &App,
    caller: &Caller,
    member: MemberId,
    line: EntryId,
    reader: Reader,
) -> Result<LineDto, Failure> {
    let mut conn = app.db.read().await?;
    let lines = ledger_of(&mut conn, caller, member, reader).await?;
    let mut lines = lines.into_iter();
    let line = lines.find(|shown| shown.is(line));
    Ok(line.ok_or(LedgerError::NoSuchLine)?)
}

/// Whether the line was made by this request, or by one before with the same key.
const fn status_of(kept: &Kept) -> StatusCode {
    if kept.new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    }
}
