//! The bytes of a code, before its MAC.
//!
//! | bytes | poster (18 + 12) | rotating (13 + 12) |
//! |---|---|---|
//! | 1 | version (high 4 bits), kind (low 4 bits) | the same |
//! | 1 | key id | the same |
//! | 2 | society number | the same |
//! | 4 | session number | the same |
//! | 1 | point number | the same |
//! | 4 | serial | slot |
//! | 3 | window start, minutes since 2020 | |
//! | 2 | window length, minutes | |
//! | 12 | MAC | MAC |
//!
//! All numbers are big endian. 30 and 25 bytes fill base32 symbols exactly, so that no spare bit
//! could be changed unseen.

use super::{
    Claim, KeyId, Kind, Malformed, MintError, PointNumber, PosterClaim, PosterSerial,
    RotatingClaim, SessionNumber, Slot, SocietyNumber,
    slot::{EPOCH_SECOND, instant_after_epoch},
};
use crate::calendar::Window;
use jiff::Timestamp;

/// The version of this layout.
const VERSION: u8 = 1;

pub(super) const MAC_BYTES: usize = 12;

/// HMAC-SHA-256, cut to 96 bits: nobody can try codes faster than the server answers.
pub(super) type Mac = [u8; MAC_BYTES];

/// All that a code says, unverified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Layout {
    pub(super) key: KeyId,
    pub(super) society: SocietyNumber,
    session: SessionNumber,
    point: PointNumber,
    detail: Detail,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Detail {
    /// `start` has 24 bits: see [`Layout::poster`] and [`Layout::decode`], the only two makers.
    Poster {
        serial: PosterSerial,
        start: u32,
        length: u16,
    },
    Rotating {
        slot: Slot,
    },
}

impl Layout {
    pub(super) fn poster(
        society: SocietyNumber,
        key: KeyId,
        claim: &PosterClaim,
    ) -> Result<Self, MintError> {
        let (start, length) = minutes_of(claim.valid)?;
        Ok(Self {
            key,
            society,
            session: claim.session,
            point: claim.point,
            detail: Detail::Poster {
                serial: claim.serial,
                start,
                length,
            },
        })
    }

    pub(super) const fn rotating(
        society: SocietyNumber,
        key: KeyId,
        claim: &RotatingClaim,
    ) -> Self {
        Self {
            key,
            society,
            session: claim.session,
            point: claim.point,
            detail: Detail::Rotating { slot: claim.slot },
        }
    }

    pub(super) const fn kind(&self) -> Kind {
        match self.detail {
            Detail::Poster { .. } => Kind::Poster,
            Detail::Rotating { .. } => Kind::Rotating,
        }
    }

    pub(super) fn claim(&self) -> Claim {
        match self.detail {
            Detail::Poster {
                serial,
                start,
                length,
            } => Claim::Poster(PosterClaim {
                session: self.session,
                point: self.point,
                serial,
                valid: Window::new(
                    instant_after_epoch(60 * i64::from(start)),
                    instant_after_epoch(60 * (i64::from(start) + i64::from(length))),
                ),
            }),
            Detail::Rotating { slot } => Claim::Rotating(RotatingClaim {
                session: self.session,
                point: self.point,
                slot,
            }),
        }
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(30);
        bytes.push(VERSION << 4 | self.kind().nibble());
        bytes.push(self.key.get());
        bytes.extend(self.society.get().to_be_bytes());
        bytes.extend(self.session.get().to_be_bytes());
        bytes.push(self.point.get());
        match self.detail {
            Detail::Poster {
                serial,
                start,
                length,
            } => {
                bytes.extend(serial.get().to_be_bytes());
                let [_, high, middle, low] = start.to_be_bytes();
                bytes.extend([high, middle, low]);
                bytes.extend(length.to_be_bytes());
            }
            Detail::Rotating { slot } => bytes.extend(slot.number().to_be_bytes()),
        }
        bytes
    }

