//! Access tokens for apps: JWTs as RFC 9068 profiles them, one pinned algorithm, signed through ring.

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, EncodingKey, Header, Validation};
use ring::hmac;
use serde::{Deserialize, Serialize};
use shusseki_core::ids::{MemberId, SocietySlug};
use signature::{Signer, Verifier};

const ALGORITHM: Algorithm = Algorithm::HS256;
const TYPE: &str = "at+jwt";

/// Makes and checks access tokens of one installation.
#[derive(Clone)]
pub(crate) struct AccessTokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    issuer: String,
    lifetime: SignedDuration,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: String,
    sub: MemberId,
    iat: i64,
    exp: i64,
    jti: String,
}

/// Why a token opens nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TokenError {
    /// Not a token of ours, or one for something else.
    #[error("not an access token of this installation and society: {0}")]
    Refused(#[from] Error),
    /// Its `typ` is not that of an access token.
    #[error("the token's type is not {TYPE}")]
    WrongType,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
}

/// A token and how long it lives.
#[derive(Debug)]
pub(crate) struct Issued {
    /// The token.
    pub(crate) token: String,
    /// Seconds until it expires.
    pub(crate) expires_in: i64,
}

impl AccessTokens {
    /// Tokens signed with `key`, issued in the name of `issuer` (the public address).
    pub(crate) fn new(key: &[u8; 32], issuer: &str, minutes: u16) -> Self {
        // A second installation in the same process (a test) finds the provider there already.
        let _ = RING.install_default();
        Self {
            encoding: EncodingKey::from_secret(key),
            decoding: DecodingKey::from_secret(key),
            issuer: issuer.to_owned(),
            lifetime: SignedDuration::from_mins(i64::from(minutes)),
        }
    }

    /// A token that lets its bearer act as the member, in that society only.
    ///
    /// # Errors
    /// The claims can't be signed.
    pub(crate) fn issue(
        &self,
        society: &SocietySlug,
        member: MemberId,
        id: uuid::Uuid,
        now: Timestamp,
    ) -> Result<Issued, TokenError> {
        let header = Header {
            typ: Some(TYPE.to_owned()),
            ..Header::new(ALGORITHM)
        };
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: society.to_string(),
            sub: member,
            iat: now.as_second(),
            exp: now.as_second() + self.lifetime.as_secs(),
            jti: id.to_string(),
        };
        let token = jsonwebtoken::encode(&header, &claims, &self.encoding)?;
        Ok(Issued {
            token,
            expires_in: self.lifetime.as_secs(),
        })
    }

    /// The member for whom the token was issued.
    ///
    /// # Errors
    /// See [`TokenError`].
    pub(crate) fn verify(
        &self,
        token: &str,
        society: &SocietySlug,
        now: Timestamp,
    ) -> Result<MemberId, TokenError> {
        let mut validation = Validation::new(ALGORITHM);
        validation.set_audience(&[society.as_str()]);
        validation.set_issuer(&[self.issuer.as_str()]);
        validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
        // The expiry is checked below, by our own clock.
        validation.validate_exp = false;
        let data = jsonwebtoken::decode::<Claims>(token, &self.decoding, &validation)?;
        if data.header.typ.as_deref() != Some(TYPE) {
            return Err(TokenError::WrongType);
        }
        if now.as_second() >= data.claims.exp {
            return Err(TokenError::Expired);
        }
        Ok(data.claims.sub)
    }
}

static RING: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| match (algorithm, key.family()) {
        (Algorithm::HS256, AlgorithmFamily::Hmac) => Ok(Box::new(Hs256::new(key.as_bytes()))),
        _ => Err(Error::from(ErrorKind::InvalidAlgorithm)),
    },
    verifier_factory: |algorithm, key| match algorithm {
        Algorithm::HS256 => Ok(Box::new(Hs256::new(key.try_get_as_bytes()?))),
        _ => Err(Error::from(ErrorKind::InvalidAlgorithm)),
    },
    key_utils: KeyUtils::new_unimplemented(),
};

/// HMAC-SHA-256 by ring.
struct Hs256(hmac::Key);

impl Hs256 {
    fn new(key: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }
}

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        Ok(hmac::sign(&self.0, message).as_ref().to_vec())
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        hmac::verify(&self.0, message, signature).map_err(|_| signature::Error::new())
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        ALGORITHM
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        ALGORITHM
    }
}

#[cfg(test)]
mod tests {
    use super::{AccessTokens, TokenError};
    use data_encoding::BASE64URL_NOPAD;
    use jiff::Timestamp;
    use shusseki_core::ids::{MemberId, SocietySlug};
    use uuid::Uuid;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn society(slug: &str) -> SocietySlug {
        slug.parse().unwrap()
    }

    fn tokens() -> AccessTokens {
        AccessTokens::new(&[9; 32], "https://attend.example.org", 10)
    }

    fn issued() -> (MemberId, String) {
        let member = MemberId::new(Uuid::from_u128(7));
        let issued = tokens()
            .issue(&society("jsnm"), member, Uuid::from_u128(1), at(1000))
            .unwrap();
        (member, issued.token)
    }

    #[test]
    fn a_token_opens_its_own_society_until_it_expires() {
        let (member, token) = issued();
        assert_eq!(
            tokens().verify(&token, &society("jsnm"), at(1599)).unwrap(),
            member
        );
        assert!(matches!(
            tokens().verify(&token, &society("jsnm"), at(1600)),
            Err(TokenError::Expired)
        ));
        assert!(matches!(
            tokens().verify(&token, &society("jhrs"), at(1001)),
            Err(TokenError::Refused(_))
        ));
    }

    #[test]
    fn other_algorithms_types_and_keys_are_refused() {
        let (_, token) = issued();
        let mut parts = token.splitn(3, '.');
        let (_, claims, mac) = (parts.next(), parts.next().unwrap(), parts.next().unwrap());
        for header in [
            r#"{"alg":"none","typ":"at+jwt"}"#,
            r#"{"alg":"RS256","typ":"at+jwt"}"#,
            r#"{"alg":"HS512","typ":"at+jwt"}"#,
            r#"{"alg":"HS256","typ":"JWT"}"#,
        ] {
            let forged = format!(
                "{}.{claims}.{mac}",
                BASE64URL_NOPAD.encode(header.as_bytes())
            );
            assert!(
                tokens()
                    .verify(&forged, &society("jsnm"), at(1001))
                    .is_err(),
                "{header}"
            );
        }
        let other = AccessTokens::new(&[8; 32], "https://attend.example.org", 10);
        assert!(other.verify(&token, &society("jsnm"), at(1001)).is_err());
        assert!(tokens().verify("", &society("jsnm"), at(1001)).is_err());
    }
}
