//! One short transaction, small steps around it, and a server that is killed in the middle of each.

use super::{HANAKO, HEAD, ICHIRO, Office, file};
use crate::check_in::tests::{at, member};
use crate::clock::Random;
use crate::import::job::advance;
use crate::import::settle::SETTLED;
use crate::import::{Import, ImportError, State, by_id, carry_out, undo};
use crate::members::store as member_store;
use shusseki_tests::engines;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Notify;

/// So many new members.
fn members(count: usize) -> String {
    let rows: Vec<String> = (0..count)
        .map(|n| format!("{n:05},山田 {n},ヤマダ タロウ,正会員,2026/4/1,,,,-"))
        .collect();
    format!("{HEAD}{}\n", rows.join("\n"))
}

impl Office {
    /// Goes so many steps and no further.
    async fn steps(&self, import: &Import, count: usize) -> Import {
        let left = AtomicUsize::new(count);
        let go_on = || {
            left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1))
                .is_ok()
        };
        match advance(&self.app, &self.tenant, &import.id, &go_on, &|_, _, _| {}).await {
            Ok(_) | Err(ImportError::Elsewhere) => {}
            Err(error) => panic!("{error}"),
        }
        by_id(&self.app, &self.tenant, &import.id).await.unwrap()
    }

    /// The process ends without a word after the first step there, in the middle of the second; another
    /// is let in when the lease of the first is over.
    async fn killed_while(&self, import: &Import, state: State, later: &str) {
        let reached = Notify::new();
        let tell = |there: State, _: Option<i64>, _: i64| {
            if there == state {
                reached.notify_one();
            }
        };
        let go_on = || true;
        tokio::select! {
            biased;
            () = reached.notified() => {}
            done = advance(&self.app, &self.tenant, &import.id, &go_on, &tell) => panic!("{done:?}"),
        }
        let left = by_id(&self.app, &self.tenant, &import.id).await.unwrap();
        assert_eq!(left.state, state);
        assert!(left.dealt_with > 0, "{left:?}");
        let too_early = advance(&self.app, &self.tenant, &import.id, &go_on, &|_, _, _| {}).await;
        assert!(
            matches!(too_early, Err(ImportError::Elsewhere)),
            "{too_early:?}"
        );
        self.clock.set(at(later));
    }

    async fn staff(&self) -> crate::members::Member {
        let by = member(&Random::system(), "90001");
        let mut tx = self.app.db.write().await.unwrap();
        member_store::insert(&mut tx, self.tenant.slug(), &by)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        by
    }
}

const LINES: &str = "SELECT COUNT(*) FROM audit_lines";
const FOUND: &str = "SELECT COUNT(DISTINCT member_id) FROM member_terms";

