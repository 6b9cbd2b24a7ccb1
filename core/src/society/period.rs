//! Certification periods 認定期間 and the windows in which they are renewed.

use crate::calendar::{Window, jst, start_of};
use jiff::{
    ToSpan,
    civil::{Date, Time},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A certification period 認定期間, both days included.
///
/// ```
/// use shusseki_core::society::Period;
/// let period = Period::new("2025-04-01".parse().unwrap(), "2030-03-31".parse().unwrap());
/// assert!(period.contains("2030-03-31".parse().unwrap()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// The first day in Japan.
    pub first: Date,
    /// The last day in Japan.
    pub last: Date,
}

impl Period {
    /// From the first to the last day.
    ///
    /// ```
    /// # use shusseki_core::society::Period;
    /// let day = "2025-04-01".parse().unwrap();
    /// assert_eq!(Period::new(day, day).first, day);
    /// ```
    #[must_use]
    pub const fn new(first: Date, last: Date) -> Self {
        Self { first, last }
    }

    /// Whether the day lies inside.
    ///
    /// ```
    /// # use shusseki_core::society::Period;
    /// let period = Period::new("2025-04-01".parse().unwrap(), "2030-03-31".parse().unwrap());
    /// assert!(!period.contains("2025-03-31".parse().unwrap()));
    /// ```
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }
}

/// Why a text is no day of a year.
///
/// ```
/// use shusseki_core::society::MonthDay;
/// assert!("02-30".parse::<MonthDay>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a day of the year is written month-day, such as \"04-01\", and every year has it")]
pub struct MonthDayError;

/// A day that every year has.
///
/// ```
/// use shusseki_core::society::MonthDay;
/// let day: MonthDay = "03-31".parse().unwrap();
/// assert_eq!(day.in_year(2030).unwrap().to_string(), "2030-03-31");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct MonthDay {
    month: i8,
    day: i8,
}

impl MonthDay {
    /// The month, 1 to 12.
    ///
    /// ```
    /// # use shusseki_core::society::MonthDay;
    /// assert_eq!("09-01".parse::<MonthDay>().unwrap().month(), 9);
    /// ```
    #[must_use]
    pub const fn month(self) -> i8 {
        self.month
    }

    /// The day of the month.
    ///
    /// ```
    /// # use shusseki_core::society::MonthDay;
    /// assert_eq!("09-01".parse::<MonthDay>().unwrap().day(), 1);
    /// ```
    #[must_use]
    pub const fn day(self) -> i8 {
        self.day
    }

    /// That day in a year; none outside the years -9999 to 9999.
    ///
    /// ```
    /// # use shusseki_core::society::MonthDay;
    /// assert!("04-01".parse::<MonthDay>().unwrap().in_year(i16::MAX).is_none());
    /// ```
    #[must_use]
    pub fn in_year(self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.day).ok()
    }

    /// The first such day that isn't before `day`.
    ///
    /// ```
    /// # use shusseki_core::society::MonthDay;
    /// let april: MonthDay = "04-01".parse().unwrap();
    /// assert_eq!(april.on_or_after("2026-04-02".parse().unwrap()).unwrap().to_string(), "2027-04-01");
    /// ```
    #[must_use]
    pub fn on_or_after(self, day: Date) -> Option<Date> {
        let this_year = self.in_year(day.year())?;
        if this_year >= day {
            Some(this_year)
        } else {
            self.in_year(day.year().checked_add(1)?)
        }
    }

    /// The last such day that isn't after `day`.
    ///
    /// ```
    /// # use shusseki_core::society::MonthDay;
    /// let march: MonthDay = "03-31".parse().unwrap();
    /// assert_eq!(march.on_or_before("2026-03-30".parse().unwrap()).unwrap().to_string(), "2025-03-31");
    /// ```
    #[must_use]
    pub fn on_or_before(self, day: Date) -> Option<Date> {
        let this_year = self.in_year(day.year())?;
        if this_year <= day {
            Some(this_year)
        } else {
            self.in_year(day.year().checked_sub(1)?)
        }
    }
}

