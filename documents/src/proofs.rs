//! What every document must hold to: no warning, no missing glyph, nothing cut off, text as text.

use crate::{
    DocumentError, Press,
    member_form::FormMember,
    poster::{Paper, PosterLanguage},
    press::Proof,
    samples,
};
use shusseki_core::text::{Language, Text};
use std::{
    io::Write,
    process::{Command, Stdio},
    sync::LazyLock,
};
use typst::layout::{Abs, Frame, FrameItem, Point, Size};

static PRESS: LazyLock<Press> =
    LazyLock::new(|| Press::new().expect("fonts-noto-cjk is installed"));

const PAPERS: [Paper; 3] = [Paper::A4, Paper::A3, Paper::Letter];
const LANGUAGES: [PosterLanguage; 3] =
    [PosterLanguage::Ja, PosterLanguage::En, PosterLanguage::Both];

/// What is wrong on a page.
#[derive(Debug, Default, PartialEq, Eq)]
struct Faults {
    /// Characters set with the glyph that stands for "none".
    missing: Vec<String>,
    /// How many parts are cut off.
    clipped: usize,
    /// Texts that run over the edge of the sheet.
    outside: Vec<String>,
}

impl Faults {
    fn look(&mut self, frame: &Frame, origin: Point, sheet: Size) {
        for (place, item) in frame.items() {
            let at = origin + *place;
            match item {
                FrameItem::Group(group) => {
                    self.clipped += usize::from(group.clip.is_some());
                    let shift = Point::new(group.transform.tx, group.transform.ty);
                    self.look(&group.frame, at + shift, sheet);
                }
                FrameItem::Text(text) => {
                    let tofu = text.glyphs.iter().filter(|glyph| glyph.id == 0);
                    self.missing
                        .extend(tofu.map(|glyph| text.text[glyph.range()].to_owned()));
                    if at.x < Abs::zero() || at.x + text.width() > sheet.x || at.y > sheet.y {
                        self.outside.push(text.text.to_string());
                    }
                }
                _ => {}
            }
        }
    }
}

fn assert_clean(proof: &Proof, what: &str) {
    assert!(proof.warnings.is_empty(), "{what}: {:?}", proof.warnings);
    let mut faults = Faults::default();
    for page in proof.document.pages() {
        faults.look(&page.frame, Point::zero(), page.frame.size());
    }
    assert_eq!(faults, Faults::default(), "{what}");
}

