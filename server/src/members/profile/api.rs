//! The profile for apps.

use super::{Change, ProfileError, Stored, form};
use crate::app::{App, Tenant};
use crate::audit::Actor;
use crate::members::requests::RequestError;
use crate::members::{self, Member, profile};
use crate::web::extract::{Body, Caller, Of};
use crate::web::failure::Failure;
use crate::web::problems::Problems;
use crate::web::words::Words;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use shusseki_core::profile::{Editor, Field, Typed, Value, Wrong};
use shusseki_core::text::{Language, Text};
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, Object, ObjectBuilder, OneOfBuilder, Schema, Type};

/// What is registered of the caller.
#[derive(Serialize, ToSchema)]
pub(crate) struct MyProfile {
    /// For the next `PATCH`: goes up with every change.
    revision: i64,
    /// Whether other members may find the caller.
    searchable: bool,
    /// When the caller last confirmed that everything is right.
    #[schema(value_type = Option<String>, format = Date)]
    confirmed_on: Option<Date>,
    /// Every field of the society's profile, in its order.
    fields: Vec<FieldJson>,
}

/// A field of the profile.
#[derive(Serialize, ToSchema)]
pub(crate) struct FieldJson {
    /// Its name in the definition.
    key: String,
    /// What members read.
    name: Words,
    /// `text`, `kana`, `roman`, `day`, `mail`, `phone`, `postal-code`, `prefecture`, `choice`,
    /// `choices`, `yes-no` or `destination`.
    kind: &'static str,
    /// What stands in it: a text, a truth value, or a list of options.
    #[schema(schema_with = field_value)]
    value: Option<Value>,
    /// Its spelling in common characters, where it needs one.
    substitute: Option<String>,
    /// Whether it must be filled in.
    required: bool,
    /// Whether a `PATCH` may change it.
    editable: bool,
    /// Whether other members see it, if they find the caller at all.
    public: Option<bool>,
    /// What may be chosen.
    options: Vec<OptionJson>,
}

/// What stands in a field, as the description says it.
fn field_value() -> RefOr<Schema> {
    let of = |kind| ObjectBuilder::new().schema_type(kind);
    let one_of = OneOfBuilder::new()
        .item(of(Type::String))
        .item(of(Type::Boolean))
        .item(ArrayBuilder::new().items(of(Type::String)))
        .item(of(Type::Null));
    RefOr::T(Schema::OneOf(one_of.build()))
}

/// What stands in several fields, by their names.
fn field_values() -> Object {
    ObjectBuilder::new()
        .additional_properties(Some(field_value()))
        .build()
}

/// Something to choose.
#[derive(Serialize, ToSchema)]
pub(crate) struct OptionJson {
    key: String,
    name: Words,
}

impl MyProfile {
    fn new(tenant: &Tenant, stored: &Stored) -> Self {
        let held = &stored.held;
        let field = |field: &Field| FieldJson {
            key: field.key.to_string(),
            name: Words::from(&field.name),
            kind: field.kind.word(),
            value: held.values.get(&field.key).cloned(),
            substitute: held.substitutes.get(&field.key).cloned(),
            required: field.required,
            editable: form::is_filled_in(field, Editor::Member),
            public: (field.shown != shusseki_core::profile::Shown::Never)
                .then(|| field.is_public(held)),
            options: {
                let options = field.kind.choices().iter();
                let option = |one: &shusseki_core::profile::Choice| OptionJson {
                    key: one.key.to_string(),
                    name: Words::from(&one.name),
                };
                options.map(option).collect()
            },
        };
        Self {
            revision: stored.revision,
            searchable: held.searchable,
            confirmed_on: stored.confirmed_on,
            fields: tenant.society.profile.fields().map(field).collect(),
        }
    }
}

/// What to change; what is not named stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfilePatch {
    /// The revision that the change begins with.
    revision: i64,
    /// Fields by their names: a text, a truth value, a list of options; null empties one.
    #[serde(default)]
    #[schema(schema_with = field_values)]
    values: BTreeMap<String, Option<Value>>,
    /// Spellings in common characters.
    #[serde(default)]
    substitutes: BTreeMap<String, String>,
    /// Which fields other members see.
    #[serde(default)]
    public: BTreeMap<String, bool>,
    /// Whether other members may find the caller.
    searchable: Option<bool>,
}

async fn caller_of(app: &App, caller: &Caller) -> Result<(Member, Stored), Failure> {
    let mut conn = app.db.read().await?;
    let slug = caller.tenant.slug();
    let member = members::by_id(&mut conn, slug, caller.member)
        .await?
        .filter(Member::may_log_in)
        .ok_or_else(Failure::not_logged_in)?;
    let stored = profile::of(&mut conn, slug, &member).await?;
    Ok((member, stored))
}

