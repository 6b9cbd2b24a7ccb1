//! What the forms of the page of second factors do.

use super::pages::Typed;
use super::{FactorError, Owner, SettingUp, add, remove, renew_codes};
use crate::accounts::form::Complaint;
use crate::accounts::passkeys::{self, Offer, PasskeyError};
use crate::app::App;
use crate::web::extract::Inside;
use crate::web::failure::Failure;
use axum::http::StatusCode;
use shusseki_core::text::Language;

/// What came of a form.
pub(super) enum Done {
    /// Recovery codes, and whether a factor was added.
    Codes(Vec<String>, bool),
    /// The authenticator is gone.
    Removed,
    /// The list of passkeys is another one.
    Passkeys,
    /// The password was right, and the browser makes a passkey next.
    Making(Offer),
}

fn owner(inside: &Inside) -> Owner<'_> {
    Owner {
        member: &inside.member,
        token: &inside.token,
    }
}

/// What is done with an authenticator's code.
pub(super) async fn code_deed(
    app: &App,
    inside: &Inside,
    typed: &Typed,
    brought: Option<&SettingUp>,
) -> Result<Done, FactorError> {
    let tenant = &inside.tenant;
    match typed.deed.as_str() {
        "add" => {
            let secret = brought.ok_or(FactorError::Stale)?;
            let proof = (typed.password.as_str(), typed.code.as_str());
            let codes = add(app, tenant, owner(inside), secret, proof).await?;
            Ok(Done::Codes(codes, true))
        }
        "renew" => {
            let codes = renew_codes(app, tenant, inside.member.id, &typed.code).await?;
            Ok(Done::Codes(codes, false))
        }
        _ => {
            remove(app, tenant, owner(inside), &typed.code).await?;
            Ok(Done::Removed)
        }
    }
}

/// What is done with passkeys.
pub(super) async fn passkey_deed(
    app: &App,
    inside: &Inside,
    typed: &Typed,
    fallback: &str,
) -> Result<Done, PasskeyError> {
    let (tenant, owner) = (&inside.tenant, owner(inside));
    match typed.deed.as_str() {
        "prepare-passkey" => {
            let password = &typed.password;
            let offer = passkeys::adding_offer(app, tenant, &inside.member, password).await?;
            Ok(Done::Making(offer))
        }
        "add-passkey" => {
            let codes = passkeys::add(app, tenant, owner, &typed.made, fallback).await?;
            Ok(codes.map_or(Done::Passkeys, |codes| Done::Codes(codes, true)))
        }
        _ => {
            passkeys::remove(app, tenant, owner, &typed.credential, &typed.password).await?;
            Ok(Done::Passkeys)
        }
    }
}

/// What is wrong with a form, at the field that it is about.
pub(super) fn complaint(
    error: FactorError,
    deed: &str,
    language: Language,
) -> Result<(StatusCode, Complaint), Failure> {
    let of_password = match &error {
        FactorError::WrongPassword => true,
        FactorError::Passkey(error) => {
            matches!(**error, PasskeyError::Factor(FactorError::WrongPassword))
        }
        _ => false,
    };
    let field = match deed {
        "prepare-passkey" => of_password.then_some("passkey_password"),
        "add-passkey" => None,
        "remove-passkey" => of_password.then_some("remove_password"),
        _ if of_password => Some("password"),
        _ => Some("code"),
    };
    let failure = Failure::from(error);
    if failure.status().is_server_error() {
        return Err(failure);
    }
    let status = match failure.status() {
        StatusCode::UNAUTHORIZED => StatusCode::UNPROCESSABLE_ENTITY,
        status => status,
    };
    let complaint = match field {
        Some(field) => Complaint::at(&failure, field, language),
        None => Complaint::of(&failure, language),
    };
    Ok((status, complaint))
}
