//! A standing as figures that two versions of the rules can be compared by: each with what it is
//! about, by the definition's keys, so that another name for the same thing is no change.

use super::change::Side;
use shusseki_core::calendar::day_of;
use shusseki_core::credit::{
    CategoryStanding, ConditionStanding, Credits, FloorStanding, MustAttend, OfWhich, Selection,
    Standing, WayStanding, span_words, year_words,
};
use shusseki_core::ids::{ActivityKey, CategoryKey, RuleKey};
use shusseki_core::society::Period;
use shusseki_core::text::Language;

/// What a figure is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What<'a> {
    Total,
    Status,
    Period,
    Credits,
    Window,
    Case(&'a RuleKey),
    /// What an activity's lines are worth.
    Activity(&'a ActivityKey),
    /// A part of the requirements, of a way where there is one.
    Part(Option<&'a RuleKey>, Part<'a>),
}

/// A part of the requirements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part<'a> {
    Way,
    Category(&'a CategoryKey),
    OfWhich(&'a RuleKey),
    MustAttend(&'a RuleKey),
    Floor(Option<&'a CategoryKey>, Option<i16>, Option<&'a Selection>),
    Condition(&'a RuleKey),
}

/// One figure.
pub(super) struct Figure<'a> {
    /// What it is about.
    pub(super) what: What<'a>,
    /// What officers read of that.
    pub(super) name: String,
    /// The figure itself.
    pub(super) value: String,
}

/// All figures of a standing, in the order in which they are told.
pub(super) fn figures<'a>(side: &'a Side<'_>, language: Language) -> Vec<Figure<'a>> {
    let mut figures = Figures {
        all: Vec::new(),
        way: None,
        language,
    };
    let standing = &side.standing;
    figures.whole(standing);
    figures.categories(&standing.categories);
    figures.activities(side);
    figures.parts(
        &standing.of_which,
        &standing.must_attend,
        &standing.floors,
        &standing.conditions,
    );
    for way in standing.ways.iter().flatten() {
        figures.way(way);
    }
    figures.all
}

struct Figures<'a> {
    all: Vec<Figure<'a>>,
    way: Option<&'a RuleKey>,
    language: Language,
}

impl<'a> Figures<'a> {
    fn add(&mut self, what: What<'a>, name: &str, value: String) {
        let name = name.to_owned();
        self.all.push(Figure { what, name, value });
    }

    fn part(&mut self, part: Part<'a>, name: &str, value: String) {
        self.add(What::Part(self.way, part), name, value);
    }

    fn whole(&mut self, standing: &'a Standing) {
        let language = self.language;
        let total = far(standing.total.counted, standing.total.required);
        self.add(What::Total, language.pick("合計", "Total"), total);
        let status = standing.status.sentence(language);
        self.add(What::Status, language.pick("状態", "Status"), status);
        let effective = &standing.effective;
        let period = span_words(&effective.period, language);
        self.add(What::Period, language.pick("認定期間", "Period"), period);
        let credits = span_words(&effective.credits, language);
        let counts = language.pick("算入期間", "Credits count");
        self.add(What::Credits, counts, credits);
        if let Some(window) = &standing.renewal_window {
            // The window closes at the end of its last day.
            let last = window.closes - jiff::SignedDuration::from_nanos(1);
            let days = Period::new(day_of(window.opens), day_of(last));
            let name = language.pick("更新の申請期間", "Applications for renewal");
            self.add(What::Window, name, span_words(&days, language));
        }
        for case in &standing.cases {
            let name = case.name.get(language);
            let applies = language.pick("当てはまる", "applies").to_owned();
            self.add(What::Case(&case.key), name, applies);
        }
    }

    fn activities(&mut self, side: &'a Side<'_>) {
        let mut sums: Vec<(&ActivityKey, Credits)> = Vec::new();
        for row in &side.standing.rows {
            let activity = &row.entry.activity;
            match sums.iter_mut().find(|(key, _)| *key == activity) {
                Some((_, sum)) => *sum = *sum + row.worth,
                None => sums.push((activity, row.worth)),
            }
        }
        for (key, worth) in sums {
            let known = side.society.activity(key);
            let name = known.map_or(key.as_str(), |one| one.name.get(self.language));
            let name = match self.language {
                Language::Ja => format!("活動「{name}」の{}", side.standing.unit.ja),
                Language::En => format!("Activity “{name}”"),
            };
            self.add(What::Activity(key), &name, worth.to_string());
        }
    }

    fn categories(&mut self, categories: &'a [CategoryStanding]) {
        let language = self.language;
        for one in categories {
            let mut limits = Vec::new();
            if let Some(cap) = one.cap {
                limits.push(format!("{} {cap}", language.pick("上限", "cap")));
            }
            if let Some(minimum) = one.minimum {
                limits.push(format!("{} {minimum}", language.pick("必要", "needed")));
            }
            let value = match (limits.is_empty(), language) {
                (true, _) => one.counted.to_string(),
                (false, Language::Ja) => format!("{}（{}）", one.counted, limits.join("、")),
                (false, Language::En) => format!("{} ({})", one.counted, limits.join(", ")),
            };
            self.part(Part::Category(&one.key), one.name.get(language), value);
            self.categories(&one.children);
        }
    }

    fn parts(
        &mut self,
        of_which: &'a [OfWhich],
        must_attend: &'a [MustAttend],
        floors: &'a [FloorStanding],
        conditions: &'a [ConditionStanding],
    ) {
        let language = self.language;
        for one in of_which {
            let value = far(one.sum.counted, one.sum.required);
            self.part(Part::OfWhich(&one.key), one.name.get(language), value);
        }
        for one in must_attend {
            let value = format!("{} / {}", one.attended, one.required);
            self.part(Part::MustAttend(&one.key), one.name.get(language), value);
        }
        for one in floors {
            let year = year_words(one.year, language);
            let name = format!("{} {year}", one.name.get(language));
            let value = format!("{} / {}", one.has.number(), one.required.number());
            let part = Part::Floor(one.category.as_ref(), one.year, one.only.as_ref());
            self.part(part, &name, value);
        }
        for one in conditions {
            let word = one.met.word(language);
            let value = match (one.missing, language) {
                (None, _) => word.to_owned(),
                (Some(missing), Language::Ja) => format!("{word}（あと{missing}）"),
                (Some(missing), Language::En) => format!("{word} ({missing} missing)"),
            };
            self.part(Part::Condition(&one.key), one.name.get(language), value);
        }
    }

    fn way(&mut self, way: &'a WayStanding) {
        self.way = Some(&way.key);
        let met = shusseki_core::credit::Met::from(way.met).word(self.language);
        let total = far(way.total.counted, way.total.required);
        let value = format!("{met} {total}");
        self.part(Part::Way, way.name.get(self.language), value);
        self.categories(&way.categories);
        self.parts(
            &way.of_which,
            &way.must_attend,
            &way.floors,
            &way.conditions,
        );
        self.way = None;
    }
}

fn far(counted: Credits, required: Credits) -> String {
    format!("{counted} / {required}")
}
