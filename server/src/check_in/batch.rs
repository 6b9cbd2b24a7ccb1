//! One transaction for many check-ins: look up, decide each by the rules, store, commit.

use super::answer::Answer;
use super::error::CheckInError;
use super::store::{self, AttendedRow, NewAnswer, NewAttendance, Wanted};
use super::writer::{Job, Settled};
use crate::clock::{NoRandomness, Random};
use crate::credits::{self, NewEntry};
use crate::db::{Db, DbError, Instant, Tx};
use crate::members::facts::{MemberKey, facts_of};
use crate::web::words::Words;
use jiff::SignedDuration;
use shusseki_core::calendar::Window;
use shusseki_core::check_in::{Attended, Earlier, MemberFacts, Outcome, decide};
use shusseki_core::ids::{EntryId, MemberId, RoleKey, SocietySlug};
use shusseki_core::venue_code::SessionNumber;
use std::collections::HashMap;
use std::sync::Arc;

/// How often a batch is run again after another process stepped in between.
const ATTEMPTS: u32 = 3;
/// A session that overlaps another began at most this long before it.
const LONGEST_SESSION: SignedDuration = SignedDuration::from_hours(24);

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
    /// No randomness for the ids of credit entries.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// An answer has no JSON form.
    #[error(transparent)]
    Answer(#[from] serde_json::Error),
}

impl BatchError {
    /// Whether the database is out of reach, whatever the jobs are.
    fn is_unavailable(&self) -> bool {
        match self {
            Self::Db(error) | Self::Commit(error) => error.is_unavailable(),
            Self::Overtaken | Self::Random(_) | Self::Answer(_) => false,
        }
    }
}

