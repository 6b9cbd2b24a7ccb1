//! The pages of cases: the contact form, one's own cases, the office's queue.

pub(crate) mod contact;
pub(crate) mod office;
pub(crate) mod own;

use super::{Author, Message};
use jiff::Timestamp;

/// A message of a thread, as a page shows it.
pub(super) struct MessageView {
    /// Who wrote it, in words.
    pub(super) author: String,
    /// Whether it is the office's to itself.
    pub(super) is_note: bool,
    /// The text.
    pub(super) text: String,
    /// When.
    pub(super) at: Timestamp,
}

impl MessageView {
    fn new(message: Message, author: String) -> Self {
        Self {
            is_note: matches!(message.author, Author::Note(_)),
            author,
            text: message.text,
            at: message.written_at,
        }
    }
}
