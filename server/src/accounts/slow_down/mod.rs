//! Slowing down whoever guesses, without locking anybody out.
//!
//! Everything that can be guessed has brakes: some tries are free, further ones come back one by one.
//! Nothing is ever shut: who waits as long as the answer says may try again. A login that succeeds is
//! given back to the account's brakes and never touches the address's, so that a hall of people
//! behind one address logs in. A browser that has logged the member in before has a
//! [device cookie](device) and brakes of its own: strangers who guess at the account, or who share
//! the address, don't hold it up.

pub(crate) mod device;
pub(crate) mod store;

use crate::app::{App, Tenant};
use crate::db::{Conn, DbError, Tx};
use crate::web::client::ClientAddress;
use crate::web::failure::Failure;
use axum::http::StatusCode;
use data_encoding::HEXLOWER;
use jiff::{SignedDuration, Timestamp};
use ring::hmac;
use shusseki_core::calendar::jst;
use shusseki_core::ids::{MemberId, MemberNumber};
use shusseki_core::mail_address::MailAddress;
use shusseki_core::text::Text;

/// So many tries at once, and one more after each span of time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    free: i32,
    every: SignedDuration,
}

impl Pace {
    const fn new(free: i32, seconds: i64) -> Self {
        Self {
            free,
            every: SignedDuration::from_secs(seconds),
        }
    }

    fn after(self, from: Timestamp, tries: i32) -> Timestamp {
        let later = self.every * tries;
        from.saturating_add(later).unwrap_or(Timestamp::MAX)
    }

    /// When the first try is forgotten.
    fn first(self, now: Timestamp) -> Timestamp {
        self.after(now, 1)
    }

    /// Up to when may be due what leaves room for one more.
    fn latest(self, now: Timestamp) -> Timestamp {
        self.after(now, self.free - 1)
    }

    fn microseconds(self) -> i64 {
        i64::try_from(self.every.as_micros()).unwrap_or(i64::MAX)
    }

    /// How long to wait until there is room again; none if there is.
    fn wait(self, due: Option<Timestamp>, now: Timestamp) -> Option<SignedDuration> {
        let wait = due?.duration_since(self.latest(now));
        wait.is_positive().then_some(wait)
    }
}

/// One account from one address.
const ACCOUNT_HERE: Pace = Pace::new(5, 30);
/// One account from anywhere: whoever has many addresses gets some 1,400 guesses a day.
const ACCOUNT: Pace = Pace::new(30, 60);
/// One account from a browser that was logged in before.
const DEVICE: Pace = Pace::new(10, 30);
/// Wrong logins from one address. A hall of 5,000 may mistype a thousand times at once.
const ADDRESS: Pace = Pace::new(1_000, 2);
/// Wrong logins of a society. Beyond it nobody is refused: the accounts' brakes get tighter.
const SOCIETY: Pace = Pace::new(2_000, 1);
/// The accounts' while a whole society is guessed at.
const STRAINED_HERE: Pace = Pace::new(2, 30);
const STRAINED: Pace = Pace::new(10, 60);
/// The present password, asked for inside.
const PRESENT: Pace = Pace::new(10, 30);
/// Codes of a second factor, for whoever has the password: some 290 guesses a day at a million.
const FACTOR: Pace = Pace::new(5, 300);
/// Requests for a new password from one address.
const FORGOTTEN: Pace = Pace::new(300, 5);
/// Typed codes of 35 bits that no poster has: of one member, and of one address.
const TYPED_BY_MEMBER: Pace = Pace::new(20, 30);
const TYPED_FROM_ADDRESS: Pace = Pace::new(500, 2);

/// Questions to the office: of one member, of one address, to one mail address that was typed, and all of
/// those who are not logged in.
const QUESTION_BY_MEMBER: Pace = Pace::new(10, 300);
const QUESTION_FROM_ADDRESS: Pace = Pace::new(30, 120);
const QUESTION_TO_MAIL: Pace = Pace::new(3, 3_600);
const QUESTION_OF_VISITORS: Pace = Pace::new(300, 20);

/// A brake and how it is counted.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    brake: String,
    pace: Pace,
}

/// The keys of brakes and of device cookies.
pub(crate) struct SlowDown {
    key: hmac::Key,
}

impl SlowDown {
    /// With a key of its own.
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, key),
        }
    }

    /// The brake of that kind for that account, address, …
    fn step(&self, kind: &str, who: &[&str], pace: Pace) -> Step {
        let tag = hmac::sign(
            &self.key,
            [&["brake", kind], who].concat().join("\n").as_bytes(),
        );
        let brake = HEXLOWER.encode(tag.as_ref().get(..16).unwrap_or_default());
        Step { brake, pace }
    }
}

