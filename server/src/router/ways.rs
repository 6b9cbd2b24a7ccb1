//! Routes being put together, each with who may come there. There is no other way to serve a page or
//! an operation, so none is forgotten.

use super::access::{Access, Way};
use crate::app::App;
use axum::Extension;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{self, MethodRouter};
use std::sync::Arc;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::SecurityRequirement;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

/// What is read of an upload before the connection is cut. A photo may be
/// [smaller](crate::check_in::pages); reading on lets the browser see the page that says so.
const UPLOAD_AT_MOST: usize = 64 * 1024 * 1024;

/// Pages.
#[derive(Default)]
pub(super) struct Pages {
    router: Router<Arc<App>>,
    listed: Vec<Way>,
}

impl Pages {
    /// A page that is looked at.
    pub(super) fn get<H, T>(self, access: Access, path: &str, handler: H) -> Self
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        self.add(Method::GET, access, path, routing::get(handler))
    }

    /// A form that is sent.
    pub(super) fn post<H, T>(self, access: Access, path: &str, handler: H) -> Self
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        self.add(Method::POST, access, path, routing::post(handler))
    }

    /// A form with long texts: two of 20,000 characters, three bytes each and more when a form escapes them.
    pub(super) fn long<H, T>(self, access: Access, path: &str, handler: H) -> Self
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        let limit = DefaultBodyLimit::max(8 * super::BODY_AT_MOST);
        self.add(
            Method::POST,
            access,
            path,
            routing::post(handler).layer(limit),
        )
    }

    /// A form that is sent with a file.
    pub(super) fn upload<H, T>(self, access: Access, path: &str, handler: H) -> Self
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        let handler = routing::post(handler).layer(DefaultBodyLimit::max(UPLOAD_AT_MOST));
        self.add(Method::POST, access, path, handler)
    }

    /// With the pages of another room.
    pub(super) fn and(mut self, others: Self) -> Self {
        self.listed.extend(others.listed);
        Self {
            router: self.router.merge(others.router),
            listed: self.listed,
        }
    }

    /// The router, and what it serves.
    pub(super) fn into_parts(self) -> (Router<Arc<App>>, Vec<Way>) {
        (self.router, self.listed)
    }

    fn add(
        mut self,
        verb: Method,
        access: Access,
        path: &str,
        handler: MethodRouter<Arc<App>>,
    ) -> Self {
        self.listed.push(Way {
            verb,
            path: path.to_owned(),
            access,
        });
        let handler = handler.route_layer(Extension(access));
        Self {
            router: self.router.route(path, handler),
            listed: self.listed,
        }
    }
}

/// Operations of the API.
pub(super) struct Operations {
    router: OpenApiRouter<Arc<App>>,
    listed: Vec<Way>,
}

impl Operations {
    /// None yet, of that description.
    pub(super) fn of(description: utoipa::openapi::OpenApi) -> Self {
        Self {
            router: OpenApiRouter::with_openapi(description),
            listed: Vec::new(),
        }
    }

    /// An operation, or several of one path. The description says who may call it: for the roles of the
    /// office OpenAPI has a place of its own.
    pub(super) fn add(
        mut self,
        access: Access,
        (schemas, mut described, handlers): UtoipaMethodRouter<Arc<App>>,
    ) -> Self {
        for (path, item) in &mut described.paths {
            for (verb, operation) in operations(item) {
                operation.security = Some(match access {
                    Access::Anyone => vec![SecurityRequirement::default()],
                    _ => vec![SecurityRequirement::new(
                        "access_token",
                        access.roles().iter().map(|role| role.name()),
                    )],
                });
                self.listed.push(Way {
                    verb,
                    path: path.clone(),
                    access,
                });
            }
        }
        let handlers = handlers.route_layer(Extension(access));
        Self {
            router: self.router.routes((schemas, described, handlers)),
            listed: self.listed,
        }
    }

    /// The router, its description, and what it serves.
    pub(super) fn into_parts(self) -> (Router<Arc<App>>, utoipa::openapi::OpenApi, Vec<Way>) {
        let (router, description) = self.router.split_for_parts();
        (router, description, self.listed)
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    [
        (Method::GET, &mut item.get),
        (Method::PUT, &mut item.put),
        (Method::POST, &mut item.post),
        (Method::DELETE, &mut item.delete),
        (Method::PATCH, &mut item.patch),
    ]
    .into_iter()
    .filter_map(|(verb, operation)| Some((verb, operation.as_mut()?)))
}
