//! Why a check-in is refused, in words for the member.

use crate::{
    calendar::jst,
    ids::ClassKey,
    text::Language,
    venue_code::{Malformed, ScannedError, TypedError, VerifyError},
};
use jiff::Timestamp;

/// Why the member may not check in at this session.
///
/// ```
/// use shusseki_core::check_in::Ineligible;
/// assert_eq!(Ineligible::NotActive.code(), "member-not-active");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ineligible {
    /// On leave or withdrawn.
    NotActive,
    /// Of a membership class that the session is not for.
    Class {
        /// The member's class.
        class: ClassKey,
        /// The classes that the session is for; the definition has their names.
        eligible: Vec<ClassKey>,
    },
}

impl Ineligible {
    /// The stable code of the reason, in kebab-case.
    ///
    /// ```
    /// # use shusseki_core::check_in::Ineligible;
    /// let reason = Ineligible::Class { class: "student".parse().unwrap(), eligible: vec![] };
    /// assert_eq!(reason.code(), "class-not-eligible");
    /// ```
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotActive => "member-not-active",
            Self::Class { .. } => "class-not-eligible",
        }
    }
}

/// Why a check-in is refused. Nothing is kept.
///
/// ```
/// use shusseki_core::{check_in::Refusal, text::Language};
/// let opens_at = "2026-11-21T00:30:00Z".parse().unwrap();
/// let refusal = Refusal::TooEarly { opens_at };
/// assert_eq!(refusal.code(), "too-early");
/// assert_eq!(refusal.sentence(Language::Ja), "参加登録の受付は11月21日 9:30からです。");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Scanned before check-in opens.
    TooEarly {
        /// When it opens.
        opens_at: Timestamp,
    },
    /// Scanned after check-in closed.
    TooLate {
        /// When it closed.
        closed_at: Timestamp,
    },
    /// Scanned in time, but uploaded later than the society takes.
    UploadTooLate {
        /// Until when it was taken.
        accepted_until: Timestamp,
    },
    /// The phone says that it scans tomorrow: its clock is wrong.
    ScannedInFuture,
    /// The member may not check in here.
    NotEligible {
        /// Why.
        reason: Ineligible,
    },
    /// The office withdrew this print.
    CodeRevoked,
    /// The session does not take place.
    SessionCancelled,
    /// The code names a session or point that the society does not have (any longer).
    SessionUnknown,
    /// The code is not taken.
    Code(VerifyError),
    /// The text is no venue code.
    Unreadable(Malformed),
    /// The text is no typed code.
    TypedUnreadable(TypedError),
}

impl From<ScannedError> for Refusal {
    fn from(error: ScannedError) -> Self {
        match error {
            ScannedError::Code(malformed) => Self::Unreadable(malformed),
            ScannedError::Typed(error) => Self::TypedUnreadable(error),
        }
    }
}

