//! Mail that leaves, seen from a real mail server.

use serde_json::Value;
use shusseki_tests::database::Database;
use shusseki_tests::programs::{built, run_on};
use shusseki_tests::visitor::Visitor;
use shusseki_tests::{Answered, MailServer, Served, Server, engines};
use std::time::Duration;

/// A machine may be busy.
const WITHIN: u32 = 300;

/// An outbox and somebody to send from it.
struct Outbox {
    server: Server,
    database: Database,
}

impl Outbox {
    async fn new(engine: shusseki_tests::Engine) -> Self {
        let mut server = Server::start(engine).await;
        assert!(server.terminate().await.success());
        let mut database = Database::of(&server).await;
        // The demo's own examples are for people.
        database.run("DELETE FROM outbox").await;
        Self { server, database }
    }

    /// Puts a mail in, as the use cases do.
    async fn post(&mut self, id: &str, to: &str) {
        self.database
            .run(&format!(
                "INSERT INTO outbox (society_id, mail_id, recipient, language, template, subject, \
                 body, state, posted_at, due_at, attempts) VALUES ('jsnm', '{id}', '{to}', 'ja', \
                 'declaration-accepted', '【学会】申告を承認しました', '髙橋 様\n\n承認しました。\n', \
                 'waiting', 1795166400000000, 0, 0)"
            ))
            .await;
    }

    async fn state(&mut self, id: &str) -> String {
        let state = format!("SELECT state FROM outbox WHERE mail_id = '{id}'");
        self.database.texts(&state).await.remove(0)
    }

    async fn said(&mut self, id: &str) -> String {
        let said = format!("SELECT COALESCE(said, '') FROM outbox WHERE mail_id = '{id}'");
        self.database.texts(&said).await.remove(0)
    }

