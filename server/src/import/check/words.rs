//! The words that a cell may hold, as a remedy names them.

use crate::import::fault::Wrong;
use crate::import::values;
use shusseki_core::profile::Field;
use shusseki_core::text::{Language, Text};

/// Words that are named as a remedy.
const WORDS_NAMED: usize = 12;

pub(super) const STATUSES: [[&str; 2]; 3] = [
    ["在籍", "Active"],
    ["休会", "On leave"],
    ["退会", "Withdrawn"],
];
pub(super) const LANGUAGES: [[&str; 2]; 2] = [["日本語", "Japanese"], ["英語", "English"]];

pub(super) fn text_of([ja, en]: [&str; 2]) -> Text {
    Text::new(ja, en)
}

pub(super) fn not_one_of(names: &[Text]) -> Wrong {
    let listed = |language: Language, between: &str, more: &str| {
        let named: Vec<&str> = names
            .iter()
            .take(WORDS_NAMED)
            .map(|name| name.get(language))
            .collect();
        let more = if names.len() > WORDS_NAMED { more } else { "" };
        format!("{}{more}", named.join(between))
    };
    Wrong::NotOneOf {
        ja: listed(Language::Ja, "、", "など"),
        en: listed(Language::En, ", ", " …"),
    }
}

pub(super) fn no_words(field: &Field, cell: &str) -> Wrong {
    use shusseki_core::profile::Kind;
    match &field.kind {
        Kind::Day => values::no_day(cell),
        Kind::YesNo => Wrong::NotFlag,
        Kind::Prefecture => Wrong::Field {
            ja: "都道府県名（東京都、海外など）にしてください。".to_owned(),
            en: "Write the prefecture's name, such as 東京都 or Tokyo, or Outside Japan."
                .to_owned(),
        },
        kind => {
            let names: Vec<Text> = kind.choices().iter().map(|one| one.name.clone()).collect();
            not_one_of(&names)
        }
    }
}

pub(super) fn is_formula_error(cell: &str) -> bool {
    const ERRORS: [&str; 8] = [
        "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DATA!",
    ];
    ERRORS.contains(&cell)
}
