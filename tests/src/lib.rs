//! The whole system, tried from outside: the real program, real sockets, real pixels, both engines.
//!
//! [`Server`] runs `shusseki demo` in a folder of its own; [`Api`] and [`Visitor`] are an app and a
//! browser without script; [`engines!`] makes a test for each database engine of one body.
//!
//! The programs under test are those beside the tests in the target folder: `tests/run` builds them
//! first, and so does `cargo build --workspace --bins`. PostgreSQL's address comes in
//! `SHUSSEKI_TEST_POSTGRES`; where it is missing the tests fail, they are never skipped.

pub mod api;
pub mod database;
pub mod demo;
pub mod engine;
pub mod html;
pub mod pixels;
pub mod prepared;
pub mod programs;
pub mod served;
pub mod server;
pub mod smtp;
pub mod visitor;

pub use api::{Answered, Api};
pub use demo::{Demo, Member, Session, Society, State};
pub use engine::Engine;
pub use served::Served;
pub use server::Server;
pub use smtp::{MailServer, TakenMail};
pub use visitor::Visitor;
