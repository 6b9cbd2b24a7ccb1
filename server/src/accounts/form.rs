//! Forms of the door: what was typed, what was wrong with it, and where one goes on.

use super::common::normal_width;
use crate::app::Tenant;
use crate::web::failure::Failure;
use crate::web::page::local_path;
use serde::Deserialize;
use shusseki_core::ids::input_method_was_on;
use shusseki_core::society::{PasswordFault, PasswordPolicy};
use shusseki_core::text::Language;

/// What is wrong with a form: said at its top, and at each field.
#[derive(Debug, Clone)]
pub(crate) struct Complaint {
    /// What happened.
    pub(crate) sentence: String,
    /// What to do.
    pub(crate) next_step: String,
    /// Field by field.
    pub(crate) fields: Vec<WrongField>,
}

/// What is wrong with one field.
#[derive(Debug, Clone)]
pub(crate) struct WrongField {
    /// Its id.
    pub(crate) field: &'static str,
    /// What is wrong.
    pub(crate) message: String,
}

impl WrongField {
    /// What is wrong with the field, in the language read.
    pub(crate) fn new(field: &'static str, message: &str) -> Self {
        Self {
            field,
            message: message.to_owned(),
        }
    }
}

impl Complaint {
    /// The complaint that a failure amounts to.
    pub(crate) fn of(failure: &Failure, language: Language) -> Self {
        Self {
            sentence: failure.sentence(language).to_owned(),
            next_step: failure.next_step(language).to_owned(),
            fields: Vec::new(),
        }
    }

    /// The same, about one field.
    pub(crate) fn at(failure: &Failure, field: &'static str, language: Language) -> Self {
        let fields = vec![WrongField::new(field, failure.sentence(language))];
        Self {
            fields,
            ..Self::of(failure, language)
        }
    }

    /// That fields were left empty or can't be read; none where there are none such.
    pub(crate) fn about(fields: Vec<WrongField>, language: Language) -> Option<Self> {
        let sentence = language.pick(
            "入力内容をご確認ください。",
            "Please check what you entered.",
        );
        (!fields.is_empty()).then(|| Self {
            sentence: sentence.to_owned(),
            next_step: String::new(),
            fields,
        })
    }

    /// What is wrong with the field.
    pub(crate) fn wrong(&self, field: &str) -> Option<&str> {
        let wrong = self.fields.iter().find(|wrong| wrong.field == field);
        wrong.map(|wrong| wrong.message.as_str())
    }
}

/// A form as it is shown: what was typed, but no password, and what was wrong.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filled {
    values: Vec<(&'static str, String)>,
    /// What was wrong.
    pub(crate) complaint: Option<Complaint>,
}

impl Filled {
    /// The form as it begins.
    pub(crate) fn beginning(values: Vec<(&'static str, String)>) -> Self {
        Self {
            values,
            complaint: None,
        }
    }

    /// The form shown again.
    pub(crate) fn again(values: Vec<(&'static str, String)>, complaint: Complaint) -> Self {
        // A form shows again what was typed, not a novel.
        let shown = |one: &char| !one.is_control() || *one == '\n';
        let short = |text: String| text.chars().filter(shown).take(4_000).collect();
        let values = values.into_iter();
        Self {
            values: values.map(|(name, value)| (name, short(value))).collect(),
            complaint: Some(complaint),
        }
    }

    /// The form with what was typed before, of which nothing was wrong.
    pub(crate) fn with_values(values: Vec<(&'static str, String)>) -> Self {
        Self {
            values,
            complaint: None,
        }
    }

    /// What was typed there.
    pub(crate) fn value(&self, field: &str) -> &str {
        let found = self.values.iter().find(|(name, _)| *name == field);
        found.map_or("", |(_, value)| value)
    }

    /// Whether that was chosen there.
    pub(crate) fn holds(&self, field: &str, choice: &str) -> bool {
        let mut values = self.values.iter();
        values.any(|(name, value)| *name == field && value == choice)
    }

    /// What is wrong with the field.
    pub(crate) fn wrong(&self, field: &str) -> Option<&str> {
        self.complaint.as_ref()?.wrong(field)
    }
}

/// Where one goes on afterwards.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

impl Next {
    /// There, if it is a page of this host; else the member's own page.
    pub(crate) fn target(&self, tenant: &Tenant) -> String {
        local_path(&self.next).map_or_else(|| format!("/{}/", tenant.slug()), str::to_owned)
    }

    /// The address of a page that leads on there.
    pub(crate) fn from(&self, page: &str) -> String {
        let Some(next) = local_path(&self.next) else {
            return page.to_owned();
        };
        let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        format!("{page}?next={next}")
    }
}

/// A rule as the page lists it, and its script looks at it.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    /// Its name.
    pub(crate) name: &'static str,
    /// The number in it.
    pub(crate) number: u16,
    /// What people read.
    pub(crate) sentence: String,
}

impl Rule {
    /// The rules of a society.
    pub(crate) fn all(policy: &PasswordPolicy, language: Language) -> Vec<Self> {
        let rules = policy.rules().into_iter();
        let rule = |rule: PasswordFault| Self {
            name: rule.name(),
            number: rule.number(),
            sentence: rule.sentence(language),
        };
        rules.map(rule).collect()
    }
}

/// What a form with a new password sends.
#[derive(Default, Deserialize)]
pub(crate) struct NewPassword {
    /// The present one, where it is asked for.
    #[serde(default)]
    pub(crate) old_password: String,
    /// The new one.
    #[serde(default)]
    pub(crate) new_password: String,
    /// And again.
    #[serde(default)]
    again: String,
}

impl NewPassword {
    /// What was left empty, or typed in two ways.
    pub(crate) fn slip(&self, language: Language) -> Option<Complaint> {
        let mut fields = Vec::new();
        if self.new_password.is_empty() {
            let message = language.pick(
                "新しいパスワードを入力してください。",
                "Enter a new password.",
            );
            fields.push(WrongField::new("new_password", message));
        } else if self.new_password != self.again {
            let message = language.pick(
                "確認のためのパスワードが一致していません。",
                "The two passwords are not the same.",
            );
            fields.push(WrongField::new("again", message));
        }
        Complaint::about(fields, language)
    }

    /// What the society's rule and the lists say against it.
    pub(crate) fn refused(
        &self,
        faults: &[PasswordFault],
        policy: &PasswordPolicy,
        language: Language,
    ) -> Complaint {
        let sentences: Vec<String> = faults.iter().map(|one| one.sentence(language)).collect();
        let stop = language.pick("。", ". ");
        let message = format!("{}{}", sentences.join(stop), stop.trim_end());
        let next_step = if policy.is_ascii() && input_method_was_on(&self.new_password) {
            input_method_hint(language)
        } else {
            ""
        };
        Complaint {
            sentence: language
                .pick(
                    "このパスワードは使えません。",
                    "This password can't be used.",
                )
                .to_owned(),
            next_step: next_step.to_owned(),
            fields: vec![WrongField::new("new_password", &message)],
        }
    }
}

/// What to do about an input method that is on.
pub(crate) const fn input_method_hint(language: Language) -> &'static str {
    language.pick(
        "日本語入力がオンになっているようです。オフ（半角英数）にして、もう一度入力してください。",
        "A Japanese input method seems to be on. Turn it off and type again.",
    )
}

/// Whether what was typed into a login looks as if an input method was on and spoilt it: letters of
/// other widths alone are forgiven.
pub(crate) fn input_method_spoilt(policy: &PasswordPolicy, number: &str, password: &str) -> bool {
    let spoilt = normal_width(password);
    let in_password = input_method_was_on(&spoilt);
    input_method_was_on(number) || (policy.is_ascii() && in_password)
}

#[cfg(test)]
mod tests {
    use super::{NewPassword, Next, input_method_spoilt};
    use crate::web::page::samples::tenant;
    use shusseki_core::society::{PasswordFault, PasswordPolicy};
    use shusseki_core::text::Language;

