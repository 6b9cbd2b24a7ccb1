//! The transcript 受講・参加証明: attendance and credits on paper, proof for a renewal (JSNM-10, JGETS-15).

mod requirement;

use crate::app::{App, Tenant};
use crate::check_in::history::{self, Attendance};
use crate::members::Member;
use crate::web::extract::LoggedIn;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::slots::in_slot;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use shusseki_core::calendar::day_of;
use shusseki_core::credit::{Asked, CategoryStanding, Row, Standing};
use shusseki_core::society::Society;
use shusseki_core::text::{Language, Text};
use shusseki_documents::transcript::{
    AttendanceRow, CertificationBlock, CreditRow, SumRow, Transcript, TranscriptMember,
};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Setting a document takes a core for up to a second, so few are set together.
static SLOTS: Semaphore = Semaphore::const_new(2);
const WAIT_AT_MOST: Duration = Duration::from_secs(15);
/// Attendances that one transcript lists at most; nobody attends more in seven years.
const ATTENDANCES_AT_MOST: i64 = 5_000;

/// `GET /{society}/transcript.pdf`.
pub(crate) async fn pdf(
    State(app): State<Arc<App>>,
    Reads(language): Reads,
    LoggedIn { tenant, member }: LoggedIn,
) -> Result<Response, Failure> {
    let file_name = format!("transcript-{}-{}.pdf", tenant.slug(), member.number);
    let press = app.press().await.map_err(Failure::internal)?;
    let transcript = transcript(&app, &tenant, &member).await?;
    let setting = move || press.transcript_pdf(&transcript, language);
    let pdf = in_slot(&SLOTS, WAIT_AT_MOST, setting)
        .await?
        .map_err(Failure::internal)?;
    let disposition = format!("attachment; filename=\"{file_name}\"");
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/pdf"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
        ),
    ];
    Ok((headers, pdf).into_response())
}

async fn transcript(app: &App, tenant: &Tenant, member: &Member) -> Result<Transcript, Failure> {
    let listed = history::page(app, tenant, member.id, None, ATTENDANCES_AT_MOST).await?;
    let mut conn = app.db.read().await?;
    let standings = super::standings(&mut conn, tenant, member.id, &Asked::on(app.today())).await?;
    let society = &tenant.society;
    let today = app.today();
    Ok(Transcript {
        society: society.name.clone(),
        society_contact: contact(society),
        colour: society.colour.to_string(),
        member: TranscriptMember {
            number: member.number.to_string(),
            name: member.name.kanji(),
            kana: Some(member.name.kana()).filter(|kana| !kana.is_empty()),
            roman: Some(member.name.roman.clone()).filter(|roman| !roman.is_empty()),
            class: society.class(&member.class).map_or_else(
                || Text::new(member.class.as_str(), member.class.as_str()),
                |class| class.name.clone(),
            ),
        },
        issued_on: today,
        covers: (tenant.society.history.first_day_shown(today), today),
        attendances: listed.attendances.iter().map(attendance_row).collect(),
        certifications: standings
            .iter()
            .map(|standing| certification(society, standing))
            .collect(),
        notes: Vec::new(),
    })
}

fn contact(society: &Society) -> Vec<Text> {
    let mut lines: Vec<Text> = society.contact.address.iter().cloned().collect();
    lines.extend(
        society
            .contact
            .mail
            .iter()
            .map(|mail| Text::new(mail, mail)),
    );
    lines
}

fn attendance_row(attendance: &Attendance) -> AttendanceRow {
    let text = |words: &crate::web::words::Words| Text::new(&words.ja, &words.en);
    AttendanceRow {
        day: day_of(attendance.starts_at),
        event: text(&attendance.event),
        session: text(&attendance.session),
        kind: text(&attendance.kind),
        activity: text(&attendance.activity),
        registered_at: attendance.registered_at,
        credits: attendance.credits.clone(),
        category: None,
    }
}

fn certification(society: &Society, standing: &Standing) -> CertificationBlock {
    CertificationBlock {
        name: standing.name.clone(),
        number: standing.number.clone(),
        period: (
            standing.effective.period.first,
            standing.effective.period.last,
        ),
        renewable: standing.renewable,
        particulars: requirement::particulars(standing),
        reasons: standing
            .reasons
            .iter()
            .map(|reason| Text::new(reason.sentence(Language::Ja), reason.sentence(Language::En)))
            .collect(),
        requirements: requirement::requirements(standing),
        sums: sums(standing),
        rows: standing
            .rows
            .iter()
            .map(|row| credit_row(society, standing, row))
            .collect(),
    }
}

fn sums(standing: &Standing) -> Vec<SumRow> {
    let mut rows = Vec::new();
    for category in &standing.categories {
        category_rows(category, 0, &mut rows);
    }
    let total = &standing.total;
    rows.push(SumRow {
        raw: total.raw.to_string(),
        counted: total.counted.to_string(),
        required: Some(total.required.to_string()),
        missing: Some(total.missing.to_string()),
        is_total: true,
        ..SumRow::default()
    });
    rows.extend(standing.of_which.iter().map(|part| SumRow {
        label: Some(part.name.clone()),
        depth: 1,
        raw: part.sum.raw.to_string(),
        counted: part.sum.counted.to_string(),
        required: Some(part.sum.required.to_string()),
        missing: Some(part.sum.missing.to_string()),
        ..SumRow::default()
    }));
    rows
}

fn category_rows(category: &CategoryStanding, depth: u8, rows: &mut Vec<SumRow>) {
    rows.push(SumRow {
        label: Some(category.name.clone()),
        depth,
        raw: category.raw.to_string(),
        cap: category.cap.map(|cap| cap.to_string()),
        counted: category.counted.to_string(),
        required: category.minimum.map(|minimum| minimum.to_string()),
        missing: category.minimum.map(|_| category.missing.to_string()),
        is_total: false,
    });
    for child in &category.children {
        category_rows(child, depth.saturating_add(1), rows);
    }
}

fn credit_row(society: &Society, standing: &Standing, row: &Row) -> CreditRow {
    let category = row
        .category
        .as_ref()
        .and_then(|key| category_name(&standing.categories, key));
    CreditRow {
        day: row.entry.day,
        event: row.entry.event.clone(),
        activity: society.activity(&row.entry.activity).map_or_else(
            || row.entry.session.clone(),
            |activity| activity.name.clone(),
        ),
        category,
        granted: row.entry.credits.to_string(),
        counted: row.counted.to_string(),
        running_total: row.running_total.to_string(),
        note: row
            .note
            .as_ref()
            .map(|note| Text::new(note.sentence(Language::Ja), note.sentence(Language::En))),
    }
}

fn category_name(
    categories: &[CategoryStanding],
    key: &shusseki_core::ids::CategoryKey,
) -> Option<Text> {
    categories.iter().find_map(|category| {
        if category.key == *key {
            Some(category.name.clone())
        } else {
            category_name(&category.children, key)
        }
    })
}