/// Settles the jobs in one transaction; if that fails, one by one, so that a bad one does not
/// fail its neighbours.
pub(super) async fn settle(db: &Db, random: &Random, jobs: &[Job]) -> Vec<Settled> {
    if jobs.is_empty() {
        return Vec::new();
    }
    match settle_together(db, random, jobs).await {
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
                let alone = settle_together(db, random, std::slice::from_ref(job)).await;
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

async fn settle_together(
    db: &Db,
    random: &Random,
    jobs: &[Job],
) -> Result<Vec<Settled>, BatchError> {
    let mut attempt = 1;
    loop {
        match settle_once(db, random, jobs).await {
            Err(BatchError::Overtaken) if attempt < ATTEMPTS => {}
            Err(BatchError::Db(error)) if error.is_transient() && attempt < ATTEMPTS => {}
            settled => return settled,
        }
        attempt += 1;
    }
}

async fn settle_once(db: &Db, random: &Random, jobs: &[Job]) -> Result<Vec<Settled>, BatchError> {
    let mut tx = db.write_batch().await?;
    let mut batch = Batch::look_up(&mut tx, jobs).await?;
    let mut settled = Vec::with_capacity(jobs.len());
    for job in jobs {
        settled.push(batch.decide(job, random)?);
    }
    if batch.has_news() {
        batch.store(&mut tx).await?;
        tx.commit().await.map_err(BatchError::Commit)?;
    }
    Ok(settled)
}

type RequestKey = (SocietySlug, MemberId, String);

/// What was looked up for a batch, and what it will leave.
struct Batch {
    members: HashMap<MemberKey, MemberFacts>,
    /// Answers given before, with the digest of the request they answered.
    answers: HashMap<RequestKey, (String, Answer)>,
    /// What the members attended lately, this batch included.
    attended: HashMap<MemberKey, Vec<AttendedRow>>,
    new_attendances: Vec<NewAttendance>,
    new_entries: Vec<NewEntry>,
    new_answers: Vec<NewAnswer>,
}

impl Batch {
    async fn look_up(tx: &mut Tx, jobs: &[Job]) -> Result<Self, BatchError> {
        let keys: Vec<RequestKey> = jobs.iter().filter_map(Job::request_key).collect();
        let mut answers = HashMap::with_capacity(keys.len());
        for row in store::answers(tx, &keys).await? {
            let key = (row.society_id, row.member_id, row.idempotency_key);
            answers.insert(key, (row.body_digest, serde_json::from_str(&row.answer)?));
        }
        let wanted: Vec<Wanted> = jobs.iter().map(Job::wanted).collect();
        let mut attended: HashMap<MemberKey, Vec<AttendedRow>> = HashMap::new();
        for row in store::attended(tx, &wanted).await? {
            let key = (row.society_id.clone(), row.member_id);
            attended.entry(key).or_default().push(row);
        }
        let keys: Vec<MemberKey> = jobs.iter().map(Job::member_key).collect();
        Ok(Self {
            members: facts_of(tx, &keys).await?,
            answers,
            attended,
            new_attendances: Vec::with_capacity(jobs.len()),
            new_entries: Vec::with_capacity(jobs.len()),
            new_answers: Vec::with_capacity(jobs.len()),
        })
    }

    /// A retry gets the first answer; anything else is decided by the rules.
    fn decide(&mut self, job: &Job, random: &Random) -> Result<Settled, BatchError> {
        let request = job.request_key();
        if let Some((digest, answer)) = request.as_ref().and_then(|key| self.answers.get(key)) {
            return Ok(if *digest == job.body_digest {
                Ok(answer.clone())
            } else {
                Err(CheckInError::KeyReused)
            });
        }
        let Some(member) = self.members.get(&job.member_key()) else {
            return Ok(Err(CheckInError::NoSuchMember));
        };
        let attended = self
            .attended
            .get(&job.member_key())
            .map_or(&[][..], Vec::as_slice);
        let outcome = decide(
            &job.facts,
            member,
            &job.scan,
            job.earlier(attended).as_ref(),
            &others(attended),
            &job.policy,
        );
        let answer = match &outcome {
            Outcome::Refused(refusal) => return Ok(Err(refusal.clone().into())),
            Outcome::AlreadyRegistered { first_at } => job.answer(&outcome, *first_at, Vec::new()),
            Outcome::Registered { at, late, overlaps } => {
                let titles = titles(attended, overlaps);
                self.register(
                    job,
                    NewAttendance {
                        late: *late,
                        scanned_at: *at,
                        ..job.attendance()
                    },
                    random,
                )?;
                job.answer(&outcome, *at, titles)
            }
        };
        if let Some(key) = request {
            self.keep(key, job, &answer)?;
        }
        Ok(Ok(answer))
    }

    fn register(
        &mut self,
        job: &Job,
        new: NewAttendance,
        random: &Random,
    ) -> Result<(), BatchError> {
        if let Some(entry) = job.entry(EntryId::new(random.uuid()?)) {
            self.new_entries.push(entry);
        }
        self.attended
            .entry(job.member_key())
            .or_default()
            .push(job.attended_row(&new));
        self.new_attendances.push(new);
        Ok(())
    }

    fn keep(&mut self, key: RequestKey, job: &Job, answer: &Answer) -> Result<(), BatchError> {
        self.new_answers.push(NewAnswer {
            society: key.0.clone(),
            member: key.1,
            idempotency_key: key.2.clone(),
            body_digest: job.body_digest.clone(),
            answer: serde_json::to_string(answer)?,
            answered_at: job.scan.received_at,
        });
        self.answers
            .insert(key, (job.body_digest.clone(), answer.clone()));
        Ok(())
    }

    fn has_news(&self) -> bool {
        !self.new_attendances.is_empty() || !self.new_answers.is_empty()
    }

    /// Writes everything. Sorted, so that two processes take their locks in the same order.
    async fn store(&mut self, tx: &mut Tx) -> Result<(), BatchError> {
        self.new_attendances.sort();
        self.new_answers.sort();
        self.new_entries
            .sort_by_key(|entry| (entry.member, entry.session));
        let attendances = store::insert_attendances(tx, &self.new_attendances).await?;
        let answers = store::insert_answers(tx, &self.new_answers).await?;
        if attendances < self.new_attendances.len() || answers < self.new_answers.len() {
            return Err(BatchError::Overtaken);
        }
        credits::grant(tx, &self.new_entries).await?;
        Ok(())
    }
}

impl Job {
    fn member_key(&self) -> MemberKey {
        (self.tenant.slug().clone(), self.member)
    }

    fn request_key(&self) -> Option<RequestKey> {
        let key = self.idempotency_key.clone()?;
        Some((self.tenant.slug().clone(), self.member, key))
    }

    fn wanted(&self) -> Wanted {
        let opens = self.facts.check_in_window().opens;
        Wanted {
            society: self.tenant.slug().clone(),
            member: self.member,
            session: self.session.id,
            since: opens.saturating_sub(LONGEST_SESSION).unwrap_or(opens),
        }
    }

    fn earlier(&self, attended: &[AttendedRow]) -> Option<Earlier> {
        attended
            .iter()
            .find(|row| {
                row.session_id == self.session.id && row.point == i64::from(self.point.get())
            })
            .map(|row| Earlier {
                first_at: row.scanned_at.0,
            })
    }

    fn answer(&self, outcome: &Outcome, at: jiff::Timestamp, overlaps: Vec<Words>) -> Answer {
        Answer::new(
            &self.tenant,
            &self.session,
            self.point,
            outcome,
            at,
            overlaps,
        )
    }

    fn attendance(&self) -> NewAttendance {
        NewAttendance {
            society: self.tenant.slug().clone(),
            session: self.session.id,
            point: self.point,
            member: self.member,
            scanned_at: self.scan.scanned_at,
            registered_at: self.scan.received_at,
            evidence: self.evidence.name(),
            late: false,
        }
    }

    fn attended_row(&self, new: &NewAttendance) -> AttendedRow {
        AttendedRow {
            society_id: new.society.clone(),
            member_id: new.member,
            session_id: new.session,
            point: i64::from(new.point.get()),
            scanned_at: Instant(new.scanned_at),
            session_number: i64::from(self.session.number.get()),
            starts_at: Instant(self.session.window.opens),
            ends_at: Instant(self.session.window.closes),
            title_ja: self.session.title.ja.clone(),
            title_en: self.session.title.en.clone(),
        }
    }

    fn entry(&self, id: EntryId) -> Option<NewEntry> {
        NewEntry::of_attendance(
            &self.tenant.society,
            &self.session,
            self.member,
            &RoleKey::attending(),
            id,
            self.scan.received_at,
        )
    }
}

/// The sessions attended, as the rule about overlaps wants them.
fn others(attended: &[AttendedRow]) -> Vec<Attended> {
    attended
        .iter()
        .filter_map(|row| {
            Some(Attended {
                session: SessionNumber::new(u32::try_from(row.session_number).ok()?),
                window: Window::new(row.starts_at.0, row.ends_at.0),
            })
        })
        .collect()
}

fn titles(attended: &[AttendedRow], sessions: &[SessionNumber]) -> Vec<Words> {
    sessions
        .iter()
        .filter_map(|number| {
            let row = attended
                .iter()
                .find(|row| row.session_number == i64::from(number.get()))?;
            Some(Words {
                ja: row.title_ja.clone(),
                en: row.title_en.clone(),
            })
        })
        .collect()
}

impl From<BatchError> for CheckInError {
    fn from(error: BatchError) -> Self {
        match error {
            BatchError::Db(error) => error.into(),
            BatchError::Commit(error) => Self::Unknown(Arc::new(error)),
            BatchError::Overtaken | BatchError::Random(_) => Self::Full,
            BatchError::Answer(error) => Self::Answer(Arc::new(error)),
        }
    }
}
