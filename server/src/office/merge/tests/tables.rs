//! Every table of the database, and what a merge does with what it has of the record that goes. A new
//! table fails the test until somebody has thought about it.

use super::House;
use crate::members::StaffRole;
use shusseki_tests::database::Database;
use shusseki_tests::engines;
use std::collections::BTreeSet;

/// What becomes of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// They are the other record's afterwards.
    Moves,
    /// They are removed.
    Ends,
    /// They stay as they are, for that reason.
    Stays(&'static str),
    /// They name no member.
    Nobody,
}

use Fate::{Ends, Moves, Nobody, Stays};

const DEEDS: Fate = Stays("who of the office did it: that was this person under this number");

const TABLES: &[(&str, Fate)] = &[
    ("account_links", Ends),
    ("appointments", Moves),
    ("attendances", Moves),
    ("audit_heads", Nobody),
    ("audit_lines", Stays("what happened is never changed")),
    ("authenticators", Ends),
    ("brakes", Nobody),
    ("case_messages", DEEDS),
    ("cases", Moves),
    ("credit_choices", Moves),
    ("credit_entries", Moves),
    ("data_requests", Moves),
    ("declarations_waiting", Moves),
    ("directory_endings", Nobody),
    ("directory_entries", Ends),
    ("directory_terms", Ends),
    (
        "directory_views",
        Stays("how much was looked at within an hour that is over"),
    ),
    ("earnings", Nobody),
    ("events", Nobody),
    ("first_logins", Ends),
    ("former_passwords", Ends),
    ("half_open_logins", Ends),
    ("holdings", Moves),
    ("import_columns", Nobody),
    ("import_files", Nobody),
    (
        "import_plans",
        Stays("what a file did; undoing it leaves merged records alone"),
    ),
    ("import_rows", Nobody),
    ("imports", DEEDS),
    ("login_sessions", Ends),
    ("mail_wordings", Nobody),
    ("member_endings", Nobody),
    ("member_facts", Moves),
    (
        "member_terms",
        Stays("the office still finds the record, which leads to the one that stays"),
    ),
    (
        "member_views",
        Stays("who looked at whom today, forgotten tomorrow"),
    ),
    ("members", Stays("the record itself, marked as merged")),
    ("merge_requests", Stays("who asked for it and who decided")),
    ("notice_mailings", Nobody),
    ("notice_reads", Moves),
    ("notices", Nobody),
    ("outbox", Stays("mails to an address, which name no member")),
    ("passkeys", Ends),
    ("passwords", Ends),
    ("points", Nobody),
    ("posters", Nobody),
    ("profile_drafts", Ends),
    ("profile_requests", Moves),
    ("profiles", Ends),
    ("proofs", Moves),
    ("recovery_codes", Ends),
    ("repeated_requests", Ends),
    ("sessions", Nobody),
    ("societies", Nobody),
    ("staff_roles", Ends),
    ("temporary_batches", DEEDS),
    ("used_challenges", Nobody),
    ("venue_keys", Nobody),
];

/// A row of the record that goes in each table; `S` is the society and `M` the record.
const ROWS: &[&str] = &[
    "account_links VALUES ('S', 'd1', 'M', 'mail', NULL, 'a@b.example', 1, 2, NULL)",
    "appointments VALUES ('S', 'a1', 'M', 'office', '本会', 'x', '評議員', 'x', '2024-04-01', NULL, 0)",
    "attendances VALUES ('S', 'M', 99, 1, 1, 1, 'poster', FALSE, NULL, 'k', 'd', 5)",
    "authenticators VALUES ('S', 'M', 'x', 1, 1)",
    "cases VALUES ('S', 'c1', 'M', 'other', 'x', NULL, NULL, 'ja', 'open', 1, 1, 1)",
    "case_messages VALUES ('S', 'c1', 1, 'note', 'M', 'x', 1)",
    "credit_choices VALUES ('S', 'M', 'x', 'e1', 1, NULL)",
    "credit_entries (society_id, member_id, entry_id, line, concerns, origin, reason, recorded_at) \
     VALUES ('S', 'M', '00000000-0000-4000-8000-000000000009', 'voided', 'e1', 'office', 'x', 1)",
    "data_requests VALUES ('S', 'r1', 'M', 'x', 1, 'declined', 'x', 1, 'M')",
    "declarations_waiting VALUES ('S', 'M', 'e1', 1)",
    "directory_entries VALUES ('S', 'M', 'p', 'f', '{}')",
    "directory_terms VALUES ('S', 'name', 't', 'p', 'M', 0)",
    "directory_views VALUES ('S', 'M', 1, 'page', 1)",
    "first_logins VALUES ('S', 'M', 1, NULL, NULL, NULL, NULL)",
    "former_passwords VALUES ('S', 'M', 1, 'x')",
    "half_open_logins VALUES ('S', 'd2', 'M', 1)",
    "holdings (society_id, holding_id, member_id, certification, number, first_day, last_day) \
     VALUES ('S', 'h1', 'M', 'endoscopy-technician', '1', '2024-04-01', '2029-03-31')",
    "import_plans (society_id, import_id, row_number, verdict, member_id) VALUES ('S', 'i1', 1, 'new', 'M')",
    "imports VALUES ('S', 'i1', 'x', 'd', 'M', 1, 'done', 'x', '[]', NULL, NULL, 1, 1, 0, 0, 0, 0, 0, 'M', \
     NULL, NULL, NULL, 0)",
    "login_sessions VALUES ('S', 'M', 's1', 'browser', 'd3', 'x', 'x', 1, 1, 0, NULL)",
    "member_facts VALUES ('S', 'M', 1, 'M', 'x', '{}')",
    "member_views VALUES ('S', 'M', 'M', '2026-11-20')",
    "notices VALUES ('S', 'n1', 1, 'x', 'x', NULL, NULL, '\"everybody\"', NULL, FALSE, FALSE, 'draft', NULL, NULL, 1)",
    "notice_reads VALUES ('S', 'M', 'n1', 1)",
    "passkeys VALUES ('S', 'p1', 'M', 'x', -7, 'x', 0, 1, NULL)",
    "passwords VALUES ('S', 'M', 'x', 1, NULL, NULL, NULL)",
    "profile_drafts VALUES ('S', 'M', 0, '{}', 1)",
    "profile_requests VALUES ('S', 'q1', 'M', 'family-name', '{}', 'x', 1, 'waiting', NULL, NULL, NULL)",
    "profiles VALUES ('S', 'M', 1, '{}', 1, NULL)",
    "proofs VALUES ('S', 'M', 'e1', 'image/png', 'd', 'x')",
    "recovery_codes VALUES ('S', 'M', 'd4', NULL)",
    "repeated_requests VALUES ('S', 'M', 'k2', 'd', 1)",
    "temporary_batches VALUES ('S', 'b1', 'M', 1, 9, 'x')",
];

