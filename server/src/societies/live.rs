//! The societies while the server runs: a definition may change, and a wrong one changes nothing.

use super::definition::{Definition, Look, all, files};
use super::{Societies, SocietiesError};
use crate::app::Tenant;
use serde::Serialize;
use shusseki_core::venue_code::SocietyNumber;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// The societies that are served, and the files they come from.
pub(crate) struct LiveSocieties {
    paths: Vec<PathBuf>,
    served: RwLock<Arc<Societies>>,
    definitions: Mutex<Vec<Definition>>,
}

/// A mistake in a definition, for whom the server's health concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Mistake {
    /// The file's name.
    file: String,
    /// The line, from 1, where the mistake has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    /// What is wrong.
    mistake: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<String>,
}

/// When a file that looks otherwise than before is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// Once it looks the same twice: then nobody is writing it any more.
    Settled,
    /// At once, whatever it looks like.
    None,
}

impl LiveSocieties {
    /// Reads the definition files; the shipped ones when none is named.
    ///
    /// # Errors
    /// See [`SocietiesError`]: at the start there is no last good definition to fall back to.
    pub(crate) fn load(paths: &[PathBuf]) -> Result<Self, SocietiesError> {
        let definitions = all(paths)?;
        Ok(Self {
            paths: paths.to_owned(),
            served: RwLock::new(Arc::new(Societies::of(&definitions)?)),
            definitions: Mutex::new(definitions),
        })
    }

    /// The societies as they are served now.
    pub(crate) fn served(&self) -> Arc<Societies> {
        Arc::clone(&self.served.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The society with that slug.
    pub(crate) fn get(&self, slug: &str) -> Option<Arc<Tenant>> {
        self.served().get(slug).cloned()
    }

    /// The society whose venue codes carry that number.
    pub(crate) fn by_number(&self, number: SocietyNumber) -> Option<Arc<Tenant>> {
        self.served().by_number(number).cloned()
    }

    /// Whether the definitions are files, which may change.
    pub(crate) fn may_change(&self) -> bool {
        !self.paths.is_empty()
    }

    /// Whether what the files say is what is served: not yet so while it is being registered.
    pub(crate) fn are_in_force(&self) -> bool {
        let definitions = self
            .definitions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        Societies::of(&definitions).is_ok_and(|read| read.is_the_same_as(&self.served()))
    }

    /// What is wrong with the definitions as they are now; the last good ones are served meanwhile.
    pub(crate) fn mistakes(&self) -> Vec<Mistake> {
        let definitions = self
            .definitions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let wrong = definitions.iter().filter_map(|definition| {
            Some((definition.path.as_deref()?, definition.error.as_ref()?))
        });
        wrong
            .flat_map(|(path, error)| Mistake::of(path, error))
            .collect()
    }

    /// Looks at the files and reads those that changed; gives the societies that they make, where
    /// those are others than before. They are served after [`serve`](Self::serve).
    pub(super) fn look(&self, patience: Patience) -> Option<Arc<Societies>> {
        let mut definitions = self
            .definitions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // An unreadable folder says nothing about the files that are known.
        for file in files(&self.paths).unwrap_or_default() {
            if definitions
                .iter()
                .all(|known| known.path.as_ref() != Some(&file))
            {
                definitions.push(Definition::unread(file));
            }
        }
        for at in 0..definitions.len() {
            look_at(&mut definitions, at, patience);
        }
        let served = self.served();
        let next = Societies::of(&definitions).ok()?;
        (!next.is_the_same_as(&served)).then(|| Arc::new(next))
    }

    /// Serves these from now on.
    pub(super) fn serve(&self, societies: Arc<Societies>) {
        *self.served.write().unwrap_or_else(PoisonError::into_inner) = societies;
    }
}

impl Societies {
    /// Whether nothing was read anew.
    fn is_the_same_as(&self, other: &Self) -> bool {
        self.by_slug.len() == other.by_slug.len()
            && self
                .all()
                .zip(other.all())
                .all(|(one, other)| Arc::ptr_eq(one, other))
    }
}

/// Reads one of the files if it changed. What it says is kept only if it can stand beside the others.
fn look_at(definitions: &mut [Definition], at: usize, patience: Patience) {
    let definition = &mut definitions[at];
    let Some(path) = definition.path.clone() else {
        return;
    };
    let look = Look::at(&path);
    let seen = std::mem::replace(&mut definition.seen, look);
    if look.is_none() {
        fails(definition, SocietiesError::Gone);
        return;
    }
    let is_settled_change = look != definition.read && look == seen;
    if patience == Patience::Settled && !is_settled_change {
        return;
    }
    definition.read = look;
    let was = definition.tenant.clone();
    let read = Definition::read(&path).and_then(|tenant| takes_the_place(tenant, was.as_deref()));
    match read {
        Ok(tenant)
            if was
                .as_ref()
                .is_some_and(|was| was.society == tenant.society) =>
        {
            definition.error = None;
        }
        Ok(tenant) => {
            definition.tenant = Some(tenant);
            match Societies::of(definitions) {
                Ok(_) => succeeds(&mut definitions[at]),
                Err(error) => {
                    definitions[at].tenant = was;
                    fails(&mut definitions[at], error);
                }
            }
        }
        Err(error) => fails(definition, error),
    }
}

/// Posters on the walls carry the society's number, and tables its slug: neither changes on the way.
fn takes_the_place(
    tenant: Arc<Tenant>,
    was: Option<&Tenant>,
) -> Result<Arc<Tenant>, SocietiesError> {
    match was {
        Some(was) if was.slug() != tenant.slug() || was.society.number != tenant.society.number => {
            Err(SocietiesError::AnotherSociety {
                was: was.slug().clone(),
            })
        }
        _ => Ok(tenant),
    }
}

fn succeeds(definition: &mut Definition) {
    definition.error = None;
    if let (Some(path), Some(tenant)) = (&definition.path, &definition.tenant) {
        tracing::info!(file = %path.display(), society = %tenant.slug(), "definition read");
    }
}

/// Keeps what is wrong; the log is told once.
fn fails(definition: &mut Definition, error: SocietiesError) {
    let told = definition.error.as_ref().map(ToString::to_string);
    if told.as_ref() != Some(&error.to_string())
        && let Some(path) = &definition.path
    {
        let file = path.display();
        tracing::error!(%file, %error, "definition not loaded; the last good one stays in force");
    }
    if !matches!(
        error,
        SocietiesError::Definition(_) | SocietiesError::AnotherSociety { .. }
    ) {
        // What is wrong isn't in the file: it may be right the next time without a change.
        definition.read = None;
    }
    definition.error = Some(error);
}

impl Mistake {
    fn of(path: &Path, error: &SocietiesError) -> Vec<Self> {
        let file = path.file_name().unwrap_or_default().display().to_string();
        match error {
            SocietiesError::Definition(diagnostics) => diagnostics
                .iter()
                .map(|found| Self {
                    file: file.clone(),
                    line: Some(found.line),
                    mistake: found.mistake.clone(),
                    remedy: Some(found.remedy.clone()),
                })
                .collect(),
            other => vec![Self {
                file,
                line: None,
                mistake: other.to_string(),
                remedy: None,
            }],
        }
    }
}

#[cfg(test)]
mod tests;
