//! What each fuzz target does with its bytes.
//!
//! The targets and the ordinary test over the seeds (`core/tests/venue_code_vectors.rs`) share it.
//! CONTRIBUTING.md says how to run them.

use jiff::Timestamp;
use shusseki_core::{
    calendar::Window,
    society::{Severity, check},
    venue_code::{
        KeyId, KeyRing, PointNumber, PosterClaim, PosterSerial, SessionNumber, TypedCode,
        VenueCode, VenueKey,
    },
};

/// Reads the bytes as a venue code and verifies it with a ring that nobody minted with.
pub(crate) fn venue_code(bytes: &[u8]) {
    let Ok(code) = String::from_utf8_lossy(bytes).parse::<VenueCode>() else {
        return;
    };
    assert_eq!(code.to_string().parse(), Ok(code));
    let keys = vec![VenueKey::new(code.key(), [0xA5; 32], None)];
    let Ok(ring) = KeyRing::new(code.society(), keys) else {
        return;
    };
    for at in [
        Timestamp::MIN,
        code.unverified_claim().window().opens,
        Timestamp::MAX,
    ] {
        assert!(ring.verify(&code, at).is_err());
    }
}

/// Reads the bytes as a typed code and looks for its poster.
pub(crate) fn typed_code(bytes: &[u8]) {
    let Ok(typed) = String::from_utf8_lossy(bytes).parse::<TypedCode>() else {
        return;
    };
    assert_eq!(typed.to_string().parse(), Ok(typed));
    let poster = PosterClaim {
        session: SessionNumber::new(1),
        point: PointNumber::new(0),
        serial: PosterSerial::new(1),
        valid: Window::new(Timestamp::MIN, Timestamp::MAX),
    };
    let keys = (0..16).map(|id| VenueKey::new(KeyId::new(id), [id; 32], None));
    let society = shusseki_core::venue_code::SocietyNumber::new(1);
    let ring = society.and_then(|society| KeyRing::new(society, keys.collect()).ok());
    // A window that no code can carry has no typed code either.
    assert!(ring.is_some_and(|ring| ring.authenticate_typed(&typed, [&poster]).is_err()));
}

/// Reads the bytes as a society's definition; it is a society, or there is an error that says why not.
/// Its examples are worked out by its own rules.
pub(crate) fn definition(bytes: &[u8]) {
    let checked = check("fuzz.kdl", &String::from_utf8_lossy(bytes));
    if let Some(society) = &checked.society {
        for example in &checked.examples {
            let _ = example.try_on(society);
        }
    }
    let mut found = checked.diagnostics.iter();
    assert_eq!(
        checked.society.is_none(),
        found.any(|one| one.severity == Severity::Error)
    );
}
