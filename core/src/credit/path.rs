//! The way to the missing credits: which of the open sessions would close the gaps.

mod gap;

use super::{Asked, Credits, Dossier, Entry, Standing, evaluate::standing};
use crate::{
    calendar::SessionTime,
    ids::EntryId,
    society::{Certification, Society},
};
use gap::Gap;
use jiff::civil::Date;
use serde::Serialize;
use std::cmp::Reverse;

/// A session that can still be attended.
///
/// ```
/// # use shusseki_core::{calendar::{SessionTime, Window}, credit::{Credits, Entry, Offer}, ids::EntryId, text::Text};
/// let entry = Entry {
///     id: EntryId::new(uuid::Uuid::nil()), day: "2026-11-20".parse().unwrap(),
///     activity: "medical-lecture".parse().unwrap(), role: "attend".parse().unwrap(),
///     credits: Credits::whole(2), society_held: true, event: Text::new("第97回", "97th"),
///     session: Text::new("講義", "Lecture"), voided: false, details: Default::default(),
/// };
/// let window = Window::new("2026-11-20T01:00:00Z".parse().unwrap(), "2026-11-20T02:00:00Z".parse().unwrap());
/// let offer = Offer { entry, time: Some(SessionTime { window, reception: false }) };
/// assert!(!offer.clashes_with(&Offer { time: None, ..offer.clone() }));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Offer {
    /// The ledger line that attending would give.
    pub entry: Entry,
    /// When one has to be there; none for what can be done at any time, such as e-learning.
    pub time: Option<SessionTime>,
}

impl Offer {
    /// Whether nobody can attend both.
    ///
    /// ```
    /// # use shusseki_core::credit::Offer;
    /// fn never_both(one: &Offer) -> bool { one.time.is_some_and(|time| !time.reception) && one.clashes_with(one) }
    /// ```
    #[must_use]
    pub fn clashes_with(&self, other: &Self) -> bool {
        match (&self.time, &other.time) {
            (Some(one), Some(other)) => one.clashes_with(other),
            _ => false,
        }
    }
}

/// A set of offers, and what would be then.
///
/// ```
/// use shusseki_core::credit::{Credits, Path};
/// let path = Path { offers: vec![3], counted: Credits::whole(50), closes: true };
/// assert_eq!(path.offers.len(), 1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Path {
    /// Which offers, by their place in the list given, in the order of their days.
    pub offers: Vec<usize>,
    /// What the total would count then.
    pub counted: Credits,
    /// Whether nothing that attending can close would be missing then.
    pub closes: bool,
}

/// How many paths are told.
const PATHS: usize = 3;
/// The offers that are combined: those that help most.
const COMBINED: usize = 20;
/// The most offers that are combined in every way.
const TOGETHER: usize = 3;
/// The most sessions on a path that is only the nearest one.
const LONGEST: usize = 12;

/// The smallest sets of offers that close all gaps that attending can close, the earliest first; one
/// set that closes as much as possible where none closes all. Empty where nothing is missing or
/// nothing helps.
///
/// ```
/// use shusseki_core::{
///     credit::{Asked, Dossier, Holder, Person, paths},
///     society::{Period, Society, shipped},
/// };
/// let (name, text) = shipped()[2];
/// let jgets = Society::parse(name, text).unwrap();
/// let holder = Holder {
///     certification: "endoscopy-technician".parse().unwrap(),
///     number: "00042".into(),
///     period: Period::new("2023-04-01".parse().unwrap(), "2028-03-31".parse().unwrap()),
///     renewed_on: None,
///     history: Default::default(),
/// };
/// let dossier = Dossier { holder: &holder, person: &Person::default(), entries: &[] };
/// let asked = Asked::on("2026-11-20".parse().unwrap());
/// assert!(paths(&jgets, &jgets.certifications[0], &dossier, &asked, &[]).is_empty());
/// ```
#[must_use]
pub fn paths(
    society: &Society,
    certification: &Certification,
    dossier: &Dossier<'_>,
    asked: &Asked,
    offers: &[Offer],
) -> Vec<Path> {
    let seeker = Seeker {
        society,
        certification,
        dossier,
        asked,
        offers,
    };
    let gap = Gap::of(&seeker.with(&[]));
    if gap.is_closed() {
        return Vec::new();
    }
    let helpful = seeker.helpful(gap);
    let most = &helpful[..helpful.len().min(COMBINED)];
    for size in 1..=TOGETHER {
        let mut found = Vec::new();
        seeker.combine(most, size, gap, &mut Vec::new(), &mut found);
        if !found.is_empty() {
            return found;
        }
    }
    seeker.nearest(gap, helpful).into_iter().collect()
}

/// An offer that makes the gap smaller.
#[derive(Debug, Clone, Copy)]
struct Helpful {
    /// Its place in the list given.
    at: usize,
    /// By how much, as it was last measured.
    gain: Gap,
    /// Beside how many others that was.
    beside: usize,
}

