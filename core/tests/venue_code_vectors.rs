//! Golden vectors: a fixed key gives fixed codes.
//!
//! Posters hang on walls. When one of these tests fails, posters that are already printed no longer
//! verify: give the layout a new version beside the old one, and leave these texts as they are.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use shusseki_core::{
    calendar::Window,
    venue_code::{
        Claim, KeyId, KeyRing, PointNumber, PosterClaim, PosterSerial, RotatingClaim,
        SessionNumber, Slot, SocietyNumber, VenueKey,
    },
};

#[path = "../fuzz/harness.rs"]
mod harness;

const POSTER: &str = "CEKQEAYEAUDAOCAJBIFQYN2ITYAGTCL774PYN3DT2RRKYTRW";
const TYPED: &str = "50ZP-4AAW";
const ROTATING: &str = "CIKQEAYEAUDAOCAA3URPBIT7OWEBRXFYFSK7KWBO";

fn ring() -> KeyRing {
    let secret = std::array::from_fn(|position| position as u8);
    let society = SocietyNumber::new(0x0203).unwrap();
    KeyRing::new(society, vec![VenueKey::new(KeyId::new(21), secret, None)]).unwrap()
}

fn poster() -> PosterClaim {
    PosterClaim {
        session: SessionNumber::new(0x0405_0607),
        point: PointNumber::new(8),
        serial: PosterSerial::new(0x090A_0B0C),
        valid: Window::new(
            "2026-11-21T00:30:00Z".parse().unwrap(),
            "2026-11-21T02:15:00Z".parse().unwrap(),
        ),
    }
}

#[test]
fn a_printed_poster_still_verifies() {
    assert_eq!(ring().mint_poster(&poster()).unwrap().to_string(), POSTER);
    let code = POSTER.parse().unwrap();
    let claim = ring().verify(&code, poster().valid.opens);
    assert_eq!(claim, Ok(Claim::Poster(poster())));
}

#[test]
fn a_printed_typed_code_still_verifies() {
    assert_eq!(ring().typed_code(&poster()).unwrap().to_string(), TYPED);
    let typed = TYPED.parse().unwrap();
    let claim = poster();
    let found = ring().verify_typed(&typed, [&claim], claim.valid.opens);
    assert_eq!(found, Ok(&claim));
}

#[test]
fn a_rotating_code_minted_ahead_still_verifies() {
    let slot = Slot::at("2026-11-21T01:00:00Z".parse().unwrap());
    let claim = RotatingClaim {
        session: SessionNumber::new(0x0405_0607),
        point: PointNumber::new(8),
        slot,
    };
    assert_eq!(ring().mint_rotating(&claim).to_string(), ROTATING);
    let code = ROTATING.parse().unwrap();
    let verified = ring().verify(&code, slot.window().opens);
    assert_eq!(verified, Ok(Claim::Rotating(claim)));
}

/// The fuzz targets' seeds, so that each run of the tests passes through their harness.
#[test]
fn the_fuzz_seeds_pass() {
    for_each_seed("venue_code", harness::venue_code);
    for_each_seed("typed_code", harness::typed_code);
    for_each_seed("definition", harness::definition);
}

fn for_each_seed(name: &str, target: fn(&[u8])) {
    let folder = format!("{}/fuzz/seeds/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut seeds = 0;
    for seed in std::fs::read_dir(folder).unwrap() {
        target(&std::fs::read(seed.unwrap().path()).unwrap());
        seeds += 1;
    }
    assert!(seeds >= 6, "{name} has {seeds} seeds");
}
