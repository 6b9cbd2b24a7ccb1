//! From a PDF to pixels, and from pixels to what its QR codes say, by two readers that know nothing
//! of each other.

use crate::programs::must;
use std::path::{Path, PathBuf};

/// The pages of a PDF as JPEG files in `folder`, which is an eighth of the work of PNG.
///
/// # Panics
/// `pdftoppm` failed.
#[must_use]
pub fn pages(pdf: &Path, dpi: u32, folder: &Path) -> Vec<PathBuf> {
    let stem = folder.join(format!("page-{}", uuid::Uuid::new_v4().simple()));
    let dpi = dpi.to_string();
    must(
        "pdftoppm",
        [
            "-r".as_ref(),
            dpi.as_ref(),
            "-jpeg".as_ref(),
            pdf.as_os_str(),
            stem.as_os_str(),
        ],
    );
    let name = stem
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            path.file_name()
                .is_some_and(|file| file.to_string_lossy().starts_with(&name))
        })
        .collect();
    found.sort();
    found
}

/// What zbar reads in a picture.
#[must_use]
pub fn read_by_zbar(picture: &Path) -> Vec<String> {
    let read = crate::programs::run(
        "zbarimg",
        ["--quiet".as_ref(), "--raw".as_ref(), picture.as_os_str()],
    );
    read.out.lines().map(str::to_owned).collect()
}

/// What rxing reads in a picture.
///
/// # Panics
/// It is no picture.
#[must_use]
pub fn read_by_rxing(picture: &Path) -> Option<String> {
    let grey = image::open(picture)
        .unwrap_or_else(|error| panic!("{}: {error}", picture.display()))
        .into_luma8();
    let (width, height) = grey.dimensions();
    rxing::helpers::detect_in_luma(
        grey.into_raw(),
        width,
        height,
        Some(rxing::BarcodeFormat::QR_CODE),
    )
    .ok()
    .map(|found| found.getText().to_owned())
}

/// The text of a PDF, in the order of the page.
///
/// # Panics
/// `pdftotext` failed.
#[must_use]
pub fn text_of(pdf: &Path) -> String {
    must(
        "pdftotext",
        ["-layout".as_ref(), pdf.as_os_str(), "-".as_ref()],
    )
}
