//! A notice before the office: what is stored of it, and what is typed.

use super::super::fault::Fault;
use super::super::form::Typed;
use crate::app::{App, Tenant};
use crate::notices::mailing::store::Mailing;
use crate::notices::writing;
use crate::notices::{Draft, State as NoticeState};
use crate::web::failure::Failure;
use uuid::Uuid;

/// A notice before the office, stored or not.
pub(super) struct Opened {
    pub(super) id: Option<Uuid>,
    pub(super) state: Option<NoticeState>,
    pub(super) is_out: bool,
    /// Whom it is for, where that stays.
    pub(super) fixed: Option<Draft>,
    pub(super) mailing: Option<Mailing>,
    pub(super) typed: Typed,
}

impl Opened {
    pub(super) fn new(tenant: &Tenant) -> Self {
        Self {
            id: None,
            state: None,
            is_out: false,
            fixed: None,
            mailing: None,
            typed: Typed::empty(tenant),
        }
    }

    pub(super) async fn stored(app: &App, tenant: &Tenant, notice: Uuid) -> Result<Self, Failure> {
        let now = app.clock.now();
        let mut conn = app.db.read().await?;
        let kept = writing::kept(&mut conn, tenant, notice).await?;
        let kept = kept.ok_or_else(Failure::not_found)?;
        let state = kept.notice.state(now);
        let is_out = matches!(state, NoticeState::Published | NoticeState::Ended);
        let mailed = kept.mailing.as_ref().is_some_and(Mailing::has_begun);
        Ok(Self {
            id: Some(kept.notice.id),
            state: Some(state),
            is_out,
            typed: Typed::of(&kept.notice, now),
            fixed: (is_out || mailed).then_some(kept.notice.draft),
            mailing: kept.mailing,
        })
    }

    /// The same with what was typed; what stays can't be typed.
    pub(super) fn with(mut self, mut typed: Typed) -> Self {
        if self.fixed.is_some() {
            typed.who.clone_from(&self.typed.who);
            typed.ticks.clone_from(&self.typed.ticks);
            typed.by_mail = self.typed.by_mail;
        }
        if self.is_out {
            typed.later = false;
        }
        self.typed = typed;
        self
    }

    /// The notice that was typed. What stays is as it was stored, whatever a named audience is now.
    pub(super) fn draft(&self, tenant: &Tenant) -> Result<Draft, Vec<Fault>> {
        let mut typed = self.typed.clone();
        if self.fixed.is_some() {
            "members".clone_into(&mut typed.who);
        }
        let mut draft = typed.draft(tenant)?;
        if let Some(fixed) = &self.fixed {
            draft.audience.clone_from(&fixed.audience);
            draft.audience_key.clone_from(&fixed.audience_key);
        }
        Ok(draft)
    }
}
