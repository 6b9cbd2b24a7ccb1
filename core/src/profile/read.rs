//! From what was typed to what a profile holds.

use super::{
    Contents, Editor, Fault, Field, Kind, Known, Prefecture, Profile, Typed, Value, Wrong, offer,
    uncommon,
};
use crate::{ids::FieldKey, mail_address::MailAddress};
use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization as _;

/// Characters that a field takes.
const LONGEST: usize = 200;

impl Profile {
    /// What the profile holds once `typed` is entered by such an editor into what it held `before`.
    /// Fields that are not named stay as they are, whether they are right or not.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, field by field in the order of the definition; names that are no
    /// field of the profile are ignored.
    ///
    /// ```
    /// # use shusseki_core::{profile::{Contents, Editor, Fault, Typed}, society::{Society, shipped}};
    /// # let (name, text) = shipped()[1];
    /// # let jsnm = Society::parse(name, text).unwrap();
    /// let before = Contents::default();
    /// let typed = Typed::default().with("home-phone", &["０３-１２３４-５６７８"]);
    /// let held = jsnm.profile.read(&before, &typed, Editor::Member).unwrap();
    /// assert_eq!(held.text("home-phone"), Some("0312345678"));
    /// let typed = Typed::default().with("family-name", &["別の姓"]);
    /// let wrong = jsnm.profile.read(&before, &typed, Editor::Member).unwrap_err();
    /// assert_eq!(wrong[0].fault, Fault::OfficeOnly);
    /// ```
    pub fn read(
        &self,
        before: &Contents,
        typed: &Typed,
        by: Editor,
    ) -> Result<Contents, Vec<Wrong>> {
        let mut reading = Reading {
            held: before.clone(),
            wrong: Vec::new(),
        };
        for field in self.fields() {
            if let Some(words) = typed.words(field.key.as_str()) {
                reading.field(field, words, typed, by);
            }
            if let Some(shown) = typed.shown.get(field.key.as_str()) {
                if field.shown.is_chosen() {
                    reading.held.shown.insert(field.key.clone(), *shown);
                } else {
                    reading.fault(&field.key, Fault::NoChoice);
                }
            }
        }
        if let (Some(searchable), Some(_)) = (typed.searchable, self.directory) {
            reading.held.searchable = searchable;
        }
        if reading.wrong.is_empty() {
            Ok(reading.held)
        } else {
            Err(reading.wrong)
        }
    }
}

struct Reading {
    held: Contents,
    wrong: Vec<Wrong>,
}

impl Reading {
    fn fault(&mut self, field: &FieldKey, fault: Fault) {
        self.wrong.push(Wrong {
            field: field.clone(),
            fault,
        });
    }

    fn field(&mut self, field: &Field, words: &[String], typed: &Typed, by: Editor) {
        let abroad = field.prefecture.as_ref().is_some_and(|other| {
            let words = typed.words(other.as_str());
            let chosen = words.map(|words| words.first().map(String::as_str).unwrap_or_default());
            chosen.or_else(|| self.held.text(other.as_str())) == Some(Prefecture::OVERSEAS.key())
        });
        let value = match field.value(words, abroad) {
            Ok(value) => value,
            Err(fault) => return self.fault(&field.key, fault),
        };
        let substitute = match field.substitute_for(value.as_ref(), typed, &self.held) {
            Ok(substitute) => substitute,
            Err(fault) => return self.fault(&field.key, fault),
        };
        let changed = self.held.values.get(&field.key) != value.as_ref()
            || self.held.substitutes.get(&field.key) != substitute.as_ref();
        if changed && field.known() == Some(Known::Mail) {
            return self.fault(&field.key, Fault::ByMail);
        }
        if changed && !by.may(field.edited_by) {
            return self.fault(&field.key, Fault::OfficeOnly);
        }
        if value.is_none() && field.required && by.may(field.edited_by) {
            return self.fault(&field.key, Fault::Missing);
        }
        put(&mut self.held.values, &field.key, value);
        put(&mut self.held.substitutes, &field.key, substitute);
    }
}

