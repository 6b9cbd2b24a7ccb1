//! The `society` block: who it is.

use super::{block::Block, value::Value, words::shorten};
use crate::{
    calendar::FiscalCalendar,
    credit::CreditUnit,
    ids::SocietySlug,
    society::{Colour, Contact, MonthDay},
    text::{Language, Text},
    venue_code::SocietyNumber,
};

/// What the `society` block says.
pub(super) struct Head {
    pub(super) slug: SocietySlug,
    pub(super) number: SocietyNumber,
    pub(super) name: Text,
    pub(super) short_name: String,
    pub(super) contact: Contact,
    pub(super) fiscal: FiscalCalendar,
    pub(super) colour: Colour,
    pub(super) languages: Vec<Language>,
    pub(super) credit_unit: CreditUnit,
}

pub(super) fn head(file: &Block<'_>) -> Option<Head> {
    let node = file.one("society")?;
    let block = node.block();
    let slug = node.first().and_then(slug);
    let number = node.property("venue-code-number").and_then(society_number);
    let name = block.one("name").and_then(|node| node.label());
    let short_name = text_of(&block, "short-name");
    let contact = contact(&block);
    let fiscal = fiscal(&block);
    let colour = block.one("colour").and_then(|node| node.first()?.parsed());
    let languages = languages(&block);
    let credit_unit = credit_unit(&block);
    Some(Head {
        slug: slug?,
        number: number?,
        name: name?,
        short_name: short_name?,
        contact: contact?,
        fiscal: fiscal?,
        colour: colour?,
        languages: languages?,
        credit_unit: credit_unit?,
    })
}

/// First words of addresses that are not a society's: a society of that name could not be reached.
const RESERVED: [&str; 5] = ["api", "assets", "c", "livez", "readyz"];

fn slug(value: Value<'_>) -> Option<SocietySlug> {
    if let Some(word) = value.text().filter(|word| RESERVED.contains(word)) {
        value.report.error(
            value.span(),
            format!("addresses that begin with `/{word}` are the server's own"),
            format!("choose another name, such as `{word}-society`"),
        );
        return None;
    }
    value.parsed()
}

fn society_number(value: Value<'_>) -> Option<SocietyNumber> {
    let number = value.whole(1..=u32::from(u16::MAX))?;
    SocietyNumber::new(u16::try_from(number).ok()?)
}

fn text_of(block: &Block<'_>, word: &'static str) -> Option<String> {
    let node = block.one(word)?;
    Some(node.first()?.text()?.to_owned())
}

fn contact(block: &Block<'_>) -> Option<Contact> {
    let block = block.one("contact")?.block();
    let mail = checked_text(
        &block,
        "mail",
        "an address such as \"office@example.org\"",
        is_mail,
    );
    let url = checked_text(
        &block,
        "url",
        "an address that begins with https://",
        is_https,
    );
    let phone = text_of(&block, "phone");
    let address = block.one("address").and_then(|node| node.label());
    Some(Contact {
        mail,
        url: url?,
        phone,
        address,
    })
}

/// Whether the text can be a mail address.
pub(super) fn is_mail(text: &str) -> bool {
    matches!(text.split_once('@'), Some((name, host)) if !name.is_empty() && host.contains('.'))
        && !text.contains(char::is_whitespace)
}

/// Whether the text can be the address of a page.
pub(super) fn is_https(text: &str) -> bool {
    text.starts_with("https://") && !text.contains(char::is_whitespace)
}

fn checked_text(
    block: &Block<'_>,
    word: &'static str,
    wanted: &str,
    good: fn(&str) -> bool,
) -> Option<String> {
    let node = block.one(word)?;
    let value = node.first()?;
    let text = value.text()?;
    if !good(text) {
        let mistake = format!("`{}` is no {word}", shorten(text));
        value.report.error(value.span(), mistake, wanted);
        return None;
    }
    Some(text.to_owned())
}

fn fiscal(block: &Block<'_>) -> Option<FiscalCalendar> {
    let node = block.one("fiscal-year")?;
    let starts: MonthDay = node.property("starts")?.parsed()?;
    FiscalCalendar::starting(starts.month(), starts.day())
}

fn languages(block: &Block<'_>) -> Option<Vec<Language>> {
    let node = block.one("languages")?;
    let languages: Vec<Language> = node.values().filter_map(|value| value.parsed()).collect();
    let distinct = languages.iter().enumerate();
    if distinct
        .clone()
        .any(|(at, one)| languages.iter().skip(at + 1).any(|other| other == one))
    {
        node.report
            .error(node.span(), "a language stands twice", "keep one of them");
    }
    Some(languages)
}

fn credit_unit(block: &Block<'_>) -> Option<CreditUnit> {
    let node = block.one("credit-unit")?;
    let word = |name| node.property(name)?.text();
    let (ja, one, many) = (word("ja"), word("en"), word("en-plural"));
    Some(CreditUnit::new(ja?, one?, many?))
}
