//! The stable codes by which programs tell reasons and notes apart; the sentences may change.

use super::{Fact, Met, Note, Reason, Status};

impl Reason {
    /// The code of this kind of reason, as [`serde`] writes it too.
    ///
    /// ```
    /// use shusseki_core::{credit::Reason, text::Text};
    /// let reason = Reason::NotAttended { name: Text::new("春季大会", "Spring meeting"), missing: 1 };
    /// assert_eq!(reason.code(), "not-attended");
    /// ```
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TotalShort { .. } => "total-short",
            Self::CategoryShort { .. } => "category-short",
            Self::OfWhichShort { .. } => "of-which-short",
            Self::NotAttended { .. } => "not-attended",
            Self::FloorShort { .. } => "floor-short",
            Self::ConditionUnmet { .. } => "condition-unmet",
            Self::NoWay { .. } => "no-way",
            Self::Forfeited { .. } => "forfeited",
            Self::ApplicationsClosed { .. } => "applications-closed",
            Self::ToBeConfirmed { .. } => "to-be-confirmed",
            Self::Met { .. } => "met",
            Self::OverCap { .. } => "over-cap",
        }
    }
}

impl Note {
    /// The code of this kind of note.
    ///
    /// ```
    /// assert_eq!(shusseki_core::credit::Note::AwaitsReview.code(), "awaits-review");
    /// ```
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BeforePeriod => "before-period",
            Self::AfterPeriod => "after-period",
            Self::Suspended => "suspended",
            Self::AwaitsReview => "awaits-review",
            Self::ProofRejected => "proof-rejected",
            Self::DeclarationNotAccepted => "declaration-not-accepted",
            Self::NotAMember => "not-a-member",
            Self::Duplicate => "duplicate",
            Self::UnknownActivity => "unknown-activity",
            Self::CountsNowhere => "counts-nowhere",
            Self::GivesWay => "gives-way",
            Self::OverTimes { .. } => "over-times",
            Self::OverLimit { .. } => "over-limit",
            Self::OverCap { .. } => "over-cap",
            Self::OverTotal { .. } => "over-total",
        }
    }
}

impl Status {
    /// The code of this status.
    ///
    /// ```
    /// assert_eq!(shusseki_core::credit::Status::Valid.code(), "valid");
    /// ```
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Suspended { .. } => "suspended",
            Self::Forfeited { .. } => "forfeited",
            Self::Expired { .. } => "expired",
        }
    }
}

impl Met {
    /// The code: `yes`, `no` or `unknown`.
    ///
    /// ```
    /// assert_eq!(shusseki_core::credit::Met::Unknown.code(), "unknown");
    /// ```
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

impl Fact {
    /// The code of this kind of fact.
    ///
    /// ```
    /// assert_eq!(shusseki_core::credit::Fact::ProofAccepted.code(), "proof-accepted");
    /// ```
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Confirmed { .. } => "confirmed",
            Self::ProofAccepted => "proof-accepted",
            Self::ExtensionGranted { .. } => "extension-granted",
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        credit::{Bucket, CreditUnit, Credits, Fact, Met, Note, Quantity, Reason, Status},
        society::ForfeitRule,
        text::Text,
    };
    use serde::Serialize;

    fn written(data: &impl Serialize, tag: &str) -> String {
        let json = serde_json::to_value(data).unwrap();
        let code = if tag.is_empty() { &json } else { &json[tag] };
        code.as_str().unwrap().to_owned()
    }

    #[test]
    fn a_reason_is_called_what_its_data_is_called() {
        let name = || Text::new("名", "name");
        let unit = || CreditUnit::new("単位", "credit", "credits");
        let one = Credits::whole(1);
        let (since, rule) = ("2026-04-01".parse().unwrap(), ForfeitRule::Withdrawal);
        let key = || "key".parse().unwrap();
        let category = || "key".parse().unwrap();
        for reason in [
            Reason::TotalShort {
                missing: one,
                room: Vec::new(),
                unit: unit(),
            },
            Reason::CategoryShort {
                key: category(),
                name: name(),
                missing: one,
                unit: unit(),
            },
            Reason::OfWhichShort {
                name: name(),
                missing: one,
                unit: unit(),
            },
            Reason::NotAttended {
                name: name(),
                missing: 1,
            },
            Reason::FloorShort {
                name: name(),
                year: None,
                missing: Quantity::Times(1),
                unit: unit(),
            },
            Reason::ConditionUnmet {
                key: key(),
                name: name(),
                missing: None,
            },
            Reason::NoWay { ways: Vec::new() },
            Reason::Forfeited { since, rule },
            Reason::ApplicationsClosed { since },
            Reason::ToBeConfirmed {
                key: key(),
                name: name(),
            },
            Reason::Met { unit: unit() },
            Reason::OverCap {
                key: category(),
                name: name(),
                cap: one,
                capped_off: one,
                unit: unit(),
            },
        ] {
            assert_eq!(reason.code(), written(&reason, "reason"));
        }
    }

    #[test]
    fn a_note_is_called_what_its_data_is_called() {
        let unit = CreditUnit::new("単位", "credit", "credits");
        let (per, one) = (Bucket::Day, Credits::whole(1));
        for note in [
            Note::BeforePeriod,
            Note::AfterPeriod,
            Note::Suspended,
            Note::AwaitsReview,
            Note::DeclarationNotAccepted,
            Note::NotAMember,
            Note::Duplicate,
            Note::UnknownActivity,
            Note::CountsNowhere,
            Note::GivesWay,
            Note::OverTimes { per, most: 1 },
            Note::OverLimit {
                per,
                most: one,
                amount: one,
                unit: unit.clone(),
            },
            Note::OverCap {
                name: Text::new("名", "name"),
                amount: one,
                unit: unit.clone(),
            },
            Note::OverTotal { amount: one, unit },
        ] {
            assert_eq!(note.code(), written(&note, "note"));
        }
    }

    #[test]
    fn a_status_and_a_fact_too() {
        let day = "2026-04-01".parse().unwrap();
        for status in [
            Status::Valid,
            Status::Suspended { until: day },
            Status::Forfeited {
                since: day,
                rule: ForfeitRule::Withdrawal,
            },
            Status::Expired { since: day },
        ] {
            assert_eq!(status.code(), written(&status, "status"));
        }
        for met in [Met::Yes, Met::No, Met::Unknown] {
            assert_eq!(met.code(), written(&met, ""));
        }
        let name = Text::new("名", "name");
        for fact in [
            Fact::Confirmed { name: name.clone() },
            Fact::ProofAccepted,
            Fact::ExtensionGranted { name },
        ] {
            assert_eq!(fact.code(), written(&fact, "fact"));
        }
    }
}
