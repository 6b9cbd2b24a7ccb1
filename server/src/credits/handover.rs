//! The ledger of a record that is merged into another, with all that belongs to it. What both have once is
//! there once: of two lines with the same id the one that was recorded first.

use crate::db::{DbError, Tx, statements};
use crate::members::handover::Handover;

statements! {
    DROP_LATER = "DELETE FROM credit_entries WHERE society_id = $1 AND member_id IN ($2, $3) \
        AND EXISTS (SELECT 1 FROM credit_entries o WHERE o.society_id = $1 \
        AND o.member_id IN ($2, $3) AND o.member_id <> credit_entries.member_id \
        AND o.entry_id = credit_entries.entry_id \
        AND (o.recorded_at < credit_entries.recorded_at \
        OR (o.recorded_at = credit_entries.recorded_at AND o.member_id = $3)))";
    MOVE_LINES = "UPDATE credit_entries SET member_id = $3 WHERE society_id = $1 AND member_id = $2";
    DROP_WAITING = "DELETE FROM declarations_waiting WHERE society_id = $1 AND member_id = $2 \
        AND entry_id IN (SELECT o.entry_id FROM declarations_waiting o \
        WHERE o.society_id = $1 AND o.member_id = $3)";
    MOVE_WAITING = "UPDATE declarations_waiting SET member_id = $3 \
        WHERE society_id = $1 AND member_id = $2";
    DROP_PROOFS = "DELETE FROM proofs WHERE society_id = $1 AND member_id = $2 AND entry_id IN \
        (SELECT o.entry_id FROM proofs o WHERE o.society_id = $1 AND o.member_id = $3)";
    MOVE_PROOFS = "UPDATE proofs SET member_id = $3 WHERE society_id = $1 AND member_id = $2";
    DROP_CHOICES = "DELETE FROM credit_choices WHERE society_id = $1 AND member_id = $2 \
        AND EXISTS (SELECT 1 FROM credit_choices o WHERE o.society_id = $1 AND o.member_id = $3 \
        AND o.certification = credit_choices.certification \
        AND o.entry_id = credit_choices.entry_id AND o.chosen_at = credit_choices.chosen_at)";
    MOVE_CHOICES = "UPDATE credit_choices SET member_id = $3 \
        WHERE society_id = $1 AND member_id = $2";
    DROP_FACTS = "DELETE FROM member_facts WHERE society_id = $1 AND member_id = $2 \
        AND recorded_at IN (SELECT o.recorded_at FROM member_facts o \
        WHERE o.society_id = $1 AND o.member_id = $3)";
    MOVE_FACTS = "UPDATE member_facts SET member_id = $3 WHERE society_id = $1 AND member_id = $2";
    /// Both hold the same certification: the one that ends later stands.
    DROP_EARLIER_HOLDINGS = "DELETE FROM holdings WHERE society_id = $1 AND member_id IN ($2, $3) \
        AND EXISTS (SELECT 1 FROM holdings o WHERE o.society_id = $1 AND o.member_id IN ($2, $3) \
        AND o.member_id <> holdings.member_id AND o.certification = holdings.certification \
        AND (o.last_day > holdings.last_day \
        OR (o.last_day = holdings.last_day AND o.member_id = $3)))";
    MOVE_HOLDINGS = "UPDATE holdings SET member_id = $3 WHERE society_id = $1 AND member_id = $2";
}

/// Hands over lines, proofs, choices, facts and certifications.
///
/// # Errors
/// The database failed; the transaction should then be abandoned.
pub(crate) async fn hand_over(tx: &mut Tx, handover: &Handover<'_>) -> Result<(), DbError> {
    let all = [
        DROP_LATER,
        MOVE_LINES,
        DROP_WAITING,
        MOVE_WAITING,
        DROP_PROOFS,
        MOVE_PROOFS,
        DROP_CHOICES,
        MOVE_CHOICES,
        DROP_FACTS,
        MOVE_FACTS,
        DROP_EARLIER_HOLDINGS,
        MOVE_HOLDINGS,
    ];
    handover.run(tx, &all).await
}
