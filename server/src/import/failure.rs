//! What the office is told when something was not done with a file.

use super::{ImportError, read::ReadError};
use crate::web::failure::Failure;
use axum::http::StatusCode;
use shusseki_core::text::{Language, Text};

/// Code, what happened, and what to do, each in Japanese and English.
type Words = (&'static str, [&'static str; 2], [&'static str; 2]);

/// What is wrong with a file that can't be read.
#[rustfmt::skip]
const FILES: &[Words] = &[
    ("import-empty", ["ファイルが空です。", "The file is empty."],
        ["会員の一覧を保存したファイルを選んでください。", "Choose the file with the list of members."]),
    ("import-too-large", ["ファイルが大きすぎます（48MBまで）。", "The file is too large; at most 48 MB."],
        ["不要な列を消すか、ファイルを分けてください。", "Delete columns that aren't needed, or split the file."]),
    ("import-other-kind", ["CSVでもExcel（.xlsx）でもないファイルです。", "The file is neither CSV nor Excel (.xlsx)."],
        ["表計算ソフトで .xlsx か「CSV UTF-8」として保存し直してください。", "Save it as .xlsx or “CSV UTF-8”."]),
    ("import-old-excel", ["古い形式のExcel（.xls）か、パスワードのかかったファイルです。", "This is an old Excel file (.xls), or it has a password."],
        ["パスワードを外し、.xlsx として保存し直してください。", "Take the password off and save it as .xlsx."]),
    ("import-unpacks-too-large", ["展開すると大きすぎるファイルです。", "The file unpacks to more than can be read."],
        ["会員の一覧だけを新しいブックに写して保存してください。", "Copy the list alone into a new workbook."]),
    ("import-cell-too-long", ["Excelの上限（32,767文字）より長いセルがあります。", "A cell is longer than Excel's limit of 32,767 characters."],
        ["そのセルの内容を消すか、会員の一覧だけを新しいブックに写して保存してください。", "Empty that cell, or copy the list alone into a new workbook."]),
    ("import-too-many-rows", ["行が多すぎます（20万行まで）。", "Too many rows; at most 200,000."],
        ["ファイルを分けてください。", "Split the file."]),
    ("import-too-many-columns", ["列が多すぎます（200列まで）。", "Too many columns; at most 200."],
        ["不要な列を消してください。離れた列に何か入力されていないかもご確認ください。", "Delete columns that aren't needed; look for something far to the right."]),
    ("import-damaged", ["ファイルが壊れています。", "The file is damaged."],
        ["表計算ソフトで開いて、保存し直してください。", "Open it in a spreadsheet and save it again."]),
    ("import-no-headings", ["列の見出しの行が見つかりません。", "No row names the columns."],
        ["先頭の行に「会員番号」などの見出しを入れてください。", "Put headings such as “Member number” into the first row."]),
    ("import-heading-twice", ["同じ見出しの列が2つあります。", "Two columns have the same heading."],
        ["見出しを変えるか、片方の列を消してください。", "Change a heading or delete one of the columns."]),
];

/// What happened, by its code; and what to do.
pub(crate) fn of_file(code: &str) -> (Text, Text) {
    let found = FILES.iter().find(|(found, ..)| *found == code);
    let (_, [ja, en], [next_ja, next_en]) = found.unwrap_or(&FILES[8]);
    (Text::new(*ja, *en), Text::new(*next_ja, *next_en))
}

fn code_of(error: &ReadError) -> &'static str {
    error.code()
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        let conflict = |code, [ja, en]: [&str; 2], [next_ja, next_en]: [&str; 2]| {
            let next = Text::new(next_ja, next_en);
            Self::new(StatusCode::CONFLICT, code, Text::new(ja, en), next)
        };
        match error {
            ImportError::Read(error) => {
                let code = code_of(&error);
                let (mut sentence, next) = of_file(code);
                if let ReadError::HeadingTwice(heading) = &error {
                    sentence = Text::new(
                        format!("「{heading}」という見出しの列が2つあります。"),
                        format!("Two columns have the heading “{heading}”."),
                    );
                }
                let status = if error == ReadError::TooLarge {
                    StatusCode::PAYLOAD_TOO_LARGE
                } else {
                    StatusCode::UNPROCESSABLE_ENTITY
                };
                Self::new(status, code, sentence, next)
            }
            ImportError::NotFound => Self::not_found(),
            ImportError::Busy => conflict(
                "import-busy",
                [
                    "ほかのファイルを処理しています。",
                    "Another file is being worked at.",
                ],
                [
                    "終わってからもう一度お試しください。",
                    "Try again when it is done.",
                ],
            ),
            ImportError::Elsewhere => conflict(
                "import-elsewhere",
                [
                    "この取込は、すでに次の段階に進んでいます。",
                    "This import has gone on meanwhile.",
                ],
                ["取込の画面を開き直してください。", "Open its page again."],
            ),
            ImportError::Undecided(headings) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "import-columns-undecided",
                Text::new(
                    format!(
                        "何の列か決まっていません：{}",
                        listed(&headings, Language::Ja)
                    ),
                    format!("Not decided yet: {}", listed(&headings, Language::En)),
                ),
                Text::new(
                    "列ごとに項目か「取り込まない」を選んでください。",
                    "Choose a field for each column, or leave it out.",
                ),
            ),
            ImportError::SameTwice(headings) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "import-same-twice",
                Text::new(
                    format!("2つの列に同じ項目が選ばれています：{headings}"),
                    format!("Two columns are the same field: {headings}"),
                ),
                Text::new("どちらかを変えてください。", "Change one of them."),
            ),
            ImportError::NoNumber => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "import-no-number",
                Text::new(
                    "会員番号の列が選ばれていません。",
                    "No column has the member number.",
                ),
                Text::new(
                    "会員を見分けるため、会員番号の列を選んでください。",
                    "Choose it: members are known by their numbers.",
                ),
            ),
            ImportError::NotReady => conflict(
                "import-not-ready",
                [
                    "このままでは取り込めません。",
                    "The file can't be imported as it is.",
                ],
                [
                    "エラーのある行を直し、もう一度ファイルをお送りください。",
                    "Mend the rows with mistakes and send the file again.",
                ],
            ),
            ImportError::NotLast => conflict(
                "import-not-last",
                ["この取込は取り消せません。", "This import can't be undone."],
                [
                    "取り消せるのは、30日以内の最後の取込だけです。",
                    "Only the last one can be, within 30 days.",
                ],
            ),
            ImportError::Office(error) => error.into(),
            ImportError::Db(error) => error.into(),
            ImportError::Random(error) => error.into(),
            ImportError::Interrupted(error) => Self::internal(error),
        }
    }
}

fn listed(headings: &[String], language: Language) -> String {
    const NAMED: usize = 8;
    let named: Vec<&str> = headings.iter().take(NAMED).map(String::as_str).collect();
    let more = if headings.len() > NAMED { " …" } else { "" };
    format!("{}{more}", named.join(language.pick("、", ", ")))
}

#[cfg(test)]
mod tests {
    use super::{FILES, of_file};
    use crate::import::read::ReadError;

    #[test]
    fn every_file_that_can_not_be_read_has_words_of_its_own() {
        let errors = [
            ReadError::Empty,
            ReadError::TooLarge,
            ReadError::OtherKind,
            ReadError::OldExcel,
            ReadError::Bomb,
            ReadError::CellTooLong,
            ReadError::TooManyRows,
            ReadError::TooManyColumns,
            ReadError::Broken(String::new()),
            ReadError::NoHeadings,
            ReadError::HeadingTwice(String::new()),
        ];
        assert_eq!(errors.len(), FILES.len());
        for error in errors {
            assert!(
                FILES.iter().any(|(code, ..)| *code == error.code()),
                "{error}"
            );
        }
        assert_eq!(of_file("of-a-later-version").0.en, FILES[8].1[1]);
    }
}
