//! What the three societies' rules make of a ledger (JGETS-15, JHRS-15, P5).

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use proptest::prelude::*;
use shusseki_core::{
    credit::{
        Asked, Credits, Deed, Dossier, Entry, Holder, Note, Person, Reason, Scope, Standing,
        evaluate, granted,
    },
    ids::EntryId,
    society::{Certification, Period, Society, shipped},
    text::{Language, Text},
};

fn society(which: usize) -> Society {
    let (name, text) = shipped()[which];
    Society::parse(name, text).unwrap()
}

fn credits(text: &str) -> Credits {
    text.parse().unwrap()
}

fn entry(id: u128, day: &str, activity: &str, amount: &str, event: &str) -> Entry {
    Entry {
        id: EntryId::new(uuid::Uuid::from_u128(id)),
        day: day.parse().unwrap(),
        activity: activity.parse().unwrap(),
        role: "attend".parse().unwrap(),
        credits: credits(amount),
        society_held: true,
        event: Text::new(event, event),
        session: Text::new("参加", "Attendance"),
        voided: false,
        details: Default::default(),
    }
}

fn holder(society: &Society, first: &str, last: &str) -> Holder {
    Holder {
        certification: society.certifications[0].key.clone(),
        number: "JHRS17-1000".into(),
        period: Period::new(first.parse().unwrap(), last.parse().unwrap()),
        renewed_on: None,
        history: Default::default(),
    }
}

fn ask(
    society: &Society,
    certification: &Certification,
    holder: &Holder,
    entries: &[Entry],
    scope: Scope,
) -> Standing {
    let dossier = Dossier {
        holder,
        person: &Person::default(),
        entries,
    };
    let asked = Asked {
        day: "2026-11-20".parse().unwrap(),
        scope,
    };
    evaluate(society, certification, &dossier, &asked)
}

fn standing(which: usize, entries: &[Entry], scope: Scope) -> Standing {
    let society = society(which);
    let periods = [
        ("2025-04-01", "2030-03-31"),
        ("2023-08-01", "2028-07-31"),
        ("2023-04-01", "2028-03-31"),
    ];
    let holder = holder(&society, periods[which].0, periods[which].1);
    ask(
        &society,
        &society.certifications[0],
        &holder,
        entries,
        scope,
    )
}

fn jgets(seminars: &str) -> Vec<Entry> {
    vec![
        entry(1, "2023-05-26", "congress", "20", "第90回技師学会"),
        entry(2, "2024-01-21", "branch-meeting", "20", "第82回近畿"),
        entry(3, "2024-02-01", "device-course", "30", "機器講習会"),
        entry(4, "2024-02-29", "medical-lecture", "2", "e-ラーニング"),
        entry(5, "2024-03-01", "medical-seminar", seminars, "医学セミナー"),
    ]
}

fn sentences(standing: &Standing, language: Language) -> Vec<String> {
    // What the office will confirm is not told apart here.
    let told = |reason: &&Reason| !matches!(reason, Reason::ToBeConfirmed { .. });
    standing
        .reasons
        .iter()
        .filter(told)
        .map(|reason| reason.sentence(language))
        .collect()
}

#[test]
fn jgets_one_point_short_is_not_renewable_and_says_where_it_is_missing() {
    let standing = standing(2, &jgets("17"), Scope::CurrentPeriod);
    let raw: Vec<String> = standing
        .categories
        .iter()
        .map(|one| one.raw.to_string())
        .collect();
    let counted: Vec<String> = standing
        .categories
        .iter()
        .map(|one| one.counted.to_string())
        .collect();
    assert_eq!(raw, ["40", "30", "19"]);
    assert_eq!(counted, ["20", "10", "19"]);
    assert_eq!(
        (standing.total.raw, standing.total.counted),
        (credits("89"), credits("49"))
    );
    assert_eq!(standing.total.missing, credits("1"));
    assert!(!standing.renewable);
    let japanese = [
        "あと1点必要です（医学・その他セミナー）",
        "「技師学会・研究会」は20点まで数えます（20点は上限を超えています）",
        "「機器講習会」は10点まで数えます（20点は上限を超えています）",
    ];
    assert_eq!(sentences(&standing, Language::Ja), japanese);
    assert_eq!(
        sentences(&standing, Language::En)[0],
        "1 point still needed (Medical and other seminars)"
    );
}

