//! Members from files: at the operator's terminal, on the pages of the office, and out again.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use shusseki_tests::database::Database;
use shusseki_tests::programs::{Ran, built, run};
use shusseki_tests::{Answered, Server, Visitor, engines};
use std::path::Path;
use std::time::Duration;

const FILE: &str = "会員No,氏名,フリガナ,会員種別,入会年月日,E-mail,備考\n\
    00901,髙橋　一郎,ﾀｶﾊｼ ｲﾁﾛｳ,正会員,令和8年4月1日,ichiro@mail.example,-\n\
    00902,佐藤 花子,サトウ ハナコ,学生会員,2026/4/1,,-\n";

/// What its columns are.
const COLUMNS: [(&str, &str); 7] = [
    ("c.0", "number"),
    ("c.1", "name"),
    ("c.2", "kana"),
    ("c.3", "class"),
    ("c.4", "joined"),
    ("c.5", "field.mail"),
    ("c.6", "-"),
];

fn shusseki(arguments: &[&str]) -> Ran {
    run(built("shusseki"), arguments)
}

/// A folder with settings for a server of one's own, on a fresh database.
async fn own_server(engine: shusseki_tests::Engine, folder: &Path) -> String {
    let database = engine.fresh_database(folder).await;
    let settings = folder.join("shusseki.toml");
    let text = format!(
        "public_url = \"http://127.0.0.1:1\"\ndatabase = \"{database}\"\nsecret_file = \"{}\"\n",
        folder.join("secret.key").display()
    );
    std::fs::write(&settings, text).expect("written");
    let settings = settings.display().to_string();
    assert_eq!(shusseki(&["migrate", "--config", &settings]).code, Some(0));
    settings
}

fn written(folder: &Path, name: &str, content: &str) -> String {
    let file = folder.join(name);
    std::fs::write(&file, content).expect("written");
    file.display().to_string()
}

async fn office(server: &Server) -> Visitor {
    let society = server.demo.society("jsnm");
    Visitor::logged_in(server, "jsnm", society.staff("admin")).await
}

async fn send(visitor: &Visitor, name: &str, content: Vec<u8>) -> Answered {
    let part = Part::bytes(content).file_name(name.to_owned());
    let form = Form::new().part("file", part);
    Answered::to(
        visitor
            .request(Method::POST, "/jsnm/office/import")
            .multipart(form),
    )
    .await
}

