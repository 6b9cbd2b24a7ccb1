//! A passkey's public key, as it is stored (SubjectPublicKeyInfo), and its signatures.

use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};

/// The COSE numbers of the algorithms.
pub(super) const ES256: i64 = -7;
pub(super) const ED25519: i64 = -8;
pub(super) const RS256: i64 = -257;
/// The algorithms that are asked for, the preferred first. RS256 is all that some Windows computers have.
pub(super) const ALGORITHMS: [i64; 3] = [ES256, ED25519, RS256];

/// What stands before the key itself, by algorithm (RFC 5480, of an uncompressed point; RFC 8410): nothing
/// else has that form.
const P256_HEAD: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
];
const ED25519_HEAD: &[u8] = &[
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];
/// rsaEncryption, after the length of the whole and before that of the key (RFC 3279).
const RSA_ID: &[u8] = &[
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

/// A public key that signatures can be checked with.
pub(super) struct PasskeyKey<'k> {
    algorithm: &'static dyn VerificationAlgorithm,
    key: &'k [u8],
}

impl<'k> PasskeyKey<'k> {
    /// The key in a SubjectPublicKeyInfo, if it is one of that algorithm.
    pub(super) fn read(algorithm: i64, info: &'k [u8]) -> Option<Self> {
        let (algorithm, key): (&'static dyn VerificationAlgorithm, _) = match algorithm {
            ES256 => {
                let key = info.strip_prefix(P256_HEAD);
                key.filter(|key| key.len() == 64)?;
                // ring takes the point with the byte that says it is not compressed.
                let point = info.get(P256_HEAD.len() - 1..)?;
                (&signature::ECDSA_P256_SHA256_ASN1, point)
            }
            ED25519 => {
                let key = info.strip_prefix(ED25519_HEAD);
                (&signature::ED25519, key.filter(|key| key.len() == 32)?)
            }
            RS256 => (&signature::RSA_PKCS1_2048_8192_SHA256, rsa(info)?),
            _ => return None,
        };
        Some(Self { algorithm, key })
    }

    /// Whether the key signed the message.
    pub(super) fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let key = UnparsedPublicKey::new(self.algorithm, self.key);
        key.verify(message, signature).is_ok()
    }
}

/// The stored form of a P-256 key.
pub(super) fn p256_info(x: &[u8; 32], y: &[u8; 32]) -> Vec<u8> {
    [P256_HEAD, x, y].concat()
}

/// The stored form of an Ed25519 key.
pub(super) fn ed25519_info(x: &[u8; 32]) -> Vec<u8> {
    [ED25519_HEAD, x].concat()
}

/// The stored form of an RSA key with that modulus, of 256 bytes at least, and the exponent 65,537.
pub(super) fn rsa_info(n: &[u8]) -> Vec<u8> {
    let positive: &[u8] = match n.first() {
        Some(first) if first & 0x80 != 0 => &[0],
        _ => &[],
    };
    let n = der(0x02, &[positive, n]);
    let key = der(0x30, &[&n, &[0x02, 0x03, 0x01, 0x00, 0x01]]);
    let bits = der(0x03, &[&[0x00], &key]);
    der(0x30, &[RSA_ID, &bits])
}

/// A DER element whose length takes two bytes.
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u16::try_from(content.len()).unwrap_or(u16::MAX);
    [&[tag, 0x82][..], &length.to_be_bytes(), &content].concat()
}

/// The RSAPublicKey inside; keys of at least 2,048 bits, whose lengths take two bytes.
fn rsa(info: &[u8]) -> Option<&[u8]> {
    let whole = info.strip_prefix(&[0x30, 0x82])?;
    let (length, whole) = whole.split_first_chunk::<2>()?;
    let bits = whole.strip_prefix(RSA_ID)?.strip_prefix(&[0x03, 0x82])?;
    let (inner, bits) = bits.split_first_chunk::<2>()?;
    let key = bits.strip_prefix(&[0x00])?;
    let fits = usize::from(u16::from_be_bytes(*length)) == whole.len()
        && usize::from(u16::from_be_bytes(*inner)) == bits.len();
    fits.then_some(key)
}

#[cfg(test)]
mod tests {
    use super::PasskeyKey;
    use data_encoding::BASE64;
    use ring::rand::SystemRandom;
    use ring::signature::{
        ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
    };

    /// An RSA key of 2,048 bits and its signature of "message", by OpenSSL.
    const RSA_INFO: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEApXN3BGE5QtD5e8yJXPwaLhoadKiLotgwd4Gjp8R3lyR4K8FA1d+g0tqtAufDiVW/Tjhehy4szxIK3OxR5cRYPqqTYOV1N0TrfbqIoEeSpw9FQrlilfOdU0A2s2uijwZ9Y6TP/JGBd+Laaw1ANeOYlhQW3JBEfZnsAlt7GUbM79xJW5G23PcxJQraMQ34066HEWousMqSmb6VjCywj0RRpfbGpZSP/7pwQTnehzoSjZYujZ4Nmjf9s71s19s17anFwB526mJhtng9WH1WcziAbN2PTFGoICDYDlymIb9P0J65SOd5T69+SLnvhdPF7ACiw+zfL2j6q9oCOMQQCo3vQQIDAQAB";
    const RSA_SIGNATURE: &str = "XKTT0gitjFN00cCSLjeqGuie2z10amMurYv36hBFt1O/cgk2frP0wQXs4zlNRQhrxZGoRP3sEBwKAKii2mL0xUQwejOjEaF8cfIbOamgVKEa7cR54Th9BQQqNmmnxsH3UYq6d4XThM8InKDIAzL0bypsXSbQvTaARNjF1zXuNMth24WcWiWNQdcDaza/okcXlf800EnrTh/CK+cEItFFaZqdzkBm9KMQZRU1GaCYSy+QZpIh9/ybi4svrImrKc+nZM0lXR9TZuzmazcWkwflERBf3JfJAU9QE165iOnh9VEaErRE3bt+r4lHULT+jf48poefQ24xI+4eMxTxS0nEYA==";

    #[test]
    fn signatures_of_every_algorithm_are_checked() {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap();
        let es256 = [super::P256_HEAD, &pair.public_key().as_ref()[1..]].concat();
        let signed = pair.sign(&random, b"message").unwrap().as_ref().to_vec();
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap();
        let eddsa = [super::ED25519_HEAD, pair.public_key().as_ref()].concat();
        let decoded = |text: &str| BASE64.decode(text.as_bytes()).unwrap();
        for (algorithm, info, signature) in [
            (-7, es256, signed),
            (-8, eddsa, pair.sign(b"message").as_ref().to_vec()),
            (-257, decoded(RSA_INFO), decoded(RSA_SIGNATURE)),
        ] {
            let key = PasskeyKey::read(algorithm, &info).unwrap();
            assert!(key.signed(b"message", &signature), "{algorithm}");
            assert!(!key.signed(b"another", &signature));
            assert!(!key.signed(b"message", &signature[1..]));
            for other in [-7, -8, -257, -47]
                .into_iter()
                .filter(|other| *other != algorithm)
            {
                assert!(
                    PasskeyKey::read(other, &info).is_none(),
                    "{algorithm} as {other}"
                );
            }
            for length in 0..info.len() {
                assert!(
                    PasskeyKey::read(algorithm, &info[..length]).is_none(),
                    "{length} bytes"
                );
            }
        }
    }
}
