//! Real posters, made worse as photos make them, before our reader and an independent one.
//!
//! `zbarimg` (package zbar-tools) must read every page of a PDF and every PNG; our own reader must read
//! every variant. `cargo test -p shusseki-qr-tools --test readers -- --nocapture` prints the table.

#![allow(
    clippy::unwrap_used,
    reason = "what fails in a test's helper fails the test"
)]

mod photo_like;

use image::GrayImage;
use photo_like::VARIANTS;
use shusseki_core::{
    calendar::Window,
    text::Text,
    venue_code::{
        KeyId, KeyRing, PointNumber, PosterClaim, PosterSerial, SessionNumber, SocietyNumber,
        VenueKey,
    },
};
use shusseki_documents::{
    Press,
    poster::{Paper, PosterLanguage},
    poster_sheet::{PosterPage, PosterSociety},
};
use shusseki_qr_tools::photo::{PhotoLimits, find_codes, read_photo};
use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
    time::Instant,
};

const DPI: u16 = 150;

static PRESS: LazyLock<Press> =
    LazyLock::new(|| Press::new().expect("fonts-noto-cjk is installed"));

/// Posters of three societies, with and without a point, with real codes for a host of 30 characters.
static PAGES: LazyLock<Vec<PosterPage>> = LazyLock::new(|| {
    [
        ("jhrs", "#8c1d40", None),
        ("jsnm", "#0b6b63", Some(("入口", "Entry"))),
        ("jgets", "#1d4e89", Some(("出口", "Exit"))),
    ]
    .into_iter()
    .zip(1..)
    .map(|((slug, colour, point), number)| page(slug, colour, point, number))
    .collect()
});

fn page(slug: &str, colour: &str, point: Option<(&str, &str)>, number: u16) -> PosterPage {
    let ring = KeyRing::new(
        SocietyNumber::new(number).unwrap(),
        vec![VenueKey::new(KeyId::new(1), [number as u8; 32], None)],
    );
    let valid = Window::new(
        "2026-11-20T01:00:00Z".parse().unwrap(),
        "2026-11-20T03:30:00Z".parse().unwrap(),
    );
    let claim = PosterClaim {
        session: SessionNumber::new(1_000 + u32::from(number)),
        point: PointNumber::new(u8::from(point.is_some())),
        serial: PosterSerial::new(345_000 + u32::from(number)),
        valid,
    };
    let ring = ring.unwrap();
    PosterPage {
        society: PosterSociety {
            slug: slug.parse().unwrap(),
            name: Text::new("日本核医学会", "The Japanese Society of Nuclear Medicine"),
            short_name: slug.to_uppercase(),
            colour: colour.to_owned(),
        },
        event: Text::new("第66回学術総会", "The 66th Annual Meeting"),
        session: Text::new(
            "教育講演2「PETで診る神経変性疾患」",
            "Educational Lecture 2: Neurodegeneration on PET",
        ),
        room: Text::new("第1会場", "Hall 1"),
        starts_at: valid.opens,
        ends_at: valid.closes,
        point: point.map(|(ja, en)| Text::new(ja, en)),
        code_url: ring
            .mint_poster(&claim)
            .unwrap()
            .url(&"https://attendance.example-society.jp".parse().unwrap()),
        typed_code: ring.typed_code(&claim).unwrap().to_string(),
        typed_url: "https://attendance.example-society.jp/c".to_owned(),
        serial: claim.serial.to_string(),
    }
}

/// What zbarimg reads, or nothing. It must be installed.
fn zbar(path: &Path) -> Option<String> {
    let output = Command::new("zbarimg")
        .args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"])
        .arg(path)
        .output()
        .expect("zbarimg (package zbar-tools) is installed");
    let text = String::from_utf8(output.stdout).unwrap().trim().to_owned();
    (!text.is_empty()).then_some(text)
}

