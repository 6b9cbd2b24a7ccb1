//! What the cells of an office's file mean: days, statuses, options, numbers that lost their zeros.

use super::fault::Wrong;
use crate::members::{MemberStatus, postal};
use jiff::civil::Date;
use shusseki_core::ids::MemberNumber;
use shusseki_core::profile::{Field, Kind, Prefecture, fold};
use shusseki_core::text::{Language, Text};
use unicode_normalization::UnicodeNormalization as _;

/// The first year of each era less one, by the names that offices write.
const ERAS: [(&[&str], i16); 5] = [
    (&["令和", "R", "令"], 2018),
    (&["平成", "H", "平"], 1988),
    (&["昭和", "S", "昭"], 1925),
    (&["大正", "T", "大"], 1911),
    (&["明治", "M", "明"], 1867),
];
/// Days that spreadsheets count from here on.
const EPOCH: Date = jiff::civil::date(1899, 12, 30);
/// Years that a member's days are in.
const YEARS: std::ops::RangeInclusive<i16> = 1850..=2199;

/// A day as offices write it: 2026-04-01, 2026/4/1, 2026.4.1, 2026年4月1日, 令和8年4月1日, R8.4.1, 20260401,
/// and the number that a spreadsheet makes of it. A time behind it is left out.
pub(super) fn day(text: &str) -> Option<Date> {
    match written_day(text)? {
        Written::Count(days) => EPOCH.checked_add(jiff::Span::new().days(days)).ok(),
        Written::Day(year, month, day) => dated(year, month, day),
    }
}

/// Why a text is no day.
pub(super) fn no_day(text: &str) -> Wrong {
    match written_day(text) {
        Some(Written::Day(year, ..)) if YEARS.contains(&year) => Wrong::NoSuchDay,
        _ => Wrong::NotDay,
    }
}

/// What stands where a day is meant, whether or not there is such a day.
enum Written {
    /// Year, month and day.
    Day(i16, i16, i16),
    /// Days since [`EPOCH`].
    Count(i64),
}

fn written_day(text: &str) -> Option<Written> {
    let text: String = text.nfkc().collect();
    let text = text.split_once('T').map_or(text.as_str(), |(day, _)| day);
    let text = text.trim();
    // 2026/4/1 9:00
    let text = match text.rsplit_once(' ') {
        Some((day, time)) if time.contains(':') => day,
        _ => text,
    };
    let text: String = text.chars().filter(|one| !one.is_whitespace()).collect();
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let part = |from: usize, to: usize| text.get(from..to)?.parse::<i16>().ok();
        return Some(Written::Day(part(0, 4)?, part(4, 6)?, part(6, 8)?));
    }
    if text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().map(Written::Count);
    }
    let (first_year, rest) = era(&text).unwrap_or((0, &text));
    let rest = rest
        .replace(['/', '.', '年', '月', '-'], "/")
        .replace('日', "");
    let mut parts = rest.split('/');
    let (Some(year), Some(month), Some(day), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let year = if year == "元" && first_year > 0 {
        "1"
    } else {
        year
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if first_year == 0 && year.len() != 4 || !digits(year) {
        return None;
    }
    let year = first_year.checked_add(year.parse().ok()?)?;
    Some(Written::Day(year, month.parse().ok()?, day.parse().ok()?))
}

fn era(text: &str) -> Option<(i16, &str)> {
    ERAS.iter().find_map(|(names, before)| {
        let rest = names.iter().find_map(|name| text.strip_prefix(name))?;
        Some((*before, rest))
    })
}

fn dated(year: i16, month: i16, day: i16) -> Option<Date> {
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    YEARS.contains(&date.year()).then_some(date)
}

/// The member's number; one of digits alone that is shorter than the society's gets its zeros back.
pub(super) fn number(text: &str, digits: usize) -> Option<MemberNumber> {
    let number: MemberNumber = text.parse().ok()?;
    let plain = number.as_str();
    if plain.len() < digits && plain.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("{plain:0>digits$}").parse().ok();
    }
    Some(number)
}

