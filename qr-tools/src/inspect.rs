//! `qr-tools inspect`: what a code is, and whether it holds.

use crate::{
    cli::{InspectOptions, Verification},
    exit::{Failure, Status},
    keys,
};
use jiff::Timestamp;
use serde::Serialize;
use shusseki_core::{
    calendar::jst,
    venue_code::{Claim, KeyRing, Scanned, TypedCode, VenueCode},
};

/// The answer about one code.
#[derive(Debug, Serialize)]
pub(crate) struct Finding {
    /// `poster`, `rotating`, `typed`, or nothing for a text that is no code of ours.
    kind: Option<&'static str>,
    /// Whether it holds; nothing when there was no key to tell.
    holds: Option<bool>,
    /// A stable word: `holds`, `unverified`, or the code of the problem.
    outcome: &'static str,
    /// The same in a sentence.
    message: String,
    #[serde(flatten)]
    facts: Option<Facts>,
    text: String,
}

/// What the code says of itself.
#[derive(Debug, Serialize)]
struct Facts {
    society_number: u16,
    key: u8,
    session: u32,
    point: u8,
    serial: Option<u32>,
    valid_from: Timestamp,
    valid_until: Timestamp,
}

/// What codes are judged by.
pub(crate) struct Judge {
    ring: Option<KeyRing>,
    at: Timestamp,
}

impl Judge {
    pub(crate) fn new(options: &Verification, now: fn() -> Timestamp) -> Result<Self, Failure> {
        let ring = options.keys.as_deref().map(keys::load).transpose()?;
        Ok(Self {
            ring,
            at: options.at.unwrap_or_else(now),
        })
    }

    pub(crate) fn inspect(&self, text: &str) -> Finding {
        match text.parse::<Scanned>() {
            Ok(Scanned::Code(code)) => self.venue_code(text, &code),
            Ok(Scanned::Typed(code)) => typed(text, &code),
            Err(error) => Finding {
                kind: None,
                holds: Some(false),
                outcome: error.code(),
                message: sentence(&error.to_string()),
                facts: None,
                text: text.to_owned(),
            },
        }
    }

    fn venue_code(&self, text: &str, code: &VenueCode) -> Finding {
        let (holds, outcome, message) = match &self.ring {
            None => (
                None,
                "unverified",
                "Well-formed; --keys FILE would verify it.".to_owned(),
            ),
            Some(ring) => match ring.verify(code, self.at) {
                Ok(_) => (Some(true), "holds", format!("Holds at {}.", shown(self.at))),
                Err(error) => (Some(false), error.code(), sentence(&error.to_string())),
            },
        };
        Finding {
            kind: Some(code.kind().name()),
            holds,
            outcome,
            message,
            facts: Some(Facts::of(code, &code.unverified_claim())),
            text: text.to_owned(),
        }
    }
}

impl Facts {
    fn of(code: &VenueCode, claim: &Claim) -> Self {
        let window = claim.window();
        Self {
            society_number: code.society().get(),
            key: code.key().get(),
            session: claim.session().get(),
            point: claim.point().get(),
            serial: claim
                .serial()
                .map(shusseki_core::venue_code::PosterSerial::get),
            valid_from: window.opens,
            valid_until: window.closes,
        }
    }
}

impl Finding {
    pub(crate) const fn status(&self) -> Status {
        match self.holds {
            Some(false) => Status::DoesNotHold,
            Some(true) | None => Status::Done,
        }
    }

    pub(crate) fn print(&self) {
        println!("{}", self.message);
        let line = |label: &str, value: String| println!("  {label:<9} {value}");
        line("kind", self.kind.unwrap_or("no venue code").to_owned());
        if let Some(facts) = &self.facts {
            line("society", format!("number {}", facts.society_number));
            line("key", facts.key.to_string());
            line("session", facts.session.to_string());
            line("point", facts.point.to_string());
            if let Some(serial) = facts.serial {
                line("serial", serial.to_string());
            }
            line(
                "holds",
                format!(
                    "{} to {}",
                    shown(facts.valid_from),
                    shown(facts.valid_until)
                ),
            );
        }
        line("text", harmless(&self.text));
    }
}

pub(crate) fn run(options: &InspectOptions, now: fn() -> Timestamp) -> Result<Status, Failure> {
    let finding = Judge::new(&options.verification, now)?.inspect(&options.code);
    if options.verification.json {
        println!("{}", serde_json::to_string(&finding).unwrap_or_default());
    } else {
        finding.print();
    }
    Ok(finding.status())
}

/// A typed code says nothing by itself: the server compares it with its list of posters.
fn typed(text: &str, code: &TypedCode) -> Finding {
    Finding {
        kind: Some("typed"),
        holds: None,
        outcome: "unverified",
        message: format!("A typed code, {code}; only the server's list of posters can verify it."),
        facts: None,
        text: text.to_owned(),
    }
}

/// `2026-11-21 09:30:00 JST`
fn shown(instant: Timestamp) -> String {
    instant
        .to_zoned(jst())
        .strftime("%Y-%m-%d %H:%M:%S JST")
        .to_string()
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string())
        .unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// A text from a stranger's QR code must not steer the terminal.
fn harmless(text: &str) -> String {
    const LONGEST: usize = 400;
    text.chars()
        .take(LONGEST)
        .flat_map(char::escape_debug)
        .collect()
}
