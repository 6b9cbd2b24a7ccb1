//! Sends what waits in the outbox. Every process may run one: a mail is claimed by moving its due
//! time on, under the condition that nobody else did; who dies with a claim loses it in time.

use super::message::{Sender, message};
use super::smtp::{Outcome, Smtp};
use super::store::{self, DueMail};
use super::waits::until_next;
use crate::app::{App, Tenant};
use crate::config::MailSettings;
use crate::db::{DbError, Instant};
use jiff::{SignedDuration, Timestamp};
use shusseki_core::mail_address::MailAddress;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How often the outbox is looked at.
const LOOKS_EVERY: Duration = Duration::from_millis(500);
/// After a look that failed.
const LOOKS_AGAIN_AFTER: Duration = Duration::from_secs(5);
/// Mails of a society that are sent side by side.
const AT_ONCE: i64 = 8;
/// A claim lasts longer than the mail server is waited for.
const CLAIM: SignedDuration = SignedDuration::from_secs(180);
/// What is on its way when the server stops has this long to arrive.
const FINISH_WITHIN: Duration = Duration::from_secs(10);
/// Why a mail was not sent that came too late.
const TOO_LATE: &str = "not sent: it would have come too late to be of use";

/// The worker of one process.
pub(crate) struct Worker {
    app: Arc<App>,
    smtp: Arc<Smtp>,
    settings: MailSettings,
}

impl Worker {
    /// A worker that hands over to that server.
    pub(crate) fn new(app: Arc<App>, smtp: Smtp, settings: MailSettings) -> Self {
        Self {
            app,
            smtp: Arc::new(smtp),
            settings,
        }
    }

    /// Sends until it is told to stop; what is on its way then may arrive first.
    pub(crate) async fn run(self, mut stopped: watch::Receiver<bool>) {
        let stop = stopped.clone();
        let sending = async {
            while !*stop.borrow() {
                let wait = match self.round(&stop).await {
                    Ok(()) => LOOKS_EVERY,
                    Err(error) => {
                        tracing::error!(%error, "the outbox can't be looked at");
                        LOOKS_AGAIN_AFTER
                    }
                };
                tokio::time::sleep(wait).await;
            }
        };
        let too_long = async {
            // An error means that the sender is gone, which also means: stop.
            let _ = stopped.wait_for(|stopped| *stopped).await;
            tokio::time::sleep(FINISH_WITHIN).await;
        };
        tokio::select! {
            () = sending => {}
            () = too_long => tracing::warn!("mail was on its way when the server stopped"),
        }
    }

    /// Sends what is due now, society by society.
    async fn round(&self, stop: &watch::Receiver<bool>) -> Result<(), DbError> {
        for tenant in self.app.societies.served().all() {
            while !*stop.borrow() && self.some_of(tenant).await? {}
        }
        Ok(())
    }

    /// Sends some mails of the society; tells whether there may be more.
    async fn some_of(&self, tenant: &Arc<Tenant>) -> Result<bool, DbError> {
        let now = self.app.clock.now();
        let mut conn = self.app.db.read().await?;
        let due = store::due(&mut conn, tenant.slug(), now, AT_ONCE).await?;
        drop(conn);
        let full = i64::try_from(due.len()).is_ok_and(|due| due == AT_ONCE);
        let sender = sender(tenant, self.settings.sender.as_ref());
        let mut sending = JoinSet::new();
        for mail in due {
            let Some(mail) = self.claimed(tenant, mail, now).await? else {
                continue;
            };
            let (smtp, sender) = (Arc::clone(&self.smtp), sender.clone());
            sending.spawn(async move {
                let outcome = hand_over(&smtp, sender.as_ref(), &mail, now).await;
                (mail, outcome)
            });
        }
        while let Some(sent) = sending.join_next().await {
            match sent {
                Ok((mail, outcome)) => self.note(tenant, &mail, outcome).await?,
                Err(error) => tracing::error!(%error, "a mail was interrupted; it is tried again"),
            }
        }
        Ok(full)
    }

    /// The mail, if this process got it.
    async fn claimed(
        &self,
        tenant: &Tenant,
        mut mail: DueMail,
        now: Timestamp,
    ) -> Result<Option<DueMail>, DbError> {
        let until = now.saturating_add(CLAIM).unwrap_or(now);
        let mut tx = self.app.db.write().await?;
        let claimed = store::claim(&mut tx, tenant.slug(), &mail, until).await?;
        tx.commit().await?;
        mail.due_at = Instant(until);
        mail.attempts += 1;
        Ok(claimed.then_some(mail))
    }

    /// Notes what became of it.
    async fn note(&self, tenant: &Tenant, mail: &DueMail, what: Outcome) -> Result<(), DbError> {
        let (slug, id) = (tenant.slug(), mail.mail_id.as_str());
        let now = self.app.clock.now();
        let mut tx = self.app.db.write().await?;
        match what {
            Outcome::Taken => {
                store::sent(&mut tx, slug, id, now).await?;
                tracing::info!(society = %slug, mail = id, "mail sent");
            }
            Outcome::Refused(said) => {
                store::settle(&mut tx, slug, mail, "bounced", &said, now).await?;
                tracing::warn!(society = %slug, mail = id, %said, "mail refused");
            }
            Outcome::Later(said) if self.is_given_up(mail, now) => {
                store::settle(&mut tx, slug, mail, "failed", &said, now).await?;
                tracing::warn!(society = %slug, mail = id, %said, "mail given up");
            }
            Outcome::Later(said) => {
                let wait = until_next(&self.app.random, &self.settings, mail.attempts);
                let again = now.saturating_add(wait).unwrap_or(now);
                store::later(&mut tx, slug, mail, again, &said).await?;
                tracing::warn!(society = %slug, mail = id, %said, %again, "mail not sent yet");
            }
        }
        tx.commit().await
    }

    fn is_given_up(&self, mail: &DueMail, now: Timestamp) -> bool {
        mail.attempts >= i64::from(self.settings.attempts) || mail.is_too_late(now)
    }
}

async fn hand_over(
    smtp: &Smtp,
    sender: Option<&Sender>,
    mail: &DueMail,
    now: Timestamp,
) -> Outcome {
    if mail.is_too_late(now) {
        return Outcome::Later(TOO_LATE.to_owned());
    }
    let Some(sender) = sender else {
        return Outcome::Later(
            "the society's definition has no mail address, and the settings no mail.sender"
                .to_owned(),
        );
    };
    match message(sender, mail) {
        Ok(message) => smtp.hand_over(message).await,
        Err(error) => Outcome::Refused(error.to_string()),
    }
}

/// Whom the society's mail comes from: itself, or the installation's address, with answers to the
/// society.
pub(crate) fn sender(tenant: &Tenant, installation: Option<&MailAddress>) -> Option<Sender> {
    let society = &tenant.society;
    let own: Option<MailAddress> = society
        .contact
        .mail
        .as_ref()
        .and_then(|mail| mail.parse().ok());
    let language = society.languages.first().copied().unwrap_or_default();
    let (address, answers) = match installation {
        Some(address) => (address.clone(), own),
        None => (own?, None),
    };
    Some(Sender {
        name: society.name.get(language).to_owned(),
        address,
        answers,
    })
}
