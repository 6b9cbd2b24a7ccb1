//! The way around the console of the office.

use crate::members::StaffRole;
use crate::web::extract::Staff;

/// A page of the console that has a place in its menu.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tab {
    /// What follows `/{society}/office/`.
    pub(crate) path: &'static str,
    /// What it is called in Japanese.
    pub(crate) ja: &'static str,
    /// And in English.
    pub(crate) en: &'static str,
    /// Whether it is the page itself.
    pub(crate) current: bool,
    roles: &'static [StaffRole],
}

const fn tab(path: &'static str, [ja, en]: [&'static str; 2], roles: &'static [StaffRole]) -> Tab {
    Tab {
        path,
        ja,
        en,
        current: false,
        roles,
    }
}

const TABS: &[Tab] = &[
    tab(
        "declarations",
        ["申告の確認", "Declarations"],
        &[StaffRole::Admin, StaffRole::Reviewer],
    ),
    tab(
        "notices",
        ["お知らせ", "Notices"],
        &[StaffRole::Admin, StaffRole::Events],
    ),
    tab("cases", ["お問い合わせ", "Questions"], &[StaffRole::Admin]),
    tab(
        "data-requests",
        ["データ削除", "Deletions"],
        &[StaffRole::Admin],
    ),
    tab("mail", ["メール", "Mail"], &[StaffRole::Admin]),
    tab(
        "wordings",
        ["メールの文面", "Wordings"],
        &[StaffRole::Admin],
    ),
    tab("audit", ["操作記録", "Audit log"], &[StaffRole::Admin]),
];

/// The menu of the console, as somebody of the office sees it.
#[derive(Debug, Clone)]
pub(crate) struct Office {
    tabs: Vec<Tab>,
}

impl Office {
    /// The pages that she or he may open; `current` is the one that is shown.
    pub(crate) fn of(staff: &Staff, current: &str) -> Self {
        Self::with(&staff.roles, current)
    }

    fn with(roles: &[StaffRole], current: &str) -> Self {
        let open = |tab: &&Tab| tab.roles.iter().any(|role| roles.contains(role));
        let tabs = TABS.iter().filter(open).map(|tab| Tab {
            current: tab.path == current,
            ..*tab
        });
        Self {
            tabs: tabs.collect(),
        }
    }

    /// The menu's entries.
    pub(crate) fn tabs(&self) -> &[Tab] {
        &self.tabs
    }

    /// The menu of somebody who may do everything.
    #[cfg(test)]
    pub(crate) fn sample(current: &str) -> Self {
        Self::with(&[StaffRole::Admin], current)
    }
}

#[cfg(test)]
mod tests {
    use super::Office;
    use crate::members::StaffRole;

    #[test]
    fn the_menu_has_what_may_be_opened() {
        let paths = |roles: &[StaffRole]| -> Vec<&'static str> {
            let office = Office::with(roles, "mail");
            office.tabs().iter().map(|tab| tab.path).collect()
        };
        assert_eq!(paths(&[StaffRole::Reviewer]), ["declarations"]);
        assert_eq!(
            paths(&[StaffRole::Admin]),
            [
                "declarations",
                "notices",
                "cases",
                "data-requests",
                "mail",
                "wordings",
                "audit"
            ]
        );
        let current = Office::with(&[StaffRole::Admin], "mail");
        let current: Vec<_> = current.tabs().iter().filter(|tab| tab.current).collect();
        assert_eq!(current.len(), 1);
    }
}
