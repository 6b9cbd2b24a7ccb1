//! A file comes in, and its rows go into the database.

use super::job::Work;
use super::read::{self, BYTES_AT_MOST, Head, ReadError, Row};
use super::store::{
    self, staged,
    stations::{self, Step},
};
use super::{Counts, Import, ImportError, State, new_id};
use crate::app::{App, Tenant};
use data_encoding::HEXLOWER;
use jiff::{SignedDuration, Timestamp};
use ring::digest::{SHA256, digest};
use shusseki_core::ids::MemberId;
use std::ops::ControlFlow;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Bytes of a part of the file: what one transaction writes.
const PART: usize = 1 << 20;
/// Rows that one transaction writes.
const ROWS: usize = 500;
/// Within this time the parts of a file are stored.
const STORED_WITHIN: SignedDuration = SignedDuration::from_mins(5);
/// Characters of a file's name that are kept.
const NAME_AT_MOST: usize = 120;

/// Takes a file in. What the office had not decided about is given up for it.
///
/// # Errors
/// It can't be read, or another file is being worked at.
pub(crate) async fn receive(
    app: &App,
    tenant: &Tenant,
    by: Option<MemberId>,
    file_name: &str,
    content: Vec<u8>,
) -> Result<Import, ImportError> {
    if content.len() > BYTES_AT_MOST {
        return Err(ReadError::TooLarge.into());
    }
    let content = Arc::new(content);
    let reading = Arc::clone(&content);
    let head = tokio::task::spawn_blocking(move || read::head(&reading)).await??;
    let (slug, now) = (tenant.slug(), app.clock.now());
    let import = Import {
        id: new_id(app)?,
        file_name: file_name
            .chars()
            .filter(|one| !one.is_control())
            .take(NAME_AT_MOST)
            .collect(),
        made_by: by,
        made_at: now,
        state: State::Reading,
        form: head.form,
        head_row: head.row,
        headings: head.headings,
        chosen: None,
        trouble: None,
        rows: 0,
        dealt_with: 0,
        counts: Counts::default(),
        decided_by: None,
        carried_out_at: None,
        undone_at: None,
        audit_line: None,
    };
    let until = now.saturating_add(STORED_WITHIN).unwrap_or(now);
    let mut tx = app.db.write().await?;
    if store::is_worked_at(&mut tx, slug).await? {
        return Err(ImportError::Busy);
    }
    let others = store::open_others(&mut tx, slug, &import.id).await?;
    for other in &others {
        stations::discard(&mut tx, slug, other).await?;
    }
    store::begin(&mut tx, slug, &import, &sum(&content), until).await?;
    tx.commit().await?;
    for (number, part) in (0_i64..).zip(content.chunks(PART)) {
        let mut tx = app.db.write().await?;
        staged::keep_part(&mut tx, slug, &import.id, number, part).await?;
        tx.commit().await?;
    }
    let mut tx = app.db.write().await?;
    // Now anybody may read it.
    stations::lease(&mut tx, slug, &import.id, until, Timestamp::UNIX_EPOCH).await?;
    tx.commit().await?;
    for other in &others {
        forget(app, tenant, other).await?;
    }
    app.imports.wake();
    Ok(import)
}

fn sum(content: &[u8]) -> String {
    HEXLOWER.encode(digest(&SHA256, content).as_ref())
}

/// Reads the rows of the file into the database, from where an earlier process left off.
pub(super) async fn read_rows(work: &Work<'_>, import: &Import) -> Result<(), ImportError> {
    let (app, slug) = (work.app, work.tenant.slug());
    let found = store::with_digest(&mut app.db.read().await?, slug, &import.id).await?;
    let (_, digest) = found.ok_or(ImportError::NotFound)?;
    let mut content = Vec::new();
    for number in 0.. {
        let part = staged::part(&mut app.db.read().await?, slug, &import.id, number).await?;
        let Some(part) = part else { break };
        content.extend(part);
    }
    if sum(&content) != digest {
        let error = ReadError::Broken("it did not arrive complete".to_owned());
        return fail(work, import, &error).await;
    }
    let head = Head {
        form: import.form.clone(),
        row: import.head_row,
        headings: import.headings.clone(),
    };
    let (send, mut chunks) = mpsc::channel::<Vec<Row>>(2);
    let after = import.dealt_with;
    let reading = tokio::task::spawn_blocking(move || {
        let mut chunk = Vec::with_capacity(ROWS);
        read::rows(&content, &head, |row| {
            if i64::from(row.number) > after {
                chunk.push(row);
            }
            let full = chunk.len() == ROWS;
            // Nobody listens any more: the file is somebody else's by now.
            if full && send.blocking_send(std::mem::take(&mut chunk)).is_err() {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })?;
        let _ = send.blocking_send(chunk);
        Ok::<_, ReadError>(())
    });
    let mut from = import.dealt_with;
    while let Some(chunk) = chunks.recv().await {
        let Some(last) = chunk.last() else { continue };
        let to = i64::from(last.number);
        let mut tx = app.db.write().await?;
        let step = Step {
            state: State::Reading,
            from,
            to,
            more_rows: i64::try_from(chunk.len()).unwrap_or(0),
        };
        work.step(&mut tx, import, step).await?;
        staged::keep_rows(&mut tx, slug, &import.id, &chunk).await?;
        tx.commit().await?;
        from = to;
        work.tell(State::Reading, to, 0);
        work.rest().await;
    }
    if let Err(error) = reading.await? {
        return fail(work, import, &error).await;
    }
    let mut tx = app.db.write().await?;
    let done = [State::Reading, State::Columns];
    if stations::move_on(&mut tx, slug, &import.id, done, None).await? {
        staged::forget_file(&mut tx, slug, &import.id).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn fail(work: &Work<'_>, import: &Import, error: &ReadError) -> Result<(), ImportError> {
    let slug = work.tenant.slug();
    tracing::info!(society = %slug, import = import.id, %error, "a file can't be read");
    let mut tx = work.app.db.write().await?;
    let failed = [State::Reading, State::Failed];
    stations::move_on(&mut tx, slug, &import.id, failed, Some(error.code())).await?;
    tx.commit().await?;
    forget(work.app, work.tenant, &import.id).await
}

/// Forgets the file, its rows and what they would have done, little by little.
pub(super) async fn forget(app: &App, tenant: &Tenant, import: &str) -> Result<(), ImportError> {
    let slug = tenant.slug();
    let mut tx = app.db.write().await?;
    staged::forget_file(&mut tx, slug, import).await?;
    tx.commit().await?;
    forget_rows(app, tenant, import).await?;
    loop {
        let mut tx = app.db.write().await?;
        let more = staged::forget_plans(&mut tx, slug, import).await?;
        tx.commit().await?;
        if !more {
            return Ok(());
        }
    }
}

/// Forgets the rows as they stood in the file.
pub(super) async fn forget_rows(
    app: &App,
    tenant: &Tenant,
    import: &str,
) -> Result<(), ImportError> {
    loop {
        let mut tx = app.db.write().await?;
        let more = staged::forget_rows(&mut tx, tenant.slug(), import).await?;
        tx.commit().await?;
        if !more {
            return Ok(());
        }
    }
}
