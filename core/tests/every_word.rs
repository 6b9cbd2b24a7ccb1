//! A definition that uses every word of the language, and what is read from it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use shusseki_core::{
    audience::{Audience, Post, Selection as Members, Standing},
    credit::{
        Bucket, Change, Counts, Credits, Declared, Demand, Evidence, Quantity, Requirements,
        SOCIETY_HELD, Selection, When, Worth,
    },
    society::{
        AfterChange, Certification, Checked, CreditsUntil, Expected, ExpectedStatus, ExpectedSum,
        ExtensionFor, FirstLogin, ForfeitRule, Length, Period, Society, Whole, check,
    },
    text::Text,
};

fn checked() -> Checked {
    let checked = check("every-word.kdl", include_str!("definitions/every-word.kdl"));
    assert!(checked.diagnostics.is_empty(), "{}", checked.diagnostics[0]);
    checked
}

fn society() -> Society {
    checked().society.unwrap()
}

fn specialist() -> Certification {
    society().certifications[0].clone()
}

fn new_rules() -> Requirements {
    specialist().versions[1].clone()
}

fn key<T: std::str::FromStr<Err: std::fmt::Debug>>(word: &str) -> T {
    word.parse().unwrap()
}

fn credits(text: &str) -> Credits {
    text.parse().unwrap()
}

#[test]
fn tags_and_traits_are_declared() {
    let society = society();
    assert_eq!(society.tags[0].name, Text::new("現地参加", "On site"));
    assert_eq!(society.tags[1].name.en, "オンライン");
    assert_eq!(society.traits[0].key, key("nurse"));
}

#[test]
fn the_first_login_is_what_the_society_says() {
    let first = society().first_login;
    let temporary = first.temporary.unwrap();
    assert_eq!((temporary.days, temporary.in_app), (45, true));
    assert_eq!(temporary.then, AfterChange::LogInAgain);
    assert_eq!(first.notice[0], Text::new("お知らせの一", "Notice one"));
    assert_eq!(first.notice[1].en, "お知らせの二");
    assert_eq!(first.confirm_profile_days, Some(14));
    assert!(first.by_reset);
    let text = include_str!("definitions/every-word.kdl");
    let (before, rest) = text.split_once("first-login {").unwrap();
    let (_, after) = rest.split_once("\n}\n").unwrap();
    let silent = check("every-word.kdl", &format!("{before}{after}"));
    let usual = silent.society.unwrap().first_login;
    assert_eq!(usual, FirstLogin::default());
}

#[test]
fn notices_have_audiences_of_the_societys_own() {
    // Elsewhere the districts of this definition are taken away.
    let text = include_str!("definitions/every-word.kdl");
    let text = text.replacen(
        "classes regular\n",
        "classes regular\n        districts east\n",
        1,
    );
    let notices = check("every-word.kdl", &text).society.unwrap().notices;
    let [all, eastern] = &notices.audiences[..] else {
        panic!("two audiences");
    };
    assert!(notices.mail);
    assert_eq!(all.audience, Audience::Everybody);
    assert_eq!(eastern.name, Text::new("東の役員", "東の役員"));
    let wanted = Members {
        classes: [key("regular")].into(),
        districts: [key("east")].into(),
        certifications: [key("specialist")].into(),
        posts: [
            Post::Office("評議員".to_owned()),
            Post::Office("理事".to_owned()),
            Post::Committee("編集委員会".to_owned()),
        ]
        .into(),
        standings: Standing::OF_MEMBERS.into(),
    };
    assert_eq!(eastern.audience, Audience::Members(wanted));
}

#[test]
fn the_support_desk_says_what_the_file_says() {
    let society = society();
    let [guide] = &society.support.guides[..] else {
        panic!("one guide");
    };
    assert_eq!(guide.form, Some(key("renaming")));
    assert_eq!(guide.texts[1].en, "写しを添える");
    assert_eq!(guide.links[0].address, "https://example.org/name");
    assert_eq!(
        guide.links[0].about,
        Some(Text::new("外部のページ", "Elsewhere"))
    );
    let form = society.support.form("renaming").unwrap();
    assert_eq!((form.rows[0].lines, form.rows[1].lines), (1, 3));
    assert_eq!(form.notes[0].en, "Seal it");
    let desk = &society.support.desks[0];
    assert_eq!(desk.phone.as_deref(), Some("03-0000-0000"));
    assert_eq!(desk.mail.as_deref(), Some("help@example.org"));
    assert_eq!(desk.hours, Some(Text::new("平日", "Weekdays")));
    assert_eq!(society.support.guests[0].en, "Guest number");
    assert_eq!(society.publications[0].title.en, "Journal");
    let question = &society.questions[0].questions[0];
    assert_eq!(question.answers[0].ja, "できます");
}

