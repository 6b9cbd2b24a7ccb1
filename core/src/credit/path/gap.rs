//! What is missing, as far as attending sessions can close it.

use crate::credit::{Credits, Quantity, Reason, Standing};

/// What attending sessions could close.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Gap {
    /// Attendances that are missing.
    pub(super) times: u32,
    /// Credits that are missing, added up over everything that lacks some.
    pub(super) credits: Credits,
}

impl Gap {
    /// What a standing lacks. Of alternatives none of which is fulfilled, the nearest way counts.
    pub(super) fn of(standing: &Standing) -> Self {
        let mut gap = Self::default();
        gap.add(&standing.reasons);
        for ways in &standing.ways {
            if let Some(nearest) = ways.first().filter(|nearest| !nearest.met) {
                gap.add(&nearest.reasons);
            }
        }
        gap
    }

    fn add(&mut self, reasons: &[Reason]) {
        for reason in reasons {
            match reason {
                Reason::TotalShort { missing, .. }
                | Reason::CategoryShort { missing, .. }
                | Reason::OfWhichShort { missing, .. }
                | Reason::FloorShort {
                    missing: Quantity::Credits(missing),
                    ..
                } => {
                    self.credits = self.credits + *missing;
                }
                Reason::NotAttended { missing, .. }
                | Reason::FloorShort {
                    missing: Quantity::Times(missing),
                    ..
                } => {
                    self.times = self.times.saturating_add(*missing);
                }
                _ => {}
            }
        }
    }

    /// Whether nothing is missing.
    pub(super) const fn is_closed(self) -> bool {
        self.times == 0 && self.credits.is_zero()
    }

    /// By how much it is smaller than before; none where a part of it grew.
    pub(super) fn closed_of(self, before: Self) -> Option<Self> {
        (self.times <= before.times && self.credits <= before.credits).then(|| Self {
            times: before.times - self.times,
            credits: before.credits.less(self.credits),
        })
    }
}
