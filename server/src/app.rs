//! What every handler can reach: settings, societies, database, keys, caches, the check-in writer.

use crate::accounts::access_token::AccessTokens;
use crate::accounts::factors::FactorKeys;
use crate::accounts::passkeys::challenge::Challenges;
use crate::accounts::password::{PasswordError, Passwords};
use crate::accounts::refresh::RefreshTokens;
use crate::accounts::sessions::uses::Uses;
use crate::accounts::slow_down::SlowDown;
use crate::accounts::temporary::LetterSeal;
use crate::check_in::writer::CheckInWriter;
use crate::clock::{Clock, Random};
use crate::config::Config;
use crate::db::{Db, DbError};
use crate::import::job::Imports;
use crate::members::store as member_store;
use crate::programme::cache::ProgrammeCache;
use crate::programme::keys::{KeyRings, KeysError};
use crate::secret::{Secret, SecretError};
use crate::societies::{LiveSocieties, Societies, SocietiesError};
use jiff::civil::Date;
use shusseki_core::calendar::day_of;
use shusseki_core::ids::SocietySlug;
use shusseki_core::scan_receipt::ReceiptKey;
use shusseki_core::society::Society;
use shusseki_core::venue_code::{Origin, OriginError};
use shusseki_documents::{DocumentError, Press};
use std::sync::Arc;
use tokio::sync::OnceCell;

/// The running installation.
pub(crate) struct App {
    /// The settings.
    pub(crate) config: Config,
    /// The societies that it serves, as their definitions are now.
    pub(crate) societies: LiveSocieties,
    /// The database.
    pub(crate) db: Db,
    /// The time.
    pub(crate) clock: Arc<dyn Clock>,
    /// Randomness.
    pub(crate) random: Random,
    /// Hashing of passwords.
    pub(crate) passwords: Passwords,
    /// Seals temporary passwords until they are printed.
    pub(crate) letter_seal: LetterSeal,
    /// When logins were last used.
    pub(crate) uses: Uses,
    /// Slows down whoever guesses.
    pub(crate) slow_down: SlowDown,
    /// Keys of second factors.
    pub(crate) factor_keys: FactorKeys,
    /// What passkeys answer.
    pub(crate) challenges: Challenges,
    /// Access tokens of apps.
    pub(crate) access_tokens: AccessTokens,
    /// What renews them.
    pub(crate) refresh_tokens: RefreshTokens,
    /// Signs the time of a first request.
    pub(crate) receipt_key: ReceiptKey,
    /// Venue keys of the societies.
    pub(crate) key_rings: KeyRings,
    /// Sessions and posters.
    pub(crate) programme: ProgrammeCache,
    /// Where check-ins become durable.
    pub(crate) check_ins: CheckInWriter,
    /// Members from files.
    pub(crate) imports: Imports,
    /// The public address as venue codes carry it.
    pub(crate) origin: Origin,
    press: OnceCell<Arc<Press>>,
}

/// A society being served.
#[derive(Debug)]
pub(crate) struct Tenant {
    /// Its definition.
    pub(crate) society: Society,
}

impl Tenant {
    /// The society's short name in addresses and tables.
    pub(crate) const fn slug(&self) -> &SocietySlug {
        &self.society.slug
    }
}

/// Why the installation can't start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    /// The secret.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The definitions.
    #[error(transparent)]
    Societies(#[from] SocietiesError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The venue keys.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The password hash.
    #[error(transparent)]
    Passwords(#[from] PasswordError),
    /// The thread that writes check-ins.
    #[error("the system gives no thread for check-ins: {0}")]
    CheckInWriter(#[from] std::io::Error),
    /// The public address can't stand in a venue code.
    #[error("public_url can't stand in a venue code: {0}")]
    Origin(#[from] OriginError),
}

/// Why there is no press.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PressError {
    /// There are no fonts to print Japanese with.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The thread that looked for fonts was stopped.
    #[error("the search for fonts was interrupted")]
    Interrupted(#[from] tokio::task::JoinError),
}

impl App {
    /// The day in Japan.
    pub(crate) fn today(&self) -> Date {
        day_of(self.clock.now())
    }

    /// Opens everything that the settings name; the schema must be up to date.
    ///
    /// # Errors
    /// See [`StartError`].
    pub(crate) async fn start(
        config: Config,
        db: Db,
        secret: Secret,
        clock: Arc<dyn Clock>,
    ) -> Result<Arc<Self>, StartError> {
        let societies = LiveSocieties::load(&config.societies)?;
        let secret = Arc::new(secret);
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let key_rings = KeyRings::new(Arc::clone(&secret));
        register(&db, &societies.served(), &key_rings, clock.as_ref()).await?;
        Ok(Arc::new(Self {
            passwords: Passwords::new(secret.key(&["password-pepper"]), cores)?,
            letter_seal: LetterSeal::new(&secret.key(&["temporary-passwords"])),
            uses: Uses::default(),
            slow_down: SlowDown::new(&secret.key(&["slow-down"])),
            access_tokens: AccessTokens::new(
                &secret.key(&["access-token"]),
                config.base_url(),
                config.access_token_minutes,
            ),
            challenges: Challenges::new(&secret.key(&["passkeys"])),
            factor_keys: FactorKeys::new(
                &secret.key(&["second-factor"]),
                &secret.key(&["recovery-codes"]),
            ),
            refresh_tokens: RefreshTokens::new(&secret.key(&["refresh-token"])),
            receipt_key: ReceiptKey::new(&secret.key(&["scan-receipt"])),
            check_ins: CheckInWriter::start(db.clone())?,
            imports: Imports::default(),
            origin: config.base_url().parse()?,
            key_rings,
            programme: ProgrammeCache::new(),
            random: Random::system(),
            press: OnceCell::new(),
            societies,
            config,
            db,
            clock,
        }))
    }

    /// Makes societies known to the database that joined since the start.
    ///
    /// # Errors
    /// The database failed, or a society has no key left.
    pub(crate) async fn register(&self, societies: &Societies) -> Result<(), StartError> {
        register(&self.db, societies, &self.key_rings, self.clock.as_ref()).await
    }

    /// The press for documents; it looks for its fonts when first asked.
    ///
    /// # Errors
    /// There are no fonts to print Japanese with.
    pub(crate) async fn press(&self) -> Result<Arc<Press>, PressError> {
        let press = self.press.get_or_try_init(|| async {
            let press = tokio::task::spawn_blocking(Press::new).await??;
            Ok::<_, PressError>(Arc::new(press))
        });
        press.await.cloned()
    }

    /// Finishes the check-ins that were accepted, then closes the database.
    pub(crate) async fn finish(&self) {
        self.check_ins.finish().await;
        self.db.close().await;
    }
}

/// Makes each society known to the database and sees that it has a venue key.
async fn register(
    db: &Db,
    societies: &Societies,
    key_rings: &KeyRings,
    clock: &dyn Clock,
) -> Result<(), StartError> {
    let now = clock.now();
    let mut tx = db.write().await?;
    for tenant in societies.all() {
        member_store::insert_society(&mut tx, tenant.slug(), now).await?;
        key_rings.ensure(&mut tx, &tenant.society, now).await?;
    }
    tx.commit().await?;
    Ok(())
}
