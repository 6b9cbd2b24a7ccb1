//! Members as an import planned them, many at once: what a plan says is in `import_plans`.

use super::{MemberStatus, roster};
use crate::db::list::{Kind, Value};
use crate::db::rows::{ManyRows, keyed};
use crate::db::{Day, DbError, Instant, Tx, statements};
use crate::members::Member;
use jiff::Timestamp;
use jiff::civil::Date;
use shusseki_core::calendar::day_of;
use shusseki_core::ids::{DistrictKey, MemberId, SocietySlug};
use shusseki_core::mail_address::MailAddress;

/// What a plan was made from, of the member `m`: where it differs, somebody was faster.
macro_rules! seen {
    () => {
        "m.family_name || '\u{1f}' || m.given_name || '\u{1f}' || m.family_kana || '\u{1f}' || \
         m.given_kana || '\u{1f}' || m.roman_name || '\u{1f}' || m.institution || '\u{1f}' || \
         m.class || '\u{1f}' || COALESCE(m.district, '') || '\u{1f}' || m.joined_on || '\u{1f}' || \
         m.status || '\u{1f}' || COALESCE(m.mail, '') || '\u{1f}' || m.language"
    };
}
pub(crate) use seen;

statements! {
    /// What finds them in the office's search follows at once, written by the import itself: to enter
    /// each into the index of those who wait for it would double the time.
    INSERT_PLANNED = "INSERT INTO members (society_id, member_id, member_number, family_name, \
        given_name, family_kana, given_kana, roman_name, institution, class, district, joined_on, \
        status, mail, language, has_terms) SELECT society_id, member_id, member_number, family_name, \
        given_name, family_kana, given_kana, roman_name, institution, class, district, joined_on, \
        status, mail, language, TRUE FROM import_plans \
        WHERE society_id = $1 AND import_id = $2 AND verdict = 'new' \
        ORDER BY society_id, import_id, verdict, row_number \
        ON CONFLICT (society_id, member_number) DO NOTHING";
    /// Whoever was given a role in the office since the preview does not withdraw by a file.
    CHANGE_PLANNED = concat!("UPDATE members AS m SET family_name = i.family_name, \
        given_name = i.given_name, family_kana = i.family_kana, given_kana = i.given_kana, \
        roman_name = i.roman_name, institution = i.institution, class = i.class, \
        district = i.district, joined_on = i.joined_on, status = i.status, mail = i.mail, \
        language = i.language, \
        status_since = CASE WHEN m.status = i.status THEN m.status_since ELSE CAST($3 AS TEXT) END \
        FROM import_plans i WHERE i.society_id = $1 AND i.import_id = $2 AND i.verdict = 'changed' \
        AND m.society_id = i.society_id AND m.member_id = i.member_id \
        AND (i.status <> 'withdrawn' OR m.status = 'withdrawn' OR NOT EXISTS (SELECT 1 \
        FROM staff_roles r WHERE r.society_id = m.society_id AND r.member_id = m.member_id)) \
        AND i.seen = ", seen!());
    PROFILES_PLANNED = "INSERT INTO profiles (society_id, member_id, revision, contents, changed_at) \
        SELECT society_id, member_id, revision + 1, contents, CAST($3 AS BIGINT) FROM import_plans \
        WHERE society_id = $1 AND import_id = $2 AND verdict IN ('new', 'changed') \
        ON CONFLICT (society_id, member_id) DO UPDATE SET revision = excluded.revision, \
        contents = excluded.contents, changed_at = excluded.changed_at \
        WHERE profiles.revision = excluded.revision - 1";
}

/// The statements over many rows.
pub(crate) const MANY_ROWS: &[ManyRows] = &[PUT_BACK, PROFILES_PUT_BACK, FORGET_PROFILES, FORGET];

const PUT_BACK: ManyRows = ManyRows {
    columns: &[
        ("society_id", Kind::Text),
        ("member_id", Kind::Text),
        ("family_name", Kind::Text),
        ("given_name", Kind::Text),
        ("family_kana", Kind::Text),
        ("given_kana", Kind::Text),
        ("roman_name", Kind::Text),
        ("institution", Kind::Text),
        ("class", Kind::Text),
        ("district", Kind::Text),
        ("joined_on", Kind::Text),
        ("status", Kind::Text),
        ("mail", Kind::Text),
        ("language", Kind::Text),
        ("status_since", Kind::Text),
    ],
    text: "UPDATE members SET family_name = given.family_name, given_name = given.given_name, \
        family_kana = given.family_kana, given_kana = given.given_kana, \
        roman_name = given.roman_name, institution = given.institution, class = given.class, \
        district = given.district, joined_on = given.joined_on, status = given.status, \
        mail = given.mail, language = given.language, status_since = CASE \
        WHEN members.status = given.status THEN members.status_since ELSE given.status_since END \
        FROM given \
        WHERE members.society_id = given.society_id AND members.member_id = given.member_id",
};