#[test]
fn an_activity_gives_credits_line_by_line() {
    let society = society();
    let [meeting, lecture, viewing, ..] = &society.activities[..] else {
        panic!("three activities");
    };
    assert!(meeting.reception && !lecture.reception);
    assert_eq!(meeting.credits.len(), 2);
    assert_eq!(meeting.credits[0].roles[&key("present")], credits("12.5"));
    assert_eq!(meeting.credits[1].from.unwrap().to_string(), "2024-04-01");
    assert_eq!(meeting.credits[1].until.unwrap().to_string(), "2029-03-31");
    assert_eq!(lecture.credits[0].per_minutes, Some(30));
    assert_eq!(viewing.credits[0].least_minutes, Some(300));
}

#[test]
fn a_certification_says_how_long_it_is_valid_and_what_moves_that() {
    let [specialist, instructor] = &society().certifications[..] else {
        panic!("two certifications");
    };
    let length = |years, months| Length { years, months };
    assert_eq!(specialist.period.length, length(5, 5));
    assert_eq!(specialist.period.first, Some(length(6, 1)));
    assert_eq!(specialist.period.ends, Some(key("03-31")));
    assert_eq!(
        specialist.period.credits_until,
        CreditsUntil::Day(key("02-28"))
    );
    assert_eq!(instructor.period.ends, Some(key("12-31")));
    assert_eq!(instructor.period.credits_until, CreditsUntil::Application);
    let suspension = specialist.suspension.as_ref().unwrap();
    assert_eq!(suspension.at_most_years, Some(3));
    assert_eq!(
        (suspension.whole, suspension.credits_count),
        (Whole::Years, true)
    );
    let [postponed, fy2020] = &specialist.extensions[..] else {
        panic!("two extensions");
    };
    assert!(postponed.backdated && postponed.whom == ExtensionFor::Granted);
    assert_eq!(fy2020.by, length(0, 6));
    let during = Period::new(key("2020-04-01"), key("2021-03-31"));
    assert_eq!(
        fy2020.whom,
        ExtensionFor::Unasked {
            during: Some(during),
            cohort: Some(Period::new(key("2015-04-01"), key("2019-03-31"))),
        }
    );
    let dues = ForfeitRule::DuesUnpaid {
        years: 2,
        back_to_first: true,
    };
    assert_eq!(specialist.forfeits, [ForfeitRule::Withdrawal, dues]);
}

#[test]
fn what_is_renewed_with_another_has_its_versions() {
    let [specialist, instructor] = &society().certifications[..] else {
        panic!("two certifications");
    };
    assert_eq!(instructor.versions, specialist.versions);
    assert!(instructor.suspension.is_none());
}

#[test]
fn versions_say_when_they_apply() {
    let versions = specialist().versions;
    let names: Vec<&str> = versions.iter().map(|version| &*version.name.ja).collect();
    assert_eq!(names, ["旧制度", "新制度", "次期制度"]);
    assert_eq!(versions[0].applies.until, Some(key("2026-03-31")));
    assert_eq!(versions[1].applies.from, Some(key("2026-04-01")));
    assert_eq!(versions[1].applies.certified_until, Some(key("2030-12-31")));
    assert_eq!(versions[2].applies.certified_from, Some(key("2020-01-01")));
    assert!(versions[2].applies.or_more_favourable && !versions[1].applies.or_more_favourable);
}

#[test]
fn the_total_holds_lines_limits_and_floors() {
    let total = new_rules().total;
    assert_eq!(
        (total.minimum, total.cap),
        (Some(credits("50")), Some(credits("80")))
    );
    let paper = Counts {
        only: Selection {
            activities: [key("paper")].into(),
            role: Some(key("present")),
            ..Selection::default()
        },
        worth: Some(Worth {
            credits: credits("10"),
            per_minutes: None,
            least_minutes: None,
        }),
        once_per: Some(Bucket::Year),
        ..Counts::default()
    };
    assert_eq!(total.counts[0], paper);
    let worth = total.counts[1].worth.unwrap();
    assert_eq!(
        (worth.per_minutes, worth.least_minutes),
        (Some(30), Some(60))
    );
    assert_eq!(total.counts[1].only.evidence, Some(Evidence::Recorded));
    let tagged = &total.counts[2].only;
    assert_eq!(
        (&tagged.tag, &tagged.without),
        (&Some(key("on-site")), &Some(key("online")))
    );
    assert_eq!(tagged.code.as_deref(), Some("12"));
    assert_eq!(total.limits[0].only.activities, [key("paper")].into());
    assert_eq!(total.limits[0].only.until, Some(key("2030-03-31")));
    assert_eq!(total.limits[1].most, Quantity::Times(3));
    assert_eq!(total.limits[1].per, Bucket::Event);
    assert_eq!(
        (total.floors[0].per, total.floors[1].per),
        (Bucket::Year, Bucket::Period)
    );
    assert_eq!(total.floors[1].least, Quantity::Times(1));
}