#[test]
fn jgets_with_the_last_point_is_renewable() {
    let standing = standing(2, &jgets("18"), Scope::CurrentPeriod);
    assert_eq!(standing.total.counted, credits("50"));
    assert!(standing.renewable);
    assert_eq!(
        sentences(&standing, Language::Ja)[0],
        "更新に必要な点を満たしています"
    );
    assert!(standing.reasons.iter().all(|reason| !reason.blocks()));
}

#[test]
fn points_do_not_replace_an_attendance_that_is_required() {
    let jgets = society(2);
    let mut certification = jgets.certifications[0].clone();
    // The device courses alone could fill the total, if nothing else were asked.
    certification.versions[0].total.minimum = Some(credits("10"));
    let holder = holder(&jgets, "2023-04-01", "2028-03-31");
    let courses = [entry(1, "2024-02-01", "device-course", "10", "機器講習会")];
    let standing = ask(
        &jgets,
        &certification,
        &holder,
        &courses,
        Scope::CurrentPeriod,
    );
    assert!(standing.total.missing.is_zero());
    assert!(!standing.renewable);
    assert_eq!(standing.must_attend[0].missing, 1);
    let wanted = "「本会または支部会の学会・研究会」への参加があと1回必要です";
    assert_eq!(sentences(&standing, Language::Ja)[0], wanted);
}

#[test]
fn a_row_says_why_it_counts_for_less() {
    let standing = standing(2, &jgets("18"), Scope::CurrentPeriod);
    let notes: Vec<Option<String>> = standing
        .rows
        .iter()
        .map(|row| row.note.as_ref().map(|note| note.sentence(Language::Ja)))
        .collect();
    assert_eq!(notes[0], None);
    assert_eq!(
        notes[1].as_deref(),
        Some("「技師学会・研究会」の上限を超えた20点は数えません")
    );
    let running: Vec<String> = standing
        .rows
        .iter()
        .map(|row| row.running_total.to_string())
        .collect();
    assert_eq!(running, ["20", "20", "30", "32", "50"]);
}

fn jhrs() -> Vec<Entry> {
    let mut abroad = entry(2, "2026-05-01", "seminar", "10", "他団体のセミナー");
    abroad.society_held = false;
    vec![
        entry(1, "2025-07-03", "annual-meeting", "10", "第71回学術大会"),
        abroad,
        entry(3, "2026-07-02", "annual-meeting", "10", "第72回学術大会"),
        entry(4, "2024-07-04", "annual-meeting", "10", "第70回学術大会"),
    ]
}

#[test]
fn jhrs_rows_carry_both_running_totals() {
    let standing = standing(0, &jhrs(), Scope::CurrentPeriod);
    let running: Vec<(String, String)> = standing
        .rows
        .iter()
        .map(|row| {
            (
                row.running_total.to_string(),
                row.running_society_held.to_string(),
            )
        })
        .collect();
    let wanted = [("10", "10"), ("20", "10"), ("30", "20")];
    assert_eq!(
        running,
        wanted.map(|(total, held)| (total.to_owned(), held.to_owned()))
    );
    assert_eq!(standing.total.counted, credits("30"));
    assert_eq!(standing.of_which[0].sum.counted, credits("20"));
    assert!(standing.of_which[0].sum.missing.is_zero());
    assert_eq!(sentences(&standing, Language::Ja), ["あと20単位必要です"]);
}

#[test]
fn jhrs_asks_for_the_societys_own_meetings_even_when_the_total_is_reached() {
    let outside = (1..=5).map(|id| Entry {
        society_held: false,
        ..entry(id, "2026-05-01", "seminar", "10", "他団体のセミナー")
    });
    let standing = standing(0, &outside.collect::<Vec<_>>(), Scope::CurrentPeriod);
    assert!(standing.total.missing.is_zero());
    assert!(!standing.renewable);
    let wanted = ["うち「本学会主催の学術大会・研究会」があと10単位必要です"];
    assert_eq!(sentences(&standing, Language::Ja), wanted);
}

#[test]
fn after_a_renewal_the_count_begins_at_nothing() {
    let before: Vec<Entry> = (0..5)
        .map(|id| entry(id, "2024-07-04", "annual-meeting", "10", "第70回"))
        .collect();
    let empty = standing(0, &before, Scope::CurrentPeriod);
    assert!(empty.rows.is_empty());
    assert_eq!(empty.total.counted, Credits::ZERO);
    assert_eq!(empty.period.last.to_string(), "2030-03-31");
}

