//! A file that comes with a form.

use axum::extract::multipart::{Field, MultipartError};

/// A field's bytes; none if they are more than that many. What is too large is read to its end and
/// dropped: a browser that is still sending would not show the answer.
///
/// # Errors
/// The form breaks off, or is no form.
pub(crate) async fn whole(
    mut field: Field<'_>,
    at_most: usize,
) -> Result<Option<Vec<u8>>, MultipartError> {
    let mut bytes = Vec::new();
    let mut too_many = false;
    while let Some(chunk) = field.chunk().await? {
        too_many |= bytes.len() + chunk.len() > at_most;
        if !too_many {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok((!too_many).then_some(bytes))
}
