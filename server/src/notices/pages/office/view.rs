//! The form of a notice, as a page.

use super::super::Article;
use super::super::fault::Fault;
use super::super::form::Typed;
use super::words::{self, Options};
use super::{Opened, state_word};
use crate::app::App;
use crate::mail::templates::{self, NOTICE};
use crate::mail::wording::Wording;
use crate::mail::wording_of;
use crate::notices::facts::{self, Reach};
use crate::notices::mailing::{self, store::Mailing};
use crate::notices::{Decided, Draft, Notice, State as NoticeState};
use crate::web::extract::Staff;
use crate::web::failure::Failure;
use crate::web::page::{Office, Page, html};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use shusseki_core::calendar::day_of;
use shusseki_core::text::Language;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "notices/edit.html")]
pub(super) struct EditPage {
    page: Page,
    office: Office,
    home: String,
    /// Where the form goes.
    address: String,
    typed: Typed,
    pub(super) faults: Vec<Fault>,
    /// What went wrong beside the fields.
    pub(super) complaint: Option<String>,
    /// Audiences to choose, by their values.
    whos: Vec<(String, String)>,
    /// What can be ticked: kind, its words, its options.
    kinds: Vec<(&'static str, &'static str, Options)>,
    /// What the stored notice is; none for a new one.
    state: Option<NoticeState>,
    /// Whom it is for, where that stays.
    fixed_audience: Option<String>,
    /// Whether the time of publication stays.
    is_out: bool,
    may_mail: bool,
    pub(super) reach: Option<Reach>,
    pub(super) preview: Option<Preview>,
    mailing: Option<Mailing>,
}

/// What readers will see.
pub(super) struct Preview {
    /// By language.
    articles: Vec<(Language, Article)>,
    label: String,
    mail: Option<Wording>,
}

/// The words in one language, as typed.
struct Written<'a> {
    code: &'static str,
    heading: &'a str,
    title: &'a str,
    text: &'a str,
    title_wrong: Option<String>,
    text_wrong: Option<String>,
}

impl EditPage {
    /// The message at that field, if it is wrong.
    fn wrong(&self, field: &str) -> Option<String> {
        let mut faults = self.faults.iter();
        let fault = faults.find(|fault| fault.field() == field)?;
        Some(fault.sentence(self.page.language))
    }

    /// The words in each language, with what is wrong with them.
    fn languages(&self) -> [Written<'_>; 2] {
        let typed = &self.typed;
        let japanese = Written {
            code: "ja",
            heading: self.page.say("日本語", "Japanese"),
            title: &typed.title_ja,
            text: &typed.text_ja,
            title_wrong: self.wrong("title_ja"),
            text_wrong: self.wrong("text_ja"),
        };
        let english = Written {
            code: "en",
            heading: self.page.say("英語", "English"),
            title: &typed.title_en,
            text: &typed.text_en,
            title_wrong: self.wrong("title_en"),
            text_wrong: self.wrong("text_en"),
        };
        [japanese, english]
    }

    /// What the stored notice is.
    fn state_word(&self) -> Option<&'static str> {
        Some(state_word(self.state?, self.page.language))
    }

    /// Whether it can be taken back.
    fn may_be_withdrawn(&self) -> bool {
        !matches!(self.state, None | Some(NoticeState::Withdrawn))
    }

    /// Whether it is still to be published.
    fn may_be_published(&self) -> bool {
        matches!(
            self.state,
            None | Some(NoticeState::Draft | NoticeState::Withdrawn)
        )
    }

    /// `1,234人に届きます`.
    fn reach_words(&self) -> Option<String> {
        let reach = self.reach?;
        let (members, mails) = (grouped(reach.members), grouped(reach.with_mail));
        Some(match self.page.language {
            Language::Ja => {
                format!("{members}人に届きます（メールアドレスの登録がある会員：{mails}人）")
            }
            Language::En => format!("Reaches {members} members ({mails} with a mail address)"),
        })
    }
}

/// `1,234`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The page again, with what is wrong.
///
/// # Errors
/// The template failed.
pub(super) fn refused(mut page: EditPage, status: StatusCode) -> Result<Response, Failure> {
    page.page = page.page.failed(true);
    Ok((status, html(&page)?).into_response())
}

