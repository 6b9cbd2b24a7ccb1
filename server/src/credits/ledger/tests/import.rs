//! Credits from another system.

use super::{Office, TODAY};
use crate::credits::ledger::import::{ImportError, Report, import};
use crate::credits::new_entry::Origin;
use shusseki_core::credit::Note;
use shusseki_tests::engines;

const HEAD: &str = "会員番号,日付,活動,役割,単位,大会名,主催,証明\n";

impl Office {
    async fn import(&self, rows: &str, dry_run: bool) -> Result<Report, ImportError> {
        let file = format!("{HEAD}{rows}");
        import(&self.hall.app, &self.hall.tenant, file.as_bytes(), dry_run).await
    }
}

engines! {
    async fn a_file_is_imported_once_however_often(engine) {
        let office = Office::new(engine).await;
        let rows = "00421,2025/5/10,congress,,,第93回学会,はい,\n\
            ００４２１,2025-09-01,medical-seminar,attend,2.5,医学セミナー,,A-17\n\
            00421,2025/5/10,congress,attend,10,第93回学会,はい,\n";
        let expected = Report { rows: 3, added: 2, known: 0, repeated: 1 };
        assert_eq!(office.import(rows, true).await.unwrap(), expected);
        assert!(office.lines().await.is_empty(), "it was only tried");
        assert_eq!(office.import(rows, false).await.unwrap(), expected);
        let again = Report { rows: 3, added: 0, known: 3, repeated: 0 };
        assert_eq!(office.import(rows, false).await.unwrap(), again);
        let lines = office.lines().await;
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.origin == Origin::Import && line.written.by.is_none()));
        assert!(lines[0].entry.society_held && !lines[1].entry.society_held);
        assert_eq!(office.raw().await, "12.5");
    }

    async fn one_wrong_row_stops_all_and_every_mistake_is_told_by_its_line(engine) {
        let office = Office::new(engine).await;
        let rows = "00421,2025-05-10,congress,,,第93回学会,,\n\
            99999999,2025-05-10,congress,,,第93回学会,,\n\
            ?,2025-05-10,congress,,,第93回学会,,\n\
            00421,昨日,congress,,,第93回学会,,\n\
            00421,2025-05-10,golf,,,第93回学会,,\n\
            00421,2025-05-10,congress,,多い,第93回学会,,\n\
            00421,2025-05-10,congress,,,,,\n\
            00421,2025-05-10,congress,,5,第93回学会,,\n\
            00421,2999-01-01,congress,,,第93回学会,,\n\
            00421,2025-05-11,congress,,,第93回学会,多分,\n";
        let Err(ImportError::Rows(mistakes)) = office.import(rows, false).await else {
            panic!("the file was taken");
        };
        let lines: Vec<u64> = mistakes.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [3, 4, 5, 6, 7, 8, 9, 10, 11]);
        assert!(office.lines().await.is_empty());
    }

    async fn other_credits_for_the_same_are_a_correction(engine) {
        let office = Office::new(engine).await;
        office.import("00421,2025-05-10,congress,,10,第93回学会,,\n", false).await.unwrap();
        let changed = office.import("00421,2025-05-10,congress,,5,第93回学会,,\n", false).await;
        assert!(changed.unwrap_err().to_string().contains("line 2: the ledger has it with 10 credits"));
    }

    async fn what_was_attended_here_too_counts_once(engine) {
        let office = Office::new(engine).await;
        office.hall.pass(1).await;
        office.import("00421,2026-11-20,congress,,,第97回学会,はい,\n", false).await.unwrap();
        let standing = office.standing(TODAY, Default::default()).await;
        assert_eq!(standing.total.counted.to_string(), "10");
        assert_eq!(standing.rows.iter().filter(|row| row.note == Some(Note::Duplicate)).count(), 1);
    }
}
