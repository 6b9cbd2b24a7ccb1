//! The operations of the API, and who may call them.

use super::access::Access::{Anyone, Duty as For, Member};
use super::ways::Operations;
use crate::office::Duty;
use crate::operations::openapi::Api;
use crate::{accounts, audit, check_in, credits, directory, members, notices, office, programme};
use axum::extract::DefaultBodyLimit;
use credits::ledger::api as ledger;
use utoipa::OpenApi as _;
use utoipa_axum::router::UtoipaMethodRouterExt as _;
use utoipa_axum::routes;

/// A declaration with its proof in Base64.
const DECLARATION_AT_MOST: usize = credits::proofs::BYTES_AT_MOST / 3 * 4 + super::BODY_AT_MOST;

/// All operations.
pub(super) fn operations() -> Operations {
    of_the_office(member(Operations::of(Api::openapi())))
}

fn member(all: Operations) -> Operations {
    use members::profile::api as profile;
    let declarations = routes!(ledger::member::declare_credits);
    let declarations = declarations.layer(DefaultBodyLimit::max(DECLARATION_AT_MOST));
    all.add(Anyone, routes!(accounts::api::login))
        .add(Anyone, routes!(accounts::api::token))
        .add(Anyone, routes!(accounts::api::logout))
        .add(Member, routes!(check_in::api::check_in))
        .add(Member, routes!(check_in::api::check_in_batch))
        .add(Member, routes!(members::api::me))
        .add(
            Member,
            routes!(profile::my_profile, profile::change_my_profile),
        )
        .add(Member, routes!(directory::api::directory))
        .add(Member, routes!(directory::api::directory_member))
        .add(Member, routes!(notices::api::notices))
        .add(Member, routes!(notices::api::notice))
        .add(Member, routes!(notices::api::read))
        .add(Member, routes!(check_in::api::attendances))
        .add(Member, routes!(credits::api::standings))
        .add(Member, routes!(ledger::member::my_ledger))
        .add(Member, declarations)
        .add(Member, routes!(ledger::member::choose_categories))
}

fn of_the_office(all: Operations) -> Operations {
    let (write, review) = (For(Duty::WriteLedger), For(Duty::ReviewDeclarations));
    let (see, change) = (For(Duty::SeeProgramme), For(Duty::ChangeProgramme));
    all.add(review, routes!(ledger::office::ledger))
        .add(write, routes!(ledger::office::grant_credits))
        .add(write, routes!(ledger::office::void_credits))
        .add(write, routes!(ledger::office::correct_credits))
        .add(review, routes!(ledger::review::queue))
        .add(review, routes!(ledger::review::proof))
        .add(review, routes!(ledger::review::accept))
        .add(review, routes!(ledger::review::reject))
        .add(review, routes!(ledger::facts::facts_of))
        .add(write, routes!(ledger::facts::record_facts))
        .add(For(Duty::ReadAudit), routes!(audit::api::log))
        .add(For(Duty::SeeMembers), routes!(office::api::members))
        .add(For(Duty::SeeMembers), routes!(office::api::member))
        .add(see, routes!(programme::api::sessions))
        .add(see, routes!(programme::api::session))
        .add(change, routes!(programme::api::poster_sheet))
        .add(change, routes!(programme::api::revoke))
}
