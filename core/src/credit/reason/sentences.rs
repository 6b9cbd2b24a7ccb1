//! What a reason says, in both languages side by side. Amounts come with their unit: 3単位, 3 credits.

use super::Room;
use crate::credit::{CreditUnit, Credits, Quantity, words::year_words};
use crate::{
    calendar::written,
    society::ForfeitRule,
    text::{Language, Text},
};
use jiff::civil::Date;

pub(super) fn total_short(amount: &str, room: &[Room], language: Language) -> String {
    let places: Vec<&str> = room.iter().map(|room| room.name.get(language)).collect();
    match (language, &*places) {
        (Language::Ja, []) => format!("あと{amount}必要です"),
        (Language::Ja, places) => format!("あと{amount}必要です（{}）", places.join("、")),
        (Language::En, []) => format!("{amount} still needed"),
        (Language::En, places) => format!("{amount} still needed ({})", places.join("; ")),
    }
}

pub(super) fn category_short(name: &str, amount: &str, language: Language) -> String {
    match language {
        Language::Ja => format!("「{name}」であと{amount}必要です"),
        Language::En => format!("{amount} still needed in “{name}”"),
    }
}

pub(super) fn of_which_short(name: &str, amount: &str, language: Language) -> String {
    match language {
        Language::Ja => format!("うち「{name}」があと{amount}必要です"),
        Language::En => format!("Of the total, {amount} still needed: {name}"),
    }
}

pub(super) fn not_attended(name: &str, times: u32, language: Language) -> String {
    match (language, times) {
        (Language::Ja, _) => format!("「{name}」への参加があと{times}回必要です"),
        (Language::En, 1) => format!("One attendance of “{name}” is still needed"),
        (Language::En, _) => format!("{times} attendances of “{name}” are still needed"),
    }
}

pub(super) fn floor_short(
    name: &str,
    year: Option<i16>,
    (missing, unit): (Quantity, &CreditUnit),
    language: Language,
) -> String {
    let when = year_words(year, language);
    match (language, missing) {
        (Language::Ja, Quantity::Credits(credits)) => {
            let amount = unit.amount(credits, language);
            format!("「{name}」は{when}にあと{amount}必要です")
        }
        (Language::Ja, Quantity::Times(times)) => {
            format!("「{name}」は{when}にあと{times}回必要です")
        }
        (Language::En, Quantity::Credits(credits)) => {
            let amount = unit.amount(credits, language);
            format!("{amount} still needed in “{name}” for {when}")
        }
        (Language::En, Quantity::Times(times)) => {
            format!("“{name}” is still needed {times} times in {when}")
        }
    }
}

pub(super) fn condition_unmet(name: &str, missing: Option<Credits>, language: Language) -> String {
    match (language, missing) {
        (Language::Ja, Some(missing)) => format!("「{name}」があと{missing}必要です"),
        (Language::Ja, None) => format!("「{name}」を満たしていません"),
        (Language::En, Some(missing)) => format!("“{name}”: {missing} still needed"),
        (Language::En, None) => format!("“{name}” is not met"),
    }
}

pub(super) fn no_way(ways: &[Text], language: Language) -> String {
    let ways = ways.iter().map(|way| way.get(language));
    match language {
        Language::Ja => {
            let names: Vec<String> = ways.map(|way| format!("「{way}」")).collect();
            format!("{}のいずれかが必要です", names.join("、"))
        }
        Language::En => {
            let names: Vec<String> = ways.map(|way| format!("“{way}”")).collect();
            format!("One of these is needed: {}", names.join(", "))
        }
    }
}

pub(super) fn forfeited(since: Date, rule: &ForfeitRule, language: Language) -> String {
    let (why_ja, why_en) = match rule {
        ForfeitRule::Withdrawal => ("退会のため", "with the membership"),
        ForfeitRule::DuesUnpaid { .. } => ("年会費の未納のため", "because dues are unpaid"),
    };
    let day = written(since, language);
    match language {
        Language::Ja => format!("{why_ja}、{day}に資格を失っています"),
        Language::En => format!("The certification ended on {day} {why_en}"),
    }
}

/// `since` is the first day without.
pub(super) fn applications_closed(since: Date, language: Language) -> String {
    let last = written(since.yesterday().unwrap_or(since), language);
    match language {
        Language::Ja => format!("更新申請の受付は{last}に終わりました"),
        Language::En => format!("Applications for this renewal ended on {last}"),
    }
}

pub(super) fn to_be_confirmed(name: &str, language: Language) -> String {
    match language {
        Language::Ja => format!("「{name}」は事務局が確認します"),
        Language::En => format!("The office will confirm: “{name}”"),
    }
}

pub(super) fn met(unit: &CreditUnit, language: Language) -> String {
    match language {
        Language::Ja => format!("更新に必要な{}を満たしています", unit.ja),
        Language::En => format!("You have the {} needed for renewal", unit.en_many),
    }
}

pub(super) fn over_cap(name: &str, cap: &str, capped_off: &str, language: Language) -> String {
    match language {
        Language::Ja => {
            format!("「{name}」は{cap}まで数えます（{capped_off}は上限を超えています）")
        }
        Language::En => format!("“{name}” counts up to {cap} ({capped_off} above the cap)"),
    }
}
