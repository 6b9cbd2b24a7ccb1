//! What is known of a member, or was known then, and the standings that follow from it.

use super::line::Line;
use super::{choices, facts, holdings, store, unknown};
use crate::app::Tenant;
use crate::db::{Conn, DbError};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use shusseki_core::calendar::start_of;
use shusseki_core::credit::{Asked, Dossier, Entry, Holder, Person, Standing, evaluate};
use shusseki_core::ids::{MemberId, SocietySlug};

/// As of when something was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct KnownAs {
    /// Only what was recorded before this instant; everything where this is none.
    pub(crate) recorded_until: Option<Timestamp>,
}

impl KnownAs {
    /// Everything that is known now.
    pub(crate) const NOW: Self = Self {
        recorded_until: None,
    };

    /// What was known at the end of that day in Japan.
    pub(crate) fn on(day: Date) -> Self {
        let after = day.checked_add(1.day());
        Self {
            recorded_until: Some(after.map_or(Timestamp::MAX, start_of)),
        }
    }

    /// The instant before which it was recorded.
    pub(super) fn before(self) -> Timestamp {
        self.recorded_until.unwrap_or(Timestamp::MAX)
    }
}

/// All that the rules may ask of a member.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// The certifications held.
    pub(crate) holders: Vec<Holder>,
    /// The person.
    pub(crate) person: Person,
    /// The ledger.
    pub(crate) entries: Vec<Entry>,
}

/// What is known of a member, or was known then. Whoever holds no certification has no standing to
/// ask about, so the rest is left out.
///
/// # Errors
/// As the engine says.
pub(crate) async fn known(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
    known_as: KnownAs,
) -> Result<Known, DbError> {
    let mut holders = holdings::holders(conn, society, member).await?;
    if holders.is_empty() {
        return Ok(Known {
            holders,
            person: Person::default(),
            entries: Vec::new(),
        });
    }
    choices::put_into(conn, society, member, known_as, &mut holders).await?;
    Ok(Known {
        person: facts::person(conn, society, member, known_as).await?,
        entries: entries(lines(conn, society, member, known_as).await?),
        holders,
    })
}

/// A member's ledger with who, when and why, oldest first.
///
/// # Errors
/// As the engine says.
pub(crate) async fn lines(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
    known_as: KnownAs,
) -> Result<Vec<Line>, DbError> {
    store::lines(conn, society, member, known_as.before()).await
}

fn entries(lines: Vec<Line>) -> Vec<Entry> {
    lines.into_iter().map(|line| line.entry).collect()
}

/// A member's standing in each certification held, in the order of the definition, by what is
/// known now.
///
/// # Errors
/// As the engine says.
pub(crate) async fn standings(
    conn: &mut Conn,
    tenant: &Tenant,
    member: MemberId,
    asked: &Asked,
) -> Result<Vec<Standing>, DbError> {
    standings_known(conn, tenant, member, asked, KnownAs::NOW).await
}

/// The same by what was known then.
///
/// # Errors
/// As the engine says.
pub(crate) async fn standings_known(
    conn: &mut Conn,
    tenant: &Tenant,
    member: MemberId,
    asked: &Asked,
    known_as: KnownAs,
) -> Result<Vec<Standing>, DbError> {
    let known = known(conn, tenant.slug(), member, known_as).await?;
    let society = &tenant.society;
    let held = society.certifications.iter().filter_map(|certification| {
        let holder = known.holder_of(&certification.key)?;
        let dossier = known.dossier(holder, &known.entries);
        Some(evaluate(society, certification, &dossier, asked))
    });
    let standings: Vec<Standing> = held.collect();
    unknown::report(tenant, &standings);
    Ok(standings)
}

impl Known {
    /// The hold on that certification, if there is one.
    pub(crate) fn holder_of(
        &self,
        certification: &shusseki_core::ids::CertificationKey,
    ) -> Option<&Holder> {
        let mut holders = self.holders.iter();
        holders.find(|holder| holder.certification == *certification)
    }

    /// What the rules look at for that hold, with these lines.
    pub(crate) const fn dossier<'a>(
        &'a self,
        holder: &'a Holder,
        entries: &'a [Entry],
    ) -> Dossier<'a> {
        Dossier {
            holder,
            person: &self.person,
            entries,
        }
    }
}
