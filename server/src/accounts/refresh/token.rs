//! Refresh tokens as an app holds them.
//!
//! A token says which login it renews and how often that was renewed before, and proves it by a MAC
//! whose key the database does not hold. So the successor of a token is known beforehand: whoever
//! presents a token twice is given the same successor, never a second one; and a token that was used
//! long ago is still recognised as one of ours.

use crate::accounts::sessions::Place;
use data_encoding::BASE64URL_NOPAD;
use ring::hmac;
use shusseki_core::ids::{MemberId, SocietySlug};
use uuid::Uuid;

const ID: usize = 16;
/// Member, login and generation.
const SAID: usize = ID + ID + 4;

/// Makes and reads refresh tokens of one installation.
pub(crate) struct RefreshTokens(hmac::Key);

/// What a token says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// The login that it renews.
    pub(super) place: Place,
    /// How often that was renewed before.
    pub(super) generation: u32,
}

impl RefreshTokens {
    /// With a key of its own.
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// The token of that generation.
    pub(super) fn write(&self, place: &Place, generation: u32) -> String {
        let mut token = said(place, generation);
        let mac = hmac::sign(&self.0, &signed(&place.society, &token));
        token.extend_from_slice(mac.as_ref());
        BASE64URL_NOPAD.encode(&token)
    }

    /// What the token says, if it is one of this installation and society.
    pub(super) fn read(&self, society: &SocietySlug, token: &str) -> Option<Said> {
        let token = BASE64URL_NOPAD.decode(token.as_bytes()).ok()?;
        let (text, mac) = token.split_at_checked(SAID)?;
        hmac::verify(&self.0, &signed(society, text), mac).ok()?;
        let (member, rest) = text.split_first_chunk::<ID>()?;
        let (id, rest) = rest.split_first_chunk::<ID>()?;
        let (generation, _) = rest.split_first_chunk::<4>()?;
        Some(Said {
            place: Place {
                society: society.clone(),
                member: MemberId::new(Uuid::from_bytes(*member)),
                id: Uuid::from_bytes(*id).into(),
            },
            generation: u32::from_be_bytes(*generation),
        })
    }
}

fn said(place: &Place, generation: u32) -> Vec<u8> {
    let (member, id) = (place.member.uuid(), Uuid::from(place.id));
    [
        member.as_bytes().as_slice(),
        id.as_bytes().as_slice(),
        &generation.to_be_bytes(),
    ]
    .concat()
}

/// What the MAC is over: the society too, since a token is good for one only.
fn signed(society: &SocietySlug, said: &[u8]) -> Vec<u8> {
    [said, society.as_str().as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::RefreshTokens;
    use crate::accounts::sessions::Place;
    use data_encoding::BASE64URL_NOPAD;
    use shusseki_core::ids::MemberId;
    use uuid::Uuid;

    #[test]
    fn a_token_is_read_by_its_installation_and_society_only() {
        let tokens = RefreshTokens::new(&[9; 32]);
        let place = Place {
            society: "jsnm".parse().unwrap(),
            member: MemberId::new(Uuid::from_u128(7)),
            id: Uuid::from_u128(8).into(),
        };
        let token = tokens.write(&place, 3);
        assert_eq!(token, tokens.write(&place, 3), "the same one again");
        assert_ne!(token, tokens.write(&place, 4));
        let said = tokens.read(&place.society, &token).unwrap();
        assert_eq!((&said.place, said.generation), (&place, 3));
        assert_eq!(tokens.read(&"jhrs".parse().unwrap(), &token), None);
        assert_eq!(
            RefreshTokens::new(&[8; 32]).read(&place.society, &token),
            None
        );
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).unwrap();
        for at in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            let altered = BASE64URL_NOPAD.encode(&altered);
            assert_eq!(tokens.read(&place.society, &altered), None, "byte {at}");
        }
        for nonsense in ["", "x", "=", &token[..40], &format!("{token}AA")] {
            assert_eq!(tokens.read(&place.society, nonsense), None, "{nonsense}");
        }
    }
}
