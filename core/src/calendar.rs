//! Days in Japan, fiscal years, windows of time.
//!
//! Instants are UTC ([`jiff::Timestamp`]); what people call a day is a day in Asia/Tokyo. Japan has
//! kept UTC+9 without summer time since 1952, so a fixed offset is exact and no time zone database
//! is needed on a phone.

use crate::text::Language;
use jiff::{
    Timestamp,
    civil::{Date, Weekday},
    tz::{Offset, TimeZone},
};
use serde::{Deserialize, Serialize};

/// Japan Standard Time.
///
/// ```
/// use shusseki_core::calendar::jst;
/// assert_eq!(jst().to_fixed_offset().unwrap().seconds(), 9 * 3600);
/// ```
#[must_use]
pub fn jst() -> TimeZone {
    TimeZone::fixed(Offset::constant(9))
}

/// The day in Japan at that instant.
///
/// ```
/// use shusseki_core::calendar::day_of;
/// let instant = "2026-11-20T15:00:00Z".parse().unwrap();
/// assert_eq!(day_of(instant).to_string(), "2026-11-21");
/// ```
#[must_use]
pub fn day_of(instant: Timestamp) -> Date {
    instant.to_zoned(jst()).date()
}

/// The instant at which that day begins in Japan. The first representable day begins before the
/// first representable instant, which stands for it.
///
/// ```
/// use shusseki_core::calendar::start_of;
/// let day = "2026-11-21".parse().unwrap();
/// assert_eq!(start_of(day).to_string(), "2026-11-20T15:00:00Z");
/// assert_eq!(start_of(jiff::civil::Date::MIN), jiff::Timestamp::MIN);
/// assert!(start_of(jiff::civil::Date::MAX) < jiff::Timestamp::MAX);
/// ```
#[must_use]
pub fn start_of(day: Date) -> Timestamp {
    day.to_zoned(jst())
        .map_or(Timestamp::MIN, |start| start.timestamp())
}

/// The one character that stands for the weekday in a Japanese date: `2026年11月20日(金)`.
///
/// ```
/// use shusseki_core::calendar::weekday_ja;
/// assert_eq!(weekday_ja(jiff::civil::date(2026, 11, 20)), '金');
/// ```
#[must_use]
pub fn weekday_ja(day: Date) -> char {
    match day.weekday() {
        Weekday::Monday => '月',
        Weekday::Tuesday => '火',
        Weekday::Wednesday => '水',
        Weekday::Thursday => '木',
        Weekday::Friday => '金',
        Weekday::Saturday => '土',
        Weekday::Sunday => '日',
    }
}

/// A day as people read it: `2026年11月20日`, `20 Nov 2026`.
///
/// ```
/// use shusseki_core::{calendar::written, text::Language};
/// let day = jiff::civil::date(2026, 11, 20);
/// assert_eq!(written(day, Language::Ja), "2026年11月20日");
/// assert_eq!(written(day, Language::En), "20 Nov 2026");
/// ```
#[must_use]
pub fn written(day: Date, language: Language) -> String {
    let pattern = language.pick("%-Y年%-m月%-d日", "%-d %b %Y");
    day.strftime(pattern).to_string()
}

/// A span of time from `opens` (included) to `closes` (excluded).
///
/// ```
/// use shusseki_core::calendar::Window;
/// let window = Window::new("2026-11-20T01:00:00Z".parse().unwrap(), "2026-11-20T02:00:00Z".parse().unwrap());
/// assert!(window.contains("2026-11-20T01:00:00Z".parse().unwrap()));
/// assert!(!window.contains("2026-11-20T02:00:00Z".parse().unwrap()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Window {
    /// The first instant that is inside.
    pub opens: Timestamp,
    /// The first instant that is no longer inside.
    pub closes: Timestamp,
}

impl Window {
    /// The span from `opens` to `closes`; empty when they are in the wrong order.
    ///
    /// ```
    /// # use shusseki_core::calendar::Window;
    /// # let at = |text: &str| text.parse().unwrap();
    /// let window = Window::new(at("2026-11-20T01:00:00Z"), at("2026-11-20T02:00:00Z"));
    /// assert_eq!(window.opens, at("2026-11-20T01:00:00Z"));
    /// ```
    #[must_use]
    pub const fn new(opens: Timestamp, closes: Timestamp) -> Self {
        Self { opens, closes }
    }