/// The text that a reader's program finds, by `pdftotext` of poppler-utils.
fn text_of(pdf: &[u8]) -> String {
    let mut child = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext (package poppler-utils) is installed");
    child.stdin.take().unwrap().write_all(pdf).unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn posters_of_every_size_and_language_are_clean() {
    let mut with_point = samples::page();
    with_point.point = Some(Text::new("入口", "Entry"));
    let pages = [samples::page(), with_point, samples::hostile()];
    for paper in PAPERS {
        for language in LANGUAGES {
            let proof = PRESS.set_posters(&pages, paper, language).unwrap();
            assert_clean(&proof, &format!("{paper:?} {language:?}"));
            assert_eq!(proof.document.pages().len(), pages.len());
        }
    }
}

#[test]
fn texts_of_any_length_fit_without_being_cut() {
    for letter in ["W", "学", "word ", "鬱蒼 "] {
        for (paper, language) in
            PAPERS
                .into_iter()
                .zip([PosterLanguage::Both, PosterLanguage::En, PosterLanguage::Ja])
        {
            let proof = PRESS
                .set_posters(&[samples::longest(letter)], paper, language)
                .unwrap();
            assert_clean(&proof, &format!("{letter} {paper:?} {language:?}"));
            assert_eq!(proof.document.pages().len(), 1);
        }
    }
}

#[test]
fn the_lines_of_a_poster_break_between_words() {
    for (session, words) in [
        (
            "教育講演3「大腸内視鏡検査における放射線診療」",
            "内視鏡検査",
        ),
        (
            "骨シンチグラフィの読み方と骨シンチグラフィの実際",
            "骨シンチグラフィ",
        ),
        (
            "心房細動のアブレーション後における心房のリモデリング",
            "リモデリング",
        ),
        (
            "神経内分泌腫瘍のペプチド受容体核医学内用療法の実際",
            "ペプチド",
        ),
        (
            "線量計測のトレーサビリティを確保するための施設内体制",
            "トレーサビリティ",
        ),
        (
            "核医学治療における特別措置病室と治療病室の運用",
            "治療病室の",
        ),
    ] {
        let mut page = samples::page();
        page.session = Text::new(session, "Lecture");
        for paper in PAPERS {
            let text = text_of(
                &PRESS
                    .poster_pdf(&[page.clone()], paper, PosterLanguage::Ja)
                    .unwrap(),
            );
            let whole = text.matches(words).count();
            assert_eq!(
                whole,
                session.matches(words).count(),
                "{words} {paper:?}: {text}"
            );
        }
    }
}

#[test]
fn hostile_words_are_printed_as_they_stand() {
    let text = text_of(
        &PRESS
            .poster_pdf(&[samples::hostile()], Paper::A3, PosterLanguage::En)
            .unwrap(),
    );
    let joined = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('\u{200b}', "");
    for words in [
        "#panic()",
        "$x^2$",
        "*b*",
        "<script>alert(1)</script>",
        "@ref",
    ] {
        assert!(
            joined.replace(' ', "").contains(words),
            "{words} in {joined}"
        );
    }
}

#[test]
fn a_poster_says_all_it_should_in_both_languages() {
    let mut page = samples::page();
    page.point = Some(Text::new("出口", "Exit"));
    let text = text_of(
        &PRESS
            .poster_pdf(&[page], Paper::A4, PosterLanguage::Both)
            .unwrap(),
    );
    for words in [
        "日本核医学会",
        "Nuclear Medicine",
        "第66回",
        samples::RARE,
        "2026年11月20日(金)",
        "Friday, 20 November 2026",
        "10:30–12:00",
        "第1会場",
        "Hall 1",
        "出口",
        "Exit",
        "5XK9-012T",
        "https://kai.example-society.or.jp/c",
        "000345",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let pdf = || {
        PRESS
            .poster_pdf(&[samples::page()], Paper::A4, PosterLanguage::Both)
            .unwrap()
    };
    assert_eq!(pdf(), pdf());
}

#[test]
fn wrong_input_is_an_error_and_not_a_page() {
    let set = |change: fn(&mut crate::poster_sheet::PosterPage)| {
        let mut page = samples::page();
        change(&mut page);
        PRESS.poster_pdf(&[page], Paper::A4, PosterLanguage::Ja)
    };
    assert_eq!(
        PRESS.poster_pdf(&[], Paper::A4, PosterLanguage::Ja),
        Err(DocumentError::NoPages)
    );
    for colour in ["", "#fff", "red", "#12345g", "#1234567", "＃123456"] {
        let mut page = samples::page();
        page.society.colour = colour.to_owned();
        let result = PRESS.poster_pdf(&[page], Paper::A4, PosterLanguage::Ja);
        assert!(matches!(result, Err(DocumentError::Colour(_))), "{colour}");
    }
    assert!(matches!(
        set(|page| page.code_url = "A".repeat(9_000)),
        Err(DocumentError::CodeTooLong { .. })
    ));
    for dpi in [0, 49, 401, u16::MAX] {
        let result = PRESS.poster_png(&samples::page(), Paper::A4, PosterLanguage::Ja, dpi);
        assert!(
            matches!(result, Err(DocumentError::Resolution { .. })),
            "{dpi}"
        );
    }
}

#[test]
fn an_svg_and_a_png_have_the_size_of_the_sheet() {
    let svg = PRESS
        .poster_svg(&samples::page(), Paper::A4, PosterLanguage::Both)
        .unwrap();
    assert!(
        svg.starts_with("<svg") && svg.contains("595.27"),
        "{svg:.200}"
    );
    let png = PRESS
        .poster_png(&samples::page(), Paper::A4, PosterLanguage::Both, 150)
        .unwrap();
    let image = image::load_from_memory(&png).unwrap();
    assert_eq!((image.width(), image.height()), (1_240, 1_754));
}

#[test]
fn a_transcript_of_many_pages_repeats_its_headings_and_counts_its_pages() {
    for (language, heading, registered) in [
        (Language::Ja, "大会・備考", "登録日時"),
        (Language::En, "Event, remark", "Registered (JST)"),
    ] {
        let transcript = samples::transcript(90);
        let proof = PRESS.set_transcript(&transcript, language).unwrap();
        assert_clean(&proof, language.code());
        let pages = proof.document.pages().len();
        assert!(pages >= 5, "{pages} pages");
        let text = text_of(&PRESS.transcript_pdf(&transcript, language).unwrap());
        assert!(text.matches(heading).count() >= 3, "{heading}");
        assert!(text.matches(registered).count() >= 3, "{registered}");
        for page in 1..=pages {
            assert!(
                text.contains(&format!("{page} / {pages}")),
                "page {page} of {pages}"
            );
        }
        for words in [samples::RARE, "0001234", "20-1234", "49", "50", "1.5"] {
            assert!(text.contains(words), "{words}");
        }
    }
}

#[test]
fn an_empty_transcript_says_so() {
    let mut transcript = samples::transcript(0);
    transcript.notes.clear();
    transcript.society_contact.clear();
    let proof = PRESS.set_transcript(&transcript, Language::Ja).unwrap();
    assert_clean(&proof, "empty");
    let text = text_of(&PRESS.transcript_pdf(&transcript, Language::Ja).unwrap());
    assert!(text.contains("この期間の参加記録はありません"), "{text}");
    assert!(
        text.contains("この期間に取得した単位はありません"),
        "{text}"
    );
}

#[test]
fn a_letter_is_a_page_a_member_and_reads_each_character_out() {
    let letters = [samples::letter(Language::Ja), samples::letter(Language::En)];
    let head = samples::letter_head();
    let proof = PRESS.set_password_letters(&head, &letters).unwrap();
    assert_clean(&proof, "letters");
    assert_eq!(proof.document.pages().len(), 2);
    let text = text_of(&PRESS.password_letters_pdf(&head, &letters).unwrap());
    for words in [
        "会員番号・仮パスワード通知書",
        samples::RARE,
        "00123",
        "Q0oI-l1Zz9-kR",
        "大文字のキュー",
        "数字のゼロ",
        "小文字のオー",
        "大文字のアイ",
        "小文字のエル",
        "数字のイチ",
        "ハイフン",
        "capital Q",
        "digit zero",
        "small l",
        "2027年1月20日(水)",
        "Wednesday, 20 January 2027",
        "kai.example-society.or.jp/jsnm/login",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn the_longest_letter_stays_on_its_page() {
    for letter in ["W", "学", "word "] {
        let letters = [samples::longest_letter(letter)];
        let proof = PRESS
            .set_password_letters(&samples::letter_head(), &letters)
            .unwrap();
        assert_clean(&proof, letter);
        assert_eq!(proof.document.pages().len(), 1);
    }
    assert_eq!(
        PRESS.password_letters_pdf(&samples::letter_head(), &[]),
        Err(DocumentError::NoPages)
    );
}

#[test]
fn a_form_has_who_sends_it_and_room_for_the_rest() {
    let member = FormMember {
        number: "00123".to_owned(),
        name: samples::RARE.to_owned(),
        kana: "タカハシ ミサキ".to_owned(),
    };
    for (language, words) in [
        (
            Language::Ja,
            ["改姓・改名届", "新しい氏名", "御中", "送り先"],
        ),
        (
            Language::En,
            [
                "Notice of a change of name",
                "New name",
                "Reason",
                "Send it to",
            ],
        ),
    ] {
        let form = samples::member_form(Some(member.clone()));
        let proof = PRESS.set_member_form(&form, language).unwrap();
        assert_clean(&proof, "form");
        assert_eq!(proof.document.pages().len(), 1);
        let text = text_of(&PRESS.member_form_pdf(&form, language).unwrap());
        for words in words.iter().chain(&["00123", samples::RARE, "タカハシ"]) {
            assert!(text.contains(words), "{words} in {text}");
        }
    }
    let blank = samples::member_form(None);
    let proof = PRESS.set_member_form(&blank, Language::Ja).unwrap();
    assert_clean(&proof, "blank form");
    assert_eq!(proof.document.pages().len(), 1);
}
