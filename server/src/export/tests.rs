//! What is written can be read again, and nothing changes.

use super::Kind;
use super::file::{Wanted, csv_body, xlsx_body};
use crate::import::members::Filter;
use crate::import::tests::{Office, file};
use calamine::{Data, Reader as _, Xlsx};
use shusseki_core::text::Language;
use shusseki_tests::engines;
use std::io::Cursor;
use std::sync::Arc;

async fn exported(office: &Office, kind: Kind, language: Language, filter: Filter) -> Vec<u8> {
    let wanted = Wanted {
        app: Arc::clone(&office.app),
        tenant: Arc::clone(&office.tenant),
        filter,
        language,
    };
    let body = match kind {
        Kind::Xlsx => xlsx_body(wanted).await.unwrap(),
        _ => csv_body(wanted, kind),
    };
    axum::body::to_bytes(body, 1 << 24).await.unwrap().to_vec()
}

engines! {
    async fn an_exported_file_comes_in_again_without_a_change(engine) {
        let office = Office::of(engine, "jsnm").await;
        office.import(&file(&[
            "00123,髙橋　一郎,ﾀｶﾊｼ ｲﾁﾛｳ,正会員,令和8年4月1日,Ichiro@Example.org,東京,診療、教育,-",
            "00124,＝SUM(1) 花子,サトウ ハナコ,学生会員,2026/4/1,,大阪府,,-",
            "00125,\"'-1\" 次郎,,名誉会員,1990/4/1,,海外,,-",
        ])).await;
        let head = "会員番号,専門分野,生年月日,自宅郵便番号,会員検索,郵便送付先,ニュースレターの送付を希望する,核医学専門医 番号,核医学専門医 認定日,核医学専門医 有効期限\n";
        office.import(&format!("{head}00123,物理・工学、PET,昭和45年4月1日,106-0031,可,自宅,はい,00042,2023/8/1,2028/7/31\n")).await;
        for language in [Language::Ja, Language::En] {
            for kind in Kind::ALL {
                let content = exported(&office, kind, language, Filter::default()).await;
                let checked = office.check_bytes(content, |_| {}).await;
                let counts = checked.counts;
                assert_eq!(
                    (counts.unchanged, counts.added, counts.changed, counts.wrong), (3, 0, 0, 0),
                    "{kind:?} {language:?} {:?} {:?}", office.faults(&checked).await, office.changes(&checked).await
                );
                // An empty cell stands for an empty field then.
                let content = exported(&office, kind, language, Filter::default()).await;
                let checked = office.check_bytes(content, |chosen| chosen.clear = true).await;
                assert_eq!(checked.counts.changed, 0, "{kind:?} {language:?} {:?}", office.changes(&checked).await);
            }
        }
        let students = Filter { class: "student".to_owned(), ..Filter::default() };
        let csv = exported(&office, Kind::Csv, Language::Ja, students).await;
        let csv = String::from_utf8(csv).unwrap();
        assert!(csv.starts_with("\u{feff}会員番号,"), "{csv}");
        assert_eq!(csv.lines().count(), 2);
        assert!(csv.contains(",'＝SUM(1),"), "no formula: {csv}");
    }

    async fn a_spreadsheet_finds_no_formula_in_it(engine) {
        let office = Office::of(engine, "jsnm").await;
        let head = "会員番号,氏名,会員区分,入会日,所属機関名\n";
        office.import(&format!("{head}1,山田 太郎,正会員,2020/4/1,=1+1\n2,佐藤 花子,正会員,2020/4/1,@SUM(A1)\n")).await;
        let content = exported(&office, Kind::Xlsx, Language::Ja, Filter::default()).await;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(content)).unwrap();
        let sheet = book.sheet_names()[0].clone();
        assert!(book.worksheet_formula(&sheet).unwrap().is_empty());
        let cells = book.worksheet_range(&sheet).unwrap();
        for text in ["=1+1", "@SUM(A1)"] {
            assert!(cells.cells().any(|(_, _, cell)| *cell == Data::String(text.to_owned())), "{text}");
        }
        let csv = exported(&office, Kind::Csv, Language::Ja, Filter::default()).await;
        let csv = String::from_utf8(csv).unwrap();
        assert!(csv.contains(",'=1+1,") && csv.contains(",'@SUM(A1),"), "{csv}");
    }
}
