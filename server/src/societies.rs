//! The societies of the installation, read from their definition files.

use crate::app::Tenant;
use shusseki_core::ids::SocietySlug;
use shusseki_core::society::{self, Diagnostic, Society};
use shusseki_core::venue_code::SocietyNumber;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The societies, by slug and by the number in their venue codes.
pub(crate) struct Societies {
    by_slug: BTreeMap<SocietySlug, Arc<Tenant>>,
}

/// Why the definitions can't be used. A wrong definition is never loaded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SocietiesError {
    /// A file or folder can't be read.
    #[error("{path}: {cause}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A folder without a definition.
    #[error("{0}: no definition file (*.kdl) in this folder")]
    Empty(PathBuf),
    /// A definition has mistakes: all of them, with line and remedy.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Definition(Vec<Diagnostic>),
    /// Two definitions claim the same slug.
    #[error("two definitions name themselves {0}: give one of them another name")]
    SameSlug(SocietySlug),
    /// Two definitions claim the same number in venue codes.
    #[error("{0} and {1} have the same venue-code-number: give one of them another")]
    SameNumber(SocietySlug, SocietySlug),
}

impl Societies {
    /// Reads the definition files; the shipped ones when none is named.
    ///
    /// # Errors
    /// See [`SocietiesError`].
    pub(crate) fn load(paths: &[PathBuf]) -> Result<Self, SocietiesError> {
        let mut societies = Self {
            by_slug: BTreeMap::new(),
        };
        if paths.is_empty() {
            for (name, text) in society::shipped() {
                societies.add(name, text)?;
            }
        }
        for path in paths {
            for file in definition_files(path)? {
                let text =
                    std::fs::read_to_string(&file).map_err(|cause| SocietiesError::File {
                        path: file.clone(),
                        cause,
                    })?;
                societies.add(&file.display().to_string(), &text)?;
            }
        }
        Ok(societies)
    }

    fn add(&mut self, name: &str, text: &str) -> Result<(), SocietiesError> {
        let society = Society::parse(name, text).map_err(SocietiesError::Definition)?;
        if let Some(other) = self.by_number(society.number) {
            let (first, second) = (other.slug().clone(), society.slug);
            return Err(if first == second {
                SocietiesError::SameSlug(first)
            } else {
                SocietiesError::SameNumber(first, second)
            });
        }
        let slug = society.slug.clone();
        if self
            .by_slug
            .insert(slug.clone(), Arc::new(Tenant { society }))
            .is_some()
        {
            return Err(SocietiesError::SameSlug(slug));
        }
        Ok(())
    }

    /// The society with that slug.
    pub(crate) fn get(&self, slug: &str) -> Option<&Arc<Tenant>> {
        slug.parse::<SocietySlug>()
            .ok()
            .and_then(|slug| self.by_slug.get(&slug))
    }

    /// The society whose venue codes carry that number.
    pub(crate) fn by_number(&self, number: SocietyNumber) -> Option<&Arc<Tenant>> {
        self.all().find(|tenant| tenant.society.number == number)
    }

    /// All of them, by slug.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<Tenant>> {
        self.by_slug.values()
    }
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

#[cfg(test)]
mod tests {
    use super::{Societies, SocietiesError};
    use shusseki_core::society::shipped;

    #[test]
    fn the_shipped_societies_load_together() {
        let societies = Societies::load(&[]).unwrap();
        let slugs: Vec<_> = societies
            .all()
            .map(|tenant| tenant.slug().to_string())
            .collect();
        assert_eq!(slugs, ["jgets", "jhrs", "jsnm"]);
    }

    #[test]
    fn the_same_definition_twice_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (_, text) = shipped()[0];
        std::fs::write(folder.path().join("a.kdl"), text).unwrap();
        std::fs::write(folder.path().join("b.kdl"), text).unwrap();
        assert!(matches!(
            Societies::load(&[folder.path().to_owned()]),
            Err(SocietiesError::SameSlug(_))
        ));
    }

    #[test]
    fn a_wrong_definition_is_never_loaded() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.kdl"), "society \"x\" {").unwrap();
        assert!(matches!(
            Societies::load(&[folder.path().to_owned()]),
            Err(SocietiesError::Definition(_))
        ));
        let empty = tempfile::tempdir().unwrap();
        assert!(matches!(
            Societies::load(&[empty.path().to_owned()]),
            Err(SocietiesError::Empty(_))
        ));
    }
}
