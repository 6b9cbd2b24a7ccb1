//! Which facts would change a standing: found by asking the rules again with the fact changed.

use super::{Asked, Dossier, standing};
use crate::{
    credit::{Evidence, Fact, Outlook, Reason, Scope, Standing},
    society::{Certification, ExtensionFor, ExtensionRule, Society},
};

/// What could still help somebody who lacks something; empty where nothing is lacking.
pub(super) fn outlook(
    now: &Standing,
    society: &Society,
    certification: &Certification,
    dossier: &Dossier<'_>,
    asked: &Asked,
) -> Vec<Outlook> {
    let mut outlook: Vec<Outlook> = now.reasons.iter().filter_map(to_be_confirmed).collect();
    if now.renewable {
        return outlook;
    }
    let question = Question {
        now,
        society,
        certification,
        dossier,
        asked,
    };
    outlook.extend(question.if_proofs_were_accepted());
    let granted = certification
        .extensions
        .iter()
        .filter(|rule| rule.whom == ExtensionFor::Granted);
    outlook.extend(granted.filter_map(|rule| question.if_extended(rule)));
    outlook
}

/// A standing, with all that it was found from.
struct Question<'a> {
    now: &'a Standing,
    society: &'a Society,
    certification: &'a Certification,
    dossier: &'a Dossier<'a>,
    asked: &'a Asked,
}

impl Question<'_> {
    fn again(&self, dossier: &Dossier<'_>) -> Standing {
        let asked = Asked {
            scope: Scope::CurrentPeriod,
            ..*self.asked
        };
        standing(self.society, self.certification, dossier, &asked)
    }

    /// What changes once the office has accepted every proof that waits; none where nothing does.
    fn if_proofs_were_accepted(&self) -> Option<Outlook> {
        let mut entries = self.dossier.entries.to_vec();
        let mut waiting = false;
        for entry in &mut entries {
            if entry.details.evidence == Evidence::Declared {
                entry.details.evidence = Evidence::Accepted;
                waiting |= !entry.voided;
            }
        }
        if !waiting {
            return None;
        }
        let then = self.again(&Dossier {
            entries: &entries,
            ..*self.dossier
        });
        let helps = then.total.counted > self.now.total.counted || then.renewable;
        helps.then_some(Outlook {
            fact: Fact::ProofAccepted,
            counted: then.total.counted,
            renewable: then.renewable,
            until: None,
        })
    }

    /// What changes once the extension is granted; none where it is already.
    fn if_extended(&self, rule: &ExtensionRule) -> Option<Outlook> {
        let mut holder = self.dossier.holder.clone();
        if !holder.history.extensions.insert(rule.key.clone()) {
            return None;
        }
        let then = self.again(&Dossier {
            holder: &holder,
            ..*self.dossier
        });
        Some(Outlook {
            fact: Fact::ExtensionGranted {
                name: rule.name.clone(),
            },
            counted: then.total.counted,
            renewable: then.renewable,
            until: Some(then.effective.period.last),
        })
    }
}

fn to_be_confirmed(reason: &Reason) -> Option<Outlook> {
    let Reason::ToBeConfirmed { name, .. } = reason else {
        return None;
    };
    Some(Outlook {
        fact: Fact::Confirmed { name: name.clone() },
        counted: crate::credit::Credits::ZERO,
        renewable: false,
        until: None,
    })
}
