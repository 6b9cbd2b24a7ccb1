//! How a ring is written to a file.

use super::{KeyId, KeyRing, RingError, SocietyNumber, VenueKey};
use data_encoding::BASE64;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A ring as it is written to a file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RingFile {
    society_number: SocietyNumber,
    keys: Vec<KeyOfFile>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyOfFile {
    id: KeyId,
    secret: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retired_at: Option<Timestamp>,
}

impl TryFrom<RingFile> for KeyRing {
    type Error = RingError;

    fn try_from(file: RingFile) -> Result<Self, RingError> {
        let keys = file
            .keys
            .into_iter()
            .map(|key| {
                let secret = BASE64.decode(key.secret.as_bytes()).ok();
                let secret = secret.and_then(|bytes| bytes.try_into().ok());
                let secret = secret.ok_or(RingError::Secret)?;
                Ok(VenueKey::new(key.id, secret, key.retired_at))
            })
            .collect::<Result<_, RingError>>()?;
        Self::new(file.society_number, keys)
    }
}

impl From<KeyRing> for RingFile {
    fn from(ring: KeyRing) -> Self {
        let keys = ring
            .keys()
            .map(|key| KeyOfFile {
                id: key.id(),
                secret: BASE64.encode(key.secret()),
                retired_at: key.retired_at(),
            })
            .collect();
        Self {
            society_number: ring.society(),
            keys,
        }
    }
}
