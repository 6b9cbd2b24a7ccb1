//! Routes of pages, each with who may come there. There is no other way to serve a page, so none is
//! forgotten: `shusseki routes` lists them, and a test tries every one as everybody.

use crate::app::App;
use crate::office::duty::Duty;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{self, MethodRouter};
use std::sync::Arc;

/// What is read of an upload before the connection is cut. A photo may be
/// [smaller](crate::check_in::pages); reading on lets the browser see the page that says so.
const UPLOAD_AT_MOST: usize = 64 * 1024 * 1024;

/// Who may come to a page. The extractors enforce it: [`Staff`](crate::web::extract::Staff) reads from
/// the request what its route asks for, and refuses where that is nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Whoever asks.
    Anyone,
    /// Members who are logged in, each to what is her or his own.
    Member,
    /// Whoever holds any role in the office.
    Office,
    /// Whoever holds a role with that duty.
    Duty(Duty),
}

/// A route, as it is listed.
#[derive(Debug, Clone)]
pub(crate) struct Way {
    /// The verb; HEAD goes with GET.
    pub(crate) verb: Method,
    /// The path, with its parameters in braces.
    pub(crate) path: String,
    /// Who may come.
    pub(crate) access: Access,
}

/// Routes being put together.
#[derive(Default)]
pub(crate) struct Ways {
    router: Router<Arc<App>>,
    listed: Vec<Way>,
}

impl Ways {
    /// A page that is looked at.
    pub(crate) fn get<H, T>(self, access: Access, path: &str, handler: H) -> Self
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        self.add(Method::GET, access, path, routing::get(handler))
    }

    /// A form that is sent.
    pub(crate) fn post<H, T>(self, access: Access, path: &str, handler: H) -> Self
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        self.add(Method::POST, access, path, routing::post(handler))
    }

    /// A form that is sent with a file.
    pub(crate) fn upload<H, T>(self, access: Access, path: &str, handler: H) -> Self
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        let limit = DefaultBodyLimit::max(UPLOAD_AT_MOST);
        self.add(Method::POST, access, path, routing::post(handler).layer(limit))
    }

    /// With the routes of another room.
    pub(crate) fn and(mut self, others: Self) -> Self {
        self.listed.extend(others.listed);
        Self {
            router: self.router.merge(others.router),
            listed: self.listed,
        }
    }

    /// The router, and what it serves.
    pub(crate) fn into_parts(self) -> (Router<Arc<App>>, Vec<Way>) {
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
        let handler = handler.route_layer(axum::Extension(access));
        Self {
            router: self.router.route(path, handler),
            listed: self.listed,
        }
    }
}
