//! Sessions at the same time: what the app and the page afterwards say of them.

use shusseki_tests::visitor::Visitor;
use shusseki_tests::{Api, Server, engines};

const TITLES: [&str; 3] = ["教育講演：神経", "学術総会 出席登録", "専門医セミナー"];

engines! {
    async fn two_lectures_overlap_and_the_reception_of_the_congress_with_neither(engine) {
        let server = Server::shared(engine).await;
        let society = server.demo.society("jsnm");
        let member = society.attendees()[0];
        let api = Api::log_in(server, "jsnm", member).await;
        let visitor = Visitor::logged_in(server, "jsnm", member).await;
        let mut told = Vec::new();
        let mut shown = Vec::new();
        for title in TITLES {
            let session = society.sessions.iter().find(|session| session.name.starts_with(title));
            let session = session.unwrap_or_else(|| panic!("the demo has no {title}"));
            let answer = api.check_in(&session.code_url).await.expect_status(201).json();
            let overlaps = answer["overlaps"].as_array().expect("a list");
            told.push(overlaps.iter().map(|other| other["ja"].to_string()).collect::<Vec<_>>());
            let (id, point) = (&session.id, &answer["point"]);
            let page = visitor.get(&format!("/jsnm/registered/{id}/{point}?lang=ja")).await.expect_status(200);
            shown.push(page.seen().contains("同じ時間帯の参加登録があります"));
        }
        assert_eq!((told[0].len(), told[1].len(), told[2].len()), (0, 0, 1), "{told:?}");
        assert!(told[2][0].contains(TITLES[0]), "{told:?}");
        assert_eq!(shown, [false, false, true]);
    }
}
