//! Passkeys on the pages: the button of the login page, and the list on the page of second factors.

use super::key::ALGORITHMS;
use super::{Offer, PasskeyAnswer, are_possible, list, log_in, store::PasskeyRow};
use crate::accounts::form::{Complaint, Next};
use crate::accounts::pages::{LoginForm, came_in, into, login_form};
use crate::app::App;
use crate::web::extract::{Asked, Inside, Visitor};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use axum::Form;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use data_encoding::BASE64URL_NOPAD;
use std::sync::Arc;

/// The part of the page of second factors.
pub(crate) struct PasskeysView {
    /// The member's passkeys.
    pub(in crate::accounts) passkeys: Vec<PasskeyRow>,
    /// Whether one can be added at all.
    pub(in crate::accounts) possible: bool,
    /// What a browser needs to make one, once the password was typed.
    pub(in crate::accounts) offer: Option<Offer>,
    /// The member, to the authenticator: an id that says nothing.
    pub(in crate::accounts) user: String,
}

impl PasskeysView {
    /// What the member has, and may add.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn of(
        app: &App,
        inside: &Inside,
        offer: Option<Offer>,
    ) -> Result<Self, Failure> {
        let (tenant, member) = (&inside.tenant, inside.member.id);
        Ok(Self {
            passkeys: list(app, tenant, member).await?,
            possible: are_possible(&app.config),
            offer,
            user: BASE64URL_NOPAD.encode(member.uuid().as_bytes()),
        })
    }

    /// A view whose every word is that one.
    #[cfg(test)]
    pub(crate) fn sample(word: &str, has_one: bool) -> Self {
        use crate::db::Instant;
        let at = Instant("2026-11-20T01:30:00Z".parse().unwrap());
        let one = PasskeyRow {
            credential_id: word.to_owned(),
            member_id: shusseki_core::ids::MemberId::new(uuid::Uuid::nil()),
            name: word.to_owned(),
            algorithm: -7,
            public_key: word.to_owned(),
            added_at: at,
            used_at: Some(at),
        };
        Self {
            passkeys: has_one.then_some(one).into_iter().collect(),
            possible: true,
            offer: (!has_one).then(|| Offer {
                challenge: word.to_owned(),
                host: word.to_owned(),
            }),
            user: word.to_owned(),
        }
    }

    /// The ids of those that there are, so that an authenticator makes no second one.
    pub(crate) fn known(&self) -> String {
        let ids = self.passkeys.iter().map(|one| one.credential_id.as_str());
        ids.collect::<Vec<_>>().join(" ")
    }

    /// The algorithms that are understood.
    pub(crate) fn algorithms(&self) -> String {
        ALGORITHMS.map(|number| number.to_string()).join(" ")
    }
}

/// `POST /{society}/login/passkey`: in, and on to where one wanted to go.
pub(crate) async fn login(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Reads(language): Reads,
    Asked(next): Asked<Next>,
    uri: Uri,
    Form(answer): Form<PasskeyAnswer>,
) -> Result<Response, Failure> {
    let tenant = &visitor.tenant;
    match log_in(&app, tenant, &answer, visitor.arrival()).await {
        Ok((member, session)) => {
            let entered = came_in(&app, tenant, member, &session).await?;
            Ok(into(tenant, entered, &next))
        }
        Err(error) => {
            let failure = Failure::from(error);
            if failure.status().is_server_error() {
                return Err(failure);
            }
            failure.log_cause();
            let form = LoginForm::with("", Complaint::of(&failure, language));
            let page = login_form(&app, tenant, language, &uri, (&next, false), form)?;
            Ok(LoginForm::answer(failure.status(), None, page))
        }
    }
}
