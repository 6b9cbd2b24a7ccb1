//! `shusseki routes`: what is served, and for whom.

use crate::router::access::{Access, Way};
use crate::router::listed;
use serde::Serialize;

#[derive(Serialize)]
struct Line<'a> {
    verb: &'a str,
    path: &'a str,
    /// `anyone`, `member` or `office`.
    access: &'static str,
    /// The roles that are let in; empty where no role is asked for.
    roles: Vec<&'static str>,
}

impl<'a> Line<'a> {
    fn new(way: &'a Way) -> Self {
        Self {
            verb: way.verb.as_str(),
            path: &way.path,
            access: way.access.word(),
            roles: way.access.roles().iter().map(|role| role.name()).collect(),
        }
    }
}

/// The routes, a line each: as a table, or as JSON.
///
/// # Errors
/// They can't be written as JSON.
pub(super) fn text(json: bool) -> Result<String, serde_json::Error> {
    let ways = listed();
    if json {
        let lines: Vec<Line<'_>> = ways.iter().map(Line::new).collect();
        return Ok(serde_json::to_string_pretty(&lines)? + "\n");
    }
    let widest = ways.iter().map(|way| way.path.len()).max().unwrap_or(0);
    let line = |way: &Way| {
        let who = match way.access {
            Access::Duty(_) => Line::new(way).roles.join(", "),
            Access::Office => "any role".to_owned(),
            Access::Anyone | Access::Member => way.access.word().to_owned(),
        };
        format!("{:<6} {:<widest$}  {who}\n", way.verb.as_str(), way.path)
    };
    Ok(ways.iter().map(line).collect())
}
