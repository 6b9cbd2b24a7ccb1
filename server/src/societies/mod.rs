//! The societies of the installation, read from their definition files.

mod definition;
mod live;
mod watch;

pub(crate) use definition::definition_files;
pub(crate) use live::{LiveSocieties, Mistake};
pub(crate) use watch::watch;

use crate::app::Tenant;
use definition::{Definition, all};
use shusseki_core::ids::SocietySlug;
use shusseki_core::society::Diagnostic;
use shusseki_core::venue_code::SocietyNumber;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// The societies, by slug and by the number in their venue codes.
#[derive(Debug, Default)]
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
    /// A running server was given another society in the place of one.
    #[error(
        "it was {was}, and posters carry its number: give it its slug and venue-code-number back, or restart the server"
    )]
    AnotherSociety {
        /// Which it was.
        was: SocietySlug,
    },
    /// The file of a running server's society is gone.
    #[error("the file is gone: put it back, or restart the server to stop serving the society")]
    Gone,
}

impl Societies {
    /// Reads the definition files; the shipped ones when none is named.
    ///
    /// # Errors
    /// See [`SocietiesError`].
    pub(crate) fn load(paths: &[PathBuf]) -> Result<Self, SocietiesError> {
        Self::of(&all(paths)?)
    }

    /// The societies of these definitions.
    fn of(definitions: &[Definition]) -> Result<Self, SocietiesError> {
        let mut societies = Self::default();
        for tenant in definitions
            .iter()
            .filter_map(|definition| definition.tenant.as_ref())
        {
            societies.add(tenant)?;
        }
        Ok(societies)
    }

    fn add(&mut self, tenant: &Arc<Tenant>) -> Result<(), SocietiesError> {
        let (slug, number) = (tenant.slug(), tenant.society.number);
        if self.by_slug.contains_key(slug) {
            return Err(SocietiesError::SameSlug(slug.clone()));
        }
        if let Some(other) = self.by_number(number) {
            return Err(SocietiesError::SameNumber(
                other.slug().clone(),
                slug.clone(),
            ));
        }
        self.by_slug.insert(slug.clone(), Arc::clone(tenant));
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
