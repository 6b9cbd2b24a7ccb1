//! Minting and verifying together: every way in which a code is not taken.

use super::*;
use crate::calendar::Window;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use qrcode::{EcLevel, QrCode, Version};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn society(number: u16) -> SocietyNumber {
    SocietyNumber::new(number).unwrap()
}

fn key(id: u8, secret: u8) -> VenueKey {
    VenueKey::new(KeyId::new(id), [secret; 32], None)
}

fn ring() -> KeyRing {
    KeyRing::new(society(7), vec![key(1, 1)]).unwrap()
}

fn poster() -> PosterClaim {
    PosterClaim {
        session: SessionNumber::new(12),
        point: PointNumber::new(1),
        serial: PosterSerial::new(345),
        valid: Window::new(at("2026-11-21T00:30:00Z"), at("2026-11-21T02:15:00Z")),
    }
}

fn rotating(slot: Slot) -> RotatingClaim {
    RotatingClaim {
        session: SessionNumber::new(12),
        point: PointNumber::new(1),
        slot,
    }
}

const DURING: &str = "2026-11-21T01:00:00Z";

#[test]
fn a_poster_holds_in_its_window_and_says_when_it_does_not() {
    let code = ring().mint_poster(&poster()).unwrap();
    let Window { opens, closes } = poster().valid;
    let tick = SignedDuration::from_nanos(1);
    for (instant, wanted) in [
        (opens - tick, Err(VerifyError::NotYetValid { from: opens })),
        (opens, Ok(Claim::Poster(poster()))),
        (closes - tick, Ok(Claim::Poster(poster()))),
        (closes, Err(VerifyError::Expired { since: closes })),
        (
            Timestamp::MIN,
            Err(VerifyError::NotYetValid { from: opens }),
        ),
        (Timestamp::MAX, Err(VerifyError::Expired { since: closes })),
    ] {
        assert_eq!(ring().verify(&code, instant), wanted, "{instant}");
    }
}

#[test]
fn a_rotating_code_holds_for_its_slot_and_one_on_either_side() {
    let slot = Slot::at(at(DURING));
    let code = ring().mint_rotating(&rotating(slot));
    let start = slot.window().opens;
    for (seconds, wanted) in [
        (-16, Err(VerifyError::SlotInFuture { slot })),
        (-15, Ok(Claim::Rotating(rotating(slot)))),
        (0, Ok(Claim::Rotating(rotating(slot)))),
        (29, Ok(Claim::Rotating(rotating(slot)))),
        (30, Err(VerifyError::SlotExpired { slot })),
    ] {
        let instant = start + SignedDuration::from_secs(seconds);
        assert_eq!(ring().verify(&code, instant), wanted, "{seconds}");
    }
}

#[test]
fn a_code_of_another_society_or_key_is_told_apart_from_a_forged_one() {
    let code = ring().mint_poster(&poster()).unwrap();
    for (society_number, keys, wanted) in [
        (
            8,
            vec![key(1, 1)],
            VerifyError::WrongSociety { found: society(7) },
        ),
        (
            7,
            vec![key(2, 1)],
            VerifyError::UnknownKey { key: KeyId::new(1) },
        ),
        (7, vec![key(1, 2)], VerifyError::Altered),
    ] {
        let other = KeyRing::new(society(society_number), keys).unwrap();
        assert_eq!(other.verify(&code, at(DURING)), Err(wanted));
    }
}

#[test]
fn every_error_has_a_code_of_its_own() {
    let slot = Slot::new(1);
    let from = at(DURING);
    let codes: std::collections::BTreeSet<&str> = [
        VerifyError::WrongSociety { found: society(7) },
        VerifyError::UnknownKey { key: KeyId::new(1) },
        VerifyError::Altered,
        VerifyError::NotYetValid { from },
        VerifyError::Expired { since: from },
        VerifyError::SlotExpired { slot },
        VerifyError::SlotInFuture { slot },
        VerifyError::UnknownTyped,
    ]
    .map(VerifyError::code)
    .into();
    assert_eq!(codes.len(), 8);
}

