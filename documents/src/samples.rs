//! Input for this crate's tests: ordinary, long, and hostile.

use crate::{
    member_form::{FormMember, MemberForm},
    password_letter::{LetterHead, PasswordLetter},
    poster_sheet::{PosterPage, PosterSociety},
    transcript::{
        AttendanceRow, CertificationBlock, CreditRow, RequirementRow, SumRow, Transcript,
        TranscriptMember,
    },
};
use jiff::civil::date;
use shusseki_core::text::{Language, Text};

/// Shapes that a poor font lacks.
pub(crate) const RARE: &str = "髙﨑𠮷鷗";

pub(crate) fn page() -> PosterPage {
    PosterPage {
        society: PosterSociety {
            slug: "jsnm".parse().unwrap(),
            name: Text::new(
                "一般社団法人 日本核医学会",
                "The Japanese Society of Nuclear Medicine",
            ),
            short_name: "JSNM".to_owned(),
            colour: "#0b6b63".to_owned(),
        },
        event: Text::new(
            "第66回日本核医学会学術総会",
            "The 66th Annual Scientific Meeting of JSNM",
        ),
        session: Text::new(
            format!("教育講演2 {RARE}先生「PETで診る神経変性疾患」"),
            "Educational Lecture 2: Neurodegeneration on PET",
        ),
        room: Text::new("第1会場", "Hall 1"),
        starts_at: "2026-11-20T01:30:00Z".parse().unwrap(),
        ends_at: "2026-11-20T03:00:00Z".parse().unwrap(),
        point: None,
        code_url: format!(
            "HTTPS://KAI.EXAMPLE-SOCIETY.OR.JP/C/{}",
            "CEAQAAIAAAAAYAAAAAAVSN3CFYAHQ3X5QZ6FUVY7ABCDEFGH"
        ),
        typed_code: "5XK9-012T".to_owned(),
        typed_url: "https://kai.example-society.or.jp/c".to_owned(),
        serial: "000345".to_owned(),
    }
}

/// Everything as long as it can get, in the given letter.
pub(crate) fn longest(letter: &str) -> PosterPage {
    let long = || Text::new(letter.repeat(5_000), format!("{}x", letter.repeat(5_000)));
    let mut page = page();
    page.society.name = long();
    (page.event, page.session, page.room, page.point) = (long(), long(), long(), Some(long()));
    page.ends_at = "2027-12-28T03:00:00Z".parse().unwrap();
    page.typed_url = format!("https://{}/c", "kai.".repeat(40));
    page.serial = "9".repeat(300);
    page.society.short_name = letter.repeat(300);
    page
}

pub(crate) fn hostile() -> PosterPage {
    let mut page = page();
    let words = "#panic() #read(\"/etc/passwd\") $x^2$ *b* <script>alert(1)</script> \\ @ref \u{202e}gnp\u{0}\u{7}";
    page.session = Text::new(words, words);
    page.typed_code = "#panic()".to_owned();
    page
}

pub(crate) fn transcript(rows: usize) -> Transcript {
    Transcript {
        society: Text::new(
            "日本消化器内視鏡技師会",
            "Japan Gastroenterological Endoscopy Technicians Society",
        ),
        society_contact: vec![Text::new(
            "〒100-0001 東京都千代田区1-1 ／ jimu@example.jp",
            "1-1 Chiyoda, Tokyo 100-0001 / jimu@example.jp",
        )],
        colour: "#1d4e89".to_owned(),
        member: TranscriptMember {
            number: "0001234".to_owned(),
            name: format!("{RARE}太郎"),
            kana: Some("タカサキ ヨシオウ".to_owned()),
            roman: Some("TAKASAKI Yoshio".to_owned()),
            class: Text::new("正会員", "Full member"),
        },
        issued_on: date(2026, 11, 21),
        covers: (date(2019, 11, 22), date(2026, 11, 21)),
        attendances: (0..rows).map(attendance).collect(),
        certifications: vec![certification(rows)],
        notes: vec![Text::new(
            "本証明書は、会員マイページの記録に基づいて発行したものです。",
            "Issued from the records of the society’s member system.",
        )],
    }
}

fn event(index: usize) -> Text {
    Text::new(
        format!("第{}回日本消化器内視鏡技師学会", 60 + index),
        format!("The {}th Congress", 60 + index),
    )
}

fn attendance(index: usize) -> AttendanceRow {
    AttendanceRow {
        day: date(2026, 5, 1 + (index % 28) as i8),
        event: event(index),
        session: Text::new(
            "ランチョンセミナー「安全な鎮静のために」",
            "Luncheon seminar: Safe sedation",
        ),
        kind: Text::new("学術集会", "Congress"),
        activity: Text::new("参加", "Attendance"),
        registered_at: "2026-05-01T01:02:00Z".parse().unwrap(),
        credits: (!index.is_multiple_of(5)).then(|| "1.5".to_owned()),
        category: Some(Text::new("学会参加", "Congresses")),
    }
}

