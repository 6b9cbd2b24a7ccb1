//! What a refusal says.

use super::*;

fn every_refusal() -> Vec<Refusal> {
    let instant = at("10:30:00");
    let slot = Slot::at(instant);
    let class: crate::ids::ClassKey = "student".parse().unwrap();
    let mut refusals = vec![
        Refusal::TooEarly { opens_at: instant },
        Refusal::TooLate { closed_at: instant },
        Refusal::UploadTooLate {
            accepted_until: instant,
        },
        Refusal::ScannedInFuture,
        Refusal::NotEligible {
            reason: Ineligible::NotActive,
        },
        Refusal::NotEligible {
            reason: Ineligible::Class {
                class,
                eligible: vec![],
            },
        },
        Refusal::CodeRevoked,
        Refusal::SessionCancelled,
        Refusal::SessionUnknown,
        Refusal::Unreadable(Malformed::Length),
        Refusal::TypedUnreadable(TypedError::Length),
    ];
    refusals.extend(
        [
            VerifyError::WrongSociety {
                found: SocietyNumber::new(7).unwrap(),
            },
            VerifyError::UnknownKey {
                key: crate::venue_code::KeyId::new(1),
            },
            VerifyError::NotYetValid { from: instant },
            VerifyError::Expired { since: instant },
            VerifyError::SlotExpired { slot },
            VerifyError::SlotInFuture { slot },
            VerifyError::UnknownTyped,
        ]
        .map(Refusal::Code),
    );
    refusals
}

#[test]
fn every_refusal_has_words_of_its_own_in_both_languages() {
    let refusals = every_refusal();
    for language in [Language::Ja, Language::En] {
        let sentences: std::collections::BTreeSet<String> = refusals
            .iter()
            .map(|refusal| refusal.sentence(language))
            .collect();
        assert_eq!(sentences.len(), refusals.len());
        let end = language.pick("。", ".");
        for refusal in &refusals {
            assert!(refusal.sentence(language).ends_with(end), "{refusal:?}");
            assert!(refusal.next_step(language).ends_with(end), "{refusal:?}");
            // The member's words never show an instant of the machine's.
            assert!(!refusal.sentence(language).contains("2026-"), "{refusal:?}");
        }
    }
    let codes: std::collections::BTreeSet<&str> = refusals.iter().map(Refusal::code).collect();
    assert_eq!(codes.len(), refusals.len());
}

#[test]
fn times_are_those_of_japan() {
    let opens_at = at("10:30:00");
    let refusal = Refusal::TooEarly { opens_at };
    assert_eq!(
        refusal.sentence(Language::Ja),
        "参加登録の受付は11月21日 10:30からです。"
    );
    assert_eq!(
        refusal.sentence(Language::En),
        "Check-in opens at 10:30 on 21 November (Japan time)."
    );
}

#[test]
fn a_letter_that_no_code_has_is_named() {
    let sentence = |found, language| {
        Refusal::TypedUnreadable(TypedError::Character { found }).sentence(language)
    };
    assert!(sentence('U', Language::Ja).contains("「U」"));
    assert!(sentence('U', Language::En).contains("“U”"));
    // A character that turns the line around is not put into it.
    assert!(!sentence('\u{202e}', Language::En).contains('\u{202e}'));
}