impl MonthDay {
    /// The end of that day's span in a year: 28 February stands for the last day of February.
    ///
    /// ```
    /// # use shusseki_core::society::MonthDay;
    /// let end: MonthDay = "02-28".parse().unwrap();
    /// assert_eq!(end.last_in_year(2028).unwrap().to_string(), "2028-02-29");
    /// ```
    #[must_use]
    pub fn last_in_year(self, year: i16) -> Option<Date> {
        let day = self.in_year(year)?;
        Some(if (self.month, self.day) == (2, 28) {
            day.last_of_month()
        } else {
            day
        })
    }

    /// The first such end that isn't before `day`.
    ///
    /// ```
    /// # use shusseki_core::society::MonthDay;
    /// let end: MonthDay = "02-28".parse().unwrap();
    /// assert_eq!(end.last_on_or_after("2028-02-29".parse().unwrap()).unwrap().to_string(), "2028-02-29");
    /// ```
    #[must_use]
    pub fn last_on_or_after(self, day: Date) -> Option<Date> {
        let this_year = self.last_in_year(day.year())?;
        if this_year >= day {
            Some(this_year)
        } else {
            self.last_in_year(day.year().checked_add(1)?)
        }
    }

    /// The last such end that isn't after `day`.
    ///
    /// ```
    /// # use shusseki_core::society::MonthDay;
    /// let end: MonthDay = "02-28".parse().unwrap();
    /// assert_eq!(end.last_on_or_before("2028-02-28".parse().unwrap()).unwrap().to_string(), "2027-02-28");
    /// ```
    #[must_use]
    pub fn last_on_or_before(self, day: Date) -> Option<Date> {
        let this_year = self.last_in_year(day.year())?;
        if this_year <= day {
            Some(this_year)
        } else {
            self.last_in_year(day.year().checked_sub(1)?)
        }
    }
}

impl FromStr for MonthDay {
    type Err = MonthDayError;

    fn from_str(text: &str) -> Result<Self, MonthDayError> {
        let shaped = text.len() == 5
            && text.bytes().enumerate().all(|(at, byte)| match at {
                2 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        let (month, day) = text.split_once('-').ok_or(MonthDayError)?;
        if !shaped {
            return Err(MonthDayError);
        }
        let month = month.parse().map_err(|_| MonthDayError)?;
        let day = day.parse().map_err(|_| MonthDayError)?;
        // 2001 is not a leap year, so 29 February is refused.
        Date::new(2001, month, day).map_err(|_| MonthDayError)?;
        Ok(Self { month, day })
    }
}

impl From<MonthDay> for String {
    fn from(day: MonthDay) -> Self {
        day.to_string()
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

/// How long something lasts: whole years and months.
///
/// ```
/// use shusseki_core::society::Length;
/// let length = Length { years: 5, months: 5 };
/// assert_eq!(length.after("2021-11-01".parse().unwrap()).unwrap().to_string(), "2027-04-01");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Length {
    /// Years,
    pub years: u8,
    /// and months.
    pub months: u8,
}

impl Length {
    /// So many years.
    ///
    /// ```
    /// use shusseki_core::society::Length;
    /// assert_eq!(Length::years(5).months, 0);
    /// ```
    #[must_use]
    pub const fn years(years: u8) -> Self {
        Self { years, months: 0 }
    }

    /// The day that lies so much later; none outside the days that can be written.
    ///
    /// ```
    /// # use shusseki_core::society::Length;
    /// assert!(Length::years(1).after(jiff::civil::Date::MAX).is_none());
    /// ```
    #[must_use]
    pub fn after(self, day: Date) -> Option<Date> {
        let span = i32::from(self.years).years().months(i32::from(self.months));
        day.checked_add(span).ok()
    }
}

/// Up to when credits of a period are counted.
///
/// ```
/// use shusseki_core::society::CreditsUntil;
/// assert_eq!(CreditsUntil::default(), CreditsUntil::PeriodEnd);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CreditsUntil {
    /// To the period's last day.
    #[default]
    PeriodEnd,
    /// To this day of the last year; what comes later is for the next period.
    Day(MonthDay),
    /// To the day of the application.
    Application,
}

/// How long a certification is valid (P1).
///
/// ```
/// use shusseki_core::society::{CreditsUntil, Length, PeriodRule};
/// let rule = PeriodRule { length: Length::years(5), first: Some(Length::years(6)),
///     ends: Some("03-31".parse().unwrap()), credits_until: CreditsUntil::PeriodEnd };
/// let first = rule.first_from("2025-04-01".parse().unwrap()).unwrap();
/// assert_eq!(first.last.to_string(), "2031-03-31");
/// assert_eq!(rule.after(&first).unwrap().last.to_string(), "2036-03-31");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PeriodRule {
    /// How long it lasts.
    pub length: Length,
    /// How long the first one lasts, where that is another length.
    pub first: Option<Length>,
    /// The day of the year on which it ends; none where it ends the day before its anniversary.
    /// 28 February stands for the last day of February.
    pub ends: Option<MonthDay>,
    /// Up to when credits are counted.
    pub credits_until: CreditsUntil,
}

impl PeriodRule {
    /// The first period of somebody certified on a day.
    ///
    /// ```
    /// # use shusseki_core::society::{CreditsUntil, Length, PeriodRule};
    /// let rule = PeriodRule { length: Length::years(5), first: Some(Length { years: 5, months: 5 }),
    ///     ends: None, credits_until: CreditsUntil::PeriodEnd };
    /// let first = rule.first_from("2021-11-01".parse().unwrap()).unwrap();
    /// assert_eq!(first.last.to_string(), "2027-03-31");
    /// ```
    #[must_use]
    pub fn first_from(&self, day: Date) -> Option<Period> {
        self.lasting(self.first.unwrap_or(self.length), day)
    }