/// What readers will see, and the mail as whoever writes would get it.
pub(super) async fn preview(
    app: &App,
    staff: &Staff,
    language: Language,
    draft: &Draft,
) -> Result<Preview, Failure> {
    let tenant = &staff.tenant;
    let articles = [Language::Ja, Language::En].into_iter();
    let articles = articles.filter_map(|of| Some((of, Article::new(&draft.pieces, of)?)));
    let notice = Notice {
        id: Uuid::nil(),
        revision: 0,
        draft: draft.clone(),
        decided: Decided::Draft,
    };
    let link = format!("{}/{}/notices/…", app.config.base_url(), tenant.slug());
    let mail = match mailing::words(draft, language, &link) {
        Some(words) if draft.by_mail => {
            let mut conn = app.db.read().await?;
            let wording = wording_of(&mut conn, tenant, &NOTICE, language).await?;
            let mut values = templates::of_society(&tenant.society, language);
            values.push((templates::NAME.name, staff.member.name.get(language)));
            values.push((templates::NUMBER.name, staff.member.number.to_string()));
            values.extend(words);
            Some(wording.filled(&values))
        }
        _ => None,
    };
    Ok(Preview {
        articles: articles.collect(),
        label: notice.label(tenant, language),
        mail,
    })
}

/// The form with what is typed.
///
/// # Errors
/// The database failed.
pub(super) async fn page(
    app: &App,
    staff: &Staff,
    language: Language,
    opened: Opened,
) -> Result<EditPage, Failure> {
    let tenant = &staff.tenant;
    let today = day_of(app.clock.now());
    let mut conn = app.db.read().await?;
    let posts = facts::posts_held(&mut conn, tenant.slug(), today).await?;
    drop(conn);
    let home = format!("/{}", tenant.slug());
    let which = opened
        .id
        .map_or_else(|| "new".to_owned(), |id| id.to_string());
    let address = format!("{home}/office/notices/{which}");
    let title = match opened.id {
        None => language.pick("お知らせを書く", "Write a notice"),
        Some(_) => language.pick("お知らせの編集", "Edit a notice"),
    };
    let kinds = words::kinds(tenant, &posts, &opened.typed, language);
    Ok(EditPage {
        page: staff.page(language, title, &address),
        office: Office::of(staff, "notices"),
        home,
        address,
        faults: Vec::new(),
        complaint: None,
        whos: words::whos(tenant, language),
        kinds,
        state: opened.state,
        fixed_audience: opened
            .fixed
            .as_ref()
            .map(|draft| words::described(tenant, draft, language)),
        is_out: opened.is_out,
        may_mail: tenant.society.notices.mail,
        reach: None,
        preview: None,
        mailing: opened.mailing,
        typed: opened.typed,
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::Article;
    use super::super::super::fault::Fault;
    use super::super::super::form::Typed;
    use super::{EditPage, Preview};
    use crate::mail::wording::Wording;
    use crate::notices::facts::Reach;
    use crate::notices::{Piece, Pieces, State};
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, inspect, tenant};
    use crate::web::page::{Office, Page};
    use askama::Template as _;
    use shusseki_core::text::Language;

    #[test]
    fn the_form_escapes_what_is_typed_in_it() {
        let jsnm = tenant(1);
        for language in LANGUAGES {
            for state in [None, Some(State::Draft), Some(State::Published)] {
                let pieces = Pieces {
                    ja: Some(Piece {
                        title: HOSTILE.to_owned(),
                        text: HOSTILE.to_owned(),
                    }),
                    en: None,
                };
                let page = EditPage {
                    page: Page::new(language, "A", "/")
                        .of(&jsnm)
                        .seen_by(Some(&hostile_member())),
                    office: Office::sample("notices"),
                    home: "/jsnm".to_owned(),
                    address: "/jsnm/office/notices/new".to_owned(),
                    typed: Typed {
                        title_ja: HOSTILE.to_owned(),
                        text_en: format!("</textarea>{HOSTILE}"),
                        who: "chosen".to_owned(),
                        publish_at: HOSTILE.to_owned(),
                        ..Typed::default()
                    },
                    faults: vec![
                        Fault::Empty,
                        Fault::Title(Language::En),
                        Fault::Text(Language::Ja),
                        Fault::Text(Language::En),
                        Fault::Who,
                        Fault::EndsAt,
                    ],
                    complaint: Some(HOSTILE.to_owned()),
                    whos: vec![(HOSTILE.to_owned(), HOSTILE.to_owned())],
                    kinds: vec![("post", "A", vec![(HOSTILE.to_owned(), HOSTILE.to_owned())])],
                    state,
                    fixed_audience: None,
                    is_out: false,
                    may_mail: true,
                    reach: Some(Reach {
                        members: 1_234_567,
                        with_mail: 12,
                    }),
                    preview: Some(Preview {
                        articles: vec![(language, Article::new(&pieces, language).unwrap())],
                        label: HOSTILE.to_owned(),
                        mail: Some(Wording {
                            subject: HOSTILE.to_owned(),
                            body: HOSTILE.to_owned(),
                        }),
                    }),
                    mailing: None,
                };
                let shown = page.render().unwrap();
                assert!(shown.contains("1,234,567"), "{shown}");
                inspect(&shown);
            }
        }
    }
}
