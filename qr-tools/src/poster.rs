//! `qr-tools poster`.

use crate::{
    cli::{Format, PosterOptions},
    exit::{Failure, Status},
    sessions_file,
};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use shusseki_documents::{DocumentError, Press, poster_sheet::PosterPage};
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

/// From this number of posters on, a progress bar keeps the organiser company.
const MANY: usize = 20;

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub(crate) struct OutputError {
    path: PathBuf,
    source: io::Error,
}

#[derive(Serialize)]
struct Report<'a> {
    posters: usize,
    files: &'a [Written],
}

#[derive(Serialize)]
struct Written {
    path: PathBuf,
    /// The serials in it, in the order of its pages.
    serials: Vec<String>,
}

pub(crate) fn run(options: &PosterOptions) -> Result<Status, Failure> {
    let sheet = sessions_file::load(&options.source)?;
    let press = Press::new()?;
    let files = match options.format {
        Format::Pdf => vec![pdf(&press, &sheet.posters, options)?],
        Format::Png | Format::Svg => one_each(&press, &sheet.posters, options)?,
    };
    report(&files, sheet.posters.len(), options.json);
    Ok(Status::Done)
}

fn pdf(press: &Press, pages: &[PosterPage], options: &PosterOptions) -> Result<Written, Failure> {
    let path = options
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("posters.pdf"));
    let bar = progress(pages.len(), options.json);
    // One document is set in one go, so the bar can only show that it is alive.
    bar.set_style(
        ProgressStyle::with_template("{spinner} setting {len} pages {elapsed}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner()),
    );
    bar.enable_steady_tick(Duration::from_millis(100));
    let bytes = press.poster_pdf(pages, options.paper, options.lang)?;
    bar.finish_and_clear();
    write(&path, &bytes)?;
    Ok(Written {
        path,
        serials: pages.iter().map(|page| page.serial.clone()).collect(),
    })
}

fn one_each(
    press: &Press,
    pages: &[PosterPage],
    options: &PosterOptions,
) -> Result<Vec<Written>, Failure> {
    if let ([page], Some(path)) = (
        pages,
        options
            .out
            .as_deref()
            .filter(|out| is_file_of(out, options.format)),
    ) {
        write(path, &drawn(press, page, options)?)?;
        return Ok(vec![Written {
            path: path.to_owned(),
            serials: vec![page.serial.clone()],
        }]);
    }
    let folder = options
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("posters"));
    fs::create_dir_all(&folder).map_err(|source| OutputError {
        path: folder.clone(),
        source,
    })?;
    let bar = progress(pages.len(), options.json);
    let mut files = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        let path = folder.join(file_name(index, page, options.format));
        write(&path, &drawn(press, page, options)?)?;
        files.push(Written {
            path,
            serials: vec![page.serial.clone()],
        });
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(files)
}

fn drawn(
    press: &Press,
    page: &PosterPage,
    options: &PosterOptions,
) -> Result<Vec<u8>, DocumentError> {
    match options.format {
        Format::Svg => press
            .poster_svg(page, options.paper, options.lang)
            .map(String::into_bytes),
        _ => press.poster_png(page, options.paper, options.lang, options.dpi),
    }
}

const fn ending(format: Format) -> &'static str {
    match format {
        Format::Pdf => "pdf",
        Format::Png => "png",
        Format::Svg => "svg",
    }
}

/// Whether the path names a picture of that format, rather than a folder for several.
fn is_file_of(path: &Path, format: Format) -> bool {
    path.extension()
        .is_some_and(|found| found.eq_ignore_ascii_case(ending(format)))
        && !path.is_dir()
}

/// `003-000345.png`: the place in the sheet keeps equal serials apart, and the name harmless.
fn file_name(index: usize, page: &PosterPage, format: Format) -> String {
    const LONGEST: usize = 40;
    let ending = ending(format);
    let is_plain = |character: &char| character.is_ascii_alphanumeric() || *character == '-';
    let serial: String = page.serial.chars().filter(is_plain).take(LONGEST).collect();
    format!("{:03}-{serial}.{ending}", index + 1)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    fs::write(path, bytes).map_err(|source| OutputError {
        path: path.to_owned(),
        source,
    })
}

fn progress(pages: usize, quiet: bool) -> ProgressBar {
    if pages < MANY || quiet {
        ProgressBar::hidden()
    } else {
        ProgressBar::new(pages as u64)
    }
}

fn report(files: &[Written], posters: usize, json: bool) {
    if json {
        // A report of paths and texts always serialises.
        println!(
            "{}",
            serde_json::to_string(&Report { posters, files }).unwrap_or_default()
        );
        return;
    }
    let plural =
        |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    match files {
        [only] => println!("{} in {}", plural(posters, "poster"), only.path.display()),
        _ => {
            let folder = files.first().and_then(|file| file.path.parent());
            println!(
                "{} in {}",
                plural(files.len(), "poster"),
                folder.unwrap_or(Path::new(".")).display()
            );
        }
    }
}
