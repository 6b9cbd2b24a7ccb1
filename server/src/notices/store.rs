//! Notices in the database.

use super::{Decided, Draft, Notice, Piece, Pieces};
use crate::db::{Conn, DbError, Instant, Json, Tx, statements};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shusseki_core::audience::Audience;
use shusseki_core::ids::{MemberId, SocietySlug};
use uuid::Uuid;

/// The columns of a notice, with what else is wanted.
macro_rules! notices {
    ($($also:literal)? from $rest:literal) => {
        concat!(
            "SELECT n.notice_id, n.revision, n.title_ja, n.text_ja, n.title_en, n.text_en, \
             n.audience, n.audience_key, n.pinned, n.by_mail, n.state, n.publish_at, n.ends_at",
            $($also,)?
            " FROM notices n ",
            $rest
        )
    };
}

statements! {
    INSERT = "INSERT INTO notices (society_id, notice_id, revision, title_ja, text_ja, title_en, \
        text_en, audience, audience_key, pinned, by_mail, state, publish_at, ends_at, changed_at) \
        VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    /// Nobody else changed it since that revision.
    UPDATE = "UPDATE notices SET revision = revision + 1, title_ja = $3, text_ja = $4, \
        title_en = $5, text_en = $6, audience = $7, audience_key = $8, pinned = $9, by_mail = $10, \
        state = $11, publish_at = $12, ends_at = $13, changed_at = $14 \
        WHERE society_id = $1 AND notice_id = $2 AND revision = $15";
    ONE = notices!(from "WHERE n.society_id = $1 AND n.notice_id = $2");
    SHOWN = notices!(", r.read_at" from "LEFT JOIN notice_reads r \
        ON r.society_id = n.society_id AND r.notice_id = n.notice_id AND r.member_id = $2 \
        WHERE n.society_id = $1 AND n.state = 'published' AND n.publish_at <= $3 \
        AND (n.ends_at IS NULL OR n.ends_at > $3) \
        AND (CAST($4 AS TEXT) = 'all' OR ($4 = 'unread' AND r.read_at IS NULL) \
            OR ($4 = 'read' AND r.read_at IS NOT NULL)) \
        AND (CAST($5 AS TEXT) IS NULL OR n.audience_key = $5) \
        AND (n.pinned, n.publish_at, n.notice_id) < ($6, $7, $8) \
        ORDER BY n.pinned DESC, n.publish_at DESC, n.notice_id DESC LIMIT $9");
    UNREAD = "SELECT n.audience FROM notices n WHERE n.society_id = $1 AND n.state = 'published' \
        AND n.publish_at <= $3 AND (n.ends_at IS NULL OR n.ends_at > $3) \
        AND NOT EXISTS (SELECT 1 FROM notice_reads r WHERE r.society_id = n.society_id \
            AND r.notice_id = n.notice_id AND r.member_id = $2) \
        ORDER BY n.pinned DESC, n.publish_at DESC, n.notice_id DESC LIMIT 200";
    READ_AT = "SELECT read_at FROM notice_reads \
        WHERE society_id = $1 AND member_id = $2 AND notice_id = $3";
    MARK = "INSERT INTO notice_reads (society_id, member_id, notice_id, read_at) \
        VALUES ($1, $2, $3, $4) ON CONFLICT (society_id, member_id, notice_id) DO NOTHING";
    OFFICE = notices!(", (SELECT COUNT(*) FROM notice_reads r WHERE r.society_id = n.society_id \
        AND r.notice_id = n.notice_id) AS readers" from "WHERE n.society_id = $1 \
        AND (n.changed_at, n.notice_id) < ($2, $3) ORDER BY n.changed_at DESC, n.notice_id DESC LIMIT $4");
    CHANGED_AT = "SELECT changed_at FROM notices WHERE society_id = $1 AND notice_id = $2";
}

