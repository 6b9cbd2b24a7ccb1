//! Which facts would change a standing: found by asking the rules again with the fact changed.

use super::{Asked, Dossier, standing};
use crate::{
    credit::{Evidence, Fact, Outlook, Reason, Scope, Standing},
    society::{Certification, ExtensionFor, Society},
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
    let again = |dossier: &Dossier<'_>| {
        let asked = Asked {
            scope: Scope::CurrentPeriod,
            ..*asked
        };
        standing(society, certification, dossier, &asked)
    };
    let declared = |evidence| evidence == Evidence::Declared;
    if dossier
        .entries
        .iter()
        .any(|entry| declared(entry.details.evidence) && !entry.voided)
    {
        let mut entries = dossier.entries.to_vec();
        for entry in entries
            .iter_mut()
            .filter(|entry| declared(entry.details.evidence))
        {
            entry.details.evidence = Evidence::Accepted;
        }
        let then = again(&Dossier {
            entries: &entries,
            ..*dossier
        });
        if then.total.counted > now.total.counted || then.renewable {
            outlook.push(Outlook {
                fact: Fact::ProofAccepted,
                counted: then.total.counted,
                renewable: then.renewable,
                until: None,
            });
        }
    }
    for extension in certification
        .extensions
        .iter()
        .filter(|rule| rule.whom == ExtensionFor::Granted)
    {
        let mut holder = dossier.holder.clone();
        if holder.history.extensions.insert(extension.key.clone()) {
            let then = again(&Dossier {
                holder: &holder,
                ..*dossier
            });
            outlook.push(Outlook {
                fact: Fact::ExtensionGranted {
                    name: extension.name.clone(),
                },
                counted: then.total.counted,
                renewable: then.renewable,
                until: Some(then.effective.period.last),
            });
        }
    }
    outlook
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
