//! What a member is told after a check-in, and what a retry is told again.

use crate::app::Tenant;
use crate::programme::Session;
use crate::web::words::Words;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shusseki_core::calendar::day_of;
use shusseki_core::check_in::Outcome;
use shusseki_core::credit::{Deed, granted};
use shusseki_core::ids::{RoleKey, SessionId};
use shusseki_core::text::Language;
use shusseki_core::venue_code::PointNumber;
use utoipa::ToSchema;

/// The answer to a check-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Answer {
    /// `registered`, `registered-late` (uploaded after the session, within the society's limit, or
    /// over an hour after the screen showed the code) or `already-registered`.
    pub(crate) outcome: String,
    /// 大会名.
    pub(crate) event: Words,
    /// セッション名.
    pub(crate) session: Words,
    /// The session's id.
    #[schema(value_type = uuid::Uuid)]
    pub(crate) session_id: SessionId,
    /// 種別: the kind of event.
    pub(crate) kind: Words,
    /// The room.
    pub(crate) room: Words,
    /// The point's number.
    #[schema(value_type = u8)]
    pub(crate) point: PointNumber,
    /// The point's name, where the session has several.
    pub(crate) point_name: Option<Words>,
    /// When the session begins (UTC).
    #[schema(value_type = String, format = DateTime)]
    pub(crate) starts_at: Timestamp,
    /// When the session ends (UTC).
    #[schema(value_type = String, format = DateTime)]
    pub(crate) ends_at: Timestamp,
    /// 登録日時: when the code was scanned first (UTC).
    #[schema(value_type = String, format = DateTime)]
    pub(crate) registered_at: Timestamp,
    /// Sessions at the same time that the member attended too; which of them count, the rules say.
    pub(crate) overlaps: Vec<Words>,
    /// What attending is worth, where the activity has credits. A session's are granted once, with
    /// the first of its points; what counts of them, after caps, `me/standings` tells.
    pub(crate) credits: Option<CreditsGranted>,
}

/// The credits that an attendance is worth, before the caps of a certification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct CreditsGranted {
    /// The activity.
    pub(crate) activity: Words,
    /// How many, as an exact decimal.
    pub(crate) amount: String,
    /// The amount with its unit, as the society says it.
    pub(crate) text: Words,
}

impl Answer {
    /// The answer for a session and point, with the time of the first scan.
    pub(crate) fn new(
        tenant: &Tenant,
        session: &Session,
        point: PointNumber,
        outcome: &Outcome,
        registered_at: Timestamp,
        overlaps: Vec<Words>,
    ) -> Self {
        let kind = tenant.society.event_kind(&session.event.kind);
        Self {
            outcome: outcome.code().to_owned(),
            event: (&session.event.title).into(),
            session: (&session.title).into(),
            session_id: session.id,
            kind: kind.map_or_else(
                || Words::same(session.event.kind.as_str()),
                |kind| (&kind.name).into(),
            ),
            room: (&session.room).into(),
            point,
            point_name: session.point_name(point).map(Words::from),
            starts_at: session.window.opens,
            ends_at: session.window.closes,
            registered_at,
            overlaps,
            credits: credits(tenant, session),
        }
    }
}

fn credits(tenant: &Tenant, session: &Session) -> Option<CreditsGranted> {
    let activity = tenant.society.activity(&session.activity)?;
    let (role, day) = (RoleKey::attending(), day_of(session.window.opens));
    let deed = Deed {
        role: &role,
        day,
        minutes: None,
    };
    let amount = granted(&tenant.society, &session.activity, &deed)?;
    let unit = &tenant.society.credit_unit;
    Some(CreditsGranted {
        activity: (&activity.name).into(),
        amount: amount.to_string(),
        text: Words {
            ja: unit.amount(amount, Language::Ja),
            en: unit.amount(amount, Language::En),
        },
    })
}
