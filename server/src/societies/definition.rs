//! A definition file: what it says, and what was wrong with it when it was last read.

use super::SocietiesError;
use crate::app::Tenant;
use shusseki_core::society::{Society, shipped};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// A definition file, or a shipped definition.
#[derive(Default)]
pub(super) struct Definition {
    /// Where it is; none for a shipped one.
    pub(super) path: Option<PathBuf>,
    /// The last good rules that it said.
    pub(super) tenant: Option<Arc<Tenant>>,
    /// Why what it says now isn't used; none where it is.
    pub(super) error: Option<SocietiesError>,
    /// How it looked when it was last read.
    pub(super) read: Option<Look>,
    /// How it looked when it was last looked at.
    pub(super) seen: Option<Look>,
}

/// How a file looks from outside: whoever writes it changes this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    modified: SystemTime,
    length: u64,
}

impl Look {
    /// How the file looks now; none where it isn't there.
    pub(super) fn at(path: &Path) -> Option<Self> {
        let data = std::fs::metadata(path).ok()?;
        Some(Self {
            modified: data.modified().ok()?,
            length: data.len(),
        })
    }
}

impl Definition {
    /// A file that was not read yet.
    pub(super) fn unread(path: PathBuf) -> Self {
        Self {
            path: Some(path),
            ..Self::default()
        }
    }

    /// What the file says now.
    ///
    /// # Errors
    /// It can't be read, or has mistakes.
    pub(super) fn read(path: &Path) -> Result<Arc<Tenant>, SocietiesError> {
        let text = std::fs::read_to_string(path).map_err(|cause| SocietiesError::File {
            path: path.to_owned(),
            cause,
        })?;
        tenant(&path.display().to_string(), &text)
    }
}

fn tenant(name: &str, text: &str) -> Result<Arc<Tenant>, SocietiesError> {
    let society = Society::parse(name, text).map_err(SocietiesError::Definition)?;
    Ok(Arc::new(Tenant { society }))
}

/// Reads all definitions; the shipped ones when no path is named.
///
/// # Errors
/// One of them can't be used.
pub(super) fn all(paths: &[PathBuf]) -> Result<Vec<Definition>, SocietiesError> {
    if paths.is_empty() {
        let shipped = shipped();
        let definitions = shipped.iter().map(|(name, text)| {
            Ok(Definition {
                tenant: Some(tenant(name, text)?),
                ..Definition::default()
            })
        });
        return definitions.collect();
    }
    let files = files(paths)?.into_iter().map(|file| {
        let look = Look::at(&file);
        let tenant = Definition::read(&file)?;
        Ok(Definition {
            path: Some(file),
            tenant: Some(tenant),
            read: look,
            seen: look,
            error: None,
        })
    });
    files.collect()
}

/// The definition files that the paths name, those of a folder in order.
///
/// # Errors
/// A folder can't be read, or has none.
pub(super) fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, SocietiesError> {
    let mut files = Vec::new();
    for path in paths {
        files.extend(definition_files(path)?);
    }
    Ok(files)
}

/// The definition files that a path names: itself, or those in the folder.
///
/// # Errors
/// The folder can't be read, or holds none.
pub(crate) fn definition_files(path: &Path) -> Result<Vec<PathBuf>, SocietiesError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let failed = |cause| SocietiesError::File {
        path: path.to_owned(),
        cause,
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failed)? {
        let file = entry.map_err(failed)?.path();
        if file.extension().is_some_and(|extension| extension == "kdl") {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(SocietiesError::Empty(path.to_owned()));
    }
    Ok(files)
}
