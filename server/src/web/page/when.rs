//! Days and times as people read them, always Japan's.

use super::Page;
use jiff::civil::Date;
use jiff::{Timestamp, Zoned};
use shusseki_core::calendar::{jst, weekday_ja, written};
use shusseki_core::society::Period;
use shusseki_core::text::Language;

impl Page {
    /// `11月20日(金) 10:30`, `Fri 20 Nov, 10:30`.
    pub(crate) fn moment(&self, instant: &Timestamp) -> String {
        moment(&instant.to_zoned(jst()), self.language)
    }

    /// `2026年11月20日(金) 10:30`, `Fri 20 Nov 2026, 10:30`.
    pub(crate) fn dated_moment(&self, instant: &Timestamp) -> String {
        let local = instant.to_zoned(jst());
        match self.language {
            Language::Ja => format!("{}年{}", local.year(), moment(&local, Language::Ja)),
            Language::En => local.strftime("%a %-d %b %Y, %-H:%M").to_string(),
        }
    }

    /// `11月20日(金) 10:30–11:30`, `Fri 20 Nov, 10:30–11:30`; both days where they differ.
    pub(crate) fn span(&self, from: &Timestamp, to: &Timestamp) -> String {
        let (from, to) = (from.to_zoned(jst()), to.to_zoned(jst()));
        let begins = moment(&from, self.language);
        if from.date() == to.date() {
            format!("{begins}–{}", to.strftime("%-H:%M"))
        } else {
            format!("{begins} – {}", moment(&to, self.language))
        }
    }

    /// `2026年11月20日`, `20 Nov 2026`.
    pub(crate) fn day(&self, day: &Date) -> String {
        written(*day, self.language)
    }

    /// From the first day to the last.
    pub(crate) fn period(&self, period: &Period) -> String {
        let between = self.say("〜", " – ");
        format!(
            "{}{between}{}",
            self.day(&period.first),
            self.day(&period.last)
        )
    }
}

fn moment(local: &Zoned, language: Language) -> String {
    match language {
        Language::Ja => {
            let weekday = weekday_ja(local.date());
            format!(
                "{}({weekday}) {}",
                local.strftime("%-m月%-d日"),
                local.strftime("%-H:%M")
            )
        }
        Language::En => local.strftime("%a %-d %b, %-H:%M").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use crate::web::page::Page;
    use jiff::Timestamp;
    use shusseki_core::society::Period;
    use shusseki_core::text::Language;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn times_are_japans_in_both_languages() {
        let (begins, ends) = (at("2026-11-20T01:30:00Z"), at("2026-11-20T02:30:00Z"));
        let ja = Page::new(Language::Ja, "", "/");
        assert_eq!(ja.moment(&begins), "11月20日(金) 10:30");
        assert_eq!(ja.dated_moment(&begins), "2026年11月20日(金) 10:30");
        assert_eq!(ja.span(&begins, &ends), "11月20日(金) 10:30–11:30");
        let en = Page::new(Language::En, "", "/");
        assert_eq!(en.moment(&begins), "Fri 20 Nov, 10:30");
        assert_eq!(en.dated_moment(&begins), "Fri 20 Nov 2026, 10:30");
        assert_eq!(en.span(&begins, &ends), "Fri 20 Nov, 10:30–11:30");
    }

    #[test]
    fn a_night_session_names_both_days() {
        let en = Page::new(Language::En, "", "/");
        let span = en.span(&at("2026-11-20T13:00:00Z"), &at("2026-11-20T15:30:00Z"));
        assert_eq!(span, "Fri 20 Nov, 22:00 – Sat 21 Nov, 0:30");
    }

    #[test]
    fn days_and_periods() {
        let period = Period::new("2023-04-01".parse().unwrap(), "2028-03-31".parse().unwrap());
        assert_eq!(
            Page::new(Language::Ja, "", "/").period(&period),
            "2023年4月1日〜2028年3月31日"
        );
        assert_eq!(
            Page::new(Language::En, "", "/").period(&period),
            "1 Apr 2023 – 31 Mar 2028"
        );
    }
}
