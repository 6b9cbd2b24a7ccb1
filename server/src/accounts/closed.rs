//! The door of a record that is merged into another is shut for good: whatever could open it goes.

use super::end_other_sessions;
use crate::app::Tenant;
use crate::db::{DbError, Tx, statements};
use crate::members::handover::Handover;

statements! {
    PASSWORD = "DELETE FROM passwords WHERE society_id = $1 AND member_id = $2";
    FORMER = "DELETE FROM former_passwords WHERE society_id = $1 AND member_id = $2";
    FIRST_LOGIN = "DELETE FROM first_logins WHERE society_id = $1 AND member_id = $2";
    LINKS = "DELETE FROM account_links WHERE society_id = $1 AND member_id = $2";
    AUTHENTICATOR = "DELETE FROM authenticators WHERE society_id = $1 AND member_id = $2";
    RECOVERY_CODES = "DELETE FROM recovery_codes WHERE society_id = $1 AND member_id = $2";
    PASSKEYS = "DELETE FROM passkeys WHERE society_id = $1 AND member_id = $2";
}

/// Ends every login of the record that goes, and removes password, second factor, passkeys and links.
/// Nothing of it opens the record that stays.
///
/// # Errors
/// The database failed; the transaction should then be abandoned.
pub(crate) async fn close(
    tx: &mut Tx,
    tenant: &Tenant,
    handover: &Handover<'_>,
) -> Result<(), DbError> {
    end_other_sessions(tx, tenant, handover.from, None).await?;
    let all = [
        PASSWORD,
        FORMER,
        FIRST_LOGIN,
        LINKS,
        AUTHENTICATOR,
        RECOVERY_CODES,
        PASSKEYS,
    ];
    handover.end(tx, &all).await
}
