//! A client that keeps some connections busy: HTTP/1.1, one request at a time on each.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// What is sent, and how.
pub(crate) struct Load<'a> {
    /// Host and port.
    pub(crate) address: &'a str,
    /// Connections at once.
    pub(crate) connections: usize,
    /// For how long.
    pub(crate) lasting: Duration,
    /// The requests, whole.
    pub(crate) requests: &'a [Vec<u8>],
    /// What to do when all were sent.
    pub(crate) then: Then,
    /// The status that each must be answered with.
    pub(crate) wanted: u16,
}

/// What follows the last request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// The first again.
    Again,
    /// Nothing: it is over before its time.
    Done,
    /// Failure: there must be enough for the time.
    TooFew,
}

/// What came of it.
pub(crate) struct Measured {
    /// Requests answered with the wanted status.
    pub(crate) answered: usize,
    /// Requests a second.
    pub(crate) per_second: f64,
    /// Half of them were faster than this.
    pub(crate) median: Duration,
    /// All but one in a hundred were faster than this.
    pub(crate) p99: Duration,
    /// From the first request to the last answer.
    pub(crate) took: Duration,
}

/// Sends the load and measures.
pub(crate) async fn run(load: &Load<'_>) -> Measured {
    let requests: Arc<[Vec<u8>]> = load.requests.into();
    let next = Arc::new(AtomicUsize::new(0));
    let started = Instant::now();
    let until = started + load.lasting;
    let mut connections = Vec::with_capacity(load.connections);
    for _ in 0..load.connections {
        let (requests, next) = (Arc::clone(&requests), Arc::clone(&next));
        let (address, then, wanted) = (load.address.to_owned(), load.then, load.wanted);
        connections.push(tokio::spawn(async move {
            keep_busy(&address, &requests, &next, then, wanted, until).await
        }));
    }
    let mut latencies = Vec::new();
    for connection in connections {
        latencies.extend(connection.await.expect("the connection was kept"));
    }
    let took = started.elapsed();
    latencies.sort_unstable();
    let at = |share: usize| {
        latencies
            .get(latencies.len() * share / 100)
            .copied()
            .unwrap_or_default()
    };
    Measured {
        answered: latencies.len(),
        per_second: latencies.len() as f64 / took.as_secs_f64(),
        median: at(50),
        p99: at(99),
        took,
    }
}

async fn keep_busy(
    address: &str,
    requests: &[Vec<u8>],
    next: &AtomicUsize,
    then: Then,
    wanted: u16,
    until: Instant,
) -> Vec<Duration> {
    let mut stream = TcpStream::connect(address)
        .await
        .expect("the server listens");
    stream.set_nodelay(true).expect("a TCP option");
    let mut latencies = Vec::with_capacity(10_000);
    let mut buffer = vec![0; 16 * 1024];
    while Instant::now() < until {
        let place = next.fetch_add(1, Ordering::Relaxed);
        let place = match then {
            Then::Again => place % requests.len(),
            Then::Done if place >= requests.len() => break,
            Then::Done | Then::TooFew => place,
        };
        let Some(request) = requests.get(place) else {
            panic!("{} requests were too few for the time", requests.len())
        };
        let sent = Instant::now();
        stream
            .write_all(request)
            .await
            .expect("the request is sent");
        let status = answer(&mut stream, &mut buffer).await;
        latencies.push(sent.elapsed());
        assert_eq!(status, wanted, "an answer of another kind");
    }
    latencies
}

/// Sends the requests one after the other, so often, until it is over; tells how long each waited.
///
/// # Panics
/// One of them is not answered with 201.
pub(crate) async fn paced(
    address: String,
    requests: Vec<Vec<u8>>,
    every: Duration,
    over: Arc<AtomicBool>,
) -> Vec<Duration> {
    let mut stream = TcpStream::connect(&address)
        .await
        .expect("the server listens");
    stream.set_nodelay(true).expect("a TCP option");
    let mut buffer = vec![0; 16 * 1024];
    let mut waits = Vec::with_capacity(requests.len());
    for request in &requests {
        if over.load(Ordering::Relaxed) {
            break;
        }
        let sent = Instant::now();
        stream
            .write_all(request)
            .await
            .expect("the request is sent");
        assert_eq!(answer(&mut stream, &mut buffer).await, 201, "refused");
        waits.push(sent.elapsed());
        tokio::time::sleep(every).await;
    }
    waits
}

/// Reads one answer whole and gives its status.
async fn answer(stream: &mut TcpStream, buffer: &mut [u8]) -> u16 {
    let mut filled = 0;
    loop {
        let read = stream
            .read(&mut buffer[filled..])
            .await
            .expect("the answer is read");
        assert!(read > 0, "the server hung up");
        filled += read;
        let Ok(text) = std::str::from_utf8(&buffer[..filled]) else {
            continue;
        };
        let Some((head, _)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse::<usize>().ok())?
        });
        if filled >= head.len() + 4 + length.expect("the answer has a length") {
            return head
                .get(9..12)
                .and_then(|status| status.parse().ok())
                .expect("the answer has a status");
        }
    }
}
