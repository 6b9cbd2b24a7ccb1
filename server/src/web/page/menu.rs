//! The menu: every page of a member, by what it is for.

use super::Page;
use shusseki_core::text::Language;
use std::fmt;

/// Where in the menu a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Menu {
    /// ホーム.
    Home,
    /// お知らせ.
    Notices,
    /// 参加登録.
    CheckIn,
    /// 参加履歴.
    Attendances,
    /// 取得状況.
    Credits,
    /// 自己申告.
    Declarations,
    /// 会員ステータス.
    Status,
    /// 登録情報.
    Profile,
    /// 会員検索.
    Directory,
    /// 刊行物.
    Publications,
    /// サポートデスク.
    Support,
    /// お問い合わせ.
    Contact,
    /// アカウント設定.
    Account,
    /// 事務局.
    Office,
}

/// Entries that belong together.
pub(crate) struct Group {
    /// What it is called in Japanese.
    pub(crate) ja: &'static str,
    /// And in English.
    pub(crate) en: &'static str,
    /// Its pages.
    pub(crate) items: Vec<Menu>,
}

impl Menu {
    /// Every entry.
    const ALL: [Self; 14] = [
        Self::Home,
        Self::Notices,
        Self::CheckIn,
        Self::Attendances,
        Self::Credits,
        Self::Declarations,
        Self::Status,
        Self::Profile,
        Self::Directory,
        Self::Publications,
        Self::Support,
        Self::Contact,
        Self::Account,
        Self::Office,
    ];

    /// Pages that stand under an entry without being below its address.
    const ELSEWHERE: [(&'static str, Self); 3] = [
        ("/cases", Self::Contact),
        ("/questions", Self::Support),
        ("/registered", Self::CheckIn),
    ];

    /// The entry under which a page stands, by its path below the society's.
    pub(super) fn of_path(path: &str) -> Option<Self> {
        if matches!(path, "" | "/") {
            return Some(Self::Home);
        }
        let is_below = |place: &str| {
            let rest = path.strip_prefix(place);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let places = Self::ALL.map(|item| (item.path(), item));
        let mut places = places.into_iter().chain(Self::ELSEWHERE);
        let found = places.find(|(place, item)| *item != Self::Home && is_below(place));
        found.map(|(_, item)| item)
    }

    /// The address below the society's.
    pub(crate) const fn path(&self) -> &'static str {
        match self {
            Self::Home => "/",
            Self::Notices => "/notices",
            Self::CheckIn => "/check-in",
            Self::Attendances => "/attendances",
            Self::Credits => "/credits",
            Self::Declarations => "/declarations",
            Self::Status => "/status",
            Self::Profile => "/profile",
            Self::Directory => "/directory",
            Self::Publications => "/publications",
            Self::Support => "/support",
            Self::Contact => "/contact",
            Self::Account => "/account",
            Self::Office => "/office",
        }
    }
}

impl Page {
    /// All pages of the member who is logged in.
    pub(crate) fn menu_groups(&self) -> Vec<Group> {
        let tenant = self.tenant.as_ref();
        let has_directory = tenant.is_some_and(|tenant| tenant.society.profile.directory.is_some());
        let mut member = vec![Menu::Status, Menu::Profile];
        member.extend(has_directory.then_some(Menu::Directory));
        member.push(Menu::Account);
        let publishes = tenant.is_some_and(|tenant| !tenant.society.publications.is_empty());
        let mut help = vec![Menu::Support, Menu::Contact];
        help.extend(publishes.then_some(Menu::Publications));
        let is_staff = self.who.as_ref().is_some_and(|who| who.is_staff);
        let mut groups = vec![
            Group {
                ja: "参加と取得状況",
                en: "Attendance and credits",
                items: vec![
                    Menu::Home,
                    Menu::Notices,
                    Menu::CheckIn,
                    Menu::Attendances,
                    Menu::Credits,
                    Menu::Declarations,
                ],
            },
            Group {
                ja: "会員",
                en: "Membership",
                items: member,
            },
            Group {
                ja: "サポート",
                en: "Help",
                items: help,
            },
        ];
        groups.extend(is_staff.then(|| Group {
            ja: "事務局",
            en: "Office",
            items: vec![Menu::Office],
        }));
        groups
    }

