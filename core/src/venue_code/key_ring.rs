//! A society's keys: they make codes and verify them.

use super::{
    Claim, KeyId, MintError, PosterClaim, RingError, RotatingClaim, SocietyNumber, TypedCode,
    VenueCode, VenueKey, VerifyError, layout::Layout, ring_file::RingFile,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

/// The keys of one society. One of them makes codes; all of them verify, so that posters on the
/// wall live until their end when keys rotate.
///
/// In a file (serde) it is `{"society_number": 7, "keys": [{"id": 1, "secret": "<base64>"}]}`, each
/// retired key with its `retired_at`.
///
/// ```
/// use shusseki_core::{calendar::Window, venue_code::{Claim, KeyId, KeyRing, PointNumber, PosterClaim, PosterSerial, SessionNumber, SocietyNumber, VenueKey}};
/// let ring = KeyRing::new(SocietyNumber::new(7).unwrap(), vec![VenueKey::new(KeyId::new(1), [7; 32], None)]).unwrap();
/// let claim = PosterClaim {
///     session: SessionNumber::new(12),
///     point: PointNumber::new(0),
///     serial: PosterSerial::new(345),
///     valid: Window::new("2026-11-21T00:30:00Z".parse().unwrap(), "2026-11-21T02:30:00Z".parse().unwrap()),
/// };
/// let code = ring.mint_poster(&claim).unwrap();
/// assert_eq!(ring.verify(&code, "2026-11-21T01:00:00Z".parse().unwrap()), Ok(Claim::Poster(claim)));
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "RingFile", into = "RingFile")]
pub struct KeyRing {
    society: SocietyNumber,
    current: VenueKey,
    others: Vec<VenueKey>,
}

impl KeyRing {
    /// A ring of those keys; the last one that is not retired makes codes.
    ///
    /// # Errors
    ///
    /// [`RingError::NoCurrentKey`] when every key is retired, [`RingError::DuplicateId`] when two
    /// have one name.
    ///
    /// ```
    /// # use shusseki_core::venue_code::{KeyId, KeyRing, RingError, SocietyNumber, VenueKey};
    /// let society = SocietyNumber::new(7).unwrap();
    /// let key = VenueKey::new(KeyId::new(1), [7; 32], None);
    /// let twice = KeyRing::new(society, vec![key.clone(), key]);
    /// assert_eq!(twice.unwrap_err(), RingError::DuplicateId { id: KeyId::new(1) });
    /// ```
    pub fn new(society: SocietyNumber, mut keys: Vec<VenueKey>) -> Result<Self, RingError> {
        let mut seen = std::collections::BTreeSet::new();
        if let Some(twice) = keys.iter().find(|key| !seen.insert(key.id())) {
            return Err(RingError::DuplicateId { id: twice.id() });
        }
        let position = keys
            .iter()
            .rposition(|key| key.retired_at().is_none())
            .ok_or(RingError::NoCurrentKey)?;
        let current = keys.remove(position);
        Ok(Self {
            society,
            current,
            others: keys,
        })
    }

    /// Whose keys these are.
    ///
    /// ```
    /// # use shusseki_core::venue_code::{KeyId, KeyRing, SocietyNumber, VenueKey};
    /// # let ring = KeyRing::new(SocietyNumber::new(7).unwrap(), vec![VenueKey::new(KeyId::new(1), [7; 32], None)]).unwrap();
    /// assert_eq!(ring.society().get(), 7);
    /// ```
    #[must_use]
    pub const fn society(&self) -> SocietyNumber {
        self.society
    }

    /// Every key, the one that makes codes last.
    ///
    /// ```
    /// # use shusseki_core::venue_code::{KeyId, KeyRing, SocietyNumber, VenueKey};
    /// # let ring = KeyRing::new(SocietyNumber::new(7).unwrap(), vec![VenueKey::new(KeyId::new(1), [7; 32], None)]).unwrap();
    /// assert_eq!(ring.keys().count(), 1);
    /// ```
    pub fn keys(&self) -> impl Iterator<Item = &VenueKey> {
        self.others.iter().chain([&self.current])
    }

