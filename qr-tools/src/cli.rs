//! The command line.

use crate::exit::EXIT_CODES;
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::{Timestamp, civil::Date};
use shusseki_core::venue_code::SocietyNumber;
use shusseki_documents::poster::{Paper, PosterLanguage, RESOLUTIONS};
use std::path::PathBuf;

/// Posters with QR codes for check-in, and tools to look into such codes.
#[derive(Debug, Parser)]
#[command(name = "qr-tools", version, about, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make posters, one page a session or point.
    Poster(PosterOptions),
    /// Say what a code is and whether it holds.
    Inspect(InspectOptions),
    /// Read the QR codes in a photo and inspect them.
    Scan(ScanOptions),
    /// Make, list and rotate the keys that venue codes are made with.
    #[command(subcommand)]
    Keys(KeysCommand),
}

const POSTER_EXAMPLES: &str = "\
Examples:
  qr-tools poster --server https://kai.example.org --society jsnm --from 2026-11-20 --to 2026-11-22
  qr-tools poster --sessions posters.json --paper a3 --lang both --out wall.pdf
  qr-tools poster --sessions posters.json --format png --dpi 200 --out posters --json

The token is that of a member of the office: POST /api/v1/SOCIETY/login gives one. It is better put
into the environment (SHUSSEKI_TOKEN) than on the command line, where other users can see it.";

#[derive(Debug, Args)]
#[command(after_help = POSTER_EXAMPLES)]
pub(crate) struct PosterOptions {
    #[command(flatten)]
    pub(crate) source: PosterSource,
    /// What to write.
    #[arg(long, value_enum, default_value_t = Format::Pdf)]
    pub(crate) format: Format,
    /// Size of the sheet: a4, a3 or letter.
    #[arg(long, default_value = "a4")]
    pub(crate) paper: Paper,
    /// Language on the poster: ja, en or both.
    #[arg(long, default_value = "both")]
    pub(crate) lang: PosterLanguage,
    /// Dots per inch of a PNG.
    #[arg(long, default_value_t = 150, value_parser = resolution)]
    pub(crate) dpi: u16,
    /// For pdf the file (default posters.pdf); for png and svg the folder (default posters), made if
    /// it does not exist, or for a single poster the file.
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
    /// Write a line of JSON that lists the files.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PosterSource {
    /// A file exported by the server.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "server",
        required_unless_present = "server"
    )]
    pub(crate) sessions: Option<PathBuf>,
    /// The server's address.
    #[arg(long, value_name = "URL", requires_all = ["society", "from", "token"])]
    pub(crate) server: Option<url::Url>,
    /// The society's short name in addresses.
    #[arg(long, value_name = "SLUG", requires = "server")]
    pub(crate) society: Option<String>,
    /// The first day whose sessions get posters, in Japan.
    #[arg(long, value_name = "DAY", requires = "server")]
    pub(crate) from: Option<Date>,
    /// The last day; the first one alone when absent.
    #[arg(long, value_name = "DAY", requires = "from")]
    pub(crate) to: Option<Date>,
    /// An access token of the office.
    // Not `requires = "server"`: a token in the environment must not forbid --sessions.
    #[arg(long, env = "SHUSSEKI_TOKEN", hide_env_values = true)]
    pub(crate) token: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// One file, a page a poster.
    Pdf,
    /// A file a poster.
    Png,
    /// A file a poster.
    Svg,
}

const INSPECT_EXAMPLES: &str = "\
Examples:
  qr-tools inspect HTTPS://KAI.EXAMPLE.ORG/C/CEAQAA…
  qr-tools inspect --keys jsnm.keys.json --at 2026-11-21T10:30:00+09:00 CEAQAA…
  qr-tools inspect 7K2M-9QXR";

#[derive(Debug, Args)]
#[command(after_help = INSPECT_EXAMPLES)]
pub(crate) struct InspectOptions {
    /// The address in the QR code, its last part, or the code to type.
    pub(crate) code: String,
    #[command(flatten)]
    pub(crate) verification: Verification,
}

const SCAN_EXAMPLES: &str = "\
Examples:
  qr-tools scan IMG_1234.jpg
  qr-tools scan --keys jsnm.keys.json --json poster.png

PNG, JPEG and WebP of at most 20 MiB and 50 megapixels.";

#[derive(Debug, Args)]
#[command(after_help = SCAN_EXAMPLES)]
pub(crate) struct ScanOptions {
    /// The photo.
    pub(crate) photo: PathBuf,
    #[command(flatten)]
    pub(crate) verification: Verification,
}

#[derive(Debug, Args)]
pub(crate) struct Verification {
    /// The society's key file: verifies the code instead of only reading it.
    #[arg(long, value_name = "FILE")]
    pub(crate) keys: Option<PathBuf>,
    /// When it was scanned, with offset or Z (default: now).
    #[arg(long, value_name = "TIME", requires = "keys")]
    pub(crate) at: Option<Timestamp>,
    /// Write the answer as a line of JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

const KEYS_EXAMPLES: &str = "\
Examples:
  qr-tools keys new --society-number 7 jsnm.keys.json
  qr-tools keys list jsnm.keys.json
  qr-tools keys rotate jsnm.keys.json

Codes made with a rotated key hold until their own end. Secrets are in the file (mode 0600) and are
never shown.";

#[derive(Debug, Subcommand)]
#[command(after_help = KEYS_EXAMPLES)]
pub(crate) enum KeysCommand {
    /// Make a key file with one new key; an existing file is left alone.
    New {
        /// `venue-code-number` of the society's definition, 1 to 65535.
        #[arg(long, value_name = "NUMBER", value_parser = society_number)]
        society_number: SocietyNumber,
        /// The file to make.
        file: PathBuf,
        /// Write the answer as a line of JSON.
        #[arg(long)]
        json: bool,
    },
    /// List the keys of a file, without their secrets.
    List {
        /// The key file.
        file: PathBuf,
        /// Write the answer as a line of JSON.
        #[arg(long)]
        json: bool,
    },
    /// Retire the key in use and add a new one.
    Rotate {
        /// The key file.
        file: PathBuf,
        /// Write the answer as a line of JSON.
        #[arg(long)]
        json: bool,
    },
}

fn resolution(text: &str) -> Result<u16, String> {
    text.parse()
        .ok()
        .filter(|dpi| RESOLUTIONS.contains(dpi))
        .ok_or_else(|| {
            format!(
                "{} to {} dpi are possible",
                RESOLUTIONS.start(),
                RESOLUTIONS.end()
            )
        })
}

fn society_number(text: &str) -> Result<SocietyNumber, String> {
    text.parse()
        .ok()
        .and_then(SocietyNumber::new)
        .ok_or_else(|| "a society's number is 1 to 65535".to_owned())
}