fn put<T>(held: &mut std::collections::BTreeMap<FieldKey, T>, key: &FieldKey, value: Option<T>) {
    match value {
        Some(value) => held.insert(key.clone(), value),
        None => held.remove(key),
    };
}

impl Field {
    /// What the words stand for; nothing where they are empty.
    fn value(&self, words: &[String], abroad: bool) -> Result<Option<Value>, Fault> {
        if let Kind::Choices(_) = self.kind {
            return self.many(words);
        }
        let Some(word) = words.iter().find(|word| !word.trim().is_empty()) else {
            return Ok(None);
        };
        let text = line(word)?;
        let value = match &self.kind {
            Kind::Text => text,
            Kind::Kana => kana(&text)?,
            Kind::Roman => roman(&text)?,
            Kind::Day => day(&text)?,
            Kind::Mail => mail(&text)?,
            Kind::Phone => phone(&text)?,
            Kind::PostalCode => postal_code(&text, abroad)?,
            Kind::Prefecture => prefecture(&text)?,
            Kind::Choice(_) | Kind::Choices(_) | Kind::Destination(_) => self.one(&text)?,
            Kind::YesNo => return flag(&text).map(Some),
        };
        Ok(Some(Value::Text(value)))
    }

    fn one(&self, word: &str) -> Result<String, Fault> {
        let option = self.option(word).ok_or(Fault::NotOption)?;
        Ok(option.key.to_string())
    }

    /// In the order of the definition, each once.
    fn many(&self, words: &[String]) -> Result<Option<Value>, Fault> {
        let words: Vec<&str> = words.iter().map(|word| word.trim()).collect();
        let mut named = words.iter().filter(|word| !word.is_empty());
        if named.any(|word| self.option(word).is_none()) {
            return Err(Fault::NotOption);
        }
        let options = self.kind.choices().iter();
        let chosen = options.filter(|option| words.contains(&option.key.as_str()));
        let keys: Vec<String> = chosen.map(|option| option.key.to_string()).collect();
        Ok((!keys.is_empty()).then_some(Value::Many(keys)))
    }

    /// The substitute spelling of a value that needs one.
    fn substitute_for(
        &self,
        value: Option<&Value>,
        typed: &Typed,
        held: &Contents,
    ) -> Result<Option<String>, Fault> {
        let Some(text) = value.and_then(Value::text).filter(|_| self.substitute) else {
            return Ok(None);
        };
        let characters = uncommon(text);
        if characters.is_empty() {
            return Ok(None);
        }
        let kept = held.substitutes.get(&self.key);
        let kept = kept.filter(|_| held.text(self.key.as_str()) == Some(text));
        let substitute = typed.substitutes.get(self.key.as_str()).or(kept);
        let substitute = match substitute.map(String::as_str).map(str::trim) {
            None | Some("") => {
                let offer = offer(text);
                return Err(Fault::NeedsSubstitute { characters, offer });
            }
            Some(substitute) => line(substitute)?,
        };
        let characters = uncommon(&substitute);
        if characters.is_empty() {
            Ok(Some(substitute))
        } else {
            Err(Fault::SubstituteUncommon { characters })
        }
    }
}

/// One line, put together from its characters as they are usually stored, without spaces around it.
fn line(word: &str) -> Result<String, Fault> {
    let text: String = word.trim().nfc().collect();
    if text.chars().any(char::is_control) {
        return Err(Fault::Control);
    }
    if text.chars().count() > LONGEST {
        return Err(Fault::TooLong { most: LONGEST });
    }
    Ok(text)
}

fn widths(text: &str) -> String {
    text.nfkc().collect()
}

