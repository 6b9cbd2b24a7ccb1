//! The transcript: proof of attendance and credits for a renewal (JSNM-10, JGETS-15).
//!
//! Credits arrive as text because they were computed elsewhere in exact decimals: this crate prints
//! them and adds nothing up.

use crate::{
    DocumentError, Press, dates,
    poster::{checked_colour, clean_text},
    press::{Proof, Template, refusal},
    words::{LABEL, TITLE, clean},
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use shusseki_core::text::{Language, Text};

/// Everything a transcript says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transcript {
    /// The society that attests.
    pub society: Text,
    /// Its address, mail or telephone, a line each, printed at the end.
    pub society_contact: Vec<Text>,
    /// The society's colour, `#rrggbb`.
    pub colour: String,
    /// Whose transcript it is.
    pub member: TranscriptMember,
    /// The day in Japan on which it is issued.
    pub issued_on: Date,
    /// The first and the last day (in Japan) that the list of attendance covers.
    pub covers: (Date, Date),
    /// Attendance, in the order in which it is printed.
    pub attendances: Vec<AttendanceRow>,
    /// A block for each certification held.
    pub certifications: Vec<CertificationBlock>,
    /// Remarks at the end, a paragraph each.
    pub notes: Vec<Text>,
}

/// The member, as the document names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TranscriptMember {
    /// The member number, leading zeros kept.
    pub number: String,
    /// The name as it is registered: 髙橋 﨑子.
    pub name: String,
    /// Its reading in kana.
    pub kana: Option<String>,
    /// Its form in roman letters.
    pub roman: Option<String>,
    /// The membership class.
    pub class: Text,
}

/// One attendance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttendanceRow {
    /// The day in Japan.
    pub day: Date,
    /// The event 大会名.
    pub event: Text,
    /// The session.
    pub session: Text,
    /// The kind of event 種別.
    pub kind: Text,
    /// What the member did there, with the role: 発表(筆頭).
    pub activity: Text,
    /// When attendance was registered 登録日時.
    pub registered_at: Timestamp,
    /// What it gave, exact, as text; `None` where it gives no credits.
    pub credits: Option<String>,
    /// Where the credits count.
    pub category: Option<Text>,
}

/// A certification with its sums and the rows that explain them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificationBlock {
    /// The certification.
    pub name: Text,
    /// Its number: JHRS17-1000.
    pub number: String,
    /// The first and the last day of its period.
    pub period: (Date, Date),
    /// Whether it can be renewed as things stand.
    pub renewable: bool,
    /// What is particular to it: that it is suspended, an extension, the version of the rules.
    pub particulars: Vec<Text>,
    /// Why, or why not: a sentence each.
    pub reasons: Vec<Text>,
    /// What is required besides the sums.
    pub requirements: Vec<RequirementRow>,
    /// The sums: categories, subtotals, the total last.
    pub sums: Vec<SumRow>,
    /// The ledger entries that count, in the order of the explanation.
    pub rows: Vec<CreditRow>,
}

/// Something required besides the sums: a condition, an attendance, a year's least.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequirementRow {
    /// What is required.
    pub name: Text,
    /// How it stands: `2 / 1回`, `事務局が確認します`.
    pub state: Text,
}

/// One line of the sums. Amounts are exact decimals as text; `None` prints a dash.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SumRow {
    /// What is summed.
    pub label: Option<Text>,
    /// How deep the category lies under others: 0, 1, …
    pub depth: u8,
    /// What was earned.
    pub raw: String,
    /// The most that counts.
    pub cap: Option<String>,
    /// What counts.
    pub counted: String,
    /// What is needed.
    pub required: Option<String>,
    /// What is missing.
    pub missing: Option<String>,
    /// Whether it is a total, printed with weight.
    pub is_total: bool,
}

/// One ledger entry, and what it came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditRow {
    /// The day in Japan.
    pub day: Date,
    /// The event.
    pub event: Text,
    /// The activity and role.
    pub activity: Text,
    /// The category in which it counts.
    pub category: Option<Text>,
    /// What was granted.
    pub granted: String,
    /// What counts of it.
    pub counted: String,
    /// The sum so far.
    pub running_total: String,
    /// Why something does not count, or another remark.
    pub note: Option<Text>,
}

impl Press {
    /// The transcript as an A4 PDF; the same input gives the same bytes.
    ///
    /// # Errors
    /// A colour that is none.
    pub fn transcript_pdf(
        &self,
        transcript: &Transcript,
        language: Language,
    ) -> Result<Vec<u8>, DocumentError> {
        let proof = self.set_transcript(transcript, language)?;
        typst_pdf::pdf(&proof.document, &typst_pdf::PdfOptions::default())
            .map_err(|errors| refusal(&errors))
    }

    pub(crate) fn set_transcript(
        &self,
        transcript: &Transcript,
        language: Language,
    ) -> Result<Proof, DocumentError> {
        self.typeset(Template::Transcript, &Data::of(transcript, language)?)
    }
}

