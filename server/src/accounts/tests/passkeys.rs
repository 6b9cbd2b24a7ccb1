//! Passkeys, with an authenticator made of software: what is taken, and everything that is not.

use super::{House, NEXT, OWN, somewhere};
use crate::accounts::change::{Way, put_in_place};
use crate::accounts::factors::{self, FactorError, Owner};
use crate::accounts::gate::Gate;
use crate::accounts::passkeys::{self, MadePasskey, PasskeyAnswer, PasskeyError};
use crate::accounts::sessions::{Arrival, Device};
use crate::app::Tenant;
use crate::clock::Clock as _;
use crate::members::{Member, StaffRole, store as member_store};
use data_encoding::BASE64URL_NOPAD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use shusseki_core::ids::MemberId;
use shusseki_tests::engines;

const HOST: &str = "attend.example.org";
const ORIGIN: &str = "https://attend.example.org";
/// Present, verified, with a key.
const MADE: u8 = 0x45;
/// Present, verified.
const USED: u8 = 0x05;
/// What stands around the halves of a P-256 key in COSE.
const COSE: [&[u8]; 2] = [
    &[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20],
    &[0x22, 0x58, 0x20],
];

/// A phone.
struct Authenticator {
    pair: EcdsaKeyPair,
    id: Vec<u8>,
    /// For whom it made the passkey.
    user: MemberId,
}

/// What a browser and its authenticator say.
struct Saying<'a> {
    kind: &'a str,
    challenge: &'a str,
    origin: &'a str,
    host: &'a str,
    flags: u8,
    counter: u32,
}

impl<'a> Saying<'a> {
    fn making(challenge: &'a str) -> Self {
        Self {
            kind: "webauthn.create",
            challenge,
            origin: ORIGIN,
            host: HOST,
            flags: MADE,
            counter: 0,
        }
    }

    fn using(challenge: &'a str) -> Self {
        Self {
            kind: "webauthn.get",
            flags: USED,
            ..Self::making(challenge)
        }
    }

    fn client_data(&self) -> String {
        serde_json::json!({ "type": self.kind, "challenge": self.challenge, "origin": self.origin, "crossOrigin": false }).to_string()
    }

    fn authenticator_data(&self) -> Vec<u8> {
        [
            digest(&SHA256, self.host.as_bytes()).as_ref(),
            &[self.flags],
            &self.counter.to_be_bytes(),
        ]
        .concat()
    }
}

fn base64(bytes: impl AsRef<[u8]>) -> String {
    BASE64URL_NOPAD.encode(bytes.as_ref())
}

impl Authenticator {
    fn new(number: u8, owner: &Member) -> Self {
        let (random, algorithm) = (SystemRandom::new(), &ECDSA_P256_SHA256_ASN1_SIGNING);
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap();
        Self {
            pair,
            id: vec![number; 32],
            user: owner.id,
        }
    }

    fn make(&self, saying: &Saying<'_>) -> MadePasskey {
        let (x, y) = self.pair.public_key().as_ref()[1..].split_at(32);
        let id = [&[0; 16][..], &[0, 32], &self.id].concat();
        let key = [COSE[0], x, COSE[1], y].concat();
        MadePasskey {
            client_data: base64(saying.client_data()),
            authenticator_data: base64([saying.authenticator_data(), id, key].concat()),
            passkey_name: " 電話 ".to_owned(),
        }
    }

    fn answer(&self, saying: &Saying<'_>) -> PasskeyAnswer {
        let (client, said) = (saying.client_data(), saying.authenticator_data());
        let message = [said.as_slice(), digest(&SHA256, client.as_bytes()).as_ref()].concat();
        PasskeyAnswer {
            credential: base64(&self.id),
            client_data: base64(client),
            authenticator_data: base64(said),
            signature: base64(self.pair.sign(&SystemRandom::new(), &message).unwrap()),
            user_handle: base64(self.user.uuid().as_bytes()),
        }
    }
}

