//! The directory over many members: how long a search takes, and by which way each engine finds.

use crate::installation::{now, token, token_key};
use shusseki_core::profile::{Contents, Editor, Facet, How, Marks, Profile, Typed, Value};
use shusseki_core::society::{Society, shipped};
use shusseki_tests::Engine;
use shusseki_tests::database::Database;
use shusseki_tests::server::Server;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Instant;

pub(crate) const SOCIETY: &str = "jsnm";
/// Members who let themselves be found; `SHUSSEKI_BENCH_MEMBERS` names another number.
const MEMBERS: usize = 200_000;
/// Rows in one INSERT.
const ROWS: usize = 400;
/// Searches of each kind.
pub(crate) const SEARCHES: usize = 200;
/// Searches by one member: the quota ends them.
const BY_ONE: usize = 100;
const ENDING_AT_MOST: usize = 24;

pub(crate) const FAMILIES: [(&str, &str); 16] = [
    ("髙橋", "タカハシ"),
    ("佐藤", "サトウ"),
    ("渡邊", "ワタナベ"),
    ("鈴木", "スズキ"),
    ("𠮷田", "ヨシダ"),
    ("山﨑", "ヤマザキ"),
    ("田中", "タナカ"),
    ("齋藤", "サイトウ"),
    ("伊東", "イトウ"),
    ("濵田", "ハマダ"),
    ("小林", "コバヤシ"),
    ("加藤", "カトウ"),
    ("德永", "トクナガ"),
    ("中村", "ナカムラ"),
    ("長谷川", "ハセガワ"),
    ("勅使河原", "テシガワラ"),
];
pub(crate) const GIVENS: [(&str, &str); 12] = [
    ("健一", "ケンイチ"),
    ("由美子", "ユミコ"),
    ("大輔", "ダイスケ"),
    ("美咲", "ミサキ"),
    ("直樹", "ナオキ"),
    ("惠子", "ケイコ"),
    ("翔太", "ショウタ"),
    ("さくら", "サクラ"),
    ("浩", "ヒロシ"),
    ("真理", "マリ"),
    ("拓也", "タクヤ"),
    ("智子", "トモコ"),
];

/// Measures and prints.
pub(crate) async fn print(engine: Engine) {
    let members = std::env::var("SHUSSEKI_BENCH_MEMBERS").ok();
    let members = members
        .and_then(|text| text.parse().ok())
        .unwrap_or(MEMBERS);
    eprintln!("{engine:?}: preparing {members} members of a directory");
    let mut server = Server::start(engine).await;
    let (name, text) = shipped()[1];
    let society = Society::parse(name, text).expect("a shipped definition");
    let mut database = Database::of(&server).await;
    let callers = fill(&mut database, engine, &society, members).await;
    // As PostgreSQL does by itself within a minute.
    database.run(maintenance(engine)).await;
    println!(
        "Directory, {members} members, {engine:?}: milliseconds, by HTTP, one after the other"
    );
    let key = token_key(&server);
    let client = reqwest::Client::new();
    let mut all = Vec::new();
    let mut caller = 0;
    for (kind, query) in QUERIES {
        let mut times = Vec::with_capacity(SEARCHES);
        for turn in 0..SEARCHES {
            let member = callers[caller / BY_ONE % callers.len()];
            caller += 1;
            let token = token(&key, &server.demo.address, member, SOCIETY, now());
            let url = format!(
                "{}/api/v1/{SOCIETY}/directory?{}",
                server.address,
                query(turn)
            );
            let started = Instant::now();
            let answer = client
                .get(url)
                .bearer_auth(token)
                .send()
                .await
                .expect("an answer");
            assert_eq!(answer.status(), 200, "{kind}");
            answer.bytes().await.expect("a body");
            times.push(started.elapsed().as_secs_f64() * 1e3);
        }
        all.extend(times.iter().copied());
        line(kind, &mut times);
    }
    line("all of them", &mut all);
    plans(&mut database, engine).await;
    drop(database);
    server = server.restart().await;
    crate::roster::print(&server).await;
    server.terminate().await;
}

const fn maintenance(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "ANALYZE",
        Engine::Postgres => "VACUUM ANALYZE",
    }
}

pub(crate) fn line(kind: &str, times: &mut [f64]) {
    times.sort_by(f64::total_cmp);
    let at = |part: usize| times[(times.len() * part / 100).min(times.len() - 1)];
    println!(
        "  {kind:<44} p50 {:>7.1}  p99 {:>7.1}  most {:>7.1}",
        at(50),
        at(99),
        at(100)
    );
}

