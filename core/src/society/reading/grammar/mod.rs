//! The words of a definition: what may stand where. The reader checks every node against these
//! tables, and the schema for editors is made from them.

mod certification;
mod example;
mod notices;
mod profile;
mod requires;
mod shape;
mod support;

pub(super) use requires::{CONDITIONS, REQUIRED_ATTENDANCES};
pub(super) use shape::{Shape, Times, Word};

/// The words of a file, in the order in which the shipped ones have them.
pub(super) static FILE: &[Word] = &[
    ("society", Times::Once, &SOCIETY),
    ("membership", Times::Once, &MEMBERSHIP),
    ("districts", Times::AtMostOnce, &DISTRICTS),
    ("events", Times::Once, &EVENTS),
    ("roles", Times::Once, &ROLES),
    ("tags", Times::AtMostOnce, &TAGS),
    ("traits", Times::AtMostOnce, &TRAITS),
    ("activities", Times::Once, &ACTIVITIES),
    ("check-in", Times::Once, &CHECK_IN),
    ("history", Times::Once, &HISTORY),
    ("password", Times::Once, &PASSWORD),
    ("first-login", Times::AtMostOnce, &FIRST_LOGIN),
    ("profile", Times::AtMostOnce, &profile::PROFILE),
    ("notices", Times::AtMostOnce, &notices::NOTICES),
    ("support", Times::AtMostOnce, &support::SUPPORT),
    ("publications", Times::AtMostOnce, &support::PUBLICATIONS),
    ("questions", Times::AtMostOnce, &support::QUESTIONS),
    ("certification", Times::Any, &certification::CERTIFICATION),
    ("example", Times::Any, &example::EXAMPLE),
];

/// The words of a file of members, to be explained by a definition's rules.
pub(super) static MEMBERS: &[Word] = &[("example", Times::Any, &example::QUESTION)];

/// A word with one value.
static ONE_VALUE: Shape = Shape {
    values: &["value"],
    ..Shape::BARE
};
/// A word with what members read.
static LABEL: Shape = LABELLED;
/// A declared thing: its name in the file, and what people read.
static DECLARED: Shape = NAMED;
/// Words that refer to declared things.
static REFERENCES: Shape = Shape {
    values: &["name"],
    more: Some("name"),
    ..Shape::BARE
};

const LABELLED: Shape = Shape {
    needs: &["ja"],
    may: Some(&["en"]),
    ..Shape::BARE
};
const NAMED: Shape = Shape {
    values: &["name"],
    ..LABELLED
};

static SOCIETY: Shape = Shape {
    values: &["slug"],
    needs: &["venue-code-number"],
    block: &[
        ("name", Times::Once, &LABEL),
        ("short-name", Times::Once, &ONE_VALUE),
        ("contact", Times::Once, &CONTACT),
        ("fiscal-year", Times::Once, &FISCAL_YEAR),
        ("colour", Times::Once, &ONE_VALUE),
        ("languages", Times::Once, &REFERENCES),
        ("credit-unit", Times::Once, &CREDIT_UNIT),
    ],
    ..Shape::BARE
};
static CONTACT: Shape = Shape {
    block: &[
        ("mail", Times::AtMostOnce, &ONE_VALUE),
        ("url", Times::Once, &ONE_VALUE),
        ("phone", Times::AtMostOnce, &ONE_VALUE),
        ("address", Times::AtMostOnce, &LABEL),
    ],
    ..Shape::BARE
};
static FISCAL_YEAR: Shape = Shape {
    needs: &["starts"],
    ..Shape::BARE
};
static CREDIT_UNIT: Shape = Shape {
    needs: &["ja", "en", "en-plural"],
    ..Shape::BARE
};

static MEMBERSHIP: Shape = Shape {
    block: &[("class", Times::Any, &CLASS)],
    ..Shape::BARE
};
static CLASS: Shape = Shape {
    needs: &["ja", "dues"],
    ..NAMED
};
static DISTRICTS: Shape = Shape {
    block: &[("district", Times::Any, &DISTRICT)],
    ..Shape::BARE
};
static DISTRICT: Shape = Shape {
    block: &[("prefectures", Times::AtMostOnce, &REFERENCES)],
    ..NAMED
};
static EVENTS: Shape = Shape {
    block: &[("kind", Times::Any, &DECLARED)],
    ..Shape::BARE
};
static ROLES: Shape = Shape {
    block: &[("role", Times::Any, &DECLARED)],
    ..Shape::BARE
};
static TAGS: Shape = Shape {
    block: &[("tag", Times::Any, &DECLARED)],
    ..Shape::BARE
};
static TRAITS: Shape = Shape {
    block: &[("trait", Times::Any, &DECLARED)],
    ..Shape::BARE
};
static ACTIVITIES: Shape = Shape {
    block: &[("activity", Times::Any, &ACTIVITY)],
    ..Shape::BARE
};
static ACTIVITY: Shape = Shape {
    may: Some(&["en", "reception"]),
    block: &[("credits", Times::AtLeastOnce, &CREDITS)],
    ..NAMED
};
/// Its other properties are the society's roles.
static CREDITS: Shape = Shape {
    may: None,
    ..Shape::BARE
};

static CHECK_IN: Shape = Shape {
    needs: &["opens-before", "closes-after", "accepts-late"],
    block: &[("only", Times::AtMostOnce, &REFERENCES)],
    ..Shape::BARE
};
static HISTORY: Shape = Shape {
    needs: &["years"],
    may: Some(&["from"]),
    block: &[("lists", Times::AtMostOnce, &REFERENCES)],
    ..Shape::BARE
};
/// What the policy `composition` needs besides is checked where it is read.
static PASSWORD: Shape = Shape {
    values: &["policy"],
    needs: &["length-from"],
    may: Some(&[
        "length-to",
        "upper-case",
        "digits",
        "not-the-last",
        "remind-after",
    ]),
    ..Shape::BARE
};

static FIRST_LOGIN: Shape = Shape {
    block: &[
        ("temporary-password", Times::AtMostOnce, &TEMPORARY_PASSWORD),
        ("notice", Times::Any, &LABEL),
        ("confirm-profile", Times::AtMostOnce, &CONFIRM_PROFILE),
        ("by-reset", Times::AtMostOnce, &BARE),
    ],
    ..Shape::BARE
};
static TEMPORARY_PASSWORD: Shape = Shape {
    needs: &["expires"],
    may: Some(&["then", "in-app"]),
    ..Shape::BARE
};
static CONFIRM_PROFILE: Shape = Shape {
    needs: &["within"],
    ..Shape::BARE
};
/// A word that says all by standing there.
static BARE: Shape = Shape::BARE;