    /// Retires the key that makes codes and puts a new one in its place; returns the new one's name.
    /// Codes of the old key hold until their own end.
    ///
    /// # Errors
    ///
    /// [`RingError::Full`] when all 256 names are taken; the ring is then unchanged.
    ///
    /// ```
    /// # use shusseki_core::venue_code::{KeyId, KeyRing, SocietyNumber, VenueKey};
    /// # let mut ring = KeyRing::new(SocietyNumber::new(7).unwrap(), vec![VenueKey::new(KeyId::new(1), [7; 32], None)]).unwrap();
    /// let new = ring.rotate([8; 32], "2026-11-21T01:00:00Z".parse().unwrap()).unwrap();
    /// assert_eq!(new, KeyId::new(2));
    /// ```
    pub fn rotate(&mut self, new_secret: [u8; 32], now: Timestamp) -> Result<KeyId, RingError> {
        // Counting on from the newest name, so that a removed key's name returns as late as it can.
        let id = (1..=u8::MAX)
            .map(|step| KeyId::new(self.current.id().get().wrapping_add(step)))
            .find(|id| self.others.iter().all(|key| key.id() != *id))
            .ok_or(RingError::Full)?;
        let old = std::mem::replace(&mut self.current, VenueKey::new(id, new_secret, None));
        self.others.push(old.retired(now));
        Ok(id)
    }

    /// Takes a key out, so that none of its codes holds any longer: for a key that leaked.
    ///
    /// # Errors
    ///
    /// [`RingError::CurrentKey`] for the key that makes codes, [`RingError::NoSuchKey`] for a name
    /// that the ring does not have.
    ///
    /// ```
    /// # use shusseki_core::venue_code::{KeyId, KeyRing, SocietyNumber, VenueKey};
    /// # let mut ring = KeyRing::new(SocietyNumber::new(7).unwrap(), vec![VenueKey::new(KeyId::new(1), [7; 32], None)]).unwrap();
    /// ring.rotate([8; 32], "2026-11-21T01:00:00Z".parse().unwrap()).unwrap();
    /// ring.remove(KeyId::new(1)).unwrap();
    /// assert_eq!(ring.keys().count(), 1);
    /// ```
    pub fn remove(&mut self, id: KeyId) -> Result<(), RingError> {
        if self.current.id() == id {
            return Err(RingError::CurrentKey { id });
        }
        let before = self.others.len();
        self.others.retain(|key| key.id() != id);
        if self.others.len() == before {
            return Err(RingError::NoSuchKey { id });
        }
        Ok(())
    }

    /// The code for a poster.
    ///
    /// # Errors
    ///
    /// [`MintError`] when the window is empty, longer than 65,535 minutes or outside 2020 to 2051.
    ///
    /// ```
    /// # use shusseki_core::{calendar::Window, venue_code::*};
    /// # let ring = KeyRing::new(SocietyNumber::new(7).unwrap(), vec![VenueKey::new(KeyId::new(1), [7; 32], None)]).unwrap();
    /// # let valid = Window::new("2026-11-21T00:30:00Z".parse().unwrap(), "2026-11-21T02:30:00Z".parse().unwrap());
    /// # let claim = PosterClaim { session: SessionNumber::new(12), point: PointNumber::new(0), serial: PosterSerial::new(345), valid };
    /// assert_eq!(ring.mint_poster(&claim).unwrap().to_string().len(), 48);
    /// ```
    pub fn mint_poster(&self, claim: &PosterClaim) -> Result<VenueCode, MintError> {
        let layout = Layout::poster(self.society, self.current.id(), claim)?;
        Ok(self.seal(layout))
    }

