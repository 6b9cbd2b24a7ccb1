//! What the addresses of the API name, read and described in one place.

use super::extract::Of;
use super::idempotency::IdempotencyKey;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, Required, Type};

/// A member of the society.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OfMember {
    /// 会員番号
    pub(crate) number: String,
}

/// A line of a member's ledger.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OfLine {
    /// 会員番号
    pub(crate) number: String,
    /// The line's id
    #[param(value_type = uuid::Uuid)]
    pub(crate) line: String,
}

impl IntoParams for Of {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let society = text("society", ParameterIn::Path, "The society's slug")
            .required(Required::True)
            .example(Some("jsnm".into()));
        vec![society.build()]
    }
}

impl IntoParams for IdempotencyKey {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let words = "The request's own name (1 to 255 visible ASCII characters): \
            a retry with it gets the first answer again";
        let key = text("Idempotency-Key", ParameterIn::Header, words);
        vec![key.required(Required::False).build()]
    }
}

fn text(name: &str, of: ParameterIn, words: &str) -> ParameterBuilder {
    let schema = ObjectBuilder::new().schema_type(Type::String);
    ParameterBuilder::new()
        .name(name)
        .parameter_in(of)
        .description(Some(words))
        .schema(Some(schema))
}
