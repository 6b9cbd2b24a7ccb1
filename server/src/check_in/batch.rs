//! One transaction for many check-ins: look up, decide each by the rules, store, commit.

use super::error::CheckInError;
use super::job::{Job, Told};
use super::people::{People, Person};
use super::without_database::{WITHOUT_DATABASE, somebody};
use super::writer::Settled;
use super::writes::{self, NewAttendance, RepeatedRequest, Request};
use crate::credits::EarningName;
use crate::credits::earning::{self, Earning};
use crate::db::{Db, DbError, Tx};
use shusseki_core::check_in::{Earlier, Outcome, decide};
use shusseki_core::ids::SessionId;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How often a batch is run again after another process stepped in between.
const ATTEMPTS: u32 = 3;

/// Why a whole batch failed.
#[derive(Debug, thiserror::Error)]
enum BatchError {
    /// The database failed before the commit: nothing was changed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The commit itself failed: what happened is not known.
    #[error("the commit failed: {0}")]
    Commit(DbError),
    /// Another process stored one of these check-ins meanwhile.
    #[error("another process was faster")]
    Overtaken,
}

impl BatchError {
    /// Whether the database is out of reach, whatever the jobs are.
    fn is_unavailable(&self) -> bool {
        match self {
            Self::Db(error) | Self::Commit(error) => error.is_unavailable(),
            Self::Overtaken => false,
        }
    }
}

/// Settles the jobs in one transaction; if that fails, one by one, so that a bad one does not
/// fail its neighbours.
pub(super) async fn settle(db: &Db, jobs: &[Job]) -> Vec<Settled> {
    if jobs.is_empty() {
        return Vec::new();
    }
    match settle_together(db, jobs).await {
        Ok(settled) => settled,
        // Nobody's own fault, and waiting for each in turn would keep all others waiting.
        Err(error) if error.is_unavailable() => {
            let error = CheckInError::from(error);
            jobs.iter().map(|_| Err(error.clone())).collect()
        }
        Err(error) if jobs.len() > 1 => {
            tracing::warn!(size = jobs.len(), %error, "a batch failed and is run one by one");
            let mut settled = Vec::with_capacity(jobs.len());
            for job in jobs {
                let alone = settle_together(db, std::slice::from_ref(job)).await;
                settled.push(alone.map_or_else(|error| Err(error.into()), first));
            }
            settled
        }
        Err(error) => vec![Err(error.into())],
    }
}

fn first(mut settled: Vec<Settled>) -> Settled {
    settled.pop().unwrap_or(Err(CheckInError::Full))
}

async fn settle_together(db: &Db, jobs: &[Job]) -> Result<Vec<Settled>, BatchError> {
    let mut attempt = 1;
    loop {
        match settle_once(db, jobs).await {
            Err(BatchError::Overtaken) if attempt < ATTEMPTS => {}
            Err(BatchError::Db(error)) if error.is_transient() && attempt < ATTEMPTS => {}
            settled => return settled,
        }
        attempt += 1;
    }
}

async fn settle_once(db: &Db, jobs: &[Job]) -> Result<Vec<Settled>, BatchError> {
    let mut news = News::with_capacity(jobs.len());
    if WITHOUT_DATABASE {
        return Ok(news.settle_all(jobs, &mut People::made_up(jobs, somebody)));
    }
    let mut tx = db.write_batch().await?;
    let mut people = People::look_up(&mut tx, jobs).await?;
    let settled = news.settle_all(jobs, &mut people);
    if !news.is_empty() {
        news.store(&mut tx).await?;
        tx.commit().await.map_err(BatchError::Commit)?;
    }
    Ok(settled)
}

/// What a batch leaves.
struct News {
    attendances: Vec<NewAttendance>,
    /// What the attendances earn, each once.
    earnings: BTreeMap<(SessionId, EarningName), Earning>,
    repeated: Vec<RepeatedRequest>,
}

impl News {
    fn with_capacity(jobs: usize) -> Self {
        Self {
            attendances: Vec::with_capacity(jobs),
            earnings: BTreeMap::new(),
            repeated: Vec::new(),
        }
    }

