//! What the office types of a notice: read from the form, and written back into it.

use super::fault::Fault;
use crate::app::Tenant;
use crate::notices::{Draft, Notice, Piece, Pieces};
use crate::web::typed::paragraphs;
use jiff::Timestamp;
use jiff::civil::DateTime;
use shusseki_core::audience::{Audience, Selection};
use shusseki_core::calendar::jst;
use shusseki_core::ids::AudienceKey;
use shusseki_core::text::Language;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;

/// As many characters as a mail's subject takes.
pub(super) const TITLE_AT_MOST: usize = 100;
pub(super) const TEXT_AT_MOST: usize = 20_000;

/// What was typed and ticked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) title_ja: String,
    pub(super) text_ja: String,
    pub(super) title_en: String,
    pub(super) text_en: String,
    /// `everybody`, `members`, `chosen`, or a named audience's `key:NAME`.
    pub(super) who: String,
    /// What is ticked, as `class=regular`.
    pub(super) ticks: BTreeSet<(String, String)>,
    pub(super) later: bool,
    pub(super) publish_at: String,
    pub(super) ends_at: String,
    pub(super) pinned: bool,
    pub(super) by_mail: bool,
    pub(super) revision: i64,
    pub(super) deed: String,
}

/// The names of what can be ticked.
const KINDS: [&str; 5] = ["class", "district", "certification", "post", "standing"];

impl Typed {
    /// What a form sent.
    pub(super) fn sent(fields: Vec<(String, String)>) -> Self {
        let mut typed = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "title_ja" => typed.title_ja = value,
                "text_ja" => typed.text_ja = lines(&value),
                "title_en" => typed.title_en = value,
                "text_en" => typed.text_en = lines(&value),
                "who" => typed.who = value,
                "when" => typed.later = value == "later",
                "publish_at" => typed.publish_at = value,
                "ends_at" => typed.ends_at = value,
                "pinned" => typed.pinned = true,
                "by_mail" => typed.by_mail = true,
                "revision" => typed.revision = value.parse().unwrap_or_default(),
                "deed" => typed.deed = value,
                kind if KINDS.contains(&kind) => {
                    typed.ticks.insert((name, value));
                }
                _ => {}
            }
        }
        typed
    }

    /// An empty form: for all members, and by mail where the society does so.
    pub(super) fn empty(tenant: &Tenant) -> Self {
        let all = Audience::all_members();
        let mut named = tenant.society.notices.audiences.iter();
        let named = named.find(|one| one.audience == all);
        Self {
            who: named.map_or_else(|| "members".to_owned(), |one| format!("key:{}", one.key)),
            by_mail: tenant.society.notices.mail,
            ..Self::default()
        }
    }

    /// What a stored notice has.
    pub(super) fn of(notice: &Notice, now: Timestamp) -> Self {
        let draft = &notice.draft;
        let words = |piece: &Option<Piece>| {
            let piece = piece.as_ref();
            piece.map_or_else(Default::default, |piece| {
                (piece.title.clone(), piece.text.clone())
            })
        };
        let (title_ja, text_ja) = words(&draft.pieces.ja);
        let (title_en, text_en) = words(&draft.pieces.en);
        let who = match (&draft.audience_key, &draft.audience) {
            (Some(key), _) => format!("key:{key}"),
            (None, Audience::Everybody) => "everybody".to_owned(),
            (None, Audience::Members(selection)) if selection.is_everything() => {
                "members".to_owned()
            }
            (None, Audience::Members(_)) => "chosen".to_owned(),
        };
        let local = |at: Option<Timestamp>| {
            at.map_or_else(String::new, |at| {
                at.to_zoned(jst()).strftime("%Y-%m-%dT%H:%M").to_string()
            })
        };
        Self {
            title_ja,
            text_ja,
            title_en,
            text_en,
            who,
            ticks: ticks(&draft.audience),
            later: draft.publish_at.is_some_and(|at| at > now),
            publish_at: local(draft.publish_at),
            ends_at: local(draft.ends_at),
            pinned: draft.pinned,
            by_mail: draft.by_mail,
            revision: notice.revision,
            deed: String::new(),
        }
    }

    /// Whether that is ticked.
    pub(super) fn is_ticked(&self, kind: &str, value: &str) -> bool {
        let tick = (kind.to_owned(), value.to_owned());
        self.ticks.contains(&tick)
    }

    /// The notice that was typed.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the form.
    pub(super) fn draft(&self, tenant: &Tenant) -> Result<Draft, Vec<Fault>> {
        let mut faults = Vec::new();
        let ja = piece(&self.title_ja, &self.text_ja, Language::Ja, &mut faults);
        let en = piece(&self.title_en, &self.text_en, Language::En, &mut faults);
        if ja.is_none() && en.is_none() && faults.is_empty() {
            faults.push(Fault::Empty);
        }
        let audience = self.audience(tenant);
        let audience = audience.unwrap_or_else(|fault| {
            faults.push(fault);
            (Audience::all_members(), None)
        });
        let publish_at = instant(&self.publish_at).filter(|_| self.later);
        if self.later && publish_at.is_none() {
            faults.push(Fault::PublishAt);
        }
        let ends_at = instant(&self.ends_at);
        if ends_at.is_none() && !self.ends_at.trim().is_empty() {
            faults.push(Fault::EndsAt);
        }
        if let (Some(begins), Some(ends)) = (publish_at, ends_at)
            && ends <= begins
        {
            faults.push(Fault::EndsFirst);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let (audience, audience_key) = audience;
        Ok(Draft {
            pieces: Pieces { ja, en },
            audience,
            audience_key,
            pinned: self.pinned,
            by_mail: self.by_mail,
            publish_at,
            ends_at,
        })
    }

    /// Whom it is for.
    ///
    /// # Errors
    /// Nothing, or something that the society does not have, was chosen.
    pub(super) fn audience(
        &self,
        tenant: &Tenant,
    ) -> Result<(Audience, Option<AudienceKey>), Fault> {
        match self.who.as_str() {
            "everybody" => Ok((Audience::Everybody, None)),
            "members" => Ok((Audience::all_members(), None)),
            "chosen" => {
                let selection = self.selection();
                if selection.is_everything() {
                    return Err(Fault::NobodyChosen);
                }
                Ok((Audience::Members(selection), None))
            }
            other => {
                let key = other.strip_prefix("key:").and_then(|key| key.parse().ok());
                let named = key.and_then(|key| tenant.society.notices.audience(&key));
                let named = named.ok_or(Fault::Who)?;
                Ok((named.audience.clone(), Some(named.key.clone())))
            }
        }
    }

    fn selection(&self) -> Selection {
        Selection {
            classes: self.ticked("class"),
            districts: self.ticked("district"),
            certifications: self.ticked("certification"),
            posts: self.ticked("post"),
            standings: self.ticked("standing"),
        }
    }

    fn ticked<T: FromStr + Ord>(&self, kind: &str) -> BTreeSet<T> {
        let ticks = self.ticks.iter().filter(|(ticked, _)| ticked == kind);
        ticks.filter_map(|(_, value)| value.parse().ok()).collect()
    }
}