fn save(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn every_page_of_a_pdf_is_read_at_150_dpi() {
    let folder = tempfile::tempdir().unwrap();
    for paper in [Paper::A4, Paper::A3, Paper::Letter] {
        let pdf = PRESS
            .poster_pdf(&PAGES, paper, PosterLanguage::Both)
            .unwrap();
        let path = save(folder.path(), "posters.pdf", &pdf);
        let status = Command::new("pdftoppm")
            .args(["-r", "150", "-png"])
            .args([&path, &folder.path().join("page")])
            .status()
            .expect("pdftoppm (package poppler-utils) is installed");
        assert!(status.success());
        for (index, page) in PAGES.iter().enumerate() {
            let picture = folder.path().join(format!("page-{}.png", index + 1));
            assert_eq!(
                zbar(&picture).as_ref(),
                Some(&page.code_url),
                "zbarimg, {paper:?}"
            );
            let ours = read_photo(&std::fs::read(&picture).unwrap(), &PhotoLimits::default());
            assert_eq!(ours.unwrap(), [page.code_url.as_str()], "rxing, {paper:?}");
        }
    }
}

#[test]
fn every_png_is_read() {
    let folder = tempfile::tempdir().unwrap();
    for page in PAGES.iter() {
        for (paper, dpi) in [
            (Paper::A4, 72),
            (Paper::A4, DPI),
            (Paper::A3, DPI),
            (Paper::Letter, 300),
        ] {
            let png = PRESS
                .poster_png(page, paper, PosterLanguage::Ja, dpi)
                .unwrap();
            let path = save(folder.path(), "page.png", &png);
            assert_eq!(
                zbar(&path).as_ref(),
                Some(&page.code_url),
                "zbarimg, {paper:?} at {dpi} dpi"
            );
            let ours = read_photo(&png, &PhotoLimits::default());
            assert_eq!(
                ours.unwrap(),
                [page.code_url.as_str()],
                "rxing, {paper:?} at {dpi} dpi"
            );
        }
    }
}

/// One line of the table.
struct Line {
    name: &'static str,
    rxing: usize,
    zbar: usize,
    milliseconds: u128,
}

#[test]
fn our_reader_reads_every_photo_like_variant() {
    let pages: Vec<GrayImage> = PAGES
        .iter()
        .map(|page| {
            PRESS
                .poster_png(page, Paper::A4, PosterLanguage::Both, DPI)
                .unwrap()
        })
        .map(|png| image::load_from_memory(&png).unwrap().into_luma8())
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let lines: Vec<Line> = VARIANTS
        .iter()
        .map(|(name, worsen)| {
            let mut line = Line {
                name,
                rxing: 0,
                zbar: 0,
                milliseconds: 0,
            };
            for (picture, page) in pages.iter().zip(PAGES.iter()) {
                let photo = worsen(picture);
                let path = folder.path().join("photo.png");
                photo.save(&path).unwrap();
                let begun = Instant::now();
                let ours = find_codes(&photo);
                line.milliseconds += begun.elapsed().as_millis();
                line.rxing +=
                    usize::from(ours.is_ok_and(|texts| texts == [page.code_url.as_str()]));
                line.zbar += usize::from(zbar(&path).as_ref() == Some(&page.code_url));
            }
            line
        })
        .collect();
    print(&lines, pages.len());
    let unread: Vec<&str> = lines
        .iter()
        .filter(|line| line.rxing < pages.len())
        .map(|line| line.name)
        .collect();
    assert!(unread.is_empty(), "our reader fails on: {unread:?}");
    assert!(
        lines.iter().any(|line| line.zbar == pages.len()),
        "zbarimg reads nothing at all"
    );
}

fn print(lines: &[Line], pages: usize) {
    println!(
        "| variant of {pages} posters (A4 at {DPI} dpi) | rxing | zbarimg | rxing, ms a photo |"
    );
    println!("|---|---|---|---|");
    for line in lines {
        let each = line.milliseconds / pages as u128;
        println!(
            "| {} | {}/{pages} | {}/{pages} | {each} |",
            line.name, line.rxing, line.zbar
        );
    }
}