impl Refusal {
    /// The stable code of the problem, in kebab-case; of a code that is not taken, its own.
    ///
    /// ```
    /// # use shusseki_core::{check_in::Refusal, venue_code::VerifyError};
    /// assert_eq!(Refusal::Code(VerifyError::Altered).code(), "code-altered");
    /// ```
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooEarly { .. } => "too-early",
            Self::TooLate { .. } => "too-late",
            Self::UploadTooLate { .. } => "upload-too-late",
            Self::ScannedInFuture => "scanned-in-future",
            Self::NotEligible { reason } => reason.code(),
            Self::CodeRevoked => "code-revoked",
            Self::SessionCancelled => "session-cancelled",
            Self::SessionUnknown => "session-unknown",
            Self::Code(error) => error.code(),
            Self::Unreadable(malformed) => malformed.code(),
            Self::TypedUnreadable(error) => error.code(),
        }
    }

    /// What happened, in one sentence; times are Japan's.
    ///
    /// ```
    /// # use shusseki_core::{check_in::Refusal, text::Language};
    /// let closed_at = "2026-11-21T02:15:00Z".parse().unwrap();
    /// let sentence = Refusal::TooLate { closed_at }.sentence(Language::En);
    /// assert_eq!(sentence, "Check-in closed at 11:15 on 21 November (Japan time).");
    /// ```
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        match self {
            Self::TooEarly { opens_at } => with_time(
                language,
                *opens_at,
                ("参加登録の受付は", "からです。"),
                ("Check-in opens at ", "."),
            ),
            Self::TooLate { closed_at } => with_time(
                language,
                *closed_at,
                ("参加登録の受付は", "に終了しました。"),
                ("Check-in closed at ", "."),
            ),
            Self::UploadTooLate { accepted_until } => with_time(
                language,
                *accepted_until,
                ("この読み取りの送信期限は", "でした。"),
                ("This scan had to be sent by ", "."),
            ),
            Self::Code(error) => code_sentence(*error, language),
            // What is no letter may have no shape, or another direction.
            Self::TypedUnreadable(TypedError::Character { found }) if found.is_alphanumeric() => {
                match language {
                    Language::Ja => format!("コードに「{found}」という文字は使われません。"),
                    Language::En => format!("No code has the letter “{found}”."),
                }
            }
            other => {
                let (ja, en) = other.plain_sentence();
                language.pick(ja, en).to_owned()
            }
        }
    }

    /// The sentences that carry no time.
    const fn plain_sentence(&self) -> (&'static str, &'static str) {
        match self {
            Self::ScannedInFuture => (
                "スマートフォンの時計が進んでいるため、登録できませんでした。",
                "Your phone's clock is ahead, so the check-in could not be registered.",
            ),
            Self::NotEligible {
                reason: Ineligible::NotActive,
            } => (
                "休会中または退会済みのため、参加登録できません。",
                "You are on leave or no longer a member, so you cannot check in.",
            ),
            Self::NotEligible {
                reason: Ineligible::Class { .. },
            } => (
                "このセッションは、あなたの会員区分では参加登録の対象外です。",
                "This session is not open to members of your class.",
            ),
            Self::CodeRevoked => (
                "このポスターのコードは使用できなくなりました。",
                "The code on this poster has been withdrawn.",
            ),
            Self::SessionCancelled => (
                "このセッションは中止になりました。",
                "This session has been cancelled.",
            ),
            Self::SessionUnknown => (
                "このコードのセッションは見つかりませんでした。",
                "The session of this code was not found.",
            ),
            Self::TypedUnreadable(TypedError::Version)
            | Self::Unreadable(Malformed::Version { .. }) => (
                "このコードは新しい形式のため、読み取れませんでした。",
                "This code has a newer form that could not be read.",
            ),
            Self::TypedUnreadable(_) => (
                "コードは8文字の英数字です。",
                "The code has 8 letters and digits.",
            ),
            Self::Unreadable(_)
            | Self::Code(_)
            | Self::TooEarly { .. }
            | Self::TooLate { .. }
            | Self::UploadTooLate { .. } => (
                "これは会場コードではありません。",
                "This is not a venue code.",
            ),
        }
    }

    /// What the member can do now, in one sentence.
    ///
    /// ```
    /// # use shusseki_core::{check_in::Refusal, text::Language};
    /// let step = Refusal::CodeRevoked.next_step(Language::En);
    /// assert_eq!(step, "Look for the new poster, or ask the reception desk.");
    /// ```
    #[must_use]
    pub const fn next_step(&self, language: Language) -> &'static str {
        let (ja, en) = match self {
            Self::TooEarly { .. } | Self::Code(VerifyError::NotYetValid { .. }) => (
                "受付開始後に、もう一度読み取ってください。",
                "Please scan again once check-in is open.",
            ),
            Self::TooLate { .. } | Self::UploadTooLate { .. } => (
                "出席されていた場合は、受付または事務局にお申し出ください。",
                "If you were there, please tell the reception desk or the office.",
            ),
            Self::ScannedInFuture => (
                "時計を自動設定にして、もう一度読み取ってください。",
                "Set the clock to automatic and scan again.",
            ),
            Self::NotEligible { .. } => (
                "お心当たりがない場合は、事務局にお問い合わせください。",
                "If this seems wrong, please ask the office.",
            ),
            Self::CodeRevoked => (
                "新しいポスターを読み取るか、受付にお尋ねください。",
                "Look for the new poster, or ask the reception desk.",
            ),
            Self::SessionCancelled | Self::SessionUnknown => (
                "プログラムを確認するか、受付にお尋ねください。",
                "Please check the programme, or ask the reception desk.",
            ),
            Self::Code(error) => code_next_step(*error),
            Self::Unreadable(_) => (
                "会場に掲示されたQRコードを読み取るか、その下のコードを入力してください。",
                "Scan the QR code shown at the venue, or type the code below it.",
            ),
            Self::TypedUnreadable(_) => (
                "QRコードの下にある8文字を、もう一度入力してください。",
                "Type the 8 characters below the QR code again.",
            ),
        };
        language.pick(ja, en)
    }
}