#[test]
fn posters_of_a_retired_key_live_until_their_end() {
    let mut ring = ring();
    let code = ring.mint_poster(&poster()).unwrap();
    let typed = ring.typed_code(&poster()).unwrap();
    let new = ring.rotate([9; 32], at(DURING)).unwrap();
    assert_eq!(ring.mint_poster(&poster()).unwrap().key(), new);
    assert_eq!(ring.verify(&code, at(DURING)), Ok(Claim::Poster(poster())));
    assert_eq!(
        ring.verify_typed(&typed, [&poster()], at(DURING)),
        Ok(&poster())
    );
    let since = poster().valid.closes;
    assert_eq!(
        ring.verify(&code, since),
        Err(VerifyError::Expired { since })
    );

    let old = KeyId::new(1);
    ring.remove(old).unwrap();
    assert_eq!(
        ring.verify(&code, at(DURING)),
        Err(VerifyError::UnknownKey { key: old })
    );
    assert_eq!(ring.remove(old), Err(RingError::NoSuchKey { id: old }));
    assert_eq!(ring.remove(new), Err(RingError::CurrentKey { id: new }));
}

#[test]
fn a_ring_goes_through_its_file_and_keeps_its_secret_out_of_debug() {
    let mut ring = ring();
    ring.rotate([9; 32], at(DURING)).unwrap();
    let code = ring.mint_poster(&poster()).unwrap();
    let file = serde_json::to_string(&ring).unwrap();
    let read: KeyRing = serde_json::from_str(&file).unwrap();
    assert_eq!(read.mint_poster(&poster()), Ok(code));
    assert_eq!(read.keys().next().unwrap().retired_at(), Some(at(DURING)));
    assert!(!format!("{ring:?}").contains("secret"));
}

