//! What members and visitors of the demo have asked its office, and what it answered.

use super::DemoError;
use super::notices::first;
use super::scenario::{AccountRole, Scenario};
use crate::app::{App, Tenant};
use crate::db::Tx;
use crate::support::cases::{Answer, Asked, CaseError, CaseKind, Desk, Sender, act, open_in};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use shusseki_core::mail_address::MailAddress;
use shusseki_core::text::Language;

/// The questions that every society is asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CasePlan {
    kind: String,
    /// A visitor's name and mail address; the first member's question where there is none.
    visitor: Option<(String, MailAddress)>,
    hours_ago: i64,
    text: Vec<String>,
    note: Option<String>,
    answer: Option<Vec<String>>,
    #[serde(default)]
    closed: bool,
}

/// The questions that come with the demo.
///
/// # Errors
/// Their data has a mistake; a test reads it.
fn shipped() -> Result<Vec<CasePlan>, DemoError> {
    Ok(serde_json::from_str(include_str!("data/cases.json"))?)
}

/// Opens the questions and answers those that are answered.
///
/// # Errors
/// The database failed, or the data has a mistake.
pub(super) async fn open(
    tx: &mut Tx,
    (app, tenant): (&App, &Tenant),
    scenario: &Scenario,
    now: Timestamp,
) -> Result<(), DemoError> {
    let admin = first(tx, tenant, scenario, AccountRole::Admin).await?;
    let member = first(tx, tenant, scenario, AccountRole::Attendee).await?;
    let (Some(admin), Some(member)) = (admin, member) else {
        // Nobody asks an office without anybody.
        return Ok(());
    };
    let mistake = |error: CaseError| match error {
        CaseError::Db(error) => DemoError::Db(error),
        error => DemoError::Data(error.to_string()),
    };
    for plan in shipped()? {
        let earlier = SignedDuration::from_hours(plan.hours_ago);
        let at = now.checked_sub(earlier).unwrap_or(now);
        let sender = match plan.visitor {
            Some((name, mail)) => Sender::Visitor {
                name,
                mail,
                number: None,
            },
            None => Sender::Member(Box::new(member.clone())),
        };
        let asked = Asked {
            sender,
            kind: CaseKind::named(&plan.kind).ok_or_else(|| DemoError::Data(plan.kind.clone()))?,
            text: plan.text.join("\n"),
            language: Language::Ja,
        };
        let number = open_in(tx, app, tenant, &asked, at)
            .await
            .map_err(mistake)?;
        let note = plan.note.map(Answer::Note);
        let answer = plan.answer.map(|lines| Answer::Reply(lines.join("\n")));
        let end = plan.closed.then_some(Answer::Close);
        for (hour, deed) in (1..).zip([note, answer, end]) {
            let Some(deed) = deed else { continue };
            let desk = Desk {
                app,
                tenant,
                by: admin.id,
                now: at
                    .checked_add(SignedDuration::from_hours(hour))
                    .unwrap_or(at),
            };
            act(tx, &desk, &number, &deed).await.map_err(mistake)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::shipped;
    use crate::support::cases::{CaseKind, text};

    #[test]
    fn every_question_can_be_asked() {
        let all = shipped().unwrap();
        assert!(
            all.iter()
                .any(|plan| plan.visitor.is_some() && plan.answer.is_none())
        );
        for plan in all {
            assert!(CaseKind::named(&plan.kind).is_some(), "{}", plan.kind);
            assert!(text(&plan.text.join("\n")).is_ok());
        }
    }
}
