//! Device cookies: a browser in which a member has logged in before, or has set a new password by
//! mail, is told from strangers who guess at the same account. The cookie opens nothing; it only has
//! brakes of its own.

use super::SlowDown;
use crate::app::{App, Tenant};
use crate::web::cookies::device_cookie;
use crate::web::failure::Failure;
use axum::http::HeaderValue;
use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use ring::hmac;
use shusseki_core::ids::{MemberNumber, SocietySlug};

/// How long a device is remembered, in seconds: from one congress to the next.
pub(crate) const DEVICE_SECONDS: i64 = 400 * 24 * 60 * 60;

/// Eight bytes of the second in which it was made, sixteen random ones.
const NAME: usize = 24;
const TAG: usize = 16;

impl SlowDown {
    fn tag(&self, society: &SocietySlug, number: &MemberNumber, name: &[u8]) -> hmac::Tag {
        let words = format!("device\n{society}\n{}\n", number.as_str());
        hmac::sign(&self.key, &[words.as_bytes(), name].concat())
    }

    /// The name of the device, if the cookie is one of ours, for that member, and not too old.
    pub(super) fn device(
        &self,
        society: &SocietySlug,
        number: &MemberNumber,
        cookie: &str,
        now: Timestamp,
    ) -> Option<String> {
        let bytes = BASE64URL_NOPAD.decode(cookie.as_bytes()).ok()?;
        let (name, tag) = bytes.split_at_checked(NAME)?;
        let expected = self.tag(society, number, name);
        let same = subtle::ConstantTimeEq::ct_eq(tag, expected.as_ref().get(..TAG)?);
        let made = i64::from_be_bytes(*name.first_chunk()?);
        let until = Timestamp::from_second(made.checked_add(DEVICE_SECONDS)?).ok()?;
        (bool::from(same) && now < until).then(|| BASE64URL_NOPAD.encode(name))
    }

    fn new_device(
        &self,
        society: &SocietySlug,
        number: &MemberNumber,
        random: [u8; 16],
        now: Timestamp,
    ) -> String {
        let name = [now.as_second().to_be_bytes().as_slice(), &random].concat();
        let tag = self.tag(society, number, &name);
        let tag = tag.as_ref().get(..TAG).unwrap_or_default();
        BASE64URL_NOPAD.encode(&[&name, tag].concat())
    }
}

/// The header that makes the browser a device of the member.
///
/// # Errors
/// There is no randomness.
pub(crate) fn remember(
    app: &App,
    tenant: &Tenant,
    number: &MemberNumber,
) -> Result<Option<HeaderValue>, Failure> {
    let (random, now) = (app.random.bytes()?, app.clock.now());
    let device = app.slow_down.new_device(tenant.slug(), number, random, now);
    Ok(device_cookie(&app.config, tenant.slug(), &device))
}

#[cfg(test)]
mod tests {
    use super::{DEVICE_SECONDS, SlowDown};
    use jiff::{SignedDuration, Timestamp};
    use shusseki_core::ids::{MemberNumber, SocietySlug};

    #[test]
    fn a_device_is_a_members_of_a_society_for_a_while() {
        let (brakes, others) = (SlowDown::new(&[1; 32]), SlowDown::new(&[2; 32]));
        let society = |slug: &str| slug.parse::<SocietySlug>().unwrap();
        let number = |number: &str| number.parse::<MemberNumber>().unwrap();
        let now: Timestamp = "2026-11-21T00:00:00Z".parse().unwrap();
        let cookie = brakes.new_device(&society("jhrs"), &number("00123"), [7; 16], now);
        let known = |brakes: &SlowDown, slug, who, cookie: &str, at| {
            brakes
                .device(&society(slug), &number(who), cookie, at)
                .is_some()
        };
        assert!(known(&brakes, "jhrs", "00123", &cookie, now));
        assert!(!known(&others, "jhrs", "00123", &cookie, now));
        assert!(!known(&brakes, "jsnm", "00123", &cookie, now));
        assert!(!known(&brakes, "jhrs", "00124", &cookie, now));
        assert!(!known(&brakes, "jhrs", "00123", "", now));
        assert!(!known(
            &brakes,
            "jhrs",
            "00123",
            &cookie[..cookie.len() - 4],
            now
        ));
        let later = now + SignedDuration::from_secs(DEVICE_SECONDS);
        assert!(!known(&brakes, "jhrs", "00123", &cookie, later));
    }
}
