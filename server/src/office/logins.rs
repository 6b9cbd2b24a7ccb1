//! Ending a member's logins, and taking back a temporary password that nobody has used.

use super::Duty;
use super::deed::{DeedPage, Desk, Field, Sent, Words, again, done, whose};
use super::error::OfficeError;
use crate::accounts::form::Filled;
use crate::accounts::{end_other_sessions, temporary};
use crate::app::App;
use crate::audit::{Action, Subject, action};
use crate::db::Tx;
use crate::members::Member;
use crate::web::extract::Staff;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, Response};
use shusseki_core::text::Language;
use std::sync::Arc;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// Everything that the member has open.
    Logins,
    /// The temporary password, and what was opened with it.
    TemporaryPassword,
}

impl Ending {
    fn of(place: &str) -> Result<Self, OfficeError> {
        match place {
            "logins" => Ok(Self::Logins),
            "temporary-password" => Ok(Self::TemporaryPassword),
            _ => Err(OfficeError::NoSuchMember),
        }
    }

    const fn place(self) -> &'static str {
        match self {
            Self::Logins => "end/logins",
            Self::TemporaryPassword => "end/temporary-password",
        }
    }

    const fn duty(self) -> Duty {
        match self {
            Self::Logins => Duty::EndLogins,
            Self::TemporaryPassword => Duty::IssuePasswords,
        }
    }

    const fn action(self) -> Action {
        match self {
            Self::Logins => action::LOGINS_ENDED,
            Self::TemporaryPassword => action::TEMPORARY_PASSWORD_REVOKED,
        }
    }

    const fn words(self, language: Language) -> Words {
        let [title, lead, button] = match (self, language) {
            (Self::Logins, Language::Ja) => [
                "ログインの終了",
                "この会員のログインをすべての端末で終了します。パスワードは変わりません。",
                "すべて終了する",
            ],
            (Self::Logins, Language::En) => [
                "End the logins",
                "Ends what the member has open on any device. The password stays.",
                "End them all",
            ],
            (Self::TemporaryPassword, Language::Ja) => [
                "仮パスワードの取り消し",
                "発行した仮パスワードを使えなくし、それによるログインも終了します。",
                "取り消す",
            ],
            (Self::TemporaryPassword, Language::En) => [
                "Revoke the temporary password",
                "It can't be used any more, and what was opened with it ends.",
                "Revoke it",
            ],
        };
        Words {
            title,
            lead,
            button,
        }
    }
}

/// Ends it.
///
/// # Errors
/// See [`OfficeError`]; the transaction should then be abandoned.
pub(super) async fn end(
    tx: &mut Tx,
    desk: &Desk<'_>,
    member: &Member,
    ending: Ending,
) -> Result<(), OfficeError> {
    desk.reason()?;
    let tenant = desk.tenant;
    if ending == Ending::TemporaryPassword && !temporary::revoke(tx, tenant, member.id).await? {
        return Err(OfficeError::Stale);
    }
    end_other_sessions(tx, tenant, member.id, None).await?;
    let subject = Subject::member(member.id);
    desk.record(tx, ending.action(), subject, [None, None])
        .await?;
    Ok(())
}

fn page_of(
    staff: &Staff,
    member: &Member,
    language: Language,
    ending: Ending,
    form: Filled,
) -> DeedPage {
    let words = ending.words(language);
    DeedPage {
        fields: vec![Field::reason(language)],
        ..DeedPage::new(staff, member, ending.place(), language, &words, form)
    }
}

/// `GET /{society}/office/members/{id}/end/{what}`.
pub(crate) async fn form(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, id, what)): Path<(String, String, String)>,
) -> Result<Html<String>, Failure> {
    let ending = Ending::of(&what)?;
    staff.must_do(ending.duty())?;
    let mut conn = app.db.read().await?;
    let member = whose(&mut conn, &staff.tenant, &id).await?;
    page_of(&staff, &member, language, ending, Filled::default()).shown()
}

/// `POST /{society}/office/members/{id}/end/{what}`.
pub(crate) async fn send(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, id, what)): Path<(String, String, String)>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let ending = Ending::of(&what)?;
    staff.must_do(ending.duty())?;
    let (tenant, sent) = (&staff.tenant, Sent(sent));
    let mut tx = app.db.write().await?;
    let member = whose(&mut tx, tenant, &id).await?;
    let desk = Desk::of(&app, &staff, sent.one("reason"));
    if let Err(error) = end(&mut tx, &desk, &member, ending).await {
        drop(tx);
        let typed = vec![("reason", sent.one("reason").to_owned())];
        let page = |form| page_of(&staff, &member, language, ending, form);
        return again(error, typed, language, page);
    }
    tx.commit().await?;
    tracing::info!(society = %tenant.slug(), member = %member.id, by = %desk.by, "ended by the office");
    Ok(done(tenant, member.id))
}
