//! The rooms by themselves: posters a second, microseconds a standing.

use shusseki_core::credit::{Entry, Holder, Scope, evaluate, granted};
use shusseki_core::ids::EntryId;
use shusseki_core::society::{Period, Society, shipped};
use shusseki_core::text::Text;
use shusseki_documents::Press;
use shusseki_documents::poster::{Paper, PosterLanguage};
use shusseki_documents::poster_sheet::{PosterPage, PosterSociety};
use std::hint::black_box;
use std::time::Instant;

const POSTERS: usize = 200;
const EVALUATIONS: u32 = 2_000;
const ENTRIES: usize = 60;

/// Measures and prints.
pub(crate) fn print() {
    posters();
    standings();
}

fn posters() {
    let press = Press::new().expect("the fonts are installed");
    let page = page();
    let warm = press.poster_pdf(std::slice::from_ref(&page), Paper::A4, PosterLanguage::Both);
    warm.expect("a poster");
    let started = Instant::now();
    for _ in 0..POSTERS {
        let pdf = press.poster_pdf(std::slice::from_ref(&page), Paper::A4, PosterLanguage::Both);
        black_box(pdf.expect("a poster"));
    }
    let alone = POSTERS as f64 / started.elapsed().as_secs_f64();
    let pages = vec![page; POSTERS];
    let started = Instant::now();
    black_box(
        press
            .poster_pdf(&pages, Paper::A4, PosterLanguage::Both)
            .expect("posters"),
    );
    let together = POSTERS as f64 / started.elapsed().as_secs_f64();
    println!("Posters a second: {alone:.0} one by one, {together:.0} in one PDF");
}

fn page() -> PosterPage {
    let at = |text: &str| text.parse().expect("an instant");
    PosterPage {
        society: PosterSociety {
            slug: "jsnm".parse().expect("a slug"),
            name: Text::new("一般社団法人日本核医学会", "Japanese Society of Nuclear Medicine"),
            short_name: "JSNM".to_owned(),
            colour: "#6a2c70".to_owned(),
        },
        event: Text::new("第66回日本核医学会学術総会", "The 66th Annual Meeting"),
        session: Text::new("教育講演:核医学治療の現在地", "Educational lecture: therapy today"),
        room: Text::new("第1会場", "Room 1"),
        starts_at: at("2026-11-20T01:00:00Z"),
        ends_at: at("2026-11-20T02:00:00Z"),
        point: None,
        code_url: "HTTPS://ATTEND.NUCLEAR-MEDICINE.EXAMPLE/C/CEAQAAQAAAABIAM33MF6UN2GMQC2BMTDNWDUNUNFYVFAGTNZ".to_owned(),
        typed_code: "1N3S-JM16".to_owned(),
        typed_url: "https://attend.nuclear-medicine.example/jsnm/check-in".to_owned(),
        serial: "2614823914".to_owned(),
    }
}

fn standings() {
    for (name, text) in shipped() {
        let society = Society::parse(name, text).expect("a shipped definition");
        let certification = society.certifications.first().expect("a certification");
        let holder = Holder {
            certification: certification.key.clone(),
            number: "00001".to_owned(),
            period: Period::new(
                "2023-04-01".parse().expect("a day"),
                "2028-03-31".parse().expect("a day"),
            ),
            renewed_on: None,
        };
        let entries = entries(&society);
        let started = Instant::now();
        for _ in 0..EVALUATIONS {
            black_box(evaluate(
                &society,
                certification,
                &holder,
                black_box(&entries),
                Scope::CurrentPeriod,
            ));
        }
        let micros = started.elapsed().as_secs_f64() * 1e6 / f64::from(EVALUATIONS);
        println!(
            "A standing of {ENTRIES} entries, {}: {micros:.0} µs",
            society.short_name
        );
    }
}

fn entries(society: &Society) -> Vec<Entry> {
    let role = "attend".parse().expect("a role");
    let activities = society.activities.iter().cycle().take(ENTRIES).enumerate();
    activities
        .map(|(number, activity)| Entry {
            id: EntryId::new(uuid::Uuid::from_u128(number as u128)),
            day: "2025-06-01".parse().expect("a day"),
            activity: activity.key.clone(),
            credits: granted(society, &activity.key, &role).unwrap_or_default(),
            role: role.clone(),
            society_held: number % 2 == 0,
            event: Text::new(format!("第{number}回大会"), format!("Meeting {number}")),
            session: Text::new("講演", "Lecture"),
            voided: false,
        })
        .collect()
}
