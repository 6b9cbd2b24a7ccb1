//! Names that are taken.

use super::{are_found, with_rules};
use shusseki_core::society::Severity;

#[test]
fn the_same_name_twice() {
    are_found(
        Severity::Error,
        &[
            (
                "tag online ja=\"オンライン\"",
                "tag on-site ja=\"オンライン\"\n    tag online ja=\"オンライン\"",
                "tag",
                "the tag `on-site` is declared twice",
                "give one of them another name, or remove it",
            ),
            (
                "trait hospital ja=\"病院勤務\"",
                "trait hospital ja=\"病院勤務\"\n    trait nurse ja=\"看護師\"",
                "trait",
                "the trait `nurse` is declared twice",
                "give one of them another name, or remove it",
            ),
            (
                "            category required ja=\"必修\"",
                "            category aa ja=\"必修\" {\n                counts paper\n            }\n            category aa ja=\"必修\" {\n                counts paper\n            }\n            category required ja=\"必修\"",
                "category",
                "the category `aa` stands twice",
                "give one of them another name",
            ),
            (
                "key=either-society",
                "key=membership",
                "member-of",
                "`membership` stands twice",
                "give one of them a name of its own: `key=…`",
            ),
            (
                "exam test ja=\"試験\"",
                "exam own ja=\"試験\"",
                "exam",
                "`own` stands twice",
                "give one of them another name",
            ),
            (
                "way exam-again",
                "way credits",
                "way",
                "`credits` stands twice",
                "give one of them another name",
            ),
            (
                "extension fy2020",
                "extension postponed",
                "extension",
                "the extension `postponed` stands twice",
                "give one of them another name, or remove it",
            ),
            (
                "document few-reports",
                "document test",
                "document",
                "`test` stands twice",
                "give one of them another name",
            ),
            (
                "forfeited-by withdrawal",
                "forfeited-by withdrawal\n    forfeited-by withdrawal",
                "forfeited-by",
                "the same reason stands twice",
                "keep one of them",
            ),
            (
                "ja=\"見本学会\" en",
                "ja=\"見本学会\" ja=\"見本会\" en",
                "ja=\"見本会\"",
                "`ja` stands twice",
                "remove one of them",
            ),
            (
                "society-held=#false\n",
                "society-held=#false id=late\n",
                "credit",
                "two credits have this `id`",
                "give one of them another",
            ),
        ],
    );
}

#[test]
fn no_category_is_called_total() {
    let rules = "total minimum=10\ncounts meeting\ncategory total ja=\"あ\" {\n counts course\n}";
    let found = with_rules(&format!("requires {{\n{rules}\n}}"));
    assert_eq!(
        found,
        ["category total ja=\"あ\" {: `total` is the name of the whole"]
    );
}
