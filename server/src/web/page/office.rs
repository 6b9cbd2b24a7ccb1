//! The way around the console of the office.

use crate::members::StaffRole;
use crate::office::Duty;
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
    duty: Duty,
}

const fn tab(path: &'static str, [ja, en]: [&'static str; 2], duty: Duty) -> Tab {
    Tab {
        path,
        ja,
        en,
        current: false,
        duty,
    }
}

/// Pages that belong together.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    /// What they are called together in Japanese.
    pub(crate) ja: &'static str,
    /// And in English.
    pub(crate) en: &'static str,
    /// The pages.
    pub(crate) tabs: Vec<Tab>,
}

/// Words in Japanese and English, and the pages under them.
type Part = ([&'static str; 2], &'static [Tab]);

const PARTS: &[Part] = &[
    (
        ["会員", "Members"],
        &[
            tab("members", ["会員の検索", "Members"], Duty::SeeMembers),
            tab(
                "profile-requests",
                ["登録情報の変更依頼", "Changes asked for"],
                Duty::DecideRequests,
            ),
            tab(
                "temporary-passwords",
                ["仮パスワードの発行", "Temporary passwords"],
                Duty::IssuePasswords,
            ),
            tab(
                "appointments",
                ["役職・委員会", "Offices and committees"],
                Duty::SeeMembers,
            ),
            tab(
                "classes",
                ["会員区分と所属地区", "Classes and districts"],
                Duty::SeeMembers,
            ),
            tab(
                "merges",
                ["会員の統合", "Merges of members"],
                Duty::MergeMembers,
            ),
            tab("import", ["会員の取込", "Import"], Duty::ImportMembers),
            tab("export", ["会員の書き出し", "Export"], Duty::ExportMembers),
            tab(
                "data-requests",
                ["データ削除の依頼", "Deletions asked for"],
                Duty::DecideDeletions,
            ),
        ],
    ),
    (
        ["単位", "Credits"],
        &[tab(
            "declarations",
            ["申告の確認", "Declarations"],
            Duty::ReviewDeclarations,
        )],
    ),
    (
        ["連絡", "Messages"],
        &[
            tab("notices", ["お知らせ", "Notices"], Duty::WriteNotices),
            tab("cases", ["お問い合わせ", "Questions"], Duty::AnswerCases),
            tab("mail", ["メール", "Mail"], Duty::KeepMail),
            tab("wordings", ["メールの文面", "Wordings"], Duty::KeepMail),
        ],
    ),
    (
        ["記録", "Records"],
        &[tab("audit", ["操作記録", "Audit log"], Duty::ReadAudit)],
    ),
];

/// The menu of the console, as somebody of the office sees it.
#[derive(Debug, Clone)]
pub(crate) struct Office {
    home: String,
    groups: Vec<Group>,
}

impl Office {
    /// The pages that she or he may open; `current` is the one that is shown.
    pub(crate) fn of(staff: &Staff, current: &str) -> Self {
        Self::with(
            &format!("/{}/office", staff.tenant.slug()),
            &staff.roles,
            current,
        )
    }

    fn with(home: &str, roles: &[StaffRole], current: &str) -> Self {
        let group = |([ja, en], tabs): &Part| {
            let open = tabs.iter().filter(|tab| tab.duty.is_of(roles));
            let tabs = open.map(|tab| Tab {
                current: tab.path == current,
                ..*tab
            });
            Group {
                ja,
                en,
                tabs: tabs.collect(),
            }
        };
        let groups = PARTS.iter().map(group);
        Self {
            home: home.to_owned(),
            groups: groups.filter(|group| !group.tabs.is_empty()).collect(),
        }
    }

    /// The address of the console.
    pub(crate) fn home(&self) -> &str {
        &self.home
    }

    /// The menu's entries, by what they are about.
    pub(crate) fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Whether there is no page for these roles.
    pub(crate) fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// What the page that is shown is called.
    pub(crate) fn here(&self) -> Option<(&'static str, &'static str)> {
        let mut tabs = self.groups.iter().flat_map(|group| &group.tabs);
        let tab = tabs.find(|tab| tab.current)?;
        Some((tab.ja, tab.en))
    }

    /// The menu of somebody who may do everything.
    #[cfg(test)]
    pub(crate) fn sample(current: &str) -> Self {
        Self::with("/jhrs/office", &[StaffRole::Admin], current)
    }
}

#[cfg(test)]
mod tests {
    use super::{Office, PARTS};
    use crate::members::StaffRole;

    fn paths(roles: &[StaffRole]) -> Vec<&'static str> {
        let office = Office::with("/jhrs/office", roles, "mail");
        let tabs = office.groups().iter().flat_map(|group| &group.tabs);
        tabs.map(|tab| tab.path).collect()
    }

    #[test]
    fn the_menu_has_what_may_be_opened() {
        assert_eq!(paths(&[StaffRole::Reviewer]), ["declarations"]);
        let all = PARTS.iter().flat_map(|(_, tabs)| *tabs);
        assert_eq!(
            paths(&[StaffRole::Admin]),
            all.map(|tab| tab.path).collect::<Vec<_>>()
        );
        assert!(Office::with("/jhrs/office", &[StaffRole::Scanner], "").is_empty());
        assert_eq!(Office::sample("mail").here(), Some(("メール", "Mail")));
        assert_eq!(Office::sample("").here(), None);
    }
}
