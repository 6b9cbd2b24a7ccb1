//! What needs no server: posters a second, and how long a standing takes.

use shusseki_core::credit::{Entry, Holder, Scope, evaluate};
use shusseki_core::ids::EntryId;
use shusseki_core::society::{Period, Society, shipped};
use shusseki_core::text::Text;
use shusseki_documents::Press;
use shusseki_documents::poster::{Paper, PosterLanguage};
use shusseki_documents::poster_sheet::{PosterPage, PosterSociety};
use std::time::{Duration, Instant};

const FOR: Duration = Duration::from_secs(2);
/// A member who attended a great deal in five years.
const ENTRIES: u128 = 60;

/// Measures and prints.
pub(crate) fn measure() {
    let press = Press::new().expect("fonts");
    let (first, _) = timed(|| drop(press.poster_pdf(&[page(0)], Paper::A4, PosterLanguage::Both).expect("a poster")));
    println!("posters: the first after {:.0} ms", first.as_secs_f64() * 1000.0);
    let mut number = 0;
    let pdf = repeated(|| {
        number += 1;
        drop(press.poster_pdf(&[page(number)], Paper::A4, PosterLanguage::Both).expect("a poster"));
    });
    let png = repeated(|| {
        number += 1;
        drop(press.poster_png(&page(number), Paper::A4, PosterLanguage::Both, 150).expect("a poster"));
    });
    println!("posters: {:.0} PDF a second, {:.0} PNG (150 dpi) a second, on one core", 1.0 / pdf, 1.0 / png);
    for (name, text) in shipped() {
        let society = Society::parse(name, text).expect("a shipped definition");
        for certification in &society.certifications {
            let (holder, entries) = (holder(&society, certification.key.clone()), ledger(&society));
            let took = repeated(|| {
                std::hint::black_box(evaluate(&society, certification, &holder, std::hint::black_box(&entries), Scope::CurrentPeriod));
            });
            println!("standing: {:>6.1} µs with {ENTRIES} entries ({} {})", took * 1e6, society.slug, certification.key);
        }
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let done = work();
    (begun.elapsed(), done)
}

/// Seconds that the work takes, by doing it again and again.
fn repeated(mut work: impl FnMut()) -> f64 {
    let begun = Instant::now();
    let mut times = 0_u32;
    while begun.elapsed() < FOR {
        work();
        times += 1;
    }
    begun.elapsed().as_secs_f64() / f64::from(times)
}

/// Each poster is another, as on a real day.
fn page(number: u32) -> PosterPage {
    PosterPage {
        society: PosterSociety {
            slug: "jsnm".parse().expect("a slug"),
            name: Text::new("一般社団法人日本核医学会", "The Japanese Society of Nuclear Medicine"),
            short_name: "JSNM".to_owned(),
            colour: "#0b6b63".to_owned(),
        },
        event: Text::new("第66回日本核医学会学術総会", "The 66th Annual Meeting"),
        session: Text::new(format!("教育講演{number}：神経内分泌腫瘍に対する核医学治療の現在地"), format!("Educational lecture {number}: radionuclide therapy today")),
        room: Text::new("第1会場（1階 大ホール）", "Room 1 (Main Hall, 1F)"),
        starts_at: "2026-11-21T01:00:00Z".parse().expect("a time"),
        ends_at: "2026-11-21T02:30:00Z".parse().expect("a time"),
        point: None,
        code_url: format!("HTTPS://ATTEND.EXAMPLE-SOCIETY.OR.JP/C/CEAQAAAAAAAQAAAAAEAAAAAAC4ULVIG2AUQIX7K4PMR4YKMA{number:04}"),
        typed_code: "1CF8-KTDD".to_owned(),
        typed_url: "https://attend.example-society.or.jp/jsnm/check-in".to_owned(),
        serial: number.to_string(),
    }
}

fn holder(society: &Society, certification: shusseki_core::ids::CertificationKey) -> Holder {
    let period = Period::new("2023-04-01".parse().expect("a day"), "2028-03-31".parse().expect("a day"));
    Holder { certification, number: format!("{}-0001", society.slug), period, renewed_on: None }
}

fn ledger(society: &Society) -> Vec<Entry> {
    let activities: Vec<_> = society.activities.iter().map(|activity| activity.key.clone()).collect();
    let entry = |number: u128| Entry {
        id: EntryId::new(uuid::Uuid::from_u128(number)),
        day: format!("202{}-{:02}-{:02}", 4 + number % 3, 1 + number % 9, 1 + number % 28).parse().expect("a day"),
        activity: activities[usize::try_from(number).unwrap_or(0) % activities.len()].clone(),
        role: "attend".parse().expect("a role"),
        credits: "2.5".parse().expect("credits"),
        society_held: number.is_multiple_of(2),
        event: Text::new("学術総会", "Annual meeting"),
        session: Text::new("教育講演", "Educational lecture"),
        voided: false,
    };
    (1..=ENTRIES).map(entry).collect()
}