/// What an audience's ticks are.
fn ticks(audience: &Audience) -> BTreeSet<(String, String)> {
    let mut ticks = BTreeSet::new();
    let mut tick = |kind: &str, value: &dyn Display| {
        ticks.insert((kind.to_owned(), value.to_string()));
    };
    if let Some(selection) = audience.selection() {
        selection.classes.iter().for_each(|one| tick("class", one));
        selection
            .districts
            .iter()
            .for_each(|one| tick("district", one));
        let certifications = selection.certifications.iter();
        certifications.for_each(|one| tick("certification", one));
        selection.posts.iter().for_each(|one| tick("post", one));
        selection
            .standings
            .iter()
            .for_each(|one| tick("standing", one));
    }
    ticks
}

/// Line ends of one kind, as forms send two.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The words in one language; nothing where neither title nor text is typed.
fn piece(title: &str, text: &str, language: Language, faults: &mut Vec<Fault>) -> Option<Piece> {
    let (title, text) = (title.trim(), text.trim());
    if title.is_empty() && text.is_empty() {
        return None;
    }
    let count = title.chars().count();
    if count == 0 || count > TITLE_AT_MOST || title.chars().any(char::is_control) {
        faults.push(Fault::Title(language));
    }
    if paragraphs(text, TEXT_AT_MOST).is_none() {
        faults.push(Fault::Text(language));
    }
    Some(Piece {
        title: title.to_owned(),
        text: text.to_owned(),
    })
}

/// A time in Japan as browsers send it.
fn instant(typed: &str) -> Option<Timestamp> {
    let local: DateTime = typed.trim().parse().ok()?;
    let zoned = local.to_zoned(jst()).ok()?;
    // Years that no notice is written for, and that columns of microseconds don't hold.
    (2000..=2199)
        .contains(&local.year())
        .then(|| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::{Fault, Typed};
    use crate::web::page::samples::tenant;
    use shusseki_core::text::Language;

    fn sent(fields: &[(&str, &str)]) -> Typed {
        let fields = fields.iter();
        Typed::sent(
            fields
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn what_is_wrong_is_said_where_it_stands() {
        let whole = [("title_ja", "題"), ("text_ja", "文"), ("who", "members")];
        let jsnm = tenant(1);
        assert!(sent(&whole).draft(&jsnm).is_ok());
        let long = "あ".repeat(101);
        let rows: [(&[(&str, &str)], Fault); 11] = [
            (&[("title_ja", ""), ("text_ja", " ")], Fault::Empty),
            (&[("title_ja", "")], Fault::Title(Language::Ja)),
            (&[("title_ja", &long)], Fault::Title(Language::Ja)),
            (&[("title_ja", "a\u{7}")], Fault::Title(Language::Ja)),
            (&[("text_ja", "a\0")], Fault::Text(Language::Ja)),
            (&[("title_en", "title")], Fault::Text(Language::En)),
            (&[("who", "key:nobody")], Fault::Who),
            (
                &[("who", "chosen"), ("class", "NO SUCH")],
                Fault::NobodyChosen,
            ),
            (
                &[("when", "later"), ("publish_at", "tomorrow")],
                Fault::PublishAt,
            ),
            (&[("ends_at", "9999-12-31T00:00")], Fault::EndsAt),
            (
                &[
                    ("when", "later"),
                    ("publish_at", "2026-11-22T10:00"),
                    ("ends_at", "2026-11-22T10:00"),
                ],
                Fault::EndsFirst,
            ),
        ];
        for (change, fault) in rows {
            let typed = sent(&[&whole[..], change].concat());
            assert_eq!(typed.draft(&jsnm), Err(vec![fault]), "{change:?}");
        }
    }

    #[test]
    fn times_are_japans() {
        let typed = sent(&[
            ("title_en", "t"),
            ("text_en", "x\r\ny"),
            ("who", "everybody"),
            ("when", "later"),
            ("publish_at", "2026-11-22T09:30"),
        ]);
        let draft = typed.draft(&tenant(1)).unwrap();
        assert_eq!(
            draft.publish_at,
            Some("2026-11-22T00:30:00Z".parse().unwrap())
        );
        assert_eq!(draft.pieces.en.unwrap().text, "x\ny");
    }
}