#[test]
fn categories_nest() {
    let [practice, lectures] = &new_rules().total.categories[..] else {
        panic!("two categories");
    };
    assert_eq!(practice.work[0].step, credits("0.5"));
    assert_eq!(lectures.each_code, Some(credits("1")));
    assert_eq!(lectures.limits[0].most, Quantity::Credits(credits("8")));
    assert_eq!(lectures.categories[0].key, key("required"));
    assert_eq!(lectures.categories[0].counts.len(), 2);
}

#[test]
fn what_must_be_contained_or_attended_is_selected() {
    let rules = new_rules();
    assert_eq!(rules.of_which[0].only[0].tag, Some(key(SOCIETY_HELD)));
    assert_eq!(
        rules.of_which[0].only[1].activities,
        [key("meeting")].into()
    );
    let [meeting, courses] = &rules.must_attend[..] else {
        panic!("two required attendances");
    };
    assert_eq!(
        (meeting.times, meeting.distinct, meeting.each),
        (2, Bucket::Event, false)
    );
    assert_eq!(
        (courses.distinct, courses.each, courses.only.len()),
        (Bucket::Session, true, 2)
    );
}

#[test]
fn conditions_are_read_in_the_order_of_the_file() {
    let rules = new_rules();
    let demands: Vec<(&str, &Demand)> = rules
        .conditions
        .iter()
        .map(|one| (one.key.as_str(), &one.demand))
        .collect();
    let wanted = [
        ("membership", Demand::MemberOfAny(vec!["sample".into()])),
        (
            "either-society",
            Demand::MemberOfAny(vec!["jrs".into(), "jsnm".into()]),
        ),
        ("dues", Demand::DuesPaid),
        ("base-specialist", Demand::Holds(key("base-specialist"))),
        ("reports", Demand::Documents(5)),
        ("practice-hours", Demand::Hours(2000)),
        ("test", Demand::Exam(Some(credits("60")))),
        ("workplace", Demand::Confirmed),
    ];
    assert_eq!(
        demands,
        wanted.each_ref().map(|(key, demand)| (*key, demand))
    );
    assert_eq!(rules.only_as_member_of.as_deref(), Some("sample"));
    assert_eq!(rules.declared, Declared::AsDeclared);
    assert_eq!(specialist().versions[0].declared, Declared::NotAccepted);
    assert_eq!(rules.carries_over, Some(credits("10")));
}

#[test]
fn ways_require_on_their_own() {
    let rules = new_rules();
    let [by_credits, by_exam] = &rules.alternatives[0][..] else {
        panic!("two ways");
    };
    assert_eq!(by_credits.requires.total.minimum, Some(credits("30")));
    assert_eq!(by_exam.requires.total.minimum, None);
    assert_eq!(by_exam.requires.conditions[0].demand, Demand::Exam(None));
}

#[test]
fn a_case_says_for_whom_and_what_changes() {
    let rules = new_rules();
    let case = &rules.cases[0];
    let old = When {
        age_from: Some(65),
        age_until: Some(99),
        renewals_from: Some(3),
        renewals_until: Some(20),
        ..When::default()
    };
    assert_eq!(case.when[0], old);
    let other = When {
        certified_from: Some(key("1990-01-01")),
        certified_until: Some(key("2004-12-01")),
        is: Some(key("nurse")),
        is_not: Some(key("hospital")),
        holds: Some(key("instructor")),
        class: Some(key("honorary")),
        period_contains: Some(key("2027-01-01")),
        ..When::default()
    };
    assert_eq!(case.when[1], other);
    let changes = &case.changes[..7];
    let wanted = [
        Change::Minimum(key("total"), Some(credits("40"))),
        Change::Cap(key("total"), None),
        Change::Minimum(key("lectures"), None),
        Change::Cap(key("required"), Some(credits("5"))),
        Change::OfWhich(key("own"), credits("20")),
        Change::Waives(key("reports")),
        Change::Waives(key("courses")),
    ];
    assert_eq!(changes, wanted);
    let demanded: Vec<&str> = case.changes[7..]
        .iter()
        .map(|change| match change {
            Change::Demands(condition) => condition.key.as_str(),
            Change::MustAttend(rule) => rule.key.as_str(),
            _ => "",
        })
        .collect();
    assert_eq!(demanded, ["few-reports", "practising", "both"]);
}

