//! Examples of a definition tried on its rules.

use super::{Example, Expectation, Expected, ExpectedStatus, ExpectedSum, Society};
use crate::{
    credit::{
        Asked, CategoryStanding, Credits, Dossier, Met, Standing, Status, Sum, WayStanding,
        evaluate,
    },
    ids::CategoryKey,
    text::Language,
};
use serde::Serialize;
use std::fmt;

/// What an example came to.
///
/// ```
/// use shusseki_core::society::{check, shipped};
/// let (name, text) = shipped()[2];
/// let checked = check(name, text);
/// let trial = checked.examples[0].try_on(&checked.society.unwrap()).unwrap();
/// assert!(trial.differences.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// The standing.
    pub standing: Standing,
    /// Where it is not as expected.
    pub differences: Vec<Difference>,
}

/// One thing that is not as an example expects.
///
/// ```
/// use shusseki_core::society::Difference;
/// let difference = Difference { line: 12, what: "total counted".into(), expected: "50".into(), found: "49".into() };
/// assert_eq!(difference.to_string(), "line 12: total counted: expected 50, found 49");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The line that expects it.
    pub line: usize,
    /// What.
    pub what: String,
    /// What is expected.
    pub expected: String,
    /// What came out.
    pub found: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            what,
            expected,
            found,
        } = self;
        write!(f, "line {line}: {what}: expected {expected}, found {found}")
    }
}

impl Example {
    /// Evaluates the example and compares; none where the society has no such certification.
    ///
    /// ```
    /// use shusseki_core::society::{check, shipped};
    /// let (name, text) = shipped()[2];
    /// let checked = check(name, &text.replacen("counted=49", "counted=48", 1));
    /// let trial = checked.examples[0].try_on(&checked.society.unwrap()).unwrap();
    /// assert_eq!(trial.differences[0].found, "49");
    /// ```
    #[must_use]
    pub fn try_on(&self, society: &Society) -> Option<Trial> {
        let certification = society.certification(&self.certification)?;
        let dossier = Dossier {
            holder: &self.holder,
            person: &self.person,
            entries: &self.entries,
        };
        let standing = evaluate(society, certification, &dossier, &Asked::on(self.day));
        let differences = self
            .expected
            .iter()
            .flat_map(|one| compare(one, &standing))
            .collect();
        Some(Trial {
            standing,
            differences,
        })
    }
}

fn compare(expectation: &Expectation, standing: &Standing) -> Vec<Difference> {
    let mut comparison = Comparison {
        line: expectation.line,
        differences: Vec::new(),
    };
    comparison.compare(&expectation.what, standing);
    comparison.differences
}

struct Comparison {
    line: usize,
    differences: Vec<Difference>,
}

impl Comparison {
    fn compare(&mut self, expected: &Expected, standing: &Standing) {
        match expected {
            Expected::Renewable(renewable) => {
                self.equal("renewable", renewable, Some(&standing.renewable));
            }
            Expected::Total(sum) => self.sum("total", sum, Some(&standing.total)),
            Expected::Category(key, sum) => {
                let found = category(standing, key).map(FoundSum::from);
                self.found_sum(&format!("category {key}"), sum, found);
            }
            Expected::OfWhich(key, sum) => {
                let mut all = everywhere(standing, &standing.of_which, |way| &way.of_which);
                let found = all.find(|one| one.key == *key).map(|one| &one.sum);
                self.sum(&format!("of-which {key}"), sum, found);
            }
            Expected::MustAttend { key, missing } => {
                let mut all = everywhere(standing, &standing.must_attend, |way| &way.must_attend);
                let found = all.find(|one| one.key == *key).map(|one| &one.missing);
                self.equal(&format!("must-attend {key} missing"), missing, found);
            }
            Expected::Condition { key, met } => {
                let mut all = everywhere(standing, &standing.conditions, |way| &way.conditions);
                let found = all.find(|one| one.key == *key).map(|one| said(one.met));
                let expected = if *met { Met::Yes } else { Met::No };
                self.equal(&format!("condition {key}"), &said(expected), found.as_ref());
            }
            Expected::PeriodUntil(day) => {
                self.equal("period until", day, Some(&standing.effective.period.last));
            }
            Expected::Version(name) => {
                self.equal(
                    "version",
                    name,
                    standing.version.as_ref().map(|version| &version.ja),
                );
            }
            Expected::Case(key) => {
                let applies = standing.cases.iter().any(|case| case.key == *key);
                self.equal(&format!("case {key} applies"), &true, Some(&applies));
            }
            Expected::Status(status) => {
                self.equal("status", &named(*status), Some(&name_of(&standing.status)));
            }
            Expected::Reason(sentence) => self.reason(sentence, standing),
        }
    }

