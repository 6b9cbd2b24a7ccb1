//! What a society asks of passwords (JGETS-17, SP 800-63B-4).

use crate::text::Language;
use serde::Serialize;

/// What passwords must be like.
///
/// ```
/// use shusseki_core::society::PasswordPolicy;
/// let long = PasswordPolicy::Nist { min: 12 };
/// assert!(long.faults("ひらがなの長い合言葉です").is_empty());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "policy", rename_all = "kebab-case")]
pub enum PasswordPolicy {
    /// Long, of any characters, never forced to change.
    Nist {
        /// The least number of characters.
        min: u8,
    },
    /// The society's own composition rule: printable ASCII, with kinds of characters that must occur.
    Composition {
        /// The least number of characters.
        min: u8,
        /// The largest number of characters.
        max: u8,
        /// How many upper-case letters.
        upper: u8,
        /// How many digits.
        digits: u8,
        /// How many earlier passwords may not be used again.
        history: u8,
        /// After how many days the member is reminded to change it; may be skipped.
        remind_days: u16,
    },
}

/// What a password lacks.
///
/// ```
/// use shusseki_core::{society::PasswordFault, text::Language};
/// assert_eq!(PasswordFault::TooFewDigits { least: 1 }.sentence(Language::Ja), "数字を1文字以上含めてください");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "fault", rename_all = "kebab-case")]
pub enum PasswordFault {
    /// Fewer characters than asked for.
    TooShort {
        /// The least number.
        least: u8,
    },
    /// More characters than allowed.
    TooLong {
        /// The largest number.
        most: u16,
    },
    /// Characters other than printable ASCII.
    NotAscii,
    /// Too few upper-case letters.
    TooFewUpper {
        /// The least number.
        least: u8,
    },
    /// Too few digits.
    TooFewDigits {
        /// The least number.
        least: u8,
    },
    /// One that everybody tries first.
    Common,
    /// It is, or is little more than, the member's number or name, or the society's name.
    Personal,
    /// It is the present one, or one of the last few.
    Used,
}

impl PasswordPolicy {
    /// The longest password taken under the `nist` policy: hashing must stay bounded.
    const LONGEST: u16 = 256;

    /// How many earlier passwords may not be used again; the present one may not in any case.
    ///
    /// ```
    /// # use shusseki_core::society::PasswordPolicy;
    /// assert_eq!(PasswordPolicy::Nist { min: 12 }.history(), 0);
    /// ```
    #[must_use]
    pub const fn history(&self) -> u8 {
        match *self {
            Self::Nist { .. } => 0,
            Self::Composition { history, .. } => history,
        }
    }

    /// After how many days a member is reminded to change the password.
    ///
    /// ```
    /// # use shusseki_core::society::{Society, shipped};
    /// # let (name, text) = shipped()[2];
    /// # let jgets = Society::parse(name, text).unwrap();
    /// assert_eq!(jgets.password.remind_days(), Some(120));
    /// ```
    #[must_use]
    pub const fn remind_days(&self) -> Option<u16> {
        match *self {
            Self::Composition { remind_days, .. } if remind_days > 0 => Some(remind_days),
            Self::Composition { .. } | Self::Nist { .. } => None,
        }
    }

    /// Whether passwords are of ASCII only, so that a Japanese input method is in the way.
    ///
    /// ```
    /// # use shusseki_core::society::PasswordPolicy;
    /// assert!(!PasswordPolicy::Nist { min: 12 }.is_ascii());
    /// ```
    #[must_use]
    pub const fn is_ascii(&self) -> bool {
        matches!(self, Self::Composition { .. })
    }

    /// All that [`faults`](Self::faults) may find: what the page lists, and what its script looks at.
    ///
    /// ```
    /// # use shusseki_core::society::{PasswordFault, PasswordPolicy};
    /// let rules = PasswordPolicy::Nist { min: 12 }.rules();
    /// assert_eq!(rules, [PasswordFault::TooShort { least: 12 }, PasswordFault::TooLong { most: 256 }]);
    /// ```
    #[must_use]
    pub fn rules(&self) -> Vec<PasswordFault> {
        match *self {
            Self::Nist { min: least } => vec![
                PasswordFault::TooShort { least },
                PasswordFault::TooLong {
                    most: Self::LONGEST,
                },
            ],
            Self::Composition {
                min,
                max,
                upper,
                digits,
                ..
            } => {
                let upper = (upper > 0).then_some(PasswordFault::TooFewUpper { least: upper });
                let digits = (digits > 0).then_some(PasswordFault::TooFewDigits { least: digits });
                let most = u16::from(max);
                let always = [
                    PasswordFault::TooShort { least: min },
                    PasswordFault::TooLong { most },
                    PasswordFault::NotAscii,
                ];
                always.into_iter().chain(upper).chain(digits).collect()
            }
        }
    }

