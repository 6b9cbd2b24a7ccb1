//! Gates: what a member who is logged in has to do before going on.

use super::store::DoorRow;
use crate::app::Tenant;
use crate::config::StaffSecondFactor;
use crate::web::failure::Failure;
use axum::http::StatusCode;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use shusseki_core::calendar::day_of;
use shusseki_core::text::Text;

/// What stands between a member and the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    /// The password is a temporary one and must be replaced (JSNM-1).
    Password,
    /// The notice of the first login must be accepted (JSNM-2).
    Notice,
    /// The profile is to be confirmed (JSNM-3); until that day it can be put off.
    Profile {
        /// The last day for it, in Japan.
        by: Date,
        /// Whether that day is past.
        overdue: bool,
    },
    /// The password is old (JGETS-17); can be put off.
    Reminder,
    /// Who works in the office has to set up a second factor.
    SecondFactor,
    /// The password was right, and the code of the second factor is awaited. Nobody is inside yet.
    Code,
}

impl Gate {
    /// The first gate before the member, if there is any.
    pub(super) fn before(
        door: &DoorRow,
        tenant: &Tenant,
        rule: StaffSecondFactor,
        now: Timestamp,
    ) -> Option<Self> {
        if door.temporary_until.is_some() {
            return Some(Self::Password);
        }
        if lacks_factor(door, rule) {
            return Some(Self::SecondFactor);
        }
        let first = &tenant.society.first_login;
        if door.began_at.is_some() {
            if !first.notice.is_empty() && door.notice_accepted_at.is_none() {
                return Some(Self::Notice);
            }
            let asked = first.confirm_profile_days.is_some() && door.confirmed_at.is_none();
            if let Some(by) = door.confirm_by.filter(|_| asked) {
                let (by, overdue) = (by.0, day_of(now) > by.0);
                let off = door.confirm_off_until.is_some_and(|until| now < until.0);
                if overdue || !off {
                    return Some(Self::Profile { by, overdue });
                }
            }
        }
        let off = door.reminder_off_until.is_some_and(|until| now < until.0);
        let old = door.changed_at.filter(|_| !off).is_some_and(|changed| {
            let days = tenant.society.password.remind_days();
            days.is_some_and(|days| now >= after_days(changed.0, days))
        });
        old.then_some(Self::Reminder)
    }

    /// The gate at which an app is refused: one that is shut, unless the society's app takes temporary
    /// passwords and leaves the rest for the browser.
    pub(super) fn before_an_app(
        door: &DoorRow,
        tenant: &Tenant,
        rule: StaffSecondFactor,
        now: Timestamp,
    ) -> Option<Self> {
        if lacks_factor(door, rule) {
            return Some(Self::SecondFactor);
        }
        let temporary = tenant.society.first_login.temporary;
        if temporary.is_some_and(|temporary| temporary.in_app) {
            return None;
        }
        Self::before(door, tenant, rule, now).filter(|gate| gate.is_shut())
    }

    /// Whether nothing else is served until it is passed. The others are shown once and can be put
    /// off; a check-in never waits for them.
    pub(crate) const fn is_shut(self) -> bool {
        match self {
            Self::Password | Self::Notice | Self::SecondFactor | Self::Code => true,
            Self::Profile { overdue, .. } => overdue,
            Self::Reminder => false,
        }
    }

    /// The page on which it is passed, which then leads on to `next`.
    pub(crate) fn address(self, tenant: &Tenant, next: &str) -> String {
        let page = match self {
            Self::Password => "account/password",
            Self::Notice => "first-login/notice",
            Self::Profile { .. } => "first-login/profile",
            Self::Reminder => "account/password/reminder",
            Self::SecondFactor => "account/second-factor",
            Self::Code => "login/code",
        };
        let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        format!("/{}/{page}?next={next}", tenant.slug())
    }

    /// What an app is answered that logs in before the gate is passed.
    pub(crate) fn refusal(self, login_url: &str) -> Failure {
        let (code, ja, en) = match self {
            Self::Password => (
                "password-change-required",
                "仮パスワードを、ご自分のパスワードに変更する必要があります。",
                "The temporary password must be replaced by one of your own first.",
            ),
            Self::Notice => (
                "notice-not-accepted",
                "初回ログインのお知らせをまだ確認していません。",
                "The notice of the first login has not been accepted yet.",
            ),
            Self::Profile { .. } | Self::Reminder => (
                "profile-not-confirmed",
                "登録情報の確認の期限が過ぎています。",
                "The day for confirming the profile is past.",
            ),
            Self::SecondFactor => (
                "second-factor-not-set-up",
                "事務局の方は、二段階認証を設定する必要があります。",
                "Whoever works in the office has to set up a second factor first.",
            ),
            Self::Code => return code_awaited(),
        };
        Failure::new(
            StatusCode::FORBIDDEN,
            code,
            Text::new(ja, en),
            Text::new(
                format!("ブラウザで {login_url} にログインして、手続きを済ませてください。"),
                format!("Log in at {login_url} in a browser and do it there."),
            ),
        )
    }
}

/// Whether somebody of the office has no second factor where one is required.
fn lacks_factor(door: &DoorRow, rule: StaffSecondFactor) -> bool {
    rule.is_required() && door.roles > 0 && door.factors == 0
}

