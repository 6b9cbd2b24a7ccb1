//! The first page of the console: what waits for whom, and where everything is.

use super::duty::Duty;
use super::store::{self, COUNTED, Pile};
use crate::app::App;
use crate::members::StaffRole;
use crate::web::extract::Staff;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Menu, Office, Page, html};
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use shusseki_core::text::Language;
use std::sync::Arc;

/// Something that may wait: which pile, for whom, on which page, in which words.
struct Task {
    pile: Pile,
    duty: Duty,
    path: &'static str,
    words: [&'static str; 2],
}

const TASKS: &[Task] = &[
    Task {
        pile: Pile::Requests,
        duty: Duty::DecideRequests,
        path: "profile-requests",
        words: ["登録情報の変更依頼", "Changes of profiles asked for"],
    },
    Task {
        pile: Pile::Declarations,
        duty: Duty::ReviewDeclarations,
        path: "declarations",
        words: ["確認していない申告", "Declarations to look at"],
    },
    Task {
        pile: Pile::Merges,
        duty: Duty::MergeMembers,
        path: "merges",
        words: ["承認待ちの会員の統合", "Merges of members to approve"],
    },
    Task {
        pile: Pile::Undelivered,
        duty: Duty::KeepMail,
        path: "mail?state=undelivered",
        words: ["届かなかったメール", "Mails that did not arrive"],
    },
];

#[derive(Template)]
#[template(path = "office/home.html")]
struct HomePage {
    page: Page,
    office: Office,
    waiting: Vec<WaitingView>,
    /// Whether there is anything that could wait for these roles.
    has_tasks: bool,
    roles: Vec<RoleView>,
}

/// Something that waits.
struct WaitingView {
    path: &'static str,
    name: &'static str,
    count: String,
}

/// A role held, and what it may do.
struct RoleView {
    name: &'static str,
    duties: Vec<&'static str>,
}

impl RoleView {
    fn new(role: StaffRole, language: Language) -> Self {
        let all = Duty::ALL.iter();
        let duties = all.filter(|duty| duty.is_of(&[role]));
        Self {
            name: role.word(language),
            duties: duties.map(|duty| duty.word(language)).collect(),
        }
    }
}

/// `12`, `1000+`.
fn written(count: i64) -> String {
    if count < COUNTED {
        count.to_string()
    } else {
        format!("{COUNTED}+")
    }
}

/// `GET /{society}/office`: for whoever holds a role.
pub(crate) async fn home(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
) -> Result<Html<String>, Failure> {
    let tenant = &staff.tenant;
    let tasks: Vec<&Task> = TASKS
        .iter()
        .filter(|task| task.duty.is_of(&staff.roles))
        .collect();
    let mut waiting = Vec::new();
    let mut conn = app.db.read().await?;
    for task in &tasks {
        let count = store::count(&mut conn, tenant.slug(), task.pile).await?;
        let [ja, en] = task.words;
        if count > 0 {
            waiting.push(WaitingView {
                path: task.path,
                name: language.pick(ja, en),
                count: written(count),
            });
        }
    }
    drop(conn);
    let title = language.pick("事務局", "Office");
    let here = format!("/{}/office", tenant.slug());
    let roles = staff
        .roles
        .iter()
        .map(|role| RoleView::new(*role, language));
    html(&HomePage {
        page: staff.page(language, title, &here).at(Menu::Office),
        office: Office::of(&staff, ""),
        waiting,
        has_tasks: !tasks.is_empty(),
        roles: roles.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::{HomePage, RoleView, WaitingView, written};
    use crate::members::StaffRole;
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, hostile_tenant, inspect};
    use crate::web::page::{Menu, Office, Page};
    use askama::Template as _;

    #[test]
    fn the_page_escapes_and_shows_every_state() {
        for language in LANGUAGES {
            for (count, has_tasks) in [(0, false), (0, true), (2, true)] {
                let waiting = (0..count).map(|count| WaitingView {
                    path: "declarations",
                    name: HOSTILE,
                    count: written(count * 1_000),
                });
                let page = HomePage {
                    page: Page::new(language, HOSTILE, HOSTILE)
                        .of(&hostile_tenant())
                        .seen_by(Some(&hostile_member()))
                        .at(Menu::Office),
                    office: Office::sample(""),
                    waiting: waiting.collect(),
                    has_tasks,
                    roles: vec![RoleView::new(StaffRole::Admin, language)],
                };
                inspect(&page.render().unwrap());
            }
        }
    }

    #[test]
    fn what_is_counted_no_further_says_so() {
        assert_eq!([written(999), written(1_000)], ["999", "1000+"]);
    }
}