/// JGETS-15: 40, 30 and 19 against 20, 10 and 20 make 49 of 50.
fn certification(rows: usize) -> CertificationBlock {
    let sum = |ja: &str, raw: &str, cap: Option<&str>, counted: &str| SumRow {
        label: Some(Text::new(ja, ja)),
        raw: raw.to_owned(),
        cap: cap.map(str::to_owned),
        counted: counted.to_owned(),
        ..SumRow::default()
    };
    let total = SumRow {
        raw: "89".to_owned(),
        counted: "49".to_owned(),
        required: Some("50".to_owned()),
        missing: Some("1".to_owned()),
        is_total: true,
        ..SumRow::default()
    };
    CertificationBlock {
        name: Text::new("消化器内視鏡技師", "Gastrointestinal Endoscopy Technician"),
        number: "20-1234".to_owned(),
        period: (date(2022, 4, 1), date(2027, 3, 31)),
        renewable: false,
        particulars: vec![Text::new(
            "延長：大規模災害による更新延長",
            "Extended: Postponed after a disaster",
        )],
        requirements: vec![
            RequirementRow {
                name: Text::new("本会または支部会の学会・研究会", "A meeting of the society"),
                state: Text::new("2 / 1回", "2 / 1"),
            },
            RequirementRow {
                name: Text::new("会費の完納", "Dues paid"),
                state: Text::new("事務局が確認します", "the office will confirm"),
            },
        ],
        reasons: vec![Text::new(
            "合計があと1単位足りません。",
            "The total is 1 credit short.",
        )],
        sums: vec![
            sum("学会参加", "40", Some("20"), "20"),
            sum("研究会", "30", Some("10"), "10"),
            sum("講習会", "19", Some("20"), "19"),
            total,
        ],
        rows: (0..rows).map(credit).collect(),
    }
}

fn credit(index: usize) -> CreditRow {
    CreditRow {
        day: date(2026, 5, 1 + (index % 28) as i8),
        event: event(index),
        activity: Text::new("発表(筆頭)", "Presenting (first author)"),
        category: Some(Text::new("学会参加", "Congresses")),
        granted: "4".to_owned(),
        counted: "0".to_owned(),
        running_total: "20".to_owned(),
        note: (index.is_multiple_of(3)).then(|| {
            Text::new(
                "上限20単位を超えた4単位は算入されません。",
                "4 credits above the cap of 20 do not count.",
            )
        }),
    }
}

pub(crate) fn member_form(member: Option<FormMember>) -> MemberForm {
    let head = letter_head();
    MemberForm {
        society: head.society,
        contact: head.contact,
        colour: head.colour,
        title: Text::new("改姓・改名届", "Notice of a change of name"),
        member,
        rows: vec![
            (Text::new("新しい氏名", "New name"), 1),
            (Text::new("事情", "Reason"), 4),
        ],
        notes: vec![Text::new("写しを同封してください。", "Enclose a copy.")],
        printed_on: head.issued_on,
    }
}

pub(crate) fn letter_head() -> LetterHead {
    LetterHead {
        society: Text::new(
            "一般社団法人 日本核医学会",
            "The Japanese Society of Nuclear Medicine",
        ),
        contact: vec![
            Text::new(
                "〒106-0031 東京都港区西麻布3-1-17 NISSHIN BLDG 3F",
                "3-1-17 Nishi-Azabu, Minato-ku, Tokyo 106-0031",
            ),
            Text::new("office@example.jp", "office@example.jp"),
        ],
        colour: "#6a2c70".to_owned(),
        login_url: "https://kai.example-society.or.jp/jsnm/login".to_owned(),
        issued_on: date(2026, 11, 21),
        valid_until: date(2027, 1, 20),
    }
}

pub(crate) fn letter(language: Language) -> PasswordLetter {
    PasswordLetter {
        language,
        address: vec!["国立大学法人 北都大学大学院医学研究院".to_owned()],
        name: format!("{RARE} 直樹"),
        number: "00123".to_owned(),
        password: "Q0oI-l1Zz9-kR".to_owned(),
    }
}

/// Everything as long as it can get, in the given letter.
pub(crate) fn longest_letter(letter: &str) -> PasswordLetter {
    PasswordLetter {
        language: Language::Ja,
        address: vec![letter.repeat(300)],
        name: letter.repeat(300),
        number: "W".repeat(32),
        password: "m".repeat(24),
    }
}
