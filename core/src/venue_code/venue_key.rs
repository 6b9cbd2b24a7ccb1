//! One key of a society.

use super::{
    KeyId, TypedCode,
    layout::{Layout, MAC_BYTES, Mac},
};
use jiff::Timestamp;
use ring::hmac;
use std::fmt;

/// Set before what a MAC covers, so that a MAC of one use never passes for that of another.
const CODE_DOMAIN: &[u8] = b"shusseki venue code\0";
const TYPED_DOMAIN: &[u8] = b"shusseki typed code\0";

/// A key of a society, with its name and the time of its retirement.
///
/// Its secret is never shown by `Debug`; only the ring's file form writes it.
///
/// ```
/// use shusseki_core::venue_code::{KeyId, VenueKey};
/// let key = VenueKey::new(KeyId::new(1), [7; 32], None);
/// assert_eq!(format!("{key:?}"), "VenueKey { id: KeyId(1), retired_at: None, .. }");
/// ```
#[derive(Clone)]
pub struct VenueKey {
    id: KeyId,
    secret: [u8; 32],
    /// The secret made ready, so that a verification hashes two blocks and not four.
    mac_key: hmac::Key,
    retired_at: Option<Timestamp>,
}

impl VenueKey {
    /// A key of 32 random bytes, which the caller brings.
    ///
    /// ```
    /// # use shusseki_core::venue_code::{KeyId, VenueKey};
    /// assert_eq!(VenueKey::new(KeyId::new(9), [1; 32], None).id(), KeyId::new(9));
    /// ```
    #[must_use]
    pub fn new(id: KeyId, secret: [u8; 32], retired_at: Option<Timestamp>) -> Self {
        let mac_key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        Self {
            id,
            secret,
            mac_key,
            retired_at,
        }
    }

    /// Its name in the ring.
    ///
    /// ```
    /// # use shusseki_core::venue_code::{KeyId, VenueKey};
    /// assert_eq!(VenueKey::new(KeyId::new(2), [1; 32], None).id(), KeyId::new(2));
    /// ```
    #[must_use]
    pub const fn id(&self) -> KeyId {
        self.id
    }

    /// When it stopped making codes; it verifies all the same.
    ///
    /// ```
    /// # use shusseki_core::venue_code::{KeyId, VenueKey};
    /// assert!(VenueKey::new(KeyId::new(2), [1; 32], None).retired_at().is_none());
    /// ```
    #[must_use]
    pub const fn retired_at(&self) -> Option<Timestamp> {
        self.retired_at
    }

    /// The same key, out of use for minting.
    pub(super) fn retired(self, at: Timestamp) -> Self {
        Self {
            retired_at: Some(at),
            ..self
        }
    }

    pub(super) const fn secret(&self) -> &[u8; 32] {
        &self.secret
    }

    fn tag(&self, domain: &[u8], layout: &Layout) -> hmac::Tag {
        let mut context = hmac::Context::with_key(&self.mac_key);
        context.update(domain);
        context.update(&layout.encode());
        context.sign()
    }

    pub(super) fn code_mac(&self, layout: &Layout) -> Mac {
        first_bytes::<MAC_BYTES>(&self.tag(CODE_DOMAIN, layout))
    }

    pub(super) fn typed(&self, layout: &Layout) -> TypedCode {
        TypedCode::new(self.id, first_bytes(&self.tag(TYPED_DOMAIN, layout)))
    }
}

impl fmt::Debug for VenueKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VenueKey")
            .field("id", &self.id)
            .field("retired_at", &self.retired_at)
            .finish_non_exhaustive()
    }
}

/// The first `N` bytes of a tag of 32.
fn first_bytes<const N: usize>(tag: &hmac::Tag) -> [u8; N] {
    const { assert!(N <= ring::digest::SHA256_OUTPUT_LEN) };
    let mut bytes = [0; N];
    for (byte, of_tag) in bytes.iter_mut().zip(tag.as_ref()) {
        *byte = *of_tag;
    }
    bytes
}
