//! What members and visitors see of notices, and what they have read. Looking changes nothing: a
//! notice is marked as read by a request of its own.

use super::store::{self, After, Shown};
use super::{Notice, Reader, State, facts};
use crate::app::Tenant;
use crate::db::{Conn, DbError, Tx};
use crate::members::Member;
use jiff::Timestamp;
use shusseki_core::audience::Audience;
use shusseki_core::calendar::day_of;
use uuid::Uuid;

/// Notices looked at in one go.
const A_CHUNK: i64 = 50;
/// Unread ones are counted no further.
pub(crate) const UNREAD_COUNTED: usize = 99;
/// Notices marked in one go at most; whoever has more unread asks again.
const MARKED_AT_MOST: usize = 1_000;

/// Which notices are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Marked {
    /// All.
    #[default]
    All,
    /// 未読.
    Unread,
    /// 既読.
    Read,
}

impl Marked {
    /// Every way to look, in the order in which a page offers them.
    pub(crate) const EVERY: [Self; 3] = [Self::All, Self::Unread, Self::Read];

    /// The name in addresses.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Unread => "unread",
            Self::Read => "read",
        }
    }

    /// The way of that name; all notices for any other.
    pub(crate) fn named(name: &str) -> Self {
        let mut every = Self::EVERY.into_iter();
        every.find(|one| one.name() == name).unwrap_or_default()
    }
}

/// A notice as a reader has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    /// The notice.
    pub(crate) notice: Notice,
    /// When the member read it; never for visitors.
    pub(crate) read_at: Option<Timestamp>,
}

/// A page of notices.
#[derive(Debug)]
pub(crate) struct Listed {
    /// The notices, pinned ones first, then the newest.
    pub(crate) notices: Vec<Seen>,
    /// Where the next page begins, if there is more.
    pub(crate) next: Option<After>,
}

/// Who looks at the notices of which society, and when.
#[derive(Clone, Copy)]
pub(crate) struct Look<'a> {
    /// The society.
    pub(crate) tenant: &'a Tenant,
    /// Who.
    pub(crate) reader: &'a Reader,
    /// When.
    pub(crate) now: Timestamp,
}

/// A page of the notices that are for the reader.
///
/// # Errors
/// The database failed.
pub(crate) async fn list(
    conn: &mut Conn,
    look: Look<'_>,
    (marked, key): (Marked, Option<&str>),
    after: Option<After>,
    limit: usize,
) -> Result<Listed, DbError> {
    let wanted = Shown {
        member: look.reader.member(),
        now: look.now,
        marked: marked.name(),
        key,
    };
    let (mut notices, mut from) = (Vec::new(), after);
    loop {
        let chunk = store::shown(conn, look.tenant.slug(), &wanted, from, A_CHUNK).await?;
        let is_last = i64::try_from(chunk.len()).is_ok_and(|read| read < A_CHUNK);
        from = chunk.last().map(|(notice, _)| After::notice(notice));
        let own = chunk
            .into_iter()
            .filter(|(notice, _)| look.reader.is_of(&notice.draft.audience))
            .map(|(notice, read_at)| Seen { notice, read_at });
        notices.extend(own);
        if is_last || notices.len() > limit {
            break;
        }
    }
    let more = notices.len() > limit;
    notices.truncate(limit);
    let last = notices.last().filter(|_| more);
    let next = last.map(|seen| After::notice(&seen.notice));
    Ok(Listed { notices, next })
}

/// How many notices the member has not read yet, up to [`UNREAD_COUNTED`].
///
/// # Errors
/// The database failed.
pub(crate) async fn unread(conn: &mut Conn, look: Look<'_>) -> Result<usize, DbError> {
    if look.reader.member().is_none() {
        return Ok(0);
    }
    let wanted = (Marked::Unread, None);
    let listed = list(conn, look, wanted, None, UNREAD_COUNTED).await?;
    Ok(listed.notices.len())
}

/// The same for the menu of every page: one statement for a member who has read everything that is for
/// all, two more where somebody's class or office decides.
///
/// # Errors
/// The database failed.
pub(crate) async fn unread_of(
    conn: &mut Conn,
    tenant: &Tenant,
    member: &Member,
    now: Timestamp,
) -> Result<usize, DbError> {
    let slug = tenant.slug();
    let mut waiting = store::unread(conn, slug, member.id, now).await?;
    let is_choosy = |audience: &Audience| {
        let selection = audience.selection();
        selection.is_some_and(|selection| !selection.is_everything())
    };
    if waiting.iter().any(is_choosy) {
        let reader = facts::reader(conn, slug, Some(member), day_of(now)).await?;
        waiting.retain(|audience| reader.is_of(audience));
    }
    Ok(waiting.len().min(UNREAD_COUNTED))
}

/// The notice, if it is shown now and for the reader: nobody learns of one that isn't.
///
/// # Errors
/// The database failed.
pub(crate) async fn one(
    conn: &mut Conn,
    look: Look<'_>,
    notice: Uuid,
) -> Result<Option<Seen>, DbError> {
    let slug = look.tenant.slug();
    let notice = store::one(conn, slug, notice).await?.filter(|notice| {
        notice.state(look.now) == State::Published && look.reader.is_of(&notice.draft.audience)
    });
    let Some(notice) = notice else {
        return Ok(None);
    };
    let read_at = match look.reader.member() {
        Some(member) => store::read_at(conn, slug, member, notice.id).await?,
        None => None,
    };
    Ok(Some(Seen { notice, read_at }))
}

/// Notes that the member has read the notice; tells whether it is one that she or he sees.
///
/// # Errors
/// The database failed; the transaction should then be abandoned.
pub(crate) async fn mark(tx: &mut Tx, look: Look<'_>, notice: Uuid) -> Result<bool, DbError> {
    let seen = one(tx, look, notice).await?;
    let (Some(seen), Some(member)) = (seen, look.reader.member()) else {
        return Ok(false);
    };
    store::mark(tx, look.tenant.slug(), member, seen.notice.id, look.now).await?;
    Ok(true)
}

/// Notes that the member has read everything that is shown.
///
/// # Errors
/// The database failed; the transaction should then be abandoned.
pub(crate) async fn mark_all(tx: &mut Tx, look: Look<'_>) -> Result<(), DbError> {
    let Some(member) = look.reader.member() else {
        return Ok(());
    };
    let wanted = (Marked::Unread, None);
    let listed = list(tx, look, wanted, None, MARKED_AT_MOST).await?;
    for seen in &listed.notices {
        store::mark(tx, look.tenant.slug(), member, seen.notice.id, look.now).await?;
    }
    Ok(())
}
