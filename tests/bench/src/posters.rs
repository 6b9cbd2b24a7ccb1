//! Posters a second.

use shusseki_core::text::Text;
use shusseki_documents::Press;
use shusseki_documents::poster::{Paper, PosterLanguage};
use shusseki_documents::poster_sheet::{PosterPage, PosterSociety};
use std::hint::black_box;
use std::time::Instant;

const POSTERS: usize = 200;

/// Measures and prints.
pub(crate) fn print() {
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
