//! The directory from outside: who is found, who never is, and how often one may look.

use shusseki_tests::database::Database;
use shusseki_tests::visitor::Visitor;
use shusseki_tests::{Api, Server, engines};

/// The members' ids by their names in kanji.
async fn id_of(server: &Server, family: &str) -> String {
    let mut database = Database::of(server).await;
    let sql = format!(
        "SELECT member_id FROM members WHERE society_id = 'jsnm' AND family_name = '{family}'"
    );
    database.texts(&sql).await.remove(0)
}

engines! {
    async fn members_find_each_other_by_what_is_public(engine) {
        let server = Server::shared(engine).await;
        let jsnm = server.demo.society("jsnm");
        let page = Visitor::logged_in(server, "jsnm", jsnm.attendees()[2]).await;
        for query in ["name=山崎", "name=ﾔﾏｻﾞｷ+ﾅｵｷ", "name=やまざき", "name=naoki", "institution=北都大学&name=直樹", "specialty=pet&name=山﨑", "institution-prefecture=hokkaido&name=ナオキ", "research-field=リンパ腫", "district=hokkaido&work-field=research&occupation=physician&name=山"] {
            let seen = page.get(&format!("/jsnm/directory?{query}")).await.expect_status(200).seen();
            assert!(seen.contains("山﨑 直樹"), "{query}: {seen}");
        }
        // The institution of one who keeps it private neither shows nor finds.
        let seen = page.get("/jsnm/directory?name=斉藤+隆").await.expect_status(200).seen();
        assert!(seen.contains("齊藤 隆") && !seen.contains("佐倉川医科大学 放射線医学講座"), "{seen}");
        let seen = page.get("/jsnm/directory?name=斉藤+隆&institution=佐倉川").await.expect_status(200).seen();
        assert!(!seen.contains("齊藤 隆"), "{seen}");

        let address = format!("/jsnm/directory/{}", id_of(server, "山﨑").await);
        let seen = page.get(&address).await.expect_status(200).seen();
        for public in ["准教授", "北海道", "医師", "悪性リンパ腫"] {
            assert!(seen.contains(public), "{public}: {seen}");
        }
        for private in ["札幌市北区北十五条西七丁目", "円山ハイツ", "09012345678", "1978", "@mail.example", "佐々木"] {
            assert!(!seen.contains(private), "{private}: {seen}");
        }
    }

    async fn whoever_can_not_be_found_is_like_nobody(engine) {
        let server = Server::shared(engine).await;
        let jsnm = server.demo.society("jsnm");
        let api = Api::log_in(server, "jsnm", jsnm.attendees()[1]).await;
        let nobody = api.get("/directory?name=Иванова").await.expect_status(200).json();
        let unknown = api.get("/directory?name=Zzzzzz").await.expect_status(200).json();
        assert_eq!(nobody, unknown);
        let hidden = id_of(server, "Иванова").await;
        for id in [hidden.as_str(), "00000000-0000-4000-8000-000000000001", "x"] {
            api.get(&format!("/directory/{id}")).await.expect_problem(404, "not-found");
        }
        let shown = id_of(server, "山﨑").await;
        let shown = api.get(&format!("/directory/{shown}")).await.expect_status(200).json();
        assert_eq!(shown["fields"]["occupation"], "physician");
        for key in ["birth-date", "home-address", "institution-address", "mail"] {
            assert!(shown["fields"].get(key).is_none(), "{key}");
        }
        api.get("/directory").await.expect_problem(400, "filter-missing");
        api.get("/directory?home-phone=090").await.expect_problem(400, "unknown-filter");
        api.get("/directory?name=a&after=x").await.expect_problem(400, "bad-cursor");
    }

    async fn a_society_without_a_directory_has_no_such_page(engine) {
        let server = Server::shared(engine).await;
        for slug in ["jgets", "jhrs"] {
            let member = server.demo.society(slug).attendees()[0];
            let page = Visitor::logged_in(server, slug, member).await;
            let home = page.get(&format!("/{slug}/status")).await.expect_status(200);
            assert!(!home.text().contains("/directory"));
            page.get(&format!("/{slug}/directory?name=a")).await.expect_status(404);
            let api = Api::log_in(server, slug, member).await;
            api.get("/directory?name=a").await.expect_problem(404, "not-found");
        }
    }

    async fn nobody_carries_the_directory_away(engine) {
        let server = Server::shared(engine).await;
        let reader = server.crowd("jsnm", 20, 2).await;
        let api = Api::log_in(server, "jsnm", &reader[0]).await;
        for _ in 0..120 {
            api.get("/directory?district=kinki").await.expect_status(200);
        }
        let refused = api.get("/directory?district=kinki").await;
        let wait: u32 = refused.header("retry-after").parse().expect("seconds");
        assert!((1..=3_600).contains(&wait), "{wait}");
        refused.expect_problem(429, "directory-quota");
        // The page counts with the app, says so in words, and other members go on.
        let page = Visitor::logged_in(server, "jsnm", &reader[0]).await;
        let seen = page.get("/jsnm/directory?name=a").await.expect_status(429).seen();
        assert!(seen.contains("1時間に120回") && seen.contains("分後"), "{seen}");
        page.get("/jsnm/directory").await.expect_status(200);
        let other = Api::log_in(server, "jsnm", &reader[1]).await;
        other.get("/directory?district=kinki").await.expect_status(200);
        for _ in 0..60 {
            other.get("/directory/x").await.expect_problem(404, "not-found");
        }
        other.get("/directory/x").await.expect_problem(429, "directory-quota");
    }
}
