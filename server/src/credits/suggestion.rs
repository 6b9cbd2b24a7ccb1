//! The way to the missing credits: which of the society's open sessions would close the gaps.

use super::KnownAs;
use super::known::{Known, known};
use super::new_entry::entry_of_attendance;
use crate::app::{App, Tenant};
use crate::members::Member;
use crate::programme::Session;
use crate::web::failure::Failure;
use jiff::{SignedDuration, Timestamp};
use shusseki_core::calendar::day_of;
use shusseki_core::check_in::{MemberFacts, member_may};
use shusseki_core::credit::{
    Asked, Credits, Deed, Details, Entry, Offer, Standing, Status, granted, paths,
};
use shusseki_core::ids::{CertificationKey, EntryId, RoleKey};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is open for longer, such as e-learning, can be done at any time while it is.
const AT_ANY_TIME: SignedDuration = SignedDuration::from_hours(24);

/// Sessions that together close a gap, or come nearest to it.
#[derive(Debug, Clone)]
pub(crate) struct Suggestion {
    /// The sessions, in order of time.
    pub(crate) sessions: Vec<Suggested>,
    /// What the total would count then.
    pub(crate) counted: Credits,
    /// Whether nothing that attending can close would be missing then.
    pub(crate) closes: bool,
}

/// A session that helps.
#[derive(Debug, Clone)]
pub(crate) struct Suggested {
    /// Which.
    pub(crate) session: Session,
    /// What attending it gives.
    pub(crate) credits: Credits,
    /// Whether it can be done at any time while it is open.
    pub(crate) at_any_time: bool,
}

/// By certification: the ways to what is missing, the smallest first. A certification that lacks
/// nothing, or that no session can help, isn't there.
pub(crate) type Suggestions = BTreeMap<CertificationKey, Vec<Suggestion>>;

/// Finds the ways for the standings that lack something; asks nothing where none does.
///
/// # Errors
/// The database failed.
pub(crate) async fn suggestions(
    app: &App,
    tenant: &Arc<Tenant>,
    member: &Member,
    standings: &[Standing],
) -> Result<Suggestions, Failure> {
    let lacking: Vec<CertificationKey> = standings
        .iter()
        .filter(|standing| can_be_helped(standing))
        .map(|standing| standing.certification.clone())
        .collect();
    if lacking.is_empty() {
        return Ok(Suggestions::new());
    }
    let now = app.clock.now();
    let open = app.programme.open_sessions(&app.db, tenant.slug(), now);
    let open = open.await.map_err(Failure::internal)?;
    let mut conn = app.db.read().await?;
    let search = Search {
        tenant: Arc::clone(tenant),
        member: member.facts(),
        known: known(&mut conn, tenant.slug(), member.id, KnownAs::NOW).await?,
        open,
        now,
    };
    drop(conn);
    // Many standings are evaluated; meanwhile other requests are answered.
    tokio::task::spawn_blocking(move || search.all(&lacking))
        .await
        .map_err(Failure::internal)
}

/// Whether attending something could bring the renewal nearer.
fn can_be_helped(standing: &Standing) -> bool {
    !standing.renewable
        && !matches!(
            standing.status,
            Status::Forfeited { .. } | Status::Expired { .. }
        )
}

/// What the search for one member looks at.
struct Search {
    tenant: Arc<Tenant>,
    member: MemberFacts,
    known: Known,
    open: Arc<[Session]>,
    now: Timestamp,
}

impl Search {
    fn all(&self, lacking: &[CertificationKey]) -> Suggestions {
        let (sessions, offers) = self.offers();
        let found = lacking.iter().filter_map(|certification| {
            let found = self.of(certification, &sessions, &offers);
            (!found.is_empty()).then(|| (certification.clone(), found))
        });
        found.collect()
    }

    fn of(
        &self,
        certification: &CertificationKey,
        sessions: &[&Session],
        offers: &[Offer],
    ) -> Vec<Suggestion> {
        let society = &self.tenant.society;
        let Some(holder) = self.known.holder_of(certification) else {
            return Vec::new();
        };
        let Some(certification) = society.certification(certification) else {
            return Vec::new();
        };
        let dossier = self.known.dossier(holder, &self.known.entries);
        let asked = Asked::on(day_of(self.now));
        let paths = paths(society, certification, &dossier, &asked, offers);
        let suggested = |at: usize| Suggested {
            session: sessions[at].clone(),
            credits: offers[at].entry.credits,
            at_any_time: offers[at].time.is_none(),
        };
        let suggestions = paths.into_iter().map(|path| Suggestion {
            sessions: path.offers.into_iter().map(suggested).collect(),
            counted: path.counted,
            closes: path.closes,
        });
        suggestions.collect()
    }

    /// The sessions that the member may attend and has not attended, and what each would give.
    fn offers(&self) -> (Vec<&Session>, Vec<Offer>) {
        let attended: BTreeSet<EntryId> = self.known.entries.iter().map(|entry| entry.id).collect();
        let society = &self.tenant.society;
        let open = self.open.iter().filter(|session| {
            session.window.closes > self.now
                && member_may(&session.facts(society, None), &self.member).is_ok()
                && !attended.contains(&entry_of_attendance(session.id))
        });
        open.filter_map(|session| Some((session, self.offer(session)?)))
            .unzip()
    }

    /// What attending the whole session would give; none where it gives nothing.
    fn offer(&self, session: &Session) -> Option<Offer> {
        let (opens, closes) = (session.window.opens, session.window.closes);
        let lasts = closes.duration_since(opens);
        let at_any_time = lasts > AT_ANY_TIME;
        let day = day_of(opens);
        let role = RoleKey::attending();
        let minutes = u32::try_from(lasts.as_mins()).ok().filter(|_| !at_any_time);
        let deed = Deed {
            role: &role,
            day,
            minutes,
        };
        let credits = granted(&self.tenant.society, &session.activity, &deed)?;
        if credits.is_zero() {
            return None;
        }
        let entry = Entry {
            id: entry_of_attendance(session.id),
            day,
            activity: session.activity.clone(),
            role,
            credits,
            society_held: session.event.society_held,
            event: session.event.title.clone(),
            session: session.title.clone(),
            voided: false,
            details: Details {
                minutes,
                ..Details::default()
            },
        };
        let time = (!at_any_time).then(|| session.time(&self.tenant.society));
        Some(Offer { entry, time })
    }
}