/// From where somebody tries to log in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct From<'a> {
    /// The address of the client.
    pub(crate) address: ClientAddress,
    /// The device cookie, if the browser sent one.
    pub(crate) device: Option<&'a str>,
}

/// Why nothing was tried.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SlowDownError {
    /// There were too many attempts.
    #[error("too many attempts; wait {} s", .wait.as_secs())]
    Wait {
        /// How long to wait.
        wait: SignedDuration,
        /// When that was said.
        now: Timestamp,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl std::convert::From<SlowDownError> for Failure {
    fn from(error: SlowDownError) -> Self {
        match error {
            SlowDownError::Wait { wait, now } => too_many(wait, now),
            SlowDownError::Db(error) => error.into(),
        }
    }
}

/// The answer to one attempt too many: how long to wait, and until when.
pub(crate) fn too_many(wait: SignedDuration, now: Timestamp) -> Failure {
    let seconds = u32::try_from(wait.as_secs())
        .unwrap_or(u32::MAX)
        .saturating_add(1);
    let then = now.saturating_add(SignedDuration::from_secs(i64::from(seconds)));
    let clock = then
        .unwrap_or(now)
        .to_zoned(jst())
        .strftime("%-H:%M:%S")
        .to_string();
    let (ja, en) = if seconds < 90 {
        (format!("約{seconds}秒"), format!("{seconds} seconds"))
    } else {
        let minutes = seconds.div_ceil(60);
        (format!("約{minutes}分"), format!("{minutes} minutes"))
    };
    Failure::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too-many-attempts",
        Text::new(
            "入力された回数が多いため、しばらくお待ちください。",
            "Too many tries. Please wait a little.",
        ),
        Text::new(
            format!("{ja}後（{clock}以降）に、もう一度お試しください。"),
            format!("Try again in about {en}, after {clock} (Japan time)."),
        ),
    )
    .with_retry_after(seconds)
}

/// An attempt at an account that was counted before it was made, so that many at once are no way
/// around the brakes.
#[derive(Debug, Default)]
pub(crate) struct Counted(Vec<Step>);

/// Counts an attempt at an account, which may not even exist.
///
/// # Errors
/// It has to wait, or the database failed.
pub(crate) async fn begin(
    app: &App,
    tenant: &Tenant,
    number: Option<&MemberNumber>,
    from: From<'_>,
) -> Result<Counted, SlowDownError> {
    let (brakes, now, slug) = (&app.slow_down, app.clock.now(), tenant.slug());
    let device = number.and_then(|number| brakes.device(slug, number, from.device?, now));
    let steps = if let Some(device) = device {
        vec![brakes.step("device", &[&device], DEVICE)]
    } else {
        let mut conn = app.db.read().await?;
        look(&mut conn, tenant, &from_address(brakes, from), now).await?;
        let society = brakes.step("society", &[], SOCIETY);
        let strained = look(&mut conn, tenant, &society, now).await;
        let (here, anywhere) = match strained {
            Ok(()) => (ACCOUNT_HERE, ACCOUNT),
            Err(SlowDownError::Wait { .. }) => (STRAINED_HERE, STRAINED),
            Err(error) => return Err(error),
        };
        let number = number.map(MemberNumber::as_str);
        number.map_or_else(Vec::new, |number| {
            let address = from.address.to_string();
            vec![
                brakes.step("account-here", &[number, &address], here),
                brakes.step("account", &[number], anywhere),
            ]
        })
    };
    count(app, tenant, &steps, now).await?;
    Ok(Counted(steps))
}

fn from_address(brakes: &SlowDown, from: From<'_>) -> Step {
    brakes.step("address", &[&from.address.to_string()], ADDRESS)
}

