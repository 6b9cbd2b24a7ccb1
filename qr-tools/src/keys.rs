//! `qr-tools keys`: the file of a society's keys.

use crate::{
    cli::KeysCommand,
    exit::{Failure, Status},
};
use jiff::Timestamp;
use ring::rand::{SecureRandom, SystemRandom};
use serde::Serialize;
use shusseki_core::venue_code::{KeyId, KeyRing, RingError, VenueKey};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// The longest key file: 256 keys fit several times.
const LONGEST: u64 = 1 << 20;

/// Why keys could not be read or written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeysError {
    #[error("{}: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{}:{}:{}: {source}", path.display(), source.line(), source.column())]
    Wrong {
        path: PathBuf,
        source: serde_json::Error,
    },
    #[error("{}: {source}", path.display())]
    Ring { path: PathBuf, source: RingError },
    #[error("{}: {source}", path.display())]
    Unwritable { path: PathBuf, source: io::Error },
    #[error("{} exists already; `qr-tools keys rotate` adds a key to it", path.display())]
    Exists { path: PathBuf },
    #[error("the system gives no random bytes")]
    Randomness,
}

impl KeysError {
    pub(crate) const fn is_of_output(&self) -> bool {
        matches!(self, Self::Unwritable { .. } | Self::Exists { .. })
    }
}

pub(crate) fn run(command: &KeysCommand, now: fn() -> Timestamp) -> Result<Status, Failure> {
    match command {
        KeysCommand::New {
            society_number,
            file,
            json,
        } => {
            let first = VenueKey::new(KeyId::new(1), secret()?, None);
            let ring =
                KeyRing::new(*society_number, vec![first]).map_err(|source| KeysError::Ring {
                    path: file.clone(),
                    source,
                })?;
            write_new(file, &ring)?;
            print(&ring, *json);
        }
        KeysCommand::List { file, json } => print(&load(file)?, *json),
        KeysCommand::Rotate { file, json } => {
            let mut ring = load(file)?;
            ring.rotate(secret()?, now())
                .map_err(|source| KeysError::Ring {
                    path: file.clone(),
                    source,
                })?;
            replace(file, &ring)?;
            print(&ring, *json);
        }
    }
    Ok(Status::Done)
}

pub(crate) fn load(path: &Path) -> Result<KeyRing, KeysError> {
    let unreadable = |source| KeysError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let mut text = String::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(LONGEST)
        .read_to_string(&mut text)
        .map_err(unreadable)?;
    serde_json::from_str(&text).map_err(|source| KeysError::Wrong {
        path: path.to_owned(),
        source,
    })
}

fn secret() -> Result<[u8; 32], KeysError> {
    let mut bytes = [0; 32];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| KeysError::Randomness)?;
    Ok(bytes)
}

fn write_new(path: &Path, ring: &KeyRing) -> Result<(), KeysError> {
    write_to(path, ring).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => KeysError::Exists {
            path: path.to_owned(),
        },
        _ => KeysError::Unwritable {
            path: path.to_owned(),
            source,
        },
    })
}

/// Writes beside the file and then takes its place, so that an interruption leaves the old keys whole.
fn replace(path: &Path, ring: &KeyRing) -> Result<(), KeysError> {
    let unwritable = |source| KeysError::Unwritable {
        path: path.to_owned(),
        source,
    };
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let beside = path.with_file_name(name);
    write_to(&beside, ring).map_err(|source| KeysError::Unwritable {
        path: beside.clone(),
        source,
    })?;
    fs::rename(&beside, path).map_err(unwritable)
}

/// A new file that only its owner can read, on the disk when this returns.
fn write_to(path: &Path, ring: &KeyRing) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(serde_json::to_string_pretty(ring)?.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

#[derive(Serialize)]
struct Listing {
    society_number: u16,
    keys: Vec<ListedKey>,
}

#[derive(Serialize)]
struct ListedKey {
    id: u8,
    retired_at: Option<Timestamp>,
}

fn print(ring: &KeyRing, json: bool) {
    let keys: Vec<ListedKey> = ring
        .keys()
        .map(|key| ListedKey {
            id: key.id().get(),
            retired_at: key.retired_at(),
        })
        .collect();
    if json {
        let listing = Listing {
            society_number: ring.society().get(),
            keys,
        };
        println!("{}", serde_json::to_string(&listing).unwrap_or_default());
        return;
    }
    println!("society number {}", ring.society());
    for key in keys {
        let state = key.retired_at.map_or_else(
            || "makes and verifies codes".to_owned(),
            |at| format!("only verifies, since {at}"),
        );
        println!("  key {:<3} {state}", key.id);
    }
}
