//! What a renewal requires, and how far each part of it is.

use super::page::Page;
use shusseki_core::credit::{
    CategoryStanding, ConditionStanding, CreditUnit, Credits, FloorStanding, Met, MustAttend,
    OfWhich, Standing, Sum, WayStanding, year_words,
};

/// The total and its categories.
pub(super) fn counted(page: &mut Page, standing: &Standing) {
    page.section("内訳", "What counts");
    total(page, &standing.total, &standing.unit);
    categories(page, &standing.categories, 2);
}

/// What is required besides the total.
pub(super) fn others(page: &mut Page, standing: &Standing) {
    let parts = Parts {
        of_which: &standing.of_which,
        must_attend: &standing.must_attend,
        floors: &standing.floors,
        conditions: &standing.conditions,
    };
    if !parts.is_empty() {
        page.section("そのほかの条件", "Other conditions");
        parts.write(page, &standing.unit);
    }
}

/// One of several ways to fulfil the requirements.
pub(super) fn way(page: &mut Page, way: &WayStanding, unit: &CreditUnit) {
    page.line(0, "");
    let name = way.name.get(page.language());
    page.line(0, &format!("{} {name}", mark(way.met)));
    super::reasons(page, &way.reasons);
    if !way.total.required.is_zero() {
        total(page, &way.total, unit);
    }
    categories(page, &way.categories, 2);
    let parts = Parts {
        of_which: &way.of_which,
        must_attend: &way.must_attend,
        floors: &way.floors,
        conditions: &way.conditions,
    };
    parts.write(page, unit);
}

fn total(page: &mut Page, total: &Sum, unit: &CreditUnit) {
    let language = page.language();
    let mut facts = vec![told(page, ("取得", "earned"), total.raw)];
    if !total.missing.is_zero() {
        facts.push(told(page, ("不足", "missing"), total.missing));
    }
    let text = format!(
        "{} {} / {}{}",
        page.say("合計", "Total"),
        total.counted,
        unit.amount(total.required, language),
        page.aside(&facts)
    );
    page.line(2, &text);
}

fn told(page: &Page, (ja, en): (&'static str, &'static str), credits: Credits) -> String {
    format!("{} {credits}", page.say(ja, en))
}

fn categories(page: &mut Page, categories: &[CategoryStanding], indent: usize) {
    for one in categories {
        let mut facts = vec![told(page, ("取得", "earned"), one.raw)];
        facts.extend(one.cap.map(|cap| told(page, ("上限", "cap"), cap)));
        let minimum = one.minimum;
        facts.extend(minimum.map(|minimum| told(page, ("必要", "needed"), minimum)));
        if !one.capped_off.is_zero() {
            facts.push(told(page, ("算入外", "not counted"), one.capped_off));
        }
        if !one.missing.is_zero() {
            facts.push(told(page, ("不足", "missing"), one.missing));
        }
        let name = one.name.get(page.language());
        let text = format!("− {name} {}{}", one.counted, page.aside(&facts));
        page.line(indent, &text);
        self::categories(page, &one.children, indent + 2);
    }
}

/// What a renewal, or a way to it, requires besides sums by category.
struct Parts<'a> {
    of_which: &'a [OfWhich],
    must_attend: &'a [MustAttend],
    floors: &'a [FloorStanding],
    conditions: &'a [ConditionStanding],
}

impl Parts<'_> {
    const fn is_empty(&self) -> bool {
        self.of_which.is_empty()
            && self.must_attend.is_empty()
            && self.floors.is_empty()
            && self.conditions.is_empty()
    }

    fn write(&self, page: &mut Page, unit: &CreditUnit) {
        let language = page.language();
        for one in self.of_which {
            let required = unit.amount(one.sum.required, language);
            let far = format!("{} / {required}", one.sum.counted);
            part(
                page,
                one.sum.missing.is_zero(),
                one.name.get(language),
                &far,
            );
        }
        for one in self.must_attend {
            let times = page.say("回", "");
            let far = format!("{} / {}{times}", one.attended, one.required);
            part(page, one.missing == 0, one.name.get(language), &far);
        }
        for one in self.floors {
            let year = year_words(one.year, language);
            let name = page.spaced(one.name.get(language), &year);
            let required = one.required.amount(unit, language);
            let far = format!("{} / {required}", one.has.number());
            part(page, one.met, &name, &far);
        }
        for one in self.conditions {
            let mark = match one.met {
                Met::Yes => '✓',
                Met::No => '✗',
                Met::Unknown => '?',
            };
            let told = page.pair(one.name.get(language), one.met.word(language));
            page.line(2, &format!("{mark} {told}"));
        }
    }
}

fn part(page: &mut Page, met: bool, name: &str, far: &str) {
    let told = page.pair(name, far);
    page.line(2, &format!("{} {told}", mark(met)));
}

const fn mark(met: bool) -> char {
    if met { '✓' } else { '✗' }
}