    /// The period that begins on a day: it ends on the n-th end day from there. None when the days
    /// leave the years that can be written.
    ///
    /// ```
    /// # use shusseki_core::society::{CreditsUntil, Length, PeriodRule};
    /// let rule = PeriodRule { length: Length::years(5), first: None,
    ///     ends: Some("03-31".parse().unwrap()), credits_until: CreditsUntil::PeriodEnd };
    /// let first = rule.beginning("2024-10-01".parse().unwrap()).unwrap();
    /// assert_eq!(first.last.to_string(), "2029-03-31");
    /// ```
    #[must_use]
    pub fn beginning(&self, first: Date) -> Option<Period> {
        self.lasting(self.length, first)
    }

    /// The period after a renewal: it begins the day after the one before ends.
    ///
    /// ```
    /// # use shusseki_core::society::{CreditsUntil, Length, Period, PeriodRule};
    /// let rule = PeriodRule { length: Length::years(5), first: None,
    ///     ends: Some("03-31".parse().unwrap()), credits_until: CreditsUntil::PeriodEnd };
    /// let now = Period::new("2020-04-01".parse().unwrap(), "2025-03-31".parse().unwrap());
    /// assert_eq!(rule.after(&now).unwrap().last.to_string(), "2030-03-31");
    /// ```
    #[must_use]
    pub fn after(&self, period: &Period) -> Option<Period> {
        self.beginning(period.last.tomorrow().ok()?)
    }

    fn lasting(&self, length: Length, first: Date) -> Option<Period> {
        let last = match self.ends {
            None => length.after(first)?.yesterday().ok()?,
            Some(ends) if length.months == 0 => {
                let nearest = ends.last_on_or_after(first)?;
                let further = i16::from(length.years.saturating_sub(1));
                ends.last_in_year(nearest.year().checked_add(further)?)?
            }
            Some(ends) => ends.last_on_or_after(length.after(first)?.yesterday().ok()?)?,
        };
        Some(Period { first, last })
    }
}

/// On which side of a period's end the renewal window lies.
///
/// ```
/// use shusseki_core::society::WindowSide;
/// assert_ne!(WindowSide::BeforePeriodEnd, WindowSide::AfterPeriodEnd);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WindowSide {
    /// While the certification is still valid.
    BeforePeriodEnd,
    /// Right after the period has ended.
    AfterPeriodEnd,
}