    fn sum(&mut self, what: &str, expected: &ExpectedSum, found: Option<&Sum>) {
        self.found_sum(what, expected, found.map(FoundSum::from));
    }

    fn found_sum(&mut self, what: &str, expected: &ExpectedSum, found: Option<FoundSum>) {
        let capped_off = found.map(|found| found.raw.less(found.counted));
        let parts = [
            ("raw", expected.raw, found.map(|found| found.raw)),
            (
                "counted",
                expected.counted,
                found.map(|found| found.counted),
            ),
            (
                "missing",
                expected.missing,
                found.map(|found| found.missing),
            ),
            ("capped-off", expected.capped_off, capped_off),
        ];
        for (part, expected, found) in parts {
            if let Some(expected) = expected {
                self.equal(&format!("{what} {part}"), &expected, found.as_ref());
            }
        }
    }

    fn equal<T: fmt::Display + PartialEq>(&mut self, what: &str, expected: &T, found: Option<&T>) {
        if found != Some(expected) {
            self.differences.push(Difference {
                line: self.line,
                what: what.to_owned(),
                expected: expected.to_string(),
                found: found.map_or_else(|| "nothing of the kind".to_owned(), T::to_string),
            });
        }
    }

    fn reason(&mut self, sentence: &str, standing: &Standing) {
        let reasons = everywhere(standing, &standing.reasons, |way| &way.reasons);
        let sentences: Vec<String> = reasons
            .map(|reason| reason.sentence(Language::Ja))
            .collect();
        if !sentences.iter().any(|one| one == sentence) {
            self.differences.push(Difference {
                line: self.line,
                what: "reason".to_owned(),
                expected: sentence.to_owned(),
                found: sentences.join(" / "),
            });
        }
    }
}

#[derive(Clone, Copy)]
struct FoundSum {
    raw: Credits,
    counted: Credits,
    missing: Credits,
}

impl From<&Sum> for FoundSum {
    fn from(sum: &Sum) -> Self {
        Self {
            raw: sum.raw,
            counted: sum.counted,
            missing: sum.missing,
        }
    }
}

impl From<&CategoryStanding> for FoundSum {
    fn from(category: &CategoryStanding) -> Self {
        Self {
            raw: category.raw,
            counted: category.counted,
            missing: category.missing,
        }
    }
}

/// What a standing has of a kind: of its own, and in the ways of which one is chosen.
fn everywhere<'s, T: 's>(
    standing: &'s Standing,
    own: &'s [T],
    of_way: impl Fn(&'s WayStanding) -> &'s [T],
) -> impl Iterator<Item = &'s T> {
    let ways = standing.ways.iter().flatten();
    own.iter().chain(ways.flat_map(of_way))
}

const fn said(met: Met) -> &'static str {
    match met {
        Met::Yes => "met",
        Met::No => "not met",
        Met::Unknown => "not known",
    }
}

/// The category of that name, in the standing or in one of its ways.
fn category<'a>(standing: &'a Standing, key: &CategoryKey) -> Option<&'a CategoryStanding> {
    fn inside<'a>(
        categories: &'a [CategoryStanding],
        key: &CategoryKey,
    ) -> Option<&'a CategoryStanding> {
        categories.iter().find_map(|one| {
            if one.key == *key {
                Some(one)
            } else {
                inside(&one.children, key)
            }
        })
    }
    let ways = || standing.ways.iter().flatten();
    inside(&standing.categories, key)
        .or_else(|| ways().find_map(|way| inside(&way.categories, key)))
}

const fn named(status: ExpectedStatus) -> &'static str {
    match status {
        ExpectedStatus::Valid => "valid",
        ExpectedStatus::Suspended => "suspended",
        ExpectedStatus::Forfeited => "forfeited",
        ExpectedStatus::Expired => "expired",
    }
}

const fn name_of(status: &Status) -> &'static str {
    match status {
        Status::Valid => "valid",
        Status::Suspended { .. } => "suspended",
        Status::Forfeited { .. } => "forfeited",
        Status::Expired { .. } => "expired",
    }
}