    const COMPOSITION: PasswordPolicy = PasswordPolicy::Composition {
        min: 8,
        max: 20,
        upper: 1,
        digits: 1,
        history: 3,
        remind_days: 120,
    };

    fn typed(new_password: &str, again: &str) -> NewPassword {
        NewPassword {
            new_password: new_password.to_owned(),
            again: again.to_owned(),
            ..NewPassword::default()
        }
    }

    #[test]
    fn a_slip_is_named_at_its_field() {
        let slip = |one: &str, other: &str| typed(one, other).slip(Language::En);
        assert!(slip("", "").unwrap().wrong("new_password").is_some());
        assert!(slip("abc", "abd").unwrap().wrong("again").is_some());
        assert!(slip("abc", "abc").is_none());
    }

    #[test]
    fn kana_in_a_new_password_are_put_down_to_the_input_method() {
        let faults = [
            PasswordFault::NotAscii,
            PasswordFault::TooFewDigits { least: 1 },
        ];
        let said = typed("ぱsswordA", "").refused(&faults, &COMPOSITION, Language::Ja);
        assert!(said.next_step.contains("日本語入力"), "{said:?}");
        let message = said.wrong("new_password").unwrap();
        assert!(
            message.contains("半角") && message.contains("数字"),
            "{message}"
        );
        let plain = typed("password", "").refused(&faults, &COMPOSITION, Language::Ja);
        assert_eq!(plain.next_step, "");
        let long = PasswordPolicy::Nist { min: 12 };
        let fine = typed("ぱ", "").refused(&faults, &long, Language::Ja);
        assert_eq!(fine.next_step, "");
    }

    #[test]
    fn an_input_method_is_suspected_where_it_can_have_spoilt_the_login() {
        let nist = PasswordPolicy::Nist { min: 12 };
        assert!(input_method_spoilt(&COMPOSITION, "00123", "ぱss"));
        assert!(!input_method_spoilt(&nist, "00123", "ひらがなの合言葉"));
        assert!(input_method_spoilt(&nist, "００１２３", "x"));
        // Widths alone are forgiven, in a password as well.
        assert!(!input_method_spoilt(&COMPOSITION, "00123", "Ｐａｓｓ１"));
        assert!(!input_method_spoilt(&COMPOSITION, "00123", "Pass1"));
    }

    #[test]
    fn one_goes_on_within_this_host_only() {
        let jhrs = tenant(0);
        let next = |next: &str| Next {
            next: next.to_owned(),
        };
        assert_eq!(
            next("/jhrs/credits?before=1").target(&jhrs),
            "/jhrs/credits?before=1"
        );
        assert_eq!(
            next("/jhrs/credits?before=1").from("/jhrs/login"),
            "/jhrs/login?next=%2Fjhrs%2Fcredits%3Fbefore%3D1"
        );
        for hostile in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "",
        ] {
            assert_eq!(next(hostile).target(&jhrs), "/jhrs/");
            assert_eq!(next(hostile).from("/jhrs/login"), "/jhrs/login");
        }
    }
}
