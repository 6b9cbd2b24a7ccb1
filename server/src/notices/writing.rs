//! What the office does with notices: write, publish, withdraw.

use super::mailing::store::{self as mailings, Mailing};
use super::store::{self, Before};
use super::{Decided, Draft, Notice, State};
use crate::app::Tenant;
use crate::audit::{self, Action, Actor, Deed, Subject, action};
use crate::db::{Conn, DbError, Tx};
use crate::web::failure::Failure;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};
use shusseki_core::ids::MemberId;
use shusseki_core::text::Text;
use uuid::Uuid;

/// Why nothing was stored.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WritingError {
    /// The society has no such notice.
    #[error("there is no such notice")]
    NoSuchNotice,
    /// Somebody else changed it meanwhile.
    #[error("the notice was changed meanwhile")]
    Stale,
    /// It would be over before it begins.
    #[error("the end comes before the publication")]
    EndsFirst,
    /// Members have seen it already: whom it is for stays.
    #[error("the audience of a notice that was published stays")]
    AudienceStays,
    /// The society sends no notices by mail.
    #[error("the society sends no notices by mail")]
    NoMail,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<WritingError> for Failure {
    fn from(error: WritingError) -> Self {
        let conflict = |code, ja: &str, en: &str| {
            Self::new(
                StatusCode::CONFLICT,
                code,
                Text::new(ja, en),
                Text::new("一覧を開き直してください。", "Open the list again."),
            )
        };
        match error {
            WritingError::Db(error) => error.into(),
            WritingError::NoSuchNotice => Self::not_found(),
            WritingError::Stale => conflict(
                "notice-changed",
                "このお知らせは、別の画面で変更されました。",
                "The notice was changed in another window.",
            ),
            WritingError::AudienceStays => conflict(
                "notice-audience-stays",
                "公開したお知らせの対象は変更できません。",
                "The audience of a published notice stays as it is.",
            ),
            WritingError::EndsFirst => Self::bad_request(
                "notice-ends-first",
                "公開終了は、公開日時より後にしてください。",
                "Let it end after it is published.",
            ),
            WritingError::NoMail => Self::bad_request(
                "notice-no-mail",
                "この学会では、お知らせをメールで送りません。",
                "This society sends no notices by mail.",
            ),
        }
    }
}

/// Who writes, and when.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'a> {
    /// The society.
    pub(crate) tenant: &'a Tenant,
    /// Who of the office.
    pub(crate) by: MemberId,
    /// When.
    pub(crate) now: Timestamp,
}

/// Which notice is written: a new one of that id, or one as it was at that revision.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Which {
    /// Its id.
    pub(crate) id: Uuid,
    /// The revision that was before the writer; 0 for a new one.
    pub(crate) revision: i64,
}

/// Stores what was written. `publish` has it published at the time that it names, or at once; a notice
/// that is published already stays so.
///
/// # Errors
/// See [`WritingError`]; the transaction should then be abandoned.
pub(crate) async fn save(
    tx: &mut Tx,
    desk: &Desk<'_>,
    which: Which,
    draft: Draft,
    publish: bool,
) -> Result<Notice, WritingError> {
    let slug = desk.tenant.slug();
    let before = match which.revision {
        0 => None,
        _ => Some(at_revision(tx, desk, which).await?),
    };
    if draft.by_mail && !desk.tenant.society.notices.mail {
        return Err(WritingError::NoMail);
    }
    let mailing = mailings::mailing(tx, slug, which.id).await?;
    let mailed = mailing.as_ref().is_some_and(Mailing::has_begun);
    let seen = before.as_ref().filter(|before| is_out(before, desk.now));
    if let Some(before) = seen.or(before.as_ref().filter(|_| mailed)) {
        audience_stays(&before.draft, &draft)?;
    }
    let decided = match &before {
        _ if publish => Decided::Published,
        Some(before) => before.decided,
        None => Decided::Draft,
    };
    let planned = draft.publish_at.filter(|at| *at > desk.now);
    let publish_at = match seen {
        Some(before) => before.draft.publish_at,
        None if decided == Decided::Published => Some(planned.unwrap_or(desk.now)),
        None => draft.publish_at,
    };
    let begins = publish_at.unwrap_or(desk.now);
    if draft.ends_at.is_some_and(|ends| ends <= begins) {
        return Err(WritingError::EndsFirst);
    }
    let notice = Notice {
        id: which.id,
        revision: which.revision,
        draft: Draft {
            publish_at,
            ..draft
        },
        decided,
    };
    if !store::keep(tx, slug, &notice, desk.now).await? {
        return Err(WritingError::Stale);
    }
    if decided == Decided::Published && notice.draft.by_mail {
        mailings::plan(tx, slug, notice.id, begins).await?;
    } else {
        mailings::cancel(tx, slug, notice.id).await?;
    }
    let newly = publish && before.as_ref().is_none_or(|one| one.decided != decided);
    let action = match &before {
        _ if newly => action::NOTICE_PUBLISHED,
        None => action::NOTICE_WRITTEN,
        Some(_) => action::NOTICE_CHANGED,
    };
    record(tx, desk, action, before.as_ref(), Some(&notice)).await?;
    Ok(notice)
}

