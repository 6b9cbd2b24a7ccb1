//! How a member comes in for the first time.

use super::{block::Block, node::Node, value::Unit};
use crate::society::{AfterChange, FirstLogin, TemporaryPasswords};

/// The longest that a posted password or the wait for a confirmed profile may be, in days.
const MOST_DAYS: u32 = 366;

pub(super) fn first_login(file: &Block<'_>) -> Option<FirstLogin> {
    let Some(node) = file.one("first-login") else {
        return Some(FirstLogin::default());
    };
    let block = node.block();
    let temporary = block.one("temporary-password");
    let by_reset = block.one("by-reset").is_some();
    if temporary.is_none() && !by_reset {
        node.error(
            "`first-login` says no way in",
            "add `temporary-password expires=\"30d\"`, or `by-reset`",
        );
    }
    let temporary = match temporary {
        Some(node) => Some(temporary_passwords(&node)?),
        None => None,
    };
    let confirm = block.one("confirm-profile");
    let confirm = match confirm {
        Some(node) => Some(days(&node, "within")?),
        None => None,
    };
    Some(FirstLogin {
        temporary,
        notice: block
            .all("notice")
            .filter_map(|node| node.label())
            .collect(),
        confirm_profile_days: confirm,
        by_reset,
    })
}

fn temporary_passwords(node: &Node<'_>) -> Option<TemporaryPasswords> {
    let days = days(node, "expires");
    let then = node.property("then").map(|value| {
        let known = [
            ("log-in-again", AfterChange::LogInAgain),
            ("stay-in", AfterChange::StayIn),
        ];
        value.one_of("way to go on", &known)
    });
    let in_app = node.property("in-app").map(|value| value.flag());
    Some(TemporaryPasswords {
        days: days?,
        then: then.unwrap_or(Some(AfterChange::StayIn))?,
        in_app: in_app.unwrap_or(Some(false))?,
    })
}

fn days(node: &Node<'_>, name: &'static str) -> Option<u16> {
    let value = node.property(name)?;
    let days = value.duration(Unit::Days, MOST_DAYS)?;
    if days == 0 {
        node.error(
            format!("`{name}` leaves no time"),
            format!("write such as `{name}=\"30d\"`"),
        );
        return None;
    }
    u16::try_from(days).ok()
}