type Query = fn(usize) -> String;
const QUERIES: [(&str, Query); 8] = [
    ("family name, common", |turn| {
        format!("name={}", FAMILIES[turn % 16].0)
    }),
    ("whole name in kana, half-width", |turn| {
        format!("name={}{}", FAMILIES[turn % 16].1, GIVENS[turn % 12].1)
    }),
    ("one character", |turn| {
        format!("name={}", ["高", "田", "山", "長"][turn % 4])
    }),
    ("part of the institution, rare", |turn| {
        format!("institution={}医療センター", turn * 7)
    }),
    ("part of the institution, nearly all", |_| {
        "institution=病院".to_owned()
    }),
    ("prefecture and occupation", |turn| {
        format!(
            "institution-prefecture={}&occupation=physicist",
            ["tokyo", "osaka", "tottori"][turn % 3]
        )
    }),
    ("five filters", |turn| {
        format!(
            "name={}&district=kinki&occupation=physician&specialty=pet&institution=センター",
            FAMILIES[turn % 16].0
        )
    }),
    ("nobody", |turn| {
        format!(
            "name={}&institution-prefecture=okinawa&institution=存在しない{turn}",
            FAMILIES[turn % 16].0
        )
    }),
];

/// Adds the members with what their profiles would write into the directory; tells whom to search as.
async fn fill(
    database: &mut Database,
    engine: Engine,
    society: &Society,
    members: usize,
) -> Vec<uuid::Uuid> {
    let mut rows = Rows::new(engine);
    let mut endings = BTreeSet::new();
    let mut callers = Vec::new();
    database.run("BEGIN").await;
    for number in 0..members {
        let id = uuid::Uuid::new_v4();
        if number % 64 == 0 {
            callers.push(id);
        }
        rows.member(society, number, id, &mut endings);
        if number % ROWS == ROWS - 1 || number + 1 == members {
            rows.store(database).await;
        }
    }
    rows.endings(database, &endings).await;
    database.run("COMMIT").await;
    callers
}

/// Rows to be inserted.
struct Rows {
    engine: Engine,
    members: String,
    entries: String,
    terms: String,
}

impl Rows {
    const fn new(engine: Engine) -> Self {
        Self {
            engine,
            members: String::new(),
            entries: String::new(),
            terms: String::new(),
        }
    }

    fn bytes(&self, text: &str) -> String {
        let hex = data_encoding::HEXLOWER.encode(text.as_bytes());
        match self.engine {
            Engine::Sqlite => format!("X'{hex}'"),
            Engine::Postgres => format!("'\\x{hex}'::bytea"),
        }
    }

    fn member(
        &mut self,
        society: &Society,
        number: usize,
        id: uuid::Uuid,
        endings: &mut BTreeSet<(String, String, String)>,
    ) {
        let (family, family_kana) = FAMILIES[number * 7 % 16];
        let (given, given_kana) = GIVENS[number * 5 / 16 % 12];
        let held = contents(society, number, [family, given, family_kana, given_kana]);
        let district = society.district_of(&held).map(|one| one.key.clone());
        let facets = society.profile.facets(&held, district.as_ref());
        let institution = held.text("institution").unwrap_or_default();
        let comma = if self.members.is_empty() { "" } else { ", " };
        let _ = write!(
            self.members,
            "{comma}('{SOCIETY}', '{id}', 'D{number:07}', '{family}', '{given}', '{family_kana}', '{given_kana}', '', '{institution}', 'regular', NULL, '2020-04-01', 'active')"
        );
        let mut joined = String::from('\u{1f}');
        let position = self.bytes(&Profile::sort_key(&held));
        let marks = Marks::of(&facets).bits();
        for Facet { filter, term } in &facets {
            let _ = write!(joined, "{filter}={term}\u{1f}");
            let comma = if self.terms.is_empty() { "" } else { ", " };
            let bytes = self.bytes(term);
            let _ = write!(
                self.terms,
                "{comma}('{SOCIETY}', '{filter}', {bytes}, {position}, '{id}', {marks})"
            );
            let field = society.profile.field(filter);
            if field.and_then(shusseki_core::profile::Field::looked_into) == Some(How::Part) {
                for (at, _) in term.char_indices() {
                    let ending: String = term[at..].chars().take(ENDING_AT_MOST).collect();
                    endings.insert((filter.clone(), ending, term.clone()));
                }
            }
        }
        let shown = serde_json::json!({ "name": format!("{family} {given}"), "kana": format!("{family_kana} {given_kana}"), "roman": "", "district": district, "values": { "institution": institution } });
        let comma = if self.entries.is_empty() { "" } else { ", " };
        let _ = write!(
            self.entries,
            "{comma}('{SOCIETY}', '{id}', {position}, '{joined}', '{shown}')"
        );
    }

    async fn store(&mut self, database: &mut Database) {
        let inserts = [
            (
                "members (society_id, member_id, member_number, family_name, given_name, family_kana, given_kana, roman_name, institution, class, district, joined_on, status)",
                &mut self.members,
            ),
            (
                "directory_entries (society_id, member_id, position, facets, shown)",
                &mut self.entries,
            ),
            (
                "directory_terms (society_id, filter, term, position, member_id, marks)",
                &mut self.terms,
            ),
        ];
        for (table, values) in inserts {
            database
                .run(&format!("INSERT INTO {table} VALUES {values}"))
                .await;
            values.clear();
        }
    }

