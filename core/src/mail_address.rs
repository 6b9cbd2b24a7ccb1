//! Mail addresses, as forms and files bring them.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use unicode_normalization::UnicodeNormalization;

/// RFC 5321, 4.5.3.1.
const LONGEST_LOCAL_PART: usize = 64;
const LONGEST: usize = 254;
const LONGEST_LABEL: usize = 63;

/// A mail address that may stand in a mail's header and that a browser's `type=email` takes: no
/// spaces, no line breaks, no control characters, plain letters only.
///
/// What the input method makes of an address is forgiven: full-width letters, spaces around it. The
/// host is kept in lower case, the part before the `@` as it was typed. Addresses that some Japanese
/// carriers once gave out, with dots in a row or at the end, are addresses too.
///
/// ```
/// use shusseki_core::mail_address::MailAddress;
/// let address: MailAddress = " Ｔａｒｏ＠Example.ORG ".parse().unwrap();
/// assert_eq!(address.as_str(), "Taro@example.org");
/// assert!("taro..t.@docomo.example".parse::<MailAddress>().is_ok());
/// assert!("a@example.org\r\nBcc: b@example.org".parse::<MailAddress>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MailAddress {
    text: String,
    at: usize,
}

/// Why a text is no mail address.
///
/// ```
/// use shusseki_core::mail_address::{MailAddress, MailAddressError};
/// assert_eq!("taro".parse::<MailAddress>(), Err(MailAddressError::NoAt));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailAddressError {
    /// No `@`, or more than one.
    #[error("a mail address has one @")]
    NoAt,
    /// Empty, too long or with a character that may not stand there.
    #[error("before the @ stand 1 to 64 letters, digits and . _ + - and the like, no spaces")]
    LocalPart,
    /// Not the name of a host.
    #[error("after the @ stands a host such as example.org")]
    Host,
}

impl MailAddress {
    /// The whole address.
    ///
    /// ```
    /// # use shusseki_core::mail_address::MailAddress;
    /// assert_eq!("a@b.example".parse::<MailAddress>().unwrap().as_str(), "a@b.example");
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What stands before the `@`.
    ///
    /// ```
    /// # use shusseki_core::mail_address::MailAddress;
    /// assert_eq!("a@b.example".parse::<MailAddress>().unwrap().local_part(), "a");
    /// ```
    #[must_use]
    pub fn local_part(&self) -> &str {
        &self.text[..self.at]
    }

    /// The host, in lower case.
    ///
    /// ```
    /// # use shusseki_core::mail_address::MailAddress;
    /// assert_eq!("a@B.example".parse::<MailAddress>().unwrap().host(), "b.example");
    /// ```
    #[must_use]
    pub fn host(&self) -> &str {
        &self.text[self.at + 1..]
    }
}

impl FromStr for MailAddress {
    type Err = MailAddressError;

    fn from_str(text: &str) -> Result<Self, MailAddressError> {
        let folded: String = text.nfkc().collect();
        let Some((local, host)) = folded.trim().split_once('@') else {
            return Err(MailAddressError::NoAt);
        };
        if host.contains('@') {
            return Err(MailAddressError::NoAt);
        }
        if !(1..=LONGEST_LOCAL_PART).contains(&local.len()) || !local.bytes().all(is_local) {
            return Err(MailAddressError::LocalPart);
        }
        let host = host.to_ascii_lowercase();
        if local.len() + 1 + host.len() > LONGEST || !is_host(&host) {
            return Err(MailAddressError::Host);
        }
        Ok(Self {
            text: format!("{local}@{host}"),
            at: local.len(),
        })
    }
}

/// The characters of an `atom` (RFC 5322, 3.2.3), and the dot.
fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte)
}

/// Labels of letters, digits and hyphens, at least two of them, the last not a number.
fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LONGEST_LABEL).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = host.rsplit_once('.').map(|(_, last)| last);
    host.split('.').all(is_label)
        && last.is_some_and(|last| !last.bytes().all(|byte| byte.is_ascii_digit()))
}

impl TryFrom<String> for MailAddress {
    type Error = MailAddressError;

    fn try_from(text: String) -> Result<Self, MailAddressError> {
        text.parse()
    }
}

impl From<MailAddress> for String {
    fn from(address: MailAddress) -> Self {
        address.text
    }
}

impl fmt::Display for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::{MailAddress, MailAddressError};
    use proptest::prelude::*;

    #[test]
    fn what_is_no_address_says_which_half_is_wrong() {
        for (text, error) in [
            ("", MailAddressError::NoAt),
            ("a@b@example.org", MailAddressError::NoAt),
            ("@example.org", MailAddressError::LocalPart),
            ("a b@example.org", MailAddressError::LocalPart),
            ("山田@example.org", MailAddressError::LocalPart),
            ("\"a\"@example.org", MailAddressError::LocalPart),
            ("a<b>@example.org", MailAddressError::LocalPart),
            ("a\n@example.org", MailAddressError::LocalPart),
            ("a@", MailAddressError::Host),
            ("a@localhost", MailAddressError::Host),
            ("a@example..org", MailAddressError::Host),
            ("a@-example.org", MailAddressError::Host),
            ("a@[127.0.0.1]", MailAddressError::Host),
            ("a@127.0.0.1", MailAddressError::Host),
            ("a@example.org\r\nBcc: x", MailAddressError::Host),
            ("a@example.org\0", MailAddressError::Host),
        ] {
            assert_eq!(text.parse::<MailAddress>(), Err(error), "{text:?}");
        }
        let long = format!("{}@example.org", "a".repeat(65));
        assert_eq!(
            long.parse::<MailAddress>(),
            Err(MailAddressError::LocalPart)
        );
        let long = format!("a@{}org", "example.".repeat(40));
        assert_eq!(long.parse::<MailAddress>(), Err(MailAddressError::Host));
    }

    proptest! {
        #[test]
        fn an_address_can_break_no_header(text in "\\PC{0,8}[\r\n\t \0<>,;:\"]?\\PC{0,8}@[a-zＡ-Ｚ.\r\n ]{1,12}") {
            if let Ok(address) = text.parse::<MailAddress>() {
                prop_assert!(address.as_str().bytes().all(|byte| (0x21..0x7f).contains(&byte)));
                prop_assert!(!address.as_str().contains(['<', '>', ',', ';', ':', '"']));
                prop_assert_eq!(address.as_str().parse::<MailAddress>().unwrap(), address);
            }
        }
    }
}
