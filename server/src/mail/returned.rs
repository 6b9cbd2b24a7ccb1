//! Mail that came back: the report of a mail server (RFC 3464) on a mail that another one had taken.

use super::store;
use crate::app::App;
use crate::db::DbError;
use mail_parser::{HeaderValue, Message, MessageParser, MimeHeaders as _, PartType};
use shusseki_core::ids::SocietySlug;

/// Characters kept of what a mail server said.
const SAID_AT_MOST: usize = 500;

/// What a message that came in says of a mail of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Report {
    /// A mail did not arrive and is not tried any more: its id, and why.
    Returned {
        /// The id in the outbox.
        mail: String,
        /// What the mail servers said.
        said: String,
    },
    /// It is late, or arrived.
    NotYet,
    /// No report, or of a mail that it does not name.
    Other,
}

/// Reads a message; whatever it is, it says something or nothing.
pub(crate) fn read(message: &[u8]) -> Report {
    let Some(message) = MessageParser::default().parse(message) else {
        return Report::Other;
    };
    let status = message
        .parts
        .iter()
        .find(|part| part.is_content_type("message", "delivery-status"));
    let Some(status) = status else {
        return Report::Other;
    };
    let Some(mail) = original(&message) else {
        return Report::Other;
    };
    let text = String::from_utf8_lossy(status.contents());
    match failure(&text) {
        Some(said) => Report::Returned { mail, said },
        None => Report::NotYet,
    }
}

/// The id of the mail that the report is about: of the mail that it returns, or else of the one that it
/// says it answers.
fn original(report: &Message<'_>) -> Option<String> {
    let returned = report.parts.iter().find_map(|part| match &part.body {
        PartType::Message(mail) => mail.message_id().and_then(id),
        _ if part.is_content_type("text", "rfc822-headers") => {
            let headers = MessageParser::default().parse_headers(part.contents())?;
            headers.message_id().and_then(id)
        }
        _ => None,
    });
    let answered = || [report.in_reply_to(), report.references()];
    returned.or_else(|| {
        let ids = answered().into_iter().filter_map(HeaderValue::as_text_list);
        ids.flatten().find_map(|one| id(one))
    })
}

/// The id in the outbox, of a Message-ID: what stands before the host.
fn id(message_id: &str) -> Option<String> {
    let (mail, _) = message_id.trim_matches(['<', '>']).split_once('@')?;
    let plain = |one: char| one.is_ascii_alphanumeric() || one == '-';
    (!mail.is_empty() && mail.chars().all(plain)).then(|| mail.to_owned())
}

/// Why it did not arrive, of the first recipient that the report gives up; each has a group of fields.
fn failure(status: &str) -> Option<String> {
    let status = status.replace("\r\n", "\n");
    status.split("\n\n").find_map(|group| {
        let group = format!("{}\n\n", group.trim_start_matches('\n'));
        let fields = MessageParser::default().parse_headers(group.as_bytes())?;
        let field = |name: &'static str| fields.header(name).and_then(HeaderValue::as_text);
        let given_up =
            field("Action").is_some_and(|action| action.trim().eq_ignore_ascii_case("failed"));
        if !given_up {
            return None;
        }
        let code = field("Diagnostic-Code")
            .map(|said| said.split_once(';').map_or(said, |(_, said)| said));
        let said = code.or_else(|| field("Status")).unwrap_or("failed");
        let said: Vec<&str> = said.split_whitespace().collect();
        Some(
            said.join(" ")
                .chars()
                .filter(|one| !one.is_control())
                .take(SAID_AT_MOST)
                .collect(),
        )
    })
}

/// What became of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Noted {
    /// The society's mail is noted as returned.
    Returned(SocietySlug),
    /// It was noted before.
    Before(SocietySlug),
    /// The mail is ours, and nobody has noted yet that it was sent: the report comes too early.
    TooEarly(SocietySlug),
    /// No society has such a mail.
    NotOurs,
}

