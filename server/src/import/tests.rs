//! Files of the office against a real database.

mod steps;
mod zeros;

use super::job::advance;
use super::plans::listed::listed;
use super::read::ReadError;
use super::{
    Chosen, Import, ImportError, State, by_id, carry_out, choose, job, propose, receive, undo,
};
use crate::app::{App, Tenant};
use crate::audit::verify::verify;
use crate::check_in::tests::{TestClock, member, open};
use crate::clock::Random;
use crate::members::profile;
use crate::members::{Member, MemberStatus, by_number, store as member_store};
use shusseki_core::text::Language;
use shusseki_tests::database::Database;
use shusseki_tests::{Engine, engines};
use std::sync::Arc;

const START: &str = "2026-11-20T01:00:00Z";

/// An office with a database of its own.
pub(crate) struct Office {
    pub(crate) app: Arc<App>,
    pub(crate) tenant: Arc<Tenant>,
    clock: TestClock,
    database: String,
    _folder: tempfile::TempDir,
}

impl Office {
    pub(crate) async fn of(engine: Engine, slug: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = engine.fresh_database(folder.path()).await;
        let clock = TestClock::at(START);
        let app = open(&database, &folder, &clock).await;
        Self {
            tenant: app.societies.get(slug).unwrap(),
            app,
            clock,
            database,
            _folder: folder,
        }
    }

    async fn forward(&self, import: &Import) -> Import {
        advance(&self.app, &self.tenant, &import.id, &|| true, &|_, _, _| {})
            .await
            .unwrap()
    }

    /// Takes a file in, with the columns as proposed; what nobody knows is left out.
    async fn check(&self, file: &str) -> Import {
        self.check_with(file, |_| {}).await
    }

    async fn check_with(&self, file: &str, change: impl FnOnce(&mut Chosen)) -> Import {
        self.check_bytes(file.as_bytes().to_vec(), change).await
    }

    pub(crate) async fn check_bytes(
        &self,
        content: Vec<u8>,
        change: impl FnOnce(&mut Chosen),
    ) -> Import {
        let received = receive(&self.app, &self.tenant, None, "名簿.csv", content)
            .await
            .unwrap();
        let read = self.forward(&received).await;
        assert_eq!(read.state, State::Columns);
        let mut chosen = propose(&self.app, &self.tenant, &read).await.unwrap();
        for column in &mut chosen.columns {
            column.get_or_insert_default();
        }
        change(&mut chosen);
        choose(&self.app, &self.tenant, &read, chosen)
            .await
            .unwrap();
        let checked = self.forward(&read).await;
        assert_eq!(checked.state, State::Checked);
        checked
    }

    pub(crate) async fn import(&self, file: &str) -> Import {
        let checked = self.check(file).await;
        carry_out(&self.app, &self.tenant, &checked, None)
            .await
            .unwrap();
        let done = self.forward(&checked).await;
        assert_eq!(done.state, State::Done, "{:?}", self.faults(&checked).await);
        done
    }

    /// row, column, what is wrong.
    pub(crate) async fn faults(&self, import: &Import) -> Vec<String> {
        let mut conn = self.app.db.read().await.unwrap();
        let rows = listed(&mut conn, self.tenant.slug(), &import.id, "wrong", 0, 100)
            .await
            .unwrap();
        rows.iter()
            .flat_map(|row| {
                row.faults.iter().map(|fault| {
                    let column = fault.column.as_deref().unwrap_or("-");
                    format!("{} {column}: {}", row.row, fault.wrong.told(Language::Ja))
                })
            })
            .collect()
    }

    /// What would change, as it is told.
    pub(crate) async fn changes(&self, import: &Import) -> Vec<String> {
        let mut conn = self.app.db.read().await.unwrap();
        let slug = self.tenant.slug();
        let rows = listed(&mut conn, slug, &import.id, "changed", 0, 100)
            .await
            .unwrap();
        rows.iter()
            .map(|row| format!("{} -> {}", row.before, row.after))
            .collect()
    }