struct Seeker<'a> {
    society: &'a Society,
    certification: &'a Certification,
    dossier: &'a Dossier<'a>,
    asked: &'a Asked,
    offers: &'a [Offer],
}

impl Seeker<'_> {
    /// The standing with these offers taken.
    fn with(&self, taken: &[usize]) -> Standing {
        let offered = taken.iter().map(|at| &self.offers[*at].entry);
        let entries: Vec<Entry> = self
            .dossier
            .entries
            .iter()
            .chain(offered)
            .cloned()
            .collect();
        let dossier = Dossier {
            entries: &entries,
            ..*self.dossier
        };
        standing(self.society, self.certification, &dossier, self.asked)
    }

    /// By how much one offer more makes the gap smaller; none where it doesn't.
    fn gain(&self, taken: &[usize], at: usize, gap: Gap) -> Option<Gap> {
        let then = self.with(&[taken, &[at]].concat());
        Gap::of(&then)
            .closed_of(gap)
            .filter(|gain| !gain.is_closed())
    }

    /// What helps most comes first, and the earlier of two that help alike.
    fn rank(&self, one: &Helpful) -> (Reverse<Gap>, Date, EntryId) {
        let entry = &self.offers[one.at].entry;
        (Reverse(one.gain), entry.day, entry.id)
    }

    /// The offers that make the gap smaller by themselves.
    fn helpful(&self, gap: Gap) -> Vec<Helpful> {
        let alone = |at| {
            Some(Helpful {
                at,
                gain: self.gain(&[], at, gap)?,
                beside: 0,
            })
        };
        let mut helpful: Vec<Helpful> = (0..self.offers.len()).filter_map(alone).collect();
        helpful.sort_by_key(|one| self.rank(one));
        helpful
    }

    fn fits(&self, taken: &[usize], at: usize) -> bool {
        !taken
            .iter()
            .any(|other| *other == at || self.offers[*other].clashes_with(&self.offers[at]))
    }

    /// Adds to `found` the sets of that size that close what is left of the gap.
    fn combine(
        &self,
        helpful: &[Helpful],
        size: usize,
        left: Gap,
        taken: &mut Vec<usize>,
        found: &mut Vec<Path>,
    ) {
        if taken.len() == size {
            // Nothing is worth more beside others than alone, so most sets need no evaluation.
            if !left.is_closed() {
                return;
            }
            let then = self.with(taken);
            if Gap::of(&then).is_closed() {
                found.push(self.path(taken, &then));
            }
            return;
        }
        for (number, one) in helpful.iter().enumerate() {
            if found.len() < PATHS && self.fits(taken, one.at) {
                let left = Gap {
                    times: left.times.saturating_sub(one.gain.times),
                    credits: left.credits.less(one.gain.credits),
                };
                taken.push(one.at);
                self.combine(&helpful[number + 1..], size, left, taken, found);
                taken.pop();
            }
        }
    }

    /// Takes one after the other what helps most.
    fn nearest(&self, gap: Gap, mut open: Vec<Helpful>) -> Option<Path> {
        let (mut taken, mut left, mut reached) = (Vec::new(), gap, None);
        while !left.is_closed() && taken.len() < LONGEST {
            let Some(at) = self.best_beside(&taken, left, &mut open) else {
                break;
            };
            taken.push(at);
            let then = self.with(&taken);
            left = Gap::of(&then);
            reached = Some(self.path(&taken, &then));
        }
        reached
    }

    /// What helps most beside those taken. What an offer did beside fewer is the most that it can do
    /// now, so only those are measured again that could still be the best.
    fn best_beside(&self, taken: &[usize], left: Gap, open: &mut Vec<Helpful>) -> Option<usize> {
        open.retain(|one| self.fits(taken, one.at));
        loop {
            let best = (0..open.len()).min_by_key(|number| self.rank(&open[*number]))?;
            if open[best].beside == taken.len() {
                return Some(open.swap_remove(best).at);
            }
            match self.gain(taken, open[best].at, left) {
                Some(gain) => {
                    open[best] = Helpful {
                        gain,
                        beside: taken.len(),
                        ..open[best]
                    }
                }
                None => drop(open.swap_remove(best)),
            }
        }
    }

    fn path(&self, taken: &[usize], then: &Standing) -> Path {
        let mut offers = taken.to_vec();
        offers.sort_by_key(|at| {
            let offer = &self.offers[*at];
            (
                offer.time.map(|time| time.window.opens),
                Reverse(offer.time.is_some()),
                offer.entry.day,
                offer.entry.id,
            )
        });
        Path {
            offers,
            counted: then.total.counted,
            closes: Gap::of(then).is_closed(),
        }
    }
}