/// A Japanese postal code with the zeros that a number has lost; nothing where it has lost none. Two are
/// lost by codes of Sapporo, and five digits may be something else: such a code must be one that exists.
pub(super) fn postal_code(number: &str) -> Option<String> {
    let whole = format!("{number:0>7}");
    let lost = match number.len() {
        5 => postal::address(&whole).is_some(),
        6 => true,
        _ => false,
    };
    (lost && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(whole)
}

/// A Japanese telephone number with the zero that a number has lost; nothing where it has lost none, or
/// where no Japanese number is like that: those with eleven digits begin 0?0, those with ten don't.
pub(super) fn phone(number: &str) -> Option<String> {
    let digits = number.as_bytes();
    let lost = match digits {
        [b'0', ..] => false,
        [_, second, ..] if digits.len() == 9 => *second != b'0',
        [_, second, ..] if digits.len() == 10 => *second == b'0',
        _ => false,
    };
    (lost && digits.iter().all(u8::is_ascii_digit)).then(|| format!("0{number}"))
}

/// Whether the membership is in force.
pub(super) fn status(text: &str) -> Option<MemberStatus> {
    const WORDS: [(MemberStatus, &[&str]); 3] = [
        (
            MemberStatus::Active,
            &[
                "在籍",
                "在籍中",
                "正常",
                "有効",
                "会員",
                "active",
                "current",
                "member",
            ],
        ),
        (
            MemberStatus::OnLeave,
            &["休会", "休会中", "on-leave", "on leave", "leave"],
        ),
        (
            MemberStatus::Withdrawn,
            &[
                "退会",
                "退会済",
                "退会済み",
                "除籍",
                "資格喪失",
                "withdrawn",
                "resigned",
            ],
        ),
    ];
    let folded = fold(text);
    let mut all = WORDS.into_iter();
    all.find(|(_, words)| words.iter().any(|word| fold(word) == folded))
        .map(|(status, _)| status)
}

/// The language of letters.
pub(super) fn language(text: &str) -> Option<Language> {
    match fold(text).as_str() {
        "ja" | "jp" | "日本語" | "和文" | "japanese" => Some(Language::Ja),
        "en" | "英語" | "英文" | "english" => Some(Language::En),
        _ => None,
    }
}

/// Yes or no.
pub(super) fn flag(text: &str) -> Option<bool> {
    match text.nfkc().collect::<String>().to_lowercase().trim() {
        "1" | "yes" | "y" | "true" | "はい" | "有" | "有り" | "あり" | "可" | "要" | "希望する"
        | "○" | "◯" | "〇" | "●" => Some(true),
        "0" | "no" | "n" | "false" | "いいえ" | "無" | "無し" | "なし" | "不可" | "不要" | "否"
        | "希望しない" | "×" | "✕" => Some(false),
        _ => None,
    }
}

/// Of what has a key and a name, the one that the text means.
pub(super) fn named<'a, T>(
    all: impl IntoIterator<Item = &'a T>,
    text: &str,
    name: impl Fn(&'a T) -> (&'a str, &'a Text),
) -> Option<&'a T> {
    let folded = fold(text);
    all.into_iter().find(|one| {
        let (key, name) = name(one);
        key == text || fold(&name.ja) == folded || fold(&name.en) == folded
    })
}

/// What a member would have typed into the field's form; nothing where no member could mean it.
pub(super) fn words(field: &Field, text: &str) -> Option<Vec<String>> {
    let option = |word: &str| {
        let found = named(field.kind.choices(), word, |one| {
            (one.key.as_str(), &one.name)
        });
        found.map(|one| one.key.to_string())
    };
    match &field.kind {
        Kind::Choice(_) | Kind::Destination(_) => option(text).map(|key| vec![key]),
        Kind::Choices(_) => several(text, &option),
        Kind::YesNo => {
            let yes = flag(text)?;
            Some(vec![if yes { "yes" } else { "no" }.to_owned()])
        }
        Kind::Day => day(text).map(|day| vec![day.to_string()]),
        Kind::Prefecture => prefecture(text).map(|one| vec![one.key().to_owned()]),
        _ => Some(vec![text.to_owned()]),
    }
}

