//! What a record that is merged into another has read.

use crate::db::{DbError, Tx, statements};
use crate::members::handover::Handover;

statements! {
    DROP_READ = "DELETE FROM notice_reads WHERE society_id = $1 AND member_id = $2 AND notice_id IN \
        (SELECT o.notice_id FROM notice_reads o WHERE o.society_id = $1 AND o.member_id = $3)";
    MOVE_READ = "UPDATE notice_reads SET member_id = $3 WHERE society_id = $1 AND member_id = $2";
}

/// Hands it over.
///
/// # Errors
/// The database failed; the transaction should then be abandoned.
pub(crate) async fn hand_over(tx: &mut Tx, handover: &Handover<'_>) -> Result<(), DbError> {
    handover.run(tx, &[DROP_READ, MOVE_READ]).await
}