/// When a renewal can be applied for (JHRS-3).
///
/// ```
/// use shusseki_core::society::{Period, WindowRule, WindowSide};
/// let rule = WindowRule::Days {
///     side: WindowSide::AfterPeriodEnd,
///     opens: "04-01".parse().unwrap(),
///     opens_at: "13:00".parse().unwrap(),
///     closes: "04-30".parse().unwrap(),
/// };
/// let period = Period::new("2020-04-01".parse().unwrap(), "2025-03-31".parse().unwrap());
/// let window = rule.for_period(&period).unwrap();
/// assert_eq!(window.opens.to_string(), "2025-04-01T04:00:00Z");
/// assert_eq!(window.closes.to_string(), "2025-04-30T15:00:00Z");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum WindowRule {
    /// Between two days of the year.
    Days {
        /// Before or after the period's end.
        side: WindowSide,
        /// The day it opens.
        opens: MonthDay,
        /// The JST time at which it opens on that day.
        opens_at: Time,
        /// The last day on which it is open, to the end of that day in Japan.
        closes: MonthDay,
    },
    /// So many months before or after the period's own end.
    Months {
        /// Before or after the period's end.
        side: WindowSide,
        /// How many.
        months: u8,
    },
}

impl WindowRule {
    /// The window for renewing that period; none when the days leave the years that can be written.
    ///
    /// ```
    /// # use shusseki_core::society::{Period, WindowRule, WindowSide};
    /// let rule = WindowRule::Days { side: WindowSide::BeforePeriodEnd, opens: "12-01".parse().unwrap(),
    ///     opens_at: "00:00".parse().unwrap(), closes: "01-31".parse().unwrap() };
    /// let period = Period::new("2023-04-01".parse().unwrap(), "2028-03-31".parse().unwrap());
    /// assert_eq!(rule.for_period(&period).unwrap().opens.to_string(), "2027-11-30T15:00:00Z");
    ///
    /// let rule = WindowRule::Months { side: WindowSide::BeforePeriodEnd, months: 6 };
    /// let period = Period::new("2022-10-15".parse().unwrap(), "2027-10-14".parse().unwrap());
    /// let window = rule.for_period(&period).unwrap();
    /// assert_eq!(window.opens.to_string(), "2027-04-14T15:00:00Z");
    /// assert_eq!(window.closes.to_string(), "2027-10-14T15:00:00Z");
    ///
    /// let rule = WindowRule::Months { side: WindowSide::AfterPeriodEnd, months: 2 };
    /// let window = rule.for_period(&period).unwrap();
    /// assert_eq!(window.opens.to_string(), "2027-10-14T15:00:00Z");
    /// assert_eq!(window.closes.to_string(), "2027-12-14T15:00:00Z");
    /// ```
    #[must_use]
    pub fn for_period(&self, period: &Period) -> Option<Window> {
        let after = period.last.tomorrow().ok()?;
        let (opens, opens_at, closes) = match *self {
            Self::Days {
                side,
                opens,
                opens_at,
                closes,
            } => {
                let (opens, closes) = days(side, opens, closes, period.last)?;
                (opens, opens_at, closes)
            }
            Self::Months { side, months } => {
                let span = i32::from(months).months();
                let (opens, closes) = match side {
                    WindowSide::BeforePeriodEnd => (after.checked_sub(span).ok()?, period.last),
                    WindowSide::AfterPeriodEnd => {
                        (after, after.checked_add(span).ok()?.yesterday().ok()?)
                    }
                };
                (opens, Time::midnight(), closes)
            }
        };
        let opens = opens.to_datetime(opens_at).to_zoned(jst()).ok()?;
        let closes = start_of(closes.checked_add(1.day()).ok()?);
        Some(Window::new(opens.timestamp(), closes))
    }
}

/// The days of the year that are nearest to a period's end, on that side of it.
fn days(side: WindowSide, opens: MonthDay, closes: MonthDay, end: Date) -> Option<(Date, Date)> {
    match side {
        WindowSide::AfterPeriodEnd => {
            let opens = opens.on_or_after(end.tomorrow().ok()?)?;
            Some((opens, closes.on_or_after(opens)?))
        }
        WindowSide::BeforePeriodEnd => {
            let closes = closes.on_or_before(end)?;
            Some((opens.on_or_before(closes)?, closes))
        }
    }
}
