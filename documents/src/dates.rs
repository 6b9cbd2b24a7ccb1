//! Days and times as they are printed: always in Japan.

use jiff::{Timestamp, civil::Date};
use shusseki_core::{
    calendar::{day_of, jst, weekday_ja},
    text::{Language, Text},
};

/// `2026年11月20日(金)` and `Friday, 20 November 2026`.
pub(crate) fn day(day: Date) -> Text {
    Text::new(
        format!(
            "{}年{}月{}日({})",
            day.year(),
            day.month(),
            day.day(),
            weekday_ja(day)
        ),
        day.strftime("%A, %-d %B %Y").to_string(),
    )
}

/// `2026/11/20`, for tables in Japanese; ISO 8601 in English.
pub(crate) fn short_day(day: Date, language: Language) -> String {
    day.strftime(language.pick("%Y/%m/%d", "%Y-%m-%d"))
        .to_string()
}

/// The day, or the first and the last day of something that goes past midnight.
pub(crate) fn days(starts: Timestamp, ends: Timestamp) -> Text {
    let (first, last) = (day_of(starts), day_of(ends));
    let first_text = day(first);
    if last <= first {
        return first_text;
    }
    let last_text = day(last);
    if last.year() != first.year() {
        return Text::new(
            format!("{}–{}", first_text.ja, last_text.ja),
            format!("{} – {}", first_text.en, last_text.en),
        );
    }
    let last_ja = format!("{}月{}日({})", last.month(), last.day(), weekday_ja(last));
    Text::new(
        format!("{}–{last_ja}", first_text.ja),
        format!("{} – {}", first.strftime("%A, %-d %B"), last_text.en),
    )
}

/// `10:30–12:00`, in Japan.
pub(crate) fn hours(starts: Timestamp, ends: Timestamp) -> String {
    format!("{}–{}", clock(starts), clock(ends))
}

/// `10:30`, in Japan.
pub(crate) fn clock(instant: Timestamp) -> String {
    instant.to_zoned(jst()).strftime("%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::{clock, day, days, hours};
    use jiff::Timestamp;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_is_written_with_its_weekday() {
        let day = day("2026-11-20".parse().unwrap());
        assert_eq!(day.ja, "2026年11月20日(金)");
        assert_eq!(day.en, "Friday, 20 November 2026");
    }

    #[test]
    fn a_session_past_midnight_names_both_days() {
        let span = days(at("2026-11-20T13:00:00Z"), at("2026-11-20T16:00:00Z"));
        assert_eq!(span.ja, "2026年11月20日(金)–11月21日(土)");
        assert_eq!(span.en, "Friday, 20 November – Saturday, 21 November 2026");
        let new_year = days(at("2026-12-31T03:00:00Z"), at("2027-01-01T03:00:00Z"));
        assert_eq!(new_year.ja, "2026年12月31日(木)–2027年1月1日(金)");
    }

    #[test]
    fn times_are_those_of_japan() {
        assert_eq!(clock(at("2026-11-20T01:30:00Z")), "10:30");
        assert_eq!(
            hours(at("2026-11-20T01:30:00Z"), at("2026-11-20T03:00:00Z")),
            "10:30–12:00"
        );
    }
}
