//! Records that may be of the same person.

use crate::app::Tenant;
use crate::db::{Conn, DbError};
use crate::members::{Member, profile, roster};
use shusseki_core::profile::{Contents, fold};
use shusseki_core::text::Language;

/// Records with the same name or mail address that are looked at; of a name that more have, not all are.
const LOOKED_AT: i64 = 50;
/// So many are proposed.
const PROPOSED: usize = 5;
/// The field with the day of birth, in every definition that has one.
const BIRTH_DATE: &str = "birth-date";

/// Why two records may be one person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::office) enum Why {
    /// The same mail address.
    Mail,
    /// The same name, however written, and the same day of birth.
    NameAndBirth,
}

impl Why {
    /// As people read it.
    pub(in crate::office) const fn word(self, language: Language) -> &'static str {
        match self {
            Self::Mail => language.pick("メールアドレスが同じ", "the same mail address"),
            Self::NameAndBirth => {
                language.pick("氏名と生年月日が同じ", "the same name and date of birth")
            }
        }
    }
}

/// Some of the records that may be the same person's as this one.
///
/// # Errors
/// The database failed.
pub(in crate::office) async fn of(
    conn: &mut Conn,
    tenant: &Tenant,
    member: &Member,
) -> Result<Vec<(Member, Why)>, DbError> {
    let slug = tenant.slug();
    let own = profile::of(conn, slug, member).await?;
    let mut found = Vec::new();
    for other in roster::alike(conn, slug, member, LOOKED_AT).await? {
        let held = profile::of(conn, slug, &other).await?;
        if let Some(why) = why((member, &own.held), (&other, &held.held)) {
            found.push((other, why));
        }
        if found.len() == PROPOSED {
            break;
        }
    }
    Ok(found)
}

fn why(one: (&Member, &Contents), other: (&Member, &Contents)) -> Option<Why> {
    let mail = |member: &Member| {
        member
            .mail
            .as_ref()
            .map(|mail| mail.as_str().to_lowercase())
    };
    if mail(one.0).is_some() && mail(one.0) == mail(other.0) {
        return Some(Why::Mail);
    }
    let name = |member: &Member| fold(&member.name.kanji());
    let born = one.1.text(BIRTH_DATE);
    let same = born.is_some() && born == other.1.text(BIRTH_DATE);
    (same && name(one.0) == name(other.0)).then_some(Why::NameAndBirth)
}