impl House {
    async fn adding(&self, tenant: &Tenant, member: &Member) -> String {
        let offer = passkeys::adding_offer(&self.app, tenant, member, OWN).await;
        offer.unwrap().challenge
    }

    fn logging_in(&self, tenant: &Tenant) -> String {
        passkeys::login_offer(&self.app, tenant)
            .unwrap()
            .unwrap()
            .challenge
    }

    async fn add(
        &self,
        tenant: &Tenant,
        member: &Member,
        made: &MadePasskey,
    ) -> Result<Option<Vec<String>>, PasskeyError> {
        let token = self.kept(tenant, member).await;
        let owner = Owner {
            member,
            token: &token,
        };
        passkeys::add(&self.app, tenant, owner, made, "iPhone・Safari").await
    }

    /// The token of a login, whether or not the password alone opens one.
    async fn kept(&self, tenant: &Tenant, member: &Member) -> String {
        self.enter(tenant, member, OWN).await
    }

    async fn with_passkey(&self, tenant: &Tenant, member: &Member, number: u8) -> Authenticator {
        let phone = Authenticator::new(number, member);
        let made = phone.make(&Saying::making(&self.adding(tenant, member).await));
        self.add(tenant, member, &made).await.unwrap();
        phone
    }

    async fn answer(
        &self,
        tenant: &Tenant,
        answer: &PasskeyAnswer,
    ) -> Result<String, PasskeyError> {
        let device = Device::default();
        let arrival = Arrival {
            from: somewhere(),
            device: &device,
            token: None,
        };
        passkeys::log_in(&self.app, tenant, answer, arrival)
            .await
            .map(|(_, token)| token)
    }
}

fn is_refused<T>(result: &Result<T, PasskeyError>) -> bool {
    matches!(result, Err(PasskeyError::Refused(_)))
}

