//! Temporary passwords of the office: made for members by number, printed as letters or taken away as
//! a CSV file once, good for one login within the society's days (JSNM-1).

mod letters;
mod numbers;
pub(crate) mod pages;
mod random;
mod seal;
pub(crate) mod store;
pub(crate) mod terminal;

pub(crate) use seal::LetterSeal;

use super::password::PasswordError;
use super::store::{password_of_member, set_temporary};
use super::{after_minutes, end_other_sessions};
use crate::app::{App, Tenant};
use crate::audit::{self, Actor, Deed, Subject, action};
use crate::clock::NoRandomness;
use crate::db::{Conn, DbError, Tx};
use crate::members::{self, Member, profile};
use crate::web::failure::Failure;
use axum::http::StatusCode;
use jiff::ToSpan as _;
use jiff::civil::Date;
use numbers::Entry;
use seal::SealError;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shusseki_core::calendar::{day_of, start_of};
use shusseki_core::ids::{MemberId, MemberNumber};
use shusseki_core::text::{Language, Text};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Members of one batch: each is hashed like any password, and a request must end.
pub(crate) const AT_ONCE: usize = 300;
/// For how many minutes the one who made a batch can print it: a download may fail and be repeated.
const KEPT_MINUTES: i64 = 15;

/// Why no temporary passwords were made, or can't be printed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TemporaryError {
    /// The society's definition has none.
    #[error("the society makes no temporary passwords")]
    NotHere,
    /// No number was given.
    #[error("no member number was given")]
    Nobody,
    /// More than [`AT_ONCE`].
    #[error("too many members at once")]
    TooMany,
    /// The file is neither UTF-8 nor Shift_JIS, or no list of numbers.
    #[error("the file can't be read")]
    Unreadable,
    /// The batch was somebody else's, or its time is over.
    #[error("the batch is gone")]
    Gone,
    /// Hashing failed or is overloaded.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// What was sealed can't be opened.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// No randomness.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<TemporaryError> for Failure {
    fn from(error: TemporaryError) -> Self {
        let refused = |status, code, ja: &str, en: &str, next_ja: &str, next_en: &str| {
            Self::new(status, code, Text::new(ja, en), Text::new(next_ja, next_en))
        };
        match error {
            TemporaryError::NotHere => refused(
                StatusCode::NOT_FOUND,
                "no-temporary-passwords",
                "この学会では仮パスワードを発行しません。",
                "This society makes no temporary passwords.",
                "学会定義の first-login をご確認ください。",
                "See first-login in the definition.",
            ),
            TemporaryError::Nobody => refused(
                StatusCode::UNPROCESSABLE_ENTITY,
                "no-numbers",
                "会員番号が入力されていません。",
                "No member number was given.",
                "会員番号を入力するか、CSVファイルを選んでください。",
                "Enter member numbers or choose a CSV file.",
            ),
            TemporaryError::TooMany => refused(
                StatusCode::UNPROCESSABLE_ENTITY,
                "too-many-numbers",
                "一度に発行できるのは300名までです。",
                "At most 300 members at once.",
                "分けて発行してください。",
                "Make several batches.",
            ),
            TemporaryError::Unreadable => refused(
                StatusCode::UNPROCESSABLE_ENTITY,
                "numbers-unreadable",
                "ファイルを読み取れませんでした。",
                "The file can't be read.",
                "会員番号の列があるCSV（UTF-8またはShift_JIS）を選んでください。",
                "Choose a CSV file (UTF-8 or Shift_JIS) with a column of member numbers.",
            ),
            TemporaryError::Gone => refused(
                StatusCode::GONE,
                "letters-gone",
                "この通知書はもう取り出せません。",
                "These letters can't be taken any more.",
                "通知書とCSVは、発行した人が15分以内に限り保存できます。必要なときは発行し直してください。前の仮パスワードは無効になります。",
                "Only who made them can save them, within 15 minutes. Make new ones if need be: the former passwords then end.",
            ),
            TemporaryError::Password(error @ PasswordError::Busy) => Self::busy(error),
            TemporaryError::Password(error) => Self::internal(error),
            TemporaryError::Seal(error) => Self::internal(error),
            TemporaryError::Random(error) => error.into(),
            TemporaryError::Db(error) => error.into(),
        }
    }
}

