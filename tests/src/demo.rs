//! `demo.json`: what the demo tells scripts.

use jiff::civil::Date;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The demo's facts.
#[derive(Debug, Clone, Deserialize)]
pub struct Demo {
    /// Where it can be reached.
    pub address: String,
    /// The societies.
    pub societies: Vec<Society>,
}

/// A society.
#[derive(Debug, Clone, Deserialize)]
pub struct Society {
    /// Its part of every address.
    pub slug: String,
    /// Who can log in.
    pub members: Vec<Member>,
    /// Who has something to do at the door.
    pub newcomers: Vec<Newcomer>,
    /// What can be attended.
    pub sessions: Vec<Session>,
}

/// A member at the door.
#[derive(Debug, Clone, Deserialize)]
pub struct Newcomer {
    /// 会員番号.
    pub member_number: String,
    /// The demo's password; empty for who has none yet.
    pub password: String,
    /// Where mail reaches her or him.
    pub mail: String,
    /// What is to be done: `temporary-password`, `first-login`, `reminder-due`, `by-reset`.
    pub state: String,
}

/// A member.
#[derive(Debug, Clone, Deserialize)]
pub struct Member {
    /// 会員番号.
    pub member_number: String,
    /// The demo's password.
    pub password: String,
    /// `attendee`, or the role in the office.
    pub role: String,
}

/// A session.
#[derive(Debug, Clone, Deserialize)]
pub struct Session {
    /// Its id.
    pub id: String,
    /// Its title in Japanese.
    pub name: String,
    /// What the poster's QR code says.
    pub code_url: String,
    /// What is typed where nothing can be scanned.
    pub typed_code: String,
    /// The poster's serial.
    pub serial: serde_json::Value,
    /// Whether it can be attended now.
    pub state: State,
    /// The poster, ready for printing, if posters were printed.
    poster_pdf: Option<PathBuf>,
}

/// When a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Now.
    Running,
    /// Over.
    Past,
    /// Yet to come.
    Future,
}

/// The days in Japan on which the demo's sessions are, one to spare.
///
/// # Panics
/// The calendar ends.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "a test stands outside and looks at the clock on the wall"
)]
pub fn days() -> (Date, Date) {
    let today = jiff::Timestamp::now()
        .in_tz("Asia/Tokyo")
        .expect("a zone")
        .date();
    (
        today.yesterday().expect("a day"),
        today.tomorrow().expect("a day"),
    )
}

impl Demo {
    /// The society of that slug.
    ///
    /// # Panics
    /// The demo has none.
    #[must_use]
    pub fn society(&self, slug: &str) -> &Society {
        self.societies
            .iter()
            .find(|society| society.slug == slug)
            .unwrap_or_else(|| panic!("the demo has no society {slug}"))
    }
}

impl Society {
    /// Those without a role in the office, in order.
    #[must_use]
    pub fn attendees(&self) -> Vec<&Member> {
        self.members
            .iter()
            .filter(|member| member.role == "attendee")
            .collect()
    }

    /// Who holds that role in the office.
    ///
    /// # Panics
    /// Nobody does.
    #[must_use]
    pub fn staff(&self, role: &str) -> &Member {
        self.members
            .iter()
            .find(|member| member.role == role)
            .unwrap_or_else(|| panic!("{} has nobody with the role {role}", self.slug))
    }

    /// Who stands at the door in that state.
    ///
    /// # Panics
    /// Nobody does.
    #[must_use]
    pub fn newcomer(&self, state: &str) -> &Newcomer {
        self.newcomers
            .iter()
            .find(|newcomer| newcomer.state == state)
            .unwrap_or_else(|| panic!("{} has nobody who is {state}", self.slug))
    }

    /// The sessions in that state.
    #[must_use]
    pub fn sessions_that_are(&self, state: State) -> Vec<&Session> {
        self.sessions
            .iter()
            .filter(|session| session.state == state)
            .collect()
    }

    /// A session that everybody can attend now; it has one point.
    ///
    /// # Panics
    /// There is none.
    #[must_use]
    pub fn running(&self) -> &Session {
        self.sessions_that_are(State::Running)
            .first()
            .unwrap_or_else(|| panic!("{} has no session now", self.slug))
    }
}

impl Session {
    /// The code without the address before it, as the last part of its path.
    #[must_use]
    pub fn bare_code(&self) -> &str {
        self.code_url.rsplit('/').next().unwrap_or_default()
    }

    /// The poster, ready for printing.
    ///
    /// # Panics
    /// This demo printed none.
    #[must_use]
    pub fn poster(&self) -> &Path {
        let poster = self.poster_pdf.as_deref();
        poster.unwrap_or_else(|| panic!("this demo printed no posters"))
    }

    /// The poster's serial as it stands in addresses.
    #[must_use]
    pub fn serial(&self) -> String {
        self.serial
            .as_str()
            .map_or_else(|| self.serial.to_string(), str::to_owned)
    }
}