const PROFILES_PUT_BACK: ManyRows = ManyRows {
    columns: &[
        ("society_id", Kind::Text),
        ("member_id", Kind::Text),
        ("contents", Kind::Text),
        ("changed_at", Kind::Number),
    ],
    text: "UPDATE profiles SET revision = revision + 1, contents = given.contents, \
        changed_at = given.changed_at FROM given \
        WHERE profiles.society_id = given.society_id AND profiles.member_id = given.member_id",
};

const MEMBERS: &[(&str, Kind)] = &[("society_id", Kind::Text), ("member_id", Kind::Text)];

const FORGET_PROFILES: ManyRows = ManyRows {
    columns: MEMBERS,
    text: "DELETE FROM profiles WHERE (society_id, member_id) IN \
        (SELECT society_id, member_id FROM given)",
};

const FORGET: ManyRows = ManyRows {
    columns: MEMBERS,
    text: "DELETE FROM members WHERE (society_id, member_id) IN \
        (SELECT society_id, member_id FROM given)",
};

/// Stores the members that the import plans, so many new ones and so many who change, with their
/// profiles; a status that changes holds since the day of `at`. False where somebody was faster: the
/// transaction should then be abandoned.
pub(crate) async fn carry_out(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
    [new, changing]: [u64; 2],
    at: Timestamp,
) -> Result<bool, DbError> {
    let slug = society.as_str();
    let added = tx.sql(INSERT_PLANNED).bind(slug).bind(import).run().await?;
    let changed = tx.sql(CHANGE_PLANNED).bind(slug).bind(import);
    let changed = changed.bind(Day(day_of(at))).run().await?;
    if [added, changed] != [new, changing] {
        return Ok(false);
    }
    let profiles = tx.sql(PROFILES_PLANNED).bind(slug).bind(import);
    Ok(profiles.bind(Instant(at)).run().await? == new + changing)
}

/// A member as it was before.
pub(crate) struct Former {
    /// The member.
    pub(crate) member: Member,
    /// Since when the status held; not asked where the status is the one of now.
    pub(crate) status_since: Option<Date>,
    /// The profile beside it, as JSON.
    pub(crate) contents: String,
}

/// Stores members as they were before.
pub(crate) async fn put_back(
    tx: &mut Tx,
    society: &SocietySlug,
    members: &[Former],
    at: Timestamp,
) -> Result<(), DbError> {
    let slug = || Value::from(society.as_str().to_owned());
    PUT_BACK
        .run(tx, members, |former| {
            let member = &former.member;
            let name = &member.name;
            [
                slug(),
                member.id.to_string().into(),
                name.family.as_str().into(),
                name.given.as_str().into(),
                name.family_kana.as_str().into(),
                name.given_kana.as_str().into(),
                name.roman.as_str().into(),
                member.institution.as_str().into(),
                member.class.as_str().into(),
                member.district.as_ref().map(DistrictKey::as_str).into(),
                Day(member.joined_on).into(),
                MemberStatus::name(member.status).into(),
                member.mail.as_ref().map(MailAddress::as_str).into(),
                member.language.code().into(),
                former.status_since.map(Day).into(),
            ]
        })
        .await?;
    PROFILES_PUT_BACK
        .run(tx, members, |former| {
            [
                slug(),
                former.member.id.to_string().into(),
                former.contents.as_str().into(),
                Instant(at).into(),
            ]
        })
        .await?;
    Ok(())
}

/// Removes members of whom nothing else is stored, with their profiles.
pub(crate) async fn forget(
    tx: &mut Tx,
    society: &SocietySlug,
    members: &[MemberId],
) -> Result<(), DbError> {
    roster::store::forget(tx, society, members).await?;
    for rows in [FORGET_PROFILES, FORGET] {
        rows.run(tx, members, |member| keyed(society, member))
            .await?;
    }
    Ok(())
}
