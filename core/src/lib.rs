//! What a society decides, as pure functions.
//!
//! Nothing here reads a clock, a file, a network or a random source: what varies is a parameter, so
//! the server, the poster tool and the phone reach the same answer from the same facts.

pub mod audience;
pub mod calendar;
pub mod check_in;
pub mod credit;
pub mod ids;
pub mod mail_address;
pub mod money;
pub mod profile;
pub mod scan_receipt;
pub mod society;
pub mod spelling;
pub mod text;
pub mod venue_code;