engines! {
    /// On SQLite nobody checks in while that transaction runs.
    async fn the_one_transaction_holds_the_members_and_nothing_else(engine) {
        let office = Office::of(engine, "jsnm").await;
        let count = 2 * SETTLED + 50;
        let checked = office.check(&members(usize::try_from(count).unwrap())).await;
        carry_out(&office.app, &office.tenant, &checked, None).await.unwrap();
        // One step looks for whom the directory loses, the other is the transaction.
        let switched = office.steps(&checked, 2).await;
        assert_eq!(switched.state, State::Settling);
        assert_eq!(office.number_of("SELECT COUNT(*) FROM members").await, count);
        assert_eq!(office.number_of("SELECT COUNT(*) FROM profiles").await, count);
        assert_eq!(office.number_of(LINES).await, 1, "the file's alone");
        assert_eq!(office.number_of(FOUND).await, 0);
        // What follows comes in steps, each with the line and the terms of so many.
        for done in [SETTLED, 2 * SETTLED] {
            assert_eq!(office.steps(&switched, 1).await.state, State::Settling);
            assert_eq!(office.number_of(LINES).await, 1 + done);
            assert_eq!(office.number_of(FOUND).await, done);
        }
        assert_eq!(office.forward(&switched).await.state, State::Done);
        assert_eq!(office.number_of(FOUND).await, count);
        assert_eq!(office.log_holds().await, 1 + count);
        // An undo is steps alone.
        let by = office.staff().await;
        undo::undo(&office.app, &office.tenant, &checked.id, by.id).await.unwrap();
        assert_eq!(office.steps(&checked, 1).await.state, State::Undoing);
        assert_eq!(office.number_of("SELECT COUNT(*) FROM members").await, count - SETTLED + 1);
        assert_eq!(office.forward(&checked).await.state, State::Undone);
        assert_eq!(office.number_of("SELECT COUNT(*) FROM members").await, 1);
    }

    async fn a_server_that_is_killed_goes_on_where_it_was(engine) {
        let office = Office::of(engine, "jsnm").await;
        let by = office.staff().await;
        let content = members(2_100).into_bytes();
        let received = crate::import::receive(&office.app, &office.tenant, None, "a.csv", content).await.unwrap();
        office.killed_while(&received, State::Reading, "2026-11-20T01:01:00Z").await;
        let read = office.forward(&received).await;
        assert_eq!((read.state, read.rows), (State::Columns, 2_100));
        let mut chosen = crate::import::propose(&office.app, &office.tenant, &read).await.unwrap();
        chosen.columns[8] = Some(String::new());
        crate::import::choose(&office.app, &office.tenant, &read, chosen).await.unwrap();
        office.killed_while(&read, State::Checking, "2026-11-20T01:02:00Z").await;
        let checked = office.forward(&read).await;
        assert_eq!((checked.state, checked.counts.added, checked.counts.wrong), (State::Checked, 2_100, 0));
        carry_out(&office.app, &office.tenant, &checked, None).await.unwrap();
        office.killed_while(&checked, State::CarryingOut, "2026-11-20T01:03:00Z").await;
        assert_eq!(office.number_of("SELECT COUNT(*) FROM members").await, 1, "nothing is half done");
        office.killed_while(&checked, State::Settling, "2026-11-20T01:04:00Z").await;
        assert_eq!(office.number_of("SELECT COUNT(*) FROM members").await, 2_101);
        assert_eq!(office.forward(&checked).await.state, State::Done);
        assert_eq!(office.number_of(FOUND).await, 2_101, "the one of the office too");
        assert_eq!(office.log_holds().await, 2_101);
        undo::undo(&office.app, &office.tenant, &checked.id, by.id).await.unwrap();
        office.killed_while(&checked, State::Undoing, "2026-11-20T01:05:00Z").await;
        assert_eq!(office.forward(&checked).await.state, State::Undone);
        assert_eq!(office.number_of("SELECT COUNT(*) FROM members").await, 1);
        assert_eq!(office.log_holds().await, 4_202);
    }

    async fn a_status_that_changes_holds_since_that_day_and_ends_what_a_withdrawal_ends(engine) {
        let office = Office::of(engine, "jsnm").await;
        let by = office.staff().await;
        office.import(&file(&[ICHIRO, HANAKO])).await;
        let since = |number: &str, day: &str| format!("SELECT COUNT(*) FROM members WHERE member_number = '{number}' AND {day}");
        assert_eq!(office.number_of(&since("00123", "status_since IS NULL")).await, 1, "since joining");
        let logins = "SELECT COUNT(*) FROM login_sessions";
        office.run("INSERT INTO login_sessions (society_id, member_id, session_id, kind, token_digest, system, program, begun_at, used_at) SELECT society_id, member_id, member_id, 'browser', member_id, '', '', 0, 0 FROM members").await;
        let change = |one: &str, other: &str| format!("会員番号,会員ステータス\n00123,{one}\n00124,{other}\n");
        let withdrawn = office.import(&change("退会", "休会")).await;
        for number in ["00123", "00124"] {
            assert_eq!(office.number_of(&since(number, "status_since = '2026-11-20'")).await, 1);
        }
        assert_eq!(office.number_of(logins).await, 2, "the login of the one who left is over");
        let told = "SELECT COUNT(*) FROM audit_lines WHERE state_after LIKE '%\"since\":\"2026-11-20\"%'";
        assert_eq!(office.number_of(told).await, 2);
        // Back again: the day too.
        undo::undo(&office.app, &office.tenant, &withdrawn.id, by.id).await.unwrap();
        assert_eq!(office.forward(&withdrawn).await.state, State::Undone);
        assert_eq!(office.number_of(&since("00123", "status = 'active' AND status_since IS NULL")).await, 1);
        office.run("UPDATE members SET status = 'on-leave', status_since = '2020-04-01' WHERE member_number = '00123'").await;
        let again = office.import(&change("在籍", "在籍")).await;
        assert_eq!(again.counts.changed, 1);
        assert_eq!(office.number_of(&since("00123", "status_since = '2026-11-20'")).await, 1);
        undo::undo(&office.app, &office.tenant, &again.id, by.id).await.unwrap();
        assert_eq!(office.forward(&again).await.state, State::Undone);
        assert_eq!(office.number_of(&since("00123", "status_since = '2020-04-01'")).await, 1);
    }

    async fn nobody_with_a_role_withdraws_by_a_file(engine) {
        let office = Office::of(engine, "jsnm").await;
        office.import(&file(&[ICHIRO, HANAKO])).await;
        let file = "会員番号,会員ステータス\n00123,退会\n";
        let checked = office.check(file).await;
        office.run("INSERT INTO staff_roles (society_id, member_id, role) SELECT society_id, member_id, 'admin' FROM members WHERE member_number = '00123'").await;
        carry_out(&office.app, &office.tenant, &checked, None).await.unwrap();
        let again = office.forward(&checked).await;
        assert_eq!((again.state, again.counts.wrong), (State::Checked, 1));
        assert_eq!(office.faults(&again).await, ["2 会員ステータス: 事務局の役割がある会員は、取込では退会にできません。"]);
        assert_eq!(office.number_of("SELECT COUNT(*) FROM members WHERE status = 'withdrawn'").await, 0);
    }

    async fn who_was_hidden_for_nothing_is_found_again(engine) {
        let office = Office::of(engine, "jsnm").await;
        let head = "会員番号,氏名,フリガナ,会員区分,入会日,会員検索,会員ステータス\n";
        office.import(&format!("{head}1,髙橋 一郎,タカハシ イチロウ,正会員,2020/4/1,可,在籍\n2,佐藤 花子,サトウ ハナコ,正会員,2020/4/1,可,在籍\n")).await;
        let entries = "SELECT COUNT(*) FROM directory_entries";
        assert_eq!(office.number_of(entries).await, 2);
        let checked = office.check(&format!("{head}1,,,,,,退会\n2,,,,,不可,\n")).await;
        office.run("UPDATE members SET roman_name = 'Hanako' WHERE member_number = '2'").await;
        carry_out(&office.app, &office.tenant, &checked, None).await.unwrap();
        office.steps(&checked, 1).await;
        assert_eq!(office.number_of(entries).await, 0, "gone before the members are");
        let again = office.forward(&checked).await;
        assert_eq!((again.state, again.trouble.as_deref()), (State::Checked, Some("import-changed-meanwhile")));
        assert_eq!(office.number_of(entries).await, 2);
    }
}
