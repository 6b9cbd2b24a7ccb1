//! What the demo prints: who can log in where, and how a phone gets in.

use super::facts::{Facts, SocietyFacts, State};
use super::files::Folder;
use super::scenario::{AccountRole, Scenario};
use shusseki_documents::qr::Symbol;
use std::io::IsTerminal as _;
use std::net::IpAddr;
use std::path::Path;
use unicode_width::UnicodeWidthStr;
use url::{Host, Url};

const HEADINGS: [&str; 5] = ["Number", "Name", "Password", "Role", "Who"];
/// Black on white, whatever the terminal's own colours are: phones read it best so.
const BLACK_ON_WHITE: &str = "\x1b[38;5;16;48;5;231m";
const USUAL_COLOURS: &str = "\x1b[0m";

type Row = [String; HEADINGS.len()];

/// Prints the table, the QR code of the address (in a terminal), and how to go on.
pub(super) fn print(facts: &Facts, folder: &Folder, scenarios: &[Scenario], is_public: bool) {
    println!("{}", table(facts, scenarios));
    if std::io::stdout().is_terminal()
        && let Ok(symbol) = Symbol::new(&facts.address)
    {
        for line in symbol.terminal(false).lines() {
            println!("{BLACK_ON_WHITE}{line}{USUAL_COLOURS}");
        }
    }
    println!("Address:  {}", facts.address);
    println!("Posters:  {}", folder.posters().display());
    println!("Scripts:  {}", folder.facts().display());
    if !is_public && is_loopback(&facts.address) {
        println!(
            "Phones:   shusseki demo --listen 0.0.0.0:8080 --public-url http://THIS-MACHINE:8080"
        );
        println!("          (THIS-MACHINE: its address in the network that the phones are in)");
    }
    println!("Warning:  this is a demo with known passwords; never open it to the internet.");
}

fn is_loopback(address: &str) -> bool {
    let url = Url::parse(address).ok();
    match url.as_ref().and_then(Url::host) {
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// The table of all societies, with columns that line up through all of them.
fn table(facts: &Facts, scenarios: &[Scenario]) -> String {
    let rows: Vec<Vec<Row>> = facts
        .societies
        .iter()
        .zip(scenarios)
        .map(|(society, scenario)| rows(society, scenario))
        .collect();
    let widths = widths(rows.iter().flatten());
    let mut text = String::new();
    for (society, rows) in facts.societies.iter().zip(&rows) {
        text.push_str(&format!(
            "\n{} {}  {}/{}/\n",
            society.slug.as_str().to_uppercase(),
            society.name.ja,
            facts.address,
            society.slug
        ));
        for row in std::iter::once(&HEADINGS.map(str::to_owned)).chain(rows) {
            text.push_str(&line(row, &widths));
        }
        if let Some(session) = society
            .sessions
            .iter()
            .find(|session| session.state == State::Running)
        {
            let poster = session.poster_pdf.as_deref().and_then(Path::file_name);
            let poster = poster.map_or_else(String::new, |name| {
                format!("posters/{}, or ", name.display())
            });
            text.push_str(&format!(
                "  Running now: {poster}type {}\n",
                session.typed_code
            ));
        }
        text.push_str(&format!(
            "  Mails, of which none leaves: {}/{}/demo/mails\n",
            facts.address, society.slug
        ));
    }
    text
}

fn rows(society: &SocietyFacts, scenario: &Scenario) -> Vec<Row> {
    let members = society.members.iter().zip(&scenario.accounts);
    let newcomers = society.newcomers.iter().zip(&scenario.newcomers);
    let newcomers = newcomers.map(|(member, account)| {
        [
            member.member_number.to_string(),
            member.name.clone(),
            member.password.clone(),
            "newcomer".to_owned(),
            account.hint.clone(),
        ]
    });
    members
        .map(|(member, account)| {
            [
                member.member_number.to_string(),
                member.name.clone(),
                member.password.clone(),
                role(member.role).to_owned(),
                account.hint.clone(),
            ]
        })
        .chain(newcomers)
        .collect()
}

const fn role(role: AccountRole) -> &'static str {
    match role {
        AccountRole::Attendee => "attendee",
        AccountRole::Admin => "admin",
        AccountRole::Scanner => "scanner",
        AccountRole::Events => "events",
        AccountRole::Reviewer => "reviewer",
        AccountRole::Finance => "finance",
    }
}

fn widths<'a>(rows: impl Iterator<Item = &'a Row>) -> [usize; HEADINGS.len()] {
    rows.fold(HEADINGS.map(UnicodeWidthStr::width), |mut widths, row| {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.width().max(*width);
        }
        widths
    })
}

fn line(row: &Row, widths: &[usize; HEADINGS.len()]) -> String {
    let mut line = String::from(" ");
    for (cell, width) in row.iter().zip(widths) {
        line.push(' ');
        line.push_str(cell);
        line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + 1));
    }
    format!("{}\n", line.trim_end())
}

#[cfg(test)]
mod tests {
    use super::{HEADINGS, Row, is_loopback, line, widths};
    use unicode_width::UnicodeWidthStr as _;

    #[test]
    fn columns_line_up_under_wide_characters() {
        let row = |name: &str| -> Row { ["1", name, "x", "admin", "y"].map(str::to_owned) };
        let rows = [row("𠮷田 髙子"), row("Müller"), HEADINGS.map(str::to_owned)];
        let widths = widths(rows.iter());
        let starts: Vec<usize> = rows
            .iter()
            .map(|row| {
                let line = line(row, &widths);
                let before = line.split(row[3].as_str()).next().unwrap();
                before.width()
            })
            .collect();
        assert_eq!(starts, [starts[0]; 3]);
    }

    #[test]
    fn a_phone_can_not_reach_this_machine_alone() {
        assert!(is_loopback("http://127.0.0.1:8080"));
        assert!(is_loopback("http://localhost:8080"));
        assert!(!is_loopback("http://192.168.1.20:8080"));
        assert!(!is_loopback("https://demo.example.org"));
    }
}
