//! Postal codes and telephone numbers that a workbook took for numbers.

use super::Office;
use crate::import::Import;
use crate::import::plans::listed::listed;
use rust_xlsxwriter::Workbook;
use serde_json::Value;
use shusseki_tests::engines;

const HEAD: [&str; 8] = [
    "会員番号",
    "氏名",
    "会員区分",
    "入会日",
    "自宅の都道府県",
    "自宅の郵便番号",
    "自宅・携帯の電話番号",
    "所属機関の電話番号",
];

/// Postal code and telephone numbers as a cell has them.
enum Cell {
    Number(f64),
    Text(&'static str),
}
use Cell::{Number, Text};

fn book(rows: &[(&str, &str, [Cell; 3])]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in (0..).zip(HEAD) {
        sheet.write(0, column, heading).unwrap();
    }
    for (row, (number, prefecture, cells)) in (1..).zip(rows) {
        for (column, text) in (0..).zip([*number, "山田 太郎", "正会員", "2026/4/1", prefecture])
        {
            sheet.write(row, column, text).unwrap();
        }
        for (column, cell) in (5..).zip(cells) {
            match cell {
                Number(number) => sheet.write(row, column, *number).unwrap(),
                Text(text) => sheet.write(row, column, *text).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

async fn after(office: &Office, import: &Import, verdict: &str) -> Vec<Value> {
    let mut conn = office.app.db.read().await.unwrap();
    let slug = office.tenant.slug();
    let rows = listed(&mut conn, slug, &import.id, verdict, 0, 9)
        .await
        .unwrap();
    rows.into_iter().map(|row| row.after).collect()
}

engines! {
    async fn zeros_come_back_where_nothing_else_can_be_meant(engine) {
        let office = Office::of(engine, "jsnm").await;
        let rows = [
            ("00001", "北海道", [Number(600_001.0), Number(9_012_345_678.0), Number(117_061_111.0)]),
            ("00002", "東京都", [Number(1_060_031.0), Text("0357866815"), Text("03-5786-6815")]),
            ("00003", "海外", [Number(238_801.0), Text("+6565551234"), Text("")]),
        ];
        let checked = office.check_bytes(book(&rows), |_| {}).await;
        assert_eq!((checked.counts.added, checked.counts.wrong), (3, 0), "{:?}", office.faults(&checked).await);
        // What will be stored is what is shown.
        let shown = after(&office, &checked, "new").await;
        let codes: Vec<&str> = shown.iter().filter_map(|row| row["field.home-postal-code"].as_str()).collect();
        assert_eq!(codes, ["0600001", "1060031", "238801"]);
        assert_eq!(shown[0]["field.home-phone"], "09012345678");
        assert_eq!(shown[0]["field.institution-phone"], "0117061111");
        // What was typed as text stays as it is, and so does what may be of another country.
        let rows = [
            ("00004", "北海道", [Text("600001"), Text("9012345678"), Text("117061111")]),
            ("00005", "海外", [Number(238_801.0), Number(9_012_345_678.0), Text("")]),
        ];
        let wrong = office.check_bytes(book(&rows), |_| {}).await;
        let faults = office.faults(&wrong).await;
        let told: Vec<&str> = faults.iter().filter_map(|fault| fault.split(": ").next()).collect();
        assert_eq!(told, ["2 所属機関の電話番号", "2 自宅の郵便番号", "2 自宅・携帯の電話番号", "3 自宅・携帯の電話番号"], "{faults:?}");
    }

    async fn a_repaired_number_is_a_change_once(engine) {
        let office = Office::of(engine, "jsnm").await;
        let row = |code: f64| [("00001", "北海道", [Number(code), Text("0117061111"), Text("")])];
        let first = office.check_bytes(book(&row(600_001.0)), |_| {}).await;
        crate::import::carry_out(&office.app, &office.tenant, &first, None).await.unwrap();
        office.forward(&first).await;
        let same = office.check_bytes(book(&row(600_001.0)), |_| {}).await;
        assert_eq!((same.counts.unchanged, same.counts.changed), (1, 0));
        let moved = office.check_bytes(book(&row(600_002.0)), |_| {}).await;
        assert_eq!(after(&office, &moved, "changed").await[0]["field.home-postal-code"], "0600002");
    }
}
