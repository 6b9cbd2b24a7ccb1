//! What the tests of pages share: hostile samples, and an eye for what no page may do.

use crate::app::Tenant;
use crate::members::{Member, MemberName, MemberStatus};
use crate::web::words::Words;
use shusseki_core::ids::MemberId;
use shusseki_core::society::{Society, shipped};
use shusseki_core::text::{Language, Text};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use tracing::subscriber::DefaultGuard;

/// A name that is a script wherever it is not escaped.
pub(crate) const HOSTILE: &str = "<img src=x onerror=alert(1)>\"'><svg onload=alert(2)>&amp;";
/// Both languages.
pub(crate) const LANGUAGES: [Language; 2] = [Language::Ja, Language::En];
/// Bytes that HTML and CSS of an ordinary page may have together.
const HEAVIEST: usize = 24_000;

/// Hostile words.
pub(crate) fn hostile_words() -> Words {
    Words::same(HOSTILE)
}

/// A hostile text.
pub(crate) fn hostile_text() -> Text {
    Text::new(HOSTILE, HOSTILE)
}

/// The society of that file, as shipped.
pub(crate) fn tenant(index: usize) -> Arc<Tenant> {
    let (name, text) = shipped()[index];
    Arc::new(Tenant {
        society: Society::parse(name, text).unwrap(),
    })
}

/// A society whose names are scripts.
pub(crate) fn hostile_tenant() -> Arc<Tenant> {
    let (name, text) = shipped()[0];
    let mut society = Society::parse(name, text).unwrap();
    society.name = hostile_text();
    society.short_name = HOSTILE.to_owned();
    society.contact.mail = Some(HOSTILE.to_owned());
    for class in &mut society.classes {
        class.name = hostile_text();
    }
    for activity in &mut society.activities {
        activity.name = hostile_text();
    }
    Arc::new(Tenant { society })
}

/// A member whose name is a script.
pub(crate) fn hostile_member() -> Member {
    Member {
        id: MemberId::new(uuid::Uuid::from_u128(1)),
        number: "00123".parse().unwrap(),
        name: MemberName {
            family: HOSTILE.to_owned(),
            given: HOSTILE.to_owned(),
            family_kana: HOSTILE.to_owned(),
            given_kana: HOSTILE.to_owned(),
            roman: HOSTILE.to_owned(),
        },
        institution: HOSTILE.to_owned(),
        class: "regular".parse().unwrap(),
        district: None,
        joined_on: "2020-04-01".parse().unwrap(),
        status: MemberStatus::Active,
        mail: None,
        language: Language::Ja,
        is_staff: true,
        unread: 0,
        merged_into: None,
    }
}

/// What is logged on this thread while the guard lives.
#[derive(Clone, Default)]
pub(crate) struct LogLines(Arc<Mutex<Vec<u8>>>);

impl LogLines {
    /// The lines so far.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for LogLines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Listens to the log.
pub(crate) fn log_lines() -> (LogLines, DefaultGuard) {
    let lines = LogLines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    (lines, tracing::subscriber::set_default(subscriber))
}

/// Looks an ordinary page over.
pub(crate) fn inspect(html: &str) {
    assert!(
        html.len() <= HEAVIEST,
        "the page weighs {} bytes",
        html.len()
    );
    inspect_shape(html);
}

/// Looks a page over for what holds of every page, however much stands in it.
pub(crate) fn inspect_shape(html: &str) {
    assert!(!html.contains("<img"), "an image that nobody wrote");
    assert!(!html.contains("<svg onload"), "a drawing that nobody wrote");
    let ours = html
        .matches("<script type=\"module\" src=\"/assets/")
        .count();
    assert_eq!(
        html.matches("<script").count(),
        ours,
        "a script that nobody wrote"
    );
    assert!(html.contains("<html lang=\"ja\">") || html.contains("<html lang=\"en\">"));
    assert_eq!(html.matches("<h1").count(), 1, "one main heading");
    assert_eq!(html.matches("<main").count(), 1);
    assert!(
        !html.contains(" disabled"),
        "a button that can't be used says why instead"
    );
    assert!(!html.contains("maxlength"), "nothing is cut silently");
    headings_in_order(html);
    ids_are_single_and_named_ones_exist(html);
}

fn headings_in_order(html: &str) {
    let mut deepest = 0;
    for part in html.split("<h").skip(1) {
        let Some(level) = part.chars().next().and_then(|level| level.to_digit(10)) else {
            continue;
        };
        assert!(level <= deepest + 1, "h{level} after h{deepest}");
        deepest = level;
    }
}

fn ids_are_single_and_named_ones_exist(html: &str) {
    let named = |attribute: &str| -> Vec<String> {
        let values = html
            .split(attribute)
            .skip(1)
            .filter_map(|rest| rest.split('"').next());
        values
            .flat_map(|value| value.split(' ').map(str::to_owned))
            .collect()
    };
    let mut ids = named(" id=\"");
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id twice");
    for attribute in [
        " for=\"",
        " aria-describedby=\"",
        " aria-labelledby=\"",
        " href=\"#",
    ] {
        for wanted in named(attribute) {
            assert!(ids.contains(&wanted), "{attribute}{wanted}\" names nothing");
        }
    }
}