/// What `transcript.typ` reads.
#[derive(Serialize)]
struct Data {
    language: Language,
    society: String,
    society_contact: Vec<String>,
    colour: String,
    member: MemberData,
    issued_on: String,
    covers: (String, String),
    attendances: Vec<AttendanceData>,
    certifications: Vec<CertificationData>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct MemberData {
    number: String,
    name: String,
    kana: String,
    roman: String,
    class: String,
}

#[derive(Serialize)]
struct AttendanceData {
    day: String,
    event: String,
    session: String,
    kind: String,
    activity: String,
    registered: String,
    credits: Option<String>,
    category: String,
}

#[derive(Serialize)]
struct CertificationData {
    name: String,
    number: String,
    period: (String, String),
    renewable: bool,
    particulars: Vec<String>,
    reasons: Vec<String>,
    requirements: Vec<RequirementData>,
    sums: Vec<SumData>,
    rows: Vec<CreditData>,
}

#[derive(Serialize)]
struct RequirementData {
    name: String,
    state: String,
}

#[derive(Serialize)]
struct SumData {
    label: String,
    depth: u8,
    raw: String,
    cap: Option<String>,
    counted: String,
    required: Option<String>,
    missing: Option<String>,
    is_total: bool,
}

#[derive(Serialize)]
struct CreditData {
    day: String,
    event: String,
    activity: String,
    category: String,
    granted: String,
    counted: String,
    running_total: String,
    note: String,
}

/// Chooses words of one language and writes days in it.
#[derive(Clone, Copy)]
struct Writer(Language);

impl Writer {
    fn text(self, text: &Text) -> String {
        clean_text(text, TITLE).get(self.0).to_owned()
    }

    fn optional(self, text: Option<&Text>) -> String {
        text.map(|text| self.text(text)).unwrap_or_default()
    }

    fn texts(self, texts: &[Text]) -> Vec<String> {
        texts.iter().map(|text| self.text(text)).collect()
    }

    fn days(self, (first, last): (Date, Date)) -> (String, String) {
        (
            dates::short_day(first, self.0),
            dates::short_day(last, self.0),
        )
    }

    fn attendance(self, row: &AttendanceRow) -> AttendanceData {
        let registered_day = shusseki_core::calendar::day_of(row.registered_at);
        AttendanceData {
            day: dates::short_day(row.day, self.0),
            event: self.text(&row.event),
            session: self.text(&row.session),
            kind: self.text(&row.kind),
            activity: self.text(&row.activity),
            registered: format!(
                "{} {}",
                dates::short_day(registered_day, self.0),
                dates::clock(row.registered_at)
            ),
            credits: row.credits.as_deref().map(amount),
            category: self.optional(row.category.as_ref()),
        }
    }

    fn certification(self, block: &CertificationBlock) -> CertificationData {
        CertificationData {
            name: self.text(&block.name),
            number: clean(&block.number, LABEL),
            period: self.days(block.period),
            renewable: block.renewable,
            particulars: self.texts(&block.particulars),
            reasons: self.texts(&block.reasons),
            requirements: block
                .requirements
                .iter()
                .map(|row| RequirementData {
                    name: self.text(&row.name),
                    state: self.text(&row.state),
                })
                .collect(),
            sums: block.sums.iter().map(|row| self.sum(row)).collect(),
            rows: block.rows.iter().map(|row| self.credit(row)).collect(),
        }
    }

    fn sum(self, row: &SumRow) -> SumData {
        SumData {
            label: row.label.as_ref().map_or_else(
                || self.0.pick("合計", "Total").to_owned(),
                |label| self.text(label),
            ),
            depth: row.depth.min(6),
            raw: clean(&row.raw, LABEL),
            cap: row.cap.as_deref().map(amount),
            counted: clean(&row.counted, LABEL),
            required: row.required.as_deref().map(amount),
            missing: row.missing.as_deref().map(amount),
            is_total: row.is_total,
        }
    }

    fn credit(self, row: &CreditRow) -> CreditData {
        CreditData {
            day: dates::short_day(row.day, self.0),
            event: self.text(&row.event),
            activity: self.text(&row.activity),
            category: self.optional(row.category.as_ref()),
            granted: clean(&row.granted, LABEL),
            counted: clean(&row.counted, LABEL),
            running_total: clean(&row.running_total, LABEL),
            note: self.optional(row.note.as_ref()),
        }
    }
}

fn amount(text: &str) -> String {
    clean(text, LABEL)
}

impl Data {
    fn of(transcript: &Transcript, language: Language) -> Result<Self, DocumentError> {
        let write = Writer(language);
        let member = &transcript.member;
        Ok(Self {
            language,
            society: write.text(&transcript.society),
            society_contact: write.texts(&transcript.society_contact),
            colour: checked_colour(&transcript.colour)?,
            member: MemberData {
                number: clean(&member.number, LABEL),
                name: clean(&member.name, TITLE),
                kana: clean(member.kana.as_deref().unwrap_or_default(), TITLE),
                roman: clean(member.roman.as_deref().unwrap_or_default(), TITLE),
                class: write.text(&member.class),
            },
            issued_on: dates::day(transcript.issued_on).get(language).to_owned(),
            covers: write.days(transcript.covers),
            attendances: transcript
                .attendances
                .iter()
                .map(|row| write.attendance(row))
                .collect(),
            certifications: transcript
                .certifications
                .iter()
                .map(|block| write.certification(block))
                .collect(),
            notes: write.texts(&transcript.notes),
        })
    }
}
