//! The load: so many connections, each with one request after the other.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// Makes the bytes of the request for a number.
type Make = Arc<dyn Fn(usize) -> Vec<u8> + Send + Sync>;

/// A route under load.
#[derive(Clone)]
pub(crate) struct Target {
    host: String,
    expected: u16,
    make: Make,
}

impl Target {
    /// A route at `host`, every answer of which must have the status `expected`.
    pub(crate) fn new(host: &str, expected: u16, make: impl Fn(usize) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self { host: host.to_owned(), expected, make: Arc::new(make) }
    }
}

/// Numbers that are given out once each.
#[derive(Clone)]
pub(crate) struct Pairs {
    next: Arc<AtomicUsize>,
    count: usize,
}

impl Pairs {
    pub(crate) fn new(count: usize) -> Self {
        Self { next: Arc::default(), count }
    }

    fn take(&self) -> Option<usize> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        (number < self.count).then_some(number)
    }
}

/// What a run gave.
pub(crate) struct Measured {
    took: Duration,
    /// Microseconds of each request, sorted.
    micros: Vec<u32>,
}

impl Measured {
    /// Requests answered in a second.
    pub(crate) fn per_second(&self) -> f64 {
        self.micros.len() as f64 / self.took.as_secs_f64()
    }

    /// The time, in milliseconds, within which that share of a hundred was answered.
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        let place = (self.micros.len() * percent / 100).min(self.micros.len().saturating_sub(1));
        self.micros.get(place).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
    }
}

/// Sends requests over that many connections for that long.
pub(crate) async fn run(target: &Target, pairs: &Pairs, connections: usize, during: Duration) -> Measured {
    let mut tasks = JoinSet::new();
    let begun = Instant::now();
    for _ in 0..connections {
        tasks.spawn(connection(target.clone(), pairs.clone(), begun + during));
    }
    let mut micros: Vec<u32> = tasks.join_all().await.into_iter().flatten().collect();
    let took = begun.elapsed();
    micros.sort_unstable();
    assert!(!micros.is_empty(), "no request was answered");
    Measured { took, micros }
}

async fn connection(target: Target, pairs: Pairs, until: Instant) -> Vec<u32> {
    let mut stream = TcpStream::connect(&target.host).await.expect("the server listens");
    stream.set_nodelay(true).expect("an option of the socket");
    let mut answer = Vec::with_capacity(8192);
    let mut micros = Vec::new();
    while Instant::now() < until {
        let number = pairs.take().expect("more members and sessions are needed for a machine as fast as this");
        let request = (target.make)(number);
        let sent = Instant::now();
        stream.write_all(&request).await.expect("the server reads");
        let status = read_answer(&mut stream, &mut answer).await;
        micros.push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX));
        assert_eq!(status, target.expected, "{}", String::from_utf8_lossy(&answer));
    }
    micros
}

/// Reads one answer to its end and gives its status.
async fn read_answer(stream: &mut TcpStream, answer: &mut Vec<u8>) -> u16 {
    answer.clear();
    loop {
        let read = stream.read_buf(answer).await.expect("the server answers");
        assert!(read > 0, "the server hung up: {}", String::from_utf8_lossy(answer));
        let Some(head_ends) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = std::str::from_utf8(&answer[..head_ends]).expect("headers are ASCII");
        let length: usize = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .and_then(|length| length.parse().ok())
            .expect("a content-length");
        if answer.len() == head_ends + 4 + length {
            return head.get(9..12).and_then(|status| status.parse().ok()).expect("a status");
        }
    }
}