    async fn member(&self, number: &str) -> Option<Member> {
        let mut conn = self.app.db.read().await.unwrap();
        by_number(&mut conn, self.tenant.slug(), &number.parse().unwrap())
            .await
            .unwrap()
    }

    async fn field(&self, number: &str, field: &str) -> Option<String> {
        let member = self.member(number).await?;
        let mut conn = self.app.db.read().await.unwrap();
        let stored = profile::of(&mut conn, self.tenant.slug(), &member)
            .await
            .unwrap();
        let known = stored.held.value(field)?;
        Some(known.words().join(" "))
    }

    async fn number_of(&self, sql: &str) -> i64 {
        Database::open(&self.database).await.number(sql).await
    }

    async fn run(&self, sql: &str) {
        Database::open(&self.database).await.run(sql).await;
    }

    async fn log_holds(&self) -> i64 {
        let mut conn = self.app.db.read().await.unwrap();
        verify(&mut conn, self.tenant.slug(), None)
            .await
            .unwrap()
            .unwrap()
            .lines
    }
}

const HEAD: &str = "会員No,氏名,フリガナ,会員種別,入会年月日,E-mail,都道府県,業務分野,備考\n";

/// A file with these rows.
pub(crate) fn file(rows: &[&str]) -> String {
    format!("{HEAD}{}\n", rows.join("\n"))
}

const ICHIRO: &str =
    "00123,髙橋　一郎,ﾀｶﾊｼ ｲﾁﾛｳ,正会員,令和8年4月1日,Ichiro@Example.org,東京,診療、教育,-";
const HANAKO: &str = "00124,佐藤 花子,サトウ ハナコ,学生会員,2026/4/1,,大阪府,,-";

