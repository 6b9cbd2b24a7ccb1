//! The description of the API: OpenAPI 3.1 for programs, a readable page for people.

mod codes;

use crate::web::assets;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use askama::Template;
use axum::Extension;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use codes::{CODES, Code};
use serde_json::Value;
use shusseki_core::text::Language;
use std::sync::Arc;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// The part of the description that stands by itself; the operations add theirs.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Shusseki",
        description = "Attendance and credits of learned societies. Every refusal is an RFC 9457 \
            problem with a stable `code`; `?lang=` or `Accept-Language` chooses the language of its words.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    modifiers(&Bearer),
    security(("access_token" = [])),
    tags(
        (name = "account", description = "Logging in"),
        (name = "check-in", description = "Registering attendance"),
        (name = "member", description = "What the member has"),
        (name = "directory", description = "Members who let themselves be found"),
        (name = "notices", description = "What the office tells members"),
        (name = "office", description = "For those who run the society"),
    ),
)]
pub(crate) struct Api;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .build();
        api.components
            .get_or_insert_default()
            .add_security_scheme("access_token", SecurityScheme::Http(bearer));
    }
}

/// The description, ready to be sent.
pub(crate) struct Description {
    json: String,
    operations: Vec<Operation>,
}

/// An operation as the page shows it.
struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    parameters: Vec<Parameter>,
    body: Option<Shape>,
    answers: Vec<AnswerLine>,
}

struct Parameter {
    name: String,
    place: String,
    required: bool,
    description: String,
}

/// A schema by name, with its fields.
struct Shape {
    name: String,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    kind: String,
    required: bool,
    description: String,
}

struct AnswerLine {
    status: String,
    description: String,
    shape: Option<Shape>,
}

#[derive(Template)]
#[template(path = "operations/api.html")]
struct ApiPage<'a> {
    language: Language,
    icon: &'static str,
    operations: &'a [Operation],
    codes: &'a [Code],
}

impl Description {
    /// Prepares the description once.
    pub(crate) fn new(api: &utoipa::openapi::OpenApi) -> Self {
        let value = serde_json::to_value(api).unwrap_or_default();
        Self {
            json: value.to_string(),
            operations: operations(&value),
        }
    }
}

/// `GET /api/openapi.json`.
pub(crate) async fn json(Extension(description): Extension<Arc<Description>>) -> Response {
    let json = (
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    ([json], description.json.clone()).into_response()
}

/// `GET /api`: the description, readable.
pub(crate) async fn page(
    Extension(description): Extension<Arc<Description>>,
    Reads(language): Reads,
) -> Result<Html<String>, Failure> {
    let page = ApiPage {
        language,
        icon: assets::address("icon.svg"),
        operations: &description.operations,
        codes: CODES,
    };
    page.render().map(Html).map_err(Failure::internal)
}

fn operations(api: &Value) -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, item) in api["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            found.push(Operation {
                id: text(&operation["operationId"]),
                method: method.to_uppercase(),
                path: path.clone(),
                summary: text(&operation["summary"]),
                parameters: list(&operation["parameters"]).map(parameter).collect(),
                body: shape(
                    api,
                    &operation["requestBody"]["content"]["application/json"]["schema"],
                ),
                answers: answers(api, &operation["responses"]),
            });
        }
    }
    found
}

fn parameter(parameter: &Value) -> Parameter {
    Parameter {
        name: text(&parameter["name"]),
        place: text(&parameter["in"]),
        required: parameter["required"].as_bool().unwrap_or(false),
        description: text(&parameter["description"]),
    }
}

fn answers(api: &Value, responses: &Value) -> Vec<AnswerLine> {
    let lines = responses
        .as_object()
        .into_iter()
        .flatten()
        .map(|(status, answer)| AnswerLine {
            status: status.clone(),
            description: text(&answer["description"]),
            shape: shape(api, &answer["content"]["application/json"]["schema"]),
        });
    lines.collect()
}

/// The schema that a reference names, its own fields and those of the parts it is made of.
fn shape(api: &Value, schema: &Value) -> Option<Shape> {
    let name = schema["$ref"].as_str()?.rsplit('/').next()?;
    let mut fields = Vec::new();
    gather(api, &api["components"]["schemas"][name], &mut fields);
    Some(Shape {
        name: name.to_owned(),
        fields,
    })
}

fn gather(api: &Value, schema: &Value, fields: &mut Vec<Field>) {
    for part in list(&schema["allOf"]) {
        let part = match part["$ref"]
            .as_str()
            .and_then(|path| path.rsplit('/').next())
        {
            Some(name) => &api["components"]["schemas"][name],
            None => part,
        };
        gather(api, part, fields);
    }
    let required: Vec<&str> = list(&schema["required"])
        .filter_map(Value::as_str)
        .collect();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        fields.push(Field {
            kind: kind(property),
            required: required.contains(&name.as_str()),
            description: text(&property["description"]),
            name: name.clone(),
        });
    }
}

fn kind(property: &Value) -> String {
    if let Some(name) = property["$ref"]
        .as_str()
        .and_then(|path| path.rsplit('/').next())
    {
        return name.to_owned();
    }
    let kinds: Vec<String> = match &property["type"] {
        Value::String(kind) => vec![kind.clone()],
        Value::Array(kinds) => kinds.iter().map(text).collect(),
        _ => list(&property["oneOf"]).map(kind).collect(),
    };
    let kinds = kinds.join(" | ");
    if property["items"].is_null() {
        kinds
    } else {
        format!("{kinds} of {}", kind(&property["items"]))
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::{Api, ApiPage, CODES, Description};
    use crate::web::failure::Failure;
    use askama::Template as _;
    use shusseki_core::text::Language;
    use utoipa::OpenApi as _;

    #[test]
    fn the_type_of_a_problem_leads_to_its_explanation() {
        let description = Description::new(&Api::openapi());
        for language in [Language::Ja, Language::En] {
            let page = ApiPage {
                language,
                icon: "",
                operations: &description.operations,
                codes: CODES,
            };
            let shown = page.render().unwrap();
            let kind = Failure::not_found().problem(language, None).kind;
            let (path, anchor) = kind.split_once('#').unwrap();
            assert_eq!(path, "/api");
            assert_eq!(shown.matches(&format!("id=\"{anchor}\"")).count(), 1);
        }
    }
}