engines! {
    async fn a_passkey_opens_the_door_and_each_answer_once(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.regular(&jhrs, "00123").await;
        let phone = Authenticator::new(1, &member);
        let elsewhere = house.enter(&jhrs, &member, OWN).await;
        let made = phone.make(&Saying::making(&house.adding(&jhrs, &member).await));
        let codes = house.add(&jhrs, &member, &made).await.unwrap().expect("the first factor brings recovery codes");
        assert_eq!(codes.len(), 10);
        assert_eq!(house.inside(&jhrs, &elsewhere).await, None, "other logins end");
        let listed = passkeys::list(&house.app, &jhrs, member.id).await.unwrap();
        assert_eq!((listed.len(), listed[0].name.as_str()), (1, "電話"));
        let challenge = house.logging_in(&jhrs);
        let answer = phone.answer(&Saying::using(&challenge));
        let token = house.answer(&jhrs, &answer).await.unwrap();
        assert!(house.inside(&jhrs, &token).await.is_some());
        assert!(matches!(house.answer(&jhrs, &answer).await, Err(PasskeyError::Stale)), "the same answer again");
        let listed = passkeys::list(&house.app, &jhrs, member.id).await.unwrap();
        assert!(listed[0].used_at.is_some());
        // A second one brings no codes; the same one can't be added twice.
        house.minutes_later(1);
        let other = Authenticator::new(2, &member);
        let made = other.make(&Saying::making(&house.adding(&jhrs, &member).await));
        assert_eq!(house.add(&jhrs, &member, &made).await.unwrap(), None);
        let again = other.make(&Saying::making(&house.adding(&jhrs, &member).await));
        assert!(is_refused(&house.add(&jhrs, &member, &again).await));
        assert_eq!(house.deeds().await, ["passkey-added", "passkey-added"]);
        let to = "m00123@mail.example";
        assert_eq!(house.mails().await, [format!("passkey-added {to}"), format!("passkey-added {to}")]);
    }

    async fn whatever_is_not_what_was_asked_for_is_refused(engine) {
        let house = House::new(engine).await;
        let (jhrs, jsnm) = (house.tenant("jhrs"), house.tenant("jsnm"));
        let (member, neighbour) = (house.regular(&jhrs, "00123").await, house.regular(&jhrs, "00124").await);
        let phone = Authenticator::new(1, &member);
        let challenge = house.adding(&jhrs, &member).await;
        let (theirs, login) = (house.adding(&jhrs, &neighbour).await, house.logging_in(&jhrs));
        let right = || Saying::making(&challenge);
        let wrong = [
            Saying { kind: "webauthn.get", ..right() },
            Saying { origin: "https://evil.example", ..right() },
            Saying { origin: "http://attend.example.org", ..right() },
            Saying { host: "evil.example", ..right() },
            Saying { flags: 0x41, ..right() },
            Saying { flags: 0x44, ..right() },
            Saying { flags: 0x05, ..right() },
            Saying { challenge: &theirs, ..right() },
            Saying { challenge: &login, ..right() },
            Saying { challenge: "AAAA", ..right() },
        ];
        for saying in &wrong {
            assert!(is_refused(&house.add(&jhrs, &member, &phone.make(saying)).await), "{}", saying.client_data());
        }
        let whole = BASE64URL_NOPAD.decode(phone.make(&right()).authenticator_data.as_bytes()).unwrap();
        for broken in [
            MadePasskey { authenticator_data: base64(&whole[..whole.len() - 1]), ..phone.make(&right()) },
            MadePasskey { authenticator_data: base64([&whole[..], b"more"].concat()), ..phone.make(&right()) },
            MadePasskey { client_data: base64(b"{}"), ..phone.make(&right()) },
            MadePasskey { client_data: "?".to_owned(), ..phone.make(&right()) },
            MadePasskey { authenticator_data: String::new(), ..phone.make(&right()) },
            MadePasskey { authenticator_data: base64([7; 60]), ..phone.make(&right()) },
            MadePasskey::default(),
        ] {
            assert!(is_refused(&house.add(&jhrs, &member, &broken).await), "{broken:?}");
        }
        let refused = passkeys::adding_offer(&house.app, &jhrs, &member, "wrong").await;
        assert!(matches!(refused, Err(PasskeyError::Factor(FactorError::WrongPassword))));
        let made = phone.make(&right());
        house.add(&jhrs, &member, &made).await.unwrap();

        let challenge = house.logging_in(&jhrs);
        let (adding, abroad) = (house.adding(&jhrs, &member).await, house.logging_in(&jsnm));
        let right = || Saying::using(&challenge);
        for saying in [
            Saying { kind: "webauthn.create", ..right() },
            Saying { origin: "https://evil.example", ..right() },
            Saying { host: "evil.example", ..right() },
            Saying { flags: 0x01, ..right() },
            Saying { flags: 0x04, ..right() },
            Saying { challenge: &adding, ..right() },
            Saying { challenge: &abroad, ..right() },
        ] {
            assert!(is_refused(&house.answer(&jhrs, &phone.answer(&saying)).await), "{}", saying.client_data());
        }
        let stranger = Authenticator { id: phone.id.clone(), ..Authenticator::new(1, &member) };
        assert!(is_refused(&house.answer(&jhrs, &stranger.answer(&right())).await), "another's signature");
        let altered = PasskeyAnswer { client_data: base64(Saying { origin: ORIGIN, ..Saying::using("x") }.client_data()), ..phone.answer(&right()) };
        assert!(is_refused(&house.answer(&jhrs, &altered).await));
        assert!(is_refused(&house.answer(&jsnm, &phone.answer(&Saying::using(&abroad))).await), "another society");
        assert!(is_refused(&house.answer(&jhrs, &PasskeyAnswer::default()).await));
        // Whose the passkey is says the authenticator too (Level 3, 7.2, step 6).
        for user_handle in [String::new(), base64(neighbour.id.uuid().as_bytes()), base64(b"00123")] {
            let answer = PasskeyAnswer { user_handle, ..phone.answer(&right()) };
            assert!(is_refused(&house.answer(&jhrs, &answer).await), "{answer:?}");
        }
        house.minutes_later(30);
        let late = house.answer(&jhrs, &phone.answer(&right())).await;
        assert!(matches!(late, Err(PasskeyError::Stale)), "{late:?}");
        let challenge = house.logging_in(&jhrs);
        assert!(house.answer(&jhrs, &phone.answer(&Saying::using(&challenge))).await.is_ok());
    }

    async fn a_passkey_of_another_society_is_nobodys_key_to_this_one(engine) {
        // Who knows another's passkey of a society on the same host adds it to an account of her own, so
        // that its owner would log in to that account unawares.
        let house = House::new(engine).await;
        let (jhrs, jsnm) = (house.tenant("jhrs"), house.tenant("jsnm"));
        let owner = house.regular(&jhrs, "00123").await;
        let phone = house.with_passkey(&jhrs, &owner, 1).await;
        let trickster = house.regular(&jsnm, "00999").await;
        let made = phone.make(&Saying::making(&house.adding(&jsnm, &trickster).await));
        house.add(&jsnm, &trickster, &made).await.unwrap();
        let challenge = house.logging_in(&jsnm);
        assert!(is_refused(&house.answer(&jsnm, &phone.answer(&Saying::using(&challenge))).await));
    }

    async fn a_copy_is_noticed_where_the_passkey_counts(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.regular(&jhrs, "00123").await;
        let phone = house.with_passkey(&jhrs, &member, 1).await;
        for (counter, taken) in [(0, true), (0, true), (5, true), (5, false), (4, false), (0, false), (6, true)] {
            let challenge = house.logging_in(&jhrs);
            let answered = house.answer(&jhrs, &phone.answer(&Saying { counter, ..Saying::using(&challenge) })).await;
            assert_eq!(answered.is_ok(), taken, "{counter}: {answered:?}");
        }
    }

    async fn it_is_the_offices_factor_and_outlives_a_reset_but_no_withdrawal(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.regular(&jhrs, "00123").await;
        let phone = house.with_passkey(&jhrs, &member, 1).await;
        let mut tx = house.app.db.write().await.unwrap();
        member_store::insert_role(&mut tx, jhrs.slug(), member.id, StaffRole::Events).await.unwrap();
        let hash = house.app.passwords.hash(NEXT.to_owned()).await.unwrap();
        put_in_place(&mut tx, &jhrs, &member, &hash, Way::Reset, None, house.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let challenge = house.logging_in(&jhrs);
        let token = house.answer(&jhrs, &phone.answer(&Saying::using(&challenge))).await.unwrap();
        assert_eq!(house.inside(&jhrs, &token).await, Some(None));
        let owner = Owner { member: &member, token: &token };
        let (id, wrong) = (base64(&phone.id), "wrong");
        let refused = passkeys::remove(&house.app, &jhrs, owner, &id, wrong).await;
        assert!(matches!(refused, Err(PasskeyError::Factor(FactorError::WrongPassword))));
        let unknown = passkeys::remove(&house.app, &jhrs, owner, "unknown", NEXT).await;
        assert!(matches!(unknown, Err(PasskeyError::Factor(FactorError::Changed))));
        house.database().await.run("UPDATE members SET status = 'withdrawn'").await;
        let challenge = house.logging_in(&jhrs);
        assert!(is_refused(&house.answer(&jhrs, &phone.answer(&Saying::using(&challenge))).await));
        house.database().await.run("UPDATE members SET status = 'active'").await;
        passkeys::remove(&house.app, &jhrs, owner, &id, NEXT).await.unwrap();
        // Without it the office's pages are shut, its recovery codes are gone, and it opens nothing.
        assert_eq!(house.inside(&jhrs, &token).await, Some(Some(Gate::SecondFactor)));
        let mut conn = house.app.db.read().await.unwrap();
        assert_eq!(factors::of(&mut conn, jhrs.slug(), member.id).await.unwrap(), None);
        drop(conn);
        assert_eq!(house.database().await.number("SELECT COUNT(*) FROM recovery_codes").await, 0);
        let challenge = house.logging_in(&jhrs);
        assert!(is_refused(&house.answer(&jhrs, &phone.answer(&Saying::using(&challenge))).await));
    }
}