/// Notes a mail as returned.
///
/// # Errors
/// The database failed.
pub(crate) async fn note(app: &App, mail: &str, said: &str) -> Result<Noted, DbError> {
    let now = app.clock.now();
    for tenant in app.societies.served().all() {
        let slug = tenant.slug();
        let mut tx = app.db.write().await?;
        if store::returned(&mut tx, slug, mail, said, now).await? {
            tx.commit().await?;
            tracing::warn!(society = %slug, mail, said, "mail returned");
            return Ok(Noted::Returned(slug.clone()));
        }
        match store::state(&mut tx, slug, mail).await?.as_deref() {
            Some("waiting") => return Ok(Noted::TooEarly(slug.clone())),
            Some(_) => return Ok(Noted::Before(slug.clone())),
            None => {}
        }
    }
    Ok(Noted::NotOurs)
}

#[cfg(test)]
mod tests {
    use super::{Report, read};
    use proptest::prelude::*;

    /// A report as the mail servers in use write it.
    fn report(status: &str, original: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mx.example\r\nTo: office@jsnm.org\r\nSubject: Undelivered Mail\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n{status}\r\n\
             --b\r\n{original}\r\n--b--\r\n"
        )
    }

    const HEADERS: &str =
        "Content-Type: text/rfc822-headers\r\n\r\nSubject: x\r\nMessage-ID: <0a1b@jsnm.org>\r\n";
    const WHOLE: &str = "Content-Type: message/rfc822\r\n\r\nSubject: x\r\nMessage-ID: <0a1b@jsnm.org>\r\n\r\nHello\r\n";
    const FAILED: &str = "Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User\r\n    unknown\r\n";

    fn returned(said: &str) -> Report {
        Report::Returned {
            mail: "0a1b".to_owned(),
            said: said.to_owned(),
        }
    }

    #[test]
    fn a_mail_given_up_is_known_by_what_is_returned_of_it() {
        for original in [HEADERS, WHOLE] {
            let found = read(report(FAILED, original).as_bytes());
            assert_eq!(found, returned("550 5.1.1 User unknown"), "{original}");
        }
        let bare = "Action: failed\r\nStatus: 5.2.2\r\n";
        assert_eq!(read(report(bare, WHOLE).as_bytes()), returned("5.2.2"));
        // Of two recipients, one got it.
        let two = format!("Action: delivered\r\nStatus: 2.0.0\r\n\r\n{FAILED}");
        assert_eq!(
            read(report(&two, WHOLE).as_bytes()),
            returned("550 5.1.1 User unknown")
        );
        // Some return nothing, and say what they answer.
        let answers = report(FAILED, "Content-Type: text/plain\r\n\r\n");
        let answers = format!("In-Reply-To: <0a1b@jsnm.org>\r\n{answers}");
        assert_eq!(read(answers.as_bytes()), returned("550 5.1.1 User unknown"));
        // Lines may end as a pipe gives them.
        let unix = report(FAILED, HEADERS).replace("\r\n", "\n");
        assert_eq!(read(unix.as_bytes()), returned("550 5.1.1 User unknown"));
    }

    #[test]
    fn what_is_late_or_no_report_changes_nothing() {
        let late = "Action: delayed\r\nStatus: 4.4.1\r\n";
        assert_eq!(read(report(late, WHOLE).as_bytes()), Report::NotYet);
        let away = b"Subject: I am away\r\nIn-Reply-To: <0a1b@jsnm.org>\r\n\r\nBack on Monday: Action: failed\r\n";
        assert_eq!(read(away), Report::Other);
        let nobodys = report(FAILED, "Content-Type: text/plain\r\n\r\n");
        assert_eq!(read(nobodys.as_bytes()), Report::Other);
        let hostile = WHOLE.replace("0a1b", "0a1b' OR '1'='1");
        assert_eq!(read(report(FAILED, &hostile).as_bytes()), Report::Other);
        assert_eq!(read(b""), Report::Other);
    }

    proptest! {
        #[test]
        fn no_message_breaks_it(noise in any::<Vec<u8>>(), at in 0_usize..900) {
            let mut message = report(FAILED, WHOLE).into_bytes();
            let at = at.min(message.len());
            message.splice(at..at, noise.iter().copied());
            read(&message);
            read(&message[..at]);
            read(&noise);
        }
    }
}