    /// The code for one slot of a screen.
    ///
    /// ```
    /// # use shusseki_core::venue_code::*;
    /// # let ring = KeyRing::new(SocietyNumber::new(7).unwrap(), vec![VenueKey::new(KeyId::new(1), [7; 32], None)]).unwrap();
    /// let claim = RotatingClaim { session: SessionNumber::new(12), point: PointNumber::new(0), slot: Slot::new(9) };
    /// assert_eq!(ring.mint_rotating(&claim).to_string().len(), 40);
    /// ```
    #[must_use]
    pub fn mint_rotating(&self, claim: &RotatingClaim) -> VenueCode {
        self.seal(Layout::rotating(self.society, self.current.id(), claim))
    }

    fn seal(&self, layout: Layout) -> VenueCode {
        let mac = self.current.code_mac(&layout);
        VenueCode { layout, mac }
    }

    /// The typed code to print below a poster's QR symbol.
    ///
    /// # Errors
    ///
    /// Those of [`mint_poster`](Self::mint_poster).
    ///
    /// ```
    /// # use shusseki_core::{calendar::Window, venue_code::*};
    /// # let ring = KeyRing::new(SocietyNumber::new(7).unwrap(), vec![VenueKey::new(KeyId::new(1), [7; 32], None)]).unwrap();
    /// # let valid = Window::new("2026-11-21T00:30:00Z".parse().unwrap(), "2026-11-21T02:30:00Z".parse().unwrap());
    /// # let claim = PosterClaim { session: SessionNumber::new(12), point: PointNumber::new(0), serial: PosterSerial::new(345), valid };
    /// assert_eq!(ring.typed_code(&claim).unwrap().to_string().len(), "XXXX-XXXX".len());
    /// ```
    pub fn typed_code(&self, claim: &PosterClaim) -> Result<TypedCode, MintError> {
        let layout = Layout::poster(self.society, self.current.id(), claim)?;
        Ok(self.current.typed(&layout))
    }

    /// Whether the code is the society's own, whatever the time: the first half of
    /// [`verify`](Self::verify), for callers that ask about the time later, such as
    /// [`check_in::decide`](crate::check_in::decide).
    ///
    /// # Errors
    ///
    /// [`VerifyError::WrongSociety`], [`VerifyError::UnknownKey`] or [`VerifyError::Altered`].
    ///
    /// ```
    /// # use shusseki_core::venue_code::*;
    /// # let ring = KeyRing::new(SocietyNumber::new(7).unwrap(), vec![VenueKey::new(KeyId::new(1), [7; 32], None)]).unwrap();
    /// let claim = RotatingClaim { session: SessionNumber::new(12), point: PointNumber::new(0), slot: Slot::new(9) };
    /// assert_eq!(ring.authenticate(&ring.mint_rotating(&claim)), Ok(Claim::Rotating(claim)));
    /// ```
    pub fn authenticate(&self, code: &VenueCode) -> Result<Claim, VerifyError> {
        let found = code.society();
        if found != self.society {
            return Err(VerifyError::WrongSociety { found });
        }
        let key = code.key();
        let venue_key = self
            .keys()
            .find(|of_ring| of_ring.id() == key)
            .ok_or(VerifyError::UnknownKey { key })?;
        if bool::from(venue_key.code_mac(&code.layout).ct_eq(&code.mac)) {
            Ok(code.layout.claim())
        } else {
            Err(VerifyError::Altered)
        }
    }

    /// Whether the code is the society's own and was scanned in time. A rotating code is taken in
    /// its slot and [`SLOT_TOLERANCE`](super::SLOT_TOLERANCE) slots around it.
    ///
    /// # Errors
    ///
    /// Those of [`authenticate`](Self::authenticate), then those of [`Claim::check_time`].
    ///
    /// ```
    /// # use shusseki_core::venue_code::*;
    /// # let ring = KeyRing::new(SocietyNumber::new(7).unwrap(), vec![VenueKey::new(KeyId::new(1), [7; 32], None)]).unwrap();
    /// let slot = Slot::new(9);
    /// let code = ring.mint_rotating(&RotatingClaim { session: SessionNumber::new(12), point: PointNumber::new(0), slot });
    /// assert!(ring.verify(&code, slot.window().opens).is_ok());
    /// let later = Slot::new(11).window().opens;
    /// assert_eq!(ring.verify(&code, later), Err(VerifyError::SlotExpired { slot }));
    /// ```
    pub fn verify(&self, code: &VenueCode, at: Timestamp) -> Result<Claim, VerifyError> {
        let claim = self.authenticate(code)?;
        claim.check_time(at)?;
        Ok(claim)
    }