    /// Reads what a code says and its MAC; every byte must be used up.
    pub(super) fn decode(bytes: &[u8]) -> Result<(Self, Mac), Malformed> {
        let mut rest = bytes;
        let [first] = take(&mut rest)?;
        if first >> 4 != VERSION {
            return Err(Malformed::Version { found: first >> 4 });
        }
        let kind = Kind::from_nibble(first & 0x0f).ok_or(Malformed::Kind)?;
        let [key] = take(&mut rest)?;
        let society =
            SocietyNumber::new(u16::from_be_bytes(take(&mut rest)?)).ok_or(Malformed::Kind)?;
        let session = SessionNumber::new(u32::from_be_bytes(take(&mut rest)?));
        let [point] = take(&mut rest)?;
        let detail = match kind {
            Kind::Poster => {
                let serial = PosterSerial::new(u32::from_be_bytes(take(&mut rest)?));
                let [high, middle, low] = take(&mut rest)?;
                Detail::Poster {
                    serial,
                    start: u32::from_be_bytes([0, high, middle, low]),
                    length: u16::from_be_bytes(take(&mut rest)?),
                }
            }
            Kind::Rotating => Detail::Rotating {
                slot: Slot::new(u32::from_be_bytes(take(&mut rest)?)),
            },
        };
        let mac = take(&mut rest)?;
        if !rest.is_empty() {
            return Err(Malformed::Length);
        }
        let layout = Self {
            key: KeyId::new(key),
            society,
            session,
            point: PointNumber::new(point),
            detail,
        };
        Ok((layout, mac))
    }
}

/// Cuts the next `N` bytes off.
fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], Malformed> {
    let (taken, left) = rest.split_first_chunk().ok_or(Malformed::Length)?;
    *rest = left;
    Ok(*taken)
}

/// A window as start (24 bits) and length in minutes, widened to whole minutes.
fn minutes_of(window: Window) -> Result<(u32, u16), MintError> {
    const FIRST_OUT_OF_RANGE: u32 = 1 << 24;
    if window.opens >= window.closes {
        return Err(MintError::EmptyWindow);
    }
    let start = floor_minutes(window.opens);
    let end = ceil_minutes(window.closes);
    let length = u16::try_from(end - start).map_err(|_| MintError::WindowTooLong)?;
    let start = u32::try_from(start)
        .ok()
        .filter(|start| *start < FIRST_OUT_OF_RANGE)
        .ok_or(MintError::StartOutOfRange)?;
    Ok((start, length))
}

/// Whole minutes since 2020, rounded down; no instant of jiff's comes near the ends of i64.
fn floor_minutes(instant: Timestamp) -> i64 {
    // `as_second` rounds towards zero, which is up before 1970: such instants are out of range.
    (instant.as_second() - EPOCH_SECOND).div_euclid(60)
}

/// Whole minutes since 2020, rounded up.
fn ceil_minutes(instant: Timestamp) -> i64 {
    let floor = floor_minutes(instant);
    if instant > instant_after_epoch(floor * 60) {
        floor + 1
    } else {
        floor
    }
}

#[cfg(test)]
mod tests {
    use super::{MintError, minutes_of};
    use crate::calendar::Window;
    use jiff::Timestamp;

    fn minutes(opens: &str, closes: &str) -> Result<(u32, u16), MintError> {
        minutes_of(Window::new(opens.parse().unwrap(), closes.parse().unwrap()))
    }

    #[test]
    fn a_window_is_widened_to_whole_minutes() {
        let wide = minutes("2020-01-01T01:00:00Z", "2020-01-01T02:00:00Z");
        assert_eq!(wide, Ok((60, 60)));
        let odd = minutes("2020-01-01T01:00:59.9Z", "2020-01-01T01:59:00.000000001Z");
        assert_eq!(odd, Ok((60, 60)));
    }

    #[test]
    fn a_window_outside_the_layout_is_refused() {
        for (opens, closes, wanted) in [
            (
                "2026-01-01T01:00:00Z",
                "2026-01-01T01:00:00Z",
                MintError::EmptyWindow,
            ),
            (
                "2026-01-01T01:00:00Z",
                "2026-01-01T00:00:00Z",
                MintError::EmptyWindow,
            ),
            (
                "2019-12-31T23:59:59Z",
                "2020-01-01T00:00:00Z",
                MintError::StartOutOfRange,
            ),
            (
                "2051-11-25T00:00:00Z",
                "2051-11-25T01:00:00Z",
                MintError::StartOutOfRange,
            ),
            (
                "2026-01-01T00:00:00Z",
                "2026-02-16T00:00:00Z",
                MintError::WindowTooLong,
            ),
        ] {
            assert_eq!(minutes(opens, closes), Err(wanted), "{opens}");
        }
        assert!(minutes("2051-11-24T00:00:00Z", "2051-11-24T01:00:00Z").is_ok());
        let all = minutes_of(Window::new(Timestamp::MIN, Timestamp::MAX));
        assert_eq!(all, Err(MintError::WindowTooLong));
    }
}