    fn settle_all<'j>(&mut self, jobs: &'j [Job], people: &mut People<'j>) -> Vec<Settled> {
        let settled = jobs.iter().map(|job| {
            let person = people.of(job).ok_or(CheckInError::NoSuchMember)?;
            self.settle(job, person)
        });
        settled.collect()
    }

    /// A retry gets the first answer; anything else is decided by the rules.
    fn settle(&mut self, job: &Job, person: &mut Person) -> Settled {
        if let Some(request) = &job.request
            && let Some(settled) = retried(job, request, person)
        {
            return settled;
        }
        let earlier = person.attended_at(job.session.number, job.point);
        let earlier = earlier.map(|attended| Earlier {
            first_at: attended.scanned_at,
        });
        let outcome = decide(
            &job.facts,
            &person.facts,
            &job.scan,
            earlier.as_ref(),
            &person.sessions(),
            &job.policy,
        );
        match &outcome {
            Outcome::Refused(refusal) => Err(refusal.clone().into()),
            Outcome::AlreadyRegistered { first_at } => {
                self.repeat(job, person);
                Ok(Told {
                    registered_at: *first_at,
                    overlaps: Vec::new(),
                    minutes: job.minutes(person),
                    outcome,
                })
            }
            Outcome::Registered { at, late, overlaps } => {
                let titles = person.titles(overlaps);
                self.register(job, person, job.attendance(*at, *late, overlaps.clone()));
                Ok(Told {
                    registered_at: *at,
                    overlaps: titles,
                    minutes: job.minutes(person),
                    outcome,
                })
            }
        }
    }

    fn register(&mut self, job: &Job, person: &mut Person, mut new: NewAttendance) {
        person.attended.push(job.attended_point(&new));
        if let Some(earning) = job.earning(person) {
            let name = earning.name();
            person.earned.push(job.session.number);
            self.earnings.insert((job.session.id, name), earning);
            new.earning = Some(name);
        }
        self.attendances.push(new);
    }

    /// Keeps the key of a request that registers nothing, so that it can't be used for another.
    fn repeat(&mut self, job: &Job, person: &mut Person) {
        if let Some(request) = &job.request
            && person.repeated_by(&request.key).is_none()
        {
            person.repeated.push(request.clone());
            self.repeated.push(RepeatedRequest {
                society: job.tenant.slug().clone(),
                member: job.member,
                request: request.clone(),
                answered_at: job.scan.received_at,
            });
        }
    }

    fn is_empty(&self) -> bool {
        self.attendances.is_empty() && self.repeated.is_empty()
    }

    /// Writes everything. Sorted, so that two processes take their locks in the same order.
    async fn store(&mut self, tx: &mut Tx) -> Result<(), BatchError> {
        self.attendances.sort();
        self.repeated.sort();
        let earnings: Vec<Earning> = self.earnings.values().cloned().collect();
        earning::insert(tx, &earnings).await?;
        let attendances = writes::insert_attendances(tx, &self.attendances).await?;
        let repeated = writes::insert_repeated_requests(tx, &self.repeated).await?;
        if attendances < self.attendances.len() || repeated < self.repeated.len() {
            return Err(BatchError::Overtaken);
        }
        Ok(())
    }
}

/// What a request comes to whose key came before; `None` when the rules decide. One that found the
/// member registered already finds him or her registered again.
fn retried(job: &Job, request: &Request, person: &Person) -> Option<Settled> {
    if let Some(first) = person.registered_by(&request.key) {
        let at_same_point = first.session == job.session.number && first.point == job.point;
        let same = at_same_point && first.request.as_ref() == Some(request);
        return Some(if same {
            Ok(Told {
                outcome: Outcome::Registered {
                    at: first.scanned_at,
                    late: first.late,
                    overlaps: first.overlaps.clone(),
                },
                registered_at: first.scanned_at,
                overlaps: person.titles(&first.overlaps),
                minutes: job.minutes(person),
            })
        } else {
            Err(CheckInError::KeyReused)
        });
    }
    let repeated = person.repeated_by(&request.key)?;
    (repeated != request).then_some(Err(CheckInError::KeyReused))
}

impl From<BatchError> for CheckInError {
    fn from(error: BatchError) -> Self {
        match error {
            BatchError::Db(error) => error.into(),
            BatchError::Commit(error) => Self::Unknown(Arc::new(error)),
            BatchError::Overtaken => Self::Full,
        }
    }
}