fn kana(text: &str) -> Result<String, Fault> {
    let katakana = widths(text)
        .chars()
        .map(|one| match one {
            'ぁ'..='ゖ' => char::from_u32(u32::from(one) + 0x60).unwrap_or(one),
            '‐' | '−' | '–' | '—' | '-' => 'ー',
            other => other,
        })
        .collect::<String>();
    let is_kana = |one: char| matches!(one, 'ァ'..='ヺ' | 'ー' | '・' | ' ');
    if katakana.chars().all(is_kana) {
        Ok(katakana)
    } else {
        Err(Fault::NotKana)
    }
}

fn roman(text: &str) -> Result<String, Fault> {
    let text = widths(text);
    let is_roman = |one: char| {
        let latin = one.is_alphabetic() && u32::from(one) < 0x250;
        latin || matches!(one, ' ' | '-' | '\'' | '’' | '.' | ',')
    };
    if text.chars().all(is_roman) {
        Ok(text)
    } else {
        Err(Fault::NotRoman)
    }
}

fn day(text: &str) -> Result<String, Fault> {
    let text = widths(text)
        .replace(['/', '.', '年', '月'], "-")
        .replace('日', "");
    let mut parts = text.split('-').map(str::parse::<i16>);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Fault::NotDay);
    };
    let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else {
        return Err(Fault::NotDay);
    };
    let date = Date::new(year, month, day).ok();
    let date = date.filter(|date| (1850..=2199).contains(&date.year()));
    date.map(|date| date.to_string()).ok_or(Fault::NotDay)
}

fn mail(text: &str) -> Result<String, Fault> {
    let address: MailAddress = widths(text).parse().map_err(|_| Fault::NotMail)?;
    Ok(address.to_string())
}

/// Digits only (JGETS-4); one of another country begins with `+`.
fn phone(text: &str) -> Result<String, Fault> {
    let text = widths(text);
    let hyphen = |one: char| {
        matches!(
            one,
            '-' | '‐' | '‑' | '–' | '—' | '−' | 'ー' | ' ' | '(' | ')' | '.'
        )
    };
    let digits: String = text.chars().filter(|one| !hyphen(*one)).collect();
    let domestic = match digits.strip_prefix("+81") {
        Some(rest) => format!("0{}", rest.trim_start_matches('0')),
        None => digits,
    };
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|one| one.is_ascii_digit());
    let right = match domestic.strip_prefix('+') {
        Some(foreign) => all_digits(foreign) && (7..=15).contains(&foreign.len()),
        None => {
            all_digits(&domestic)
                && domestic.starts_with('0')
                && (10..=11).contains(&domestic.len())
        }
    };
    if right {
        Ok(domestic)
    } else {
        Err(Fault::NotPhone)
    }
}

fn postal_code(text: &str, abroad: bool) -> Result<String, Fault> {
    let text = widths(text).replace('〒', "");
    if abroad {
        let code = text.trim().to_ascii_uppercase();
        let letters = |one: u8| one.is_ascii_alphanumeric() || one == b'-' || one == b' ';
        let right = (2..=12).contains(&code.len()) && code.bytes().all(letters);
        return if right {
            Ok(code)
        } else {
            Err(Fault::NotPostalCode)
        };
    }
    let hyphen = |one: char| matches!(one, '-' | '‐' | '‑' | '–' | '—' | '−' | 'ー' | ' ');
    let digits: String = text.chars().filter(|one| !hyphen(*one)).collect();
    if digits.len() == 7 && digits.bytes().all(|one| one.is_ascii_digit()) {
        Ok(digits)
    } else {
        Err(Fault::NotPostalCode)
    }
}

/// By its name in definitions, or as people write it.
fn prefecture(text: &str) -> Result<String, Fault> {
    let found = text.parse().ok().or_else(|| Prefecture::named(text));
    found
        .map(|one| one.key().to_owned())
        .ok_or(Fault::NotOption)
}

fn flag(text: &str) -> Result<Value, Fault> {
    match text {
        "yes" => Ok(Value::Flag(true)),
        "no" => Ok(Value::Flag(false)),
        _ => Err(Fault::NotFlag),
    }
}

#[cfg(test)]
mod tests;
