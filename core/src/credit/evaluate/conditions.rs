//! What a renewal requires besides credits (P13), measured.

use super::{Asking, effective::merged};
use crate::{
    credit::{Condition, ConditionStanding, Credits, Demand, Met, Record},
    ids::RuleKey,
    society::Period,
};
use jiff::civil::Date;

/// Whether the condition is met; "not known" where nothing of the kind is on record.
pub(super) fn measure(condition: &Condition, asking: &Asking<'_>) -> ConditionStanding {
    let records = Records::of(&condition.key, asking);
    let (met, shortfall) = match &condition.demand {
        Demand::MemberOfAny(societies) => (membership(societies, asking), None),
        Demand::DuesPaid => (dues(asking), None),
        Demand::Holds(certification) => {
            let holds = asking.person.holds(certification, asking.day);
            // An empty list says nothing; the office may not have been told yet.
            let met = if asking.person.certificates.is_empty() {
                Met::Unknown
            } else {
                holds.into()
            };
            (met, None)
        }
        Demand::Documents(wanted) | Demand::Hours(wanted) => {
            let wanted = Credits::whole(*wanted);
            (
                records.met(|sum| sum >= wanted),
                records.known().then(|| wanted.less(records.sum())),
            )
        }
        Demand::Exam(score) => (records.best(score.unwrap_or_default()), None),
        Demand::Confirmed => (records.met(|sum| !sum.is_zero()), None),
    };
    ConditionStanding {
        key: condition.key.clone(),
        name: condition.name.clone(),
        demand: condition.demand.clone(),
        met,
        missing: shortfall.filter(|missing| !missing.is_zero()),
    }
}

/// On every day of the period up to today, in at least one of the societies.
fn membership(societies: &[String], asking: &Asking<'_>) -> Met {
    let Some(memberships) = &asking.person.memberships else {
        return Met::Unknown;
    };
    let of_these = memberships
        .iter()
        .filter(|span| societies.contains(&span.society));
    let spans: Vec<Period> = of_these
        .map(|span| Period::new(span.from, span.until.unwrap_or(Date::MAX)))
        .collect();
    let period = asking.effective.period;
    let until = asking.day.clamp(period.first, period.last);
    let whole = |span: &Period| span.first <= period.first && until <= span.last;
    merged(&spans).iter().any(whole).into()
}

fn dues(asking: &Asking<'_>) -> Met {
    let Some(unpaid) = &asking.person.unpaid else {
        return Met::Unknown;
    };
    let period = asking.effective.period;
    let years = asking.fiscal.year_of(period.first)..=asking.fiscal.year_of(period.last);
    (!unpaid.iter().any(|year| years.contains(year))).into()
}

/// What the office has put on record for a condition, within the period.
struct Records<'a>(Vec<&'a Record>);

impl<'a> Records<'a> {
    fn of(key: &RuleKey, asking: &Asking<'a>) -> Self {
        let span = asking.effective.period;
        let records = asking.person.records.iter();
        Self(
            records
                .filter(|record| record.of == *key && span.contains(record.day))
                .collect(),
        )
    }

    fn known(&self) -> bool {
        !self.0.is_empty()
    }

    fn sum(&self) -> Credits {
        self.0.iter().map(|record| record.amount).sum()
    }

    fn met(&self, enough: impl Fn(Credits) -> bool) -> Met {
        if self.known() {
            enough(self.sum()).into()
        } else {
            Met::Unknown
        }
    }

    fn best(&self, score: Credits) -> Met {
        match self.0.iter().map(|record| record.amount).max() {
            None => Met::Unknown,
            Some(best) => (best >= score && !best.is_zero()).into(),
        }
    }
}
