//! A short summary of what a member is found by, to pass over those who can't be what is looked for.

use super::{Facet, How, Wanted};
use ring::digest::{SHA256, digest};

/// One of 63 bits for each facet; several facets may share one. Who is looked for has all bits of what
/// is looked for; who has them may still not be.
///
/// They are stored, so the bit of a facet never changes.
///
/// ```
/// use shusseki_core::profile::{Facet, How, Marks, Wanted};
/// let facet = |filter: &str, term: &str| Facet { filter: filter.to_owned(), term: term.to_owned() };
/// let held = Marks::of(&[facet("district", "kinki"), facet("specialty", "pet")]);
/// let kinki = Wanted { filter: "district".to_owned(), term: "kinki".to_owned(), how: How::Exact };
/// let wanted = Marks::wanted(&[kinki]).bits();
/// assert_eq!(held.bits() & wanted, wanted);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks(i64);

impl Marks {
    /// How many bits there are: those of a number that is never negative.
    const BITS: u64 = 63;

    /// The marks of a member with these facets.
    ///
    /// ```
    /// use shusseki_core::profile::{Facet, Marks};
    /// let facet = Facet { filter: "district".to_owned(), term: "kinki".to_owned() };
    /// assert_eq!(Marks::of(&[facet]).bits(), 1 << 52);
    /// ```
    #[must_use]
    pub fn of(facets: &[Facet]) -> Self {
        Self::all(facets.iter().map(|facet| (&*facet.filter, &*facet.term)))
    }

    /// The marks that everybody has whom these filters find: those of the terms looked for as a whole.
    ///
    /// ```
    /// use shusseki_core::profile::{How, Marks, Wanted};
    /// let name = Wanted { filter: "name".to_owned(), term: "高橋".to_owned(), how: How::Prefix };
    /// assert_eq!(Marks::wanted(&[name]).bits(), 0);
    /// ```
    #[must_use]
    pub fn wanted(wanted: &[Wanted]) -> Self {
        let whole = wanted.iter().filter(|one| one.how == How::Exact);
        Self::all(whole.map(|one| (&*one.filter, &*one.term)))
    }

    fn all<'a>(terms: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        Self(terms.fold(0, |all, (filter, term)| all | bit(filter, term)))
    }

    /// As they are stored: never negative.
    ///
    /// ```
    /// assert_eq!(shusseki_core::profile::Marks::of(&[]).bits(), 0);
    /// ```
    #[must_use]
    pub const fn bits(self) -> i64 {
        self.0
    }
}

fn bit(filter: &str, term: &str) -> i64 {
    let digest = digest(&SHA256, format!("{filter}={term}").as_bytes());
    let number = digest.as_ref()[..8]
        .iter()
        .fold(0, |number, byte| number << 8 | u64::from(*byte));
    1 << (number % Marks::BITS)
}