    /// Everything that is wrong with a new password; a block list and the history are the server's.
    ///
    /// ```
    /// # use shusseki_core::society::{PasswordFault, PasswordPolicy};
    /// let jgets = PasswordPolicy::Composition { min: 8, max: 20, upper: 1, digits: 1, history: 3, remind_days: 120 };
    /// assert_eq!(jgets.faults("endoscope1"), [PasswordFault::TooFewUpper { least: 1 }]);
    /// assert!(jgets.faults("Endoscope1").is_empty());
    /// ```
    #[must_use]
    pub fn faults(&self, password: &str) -> Vec<PasswordFault> {
        let length = password.chars().count();
        let occurrences = |is: fn(&char) -> bool| password.chars().filter(is).count();
        let mut faults = Vec::new();
        let mut add = |wrong: bool, fault| {
            if wrong {
                faults.push(fault);
            }
        };
        match *self {
            Self::Nist { min: least } => {
                let most = Self::LONGEST;
                add(
                    length < usize::from(least),
                    PasswordFault::TooShort { least },
                );
                add(length > usize::from(most), PasswordFault::TooLong { most });
            }
            Self::Composition {
                min,
                max,
                upper,
                digits,
                ..
            } => {
                let most = u16::from(max);
                let printable = password.bytes().all(|byte| byte.is_ascii_graphic());
                let uppers = occurrences(char::is_ascii_uppercase);
                let figures = occurrences(char::is_ascii_digit);
                add(
                    length < usize::from(min),
                    PasswordFault::TooShort { least: min },
                );
                add(length > usize::from(most), PasswordFault::TooLong { most });
                add(!printable, PasswordFault::NotAscii);
                add(
                    uppers < usize::from(upper),
                    PasswordFault::TooFewUpper { least: upper },
                );
                add(
                    figures < usize::from(digits),
                    PasswordFault::TooFewDigits { least: digits },
                );
            }
        }
        faults
    }
}

impl PasswordFault {
    /// Its name for programs.
    ///
    /// ```
    /// # use shusseki_core::society::PasswordFault;
    /// assert_eq!(PasswordFault::TooShort { least: 8 }.name(), "too-short");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooShort { .. } => "too-short",
            Self::TooLong { .. } => "too-long",
            Self::NotAscii => "not-ascii",
            Self::TooFewUpper { .. } => "too-few-upper",
            Self::TooFewDigits { .. } => "too-few-digits",
            Self::Common => "common",
            Self::Personal => "personal",
            Self::Used => "used",
        }
    }

    /// The number it speaks of; 0 where it speaks of none.
    ///
    /// ```
    /// # use shusseki_core::society::PasswordFault;
    /// assert_eq!(PasswordFault::TooLong { most: 20 }.number(), 20);
    /// ```
    #[must_use]
    pub fn number(self) -> u16 {
        match self {
            Self::TooShort { least }
            | Self::TooFewUpper { least }
            | Self::TooFewDigits { least } => u16::from(least),
            Self::TooLong { most } => most,
            Self::NotAscii | Self::Common | Self::Personal | Self::Used => 0,
        }
    }

    /// What the member is asked to do.
    ///
    /// ```
    /// # use shusseki_core::{society::PasswordFault, text::Language};
    /// assert_eq!(PasswordFault::TooShort { least: 8 }.sentence(Language::En), "Use at least 8 characters");
    /// ```
    #[must_use]
    pub fn sentence(self, language: Language) -> String {
        match (language, self) {
            (Language::Ja, Self::TooShort { least }) => format!("{least}文字以上にしてください"),
            (Language::Ja, Self::TooLong { most }) => format!("{most}文字以内にしてください"),
            (Language::Ja, Self::NotAscii) => "半角の英数字と記号だけが使えます".to_owned(),
            (Language::Ja, Self::TooFewUpper { least }) => {
                format!("英大文字を{least}文字以上含めてください")
            }
            (Language::Ja, Self::TooFewDigits { least }) => {
                format!("数字を{least}文字以上含めてください")
            }
            (Language::Ja, Self::Common) => {
                "よく使われるパスワードのため、推測されやすくなっています。別のものにしてください"
                    .to_owned()
            }
            (Language::Ja, Self::Personal) => {
                "会員番号・お名前・学会名と同じ、または似たものは使えません".to_owned()
            }
            (Language::Ja, Self::Used) => {
                "いまのパスワードや最近使ったパスワードは使えません".to_owned()
            }
            (Language::En, Self::Common) => {
                "Many people use this password, so it is guessed first; choose another".to_owned()
            }
            (Language::En, Self::Personal) => {
                "Don't use your number, your name or the society's name".to_owned()
            }
            (Language::En, Self::Used) => {
                "Don't use your present password or a recent one again".to_owned()
            }
            (Language::En, Self::TooShort { least }) => format!("Use at least {least} characters"),
            (Language::En, Self::TooLong { most }) => format!("Use at most {most} characters"),
            (Language::En, Self::NotAscii) => {
                "Use only letters, digits and symbols of ASCII".to_owned()
            }
            (Language::En, Self::TooFewUpper { least }) => {
                format!("Include upper-case letters: at least {least}")
            }
            (Language::En, Self::TooFewDigits { least }) => {
                format!("Include digits: at least {least}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PasswordFault, PasswordPolicy};

    #[test]
    fn a_composition_rule_names_everything_at_once() {
        let jgets = PasswordPolicy::Composition {
            min: 8,
            max: 20,
            upper: 1,
            digits: 1,
            history: 3,
            remind_days: 120,
        };
        let all = [
            PasswordFault::TooShort { least: 8 },
            PasswordFault::NotAscii,
            PasswordFault::TooFewUpper { least: 1 },
            PasswordFault::TooFewDigits { least: 1 },
        ];
        assert_eq!(jgets.faults("ａｂｃ"), all);
        let twenty_one = "Abcdefghij0123456789!";
        assert_eq!(
            jgets.faults(twenty_one),
            [PasswordFault::TooLong { most: 20 }]
        );
        assert!(jgets.faults(&twenty_one[..20]).is_empty());
    }

    #[test]
    fn the_nist_rule_counts_characters_not_bytes() {
        let policy = PasswordPolicy::Nist { min: 12 };
        assert_eq!(
            policy.faults("十一文字では短すぎます"),
            [PasswordFault::TooShort { least: 12 }]
        );
        assert!(policy.faults("correct horse battery").is_empty());
    }
}
