//! The directory on both engines: who is found by what, and who never is.

use super::{After, narrowest, refresh, search_by};
use crate::members::samples::EmptySociety;
use crate::members::{Member, MemberStatus, store as members};
use crate::web::page::samples::hostile_member;
use shusseki_core::ids::MemberId;
use shusseki_core::profile::{Contents, Editor, Typed};
use shusseki_tests::engines;
use std::collections::BTreeMap;

/// A society with members.
struct Sample(EmptySociety);

impl Sample {
    async fn new(engine: shusseki_tests::Engine) -> Self {
        Self(EmptySociety::new(engine, 1).await)
    }

    /// Adds a member of that name (kanji, kana, roman) with these fields.
    async fn member(&self, number: u128, name: [&str; 5], typed: &Typed) -> Member {
        let mut member = hostile_member();
        member.id = MemberId::new(uuid::Uuid::from_u128(number));
        member.number = format!("{number:05}").parse().unwrap();
        let [family, given, family_kana, given_kana, roman] = name.map(str::to_owned);
        member.name = crate::members::MemberName {
            family,
            given,
            family_kana,
            given_kana,
            roman,
        };
        member.institution = typed
            .words("institution")
            .map_or_else(String::new, |words| words[0].clone());
        member.district = Some("kinki".parse().unwrap());
        let mut tx = self.0.db.write().await.unwrap();
        members::insert(&mut tx, self.0.tenant.slug(), &member)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.refresh(&member, typed).await;
        member
    }

