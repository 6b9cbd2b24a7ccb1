//! The demo's folder: database, secret, posters, and `demo.json`.

use super::DemoError;
use super::facts::Facts;
use crate::private;
use shusseki_core::ids::SocietySlug;
use shusseki_core::venue_code::SessionNumber;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The folder of a demo.
#[derive(Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Makes the folder where there is none. The `demo.json` of an earlier start is taken away:
    /// whoever waits for the file must not read yesterday's.
    ///
    /// # Errors
    /// The folder can't be written to.
    pub(super) fn prepare(path: &Path) -> Result<Self, DemoError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |cause| DemoError::Folder { path, cause }
        };
        let posters = path.join("posters");
        std::fs::create_dir_all(&posters).map_err(failed(&posters))?;
        // Absolute, so that what demo.json names can be found from anywhere.
        let folder = Self(path.canonicalize().map_err(failed(path))?);
        let probe = folder.0.join(".writable");
        std::fs::write(&probe, "")
            .and_then(|()| std::fs::remove_file(&probe))
            .map_err(failed(path))?;
        match std::fs::remove_file(folder.facts()) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                Err(failed(&folder.facts())(cause))
            }
            _ => Ok(folder),
        }
    }

    /// The URL of the SQLite file; `%` and `?` would mean something in it.
    pub(super) fn database_url(&self) -> String {
        let file = self.0.join("shusseki.db");
        format!(
            "sqlite:{}",
            file.display()
                .to_string()
                .replace('%', "%25")
                .replace('?', "%3F")
        )
    }

    /// The secret's file.
    pub(super) fn secret(&self) -> PathBuf {
        self.0.join("secret.key")
    }

    /// The folder of the posters.
    pub(super) fn posters(&self) -> PathBuf {
        self.0.join("posters")
    }

    /// A session's poster.
    pub(super) fn poster(&self, society: &SocietySlug, session: SessionNumber) -> PathBuf {
        self.posters().join(format!("{society}-{session}.pdf"))
    }

    /// The list of the posters that are printed.
    pub(super) fn printed(&self) -> PathBuf {
        self.posters().join(".printed.json")
    }

    /// `demo.json`.
    pub(super) fn facts(&self) -> PathBuf {
        self.0.join("demo.json")
    }

    /// Writes `demo.json`, whole or not at all.
    ///
    /// # Errors
    /// The disk is full, or the like.
    pub(super) fn write_facts(&self, facts: &Facts) -> Result<(), DemoError> {
        let text = serde_json::to_vec_pretty(facts)?;
        replace(&self.facts(), &text, Readable::Me)
    }
}

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Readable {
    /// This user alone: it holds passwords.
    Me,
    /// As the system usually makes files.
    Anyone,
}

/// Puts a file in place of the old one in one step.
///
/// # Errors
/// The folder can't be written to.
pub(super) fn replace(path: &Path, content: &[u8], readable: Readable) -> Result<(), DemoError> {
    let unfinished = path.with_extension("unfinished");
    let written = create(&unfinished, readable)
        .and_then(|mut file| file.write_all(content))
        .and_then(|()| std::fs::rename(&unfinished, path));
    written.map_err(|cause| DemoError::Folder {
        path: path.to_owned(),
        cause,
    })
}

fn create(path: &Path, readable: Readable) -> io::Result<std::fs::File> {
    // An unfinished file of an interrupted start may have other permissions.
    if path.exists() {
        std::fs::remove_file(path)?;
    }
    match readable {
        Readable::Me => private::create(path),
        Readable::Anyone => std::fs::File::create(path),
    }
}

#[cfg(test)]
mod tests {
    use super::{Folder, Readable, replace};

    #[test]
    fn the_old_facts_are_gone_before_a_start_and_the_new_ones_are_private() {
        use std::os::unix::fs::PermissionsExt as _;
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::prepare(&root.path().join("new/data")).unwrap();
        replace(&folder.facts(), b"{}", Readable::Me).unwrap();
        assert_eq!(
            std::fs::metadata(folder.facts())
                .unwrap()
                .permissions()
                .mode()
                & 0o777,
            0o600
        );
        let again = Folder::prepare(&root.path().join("new/data")).unwrap();
        assert!(!again.facts().exists());
        assert!(again.posters().is_dir());
    }

    #[test]
    fn a_file_in_the_way_is_named() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("data");
        std::fs::write(&path, "").unwrap();
        let error = Folder::prepare(&path).unwrap_err().to_string();
        assert!(error.contains("--data"), "{error}");
    }
}
