use super::{Form, Head, ReadError, Row, head, letter, rows};
use encoding_rs::SHIFT_JIS;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::io::Write as _;
use std::ops::ControlFlow;

fn read(content: &[u8]) -> Result<(Head, Vec<Row>), ReadError> {
    let head = head(content)?;
    let mut found = Vec::new();
    rows(content, &head, |row| {
        found.push(row);
        ControlFlow::Continue(())
    })?;
    Ok((head, found))
}

fn texts(row: &Row) -> Vec<&str> {
    row.cells.iter().map(String::as_str).collect()
}

fn csv(encoding: &str, separator: char) -> Form {
    Form::Csv {
        encoding: encoding.to_owned(),
        separator,
    }
}

const FILE: &str = "会員番号,氏名,所属\r\n00123,髙橋　一郎,\"北都大学\r\n核医学科\"\r\n\r\n00124,﨑山 ①,ｶﾅ病院\r\n";

#[test]
fn a_text_is_read_in_any_of_its_encodings() {
    let marked = [b"\xEF\xBB\xBF", FILE.as_bytes()].concat();
    let (cp932, _, wrong) = SHIFT_JIS.encode(FILE);
    assert!(!wrong);
    let utf_16: Vec<u8> = std::iter::once(0xFEFF_u16)
        .chain(FILE.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for (content, encoding) in [
        (FILE.as_bytes(), "UTF-8"),
        (&marked, "UTF-8 (BOM)"),
        (&cp932, "CP932"),
        (&utf_16, "UTF-16"),
    ] {
        let (head, rows) = read(content).unwrap();
        assert_eq!(head.form, csv(encoding, ','));
        assert_eq!(head.headings, ["会員番号", "氏名", "所属"], "{encoding}");
        assert_eq!(
            texts(&rows[0]),
            ["00123", "髙橋　一郎", "北都大学\n核医学科"]
        );
        assert_eq!(texts(&rows[1]), ["00124", "﨑山 ①", "ｶﾅ病院"]);
        // The quoted line end is no row, the empty line is one.
        assert_eq!((rows[0].number, rows[1].number), (2, 4));
    }
}

#[test]
fn wrong_bytes_are_shown_where_they_stand() {
    let mut content = "会員番号,氏名\n1,山田\n2,佐藤花子と長い名前\n"
        .as_bytes()
        .to_vec();
    let at = content.len() - 4;
    content[at] = 0xFF;
    let (head, rows) = read(&content).unwrap();
    assert_eq!(head.form, csv("UTF-8", ','));
    assert_eq!(rows[0].cells[1], "山田");
    assert!(rows[1].cells[1].chars().any(super::is_unreadable));
    // A character of somebody's own making has a place in CP932 and a meaning nowhere.
    let (cp932, _, _) = SHIFT_JIS.encode("会員番号,氏名\n1,山");
    let (_, rows) = read(&[&cp932, &b"\xF0\x40\n"[..]].concat()).unwrap();
    assert!(rows[0].cells[1].chars().any(super::is_unreadable));
}

#[test]
fn other_separators_titles_and_kept_zeros_are_understood() {
    let (head, rows) = read("会員番号;氏名\n1;\"a;b\"\n".as_bytes()).unwrap();
    assert_eq!(head.form, csv("UTF-8", ';'));
    assert_eq!(texts(&rows[0]), ["1", "a;b"]);
    let titled = "会員名簿（2026年4月）\n\n番号\t氏名\n=\"00123\"\t'=1+1\n";
    let (head, rows) = read(titled.as_bytes()).unwrap();
    assert_eq!((head.form, head.row), (csv("UTF-8", '\t'), 3));
    assert_eq!(texts(&rows[0]), ["00123", "=1+1"]);
    assert_eq!(rows[0].number, 4);
    let (head, rows) = read("会員番号\n1\n2\n".as_bytes()).unwrap();
    assert_eq!((head.headings.len(), rows.len()), (1, 2));
    let (head, _) = read("会員番号,,氏名\n1,2,3\n".as_bytes()).unwrap();
    assert_eq!(head.headings, ["会員番号", "(B)", "氏名"]);
    assert_eq!(
        (letter(0), letter(25), letter(26), letter(701)),
        ("A".into(), "Z".into(), "AA".into(), "ZZ".into())
    );
}

fn book(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let hidden = book.add_worksheet();
    hidden.set_name("作業用").unwrap().set_hidden(true);
    let sheet = book.add_worksheet();
    sheet.set_name("会員").unwrap();
    sheet.set_active(true);
    fill(sheet);
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_is_read_as_it_is_seen() {
    let content = book(|sheet| {
        for (column, heading) in (0..).zip(["会員番号", "氏名", "入会日", "検索", "式"])
        {
            sheet.write(0, column, heading).unwrap();
        }
        sheet.write(1, 0, 123).unwrap();
        sheet.write(1, 1, "髙橋 一郎").unwrap();
        let day = Format::new().set_num_format("[$-411]ggge\"年\"m\"月\"d\"日\"");
        let date = ExcelDateTime::from_ymd(2026, 4, 1).unwrap();
        sheet.write_with_format(1, 2, &date, &day).unwrap();
        sheet.write(1, 3, true).unwrap();
        sheet.write(3, 0, "00124").unwrap();
        sheet.write(3, 4, 1.5).unwrap();
    });
    let (head, rows) = read(&content).unwrap();
    assert_eq!(
        head.form,
        Form::Xlsx {
            sheet: "会員".to_owned()
        }
    );
    assert_eq!(
        texts(&rows[0]),
        ["123", "髙橋 一郎", "2026-04-01", "TRUE", ""]
    );
    assert_eq!(texts(&rows[1]), ["00124", "", "", "", "1.5"]);
    assert_eq!((rows[0].number, rows[1].number), (2, 4));
    assert_eq!(
        (rows[0].numbers.as_slice(), rows[1].numbers.as_slice()),
        (&[0][..], &[4][..])
    );
}

#[test]
fn what_stands_right_of_the_headings_is_kept_where_it_is_anything() {
    let (_, rows) = read(b"a,b\n1,2,,\n1,2,,4\n1\n").unwrap();
    assert_eq!(texts(&rows[0]), ["1", "2"]);
    assert_eq!(texts(&rows[1]), ["1", "2", "", "4"]);
    assert_eq!(texts(&rows[2]), ["1", ""]);
}

#[test]
fn what_is_no_list_of_members_is_refused_with_its_reason() {
    let wide = vec!["x"; 201].join(",");
    let long = format!("a,b\n{}", "1,2\n".repeat(200_001));
    let far = book(|sheet| {
        sheet.write(0, 0, "a").unwrap();
        sheet.write(0, 1, "b").unwrap();
        sheet.write(1_048_575, 16_383, "z").unwrap();
    });
    let cut = &book(|sheet| {
        sheet.write(0, 0, "a").unwrap();
    })[..900];
    for (content, code) in [
        (&b""[..], "import-empty"),
        (b"\n\n\n", "import-no-headings"),
        (b"%PDF-1.7\n\0\0\0", "import-other-kind"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "import-old-excel"),
        (b"PK\x03\x04nonsense", "import-damaged"),
        (cut, "import-damaged"),
        (wide.as_bytes(), "import-too-many-columns"),
        (long.as_bytes(), "import-too-many-rows"),
        (&far, "import-too-many-columns"),
        (b"a,b,a\n1,2,3\n", "import-heading-twice"),
        (&parts(&[("word/document.xml", "")]), "import-other-kind"),
    ] {
        let error = read(content).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
    }
}

fn archive(name: &str, megabytes: usize) -> Vec<u8> {
    let piece = format!("<t>{}</t>", " ".repeat((64 << 10) - 7));
    parts(&[
        ("xl/workbook.xml", ""),
        (name, &piece.repeat(16 * megabytes)),
    ])
}

/// A workbook of these parts and no others.
fn parts(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, content) in parts {
        archive.start_file(*name, options).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn what_unpacks_to_too_much_is_refused_before_it_is_held() {
    for (name, megabytes) in [("xl/sharedStrings.xml", 129), ("xl/media/image1.png", 49)] {
        let bomb = archive(name, megabytes);
        assert!(bomb.len() < 1 << 20);
        assert_eq!(read(&bomb).unwrap_err(), ReadError::Bomb, "{name}");
    }
    let texts = format!("<sst>{}</sst>", "<si/>".repeat(6_000_001));
    let shared = parts(&[("xl/workbook.xml", ""), ("xl/sharedStrings.xml", &texts)]);
    assert_eq!(read(&shared).unwrap_err(), ReadError::Bomb);
}

#[test]
fn an_archive_of_too_many_files_is_not_even_opened() {
    let names: Vec<String> = (0..1_001).map(|n| format!("xl/{n}.xml")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    let many = parts(&files);
    assert_eq!(read(&many).unwrap_err(), ReadError::Bomb);
    // Without its end nobody could open it, and it is not tried.
    assert_eq!(read(&many[..many.len() - 22]).unwrap_err(), ReadError::Bomb);
    let most = parts(&files[1..]);
    assert_eq!(read(&most).unwrap_err(), ReadError::OtherKind);
}

#[test]
fn a_cell_that_no_spreadsheet_wrote_is_refused_before_it_is_held() {
    let long = "a".repeat(2 << 20);
    for (name, open) in [
        ("xl/worksheets/sheet1.xml", "<c t=\"inlineStr\"><is><t>"),
        ("xl/sharedStrings.xml", "<si><t>"),
    ] {
        let content = format!("{open}{long}</t>");
        let cell = parts(&[("xl/workbook.xml", ""), (name, &content)]);
        assert_eq!(read(&cell).unwrap_err(), ReadError::CellTooLong, "{name}");
    }
    // The longest cell of Excel is none of them; it shows where it is compared with the fields.
    let content = book(|sheet| {
        sheet.write(0, 0, "会員番号").unwrap();
        sheet.write(1, 0, "髙".repeat(32_767)).unwrap();
    });
    let (_, rows) = read(&content).unwrap();
    assert_eq!(rows[0].cells[0].chars().count(), super::CELL_AT_MOST);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_are_too_strange(content in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = read(&content);
    }

    #[test]
    fn no_text_is_too_strange(content in "[\"',;\t\r\n0-9a-cあ髙\u{feff}\0=]{0,200}") {
        let _ = read(content.as_bytes());
        let _ = read(&SHIFT_JIS.encode(&content).0);
    }

    #[test]
    fn no_broken_workbook_is_too_strange(at in 0_usize..6_000, byte in any::<u8>(), cut in 0_usize..6_000) {
        let mut content = book(|sheet| {
            sheet.write(0, 0, "会員番号").unwrap();
            sheet.write(1, 0, 1).unwrap();
        });
        let length = content.len();
        content[at % length] = byte;
        let _ = read(&content);
        content.truncate(cut.max(4) % length);
        let _ = read(&content);
    }

    #[test]
    fn cells_come_back_as_they_were_written(
        cells in proptest::collection::vec("[ -~あ髙\"',;=+@\t-]{1,12}", 2..6)
    ) {
        let headings: Vec<String> = (0..cells.len()).map(letter).collect();
        let written: Vec<u8> = [crate::web::csv::row(headings), crate::web::csv::row(cells.clone())].concat();
        let wanted: Vec<&str> = cells.iter().map(|cell| cell.trim()).collect();
        // Cells of spaces alone are an empty row.
        prop_assume!(wanted.iter().any(|cell| !cell.is_empty()));
        // A space before a formula is taken away, and what stands behind it is one then.
        prop_assume!(cells.iter().all(|cell| cell == cell.trim() && !cell.starts_with("=\"")));
        let (_, rows) = read(&written).unwrap();
        prop_assert_eq!(texts(&rows[0]), wanted);
    }
}
