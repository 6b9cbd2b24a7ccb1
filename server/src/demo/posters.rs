//! Prints the posters of the demo into its folder; what is printed already is left alone.

use super::DemoError;
use super::files::{Folder, Readable, replace};
use data_encoding::HEXLOWER;
use ring::digest;
use shusseki_documents::Press;
use shusseki_documents::poster::{Paper, PosterLanguage};
use shusseki_documents::poster_sheet::PosterPage;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::task::JoinSet;

/// A poster to be printed: a page for each point of its session.
#[derive(Debug, Clone)]
pub(super) struct PosterFile {
    pub(super) path: PathBuf,
    pub(super) pages: Vec<PosterPage>,
}

/// What was printed before: a digest of what a file shows, by the file's name.
type Printed = BTreeMap<String, String>;

/// Prints the posters that are not printed yet, on every core.
///
/// # Errors
/// A poster can't be set or written.
pub(super) async fn print(
    folder: &Folder,
    press: Arc<Press>,
    posters: Vec<PosterFile>,
) -> Result<(), DemoError> {
    let (build, mut printed) = (build(), read_printed(folder));
    let mut wanted = Vec::new();
    for poster in posters {
        let (name, digest) = (poster.name(), poster.digest(&build)?);
        if printed.get(&name) != Some(&digest) || !poster.path.exists() {
            printed.insert(name, digest);
            wanted.push(poster);
        }
    }
    if wanted.is_empty() {
        return Ok(());
    }
    print_all(press, wanted).await?;
    replace(
        &folder.printed(),
        &serde_json::to_vec_pretty(&printed)?,
        Readable::Anyone,
    )
}

async fn print_all(press: Arc<Press>, posters: Vec<PosterFile>) -> Result<(), DemoError> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut printing = JoinSet::new();
    for share in posters.chunks(posters.len().div_ceil(cores).max(1)) {
        let (press, share) = (Arc::clone(&press), share.to_vec());
        printing.spawn_blocking(move || share.iter().try_for_each(|poster| poster.print(&press)));
    }
    while let Some(printed) = printing.join_next().await {
        printed??;
    }
    Ok(())
}

impl PosterFile {
    fn name(&self) -> String {
        self.path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    }

    fn digest(&self, build: &str) -> Result<String, serde_json::Error> {
        let shown = serde_json::to_vec(&(build, &self.pages))?;
        Ok(HEXLOWER.encode(digest::digest(&digest::SHA256, &shown).as_ref()))
    }

    fn print(&self, press: &Press) -> Result<(), DemoError> {
        let pdf = press.poster_pdf(&self.pages, Paper::A4, PosterLanguage::Both)?;
        replace(&self.path, &pdf, Readable::Anyone)
    }
}

/// Another build may print otherwise: its posters are not this one's.
fn build() -> String {
    let built = std::env::current_exe()
        .and_then(std::fs::metadata)
        .and_then(|program| program.modified());
    format!("{} {built:?}", env!("CARGO_PKG_VERSION"))
}

/// A list that can't be read means printing once more, nothing worse.
fn read_printed(folder: &Folder) -> Printed {
    let text = std::fs::read(folder.printed()).ok();
    text.and_then(|text| serde_json::from_slice(&text).ok())
        .unwrap_or_default()
}