#[test]
fn what_is_before_the_last_renewal_is_shown_on_request_and_counts_nothing() {
    let all = standing(0, &jhrs(), Scope::IncludingBefore);
    assert_eq!(all.rows.len(), 4);
    assert!(all.rows[0].before_renewal);
    assert_eq!(all.rows[0].note, Some(Note::BeforePeriod));
    assert_eq!(all.rows[0].counted, Credits::ZERO);
    assert_eq!(all.total, standing(0, &jhrs(), Scope::CurrentPeriod).total);
}

#[test]
fn an_empty_ledger_has_a_standing_too() {
    for which in 0..3 {
        let standing = standing(which, &[], Scope::IncludingBefore);
        assert!(standing.rows.is_empty() && !standing.renewable);
        assert_eq!(standing.total.missing, standing.total.required);
    }
}

#[test]
fn jhrs_opens_its_renewal_on_the_first_of_april_at_one_in_the_afternoon() {
    let window = standing(0, &[], Scope::CurrentPeriod)
        .renewal_window
        .unwrap();
    assert_eq!(window.opens.to_string(), "2030-04-01T04:00:00Z");
}

fn jsnm(lectures: &str, spring: &str) -> Vec<Entry> {
    vec![
        entry(1, "2023-11-16", "annual-meeting", "30", "第63回学術総会"),
        entry(2, "2024-05-11", spring, "15", "第24回春季大会"),
        entry(
            3,
            "2024-11-07",
            "educational-lecture",
            lectures,
            "第64回学術総会",
        ),
    ]
}

#[test]
fn jsnm_asks_for_60_credits_and_one_of_each_meeting() {
    assert!(standing(1, &jsnm("15", "spring-meeting"), Scope::CurrentPeriod).renewable);
    let short = standing(1, &jsnm("14.5", "spring-meeting"), Scope::CurrentPeriod);
    assert_eq!(sentences(&short, Language::Ja), ["あと0.5単位必要です"]);
    let absent = standing(1, &jsnm("15", "regional-meeting"), Scope::CurrentPeriod);
    assert_eq!(
        sentences(&absent, Language::Ja),
        ["「春季大会」への参加があと1回必要です"]
    );
    assert_eq!(
        sentences(&absent, Language::En),
        ["One attendance of “Spring meeting” is still needed"]
    );
}

#[test]
fn entries_outside_the_rules_are_kept_and_explained() {
    let entries = [
        entry(1, "2026-01-01", "designated-course", "10", "指定講習"),
        entry(2, "2026-01-02", "no-longer-declared", "10", "昔の催し"),
        entry(3, "2031-01-01", "seminar", "10", "期間後のセミナー"),
    ];
    let standing = standing(0, &entries, Scope::CurrentPeriod);
    let notes: Vec<&Note> = standing
        .rows
        .iter()
        .filter_map(|row| row.note.as_ref())
        .collect();
    assert_eq!(
        notes,
        [
            &Note::CountsNowhere,
            &Note::UnknownActivity,
            &Note::AfterPeriod
        ]
    );
    assert_eq!(standing.total.raw, Credits::ZERO);
}

#[test]
fn attending_grants_what_the_definition_says() {
    let jsnm = society(1);
    let gives = |activity: &str, role: &str| {
        granted(
            &jsnm,
            &activity.parse().unwrap(),
            &Deed {
                role: &role.parse().unwrap(),
                day: "2026-11-20".parse().unwrap(),
                minutes: None,
            },
        )
    };
    assert_eq!(gives("educational-lecture", "attend"), Some(credits("2.5")));
    assert_eq!(gives("educational-lecture", "chair"), None);
    assert_eq!(gives("no-such-activity", "attend"), None);
}

