//! What came of a check-in: the attendance, and what it did to the credits (JSNM-20).

use crate::app::App;
use crate::check_in::answer::Answer;
use crate::check_in::recorded::{Recorded, recorded};
use crate::credits::effect::{Effect, effects_of};
use crate::credits::pages::filled;
use crate::web::extract::{Asked, LoggedIn};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Menu, Page, address_of, html};
use crate::web::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Html;
use serde::Deserialize;
use shusseki_core::text::Language;
use shusseki_core::venue_code::PointNumber;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "check_in/registered.html")]
struct RegisteredPage {
    page: Page,
    answer: Answer,
    again: bool,
    /// Where the session's credits were earned before.
    earned_at: Option<Words>,
    effects: Vec<EffectView>,
    /// By how much a certification's total rose, and of how much, where a cap took some of it.
    counted: Option<Counted>,
    home: String,
}

/// What counts of the credits that a session gave.
struct Counted {
    /// `0点`.
    counted: String,
    /// `2点`.
    granted: String,
}

impl Counted {
    /// The most that counts for one of the certifications; `None` where all of it does.
    fn of(effects: &[Effect], language: Language) -> Option<Self> {
        let rise = |effect: &Effect| effect.standing.total.counted.less(effect.before);
        let most = effects.iter().max_by_key(|effect| rise(effect))?;
        let (granted, unit) = (most.row.entry.credits, &most.standing.unit);
        (rise(most) < granted).then(|| Self {
            counted: unit.amount(rise(most), language),
            granted: unit.amount(granted, language),
        })
    }
}

/// What an attendance did to one certification, in words.
struct EffectView {
    name: String,
    before: String,
    after: String,
    /// ` / 50単位`, where a total is required.
    of: String,
    percent: u8,
    note: Option<String>,
    missing: Option<String>,
    renewable: bool,
}

impl EffectView {
    fn new(effect: &Effect, language: Language) -> Self {
        let standing = &effect.standing;
        let total = &standing.total;
        let required = standing.unit.amount(total.required, language);
        let blocking = standing.reasons.iter().find(|reason| reason.blocks());
        Self {
            name: standing.name.get(language).to_owned(),
            before: effect.before.to_string(),
            after: total.counted.to_string(),
            of: required,
            percent: filled(total.counted, total.required),
            note: effect.row.note.as_ref().map(|note| note.sentence(language)),
            missing: blocking.map(|reason| reason.sentence(language)),
            renewable: standing.renewable,
        }
    }
}

/// Whether the member was registered before.
#[derive(Deserialize)]
pub(crate) struct Shown {
    #[serde(default)]
    again: String,
}

/// `GET /{society}/registered/{session}/{point}`: the record of one attendance.
pub(crate) async fn registered(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    Path((_, session, point)): Path<(String, String, String)>,
    Asked(shown): Asked<Shown>,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let session = session.parse().map_err(|_| Failure::not_found())?;
    let point = point
        .parse()
        .map(PointNumber::new)
        .map_err(|_| Failure::not_found())?;
    let Recorded { answer, earned_at } = recorded(&app, &tenant, member.id, session, point)
        .await?
        .ok_or_else(Failure::not_found)?;
    let mut conn = app.db.read().await?;
    let effects = if earned_at.is_none() {
        effects_of(&mut conn, &tenant, member.id, session, app.today()).await?
    } else {
        Vec::new()
    };
    let again = !shown.again.is_empty();
    let title = if again {
        language.pick("すでに参加登録されています", "You are already checked in")
    } else {
        language.pick("参加登録が完了しました", "You are checked in")
    };
    html(&RegisteredPage {
        page: Page::new(language, title, address_of(&uri))
            .of(&tenant)
            .seen_by(Some(&member))
            .at(Menu::CheckIn),
        answer,
        again,
        earned_at,
        counted: Counted::of(&effects, language),
        effects: effects
            .iter()
            .map(|effect| EffectView::new(effect, language))
            .collect(),
        home: format!("/{}", tenant.slug()),
    })
}

#[cfg(test)]
mod tests {
    use super::{Counted, EffectView, RegisteredPage};
    use crate::check_in::answer::{Answer, CreditsGranted};
    use crate::web::page::Page;
    use crate::web::page::samples::{
        HOSTILE, LANGUAGES, hostile_member, hostile_tenant, hostile_words, inspect,
    };
    use askama::Template as _;
    use shusseki_core::venue_code::PointNumber;

    fn effect(renewable: bool) -> EffectView {
        EffectView {
            name: HOSTILE.to_owned(),
            before: "39".to_owned(),
            after: "49".to_owned(),
            of: HOSTILE.to_owned(),
            percent: 98,
            note: Some(HOSTILE.to_owned()),
            missing: (!renewable).then(|| HOSTILE.to_owned()),
            renewable,
        }
    }

    fn answer() -> Answer {
        Answer {
            outcome: "registered-late".to_owned(),
            event: hostile_words(),
            session: hostile_words(),
            session_id: shusseki_core::ids::SessionId::new(uuid::Uuid::from_u128(2)),
            kind: hostile_words(),
            room: hostile_words(),
            point: PointNumber::new(1),
            point_name: Some(hostile_words()),
            starts_at: "2026-11-20T01:30:00Z".parse().unwrap(),
            ends_at: "2026-11-20T02:30:00Z".parse().unwrap(),
            registered_at: "2026-11-20T01:31:00Z".parse().unwrap(),
            overlaps: vec![hostile_words()],
            credits: Some(CreditsGranted {
                activity: hostile_words(),
                amount: "10".to_owned(),
                text: hostile_words(),
            }),
        }
    }

    #[test]
    fn the_page_escapes_what_it_shows() {
        for language in LANGUAGES {
            for again in [false, true] {
                let page = RegisteredPage {
                    page: Page::new(language, HOSTILE, HOSTILE)
                        .of(&hostile_tenant())
                        .seen_by(Some(&hostile_member())),
                    answer: answer(),
                    again,
                    earned_at: again.then(hostile_words),
                    counted: (!again).then(|| Counted {
                        counted: HOSTILE.to_owned(),
                        granted: HOSTILE.to_owned(),
                    }),
                    effects: vec![effect(false), effect(true)],
                    home: "/jhrs".to_owned(),
                };
                let shown = page.render().unwrap();
                inspect(&shown);
                assert!(shown.contains("39") && shown.contains("49"));
            }
        }
    }
}
