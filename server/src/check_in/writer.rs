//! Group commit: check-ins that wait are decided and committed together, in one transaction.
//!
//! A disk can sync some thousand times a second, whatever a transaction holds; so whoever waits
//! shares the next sync. A check-in is answered only after the commit that holds it. A client that
//! hangs up changes nothing: what reached the writer is carried out.
//!
//! The writer has a thread and a runtime of its own. On the server's, each answer of the database
//! would wait in line behind hundreds of requests that are being read, and a batch waits for five.

use super::batch;
use super::error::CheckInError;
use super::job::{Job, Told};
use crate::db::Db;
use std::{io, thread};
use tokio::runtime;
use tokio::sync::{mpsc, oneshot};

/// What a job comes to.
pub(super) type Settled = Result<Told, CheckInError>;

enum Message {
    CheckIn(Box<Job>, oneshot::Sender<Settled>),
    Finish(oneshot::Sender<()>),
}

/// Check-ins that may wait; one more is told to come back.
const WAITING_AT_MOST: usize = 8192;
/// Check-ins in one transaction.
const BATCH_AT_MOST: usize = 256;

/// The way to the thread that commits check-ins. There is one a process.
#[derive(Clone)]
pub(crate) struct CheckInWriter {
    inbox: mpsc::Sender<Message>,
}

impl CheckInWriter {
    /// Starts the thread.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(crate) fn start(db: Db) -> io::Result<Self> {
        let (inbox, messages) = mpsc::channel(WAITING_AT_MOST);
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        thread::Builder::new()
            .name("check-ins".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    write(&db, messages).await;
                    db.close_batches().await;
                });
            })?;
        Ok(Self { inbox })
    }

    /// Hands a check-in over and waits until it is durable.
    ///
    /// # Errors
    /// See [`CheckInError`].
    pub(super) async fn submit(&self, job: Job) -> Settled {
        let (reply, settled) = oneshot::channel();
        self.inbox
            .try_send(Message::CheckIn(Box::new(job), reply))
            .map_err(|_| CheckInError::Full)?;
        settled.await.map_err(|_| CheckInError::Full)?
    }

    /// Whether check-ins are still being committed.
    pub(crate) fn is_running(&self) -> bool {
        !self.inbox.is_closed()
    }

    /// Waits until everything handed over before is settled; later check-ins are refused.
    pub(crate) async fn finish(&self) {
        let (reply, finished) = oneshot::channel();
        if self.inbox.send(Message::Finish(reply)).await.is_ok() {
            // The thread ends right after answering, or has ended already.
            let _ = finished.await;
        }
    }
}

async fn write(db: &Db, mut messages: mpsc::Receiver<Message>) {
    let mut waiting = Vec::with_capacity(BATCH_AT_MOST);
    while messages.recv_many(&mut waiting, BATCH_AT_MOST).await > 0 {
        let mut jobs = Vec::with_capacity(waiting.len());
        let mut replies = Vec::with_capacity(waiting.len());
        let mut finish = None;
        for message in waiting.drain(..) {
            match message {
                Message::CheckIn(job, reply) => {
                    jobs.push(*job);
                    replies.push(reply);
                }
                Message::Finish(reply) => finish = Some(reply),
            }
        }
        metrics::histogram!("check_in_batch_size").record(jobs.len() as f64);
        let settled = batch::settle(db, &jobs).await;
        for (reply, answer) in replies.into_iter().zip(settled) {
            // Whoever hung up finds the outcome by retrying.
            let _ = reply.send(answer);
        }
        if let Some(reply) = finish {
            let _ = reply.send(());
            return;
        }
    }
}
