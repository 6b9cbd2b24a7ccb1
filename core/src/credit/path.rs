//! The way to the missing credits: which of the open sessions would close the gaps.

use super::{Asked, Credits, Dossier, Entry, Reason, Standing, evaluate::standing};
use crate::{
    calendar::Window,
    society::{Certification, Society},
};
use serde::Serialize;
use std::cmp::Reverse;

/// A session that can still be attended.
///
/// ```
/// # use shusseki_core::{calendar::Window, credit::{Credits, Entry, Offer}, ids::EntryId, text::Text};
/// let entry = Entry {
///     id: EntryId::new(uuid::Uuid::nil()), day: "2026-11-20".parse().unwrap(),
///     activity: "medical-lecture".parse().unwrap(), role: "attend".parse().unwrap(),
///     credits: Credits::whole(2), society_held: true, event: Text::new("第97回", "97th"),
///     session: Text::new("講義", "Lecture"), voided: false, details: Default::default(),
/// };
/// let window = Window::new("2026-11-20T01:00:00Z".parse().unwrap(), "2026-11-20T02:00:00Z".parse().unwrap());
/// let offer = Offer { entry, window: Some(window) };
/// assert!(!offer.clashes_with(&Offer { window: None, ..offer.clone() }));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Offer {
    /// The ledger line that attending would give.
    pub entry: Entry,
    /// When one has to be there; none for what can be done at any time, such as e-learning.
    pub window: Option<Window>,
}

impl Offer {
    /// Whether nobody can attend both.
    ///
    /// ```
    /// # use shusseki_core::credit::Offer;
    /// fn never_both(one: &Offer) -> bool { one.window.is_some() && one.clashes_with(one) }
    /// ```
    #[must_use]
    pub fn clashes_with(&self, other: &Self) -> bool {
        match (&self.window, &other.window) {
            (Some(one), Some(other)) => one.overlaps(other),
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
    let now = seeker.with(&[]);
    let gap = Gap::of(&now);
    if gap.is_closed() {
        return Vec::new();
    }
    let helpful = seeker.helpful(&gap);
    for size in 1..=TOGETHER {
        let mut found = Vec::new();
        seeker.combine(&helpful, size, &mut Vec::new(), &mut found);
        if !found.is_empty() {
            return found;
        }
    }
    seeker.nearest(gap).into_iter().collect()
}

/// What attending sessions could close.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Gap {
    /// Attendances and years that are missing, one by one.
    times: u32,
    /// Credits that are missing, added up over everything that lacks some.
    credits: Credits,
}

impl Gap {
    fn of(standing: &Standing) -> Self {
        let mut gap = Self {
            times: 0,
            credits: Credits::ZERO,
        };
        for reason in &standing.reasons {
            match reason {
                Reason::TotalShort { missing, .. }
                | Reason::CategoryShort { missing, .. }
                | Reason::OfWhichShort { missing, .. } => gap.credits = gap.credits + *missing,
                Reason::NotAttended { missing, .. } => {
                    gap.times = gap.times.saturating_add(*missing);
                }
                Reason::FloorShort { .. } => gap.times = gap.times.saturating_add(1),
                _ => {}
            }
        }
        gap
    }

    const fn is_closed(self) -> bool {
        self.times == 0 && self.credits.is_zero()
    }

    fn is_smaller_than(self, other: Self) -> bool {
        self != other && self.times <= other.times && self.credits <= other.credits
    }
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

    /// The offers that make the gap smaller by themselves, those that help most first.
    fn helpful(&self, gap: &Gap) -> Vec<usize> {
        let mut helpful: Vec<(Gap, usize)> = (0..self.offers.len())
            .map(|at| (Gap::of(&self.with(&[at])), at))
            .filter(|(then, _)| then.is_smaller_than(*gap))
            .collect();
        helpful.sort_by_key(|(then, at)| {
            (*then, self.offers[*at].entry.day, self.offers[*at].entry.id)
        });
        helpful.truncate(COMBINED);
        helpful.into_iter().map(|(_, at)| at).collect()
    }

    fn fits(&self, taken: &[usize], at: usize) -> bool {
        !taken
            .iter()
            .any(|other| *other == at || self.offers[*other].clashes_with(&self.offers[at]))
    }

    /// Adds to `found` the sets of that size that close the gap.
    fn combine(
        &self,
        helpful: &[usize],
        size: usize,
        taken: &mut Vec<usize>,
        found: &mut Vec<Path>,
    ) {
        if taken.len() == size {
            let then = self.with(taken);
            if Gap::of(&then).is_closed() {
                found.push(self.path(taken, &then));
            }
            return;
        }
        for (number, at) in helpful.iter().enumerate() {
            if found.len() < PATHS && self.fits(taken, *at) {
                taken.push(*at);
                self.combine(&helpful[number + 1..], size, taken, found);
                taken.pop();
            }
        }
    }

    /// Takes one after the other what helps most.
    fn nearest(&self, gap: Gap) -> Option<Path> {
        let (mut taken, mut left) = (Vec::new(), gap);
        let mut reached = None;
        while !left.is_closed() && taken.len() < LONGEST {
            let free = (0..self.offers.len()).filter(|at| self.fits(&taken, *at));
            let tried = free.map(|at| {
                let then = self.with(&[taken.as_slice(), &[at]].concat());
                (Gap::of(&then), self.offers[at].entry.day, at, then)
            });
            let (next, _, at, then) = tried.min_by_key(|(next, day, at, _)| (*next, *day, *at))?;
            if !next.is_smaller_than(left) {
                break;
            }
            taken.push(at);
            left = next;
            reached = Some(self.path(&taken, &then));
        }
        reached
    }

    fn path(&self, taken: &[usize], then: &Standing) -> Path {
        let mut offers = taken.to_vec();
        offers.sort_by_key(|at| {
            let offer = &self.offers[*at];
            (
                offer.window.map(|window| window.opens),
                Reverse(offer.window.is_some()),
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
