//! What a check-in would be answered, before anyone presses the button; nothing is written.

use super::{CheckInError, Lead, store};
use crate::app::{App, Tenant};
use crate::members::Member;
use jiff::Timestamp;
use shusseki_core::check_in::{
    Earlier, MemberFacts, Outcome, Scan, ScanProof, SessionFacts, decide,
};
use shusseki_core::society::Society;

/// What registering would be answered, by the rule that registering follows. While nobody is
/// logged in, the answer is that of a member who is eligible and has not been here yet.
///
/// # Errors
/// The database failed.
pub(crate) async fn preview(
    app: &App,
    tenant: &Tenant,
    lead: &Lead,
    member: Option<&Member>,
    scanned_at: Timestamp,
) -> Result<Outcome, CheckInError> {
    let mut session = lead.session.facts(&tenant.society, lead.claim.serial());
    let mut earlier = None;
    let facts = match member {
        Some(member) => {
            let mut conn = app.db.read().await?;
            let point = lead.claim.point();
            let attended = store::attendance_at(
                &mut conn,
                tenant.slug(),
                lead.session.number,
                point,
                member.id,
            )
            .await?;
            earlier = attended.map(|attended| Earlier {
                first_at: attended.scanned_at.0,
            });
            Some(member.facts())
        }
        None => someone_eligible(&tenant.society, &mut session),
    };
    // A society without membership classes has no members to ask for.
    let Some(facts) = facts else {
        return Err(CheckInError::NoSuchMember);
    };
    let scan = Scan {
        scanned_at,
        received_at: app.clock.now(),
        proof: ScanProof::ServerStamped,
        claim: Some(lead.claim),
    };
    Ok(decide(
        &session,
        &facts,
        &scan,
        earlier.as_ref(),
        &[],
        &tenant.society.check_in.late_policy(),
    ))
}

fn someone_eligible(society: &Society, session: &mut SessionFacts) -> Option<MemberFacts> {
    session.eligible_classes.clear();
    let class = society.classes.first()?.key.clone();
    Some(MemberFacts {
        class,
        active: true,
    })
}
