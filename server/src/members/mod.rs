//! Who the members are.

pub(crate) mod api;
pub(crate) mod appointments;
pub(crate) mod facts;
pub(crate) mod handover;
pub(crate) mod in_words;
pub(crate) mod own_data;
pub(crate) mod pages;
pub(crate) mod planned;
pub(crate) mod postal;
pub(crate) mod profile;
pub(crate) mod requests;
pub(crate) mod roster;
#[cfg(test)]
pub(crate) mod samples;
pub(crate) mod status;
pub(crate) mod store;

use crate::db::{Conn, DbError};
use jiff::civil::Date;
use shusseki_core::ids::{ClassKey, DistrictKey, MemberId, MemberNumber, SocietySlug};
use shusseki_core::mail_address::MailAddress;
use shusseki_core::text::Language;

/// A member of one society.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// The program's own id.
    pub(crate) id: MemberId,
    /// 会員番号, as printed.
    pub(crate) number: MemberNumber,
    /// 氏名.
    pub(crate) name: MemberName,
    /// 所属機関.
    pub(crate) institution: String,
    /// 会員区分.
    pub(crate) class: ClassKey,
    /// 所属地区, where the society has districts.
    pub(crate) district: Option<DistrictKey>,
    /// The day of joining.
    pub(crate) joined_on: Date,
    /// Whether the membership is in force.
    pub(crate) status: MemberStatus,
    /// Where mail reaches the member; none where the office has no address.
    pub(crate) mail: Option<MailAddress>,
    /// The language that the member is written to.
    pub(crate) language: Language,
    /// Whether the member holds a role in the office.
    pub(crate) is_staff: bool,
    /// Notices that she or he has not read, for the menu of a page that is looked at; none elsewhere.
    pub(crate) unread: usize,
    /// The record that this one was merged into; such a one is nobody's membership any more.
    pub(crate) merged_into: Option<MemberId>,
}

/// The name in its spellings.
#[derive(Debug, Clone)]
pub(crate) struct MemberName {
    /// 姓, in kanji.
    pub(crate) family: String,
    /// 名, in kanji.
    pub(crate) given: String,
    /// セイ.
    pub(crate) family_kana: String,
    /// メイ.
    pub(crate) given_kana: String,
    /// The name in roman letters.
    pub(crate) roman: String,
}

impl MemberName {
    /// The whole name as a Japanese page writes it.
    pub(crate) fn kanji(&self) -> String {
        join(&self.family, &self.given)
    }

    /// The whole name in kana.
    pub(crate) fn kana(&self) -> String {
        join(&self.family_kana, &self.given_kana)
    }

    /// The whole name as a page in that language writes it.
    pub(crate) fn get(&self, language: Language) -> String {
        match language {
            Language::En if !self.roman.is_empty() => self.roman.clone(),
            _ => self.kanji(),
        }
    }
}

fn join(family: &str, given: &str) -> String {
    if given.is_empty() {
        family.to_owned()
    } else {
        format!("{family} {given}")
    }
}

/// Whether a membership is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MemberStatus {
    /// A member.
    Active,
    /// 休会: still a member, but without attendance or credits meanwhile.
    OnLeave,
    /// 退会.
    Withdrawn,
}

/// The database holds a status that this version does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown membership status {0:?}")]
pub(crate) struct UnknownStatus(String);

impl MemberStatus {
    /// Every status.
    pub(crate) const ALL: [Self; 3] = [Self::Active, Self::OnLeave, Self::Withdrawn];

    /// What people call it.
    pub(crate) const fn word(self, language: Language) -> &'static str {
        match self {
            Self::Active => language.pick("在籍", "Active"),
            Self::OnLeave => language.pick("休会中", "On leave"),
            Self::Withdrawn => language.pick("退会", "Withdrawn"),
        }
    }

    /// The name in the database.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::OnLeave => "on-leave",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl TryFrom<String> for MemberStatus {
    type Error = UnknownStatus;

    fn try_from(name: String) -> Result<Self, UnknownStatus> {
        Self::ALL
            .into_iter()
            .find(|status| status.name() == name)
            .ok_or(UnknownStatus(name))
    }
}

impl Member {
    /// Whether the door opens: not after withdrawal.
    pub(crate) fn may_log_in(&self) -> bool {
        self.status != MemberStatus::Withdrawn
    }
}

/// What someone of the office may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StaffRole {
    /// Everything.
    Admin,
    /// Events, sessions, posters, the watch over the hall.
    Events,
    /// Scanning members' passes at the door.
    Scanner,
    /// Looking at the proofs of what members declare.
    Reviewer,
    /// Dues, fees and what was paid.
    Finance,
}

impl StaffRole {
    /// Every role.
    pub(crate) const ALL: [Self; 5] = [
        Self::Admin,
        Self::Events,
        Self::Scanner,
        Self::Reviewer,
        Self::Finance,
    ];

    /// The role of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// The name in the database.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Events => "events",
            Self::Scanner => "scanner",
            Self::Reviewer => "reviewer",
            Self::Finance => "finance",
        }
    }
}

/// The member with that id.
pub(crate) async fn by_id(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Option<Member>, DbError> {
    store::by_id(conn, society, member).await
}

/// The member with that number.
pub(crate) async fn by_number(
    conn: &mut Conn,
    society: &SocietySlug,
    number: &MemberNumber,
) -> Result<Option<Member>, DbError> {
    store::by_number(conn, society, number).await
}

/// What the member may do in the office, asked anew each time, so that a role taken away is gone at once.
/// Whoever may not log in any more may do nothing.
pub(crate) async fn roles(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Vec<StaffRole>, DbError> {
    let names = store::roles(conn, society, member).await?;
    Ok(names
        .iter()
        .filter_map(|name| StaffRole::named(name))
        .collect())
}
