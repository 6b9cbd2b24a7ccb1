//! `shusseki demo`, run for a test in a folder and with a database of its own.

use crate::database::Database;
use crate::demo::{Demo, Member};
use crate::engine::Engine;
use crate::programs::{built, command};
use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tokio::sync::OnceCell;

/// A cold debug build on a busy machine needs some of it.
const READY_WITHIN: Duration = Duration::from_secs(60);
const STOPPED_WITHIN: Duration = Duration::from_secs(40);

/// A running demo. It ends, and its folder goes, with this value or with the test process.
pub struct Server {
    /// What its database runs on.
    pub engine: Engine,
    /// What it told scripts.
    pub demo: Demo,
    /// Where it can be reached, without a slash at the end.
    pub address: String,
    /// Its folder.
    pub data: PathBuf,
    /// Its database.
    pub database: String,
    posters: bool,
    child: Child,
    watchdog: Watchdog,
}

/// An address of this machine that nobody listens at just now. It is below the ports that the
/// system hands out by itself, so that no connection takes it in between.
///
/// # Panics
/// There is none.
#[must_use]
pub fn free_address() -> SocketAddr {
    for _ in 0..100 {
        let [high, low, ..] = uuid::Uuid::new_v4().into_bytes();
        let port = 10_000 + u16::from_be_bytes([high, low]) % 20_000;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
    panic!("no free port")
}

/// How a server is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// The program, beside the tests in the target folder.
    pub program: &'static str,
    /// Where it listens, if it shall have another public address than that; any free port else.
    pub listen: Option<SocketAddr>,
    /// Whether posters are printed, which takes longer than everything else.
    pub posters: bool,
    /// More arguments of `shusseki demo`.
    pub arguments: Vec<String>,
    /// More variables of its environment.
    pub variables: Vec<(String, String)>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            program: "shusseki",
            listen: None,
            posters: false,
            arguments: Vec::new(),
            variables: Vec::new(),
        }
    }
}

impl Options {
    /// With posters to scan.
    #[must_use]
    pub fn with_posters() -> Self {
        Self {
            posters: true,
            ..Self::default()
        }
    }
}

impl Server {
    /// Starts one for a test alone.
    ///
    /// # Panics
    /// It doesn't get ready; what it logged is in the message.
    pub async fn start(engine: Engine) -> Self {
        Self::start_with(engine, Options::default()).await
    }

    /// Starts one with more arguments or variables.
    ///
    /// # Panics
    /// See [`Server::start`].
    pub async fn start_with(engine: Engine, options: Options) -> Self {
        let data = tempfile::Builder::new()
            .prefix("shusseki-test.")
            .tempdir()
            .unwrap_or_else(|error| panic!("no folder for the demo: {error}"))
            .keep();
        let database = engine.demo_database(&data).await;
        Self::run(engine, data, database, &options).await
    }