fn code_awaited() -> Failure {
    Failure::new(
        StatusCode::UNAUTHORIZED,
        "second-factor-required",
        Text::new(
            "認証コードが必要です。",
            "The code of the second factor is missing.",
        ),
        Text::new(
            "認証アプリのコードかリカバリーコードを code に入れて、もう一度お送りください。",
            "Send the code of the authenticator app, or a recovery code, as code.",
        ),
    )
}

/// So many days later.
pub(super) fn after_days(from: Timestamp, days: u16) -> Timestamp {
    let later = SignedDuration::from_hours(24 * i64::from(days));
    from.saturating_add(later).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::Gate;
    use crate::accounts::store::DoorRow;
    use crate::config::StaffSecondFactor;
    use crate::db::{Day, Instant};
    use crate::web::page::samples::tenant;
    use jiff::Timestamp;
    use shusseki_core::ids::MemberId;

    const NOW: &str = "2026-11-21T03:00:00Z";

    fn at(text: &str) -> Option<Instant> {
        Some(Instant(text.parse().unwrap()))
    }

    fn door() -> DoorRow {
        DoorRow {
            member_id: MemberId::new(uuid::Uuid::nil()),
            roles: 0,
            factors: 0,
            changed_at: at("2026-11-20T00:00:00Z"),
            temporary_until: None,
            reminder_off_until: None,
            began_at: None,
            notice_accepted_at: None,
            confirm_by: None,
            confirmed_at: None,
            confirm_off_until: None,
        }
    }

    fn gate(society: usize, door: &DoorRow) -> Option<Gate> {
        let now: Timestamp = NOW.parse().unwrap();
        Gate::before(door, &tenant(society), StaffSecondFactor::Required, now)
    }

    #[test]
    fn a_newcomer_of_jsnm_passes_password_notice_and_profile_in_this_order() {
        let mut newcomer = door();
        newcomer.temporary_until = at("2026-12-21T00:00:00Z");
        newcomer.began_at = at("2026-11-20T00:00:00Z");
        newcomer.confirm_by = Some(Day("2026-12-20".parse().unwrap()));
        assert_eq!(gate(1, &newcomer), Some(Gate::Password));
        newcomer.temporary_until = None;
        assert_eq!(gate(1, &newcomer), Some(Gate::Notice));
        newcomer.notice_accepted_at = at(NOW);
        let by = "2026-12-20".parse().unwrap();
        let profile = Some(Gate::Profile { by, overdue: false });
        assert_eq!(gate(1, &newcomer), profile);
        newcomer.confirm_off_until = at("2026-11-21T03:00:01Z");
        assert_eq!(gate(1, &newcomer), None);
        // Past the day, nothing puts it off.
        newcomer.confirm_by = Some(Day("2026-11-20".parse().unwrap()));
        let overdue = gate(1, &newcomer).unwrap();
        assert!(overdue.is_shut(), "{overdue:?}");
        newcomer.confirmed_at = at(NOW);
        assert_eq!(gate(1, &newcomer), None);
        // Societies that ask for nothing have no gates but the password.
        newcomer.notice_accepted_at = None;
        newcomer.confirmed_at = None;
        assert_eq!(gate(0, &newcomer), None);
    }

    #[test]
    fn the_office_needs_a_factor_where_it_is_required_in_browsers_and_apps() {
        let now: Timestamp = NOW.parse().unwrap();
        let mut staff = door();
        staff.roles = 1;
        for (rule, wanted) in [
            (StaffSecondFactor::Required, Some(Gate::SecondFactor)),
            (StaffSecondFactor::Offered, None),
        ] {
            for society in 0..3 {
                let tenant = tenant(society);
                assert_eq!(Gate::before(&staff, &tenant, rule, now), wanted);
                assert_eq!(Gate::before_an_app(&staff, &tenant, rule, now), wanted);
            }
        }
        // The temporary password first, which the page asks for; an app is refused all the same.
        staff.temporary_until = at("2026-12-21T00:00:00Z");
        assert_eq!(gate(1, &staff), Some(Gate::Password));
        let rule = StaffSecondFactor::Required;
        let refused = Gate::before_an_app(&staff, &tenant(1), rule, now);
        assert_eq!(refused, Some(Gate::SecondFactor));
        staff.temporary_until = None;
        staff.factors = 1;
        assert_eq!(gate(0, &staff), None);
    }

    #[test]
    fn members_from_before_have_no_first_login() {
        assert_eq!(gate(1, &door()), None);
    }

    #[test]
    fn an_old_password_is_spoken_of_after_120_days_and_can_be_put_off() {
        let mut member = door();
        member.changed_at = at("2026-07-24T03:00:01Z");
        assert_eq!(gate(2, &member), None);
        member.changed_at = at("2026-07-24T03:00:00Z");
        assert_eq!(gate(2, &member), Some(Gate::Reminder));
        assert!(!Gate::Reminder.is_shut());
        member.reminder_off_until = at("2026-11-21T03:00:01Z");
        assert_eq!(gate(2, &member), None);
        member.reminder_off_until = at(NOW);
        assert_eq!(gate(2, &member), Some(Gate::Reminder));
        // The others never speak of it.
        assert_eq!(gate(0, &member), None);
    }

    #[test]
    fn a_gate_leads_on_to_where_one_wanted() {
        let jsnm = tenant(1);
        assert_eq!(
            Gate::Notice.address(&jsnm, "/C/ABC?receipt=1"),
            "/jsnm/first-login/notice?next=%2FC%2FABC%3Freceipt%3D1"
        );
    }
}