    /// What the menu calls a page.
    pub(crate) fn menu_word(&self, item: &Menu) -> String {
        let (ja, en) = match item {
            Menu::Home => ("ホーム", "Home"),
            Menu::Notices => ("お知らせ", "Notices"),
            Menu::CheckIn => ("参加登録", "Check in"),
            Menu::Attendances => ("参加履歴", "Attendance"),
            Menu::Credits => return self.credits_word(),
            Menu::Declarations => ("参加の申告", "Declarations"),
            Menu::Status => ("会員ステータス", "Status"),
            Menu::Profile => ("登録情報", "Profile"),
            Menu::Directory => ("会員検索", "Find members"),
            Menu::Publications => ("刊行物", "Publications"),
            Menu::Support => ("サポートデスク", "Support desk"),
            Menu::Contact => ("お問い合わせ", "Contact"),
            Menu::Account => ("アカウント設定", "Account"),
            Menu::Office => ("事務局の画面", "Office console"),
        };
        self.say(ja, en).to_owned()
    }

    /// How many notices wait to be read, beside the entry for them.
    pub(crate) fn waiting(&self, item: &Menu) -> Option<usize> {
        Some(self.unread).filter(|unread| *unread > 0 && *item == Menu::Notices)
    }

    /// What the menu calls this page.
    pub(crate) fn here(&self) -> Option<String> {
        self.menu.map(|item| self.menu_word(&item))
    }

    /// The attribute of a menu entry that is the page itself, or that it stands under.
    pub(crate) fn current(&self, item: &Menu) -> CurrentAttribute {
        if self.menu != Some(*item) {
            return CurrentAttribute("");
        }
        let is_itself = self.path.ends_with(item.path());
        CurrentAttribute(if is_itself {
            " aria-current=page"
        } else {
            " aria-current=true"
        })
    }

    /// What the menu calls the page of credits.
    pub(crate) fn credits_word(&self) -> String {
        match self.language {
            Language::Ja => "取得状況".to_owned(),
            Language::En => super::capitalised(self.unit()),
        }
    }
}

/// ` aria-current=page`, ` aria-current=true` or nothing; a fixed text, so it needs no escaping.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CurrentAttribute(&'static str);

impl fmt::Display for CurrentAttribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Menu;
    use crate::web::page::Page;
    use crate::web::page::samples::{hostile_member, tenant};
    use shusseki_core::text::Language;

    #[test]
    fn only_a_society_with_a_directory_has_an_entry_for_it() {
        for (which, has) in [(0, false), (1, true), (2, false)] {
            let page = Page::new(Language::Ja, "", "/")
                .of(&tenant(which))
                .seen_by(Some(&hostile_member()));
            let mut items = page.menu_groups().into_iter().flat_map(|group| group.items);
            assert_eq!(items.any(|item| item == Menu::Directory), has);
        }
    }

    #[test]
    fn the_menu_says_where_one_is() {
        let page = Page::new(Language::En, "", "/jsnm/credits?before=1").of(&tenant(1));
        assert_eq!(page.here().as_deref(), Some("Credits"));
        assert_eq!(
            page.current(&Menu::Credits).to_string(),
            " aria-current=page"
        );
        assert_eq!(page.current(&Menu::Home).to_string(), "");
    }

    #[test]
    fn every_page_stands_under_an_entry() {
        for (path, item, attribute) in [
            ("/jsnm/", Menu::Home, "page"),
            ("/jsnm", Menu::Home, "true"),
            ("/jsnm/account/sessions", Menu::Account, "true"),
            ("/jsnm/office/members/x/mail", Menu::Office, "true"),
            ("/jsnm/cases/K7Q2-9XRM", Menu::Contact, "true"),
            ("/jsnm/registered/x/1", Menu::CheckIn, "true"),
        ] {
            let page = Page::new(Language::En, "", path).of(&tenant(1));
            let current = page.current(&item).to_string();
            assert_eq!(current, format!(" aria-current={attribute}"), "{path}");
        }
        let page = Page::new(Language::En, "", "/jsnm/officers").of(&tenant(1));
        assert_eq!(page.here(), None);
        let moved = Page::new(Language::En, "", "/C/X").of(&tenant(1));
        assert_eq!(moved.at(Menu::CheckIn).here().as_deref(), Some("Check in"));
    }
}
