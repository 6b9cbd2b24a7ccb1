//! What a script has to know of the demo: `demo.json`.

use super::DemoError;
use super::event_day::{current, tenant};
use super::files::Folder;
use super::people::mail_of;
use super::posters::PosterFile;
use super::scenario::{AccountRole, DoorState, Scenario};
use crate::app::App;
use crate::members::MemberName;
use crate::programme::Session;
use crate::programme::posters::{PosterError, page};
use jiff::Timestamp;
use serde::Serialize;
use shusseki_core::ids::{MemberNumber, SessionId, SocietySlug};
use shusseki_core::mail_address::MailAddress;
use shusseki_core::text::Text;
use shusseki_documents::poster_sheet::PosterPage;
use std::path::PathBuf;

/// The whole file.
#[derive(Debug, Serialize)]
pub(super) struct Facts {
    pub(super) address: String,
    pub(super) societies: Vec<SocietyFacts>,
}

/// A society of the demo.
#[derive(Debug, Serialize)]
pub(super) struct SocietyFacts {
    pub(super) slug: SocietySlug,
    pub(super) name: Text,
    pub(super) members: Vec<MemberFacts>,
    pub(super) newcomers: Vec<NewcomerFacts>,
    pub(super) sessions: Vec<SessionFacts>,
}

/// A member whose password is told.
#[derive(Debug, Serialize)]
pub(super) struct MemberFacts {
    pub(super) member_number: MemberNumber,
    pub(super) name: String,
    pub(super) password: String,
    pub(super) role: AccountRole,
    pub(super) story: String,
}

/// A member at the door.
#[derive(Debug, Serialize)]
pub(super) struct NewcomerFacts {
    pub(super) member_number: MemberNumber,
    pub(super) name: String,
    /// Empty for who has none yet.
    pub(super) password: String,
    pub(super) mail: Option<MailAddress>,
    pub(super) state: DoorState,
    pub(super) story: String,
}

/// A session with a poster; the codes are those of its first point.
#[derive(Debug, Serialize)]
pub(super) struct SessionFacts {
    pub(super) id: SessionId,
    pub(super) name: String,
    pub(super) code_url: String,
    pub(super) typed_code: String,
    pub(super) serial: String,
    /// Absent where no posters are printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) poster_pdf: Option<PathBuf>,
    pub(super) state: State,
}

/// When a session is, as seen from the start of the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    Running,
    Past,
    Future,
}

impl State {
    fn of(session: &Session, now: Timestamp) -> Self {
        if session.window.contains(now) {
            Self::Running
        } else if session.window.closes <= now {
            Self::Past
        } else {
            Self::Future
        }
    }
}

/// Gathers the facts, and the posters that they name if these are printed into a folder.
///
/// # Errors
/// The database failed, or a code can't be made.
pub(super) async fn gather(
    app: &App,
    scenarios: &[Scenario],
    folder: Option<&Folder>,
) -> Result<(Facts, Vec<PosterFile>), DemoError> {
    let now = app.clock.now();
    let mut societies = Vec::with_capacity(scenarios.len());
    let mut posters = Vec::new();
    for scenario in scenarios {
        let tenant = &tenant(app, scenario)?;
        let ring = app
            .key_rings
            .get(&app.db, &tenant.society)
            .await
            .map_err(PosterError::from)?;
        let mut conn = app.db.read().await?;
        let mut sessions = Vec::new();
        for session in current(&mut conn, tenant, now).await? {
            let mut valid: Vec<_> = session
                .posters
                .iter()
                .filter(|poster| !poster.revoked)
                .collect();
            // Serials are random; people enter before they leave.
            valid.sort_by_key(|poster| poster.point);
            let pages = valid
                .into_iter()
                .map(|poster| page(app, tenant, &ring, &session, poster))
                .collect::<Result<Vec<_>, _>>()
                .map_err(PosterError::from)?;
            let path = folder.map(|folder| folder.poster(&scenario.slug, session.number));
            sessions.extend(session_facts(&session, pages.first(), path.clone(), now));
            posters.extend(path.map(|path| PosterFile { path, pages }));
        }
        societies.push(SocietyFacts {
            slug: scenario.slug.clone(),
            name: tenant.society.name.clone(),
            members: members(scenario),
            newcomers: newcomers(scenario),
            sessions,
        });
    }
    Ok((
        Facts {
            address: app.config.base_url().to_owned(),
            societies,
        },
        posters,
    ))
}

fn session_facts(
    session: &Session,
    first: Option<&PosterPage>,
    poster_pdf: Option<PathBuf>,
    now: Timestamp,
) -> Option<SessionFacts> {
    let first = first?;
    Some(SessionFacts {
        id: session.id,
        name: session.title.ja.clone(),
        code_url: first.code_url.clone(),
        typed_code: first.typed_code.clone(),
        serial: first.serial.clone(),
        poster_pdf,
        state: State::of(session, now),
    })
}

fn members(scenario: &Scenario) -> Vec<MemberFacts> {
    let accounts = scenario.accounts.iter().map(|account| MemberFacts {
        member_number: account.number.clone(),
        name: MemberName::from(&account.name).kanji(),
        password: account.password.clone(),
        role: account.role,
        story: account.story.clone(),
    });
    accounts.collect()
}

fn newcomers(scenario: &Scenario) -> Vec<NewcomerFacts> {
    let newcomers = scenario.newcomers.iter().map(|account| {
        let name = MemberName::from(&account.name);
        NewcomerFacts {
            member_number: account.number.clone(),
            mail: mail_of(&name.roman),
            name: name.kanji(),
            password: account.password.clone(),
            state: account.door,
            story: account.story.clone(),
        }
    });
    newcomers.collect()
}