/// A temporary password with what its letter says.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Issued {
    number: MemberNumber,
    name: String,
    address: Vec<String>,
    language: Language,
    password: String,
}

/// Somebody for whom none was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Skipped {
    /// The number as it was given.
    given: String,
    why: Why,
}

/// Why none was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Why {
    /// It is no member number.
    NoNumber,
    /// Nobody has that number.
    NoMember,
    /// The member has withdrawn.
    Withdrawn,
    /// The member has a password of her or his own, and the office did not say to replace such.
    HasOwn,
}

/// What was made in one go.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Batch {
    issued: Vec<Issued>,
    skipped: Vec<Skipped>,
    issued_on: Date,
    /// The last day on which the passwords hold.
    valid_until: Date,
}

/// What the office wants.
#[derive(Debug)]
struct Order {
    entries: Vec<Entry>,
    /// Whether members with a password of their own get one too; theirs then ends.
    also_own: bool,
}

/// Makes the passwords, all of them or none, and keeps them sealed for printing.
///
/// # Errors
/// See [`TemporaryError`].
async fn issue(
    app: &App,
    tenant: &Tenant,
    by: MemberId,
    order: &Order,
) -> Result<Uuid, TemporaryError> {
    let policy = tenant.society.first_login.temporary;
    let policy = policy.ok_or(TemporaryError::NotHere)?;
    if order.entries.is_empty() {
        return Err(TemporaryError::Nobody);
    }
    if order.entries.len() > AT_ONCE {
        return Err(TemporaryError::TooMany);
    }
    let at = app.clock.now();
    let today = day_of(at);
    let valid_until = today.saturating_add(i32::from(policy.days).days());
    let until = start_of(valid_until.saturating_add(1.day()));
    let (members, skipped) = chosen(app, tenant, order).await?;
    let (mut issued, mut hashes) = (Vec::new(), Vec::new());
    for (member, address) in &members {
        let password = random::password(&app.random)?;
        // One after the other: who logs in meanwhile waits for one hash, not for the batch.
        let hash = app.passwords.hash(password.clone()).await?;
        issued.push(Issued::new(member, address, &password));
        hashes.push((member.id, hash));
    }
    let batch = Batch {
        issued,
        skipped,
        issued_on: today,
        valid_until,
    };
    let id = app.random.uuid()?;
    let sealed = app
        .letter_seal
        .seal(&app.random, tenant.slug(), id, &batch)?;
    let mut tx = app.db.write().await?;
    let mut deeds = Vec::with_capacity(hashes.len());
    for (member, hash) in &hashes {
        let before = last_day(&mut tx, tenant, *member).await?;
        set_temporary(&mut tx, tenant.slug(), *member, hash, at, until).await?;
        end_other_sessions(&mut tx, tenant, *member, None).await?;
        deeds.push(issued_deed(by, *member, before, valid_until));
    }
    store::delete_expired(&mut tx, tenant.slug(), at).await?;
    let kept = store::NewBatch {
        id,
        made_by: by,
        made_at: at,
        expires_at: after_minutes(at, KEPT_MINUTES),
        sealed: &sealed,
    };
    store::insert(&mut tx, tenant.slug(), &kept).await?;
    audit::record_all(&mut tx, tenant, at, &deeds).await?;
    tx.commit().await?;
    Ok(id)
}

fn issued_deed(by: MemberId, member: MemberId, before: Option<Date>, until: Date) -> Deed {
    Deed {
        actor: Actor::Staff(by),
        action: action::TEMPORARY_PASSWORD_ISSUED,
        subject: Subject::member(member),
        before: before.map(|day| json!({ "valid_until": day })),
        after: Some(json!({ "valid_until": until })),
        why: None,
    }
}

/// Takes back the member's temporary password, and tells the last day of it; none where there is none.
/// Whoever does it records it.
///
/// # Errors
/// The database failed.
pub(crate) async fn revoke(
    tx: &mut Tx,
    tenant: &Tenant,
    member: MemberId,
) -> Result<Option<Date>, DbError> {
    let until = last_day(tx, tenant, member).await?;
    let revoked = store::revoke(tx, tenant.slug(), member).await?;
    Ok(until.filter(|_| revoked))
}

