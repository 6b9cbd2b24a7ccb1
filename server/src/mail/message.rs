//! A mail of the outbox as a message (RFC 5322): plain text, in UTF-8.

use super::store::DueMail;
use jiff::Timestamp;
use lettre::address::{Address, AddressError, Envelope};
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue, MIME_VERSION_1_0};
use lettre::message::{Mailbox, Message};
use shusseki_core::mail_address::MailAddress;
use std::time::{Duration, SystemTime};

/// Whom a society's mail comes from.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    /// The society's name.
    pub(crate) name: String,
    /// The address that the mail server lets through.
    pub(crate) address: MailAddress,
    /// Where answers go, if elsewhere.
    pub(crate) answers: Option<MailAddress>,
}

/// Why a mail has no form as a message.
#[derive(Debug, thiserror::Error)]
pub(super) enum MessageError {
    /// An address that may not stand in a message.
    #[error("the address can't be written to: {0}")]
    Address(#[from] AddressError),
    /// Something else.
    #[error("the mail has no form as a message: {0}")]
    Message(#[from] lettre::error::Error),
}

/// The message, as it travels. Made again it is the same: its Message-ID and date are the row's.
pub(super) fn message(sender: &Sender, mail: &DueMail) -> Result<Message, MessageError> {
    let from = address(&sender.address)?;
    let to = address(&mail.recipient)?;
    let envelope = Envelope::new(Some(from.clone()), vec![to.clone()])?;
    let id = format!("<{}@{}>", mail.mail_id, sender.address.host());
    let mut builder = Message::builder()
        .envelope(envelope)
        .from(Mailbox::new(Some(in_one_line(&sender.name)), from))
        .to(Mailbox::new(None, to))
        .subject(in_one_line(&mail.subject))
        .date(system_time(mail.posted_at.0))
        .message_id(Some(id))
        .header(AutoSubmitted)
        .header(MIME_VERSION_1_0)
        .header(ContentType::TEXT_PLAIN);
    if let Some(answers) = &sender.answers {
        builder = builder.reply_to(Mailbox::new(None, address(answers)?));
    }
    Ok(builder.body(in_lines(&mail.body))?)
}

/// What no header may have is a space in it.
fn in_one_line(text: &str) -> String {
    let pieces = text.split(|one: char| one.is_control() || one.is_whitespace());
    let pieces: Vec<&str> = pieces.filter(|piece| !piece.is_empty()).collect();
    pieces.join(" ")
}

/// Line ends of one kind, of which lettre makes those of a mail: a bare carriage return is taken for
/// an end by some servers and not by others, which has let mails be smuggled in.
fn in_lines(text: &str) -> String {
    let one_kind = text.replace("\r\n", "\n").replace('\r', "\n");
    one_kind.replace('\0', "")
}

/// The address as SMTP wants it: what some Japanese carriers once gave out, with dots in a row or at
/// an end, stands in quotes.
fn address(address: &MailAddress) -> Result<Address, AddressError> {
    let (local, host) = (address.local_part(), address.host());
    if local.split('.').any(str::is_empty) {
        // MailAddress has no quotes, backslashes or spaces in it.
        Ok(Address::new_dangerous(format!("\"{local}\""), host))
    } else {
        Address::new(local, host)
    }
}

fn system_time(at: Timestamp) -> SystemTime {
    let seconds = u64::try_from(at.as_second()).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

/// Tells programs that answer mail by themselves not to (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::{Sender, message};
    use crate::check_in::tests::{TEN, at};
    use crate::db::Instant;
    use crate::mail::store::DueMail;
    use proptest::prelude::*;

    fn mail(to: &str, subject: &str, body: &str) -> DueMail {
        DueMail {
            mail_id: "0a1b".to_owned(),
            recipient: to.parse().unwrap(),
            subject: subject.to_owned(),
            body: body.to_owned(),
            posted_at: Instant(at(TEN)),
            useful_until: None,
            due_at: Instant(at(TEN)),
            attempts: 0,
        }
    }

    fn sender(name: &str) -> Sender {
        Sender {
            name: name.to_owned(),
            address: "office@example.org".parse().unwrap(),
            answers: None,
        }
    }

    fn formatted(name: &str, mail: &DueMail) -> String {
        let message = message(&sender(name), mail).unwrap();
        String::from_utf8(message.formatted()).unwrap()
    }

    #[test]
    fn a_message_is_the_same_each_time() {
        let mail = mail(
            "a@example.org",
            "【学会】パスワード再設定のご案内",
            "本文です。\n",
        );
        let once = formatted("日本消化器内視鏡技師会", &mail);
        assert_eq!(once, formatted("日本消化器内視鏡技師会", &mail));
        assert!(
            once.contains("Message-ID: <0a1b@example.org>\r\n"),
            "{once}"
        );
        assert!(once.contains("Subject: =?utf-8?b?"), "{once}");
        assert!(
            once.contains("Auto-Submitted: auto-generated\r\n"),
            "{once}"
        );
        assert!(once.is_ascii(), "{once}");
    }

    #[test]
    fn addresses_that_carriers_once_gave_out_are_quoted() {
        for (address, written) in [
            ("taro..t@docomo.example", "\"taro..t\"@docomo.example"),
            ("taro.@docomo.example", "\"taro.\"@docomo.example"),
            ("taro@docomo.example", "taro@docomo.example"),
        ] {
            let message = message(&sender("S"), &mail(address, "s", "b")).unwrap();
            let to: Vec<String> = message
                .envelope()
                .to()
                .iter()
                .map(ToString::to_string)
                .collect();
            assert_eq!(to, [written]);
        }
    }

    /// The headers of a message, unfolded; what follows them is its body.
    fn headers(text: &str) -> Vec<String> {
        let head = text.split("\r\n\r\n").next().unwrap();
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        unfolded.split("\r\n").map(str::to_owned).collect()
    }

    const HEADERS: [&str; 9] = [
        "From:",
        "To:",
        "Subject:",
        "Date:",
        "Message-ID:",
        "Auto-Submitted:",
        "Content-Type:",
        "MIME-Version:",
        "Content-Transfer-Encoding:",
    ];

    proptest! {
        /// Whatever stands in a name or a subject, the message has the headers that it should have,
        /// each once, and one recipient.
        #[test]
        fn nothing_that_is_written_becomes_a_header(
            name in "(\\PC|[\r\n\t\0:<>,;\"]){0,40}",
            subject in "(\\PC|[\r\n\t\0\u{85}\u{2028}]|Bcc: x@example.org|\r\n\r\n){0,80}",
            body in "(\\PC|[\r\n\t.]|Bcc: x@example.org\r\n){0,80}",
            local in "[a-z.]{1,12}",
        ) {
            let mail = mail(&format!("{local}@example.org"), &subject, &body);
            let message = message(&sender(&name), &mail).unwrap();
            prop_assert_eq!(message.envelope().to().len(), 1);
            let text = String::from_utf8(message.formatted()).unwrap();
            let found = headers(&text);
            prop_assert_eq!(found.len(), HEADERS.len(), "{}", text);
            for wanted in HEADERS {
                let of_that_name = found.iter().filter(|header| header.starts_with(wanted)).count();
                prop_assert_eq!(of_that_name, 1, "{}: {}", wanted, text);
            }
            prop_assert!(text.split("\r\n").all(|line| !line.contains(['\r', '\n', '\0'])));
            prop_assert!(text.lines().all(|line| line.len() <= 998));
        }
    }
}
