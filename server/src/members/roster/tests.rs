//! All members on both engines: who is found by what, page by page, by which index.

use super::{Asked, Sought, count, search, store, write};
use crate::db::Db;
use crate::members::samples::EmptySociety;
use crate::members::{Member, MemberName, MemberStatus, store as members};
use crate::web::page::samples::hostile_member;
use shusseki_core::ids::MemberId;
use shusseki_tests::engines;

/// A society with three members.
struct Sample(EmptySociety);

impl Sample {
    async fn new(engine: shusseki_tests::Engine) -> Self {
        let society = EmptySociety::new(engine, 1).await;
        let (mut tx, slug) = (society.db.write().await.unwrap(), society.tenant.slug());
        for (number, name, institution) in [
            ("00421", TAKAHASHI, "学校法人 東都医科大学 附属病院"),
            ("00007", GARCIA, "みなと病院"),
            ("12345", SUHARTO, "東都医科大学"),
        ] {
            let member = member(number, name, institution);
            members::insert(&mut tx, slug, &member).await.unwrap();
        }
        tx.commit().await.unwrap();
        Self(society)
    }

    /// The numbers found, one a page; counting must say the same.
    async fn found(&self, sought: &Sought) -> Vec<String> {
        let mut conn = self.0.db.read().await.unwrap();
        let slug = self.0.tenant.slug();
        let (mut numbers, mut after) = (Vec::new(), None);
        loop {
            let page = search(&mut conn, slug, sought, after.as_ref(), 1)
                .await
                .unwrap();
            numbers.extend(page.members.iter().map(|one| one.number.to_string()));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let counted = count(&mut conn, slug, sought).await.unwrap();
        assert_eq!(usize::try_from(counted).unwrap(), numbers.len());
        numbers
    }

    async fn by_text(&self, text: &str) -> Vec<String> {
        self.found(&text_of(text)).await
    }
}

fn text_of(text: &str) -> Sought {
    Sought {
        text: Some(text.to_owned()),
        ..Sought::default()
    }
}

fn member(number: &str, name: [&str; 5], institution: &str) -> Member {
    let [family, given, family_kana, given_kana, roman] = name.map(str::to_owned);
    Member {
        id: MemberId::new(uuid::Uuid::from_u128(number.parse().unwrap())),
        number: number.parse().unwrap(),
        mail: format!("{number}@mail.example").parse().ok(),
        name: MemberName {
            family,
            given,
            family_kana,
            given_kana,
            roman,
        },
        institution: institution.to_owned(),
        district: (number == "12345").then(|| "kinki".parse().unwrap()),
        status: if number == "00007" {
            MemberStatus::Withdrawn
        } else {
            MemberStatus::Active
        },
        ..hostile_member()
    }
}

const TAKAHASHI: [&str; 5] = ["髙橋", "健一", "タカハシ", "ケンイチ", "Kenichi Takahashi"];
const GARCIA: [&str; 5] = [
    "García Márquez",
    "Lucía",
    "ガルシア・マルケス",
    "ルシア",
    "Lucía García Márquez",
];
const SUHARTO: [&str; 5] = ["Suharto", "", "スハルト", "", "Suharto"];

engines! {
    async fn anybody_is_found_however_written(engine) {
        let sample = Sample::new(engine).await;
        for text in ["高橋", "髙橋 健一", "健一", "たかはし", "ﾀｶﾊｼ", "ケンイチ", "TAKAHASHI", "kenichi t", "00421", "421", "００４２１", "00421@mail", "附属病院", "学校法人東都"] {
            assert_eq!(sample.by_text(text).await, ["00421"], "{text}");
        }
        for text in ["marquez", "Márquez", "マルケス", "7", "みなと"] {
            assert_eq!(sample.by_text(text).await, ["00007"], "{text}");
        }
        assert_eq!(sample.by_text("医科大").await, ["00421", "12345"]);
        for text in ["橋", "%", "＿", "ハシ", "21", "x"] {
            assert!(sample.by_text(text).await.is_empty(), "{text}");
        }
        // Nothing asked finds everybody, in the order of numbers.
        assert_eq!(sample.by_text(" ").await, ["00007", "00421", "12345"]);
    }

    async fn filters_go_together(engine) {
        let sample = Sample::new(engine).await;
        let active = Some(MemberStatus::Active);
        let sought = Sought { status: active, ..Sought::default() };
        assert_eq!(sample.found(&sought).await, ["00421", "12345"]);
        let sought = Sought { status: active, district: Some("kinki".parse().unwrap()), class: Some("regular".parse().unwrap()), ..text_of("東都") };
        assert_eq!(sample.found(&sought).await, ["12345"]);
        let sought = Sought { class: Some("student".parse().unwrap()), ..Sought::default() };
        assert!(sample.found(&sought).await.is_empty());
        let sought = Sought { certification: Some("nuclear-medicine-specialist".parse().unwrap()), ..Sought::default() };
        assert!(sample.found(&sought).await.is_empty());
    }

    async fn a_new_name_replaces_the_former_and_a_row_without_terms_gets_them(engine) {
        let sample = Sample::new(engine).await;
        let renamed = member("00421", ["佐藤", "健一", "サトウ", "ケンイチ", ""], "みなと病院");
        let mut tx = sample.0.db.write().await.unwrap();
        members::change(&mut tx, sample.0.tenant.slug(), &renamed).await.unwrap();
        tx.commit().await.unwrap();
        assert!(sample.by_text("高橋").await.is_empty());
        assert_eq!(sample.by_text("佐藤").await, ["00421"]);
        assert_eq!(sample.by_text("みなと").await, ["00007", "00421"]);
        let mut conn = sample.0.db.read().await.unwrap();
        let waiting = store::without_terms(&mut conn, sample.0.tenant.slug(), 10).await.unwrap();
        assert!(waiting.is_empty());
        drop(conn);
        // Twice is as once.
        let mut tx = sample.0.db.write().await.unwrap();
        write(&mut tx, sample.0.tenant.slug(), &[&renamed]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(sample.by_text("佐藤").await, ["00421"]);
    }

    /// With 200,000 members it matters that no list is sorted and no table walked.
    async fn each_search_has_its_index(engine) {
        let sample = Sample::new(engine).await;
        let none = Sought::default;
        for (sought, index) in [
            (none(), ["sqlite_autoindex_members", "members_society_id_member_number_key"]),
            (Sought { class: Some("regular".parse().unwrap()), ..none() }, ["members_by_class"; 2]),
            (Sought { district: Some("kinki".parse().unwrap()), ..none() }, ["members_by_district"; 2]),
            (Sought { status: Some(MemberStatus::Withdrawn), ..none() }, ["members_by_status"; 2]),
            (Sought { certification: Some("nuclear-medicine-specialist".parse().unwrap()), ..none() }, ["holdings_by_certification"; 2]),
            (text_of("高橋"), ["sqlite_autoindex_member_terms", "member_terms_pkey"]),
        ] {
            let [list, count] = Asked::of(&sought).unwrap().statements();
            for statement in [list, count] {
                let plan = plan(&sample.0.db, statement.text()).await;
                let wanted = index[usize::from(engine == shusseki_tests::Engine::Postgres)];
                assert!(plan.contains(wanted), "{wanted}: {plan}");
                for slow in ["SCAN m", "Seq Scan on members", "Seq Scan on member_terms", "Seq Scan on holdings"] {
                    assert!(!plan.contains(slow), "{plan}");
                }
            }
        }
    }
}

/// PostgreSQL plans by what is there.
const MANY: &str = "INSERT INTO members (society_id, member_id, member_number, family_name, given_name, \
    family_kana, given_kana, roman_name, institution, class, district, joined_on, status, has_terms) \
    SELECT 'jsnm', 'many-' || n, (1000000 + n)::text, '', '', '', '', '', '', 'class-' || (n % 7), \
    'district-' || (n % 9), '', CASE n % 11 WHEN 0 THEN 'withdrawn' ELSE 'active' END, TRUE \
    FROM generate_series(1, 5000) n ON CONFLICT DO NOTHING";

/// How the engine goes about it, with what an office asks unknown.
async fn plan(db: &Db, text: &str) -> String {
    use sqlx::Row as _;
    let sql = |text: String| sqlx::query(sqlx::AssertSqlSafe(text));
    match db {
        Db::Sqlite { readers, .. } => {
            let rows = sql(format!("EXPLAIN QUERY PLAN {text}"))
                .fetch_all(readers)
                .await
                .unwrap();
            let lines = rows.iter().map(|row| row.get::<String, _>("detail"));
            lines.collect::<Vec<_>>().join("\n")
        }
        Db::Postgres { pool, .. } => {
            let mut connection = pool.acquire().await.unwrap();
            let given = (1..=11)
                .rev()
                .find(|n| text.contains(&format!("${n}")))
                .unwrap();
            for step in [
                // Among a few members any plan is good.
                MANY.to_owned(),
                "INSERT INTO holdings (society_id, holding_id, member_id, certification, number, first_day, \
                 last_day) SELECT society_id, 'h' || member_id, member_id, 'a' || (member_number::int % 5), '', \
                 '', '' FROM members WHERE member_id LIKE 'many-%' ON CONFLICT DO NOTHING"
                    .to_owned(),
                "ANALYZE members, holdings".to_owned(),
                "SET enable_seqscan = off".to_owned(),
                "SET enable_bitmapscan = off".to_owned(),
                "SET plan_cache_mode = force_generic_plan".to_owned(),
                format!("PREPARE asked AS {text}"),
            ] {
                sqlx::raw_sql(sqlx::AssertSqlSafe(step))
                    .execute(&mut *connection)
                    .await
                    .unwrap();
            }
            let nulls = vec!["NULL"; given].join(", ");
            let explained = format!("EXPLAIN EXECUTE asked({nulls})");
            let rows = sqlx::raw_sql(sqlx::AssertSqlSafe(explained))
                .fetch_all(&mut *connection)
                .await
                .unwrap();
            connection.detach();
            let lines = rows.iter().map(|row| row.get::<String, _>(0));
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}