/// What members have seen, or have in their mail, is for the same members still.
fn audience_stays(before: &Draft, after: &Draft) -> Result<(), WritingError> {
    if before.audience != after.audience || before.by_mail != after.by_mail {
        return Err(WritingError::AudienceStays);
    }
    Ok(())
}

/// Whether members may have seen it.
fn is_out(notice: &Notice, now: Timestamp) -> bool {
    matches!(notice.state(now), State::Published | State::Ended)
}

/// Takes a notice back: nobody sees it any more, and what was not mailed yet is not mailed.
///
/// # Errors
/// See [`WritingError`]; the transaction should then be abandoned.
pub(crate) async fn withdraw(
    tx: &mut Tx,
    desk: &Desk<'_>,
    which: Which,
) -> Result<(), WritingError> {
    let before = at_revision(tx, desk, which).await?;
    let slug = desk.tenant.slug();
    let after = Notice {
        decided: Decided::Withdrawn,
        ..before.clone()
    };
    if !store::keep(tx, slug, &after, desk.now).await? {
        return Err(WritingError::Stale);
    }
    mailings::cancel(tx, slug, after.id).await?;
    let action = action::NOTICE_WITHDRAWN;
    Ok(record(tx, desk, action, Some(&before), Some(&after)).await?)
}

async fn at_revision(tx: &mut Tx, desk: &Desk<'_>, which: Which) -> Result<Notice, WritingError> {
    let notice = store::one(tx, desk.tenant.slug(), which.id).await?;
    let notice = notice.ok_or(WritingError::NoSuchNotice)?;
    if notice.revision == which.revision {
        Ok(notice)
    } else {
        Err(WritingError::Stale)
    }
}

async fn record(
    tx: &mut Tx,
    desk: &Desk<'_>,
    action: Action,
    before: Option<&Notice>,
    after: Option<&Notice>,
) -> Result<(), DbError> {
    let id = after.or(before).map(|notice| notice.id).unwrap_or_default();
    let deed = Deed {
        actor: Actor::Staff(desk.by),
        action,
        subject: Subject::of_society("notice", id),
        before: before.map(logged),
        after: after.map(logged),
        why: None,
    };
    audit::record(tx, desk.tenant, desk.now, &deed).await
}

/// What the audit log keeps of a notice.
fn logged(notice: &Notice) -> Value {
    let draft = &notice.draft;
    let piece = |piece: &Option<super::Piece>| {
        let piece = piece.as_ref();
        piece.map(|piece| json!({ "title": piece.title, "text": piece.text }))
    };
    json!({
        "state": notice.decided.name(),
        "ja": piece(&draft.pieces.ja),
        "en": piece(&draft.pieces.en),
        "audience": draft.audience,
        "pinned": draft.pinned,
        "by_mail": draft.by_mail,
        "publish_at": draft.publish_at,
        "ends_at": draft.ends_at,
    })
}

/// A notice as the office has it.
pub(crate) struct Kept {
    /// The notice.
    pub(crate) notice: Notice,
    /// How far its mails are.
    pub(crate) mailing: Option<Mailing>,
}

/// The notice of that id, whatever its state.
///
/// # Errors
/// The database failed.
pub(crate) async fn kept(
    conn: &mut Conn,
    tenant: &Tenant,
    notice: Uuid,
) -> Result<Option<Kept>, DbError> {
    let Some(notice) = store::one(conn, tenant.slug(), notice).await? else {
        return Ok(None);
    };
    let mailing = mailings::mailing(conn, tenant.slug(), notice.id).await?;
    Ok(Some(Kept { notice, mailing }))
}

/// A page of all notices with how many members read them, what was changed last first.
///
/// # Errors
/// The database failed.
pub(crate) async fn all(
    conn: &mut Conn,
    tenant: &Tenant,
    before: Option<Before>,
    limit: i64,
) -> Result<(Vec<(Notice, i64)>, Option<Before>), DbError> {
    let slug = tenant.slug();
    let found = store::of_office(conn, slug, before, limit).await?;
    let full = i64::try_from(found.len()).is_ok_and(|read| read == limit);
    let next = match found.last().filter(|_| full) {
        Some((last, _)) => store::before(conn, slug, last.id).await?,
        None => None,
    };
    Ok((found, next))
}