#[derive(sqlx::FromRow)]
struct NoticeRow {
    notice_id: String,
    revision: i64,
    title_ja: Option<String>,
    text_ja: Option<String>,
    title_en: Option<String>,
    text_en: Option<String>,
    #[sqlx(try_from = "String")]
    audience: Json<Audience>,
    audience_key: Option<String>,
    pinned: bool,
    by_mail: bool,
    state: String,
    publish_at: Option<Instant>,
    ends_at: Option<Instant>,
}

#[derive(sqlx::FromRow)]
struct ShownRow {
    #[sqlx(flatten)]
    notice: NoticeRow,
    read_at: Option<Instant>,
}

#[derive(sqlx::FromRow)]
struct OfficeRow {
    #[sqlx(flatten)]
    notice: NoticeRow,
    readers: i64,
}

#[derive(sqlx::FromRow)]
struct AudienceRow {
    #[sqlx(try_from = "String")]
    audience: Json<Audience>,
}

#[derive(sqlx::FromRow)]
struct ReadRow {
    read_at: Instant,
}

#[derive(sqlx::FromRow)]
struct ChangedRow {
    changed_at: Instant,
}

impl NoticeRow {
    fn notice(self) -> Result<Notice, DbError> {
        let id = Uuid::parse_str(&self.notice_id);
        let id = id.map_err(|error| sqlx::Error::Decode(error.into()))?;
        let piece = |(title, text): (Option<String>, Option<String>)| {
            let (title, text) = (title?, text?);
            Some(Piece { title, text })
        };
        Ok(Notice {
            id,
            revision: self.revision,
            draft: Draft {
                pieces: Pieces {
                    ja: piece((self.title_ja, self.text_ja)),
                    en: piece((self.title_en, self.text_en)),
                },
                audience: self.audience.0,
                audience_key: self.audience_key.and_then(|key| key.parse().ok()),
                pinned: self.pinned,
                by_mail: self.by_mail,
                publish_at: self.publish_at.map(|at| at.0),
                ends_at: self.ends_at.map(|at| at.0),
            },
            // The table admits no other.
            decided: match self.state.as_str() {
                "published" => Decided::Published,
                "withdrawn" => Decided::Withdrawn,
                _ => Decided::Draft,
            },
        })
    }
}

/// Stores a notice: a new one where it has no revision yet. Tells whether it was stored; not, where
/// somebody else changed it since that revision.
pub(super) async fn keep(
    tx: &mut Tx,
    society: &SocietySlug,
    notice: &Notice,
    at: Timestamp,
) -> Result<bool, DbError> {
    let draft = &notice.draft;
    let is_new = notice.revision == 0;
    let (ja, en) = (draft.pieces.ja.as_ref(), draft.pieces.en.as_ref());
    let title = |piece: Option<&Piece>| piece.map(|piece| piece.title.clone());
    let text = |piece: Option<&Piece>| piece.map(|piece| piece.text.clone());
    let mut sql = tx
        .sql(if is_new { INSERT } else { UPDATE })
        .bind(society.as_str())
        .bind(notice.id.to_string())
        .bind(title(ja))
        .bind(text(ja))
        .bind(title(en))
        .bind(text(en))
        .bind(Json(&draft.audience).text()?)
        .bind(draft.audience_key.as_ref().map(ToString::to_string))
        .bind(draft.pinned)
        .bind(draft.by_mail)
        .bind(notice.decided.name())
        .bind(draft.publish_at.map(Instant))
        .bind(draft.ends_at.map(Instant))
        .bind(Instant(at));
    if !is_new {
        sql = sql.bind(notice.revision);
    }
    Ok(sql.run().await? > 0)
}

/// The notice of that id.
pub(super) async fn one(
    conn: &mut Conn,
    society: &SocietySlug,
    notice: Uuid,
) -> Result<Option<Notice>, DbError> {
    let row: Option<NoticeRow> = conn
        .sql(ONE)
        .bind(society.as_str())
        .bind(notice.to_string())
        .optional()
        .await?;
    row.map(NoticeRow::notice).transpose()
}

