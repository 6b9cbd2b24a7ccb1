//! Signs of a Japanese keyboard or a word processor where KDL means others: they look alike, and what
//! the parser makes of them is hard to recognize.

use super::source::Report;

/// Reports full-width digits and signs and curly quotes outside texts and remarks; tells whether
/// there was none.
pub(super) fn absent(text: &str, report: &Report<'_>) -> bool {
    let mut none = true;
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        let at = text.len() - rest.len();
        let length = skipped(rest).unwrap_or_else(|| {
            if let Some(meant) = meant(sign) {
                none = false;
                let remedy = format!("write `{meant}`, half-width");
                report.error(
                    at..at + sign.len_utf8(),
                    format!("`{sign}` can't stand here"),
                    remedy,
                );
            }
            sign.len_utf8()
        });
        rest = rest.get(length..).unwrap_or_default();
    }
    none
}

/// How long the text or remark is that begins here, if one does.
fn skipped(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    let inside = rest.get(hashes..)?.strip_prefix('"')?;
    let end = if hashes > 0 {
        let end = format!("\"{}", "#".repeat(hashes));
        inside.find(&end).map(|at| at + end.len())
    } else {
        closing(inside)
    };
    Some(end.map_or(rest.len(), |end| hashes + 1 + end))
}

/// Where a quoted text ends.
fn closing(inside: &str) -> Option<usize> {
    let mut escaped = false;
    let end = inside.find(|sign| {
        let closes = sign == '"' && !escaped;
        escaped = sign == '\\' && !escaped;
        closes
    });
    end.map(|at| at + 1)
}

fn meant(sign: char) -> Option<char> {
    match sign {
        '“' | '”' | '„' | '＂' => Some('"'),
        '０'..='９' | '＝' | '｛' | '｝' | '；' | '＃' | '／' | '．' | '－' => {
            char::from_u32(u32::from(sign).checked_sub(0xFEE0)?)
        }
        _ => None,
    }
}