    /// The one that all tests of this process share which leave it as they found it, or act as
    /// members of their own.
    ///
    /// # Panics
    /// See [`Server::start`].
    pub async fn shared(engine: Engine) -> &'static Self {
        static SQLITE: OnceCell<Server> = OnceCell::const_new();
        static POSTGRES: OnceCell<Server> = OnceCell::const_new();
        let cell = match engine {
            Engine::Sqlite => &SQLITE,
            Engine::Postgres => &POSTGRES,
        };
        cell.get_or_init(|| Self::start(engine)).await
    }

    /// The one with posters that all tests of this process share.
    ///
    /// # Panics
    /// See [`Server::start`].
    pub async fn shared_with_posters(engine: Engine) -> &'static Self {
        static SQLITE: OnceCell<Server> = OnceCell::const_new();
        static POSTGRES: OnceCell<Server> = OnceCell::const_new();
        let cell = match engine {
            Engine::Sqlite => &SQLITE,
            Engine::Postgres => &POSTGRES,
        };
        cell.get_or_init(|| Self::start_with(engine, Options::with_posters()))
            .await
    }

    /// Stops it as an operator does and starts it again on the same folder and database.
    ///
    /// # Panics
    /// It does not stop cleanly, or does not get ready again.
    pub async fn restart(mut self) -> Self {
        let status = self.terminate().await;
        assert!(status.success(), "stopped with {status}: {}", self.log());
        self.start_again().await
    }

    /// Ends it without warning (SIGKILL) and starts it again on the same folder and database.
    ///
    /// # Panics
    /// It does not get ready again.
    pub async fn kill_and_start_again(mut self) -> Self {
        self.child
            .kill()
            .unwrap_or_else(|error| panic!("it can't be killed: {error}"));
        self.ended().await;
        self.start_again().await
    }

    /// The same server started again after it was [terminated](Self::terminate).
    ///
    /// # Panics
    /// It doesn't start.
    pub async fn start_again(mut self) -> Self {
        let (engine, data, database) = (self.engine, self.data.clone(), self.database.clone());
        let options = Options {
            posters: self.posters,
            ..Options::default()
        };
        self.watchdog.forget_folder();
        drop(self);
        Self::run(engine, data, database, &options).await
    }

    async fn run(engine: Engine, data: PathBuf, database: String, options: &Options) -> Self {
        // A script waits for this file, so one of an earlier run must not be taken for it.
        let _ = std::fs::remove_file(data.join("demo.json"));
        let log = |name: &str| {
            let file = File::options()
                .create(true)
                .append(true)
                .open(data.join(name));
            file.unwrap_or_else(|error| panic!("{name}: {error}"))
        };
        let child = command(built(options.program))
            .arg("demo")
            .args([
                "--listen",
                &options
                    .listen
                    .map_or("127.0.0.1:0".to_owned(), |address| address.to_string()),
            ])
            .args(["--database", &database, "--data"])
            .arg(&data)
            .args((!options.posters).then_some("--without-posters"))
            .args(&options.arguments)
            .envs(options.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(log("stdout.log"))
            .stderr(log("stderr.log"))
            .spawn()
            .unwrap_or_else(|error| panic!("shusseki can't be started: {error}"));
        let watchdog = Watchdog::over(&child, &data);
        let mut server = Self {
            engine,
            demo: Demo {
                address: String::new(),
                societies: Vec::new(),
            },
            address: String::new(),
            data,
            database,
            posters: options.posters,
            child,
            watchdog,
        };
        server.wait_until_ready(options.listen).await;
        server
    }

    async fn wait_until_ready(&mut self, listen: Option<SocketAddr>) {
        let begun = Instant::now();
        loop {
            if let Ok(Some(status)) = self.child.try_wait() {
                panic!("the demo ended with {status}: {}", self.log());
            }
            if let Some(demo) = self.read_demo() {
                let public = demo.address.trim_end_matches('/').to_owned();
                let address = listen.map_or(public, |address| format!("http://{address}"));
                let ready = reqwest::get(format!("{address}/readyz")).await;
                if ready.is_ok_and(|answer| answer.status().is_success()) {
                    self.address = address;
                    self.demo = demo;
                    return;
                }
            }
            assert!(
                begun.elapsed() < READY_WITHIN,
                "the demo does not get ready: {}",
                self.log()
            );
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// The facts, once they are written whole.
    fn read_demo(&self) -> Option<Demo> {
        let text = std::fs::read(self.data.join("demo.json")).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Members whom the demo lists nowhere, neither came by a file nor are to be merged, so that no other
    /// test acts as them: they get the
    /// password of the society's first account. `from` counts from the smallest member number.
    ///
    /// # Panics
    /// The demo has no such members.
    pub async fn crowd(&self, slug: &str, from: usize, count: usize) -> Vec<Member> {
        let mut database = Database::of(self).await;
        let known = &self.demo.society(slug).members;
        let numbers: Vec<String> = known
            .iter()
            .map(|member| format!("'{}'", member.member_number))
            .collect();
        let numbers = numbers.join(", ");
        let selected = format!(
            "SELECT member_number FROM members WHERE society_id = '{slug}' AND status = 'active' AND class = 'regular' \
             AND member_number NOT IN ({numbers}) AND member_id NOT IN (SELECT member_id FROM import_plans \
             WHERE member_id IS NOT NULL UNION ALL SELECT goes_id FROM merge_requests) ORDER BY member_number LIMIT {count} OFFSET {from}"
        );
        let found = database.texts(&selected).await;
        assert_eq!(found.len(), count, "{slug} has not so many members");
        database
            .run(&format!(
                "INSERT INTO passwords (society_id, member_id, hash, changed_at) \
                 SELECT m.society_id, m.member_id, p.hash, p.changed_at FROM members m, passwords p, members o \
                 WHERE m.society_id = '{slug}' AND m.member_number IN ({selected}) AND p.society_id = m.society_id \
                 AND p.member_id = o.member_id AND o.society_id = m.society_id AND o.member_number = '{}' \
                 ON CONFLICT DO NOTHING",
                known[0].member_number
            ))
            .await;
        let members = found.into_iter().map(|member_number| Member {
            member_number,
            password: known[0].password.clone(),
            role: "attendee".to_owned(),
        });
        members.collect()
    }

    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Everything it logged, for the message of a failed test and for tests of the log itself.
    #[must_use]
    pub fn log(&self) -> String {
        let read = |name| std::fs::read_to_string(self.data.join(name)).unwrap_or_default();
        format!("{}{}", read("stdout.log"), read("stderr.log"))
    }

    /// Its log lines alone.
    #[must_use]
    pub fn log_lines(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.data.join("stderr.log")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// The poster of a session, wherever the demo said it is.
    #[must_use]
    pub fn poster(&self, path: &Path) -> PathBuf {
        [path.to_owned(), self.data.join(path)]
            .into_iter()
            .find(|path| path.is_file())
            .unwrap_or_else(|| panic!("there is no poster {}", path.display()))
    }

    /// Sends SIGTERM without waiting for anything.
    pub fn signal_to_stop(&self) {
        crate::programs::must("kill", ["-TERM", &self.pid().to_string()]);
    }

    /// Waits until it has ended.
    ///
    /// # Panics
    /// It doesn't.
    pub async fn ended(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return status,
                Ok(None) => tokio::time::sleep(Duration::from_millis(20)).await,
                Err(error) => panic!("the demo can't be waited for: {error}"),
            }
            assert!(
                begun.elapsed() < STOPPED_WITHIN,
                "the demo does not stop: {}",
                self.log()
            );
        }
    }

    /// Stops it as an operator does.
    ///
    /// # Panics
    /// It doesn't stop.
    pub async fn terminate(&mut self) -> ExitStatus {
        self.signal_to_stop();
        self.ended().await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Ended already, or ended now: either is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.watchdog.dismiss();
    }
}

/// A shell that outlives the test process by a moment: statics are never dropped, and a test that
/// is killed drops nothing, but the pipe to this shell closes in any case.
struct Watchdog {
    shell: Child,
    words: Option<ChildStdin>,
}

impl Watchdog {
    const SCRIPT: &str = r#"
        read -r word || kill -KILL "$1" 2>/dev/null
        [ "$word" = keep ] || rm -rf "$2"
    "#;

    fn over(child: &Child, folder: &Path) -> Self {
        let mut shell = Command::new("sh")
            .args(["-c", Self::SCRIPT, "watchdog", &child.id().to_string()])
            .arg(folder)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("no shell: {error}"));
        let words = shell.stdin.take();
        Self { shell, words }
    }

    fn say(&mut self, word: &str) {
        use std::io::Write as _;
        if let Some(mut words) = self.words.take() {
            // A shell that is gone has nothing left to do.
            let _ = writeln!(words, "{word}");
            drop(words);
            let _ = self.shell.wait();
        }
    }

    fn forget_folder(&mut self) {
        self.say("keep");
    }

    fn dismiss(&mut self) {
        self.say("done");
    }
}