#[test]
fn a_ring_file_with_a_mistake_is_refused() {
    let secret = data_encoding::BASE64.encode(&[1; 32]);
    for keys in [
        "[]".to_owned(),
        r#"[{"id": 1, "secret": "AAAA"}]"#.to_owned(),
        r#"[{"id": 1, "secret": "no base64"}]"#.to_owned(),
        format!(r#"[{{"id": 1, "secret": "{secret}", "retired": 1}}]"#),
        format!(r#"[{{"id": 1, "secret": "{secret}"}}, {{"id": 1, "secret": "{secret}"}}]"#),
        format!(r#"[{{"id": 1, "secret": "{secret}", "retired_at": "2026-11-21T01:00:00Z"}}]"#),
    ] {
        let file = format!(r#"{{"society_number": 7, "keys": {keys}}}"#);
        assert!(serde_json::from_str::<KeyRing>(&file).is_err(), "{keys}");
    }
}

#[test]
fn a_ring_of_256_keys_is_full() {
    let keys = (0..=u8::MAX).map(|id| key(id, id)).collect();
    let mut full = KeyRing::new(society(7), keys).unwrap();
    assert_eq!(full.rotate([9; 32], at(DURING)), Err(RingError::Full));
    full.remove(KeyId::new(30)).unwrap();
    assert_eq!(full.rotate([9; 32], at(DURING)), Ok(KeyId::new(30)));
}

#[test]
fn a_typed_code_finds_its_own_poster_only() {
    let posters: Vec<PosterClaim> = (0..50)
        .map(|serial| PosterClaim {
            serial: PosterSerial::new(serial),
            ..poster()
        })
        .collect();
    for wanted in &posters {
        let typed = ring().typed_code(wanted).unwrap();
        let found = ring().verify_typed(&typed, &posters, at(DURING));
        assert_eq!(found, Ok(wanted));
    }
    let typed = ring().typed_code(&poster()).unwrap();
    let unknown = ring().verify_typed(&typed, &posters, at(DURING));
    assert_eq!(unknown, Err(VerifyError::UnknownTyped));
    let from = poster().valid.opens;
    let claim = poster();
    let early = ring().verify_typed(&typed, [&claim], from - SignedDuration::from_secs(1));
    assert_eq!(early, Err(VerifyError::NotYetValid { from }));
}

#[test]
fn a_code_is_read_however_it_was_written() {
    let code = ring().mint_poster(&poster()).unwrap();
    let bare = code.to_string();
    let (left, right) = bare.split_at(20);
    for text in [
        bare.clone(),
        bare.to_lowercase(),
        format!("  {left} {right}\n"),
        format!("https://kai.example.org/c/{bare}"),
        format!("HTTP://192.168.1.5:8080/C/{}", bare.to_lowercase()),
        format!("https://kai.example.org/c/{bare}/?utm_source=share#top"),
    ] {
        assert_eq!(text.parse(), Ok(code), "{text}");
    }
}

#[test]
fn what_is_no_code_says_why() {
    let code = ring().mint_poster(&poster()).unwrap().to_string();
    let later_version = format!("E{}", &code[1..]);
    let society_zero = format!("CEAQAAA{}", &code[7..]);
    for (text, wanted) in [
        ("", Malformed::Length),
        ("C", Malformed::Length),
        (&code[..40], Malformed::Length),
        (&format!("{code}AAAAAAAA"), Malformed::Length),
        ("会場コード", Malformed::Characters),
        ("CEAQ\u{0}BY", Malformed::Characters),
        ("CEAQ1BY0", Malformed::Characters),
        ("https://example.org/login", Malformed::OtherAddress),
        (&later_version, Malformed::Version { found: 2 }),
        (&society_zero, Malformed::Kind),
        (&"A".repeat(513), Malformed::TooLong),
    ] {
        assert_eq!(text.parse::<VenueCode>(), Err(wanted), "{text:.60}");
    }
}

/// The table of QR versions that the documentation of [`VenueCode::url`] speaks of.
#[test]
fn links_fit_small_symbols() {
    let poster = ring().mint_poster(&poster()).unwrap();
    let rotating = ring().mint_rotating(&rotating(Slot::at(at(DURING))));
    for (host, code, characters, version) in [
        (20, poster, 79, 4),
        (30, poster, 89, 4),
        (31, poster, 90, 4),
        (32, poster, 91, 5),
        (40, poster, 99, 5),
        (20, rotating, 71, 4),
        (30, rotating, 81, 4),
        (40, rotating, 91, 5),
    ] {
        let name = format!(
            "https://{}.example.org",
            "a".repeat(host - ".example.org".len())
        );
        let link = code.url(&name.parse().unwrap());
        assert_eq!(link.len(), characters, "{link}");
        let symbol = QrCode::with_error_correction_level(&link, EcLevel::M).unwrap();
        assert_eq!(symbol.version(), Version::Normal(version), "{link}");
    }
}

fn any_window() -> impl Strategy<Value = Window> {
    // Minutes since 2020, and a length.
    (0_i64..1 << 24, 1_i64..=65_535).prop_map(|(start, length)| {
        let opens = slot::instant_after_epoch(start * 60);
        Window::new(opens, opens + SignedDuration::from_mins(length))
    })
}

fn any_poster() -> impl Strategy<Value = PosterClaim> {
    (any::<u32>(), any::<u8>(), any::<u32>(), any_window()).prop_map(
        |(session, point, serial, valid)| PosterClaim {
            session: SessionNumber::new(session),
            point: PointNumber::new(point),
            serial: PosterSerial::new(serial),
            valid,
        },
    )
}

/// Every code that differs from this one in a single bit.
fn with_a_bit_flipped(code: &VenueCode) -> Vec<String> {
    let bytes = code.bytes();
    (0..bytes.len() * 8)
        .map(|bit| {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            data_encoding::BASE32_NOPAD.encode(&flipped)
        })
        .collect()
}

/// Two keys, so that a flipped bit of the key id may name the other one.
fn ring_of_two() -> KeyRing {
    KeyRing::new(society(7), vec![key(0, 1), key(1, 2)]).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_poster_comes_back_as_it_was(claim in any_poster()) {
        let code = ring().mint_poster(&claim).unwrap();
        let read: VenueCode = code.to_string().parse().unwrap();
        prop_assert_eq!(ring().verify(&read, claim.valid.opens), Ok(Claim::Poster(claim)));
        prop_assert_eq!(code.to_string().len(), 48);
    }

    #[test]
    fn no_single_bit_of_a_poster_can_change(claim in any_poster()) {
        let code = ring_of_two().mint_poster(&claim).unwrap();
        for text in with_a_bit_flipped(&code) {
            let taken = text.parse::<VenueCode>().is_ok_and(|code| ring_of_two().authenticate(&code).is_ok());
            prop_assert!(!taken, "{}", text);
        }
    }

    #[test]
    fn no_single_bit_of_a_rotating_code_can_change(slot in any::<u32>()) {
        let code = ring_of_two().mint_rotating(&rotating(Slot::new(slot)));
        for text in with_a_bit_flipped(&code) {
            let taken = text.parse::<VenueCode>().is_ok_and(|code| ring_of_two().authenticate(&code).is_ok());
            prop_assert!(!taken, "{}", text);
        }
    }

    #[test]
    fn no_text_makes_the_parsers_panic(text in any::<String>()) {
        let _ = text.parse::<VenueCode>();
        let _ = text.parse::<TypedCode>();
        let _ = text.parse::<Origin>();
    }

    #[test]
    fn no_bytes_make_the_verifier_panic(
        kind in 0_u8..4,
        rest in prop::collection::vec(any::<u8>(), 24..30),
        second in -377_705_023_201_i64..=253_402_207_200,
    ) {
        let mut bytes = vec![0x10 | kind];
        bytes.extend(rest);
        if let Ok(code) = data_encoding::BASE32_NOPAD.encode(&bytes).parse::<VenueCode>() {
            let at = Timestamp::from_second(second).unwrap();
            let ring = KeyRing::new(code.society(), vec![VenueKey::new(code.key(), [1; 32], None)]);
            prop_assert_eq!(ring.unwrap().verify(&code, at), Err(VerifyError::Altered));
            let claim = code.unverified_claim();
            prop_assert_eq!(claim.check_time(at).is_ok(), claim.window().contains(at));
        }
    }

    #[test]
    fn a_typed_code_is_read_as_it_is_shown(claim in any_poster(), symbols in "[0-9A-FGHJKMNP-TV-Z]{8}") {
        let typed = ring().typed_code(&claim).unwrap();
        prop_assert_eq!(typed.to_string().parse(), Ok(typed));
        if let Ok(other) = symbols.parse::<TypedCode>() {
            prop_assert_eq!(other.to_string().replace('-', ""), symbols);
        }
    }

    #[test]
    fn no_symbol_of_a_typed_code_can_change(claim in any_poster(), bit in 0_u32..40) {
        let ring = ring_of_two();
        let shown = ring.typed_code(&claim).unwrap().to_string().replace('-', "");
        let alphabet = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let mut symbols = shown.into_bytes();
        let symbol = &mut symbols[(bit / 5) as usize];
        let value = alphabet.iter().position(|letter| letter == symbol).unwrap();
        *symbol = alphabet[value ^ (1 << (bit % 5))];
        let flipped = String::from_utf8(symbols).unwrap().parse::<TypedCode>();
        let taken = flipped.is_ok_and(|typed| ring.authenticate_typed(&typed, [&claim]).is_ok());
        prop_assert!(!taken);
    }
}