/// Waits until the office has the next word.
async fn settled(visitor: &Visitor, address: &str) -> Answered {
    for _ in 0..400 {
        let page = visitor.get(address).await.expect_status(200);
        if !page.text().contains("data-progress") {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!(
        "the work does not end: {}",
        visitor.get(address).await.seen()
    );
}

engines! {
    /// The way of a server of one's own: members, a first admin, and the door.
    async fn an_operator_brings_members_and_a_first_admin_in(engine) {
        let folder = tempfile::tempdir().expect("a folder");
        let config = own_server(engine, folder.path()).await;
        let wrong = written(folder.path(), "wrong.csv", &FILE.replace("学生会員", "準会員"));
        let import = |file: &str, more: &[&str]| {
            let all = [&["members", "import", file, "--society", "jsnm", "--config", &config], more].concat();
            shusseki(&all)
        };
        let unknown = import(&wrong, &[]);
        assert_eq!(unknown.code, Some(1));
        assert!(unknown.err.contains("備考") && unknown.err.contains("--ignore-unknown"), "{}", unknown.err);
        let refused = import(&wrong, &["--column", "備考="]);
        assert_eq!(refused.code, Some(1), "{}", refused.out);
        assert!(refused.err.contains("3行目（会員番号 00902） 会員種別：「準会員」 登録されている"), "{}", refused.err);
        // A day that there is not, in the 57th row of a file as Excel saves it, is told as it is seen there.
        let mut rows: Vec<String> = (2..=60).map(|n| format!("{n:05},山田 {n},正会員,2026/4/1,1975/2/{}", if n == 57 { 30 } else { 3 })).collect();
        rows.insert(0, "\u{feff}会員番号,氏名,会員区分,入会日,生年月日".to_owned());
        let impossible = written(folder.path(), "days.csv", &rows.join("\r\n"));
        let refused = import(&impossible, &["--dry-run"]);
        assert!(refused.err.contains("57行目（会員番号 00057） 生年月日：「1975/2/30」 暦にない日付です。月と日をご確認ください。"), "{}", refused.err);
        let refused = import(&impossible, &["--dry-run", "--lang", "en"]);
        assert!(refused.err.contains("row 57 (member 00057), 生年月日: “1975/2/30” There is no such day"), "{}", refused.err);
        // A comma within a value shifts the row; the rows beside it are still looked at.
        let shifted = written(folder.path(), "shifted.csv", "会員番号,氏名,会員区分,入会日\n00058,山田 太郎,正会員,2026/4/1\n00059,山田, 花子,正会員,2026/4/1\n");
        let refused = import(&shifted, &["--dry-run"]);
        assert!(refused.err.contains("3行目（会員番号 00059） (E)：「2026/4/1」 見出しのある列より右に値があります。"), "{}", refused.err);
        assert!(refused.out.contains("1 new") && refused.out.contains("1 wrong"), "{}", refused.out);
        let broken = written(folder.path(), "broken.xlsx", "PK\u{3}\u{4}nonsense");
        let refused = import(&broken, &["--dry-run"]);
        assert!(refused.err.contains("保存し直してください") && refused.err.contains("import-damaged"), "{}", refused.err);
        let file = written(folder.path(), "members.csv", FILE);
        let tried = import(&file, &["--dry-run", "--ignore-unknown"]);
        assert_eq!(tried.code, Some(0), "{}", tried.err);
        assert!(tried.out.contains("2 new, 0 changed, 0 unchanged, 0 wrong"), "{}", tried.out);
        let nobody = shusseki(&["staff", "add", "--society", "jsnm", "--number", "00901", "--role", "admin", "--config", &config]);
        assert_eq!(nobody.code, Some(1), "{}", nobody.out);
        let done = import(&file, &["--ignore-unknown"]);
        assert_eq!(done.code, Some(0), "{}", done.err);
        assert!(done.out.contains("Imported."), "{}", done.out);
        let again = import(&file, &["--ignore-unknown"]);
        assert!(again.out.contains("0 new, 0 changed, 2 unchanged"), "{}", again.out);
        let admin = shusseki(&["staff", "add", "--society", "jsnm", "--number", "00901", "--role", "admin", "--config", &config]);
        assert_eq!(admin.code, Some(0), "{}", admin.err);
        assert!(admin.out.contains("A temporary one"), "{}", admin.out);
        let verified = shusseki(&["audit", "verify", "--society", "jsnm", "--config", &config]);
        assert_eq!(verified.code, Some(0), "{}", verified.out);
        assert!(verified.out.contains("5 lines"), "{}", verified.out);
    }

    /// A file, its columns, a look, and it is so; then back again.
    async fn the_office_imports_a_file_and_undoes_it(engine) {
        let server = Server::start(engine).await;
        let visitor = office(&server).await;
        visitor.get("/jsnm/office/import").await.expect_status(200);
        let refused = send(&visitor, "a.pdf", b"%PDF-1.7\0\0\0".to_vec()).await.expect_status(422);
        assert!(refused.seen().contains("CSVでもExcel"), "{}", refused.seen());
        let sent = send(&visitor, "<名簿>.csv", FILE.into()).await.expect_status(303);
        let address = sent.header("location").to_owned();
        let columns = settled(&visitor, &address).await;
        for key in ["number", "name", "kana", "class", "joined", "field.mail"] {
            assert!(columns.text().contains(&format!("<option value=\"{key}\" selected>")), "{key}");
        }
        let again = visitor.send(&columns.form("/columns"), &COLUMNS[..6]).await.expect_status(422);
        assert!(again.seen().contains("備考"), "{}", again.seen());
        let form = again.form("/columns");
        visitor.send(&form, &COLUMNS).await.expect_status(303);
        let preview = settled(&visitor, &address).await;
        assert!(preview.seen().contains("新規2名、変更0名を登録します"), "{}", preview.seen());
        visitor.send(&preview.form("/carry-out"), &[]).await.expect_status(303);
        let done = settled(&visitor, &address).await;
        let mut database = Database::of(&server).await;
        let count = "SELECT COUNT(*) FROM members WHERE society_id = 'jsnm' AND member_number IN ('00901', '00902')";
        assert_eq!(database.number(count).await, 2);
        visitor.send(&done.form("/undo"), &[]).await.expect_status(303);
        let undone = settled(&visitor, &address).await;
        assert!(undone.seen().contains("取込を取り消しました"), "{}", undone.seen());
        assert_eq!(database.number(count).await, 0);
        // The mistakes as a file.
        let sent = send(&visitor, "b.csv", FILE.replace("学生会員", "=準会員").into()).await.expect_status(303);
        let address = sent.header("location").to_owned();
        let columns = settled(&visitor, &address).await;
        assert!(columns.text().contains("<option value=\"-\" selected>"), "it is remembered");
        visitor.send(&columns.form("/columns"), &COLUMNS).await.expect_status(303);
        let preview = settled(&visitor, &address).await;
        assert!(preview.seen().contains("1行にエラーがある"), "{}", preview.seen());
        let mistakes = visitor.get(&format!("{address}/mistakes.csv")).await.expect_status(200).text();
        assert!(mistakes.contains("3,00902,会員種別,'=準会員,"), "{mistakes}");
    }

    /// Nobody else sees files or lists of members, and a login that is not fresh brings the password.
    async fn only_an_admin_takes_the_list_away_and_only_after_the_password(engine) {
        let server = Server::start(engine).await;
        let society = server.demo.society("jsnm");
        let admin = society.staff("admin").clone();
        for other in [society.staff("events"), society.attendees()[0]] {
            let other = Visitor::logged_in(&server, "jsnm", other).await;
            for page in ["import", "export", "import/1", "import/1/mistakes.csv"] {
                other.get(&format!("/jsnm/office/{page}")).await.expect_status(403);
            }
            for form in ["export", "import/1/columns", "import/1/carry-out", "import/1/undo", "import/1/discard"] {
                other.post(&format!("/jsnm/office/{form}"), &[]).await.expect_status(403);
            }
        }
        let visitor = office(&server).await;
        let fresh = visitor.post("/jsnm/office/export", &[("form", "csv")]).await.expect_status(200);
        assert!(fresh.text().contains(&admin.member_number), "{}", fresh.text());
        assert!(fresh.header("content-disposition").starts_with("attachment"), "{:?}", fresh.header("content-disposition"));
        let mut database = Database::of(&server).await;
        database.run("UPDATE login_sessions SET begun_at = begun_at - 900000000").await;
        let page = visitor.get("/jsnm/office/export").await.expect_status(200);
        let form = page.form("/office/export");
        let refused = visitor.send(&form, &[("form", "xlsx"), ("password", "wrong")]).await.expect_status(422);
        assert!(refused.text().contains("password-wrong"), "{}", refused.text());
        visitor.send(&form, &[("form", "xlsx"), ("password", &admin.password)]).await.expect_status(200);
        let noted = "SELECT COUNT(*) FROM audit_lines WHERE action = 'members-exported'";
        assert_eq!(database.number(noted).await, 2);
    }
}