fn code_sentence(error: VerifyError, language: Language) -> String {
    let (ja, en) = match error {
        VerifyError::NotYetValid { from } => {
            return with_time(
                language,
                from,
                ("このコードは", "から使用できます。"),
                ("This code can be used from ", "."),
            );
        }
        VerifyError::Expired { since } => {
            return with_time(
                language,
                since,
                ("このコードの有効期限は", "まででした。"),
                ("This code was valid until ", "."),
            );
        }
        VerifyError::WrongSociety { .. } => (
            "これは別の学会の会場コードです。",
            "This venue code belongs to another society.",
        ),
        VerifyError::UnknownKey { .. } | VerifyError::Altered => (
            "このコードは正しい会場コードとして確認できませんでした。",
            "This code could not be confirmed as a genuine venue code.",
        ),
        VerifyError::SlotExpired { .. } => (
            "画面のコードの有効時間が過ぎました。",
            "The code on the screen has already changed.",
        ),
        VerifyError::SlotInFuture { .. } => (
            "このコードはまだ表示時刻になっていません。",
            "It is not yet time for this code.",
        ),
        VerifyError::UnknownTyped => (
            "入力されたコードの会場は見つかりませんでした。",
            "No venue has the code that you typed.",
        ),
    };
    language.pick(ja, en).to_owned()
}

const fn code_next_step(error: VerifyError) -> (&'static str, &'static str) {
    match error {
        VerifyError::WrongSociety { .. } => (
            "参加している学会の会場コードを読み取ってください。",
            "Scan a code of the society whose event you attend.",
        ),
        VerifyError::Expired { .. } => (
            "現在のポスターを読み取るか、受付にお尋ねください。",
            "Scan the current poster, or ask the reception desk.",
        ),
        VerifyError::SlotExpired { .. } | VerifyError::SlotInFuture { .. } => (
            "いま画面に表示されているコードを読み取ってください。",
            "Scan the code that the screen shows now.",
        ),
        VerifyError::UnknownTyped => (
            "QRコードの下にある8文字と、ポスターの学会名を、もう一度確認してください。",
            "Check the 8 characters below the QR code, and that the poster is this society's.",
        ),
        VerifyError::UnknownKey { .. } | VerifyError::Altered | VerifyError::NotYetValid { .. } => {
            (
                "もう一度読み取り、それでも続く場合は受付にお尋ねください。",
                "Scan once more; if it happens again, ask the reception desk.",
            )
        }
    }
}

/// A sentence around a time in Japan, its two halves given for each language.
fn with_time(language: Language, instant: Timestamp, ja: (&str, &str), en: (&str, &str)) -> String {
    let local = instant.to_zoned(jst());
    match language {
        Language::Ja => format!("{}{}{}", ja.0, local.strftime("%-m月%-d日 %-H:%M"), ja.1),
        Language::En => format!(
            "{}{} (Japan time){}",
            en.0,
            local.strftime("%-H:%M on %-d %B"),
            en.1
        ),
    }
}