/// The last day of the member's temporary password, if that is what there is.
async fn last_day(
    conn: &mut Conn,
    tenant: &Tenant,
    member: MemberId,
) -> Result<Option<Date>, DbError> {
    let row = password_of_member(conn, tenant.slug(), member).await?;
    let until = row.and_then(|row| row.temporary_until);
    Ok(until.map(|until| day_of(until.0).saturating_sub(1.day())))
}

/// A member, and the lines of the address to which the letter goes.
type Addressee = (Member, Vec<String>);

/// The members who get one, each once, and the others with the reason.
async fn chosen(
    app: &App,
    tenant: &Tenant,
    order: &Order,
) -> Result<(Vec<Addressee>, Vec<Skipped>), TemporaryError> {
    let mut conn = app.db.read().await?;
    let (mut members, mut skipped, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for entry in &order.entries {
        let mut skip = |why| {
            skipped.push(Skipped {
                given: entry.given.clone(),
                why,
            });
        };
        let Some(number) = &entry.number else {
            skip(Why::NoNumber);
            continue;
        };
        if !seen.insert(number) {
            continue;
        }
        let Some(member) = members::by_number(&mut conn, tenant.slug(), number).await? else {
            skip(Why::NoMember);
            continue;
        };
        if !member.may_log_in() {
            skip(Why::Withdrawn);
            continue;
        }
        let password = password_of_member(&mut conn, tenant.slug(), member.id).await?;
        if !order.also_own && password.is_some_and(|row| row.is_own()) {
            skip(Why::HasOwn);
            continue;
        }
        let stored = profile::of(&mut conn, tenant.slug(), &member).await?;
        let to = tenant.society.profile.postal_address(&stored.held);
        let institution = member.institution.clone();
        let address = match to {
            Some(to) => to.lines(&institution, member.language),
            None => vec![institution],
        };
        members.push((member, address));
    }
    Ok((members, skipped))
}

impl Issued {
    fn new(member: &Member, address: &[String], password: &str) -> Self {
        Self {
            number: member.number.clone(),
            name: member.name.get(member.language),
            address: address.to_vec(),
            language: member.language,
            password: password.to_owned(),
        }
    }
}

/// The batch, for the one who made it and while it is kept.
///
/// # Errors
/// [`TemporaryError::Gone`], or the database failed.
async fn batch(
    app: &App,
    tenant: &Tenant,
    by: MemberId,
    id: Uuid,
) -> Result<Batch, TemporaryError> {
    let mut conn = app.db.read().await?;
    let now = app.clock.now();
    let sealed = store::sealed(&mut conn, tenant.slug(), id, by, now).await?;
    let sealed = sealed.ok_or(TemporaryError::Gone)?;
    Ok(app.letter_seal.open(tenant.slug(), id, &sealed)?)
}

/// What the tests of the door see of a batch.
#[cfg(test)]
pub(super) mod for_tests {
    use super::numbers::typed;
    use super::{App, MemberId, Order, TemporaryError, Tenant, Uuid, batch};

    /// A batch that was made.
    pub(in crate::accounts) struct Made {
        pub(in crate::accounts) id: Uuid,
        pub(in crate::accounts) passwords: Vec<String>,
        pub(in crate::accounts) skipped: Vec<String>,
    }

    /// Makes temporary passwords for the numbers in a text.
    pub(in crate::accounts) async fn issue(
        app: &App,
        tenant: &Tenant,
        by: MemberId,
        numbers: &str,
        also_own: bool,
    ) -> Result<Made, TemporaryError> {
        let entries = typed(numbers);
        let id = super::issue(app, tenant, by, &Order { entries, also_own }).await?;
        let batch = batch(app, tenant, by, id).await?;
        let why = |why| serde_json::to_string(&why).unwrap_or_default();
        Ok(Made {
            id,
            passwords: batch.issued.into_iter().map(|one| one.password).collect(),
            skipped: batch
                .skipped
                .into_iter()
                .map(|one| format!("{} {}", one.given, why(one.why).trim_matches('"')))
                .collect(),
        })
    }

    /// Whether that member can still print the batch.
    pub(in crate::accounts) async fn kept(
        app: &App,
        tenant: &Tenant,
        by: MemberId,
        id: Uuid,
    ) -> bool {
        batch(app, tenant, by, id).await.is_ok()
    }
}