    async fn endings(&self, database: &mut Database, endings: &BTreeSet<(String, String, String)>) {
        let all: Vec<_> = endings.iter().collect();
        for some in all.chunks(ROWS) {
            let rows: Vec<String> = some
                .iter()
                .map(|(filter, ending, term)| {
                    format!(
                        "('{SOCIETY}', '{filter}', {}, {})",
                        self.bytes(ending),
                        self.bytes(term)
                    )
                })
                .collect();
            let values = rows.join(", ");
            database.run(&format!("INSERT INTO directory_endings (society_id, filter, ending, term) VALUES {values} ON CONFLICT DO NOTHING")).await;
        }
    }
}

/// One of some 3,000 institutions, and every choice in another rhythm.
fn contents(society: &Society, number: usize, name: [&str; 4]) -> Contents {
    let mut held = Contents::default();
    for (key, text) in ["family-name", "given-name", "family-kana", "given-kana"]
        .into_iter()
        .zip(name)
    {
        held.values
            .insert(key.parse().expect("a key"), Value::Text(text.to_owned()));
    }
    let institution = match number % 3 {
        0 => format!(
            "国立大学法人 東都医科大学 附属第{}病院 核医学診療科",
            number % 3_001
        ),
        1 => format!(
            "地方独立行政法人 湊市立総合第{}医療センター 放射線科病院",
            number % 2_999
        ),
        _ => format!("医療法人 はるかぜ{}病院", number % 997),
    };
    let pick = |key: &str, by: usize| {
        let options = society.profile.field(key).expect("a field").kind.choices();
        options[number / by % options.len()].key.to_string()
    };
    // A third in one prefecture, as in a society; the rest spread.
    let prefectures = [
        "tokyo", "osaka", "kanagawa", "aichi", "tottori", "hokkaido", "fukuoka", "kyoto",
    ];
    let prefecture = if number.is_multiple_of(3) {
        "tokyo"
    } else {
        prefectures[number / 11 % 8]
    };
    let typed = Typed {
        searchable: Some(true),
        ..Typed::default()
    }
    .with("institution", &[&institution])
    .with("institution-prefecture", &[prefecture])
    .with("mailing-address", &["institution"])
    .with("occupation", &[&pick("occupation", 3)])
    .with("work-field", &[&pick("work-field", 5)])
    .with("specialty", &[&pick("specialty", 7)])
    .with(
        "research-field",
        &[["FDG-PETの定量", "内用療法", "心筋血流"][number / 13 % 3]],
    );
    society
        .profile
        .read(&held, &typed, Editor::Office)
        .expect("a right profile")
}

/// By which way the engine finds: the narrow search, the part of a text, and the walk.
async fn plans(database: &mut Database, engine: Engine) {
    let bytes = |text: &str| match engine {
        Engine::Sqlite => format!("X'{}'", data_encoding::HEXLOWER.encode(text.as_bytes())),
        Engine::Postgres => format!(
            "'\\x{}'::bytea",
            data_encoding::HEXLOWER.encode(text.as_bytes())
        ),
    };
    let (low, high) = (bytes("タカハシ"), bytes("タカハジ"));
    let of = |filter: &str| format!("t.society_id = '{SOCIETY}' AND t.filter = '{filter}'");
    let entries = |inner: &str| {
        format!(
            "SELECT e.member_id FROM (SELECT DISTINCT t.position, t.member_id FROM {inner} \
             AND (t.position, t.member_id) > ({low}, '') AND (t.marks & 5) = 5 ORDER BY t.position, t.member_id LIMIT 64) t \
             JOIN directory_entries e ON e.society_id = '{SOCIETY}' AND e.member_id = t.member_id \
             ORDER BY t.position, t.member_id"
        )
    };
    let [name, kinki, institution] = [of("name"), of("district"), of("institution")];
    let option = bytes("kinki");
    let by_option = format!("directory_terms t WHERE {kinki} AND t.term = {option}");
    let by_name = format!("directory_terms t WHERE {name} AND t.term >= {low} AND t.term < {high}");
    let by_part = format!(
        "directory_endings w JOIN directory_terms t ON {institution} AND t.term = w.term \
         WHERE w.society_id = '{SOCIETY}' AND w.filter = 'institution' \
         AND w.ending >= {low} AND w.ending < {high}"
    );
    let walk = format!(
        "SELECT e.member_id FROM directory_entries e WHERE e.society_id = '{SOCIETY}' \
         AND (e.position, e.member_id) > ({low}, '') AND e.facets LIKE '%x%' \
         ORDER BY e.position, e.member_id LIMIT 64"
    );
    for (what, sql) in [
        ("an option", entries(&by_option)),
        ("the beginning of a name", entries(&by_name)),
        ("a part of a text", entries(&by_part)),
        ("the walk", walk),
    ] {
        println!("  {engine:?}, {what}:");
        let lines = match engine {
            Engine::Sqlite => {
                // The fourth column says it; the driver's scalar takes the first.
                let sql = format!("EXPLAIN QUERY PLAN {sql}");
                database.last_texts(&sql).await
            }
            Engine::Postgres => database.texts(&format!("EXPLAIN {sql}")).await,
        };
        for line in lines {
            println!("    {line}");
        }
    }
}