/// Counts in all brakes, or in none if one of them says to wait.
async fn count(
    app: &App,
    tenant: &Tenant,
    steps: &[Step],
    now: Timestamp,
) -> Result<(), SlowDownError> {
    if steps.is_empty() {
        return Ok(());
    }
    let mut tx = app.db.write().await?;
    for step in steps {
        if !store::charge(&mut tx, tenant.slug(), step, now).await? {
            let due = store::due(&mut tx, tenant.slug(), &step.brake).await?;
            let wait = step.pace.wait(due, now).unwrap_or(step.pace.every);
            return Err(SlowDownError::Wait { wait, now });
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Whether there is room, without counting.
async fn look(
    conn: &mut Conn,
    tenant: &Tenant,
    step: &Step,
    now: Timestamp,
) -> Result<(), SlowDownError> {
    let due = store::due(conn, tenant.slug(), &step.brake).await?;
    match step.pace.wait(due, now) {
        Some(wait) => Err(SlowDownError::Wait { wait, now }),
        None => Ok(()),
    }
}

/// The attempt was no guess: it is as if it had not been counted.
pub(crate) async fn give_back(
    tx: &mut Tx,
    tenant: &Tenant,
    counted: &Counted,
) -> Result<(), DbError> {
    for step in &counted.0 {
        store::give_back(tx, tenant.slug(), step).await?;
    }
    Ok(())
}

/// The attempt was wrong: it counts against the address and the society too.
pub(crate) async fn failed(app: &App, tenant: &Tenant, from: From<'_>) -> Result<(), DbError> {
    let now = app.clock.now();
    let society = app.slow_down.step("society", &[], SOCIETY);
    let mut tx = app.db.write().await?;
    for step in [from_address(&app.slow_down, from), society] {
        // What is full stays full: one more does not make it longer.
        store::charge(&mut tx, tenant.slug(), &step, now).await?;
    }
    tx.commit().await
}

/// Counts a look at the present password of somebody who is logged in.
///
/// # Errors
/// It has to wait, or the database failed.
pub(crate) async fn present_password(
    app: &App,
    tenant: &Tenant,
    member: MemberId,
) -> Result<Counted, SlowDownError> {
    let step = app
        .slow_down
        .step("present", &[&member.to_string()], PRESENT);
    let steps = vec![step];
    count(app, tenant, &steps, app.clock.now()).await?;
    Ok(Counted(steps))
}

/// Counts a try at the member's second factor.
///
/// # Errors
/// It has to wait, or the database failed.
pub(crate) async fn second_factor(
    app: &App,
    tenant: &Tenant,
    member: MemberId,
) -> Result<Counted, SlowDownError> {
    let step = app.slow_down.step("factor", &[&member.to_string()], FACTOR);
    let steps = vec![step];
    count(app, tenant, &steps, app.clock.now()).await?;
    Ok(Counted(steps))
}

/// Counts a request for a new password.
///
/// # Errors
/// It has to wait, or the database failed.
pub(crate) async fn forgotten(
    app: &App,
    tenant: &Tenant,
    address: ClientAddress,
) -> Result<(), SlowDownError> {
    let step = app
        .slow_down
        .step("forgotten", &[&address.to_string()], FORGOTTEN);
    count(app, tenant, &[step], app.clock.now()).await
}

/// Counts a question to the office, and the mail address that its sender typed: a confirmation goes
/// there, whoever it belongs to.
///
/// # Errors
/// It has to wait, or the database failed.
pub(crate) async fn question(
    app: &App,
    tenant: &Tenant,
    who: Typist,
    mail: Option<&MailAddress>,
) -> Result<(), SlowDownError> {
    let brakes = &app.slow_down;
    let mut steps = match who {
        Typist::Member(member) => {
            vec![brakes.step(
                "question-member",
                &[&member.to_string()],
                QUESTION_BY_MEMBER,
            )]
        }
        Typist::Address(address) => vec![
            brakes.step(
                "question-address",
                &[&address.to_string()],
                QUESTION_FROM_ADDRESS,
            ),
            brakes.step("question-visitors", &[], QUESTION_OF_VISITORS),
        ],
    };
    if let Some(mail) = mail {
        let mail = mail.as_str().to_lowercase();
        steps.push(brakes.step("question-mail", &[&mail], QUESTION_TO_MAIL));
    }
    count(app, tenant, &steps, app.clock.now()).await
}

/// Who types codes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Typist {
    /// A member who is logged in.
    Member(MemberId),
    /// Anybody at that address.
    Address(ClientAddress),
}

impl Typist {
    fn step(self, brakes: &SlowDown) -> Step {
        match self {
            Self::Member(member) => {
                brakes.step("typed-member", &[&member.to_string()], TYPED_BY_MEMBER)
            }
            Self::Address(address) => {
                brakes.step("typed-address", &[&address.to_string()], TYPED_FROM_ADDRESS)
            }
        }
    }

    /// Whether one more code may be typed.
    ///
    /// # Errors
    /// It has to wait, or the database failed.
    pub(crate) async fn may_type(self, app: &App, tenant: &Tenant) -> Result<(), SlowDownError> {
        let mut conn = app.db.read().await?;
        look(
            &mut conn,
            tenant,
            &self.step(&app.slow_down),
            app.clock.now(),
        )
        .await
    }

    /// The code was no poster's.
    pub(crate) async fn mistyped(self, app: &App, tenant: &Tenant) -> Result<(), DbError> {
        let step = self.step(&app.slow_down);
        let mut tx = app.db.write().await?;
        store::charge(&mut tx, tenant.slug(), &step, app.clock.now()).await?;
        tx.commit().await
    }
}