    /// Whether the instant is inside.
    ///
    /// ```
    /// # use shusseki_core::calendar::Window;
    /// # let at = |text: &str| text.parse().unwrap();
    /// let window = Window::new(at("2026-11-20T01:00:00Z"), at("2026-11-20T02:00:00Z"));
    /// assert!(window.contains(at("2026-11-20T01:59:59Z")));
    /// ```
    #[must_use]
    pub fn contains(&self, instant: Timestamp) -> bool {
        self.opens <= instant && instant < self.closes
    }

    /// Whether the two spans share an instant; spans that only touch do not.
    ///
    /// ```
    /// # use shusseki_core::calendar::Window;
    /// # let at = |text: &str| text.parse().unwrap();
    /// let morning = Window::new(at("2026-11-20T00:00:00Z"), at("2026-11-20T03:00:00Z"));
    /// let noon = Window::new(at("2026-11-20T03:00:00Z"), at("2026-11-20T04:00:00Z"));
    /// assert!(!morning.overlaps(&noon));
    /// ```
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.opens < other.closes && other.opens < self.closes
    }
}

/// When a session runs, and whether attending it takes that time.
///
/// ```
/// use shusseki_core::calendar::{SessionTime, Window};
/// let window = Window::new("2026-11-20T01:00:00Z".parse().unwrap(), "2026-11-20T02:00:00Z".parse().unwrap());
/// let lecture = SessionTime { window, reception: false };
/// assert_eq!(lecture.window, window);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SessionTime {
    /// From its beginning to its end, without grace.
    pub window: Window,
    /// It is a reception 受付, which one passes on the way to the sessions beside it.
    pub reception: bool,
}

impl SessionTime {
    /// Whether nobody can be in both: they run at the same time, and neither is a reception.
    ///
    /// ```
    /// # use shusseki_core::calendar::{SessionTime, Window};
    /// # let window = Window::new("2026-11-20T01:00:00Z".parse().unwrap(), "2026-11-20T02:00:00Z".parse().unwrap());
    /// let lecture = SessionTime { window, reception: false };
    /// let reception = SessionTime { window, reception: true };
    /// assert!(lecture.clashes_with(&lecture));
    /// assert!(!lecture.clashes_with(&reception) && !reception.clashes_with(&lecture));
    /// ```
    #[must_use]
    pub fn clashes_with(&self, other: &Self) -> bool {
        !self.reception && !other.reception && self.window.overlaps(&other.window)
    }
}

/// How a society counts its fiscal years 年度: the day on which one begins.
///
/// ```
/// use shusseki_core::calendar::FiscalCalendar;
/// let september = FiscalCalendar::starting(9, 1).unwrap();
/// assert_eq!(september.year_of("2026-08-31".parse().unwrap()), 2025);
/// assert_eq!(september.year_of("2026-09-01".parse().unwrap()), 2026);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FiscalCalendar {
    month: i8,
    day: i8,
}

impl FiscalCalendar {
    /// Years that begin on that day; `None` for a day that some years do not have.
    ///
    /// ```
    /// # use shusseki_core::calendar::FiscalCalendar;
    /// assert!(FiscalCalendar::starting(2, 29).is_none());
    /// assert!(FiscalCalendar::starting(4, 1).is_some());
    /// ```
    #[must_use]
    pub fn starting(month: i8, day: i8) -> Option<Self> {
        // 2001 is not a leap year, so 29 February is refused.
        Date::new(2001, month, day).ok()?;
        Some(Self { month, day })
    }

    /// The fiscal year that holds the day, named after the calendar year in which it begins.
    ///
    /// ```
    /// # use shusseki_core::calendar::FiscalCalendar;
    /// let april = FiscalCalendar::starting(4, 1).unwrap();
    /// assert_eq!(april.year_of("2026-03-31".parse().unwrap()), 2025);
    /// ```
    #[must_use]
    pub fn year_of(&self, day: Date) -> i16 {
        if (day.month(), day.day()) >= (self.month, self.day) {
            day.year()
        } else {
            day.year() - 1
        }
    }

    /// The first day of the fiscal year; `None` outside the years -9999 to 9999.
    ///
    /// ```
    /// # use shusseki_core::calendar::FiscalCalendar;
    /// let april = FiscalCalendar::starting(4, 1).unwrap();
    /// assert_eq!(april.first_day(2026).unwrap().to_string(), "2026-04-01");
    /// ```
    #[must_use]
    pub fn first_day(&self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.day).ok()
    }
}