    /// The poster that has the typed code, whatever the time.
    ///
    /// The candidates are the society's posters that hold about now, the revoked ones included; each
    /// costs one MAC for each key that may have made the code.
    ///
    /// # Errors
    ///
    /// [`VerifyError::UnknownTyped`] when no candidate has the code.
    ///
    /// ```
    /// # use shusseki_core::{calendar::Window, venue_code::*};
    /// # let ring = KeyRing::new(SocietyNumber::new(7).unwrap(), vec![VenueKey::new(KeyId::new(1), [7; 32], None)]).unwrap();
    /// # let valid = Window::new("2026-11-21T00:30:00Z".parse().unwrap(), "2026-11-21T02:30:00Z".parse().unwrap());
    /// # let claim = PosterClaim { session: SessionNumber::new(12), point: PointNumber::new(0), serial: PosterSerial::new(345), valid };
    /// let typed = ring.typed_code(&claim).unwrap();
    /// assert_eq!(ring.authenticate_typed(&typed, [&claim]), Ok(&claim));
    /// assert_eq!(ring.authenticate_typed(&typed, []), Err(VerifyError::UnknownTyped));
    /// ```
    pub fn authenticate_typed<'a>(
        &self,
        typed: &TypedCode,
        candidates: impl IntoIterator<Item = &'a PosterClaim>,
    ) -> Result<&'a PosterClaim, VerifyError> {
        let keys: Vec<&VenueKey> = self
            .keys()
            .filter(|key| typed.may_be_of(key.id()))
            .collect();
        candidates
            .into_iter()
            .find(|claim| keys.iter().any(|key| self.has_typed(key, claim, typed)))
            .ok_or(VerifyError::UnknownTyped)
    }

    fn has_typed(&self, key: &VenueKey, claim: &PosterClaim, typed: &TypedCode) -> bool {
        Layout::poster(self.society, key.id(), claim)
            .is_ok_and(|layout| key.typed(&layout).same_mac(typed))
    }

    /// The poster that has the typed code, if it was typed in time.
    ///
    /// # Errors
    ///
    /// [`VerifyError::UnknownTyped`], [`VerifyError::NotYetValid`] or [`VerifyError::Expired`].
    ///
    /// ```
    /// # use shusseki_core::{calendar::Window, venue_code::*};
    /// # let ring = KeyRing::new(SocietyNumber::new(7).unwrap(), vec![VenueKey::new(KeyId::new(1), [7; 32], None)]).unwrap();
    /// # let valid = Window::new("2026-11-21T00:30:00Z".parse().unwrap(), "2026-11-21T02:30:00Z".parse().unwrap());
    /// # let claim = PosterClaim { session: SessionNumber::new(12), point: PointNumber::new(0), serial: PosterSerial::new(345), valid };
    /// let typed = ring.typed_code(&claim).unwrap();
    /// let late = ring.verify_typed(&typed, [&claim], valid.closes);
    /// assert_eq!(late, Err(VerifyError::Expired { since: valid.closes }));
    /// ```
    pub fn verify_typed<'a>(
        &self,
        typed: &TypedCode,
        candidates: impl IntoIterator<Item = &'a PosterClaim>,
        at: Timestamp,
    ) -> Result<&'a PosterClaim, VerifyError> {
        let claim = self.authenticate_typed(typed, candidates)?;
        Claim::Poster(*claim).check_time(at)?;
        Ok(claim)
    }
}