/// How many rows of a table have that text in them.
async fn naming(database: &mut Database, table: &str, id: &str) -> usize {
    let rows = database.rows().await;
    rows[table].iter().filter(|row| row.contains(id)).count()
}

engines! {
    async fn every_table_is_handed_over_ended_or_left_on_purpose(engine) {
        let house = House::new(engine).await;
        let mut database = house.database().await;
        let named: BTreeSet<&str> = TABLES.iter().map(|(table, _)| *table).collect();
        let known = database.rows().await;
        let there: BTreeSet<&str> = known.keys().map(String::as_str).filter(|table| !table.starts_with('_')).collect();
        assert_eq!(there, named, "what does a merge do with a table that is new?");

        let (goes, stays) = (house.goes.to_string(), house.stays.to_string());
        let society = house.hall.tenant.slug().as_str();
        for row in ROWS {
            let row = row.replace("'S'", &format!("'{society}'")).replace("'M'", &format!("'{goes}'"));
            database.run(&format!("INSERT INTO {row}")).await;
        }
        house.give(house.goes, StaffRole::Reviewer).await;
        let before = database.rows().await;
        for (table, fate) in TABLES {
            let some = before[*table].iter().any(|row| row.contains(&goes));
            assert!(some || matches!(fate, Nobody | Stays(_)), "{table} has no row to hand over");
        }
        house.merge(&[]).await;
        for (table, fate) in TABLES {
            let left = naming(&mut database, table, &goes).await;
            let moved = naming(&mut database, table, &stays).await;
            match fate {
                // A row that moves may say who of the office wrote it.
                Moves => {
                    let sql = format!("SELECT COUNT(*) FROM {table} WHERE member_id = '{goes}'");
                    assert_eq!(database.number(&sql).await, 0, "{table}");
                    assert!(moved > 0, "{table} was not handed over");
                }
                Ends => assert_eq!(left, 0, "{table}"),
                Nobody => assert_eq!(left, 0, "{table} names a member"),
                Stays(why) => assert!(!why.is_empty(), "{table}"),
            }
        }
        let open = format!("SELECT COUNT(*) FROM profiles WHERE member_id = '{stays}'");
        assert!(database.number(&open).await <= 1);
    }

    /// Both have the same thing in every table that allows one: one stays.
    async fn what_both_have_is_there_once(engine) {
        let house = House::new(engine).await;
        let mut database = house.database().await;
        let society = house.hall.tenant.slug().as_str();
        // Those with an id of their own, which two rows never share.
        let own_id = ["account_links", "cases", "case_messages", "half_open_logins", "imports", "import_plans",
            "notices", "passkeys", "temporary_batches", "login_sessions", "directory_views"];
        for row in ROWS.iter().filter(|row| !own_id.iter().any(|table| row.starts_with(table))) {
            for (member, mark) in [(house.goes, "1'"), (house.stays, "2'")] {
                let row = row.replace("'S'", &format!("'{society}'")).replace("'M'", &format!("'{member}'"));
                let row = if row.starts_with("notice_reads") {
                    row
                } else {
                    ["'a1'", "'h1'", "'q1'", "'r1'"].iter().fold(row, |row, id| {
                        row.replace(id, &id.replace("1'", mark))
                    })
                };
                if row.starts_with("notice_reads") && database.number("SELECT COUNT(*) FROM notices").await == 0 {
                    let notice = ROWS.iter().find(|row| row.starts_with("notices ")).unwrap();
                    database.run(&format!("INSERT INTO {}", notice.replace("'S'", &format!("'{society}'")))).await;
                }
                database.run(&format!("INSERT INTO {row}")).await;
            }
        }
        house.merge(&[]).await;
        for (table, rows) in [("attendances", 1), ("appointments", 1), ("credit_entries", 1), ("holdings", 1),
            ("declarations_waiting", 1), ("proofs", 1), ("credit_choices", 1), ("member_facts", 1),
            ("notice_reads", 1), ("data_requests", 2), ("profile_requests", 2)] {
            let sql = format!("SELECT COUNT(*) FROM {table} WHERE member_id = '{}'", house.stays);
            assert_eq!(database.number(&sql).await, rows, "{table}");
        }
        let waiting = "SELECT COUNT(*) FROM profile_requests WHERE state = 'waiting'";
        assert_eq!(database.number(waiting).await, 1);
    }
}