    async fn until_state(&mut self, id: &str, state: &str) {
        for _ in 0..WITHIN {
            if self.state(id).await == state {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{id} is {}: {}", self.state(id).await, self.said(id).await);
    }

    async fn until_said(&mut self, id: &str) -> String {
        for _ in 0..WITHIN {
            let said = self.said(id).await;
            if !said.is_empty() {
                return said;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("nothing is said of {id}");
    }
}

/// The settings for that mail server; what fails is tried again soon.
fn settings(mail: &MailServer, more: &str) -> String {
    format!(
        "[mail]\nhost = \"localhost\"\nport = {}\nca_file = \"{}\"\nretry_seconds = 1\n{more}\n",
        mail.port,
        mail.ca_file().display()
    )
}

async fn until_taken(mail: &MailServer, count: usize) {
    for _ in 0..WITHIN {
        if mail.taken().len() >= count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("only {} mails came", mail.taken().len());
}

engines! {
    async fn a_mail_goes_over_starttls_with_a_login_and_is_whole(engine) {
        let mut outbox = Outbox::new(engine).await;
        let mail = MailServer::start(&["--user", "shusseki", "--password", "pass word"]);
        let password = outbox.server.data.join("mail.password");
        std::fs::write(&password, "pass word\n").expect("a password");
        let login = format!("user = \"shusseki\"\npassword_file = \"{}\"", password.display());
        let served = Served::start_with(&outbox.server, "", &settings(&mail, &login)).await;
        let ready = Answered::to(reqwest::Client::new().get(format!("{}/readyz", served.address))).await;
        assert_eq!(ready.expect_status(200).json()["mail"], "ok");
        outbox.post("a1", "taro@example.org").await;
        outbox.post("a2", "taro..t.@docomo.example").await;
        outbox.until_state("a1", "sent").await;
        outbox.until_state("a2", "sent").await;
        let taken = mail.taken();
        let found = taken.iter().find(|one| one.to == ["taro@example.org"]).expect("the mail");
        assert!(found.tls);
        assert_eq!(found.user.as_deref(), Some("shusseki"));
        assert_eq!(found.from, "office@jsnm.org");
        assert_eq!(found.header("Message-ID"), "<a1@jsnm.org>");
        assert!(found.header("Subject").starts_with("=?utf-8?b?"), "{}", found.text);
        assert!(found.text.is_ascii(), "{}", found.text);
        assert!(taken.iter().any(|one| one.header("To") == "\"taro..t.\"@docomo.example"), "{taken:?}");
        let kept = outbox.database.number("SELECT COUNT(*) FROM outbox WHERE body IS NOT NULL").await;
        assert_eq!(kept, 0, "a mail that was sent is kept");
        assert!(served.stop().iter().any(|line| line.contains("mail sent")));
    }

    async fn tls_from_the_first_byte_and_none_at_all(engine) {
        let mut outbox = Outbox::new(engine).await;
        for tls in ["implicit", "none"] {
            let mail = MailServer::start(&["--tls", tls]);
            let served =
                Served::start_with(&outbox.server, tls, &settings(&mail, &format!("tls = \"{tls}\""))).await;
            outbox.post(tls, "taro@example.org").await;
            outbox.until_state(tls, "sent").await;
            assert_eq!(mail.taken()[0].tls, tls == "implicit");
            drop(served);
        }
    }

    /// Neither a certificate of another host nor a server without TLS gets a mail.
    async fn a_server_that_is_not_the_one_meant_gets_nothing(engine) {
        let mut outbox = Outbox::new(engine).await;
        for (id, arguments) in [("name", ["--name", "other.example"]), ("open", ["--tls", "none"])] {
            let mail = MailServer::start(&arguments);
            let served = Served::start_with(&outbox.server, id, &settings(&mail, "")).await;
            outbox.post(id, "taro@example.org").await;
            let said = outbox.until_said(id).await;
            assert!(id != "name" || said.contains("certificate"), "{said}");
            assert_eq!(outbox.state(id).await, "waiting");
            assert!(mail.taken().is_empty());
            drop(served);
        }
    }

    async fn what_fails_for_now_is_tried_again_and_what_is_refused_is_not(engine) {
        let mut outbox = Outbox::new(engine).await;
        let mail = MailServer::start(&[]);
        let served = Served::start_with(&outbox.server, "", &settings(&mail, "attempts = 4")).await;
        outbox.post("later", "busy-2@example.org").await;
        outbox.post("never", "nobody@example.org").await;
        outbox.post("given-up", "busy-99@example.org").await;
        outbox.until_state("never", "bounced").await;
        assert_eq!(outbox.said("never").await, "550 5.1.1 there is no such mailbox");
        outbox.until_state("later", "sent").await;
        outbox.until_state("given-up", "failed").await;
        assert_eq!(outbox.said("given-up").await, "451 4.3.0 come back later");
        let tried = outbox.database.number("SELECT attempts FROM outbox WHERE mail_id = 'given-up'").await;
        assert_eq!(tried, 4);
        assert_eq!(mail.taken().len(), 1);
        drop(served);
    }

    /// The mail server took it, and another one further on gave it up.
    async fn a_mail_that_comes_back_is_noted_and_dealt_with(engine) {
        let mut outbox = Outbox::new(engine).await;
        let mail = MailServer::start(&[]);
        let served = Served::start_with(&outbox.server, "", &settings(&mail, "attempts = 99")).await;
        for (id, to) in [("ab12", "gone@example.org"), ("late", "busy-99@example.org")] {
            outbox.post(id, to).await;
        }
        outbox.until_state("ab12", "sent").await;
        outbox.until_said("late").await;
        drop(served);
        let config = outbox.server.data.join("shusseki.toml").display().to_string();
        let report = |id: &str, action: &str| {
            let text = format!("Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\
                Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
                Action: {action}\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no <such> mailbox\n\n--b\n\
                Content-Type: text/rfc822-headers\n\nMessage-ID: <{id}@jsnm.org>\n\n--b--\n");
            run_on(built("shusseki"), ["mail", "returned", "--config", &config], &text)
        };
        for (id, action, code, told) in [
            ("ab12", "delayed", 0, "gives no mail up"),
            ("cd34", "failed", 0, "No society"),
            ("late", "failed", 1, "later"),
            ("ab12", "failed", 0, "jsnm: mail ab12 came back: 550 no <such> mailbox"),
            ("ab12", "failed", 0, "settled before"),
        ] {
            let ran = report(id, action);
            assert_eq!(ran.code, Some(code), "{id} {action}: {}{}", ran.out, ran.err);
            assert!(ran.out.contains(told) || ran.err.contains(told), "{id} {action}: {}{}", ran.out, ran.err);
        }
        let nothing = run_on(built("shusseki"), ["mail", "returned", "--config", &config], "Subject: I am away\n\nBack on Monday.\n");
        assert_eq!((nothing.code, nothing.out.contains("no report")), (Some(0), true), "{}", nothing.err);

        let server = outbox.server.start_again().await;
        let office = Visitor::logged_in(&server, "jsnm", server.demo.society("jsnm").staff("admin")).await;
        let home = office.get("/jsnm/office").await.expect_status(200).text();
        assert!(home.contains("mail?state=undelivered") && home.contains("届かなかったメール"), "{home}");
        let there = "/jsnm/office/mail?state=undelivered&to=gone@example.org";
        let page = office.get(there).await.expect_status(200);
        assert!(page.text().contains("550 no &#60;such&#62; mailbox") && page.seen().contains("宛先不明などで返送"), "{}", page.text());
        assert!(!page.text().contains("/ab12/retry"), "what was sent is not kept, and can't be sent again");
        office.post("/jsnm/office/mail/ab12/retry", &[]).await.expect_status(409);
        for _ in 0..2 {
            office.post("/jsnm/office/mail/ab12/put-away", &[]).await.expect_status(303);
        }
        assert!(!office.get(there).await.text().contains("/ab12/"));
        let all = office.get("/jsnm/office/mail?state=bounced&to=gone@example.org").await.text();
        assert!(all.contains("対応済み") && !all.contains("/ab12/put-away"), "{all}");
        let lines = "SELECT COUNT(*) FROM audit_lines WHERE society_id = 'jsnm' AND action = 'mail-put-away'";
        assert_eq!(Database::of(&server).await.number(lines).await, 1);
    }

    async fn a_server_that_is_down_gets_its_mail_when_it_is_back(engine) {
        let mut outbox = Outbox::new(engine).await;
        let first = MailServer::start(&["--tls", "none"]);
        let port = first.port.to_string();
        let settings = settings(&first, "tls = \"none\"");
        drop(first);
        let served = Served::start_with(&outbox.server, "", &settings).await;
        outbox.post("a", "taro@example.org").await;
        outbox.until_said("a").await;
        let back = MailServer::start(&["--tls", "none", "--port", &port]);
        outbox.until_state("a", "sent").await;
        assert_eq!(back.taken().len(), 1);
        drop(served);
    }

    /// The mail server has the mail, and nobody noted it: it is sent again, and is the same mail.
    async fn a_mail_whose_sender_was_killed_comes_again_as_the_same(engine) {
        let mut outbox = Outbox::new(engine).await;
        let mail = MailServer::start(&[]);
        let served = Served::start_with(&outbox.server, "", &settings(&mail, "")).await;
        outbox.post("once", "slow@example.org").await;
        until_taken(&mail, 1).await;
        served.kill();
        assert_eq!(outbox.state("once").await, "waiting");
        let again = Served::start_with(&outbox.server, "", &settings(&mail, "")).await;
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(mail.taken().len(), 1, "the claim of the killed one did not hold");
        // As if its time had passed.
        outbox.database.run("UPDATE outbox SET due_at = 0").await;
        until_taken(&mail, 2).await;
        let taken = mail.taken();
        assert_eq!(taken[0].text, taken[1].text);
        assert_eq!(taken[1].header("Message-ID"), "<once@jsnm.org>");
        drop(again);
    }

    async fn two_processes_send_each_mail_once(engine) {
        let mut outbox = Outbox::new(engine).await;
        let mail = MailServer::start(&["--tls", "none"]);
        for number in 0..60 {
            outbox.post(&format!("m{number}"), &format!("member{number}@example.org")).await;
        }
        let settings = settings(&mail, "tls = \"none\"");
        let one = Served::start_with(&outbox.server, "1", &settings).await;
        let other = Served::start_with(&outbox.server, "2", &settings).await;
        for number in 0..60 {
            outbox.until_state(&format!("m{number}"), "sent").await;
        }
        let mut to: Vec<String> = mail.taken().into_iter().map(|one| one.to[0].clone()).collect();
        assert_eq!(to.len(), 60);
        to.sort();
        to.dedup();
        assert_eq!(to.len(), 60);
        drop((one, other));
    }

    async fn without_a_mail_server_mail_waits_and_readiness_says_so(engine) {
        let mut outbox = Outbox::new(engine).await;
        let served = Served::start_with(&outbox.server, "", "").await;
        outbox.post("a", "taro@example.org").await;
        let ready = Answered::to(reqwest::Client::new().get(format!("{}/readyz", served.address))).await;
        let ready: Value = ready.expect_status(200).json();
        assert_eq!(ready["mail"], "not set up: mail waits in the outbox");
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(outbox.state("a").await, "waiting");
        drop(served);
    }
}