/// Where a page of what is shown begins: after this notice.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct After(bool, i64, String);

impl After {
    /// After that notice.
    pub(super) fn notice(notice: &Notice) -> Self {
        let at = notice.draft.publish_at.map(Timestamp::as_microsecond);
        Self(
            notice.draft.pinned,
            at.unwrap_or(i64::MAX),
            notice.id.to_string(),
        )
    }

    /// Before all of them.
    const fn beginning() -> Self {
        Self(true, i64::MAX, String::new())
    }
}

/// What is wanted of the notices that are shown.
pub(super) struct Shown<'a> {
    /// Who reads; nobody is a visitor.
    pub(super) member: Option<MemberId>,
    /// When.
    pub(super) now: Timestamp,
    /// `all`, `unread` or `read`.
    pub(super) marked: &'static str,
    /// Only those of the audience of that name.
    pub(super) key: Option<&'a str>,
}

/// Notices that are shown now, whoever they are for, with when the member read them.
pub(super) async fn shown(
    conn: &mut Conn,
    society: &SocietySlug,
    wanted: &Shown<'_>,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<(Notice, Option<Timestamp>)>, DbError> {
    let After(pinned, at, id) = after.unwrap_or_else(After::beginning);
    let rows: Vec<ShownRow> = conn
        .sql(SHOWN)
        .bind(society.as_str())
        .bind(wanted.member.map_or_else(String::new, |id| id.to_string()))
        .bind(Instant(wanted.now))
        .bind(wanted.marked)
        .bind(wanted.key.map(str::to_owned))
        .bind(pinned)
        .bind(at)
        .bind(id)
        .bind(limit)
        .all()
        .await?;
    rows.into_iter()
        .map(|row| Ok((row.notice.notice()?, row.read_at.map(|at| at.0))))
        .collect()
}

/// For whom the notices are that the member has not read, the newest 200.
pub(super) async fn unread(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
    now: Timestamp,
) -> Result<Vec<Audience>, DbError> {
    let rows: Vec<AudienceRow> = conn
        .sql(UNREAD)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(Instant(now))
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.audience.0).collect())
}

/// When the member read the notice.
pub(super) async fn read_at(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
    notice: Uuid,
) -> Result<Option<Timestamp>, DbError> {
    let row: Option<ReadRow> = conn
        .sql(READ_AT)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(notice.to_string())
        .optional()
        .await?;
    Ok(row.map(|row| row.read_at.0))
}

/// Notes that the member has read the notice; the first time stays.
pub(super) async fn mark(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    notice: Uuid,
    at: Timestamp,
) -> Result<(), DbError> {
    tx.sql(MARK)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(notice.to_string())
        .bind(Instant(at))
        .run()
        .await?;
    Ok(())
}

/// Where a page of the office's list begins: before what was changed then.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Before(i64, String);

/// All notices with how many read them, what was changed last first.
pub(super) async fn of_office(
    conn: &mut Conn,
    society: &SocietySlug,
    before: Option<Before>,
    limit: i64,
) -> Result<Vec<(Notice, i64)>, DbError> {
    let Before(at, id) = before.unwrap_or(Before(i64::MAX, String::new()));
    let rows: Vec<OfficeRow> = conn
        .sql(OFFICE)
        .bind(society.as_str())
        .bind(at)
        .bind(id)
        .bind(limit)
        .all()
        .await?;
    rows.into_iter()
        .map(|row| Ok((row.notice.notice()?, row.readers)))
        .collect()
}

/// The place of a notice in the office's list.
pub(super) async fn before(
    conn: &mut Conn,
    society: &SocietySlug,
    notice: Uuid,
) -> Result<Option<Before>, DbError> {
    let row: Option<ChangedRow> = conn
        .sql(CHANGED_AT)
        .bind(society.as_str())
        .bind(notice.to_string())
        .optional()
        .await?;
    Ok(row.map(|row| Before(row.changed_at.into(), notice.to_string())))
}
