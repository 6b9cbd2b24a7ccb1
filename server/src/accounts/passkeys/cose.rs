//! A new passkey's key as its authenticator gives it (COSE_Key), turned into the form that is stored.
//!
//! CTAP2 allows one encoding of each kind of key (canonical CBOR; its labels are those of RFC 9053 and
//! RFC 8230), so three fixed forms stand here in place of a CBOR reader.

use super::key::{ED25519, ES256, RS256, ed25519_info, p256_info, rsa_info};

/// Map of five: kty 2 (EC2), alg -7, crv 1 (P-256), x, y.
const ES256_HEAD: &[u8] = &[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
/// What stands between x and y.
const ES256_Y: &[u8] = &[0x22, 0x58, 0x20];
/// Map of four: kty 1 (OKP), alg -8, crv 6 (Ed25519), x.
const ED25519_HEAD: &[u8] = &[0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20];
/// Map of four: kty 3 (RSA), alg -257, n, whose length takes two bytes.
const RS256_HEAD: &[u8] = &[0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20, 0x59];
/// e: 65,537, as every authenticator has it.
const RS256_E: &[u8] = &[0x21, 0x43, 0x01, 0x00, 0x01];
/// Bytes of an RSA modulus: 2,048 to 8,192 bits.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;

/// A key as it is stored.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NewKey {
    /// The COSE number of its algorithm.
    pub(super) algorithm: i64,
    /// SubjectPublicKeyInfo.
    pub(super) info: Vec<u8>,
}

/// The key with which the bytes begin, and what follows it; none where it is of another kind than
/// [those that are asked for](super::key::ALGORITHMS).
pub(super) fn read(bytes: &[u8]) -> Option<(NewKey, &[u8])> {
    if let Some(rest) = bytes.strip_prefix(ES256_HEAD) {
        let (x, rest) = rest.split_first_chunk::<32>()?;
        let (y, rest) = rest.strip_prefix(ES256_Y)?.split_first_chunk::<32>()?;
        return Some((new(ES256, p256_info(x, y)), rest));
    }
    if let Some(rest) = bytes.strip_prefix(ED25519_HEAD) {
        let (x, rest) = rest.split_first_chunk::<32>()?;
        return Some((new(ED25519, ed25519_info(x)), rest));
    }
    let rest = bytes.strip_prefix(RS256_HEAD)?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let length = usize::from(u16::from_be_bytes(*length));
    let (n, rest) = rest.split_at_checked(length)?;
    let rest = rest.strip_prefix(RS256_E)?;
    let fits = RSA_BYTES.contains(&length) && n.first() != Some(&0);
    fits.then(|| new(RS256, rsa_info(n))).map(|key| (key, rest))
}

const fn new(algorithm: i64, info: Vec<u8>) -> NewKey {
    NewKey { algorithm, info }
}

#[cfg(test)]
mod tests {
    use super::{ED25519_HEAD, ES256_HEAD, ES256_Y, RS256_E, RS256_HEAD, read};
    use crate::accounts::passkeys::key::PasskeyKey;

    fn keys() -> [Vec<u8>; 3] {
        let n = [&[0xc1_u8][..], &[7; 255]].concat();
        [
            [ES256_HEAD, &[1; 32], ES256_Y, &[2; 32]].concat(),
            [ED25519_HEAD, &[3; 32]].concat(),
            [RS256_HEAD, &[1, 0], &n, RS256_E].concat(),
        ]
    }

    #[test]
    fn each_kind_of_key_is_stored_so_that_it_is_read_again() {
        for (bytes, algorithm) in keys().into_iter().zip([-7, -8, -257]) {
            let followed = [&bytes[..], b"rest"].concat();
            let (key, rest) = read(&followed).unwrap();
            assert_eq!((key.algorithm, rest), (algorithm, &b"rest"[..]));
            assert!(
                PasskeyKey::read(algorithm, &key.info).is_some(),
                "{algorithm}"
            );
        }
    }

    #[test]
    fn what_is_cut_or_of_another_kind_is_no_key() {
        for bytes in keys() {
            for length in 0..bytes.len() {
                assert_eq!(read(&bytes[..length]), None, "{length} bytes");
            }
        }
        let p384 = [
            &[0xa5, 0x01, 0x02, 0x03, 0x38, 0x22, 0x20, 0x02][..],
            &[1; 110],
        ]
        .concat();
        let short_rsa = [RS256_HEAD, &[0, 255], &[9; 255], RS256_E].concat();
        let padded_rsa = [RS256_HEAD, &[1, 0], &[0; 256], RS256_E].concat();
        let long_rsa = [RS256_HEAD, &[4, 1], &[9; 1025], RS256_E].concat();
        let [_, _, mut other_exponent] = keys();
        *other_exponent.last_mut().unwrap() = 3;
        for bytes in [p384, short_rsa, padded_rsa, long_rsa, other_exponent] {
            assert_eq!(read(&bytes), None, "{bytes:02x?}");
        }
    }
}
