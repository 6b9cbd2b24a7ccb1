//! The file's bytes.

use super::cells::Columns;
use super::{Kind, rows};
use crate::app::{App, Tenant};
use crate::db::DbError;
use crate::import::members::Filter;
use crate::web::csv;
use axum::body::Body;
use encoding_rs::SHIFT_JIS;
use futures_util::stream;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use shusseki_core::text::Language;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::sync::Arc;
use tokio::sync::mpsc;

/// Stands for a character that the old encoding does not have.
const NO_CHARACTER: char = '〓';
/// Bytes that are sent at once.
const A_PIECE: usize = 64 * 1024;

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileError {
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The workbook could not be written.
    #[error("the workbook can't be written: {0}")]
    Xlsx(#[from] XlsxError),
    /// The system has no place for it.
    #[error("there is no place for the workbook: {0}")]
    Io(#[from] std::io::Error),
    /// The thread that writes was stopped.
    #[error("the writing was interrupted: {0}")]
    Interrupted(#[from] tokio::task::JoinError),
}

/// What is written.
#[derive(Clone)]
pub(super) struct Wanted {
    pub(super) app: Arc<App>,
    pub(super) tenant: Arc<Tenant>,
    pub(super) filter: Filter,
    pub(super) language: Language,
}

/// The file as a CSV, page by page.
pub(super) fn csv_body(wanted: Wanted, kind: Kind) -> Body {
    let headings = Columns::new(&wanted.tenant.society, wanted.language).headings();
    let mut head = encoded(&csv::row(headings), kind);
    if kind == Kind::Csv {
        head.splice(0..0, csv::MARK.bytes());
    }
    let pages = stream::try_unfold((wanted, String::new()), move |(wanted, after)| async move {
        let Wanted {
            app,
            tenant,
            filter,
            language,
        } = &wanted;
        let mut conn = app.db.read().await?;
        let found = rows(&mut conn, tenant, filter, *language, &after).await?;
        drop(conn);
        let Some((rows, last)) = found else {
            return Ok(None);
        };
        let bytes: Vec<u8> = rows.into_iter().flat_map(csv::row).collect();
        Ok::<_, DbError>(Some((encoded(&bytes, kind), (wanted, last))))
    });
    Body::from_stream(stream::StreamExt::chain(stream::iter([Ok(head)]), pages))
}

/// The bytes in the encoding of the file.
fn encoded(utf_8: &[u8], kind: Kind) -> Vec<u8> {
    if kind != Kind::Cp932 {
        return utf_8.to_vec();
    }
    let text = String::from_utf8_lossy(utf_8);
    // The wave dash of Unicode and the one of Windows are two characters.
    let text = text.replace('\u{301c}', "\u{ff5e}");
    let (bytes, _, lacking) = SHIFT_JIS.encode(&text);
    if !lacking {
        return bytes.into_owned();
    }
    let known = |one: char| {
        let mut buffer = [0; 4];
        let (_, _, lacking) = SHIFT_JIS.encode(one.encode_utf8(&mut buffer));
        if lacking { NO_CHARACTER } else { one }
    };
    let text: String = text.chars().map(known).collect();
    SHIFT_JIS.encode(&text).0.into_owned()
}

/// The file as a workbook: written to a temporary file without a name, then sent.
pub(super) async fn xlsx_body(wanted: Wanted) -> Result<Body, FileError> {
    let headings = Columns::new(&wanted.tenant.society, wanted.language).headings();
    let (send, pages) = mpsc::channel(2);
    let writing = tokio::task::spawn_blocking(move || write(&headings, pages));
    let mut after = String::new();
    loop {
        let mut conn = wanted.app.db.read().await?;
        let (tenant, filter) = (&wanted.tenant, &wanted.filter);
        let found = rows(&mut conn, tenant, filter, wanted.language, &after).await?;
        drop(conn);
        let Some((rows, last)) = found else { break };
        after = last;
        // Whoever writes has failed; the reason is asked for below.
        if send.send(rows).await.is_err() {
            break;
        }
    }
    drop(send);
    let file = writing.await??;
    let pieces = stream::try_unfold(file, |mut file| async move {
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; A_PIECE];
            let length = file.read(&mut piece)?;
            piece.truncate(length);
            Ok::<_, std::io::Error>((length > 0).then_some((piece, file)))
        });
        read.await.map_err(std::io::Error::other)?
    });
    Ok(Body::from_stream(pieces))
}

fn write(
    headings: &[String],
    mut pages: mpsc::Receiver<Vec<Vec<String>>>,
) -> Result<File, FileError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_freeze_panes(1, 1)?;
    let bold = Format::new().set_bold();
    // As text, so that typing a number there keeps its zeros.
    let text = Format::new().set_num_format("@");
    for (column, heading) in (0_u16..).zip(headings) {
        sheet.write_string_with_format(0, column, heading, &bold)?;
    }
    let mut row = 0;
    while let Some(page) = pages.blocking_recv() {
        for cells in page {
            row += 1;
            for (column, cell) in (0_u16..).zip(cells) {
                if !cell.is_empty() {
                    sheet.write_string_with_format(row, column, cell, &text)?;
                }
            }
        }
    }
    let mut file = tempfile::tempfile()?;
    book.save_to_writer(&mut file)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::{Kind, encoded};

    #[test]
    fn what_the_old_encoding_lacks_is_shown_openly() {
        let read = |text: &str| {
            let bytes = encoded(text.as_bytes(), Kind::Cp932);
            encoding_rs::SHIFT_JIS.decode(&bytes).0.into_owned()
        };
        assert_eq!(read("髙橋①,𠮷田 Zoé\r\n"), "髙橋①,〓田 Zo〓\r\n");
        assert_eq!(read("1〜2"), "1～2");
    }
}
