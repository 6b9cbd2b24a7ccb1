//! The programs in a terminal: exit codes, what they say, and the demo's posters in `qr-tools`' hands.

mod credits;
mod definitions;
mod differing;
mod keys;
mod posters;
mod settings;

use shusseki_tests::Server;
use shusseki_tests::programs::{Ran, built, run};
use std::path::{Path, PathBuf};

fn shusseki(arguments: &[&str]) -> Ran {
    run(built("shusseki"), arguments)
}

fn qr_tools(arguments: &[&str]) -> Ran {
    run(built("qr-tools"), arguments)
}

/// A settings file for the server's own folder and database.
fn settings_of(server: &Server) -> String {
    let settings = server.data.join("shusseki.toml");
    let text = format!(
        "public_url = \"{}\"\ndatabase = \"{}\"\nsecret_file = \"{}\"\n",
        server.address,
        server.database,
        server.data.join("secret.key").display()
    );
    std::fs::write(&settings, text).expect("written");
    settings.display().to_string()
}

fn societies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/societies")
}

fn shipped_text(slug: &str) -> String {
    let file = societies().join(slug).with_extension("kdl");
    std::fs::read_to_string(file).expect("a definition")
}