/// The options that a text names: what separates lists for certain comes first, since an option's name
/// may have a dot or a stroke in it.
fn several(text: &str, option: &impl Fn(&str) -> Option<String>) -> Option<Vec<String>> {
    let parts = |text: &str, between: &[char]| -> Vec<String> {
        let words = text.split(between).map(str::trim);
        words
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let mut keys = Vec::new();
    for word in parts(text, &['、', '，', ',', ';', '；', '|', '\n']) {
        match option(&word) {
            Some(key) => keys.push(key),
            None => {
                let options: Option<Vec<String>> = parts(&word, &['/', '／', '・'])
                    .iter()
                    .map(|word| option(word))
                    .collect();
                keys.extend(options?);
            }
        }
    }
    Some(keys)
}

fn prefecture(text: &str) -> Option<Prefecture> {
    let folded = fold(text);
    let same = |one: &Prefecture| {
        let name = one.name();
        let short = name.ja.strip_suffix(['都', '府', '県']).unwrap_or(&name.ja);
        [name.ja.as_str(), &name.en, one.key(), short]
            .iter()
            .any(|word| fold(word) == folded)
    };
    Prefecture::all().find(same)
}

/// Family and given name: a space stands between them.
pub(super) fn parted(text: &str) -> (String, String) {
    let text = text.trim();
    match text.split_once(char::is_whitespace) {
        Some((family, given)) => (family.to_owned(), given.trim().to_owned()),
        None => (text.to_owned(), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Wrong, day, flag, no_day, number, parted, phone, postal_code, status, words};
    use crate::members::MemberStatus;
    use crate::web::page::samples::tenant;

    #[test]
    fn days_are_read_as_offices_write_them() {
        for text in [
            "2026-04-01",
            "2026/4/1",
            "２０２６／４／１",
            "2026.4.1",
            "2026年4月1日",
            "令和8年4月1日",
            "令和８年 ４月 １日",
            "R8.4.1",
            "Ｒ８/4/1",
            "20260401",
            "46113",
            "2026/04/01 9:30",
            "2026-04-01T00:00:00",
        ] {
            assert_eq!(
                day(text).map(|day| day.to_string()).as_deref(),
                Some("2026-04-01"),
                "{text}"
            );
        }
        assert_eq!(day("平成元年1月8日").unwrap().to_string(), "1989-01-08");
        assert_eq!(day("S63.12.31").unwrap().to_string(), "1988-12-31");
        for text in [
            "",
            "未定",
            "2026",
            "4/1",
            "26/4/1",
            "2026/2/30",
            "2026/13/1",
            "令和8年",
            "R.4.1",
            "元年1月1日",
            "1849-01-01",
            "2026-4-1-1",
            "99999999",
            "平成-1年1月1日",
            "R99999/1/1",
            "R32767/1/1",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
        for text in ["1975/2/30", "1975-13-01", "昭和50年2月30日", "19750230"] {
            assert_eq!(
                (day(text), no_day(text)),
                (None, Wrong::NoSuchDay),
                "{text}"
            );
        }
        for text in ["未定", "2/30", "26/4/1", "1849-01-01", "99999999"] {
            assert_eq!((day(text), no_day(text)), (None, Wrong::NotDay), "{text}");
        }
    }

    #[test]
    fn numbers_get_back_the_zeros_that_a_spreadsheet_ate() {
        let read = |text, digits| number(text, digits).map(|number| number.to_string());
        assert_eq!(read("123", 6).as_deref(), Some("000123"));
        assert_eq!(read("０００１２３", 6).as_deref(), Some("000123"));
        assert_eq!(read("A123", 6).as_deref(), Some("A123"));
        assert_eq!(read("1234567", 6).as_deref(), Some("1234567"));
        assert_eq!(read("123", 0).as_deref(), Some("123"));
        assert_eq!(read("氏名", 6), None);
        for (number, whole) in [
            ("357866815", Some("0357866815")),
            ("9012345678", Some("09012345678")),
            ("120123456", Some("0120123456")),
            // A mobile number with a digit too few, one of the USA, what is whole or no number at all.
            ("901234567", None),
            ("6502530000", None),
            ("0357866815", None),
            ("57866815", None),
            ("35786.681", None),
        ] {
            assert_eq!(phone(number).as_deref(), whole, "{number}");
        }
        for (number, whole) in [
            ("600001", Some("0600001")),
            ("1060031", None),
            // 北十条西 of Sapporo; and nothing that there is.
            ("10010", Some("0010010")),
            ("37912", None),
            ("10-001", None),
        ] {
            assert_eq!(postal_code(number).as_deref(), whole, "{number}");
        }
    }

    #[test]
    fn words_of_offices_are_understood() {
        assert_eq!(status("休会中"), Some(MemberStatus::OnLeave));
        assert_eq!(status("Withdrawn"), Some(MemberStatus::Withdrawn));
        assert_eq!(status("不明"), None);
        assert_eq!(
            (flag("○"), flag("不可"), flag("？")),
            (Some(true), Some(false), None)
        );
        assert_eq!(parted("山田　太郎"), ("山田".to_owned(), "太郎".to_owned()));
        assert_eq!(parted("Zoé"), ("Zoé".to_owned(), String::new()));
        let jsnm = &tenant(1).society.profile;
        let read = |field: &str, text: &str| words(jsnm.field(field).unwrap(), text);
        assert_eq!(
            read("work-field", "診療、教育").unwrap(),
            ["clinical", "education"]
        );
        assert_eq!(read("work-field", "診療、料理"), None);
        assert_eq!(
            read("specialty", "物理・工学、PET").unwrap(),
            ["physics", "pet"]
        );
        assert_eq!(read("specialty", "腫瘍・PET").unwrap(), ["oncology", "pet"]);
        assert_eq!(read("home-prefecture", "東京").unwrap(), ["tokyo"]);
        assert_eq!(read("home-prefecture", "京都").unwrap(), ["kyoto"]);
        assert_eq!(read("home-prefecture", "北海道").unwrap(), ["hokkaido"]);
        assert_eq!(read("newsletter", "希望する").unwrap(), ["yes"]);
        assert_eq!(
            read("birth-date", "昭和45年4月1日").unwrap(),
            ["1970-04-01"]
        );
    }
}