/// What is registered of the caller.
#[utoipa::path(
    get, path = "/api/v1/{society}/me/profile", tag = "member", operation_id = "my_profile",
    params(Of),
    responses((status = 200, description = "The profile", body = MyProfile), Problems),
)]
pub(crate) async fn my_profile(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<MyProfile>, Failure> {
    let (_, stored) = caller_of(&app, &caller).await?;
    Ok(Json(MyProfile::new(&caller.tenant, &stored)))
}

/// Changes what is registered of the caller. A field that the office alone changes is refused by name.
#[utoipa::path(
    patch, path = "/api/v1/{society}/me/profile", tag = "member", operation_id = "change_my_profile",
    params(Of),
    request_body = ProfilePatch,
    responses((status = 200, description = "The profile after the change", body = MyProfile), Problems),
)]
pub(crate) async fn change_my_profile(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(patch): Body<ProfilePatch>,
) -> Result<Json<MyProfile>, Failure> {
    let tenant = &caller.tenant;
    let (member, _) = caller_of(&app, &caller).await?;
    let typed = typed(tenant, &patch)?;
    let mut tx = app.db.write().await?;
    let before = profile::of(&mut tx, tenant.slug(), &member).await?;
    if before.revision != patch.revision {
        return Err(RequestError::Profile(ProfileError::Stale).into());
    }
    let form = &tenant.society.profile;
    let held = form
        .read(&before.held, &typed, Editor::Member)
        .map_err(|wrong| refused(&wrong))?;
    if held != before.held {
        let change = Change {
            member: &member,
            before: &before,
            held: &held,
            actor: Actor::Member(member.id),
            why: None,
        };
        let saved = profile::save(&mut tx, tenant, &change, app.clock.now()).await;
        saved.map_err(RequestError::Profile)?;
        tx.commit().await?;
    } else {
        drop(tx);
    }
    let (_, stored) = caller_of(&app, &caller).await?;
    Ok(Json(MyProfile::new(tenant, &stored)))
}

/// What the patch asks for. Whoever names a field that there is not, or one that the office alone
/// changes, is told which, even where it would stay the same.
fn typed(tenant: &Tenant, patch: &ProfilePatch) -> Result<Typed, Failure> {
    let form = &tenant.society.profile;
    let named = patch.values.keys().chain(patch.substitutes.keys());
    for key in named {
        let field = form.field(key).ok_or_else(|| unknown_field(key))?;
        if !form::is_filled_in(field, Editor::Member) {
            return Err(forbidden_field(key));
        }
    }
    if let Some(key) = patch.public.keys().find(|key| form.field(key).is_none()) {
        return Err(unknown_field(key));
    }
    let words = |value: &Option<Value>| value.as_ref().map(Value::words).unwrap_or_default();
    let values = patch.values.iter();
    Ok(Typed {
        values: values
            .map(|(key, value)| (key.clone(), words(value)))
            .collect(),
        substitutes: patch.substitutes.clone(),
        shown: patch.public.clone(),
        searchable: patch.searchable,
    })
}

fn short(key: &str) -> String {
    key.chars()
        .filter(|one| !one.is_control())
        .take(40)
        .collect()
}

fn unknown_field(key: &str) -> Failure {
    let key = short(key);
    Failure::bad_request(
        "unknown-field",
        format!("「{key}」という項目はありません。"),
        format!("There is no field `{key}`."),
    )
}

fn forbidden_field(key: &str) -> Failure {
    let key = short(key);
    Failure::new(
        StatusCode::FORBIDDEN,
        "field-not-editable",
        Text::new(
            format!("「{key}」はここでは変更できません。"),
            format!("`{key}` can't be changed here."),
        ),
        Text::new(
            "事務局だけが変更できる項目はマイページから変更を依頼し、メールアドレスはマイページで変更してください。",
            "Ask the office on My Page for what it alone changes; change the mail address on My Page.",
        ),
    )
}

fn refused(wrong: &[Wrong]) -> Failure {
    let said = |language: Language| {
        let said = wrong
            .iter()
            .map(|one| format!("{}: {}", one.field, one.fault.sentence(language)));
        let said: Vec<String> = said.collect();
        said.join(" ")
    };
    Failure::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "invalid-profile",
        Text::new(
            "登録できない内容があります。",
            "Something can't be registered like that.",
        ),
        Text::new(said(Language::Ja), said(Language::En)),
    )
}