/// Four categories in each other, with caps and minimums on the way, and the amounts by hand.
#[test]
fn caps_apply_before_the_sum_goes_up() {
    let nested = r#"
        total minimum=30
        category aa ja="甲" cap=25 {
            counts congress
            category bb ja="乙" cap=12.5 minimum=5 {
                counts branch-meeting
                category cc ja="丙" cap=4 { counts device-course }
            }
        }
        category dd ja="丁" { counts medical-seminar medical-lecture other-lecture }
    "#;
    let text = shipped()[2].1;
    // Without its examples, which name the categories that are replaced.
    let (text, _) = text.split_once("\nexample ").unwrap();
    let (before, requires) = text.split_once("total minimum=50").unwrap();
    let (_, after) = requires.split_once("must-attend").unwrap();
    let text = format!("{before}{nested}must-attend{after}");
    let jgets = Society::parse("nested.kdl", &text).unwrap();
    let entries = [
        entry(1, "2024-01-01", "device-course", "9", "機器"),
        entry(2, "2024-01-02", "branch-meeting", "10", "支部"),
        entry(3, "2024-01-03", "congress", "20", "本会"),
        entry(4, "2024-01-04", "medical-seminar", "0.5", "講義"),
    ];
    let holder = holder(&jgets, "2023-04-01", "2028-03-31");
    let standing = ask(
        &jgets,
        &jgets.certifications[0],
        &holder,
        &entries,
        Scope::CurrentPeriod,
    );
    let a = &standing.categories[0];
    let (b, c) = (&a.children[0], &a.children[0].children[0]);
    let shown = |one: &shusseki_core::credit::CategoryStanding| {
        format!("{}/{}/{}", one.raw, one.counted, one.capped_off)
    };
    assert_eq!(
        [shown(a), shown(b), shown(c)],
        ["39/25/14", "19/12.5/6.5", "9/4/5"]
    );
    assert_eq!(standing.total.counted, credits("25.5"));
    assert_eq!(
        sentences(&standing, Language::Ja)[0],
        "あと4.5点必要です（丁）"
    );
}

fn ledger() -> impl Strategy<Value = Vec<Entry>> {
    let activities = prop::sample::select(vec![
        "congress",
        "branch-meeting",
        "device-course",
        "medical-seminar",
        "medical-lecture",
        "unknown-thing",
    ]);
    let one = (
        activities,
        0..2400_i64,
        0..600_u32,
        any::<bool>(),
        any::<bool>(),
    );
    prop::collection::vec(one, 0..40).prop_map(|ledger| {
        let entries = ledger.into_iter().zip(1_u128..);
        let entries = entries.map(|((activity, day, tenths, society_held, voided), id)| {
            let first: jiff::civil::Date = "2022-01-01".parse().unwrap();
            Entry {
                day: first.checked_add(jiff::Span::new().days(day)).unwrap(),
                society_held,
                voided,
                ..entry(
                    id,
                    "2022-01-01",
                    activity,
                    &format!("{}.{}", tenths / 10, tenths % 10),
                    "催し",
                )
            }
        });
        entries.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nothing_counts_for_more_than_was_earned_or_than_a_cap_lets(entries in ledger()) {
        let standing = standing(2, &entries, Scope::IncludingBefore);
        prop_assert!(standing.total.counted <= standing.total.raw);
        for category in &standing.categories {
            prop_assert!(category.counted <= category.raw);
            prop_assert!(category.counted <= category.cap.unwrap());
            prop_assert_eq!(category.counted + category.capped_off, category.raw);
        }
        let by_category: Credits = standing.categories.iter().map(|one| one.counted).sum();
        let by_row: Credits = standing.rows.iter().map(|row| row.counted).sum();
        prop_assert_eq!(by_category, standing.total.counted);
        prop_assert_eq!(by_row, standing.total.counted);
        for row in &standing.rows {
            prop_assert!(row.counted <= row.entry.credits);
            prop_assert!(row.running_society_held <= row.running_total);
        }
    }

    #[test]
    fn the_order_of_the_entries_is_of_no_importance(
        (entries, shuffled) in ledger().prop_flat_map(|entries| (Just(entries.clone()), Just(entries).prop_shuffle())),
    ) {
        let scope = Scope::IncludingBefore;
        prop_assert_eq!(standing(2, &entries, scope), standing(2, &shuffled, scope));
    }

    #[test]
    fn a_void_equals_never_granted(entries in ledger()) {
        let kept: Vec<Entry> = entries.iter().filter(|entry| !entry.voided).cloned().collect();
        let scope = Scope::IncludingBefore;
        prop_assert_eq!(standing(2, &entries, scope), standing(2, &kept, scope));
    }

    #[test]
    fn one_more_entry_never_makes_a_standing_worse(entries in ledger(), more in ledger()) {
        let scope = Scope::CurrentPeriod;
        let fewer = standing(2, &entries, scope);
        let more: Vec<Entry> = entries.into_iter().chain(more.into_iter().zip(1_000_u128..).map(|(entry, id)| Entry {
            id: EntryId::new(uuid::Uuid::from_u128(id)),
            ..entry
        })).collect();
        let more = standing(2, &more, scope);
        prop_assert!(more.total.counted >= fewer.total.counted);
        prop_assert!(more.renewable || !fewer.renewable);
    }
}