    async fn refresh(&self, member: &Member, typed: &Typed) {
        let mut held = Contents::default();
        for (key, text) in [
            ("family-name", &member.name.family),
            ("given-name", &member.name.given),
            ("family-kana", &member.name.family_kana),
            ("given-kana", &member.name.given_kana),
            ("roman-name", &member.name.roman),
        ] {
            let value = shusseki_core::profile::Value::Text(text.clone());
            held.values.insert(key.parse().unwrap(), value);
        }
        let profile = &self.0.tenant.society.profile;
        let held = profile.read(&held, typed, Editor::Office).unwrap();
        let mut tx = self.0.db.write().await.unwrap();
        refresh(&mut tx, &self.0.tenant, member, &held)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// The names found, by each filter's index and by walking; all must find the same.
    async fn found(&self, filters: &[(&str, &str)]) -> Vec<String> {
        let typed: BTreeMap<String, String> = filters
            .iter()
            .map(|(filter, text)| ((*filter).to_owned(), (*text).to_owned()))
            .collect();
        let wanted = self.0.tenant.society.profile.wanted(&typed);
        let mut conn = self.0.db.read().await.unwrap();
        let narrowest = narrowest(&mut conn, self.0.tenant.slug(), &wanted)
            .await
            .unwrap();
        let mut ways = Vec::new();
        for by in wanted.iter().map(Some).chain([narrowest, None]) {
            let (mut names, mut after): (Vec<String>, Option<After>) = (Vec::new(), None);
            loop {
                let slug = self.0.tenant.slug();
                let page = search_by(&mut conn, slug, &wanted, by, after.as_ref(), 2)
                    .await
                    .unwrap();
                assert!(page.members.len() <= 2);
                names.extend(page.members.into_iter().map(|found| found.shown.name));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            ways.push(names);
        }
        assert!(
            ways.iter().all(|way| *way == ways[0]),
            "{filters:?}: {ways:?}"
        );
        ways.remove(0)
    }

    /// Gives every row these marks.
    async fn mark(&self, marks: i64) {
        crate::db::statements! { MARK = "UPDATE directory_terms SET marks = $1"; }
        assert_eq!(STATEMENTS.len(), 1);
        let mut tx = self.0.db.write().await.unwrap();
        tx.sql(MARK).bind(marks).run().await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn rows(&self, table: &str) -> i64 {
        #[derive(sqlx::FromRow)]
        struct Count {
            n: i64,
        }
        crate::db::statements! {
            TERMS = "SELECT COUNT(*) AS n FROM directory_terms";
            ENDINGS = "SELECT COUNT(*) AS n FROM directory_endings";
        }
        assert_eq!(STATEMENTS.len(), 2);
        let statement = if table == "terms" { TERMS } else { ENDINGS };
        let mut conn = self.0.db.read().await.unwrap();
        conn.sql(statement).one::<Count>().await.unwrap().n
    }
}

fn open(fields: &[(&str, &str)]) -> Typed {
    let typed = Typed {
        searchable: Some(true),
        ..Typed::default()
    };
    fields
        .iter()
        .fold(typed, |typed, (key, word)| typed.with(key, &[word]))
}

const TAKAHASHI: [&str; 5] = ["高橋", "健一", "タカハシ", "ケンイチ", "Kenichi Takahashi"];
const GARCIA: [&str; 5] = [
    "García Márquez",
    "Lucía",
    "ガルシア・マルケス",
    "ルシア",
    "Lucía García Márquez",
];

engines! {
    async fn members_are_found_however_their_names_are_written(engine) {
        let sample = Sample::new(engine).await;
        sample.member(1, TAKAHASHI, &open(&[])).await;
        sample.member(2, GARCIA, &open(&[])).await;
        for name in ["髙橋", "高橋", "高", "高橋 健一", "健一", "たかはし", "ﾀｶﾊｼ", "タカハシケンイチ", "ケン", "takahashi", "ＫＥＮＩＣＨＩ", "Takahashi Kenichi"] {
            assert_eq!(sample.found(&[("name", name)]).await, ["高橋 健一"], "{name}");
        }
        for name in ["marquez", "Márquez", "マルケス", "るしあ", "garcía"] {
            assert_eq!(sample.found(&[("name", name)]).await, ["García Márquez Lucía"], "{name}");
        }
        for name in ["橋", "中村", "ハシ", "%", "_", "・", "高%"] {
            assert!(!sample.found(&[("name", name)]).await.contains(&"x".to_owned()), "{name}");
        }
        assert!(sample.found(&[("name", "橋")]).await.is_empty());
        assert!(sample.found(&[("district", "%")]).await.is_empty());
    }

    async fn filters_go_together_and_pages_lose_nobody(engine) {
        let sample = Sample::new(engine).await;
        for number in 1..=7 {
            let kana = format!("タカハシ{}", ["ア", "イ", "ウ", "エ", "オ", "カ", "キ"][number - 1]);
            let typed = open(&[
                ("institution", if number % 2 == 0 { "東都医科大学 附属病院" } else { "みなと病院" }),
                ("occupation", if number < 4 { "nurse" } else { "physician" }),
                ("institution-prefecture", "東京都"),
            ]);
            sample.member(number as u128, ["髙橋", &number.to_string(), &kana, "", ""], &typed).await;
        }
        assert_eq!(sample.found(&[("name", "高橋")]).await.len(), 7);
        assert_eq!(sample.found(&[("institution", "病院")]).await.len(), 7);
        assert_eq!(sample.found(&[("institution", "医科大")]).await, ["髙橋 2", "髙橋 4", "髙橋 6"]);
        let both = [("institution", "附属"), ("occupation", "physician"), ("institution-prefecture", "tokyo"), ("district", "kinki"), ("name", "タカハシ")];
        assert_eq!(sample.found(&both).await, ["髙橋 4", "髙橋 6"]);
        assert!(sample.found(&[("institution", "病院"), ("institution-prefecture", "osaka")]).await.is_empty());
    }

    async fn nobody_is_found_by_what_is_private(engine) {
        let sample = Sample::new(engine).await;
        let mut typed = open(&[("institution", "みなと病院"), ("research-field", "PET")]);
        typed.shown.insert("institution".to_owned(), false);
        let member = sample.member(1, TAKAHASHI, &typed).await;
        assert!(sample.found(&[("institution", "みなと")]).await.is_empty());
        assert_eq!(sample.found(&[("research-field", "pet")]).await.len(), 1);
        // Who can't be found leaves nothing behind, and neither does who withdrew.
        typed.searchable = Some(false);
        sample.refresh(&member, &typed).await;
        assert_eq!((sample.rows("terms").await, sample.rows("endings").await), (0, 0));
        assert!(sample.found(&[("name", "高橋")]).await.is_empty());
        typed.searchable = Some(true);
        let gone = Member { status: MemberStatus::Withdrawn, ..member.clone() };
        sample.refresh(&gone, &typed).await;
        assert_eq!(sample.rows("terms").await, 0);
        sample.refresh(&member, &typed).await;
        assert_eq!(sample.found(&[("name", "高橋")]).await.len(), 1);
    }

    async fn a_text_that_others_have_stays_when_one_leaves(engine) {
        let sample = Sample::new(engine).await;
        let here = open(&[("institution", "みなと病院")]);
        let one = sample.member(1, TAKAHASHI, &here).await;
        sample.member(2, GARCIA, &here).await;
        sample.refresh(&one, &Typed::default()).await;
        assert_eq!(sample.found(&[("institution", "なと")]).await, ["García Márquez Lucía"]);
        sample.refresh(&one, &open(&[("institution", "別の病院")])).await;
        assert_eq!(sample.found(&[("institution", "病院")]).await.len(), 2);
    }

    async fn marks_pass_over_whom_they_rule_out_and_nobody_of_before_them(engine) {
        let sample = Sample::new(engine).await;
        let typed = open(&[("institution", "みなと病院"), ("occupation", "nurse")]);
        sample.member(1, TAKAHASHI, &typed).await;
        let filters = [("name", "高橋"), ("occupation", "nurse"), ("institution", "病院")];
        assert_eq!(sample.found(&filters).await.len(), 1);
        sample.mark(-1).await;
        assert_eq!(sample.found(&filters).await.len(), 1);
        sample.mark(0).await;
        let typed = filters.map(|(filter, text)| (filter.to_owned(), text.to_owned())).into();
        let wanted = sample.0.tenant.society.profile.wanted(&typed);
        let mut conn = sample.0.db.read().await.unwrap();
        for by in &wanted {
            let slug = sample.0.tenant.slug();
            let page = search_by(&mut conn, slug, &wanted, Some(by), None, 2).await.unwrap();
            assert!(page.members.is_empty(), "{by:?}");
        }
    }
}