engines! {
    async fn members_come_in_from_a_file(engine) {
        let office = Office::of(engine, "jsnm").await;
        let checked = office.check(&file(&[ICHIRO, HANAKO])).await;
        assert_eq!((checked.counts.added, checked.counts.wrong, checked.counts.absent), (2, 0, 0));
        assert!(office.member("00123").await.is_none(), "looking changes nothing");
        carry_out(&office.app, &office.tenant, &checked, None).await.unwrap();
        assert_eq!(office.forward(&checked).await.state, State::Done);
        let ichiro = office.member("00123").await.unwrap();
        assert_eq!((ichiro.name.family.as_str(), ichiro.name.given_kana.as_str()), ("髙橋", "イチロウ"));
        assert_eq!((ichiro.class.as_str(), ichiro.joined_on.to_string().as_str()), ("regular", "2026-04-01"));
        assert_eq!(ichiro.mail.unwrap().as_str(), "Ichiro@example.org");
        assert_eq!(ichiro.status, MemberStatus::Active);
        assert_eq!(office.field("00123", "work-field").await.unwrap(), "clinical education");
        assert_eq!(office.field("00123", "home-prefecture").await.unwrap(), "tokyo");
        // The usual substitute spelling comes by itself.
        let substitute = office.number_of("SELECT COUNT(*) FROM profiles WHERE contents LIKE '%高橋%'").await;
        assert_eq!(substitute, 1);
        // A line a member and one for the file; the chain holds.
        assert_eq!(office.log_holds().await, 3);
        // What was only needed on the way is gone.
        for table in ["import_files", "import_rows"] {
            assert_eq!(office.number_of(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
        }
        // The same file again changes nothing.
        let again = office.check(&file(&[ICHIRO, HANAKO])).await;
        assert_eq!((again.counts.unchanged, again.counts.added + again.counts.changed), (2, 0));
        assert!(matches!(carry_out(&office.app, &office.tenant, &again, None).await, Err(ImportError::NotReady)));
    }

    async fn a_change_is_told_field_by_field_and_empty_cells_change_nothing(engine) {
        let office = Office::of(engine, "jsnm").await;
        office.import(&file(&[ICHIRO, HANAKO])).await;
        let changed = "123,佐々木 一郎,,学生会員,,,,研究,-";
        let checked = office.check(&file(&[changed])).await;
        // Numbers have five digits here, so 123 is 00123.
        assert_eq!((checked.counts.changed, checked.counts.absent), (1, 1));
        let mut conn = office.app.db.read().await.unwrap();
        let rows = listed(&mut conn, office.tenant.slug(), &checked.id, "changed", 0, 9).await.unwrap();
        drop(conn);
        let keys: Vec<&String> = rows[0].after.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["class", "field.family-name", "field.work-field"]);
        assert_eq!(rows[0].before["field.family-name"], "髙橋");
        carry_out(&office.app, &office.tenant, &checked, None).await.unwrap();
        office.forward(&checked).await;
        assert_eq!(office.field("00123", "home-prefecture").await.unwrap(), "tokyo");
        assert_eq!(office.field("00123", "work-field").await.unwrap(), "research");
        let cleared = office.check_with(&file(&[changed]), |chosen| chosen.clear = true).await;
        // A required field is not emptied, and what every member has stays.
        assert_eq!(office.faults(&cleared).await.len(), 2);
    }

    async fn every_mistake_is_told_with_row_and_column_and_nothing_is_taken(engine) {
        let office = Office::of(engine, "jsnm").await;
        let checked = office.check(&file(&[
            ICHIRO,
            ",名無し,,正会員,2026/4/1,,,,",
            "00125,鈴木 次郎,すずき じろう,準会員,2026/2/30,nobody,江戸,料理,",
            "00123,山田 太郎,,正会員,2026/4/1,,,,",
            "00126,,,正会員,,,,,",
            "00127,#N/A,,正会員,2026/4/1,,,,",
            "00128,田中\u{e000},,正会員,2026/4/1,,,,",
        ])).await;
        assert_eq!((checked.counts.added, checked.counts.wrong), (0, 7));
        assert_eq!(office.faults(&checked).await, [
            "2 会員No: 同じ会員番号が5行目にもあります。",
            "3 会員No: 会員番号がありません。",
            "4 会員種別: 登録されている区分・選択肢にありません。",
            "4 入会年月日: 暦にない日付です。",
            "4 E-mail: メールアドレスとして読み取れません。",
            "4 都道府県: この項目には登録できません。",
            "4 業務分野: 登録されている区分・選択肢にありません。",
            "5 会員No: 同じ会員番号が2行目にもあります。",
            "6 -: 新しい会員の姓がありません。",
            "6 -: 新しい会員の入会日がありません。",
            "7 氏名: 表計算ソフトの数式がエラーになっています。",
            "8 氏名: 読み取れない文字があります。",
        ]);
        assert!(matches!(carry_out(&office.app, &office.tenant, &checked, None).await, Err(ImportError::NotReady)));
        assert_eq!(office.number_of("SELECT COUNT(*) FROM members").await, 0);
        assert_eq!(office.log_holds().await, 0);
    }

    async fn what_changed_since_the_preview_is_previewed_again(engine) {
        let office = Office::of(engine, "jsnm").await;
        office.import(&file(&[ICHIRO, HANAKO])).await;
        let another = "00125,鈴木 次郎,スズキ ジロウ,正会員,2026/4/1,,,,-";
        let rows = ["00123,佐々木 一郎,,,,,,,-", "00124,佐藤 華子,,,,,,,-", another];
        for meanwhile in [
            "UPDATE members SET family_name = '別' WHERE member_number = '00124'",
            "UPDATE profiles SET revision = revision + 1 WHERE member_id = (SELECT member_id FROM members WHERE member_number = '00124')",
            "UPDATE members SET member_number = '00125' WHERE member_number = '00124'",
        ] {
            let checked = office.check(&file(&rows)).await;
            let lines = office.log_holds().await;
            office.run(meanwhile).await;
            carry_out(&office.app, &office.tenant, &checked, None).await.unwrap();
            let again = office.forward(&checked).await;
            assert_eq!((again.state, again.trouble.as_deref()), (State::Checked, Some("import-changed-meanwhile")));
            assert_eq!(office.member("00123").await.unwrap().name.family, "髙橋", "{meanwhile}");
            assert_eq!(office.log_holds().await, lines);
        }
        let last = office.check(&file(&rows[..1])).await;
        carry_out(&office.app, &office.tenant, &last, None).await.unwrap();
        assert_eq!(office.forward(&last).await.state, State::Done);
        assert_eq!(office.member("00123").await.unwrap().name.family, "佐々木");
    }

    async fn certifications_come_along(engine) {
        let office = Office::of(engine, "jsnm").await;
        let head = "会員番号,氏名,会員区分,入会日,核医学専門医 番号,核医学専門医 認定日,核医学専門医 有効期限\n";
        let rows = |until: &str| format!("{head}1,山田 太郎,正会員,2020/4/1,00042,2023/8/1,{until}\n");
        office.import(&rows("2028/7/31")).await;
        let held = "SELECT COUNT(*) FROM holdings WHERE number = '00042' AND last_day = ";
        assert_eq!(office.number_of(&format!("{held}'2028-07-31'")).await, 1);
        let backwards = office.check(&rows("2020/7/31")).await;
        assert_eq!(office.faults(&backwards).await, ["2 核医学専門医 番号: 認定期間の末日が初日より前です。"]);
        let changed = office.import(&rows("2029/7/31")).await;
        assert_eq!(changed.counts.changed, 1);
        assert_eq!(office.number_of(&format!("{held}'2029-07-31'")).await, 1);
        let partly = office.check(&format!("{head}2,佐藤,正会員,2020/4/1,7,,\n")).await;
        assert_eq!(office.faults(&partly).await.len(), 1);
    }

    async fn the_directory_has_who_wants_to_be_found(engine) {
        let office = Office::of(engine, "jsnm").await;
        let head = "会員番号,氏名,フリガナ,会員区分,入会日,会員検索,勤務先,会員ステータス\n";
        let row = |listed: &str, status: &str| format!("{head}1,髙橋 一郎,タカハシ イチロウ,正会員,2020/4/1,{listed},北都大学病院,{status}\n2,佐藤 花子,サトウ ハナコ,正会員,2020/4/1,可,北都大学病院,\n");
        office.import(&row("可", "在籍")).await;
        let entries = "SELECT COUNT(*) FROM directory_entries";
        let endings = "SELECT COUNT(*) FROM directory_endings";
        assert_eq!(office.number_of(entries).await, 2);
        let of_both = office.number_of(endings).await;
        assert!(of_both > 0);
        // The same rows as one profile after the other would have written.
        let mut tx = office.app.db.write().await.unwrap();
        let ichiro = office.member("1").await.unwrap();
        let stored = profile::of(&mut tx, office.tenant.slug(), &ichiro).await.unwrap();
        let terms = office.number_of("SELECT COUNT(*) FROM directory_terms").await;
        crate::directory::refresh(&mut tx, &office.tenant, &ichiro, &stored.held).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(office.number_of("SELECT COUNT(*) FROM directory_terms").await, terms);
        assert_eq!(office.number_of(endings).await, of_both);
        office.import(&row("可", "退会")).await;
        assert_eq!(office.number_of(entries).await, 1);
        // The text is somebody else's too.
        assert_eq!(office.number_of(endings).await, of_both);
        office.import(&format!("{head}2,,,,,不可,,\n")).await;
        assert_eq!((office.number_of(entries).await, office.number_of(endings).await), (0, 0));
    }

    async fn a_restart_goes_on_where_it_was(engine) {
        let office = Office::of(engine, "jsnm").await;
        let rows: Vec<String> = (0..1_800).map(|n| format!("{n:05},山田 {n},,正会員,2026/4/1,,,,-")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let content = file(&rows).into_bytes();
        let received = receive(&office.app, &office.tenant, None, "a.csv", content).await.unwrap();
        // Each process lives for so many steps.
        let steps = std::sync::atomic::AtomicUsize::new(0);
        let few = || steps.fetch_add(1, std::sync::atomic::Ordering::Relaxed) % 3 < 2;
        let mut restarts = 0;
        let mut state = State::Reading;
        while state != State::Done {
            let import = match advance(&office.app, &office.tenant, &received.id, &few, &|_, _, _| {}).await {
                Err(ImportError::Elsewhere) => {
                    restarts += 1;
                    by_id(&office.app, &office.tenant, &received.id).await.unwrap()
                }
                other => other.unwrap(),
            };
            state = import.state;
            match state {
                State::Columns => {
                    assert_eq!(import.rows, 1_800);
                    let mut chosen = propose(&office.app, &office.tenant, &import).await.unwrap();
                    chosen.columns[8] = Some(String::new());
                    choose(&office.app, &office.tenant, &import, chosen).await.unwrap();
                }
                State::Checked => {
                    assert_eq!(import.counts.added, 1_800);
                    carry_out(&office.app, &office.tenant, &import, None).await.unwrap();
                }
                _ => {}
            }
        }
        assert!(restarts > 2, "{restarts}");
        assert_eq!(office.number_of("SELECT COUNT(*) FROM members").await, 1_800);
        assert_eq!(office.log_holds().await, 1_801);
    }

    async fn undoing_brings_back_what_was_and_says_what_it_could_not(engine) {
        let office = Office::of(engine, "jsnm").await;
        let by = member(&Random::system(), "90001");
        let mut tx = office.app.db.write().await.unwrap();
        member_store::insert(&mut tx, office.tenant.slug(), &by).await.unwrap();
        tx.commit().await.unwrap();
        let first = office.import(&file(&[ICHIRO, HANAKO])).await;
        office.clock.set(crate::check_in::tests::at("2026-11-20T02:00:00Z"));
        let new = |number: &str| format!("{number},鈴木 次郎,スズキ ジロウ,正会員,2026/4/1,,,,-");
        let rows = ["00123,佐々木 一郎,,学生会員,,new@example.org,,,-".to_owned(), "00124,佐藤 華子,,,,,,,-".to_owned(), new("00125"), new("00126"), new("00127")];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let second = office.import(&file(&rows)).await;
        let undo = undo::undo;
        assert!(matches!(undo(&office.app, &office.tenant, &first.id, by.id).await, Err(ImportError::NotLast)));
        // Since then: a name was changed by hand, one has attended, one has a password.
        office.run("UPDATE members SET family_name = '手直し' WHERE member_number = '00123'").await;
        let of = |number: &str| format!("SELECT society_id, member_id FROM members WHERE member_number = '{number}'");
        office.run(&format!("INSERT INTO attendances (society_id, member_id, session_number, point, scanned_at, registered_at, evidence, late) SELECT m.society_id, m.member_id, 1, 1, 0, 0, 'poster', false FROM ({}) m", of("00125"))).await;
        office.run(&format!("INSERT INTO passwords (society_id, member_id, hash, changed_at) SELECT m.society_id, m.member_id, 'x', 0 FROM ({}) m", of("00126"))).await;
        undo(&office.app, &office.tenant, &second.id, by.id).await.unwrap();
        assert_eq!(office.forward(&second).await.state, State::Undone);
        let ichiro = office.member("00123").await.unwrap();
        assert_eq!((ichiro.name.family.as_str(), ichiro.class.as_str()), ("手直し", "regular"));
        assert_eq!(ichiro.mail.unwrap().as_str(), "Ichiro@example.org");
        assert_eq!(office.member("00124").await.unwrap().name.given, "花子");
        assert!(office.member("00125").await.is_some() && office.member("00126").await.is_some());
        assert!(office.member("00127").await.is_none());
        let mut conn = office.app.db.read().await.unwrap();
        let mut kept = Vec::new();
        for verdict in ["changed", "new"] {
            let rows = listed(&mut conn, office.tenant.slug(), &second.id, verdict, 0, 9).await.unwrap();
            kept.extend(rows.into_iter().filter_map(|row| Some(format!("{} {}", row.number, row.kept?))));
        }
        drop(conn);
        assert_eq!(kept, ["00123 changed-since field.family-name", "00125 attended", "00126 account"]);
        // 2 + 1, 5 + 1, and undone: two restored, one removed, and the file.
        assert_eq!(office.log_holds().await, 13);
        assert!(matches!(undo(&office.app, &office.tenant, &second.id, by.id).await, Err(ImportError::NotLast)));
    }

    async fn one_file_at_a_time_and_a_new_one_takes_the_place_of_an_open_one(engine) {
        let office = Office::of(engine, "jsnm").await;
        let open = office.check(&file(&[ICHIRO])).await;
        let next = office.check(&file(&[HANAKO])).await;
        assert_eq!(by_id(&office.app, &office.tenant, &open.id).await.unwrap().state, State::Discarded);
        assert!(matches!(carry_out(&office.app, &office.tenant, &open, None).await, Err(ImportError::Elsewhere)));
        carry_out(&office.app, &office.tenant, &next, None).await.unwrap();
        let refused = receive(&office.app, &office.tenant, None, "b.csv", file(&[ICHIRO]).into_bytes()).await;
        assert!(matches!(refused, Err(ImportError::Busy)));
        office.forward(&next).await;
        let unreadable = receive(&office.app, &office.tenant, None, "b.csv", b"%PDF\0\0".to_vec()).await;
        assert!(matches!(unreadable, Err(ImportError::Read(ReadError::OtherKind))));
        // What nobody came back to is forgotten.
        let lying = office.check(&file(&[ICHIRO])).await;
        office.clock.set(crate::check_in::tests::at("2027-01-20T01:00:00Z"));
        job::tidy_up(&office.app).await.unwrap();
        job::tidy_up(&office.app).await.unwrap();
        assert_eq!(by_id(&office.app, &office.tenant, &lying.id).await.unwrap().state, State::Discarded);
        for table in ["import_rows", "import_plans"] {
            assert_eq!(office.number_of(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
        }
    }

    async fn columns_are_remembered_and_have_to_be_decided(engine) {
        let office = Office::of(engine, "jsnm").await;
        let odd = "Ａ,Ｂ,Ｃ,Ｄ\n00001,山田 太郎,正会員,2026/4/1\n";
        let content = || odd.as_bytes().to_vec();
        let received = receive(&office.app, &office.tenant, None, "a.csv", content()).await.unwrap();
        let read = office.forward(&received).await;
        let proposed = propose(&office.app, &office.tenant, &read).await.unwrap();
        assert_eq!(proposed.columns, [None, None, None, None]);
        let with = |keys: [Option<&str>; 4]| Chosen { columns: keys.map(|key| key.map(str::to_owned)).to_vec(), digits: 5, clear: false };
        let choose_as = async |keys| choose(&office.app, &office.tenant, &read, with(keys)).await;
        assert!(matches!(choose_as([Some("number"), None, None, None]).await, Err(ImportError::Undecided(left)) if left.len() == 3));
        assert!(matches!(choose_as([Some("number"), Some("nonsense"), Some(""), Some("")]).await, Err(ImportError::Undecided(_))));
        assert!(matches!(choose_as([Some("number"), Some("name"), Some("name"), Some("")]).await, Err(ImportError::SameTwice(_))));
        assert!(matches!(choose_as([Some(""), Some("name"), Some(""), Some("")]).await, Err(ImportError::NoNumber)));
        choose_as([Some("number"), Some("name"), Some("class"), Some("joined")]).await.unwrap();
        let received = receive(&office.app, &office.tenant, None, "b.csv", content()).await;
        assert!(matches!(received, Err(ImportError::Busy)));
        office.forward(&read).await;
        let received = receive(&office.app, &office.tenant, None, "b.csv", content()).await.unwrap();
        let read = office.forward(&received).await;
        let proposed = propose(&office.app, &office.tenant, &read).await.unwrap();
        assert_eq!(proposed.columns, with([Some("number"), Some("name"), Some("class"), Some("joined")]).columns);
    }
}
