//! `qr-tools scan`: codes out of a photo, then inspected.

use crate::{
    cli::ScanOptions,
    exit::{Failure, Status},
    inspect::{Finding, Judge},
};
use jiff::Timestamp;
use shusseki_qr_tools::photo::{PhotoLimits, ReadPhotoError, read_photo};
use std::{fs::File, io::Read, path::Path};

pub(crate) fn run(options: &ScanOptions, now: fn() -> Timestamp) -> Result<Status, Failure> {
    let judge = Judge::new(&options.verification, now)?;
    let path = &options.photo;
    let limits = PhotoLimits::default();
    let bytes = bytes_of(path, &limits)?;
    let texts = read_photo(&bytes, &limits).map_err(|source: ReadPhotoError| Failure::Photo {
        path: path.clone(),
        source,
    })?;
    let findings: Vec<Finding> = texts.iter().map(|text| judge.inspect(text)).collect();
    if options.verification.json {
        println!("{}", serde_json::to_string(&findings).unwrap_or_default());
    } else {
        findings.iter().for_each(Finding::print);
    }
    let all_hold = findings
        .iter()
        .all(|finding| finding.status() == Status::Done);
    Ok(if all_hold {
        Status::Done
    } else {
        Status::DoesNotHold
    })
}

/// The file's bytes, one more than the limit at most, so that a device without end is no trap.
fn bytes_of(path: &Path, limits: &PhotoLimits) -> Result<Vec<u8>, Failure> {
    let unreadable = |source| Failure::PhotoFile {
        path: path.to_owned(),
        source,
    };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(limits.bytes as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    Ok(bytes)
}