#[test]
fn an_example_has_a_holder_a_member_and_a_ledger() {
    let example = &checked().examples[0];
    assert_eq!(example.name, "すべての語を使う例");
    let text = include_str!("definitions/every-word.kdl");
    assert!(
        text.lines()
            .nth(example.line - 1)
            .unwrap()
            .starts_with("example")
    );
    let history = &example.holder.history;
    assert_eq!(history.carried, credits("3"));
    assert!(history.extensions.contains(&key("postponed")));
    let chosen: Vec<&str> = example
        .entries
        .iter()
        .filter_map(|entry| Some(history.choices.get(&entry.id)?.as_str()))
        .collect();
    assert_eq!(chosen, ["required", "required", "lectures"]);
    let person = &example.person;
    assert_eq!(person.traits, [key("nurse"), key("hospital")].into());
    assert_eq!(person.unpaid, Some([2024, 2025].into()));
    assert_eq!(
        person.memberships.as_ref().unwrap()[0].until,
        Some(key("2028-01-01"))
    );
    assert_eq!(
        (person.records[0].amount, person.records[1].amount),
        (credits("5"), credits("1"))
    );
    assert_eq!(
        (
            person.work[0].percent,
            person.certificates.len(),
            person.suspensions.len()
        ),
        (50, 1, 1)
    );
    assert_eq!(checked().examples[1].person.unpaid, Some([].into()));
}

#[test]
fn the_entries_of_an_example_are_worth_what_the_activity_grants() {
    let entries = &checked().examples[0].entries;
    let worth: Vec<String> = entries
        .iter()
        .map(|entry| entry.credits.to_string())
        .collect();
    assert_eq!(worth, ["3", "3", "1.5", "7.5"]);
    assert_ne!(entries[0].event_identity(), entries[1].event_identity());
    let lecture = &entries[2];
    assert_eq!(lecture.details.tags, [key("on-site"), key("online")].into());
    assert_eq!(
        lecture.details.codes,
        ["12".to_owned(), "13".to_owned()].into()
    );
    assert_eq!(
        (&*lecture.event.ja, &*lecture.session.ja),
        ("第92回大会", "領域講習1")
    );
    assert_eq!(lecture.details.programme.as_deref(), Some("L1"));
    assert_eq!(entries[0].details.proves.as_deref(), Some("certificate 7"));
    assert!(entries[0].society_held && !entries[3].society_held);
}

#[test]
fn an_example_expects_with_the_line_on_which_it_says_so() {
    let example = &checked().examples[0];
    let what: Vec<&Expected> = example.expected.iter().map(|one| &one.what).collect();
    let sum = |raw, counted, missing| ExpectedSum {
        raw: Some(credits(raw)),
        counted: Some(credits(counted)),
        missing: Some(credits(missing)),
        capped_off: None,
    };
    let required = ExpectedSum {
        missing: None,
        capped_off: Some(credits("3")),
        ..sum("6", "3", "0")
    };
    let wanted = [
        Expected::Renewable(false),
        Expected::Total(sum("17", "10", "40")),
        Expected::Category(key("required"), required),
        Expected::OfWhich(
            key("own"),
            ExpectedSum {
                raw: None,
                ..sum("0", "4.5", "5.5")
            },
        ),
        Expected::MustAttend {
            key: key("meeting"),
            missing: 2,
        },
        Expected::Condition {
            key: key("reports"),
            met: true,
        },
        Expected::PeriodUntil(key("2030-03-31")),
        Expected::Version("新制度".into()),
        Expected::Case(key("senior")),
        Expected::Status(ExpectedStatus::Suspended),
        Expected::Reason("あと40単位必要です".into()),
    ];
    assert_eq!(what, wanted.iter().collect::<Vec<_>>());
    let lines: Vec<usize> = example.expected.iter().map(|one| one.line).collect();
    assert!(lines.windows(2).all(|pair| pair[1] == pair[0] + 1));
}
