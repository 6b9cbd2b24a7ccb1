//! What a change of the rules would change: whose standing, and why.

use super::RulesError;
use super::files::definition;
use crate::credits::everybody::{self, Holding};
use crate::credits::known::{Known, KnownAs, known};
use crate::db::Db;
use jiff::civil::Date;
use shusseki_core::credit::{Asked, Dossier, Reason, Standing, evaluate};
use shusseki_core::ids::CertificationKey;
use shusseki_core::society::Society;
use shusseki_core::text::Language;
use std::path::Path;

/// Members looked at in one go, so that memory doesn't grow with the society.
const PAGE: i64 = 500;

/// What is compared, and how it is told.
pub(crate) struct Comparison<'a> {
    /// The rules as they are.
    pub(crate) old: &'a Path,
    /// The rules as they would be.
    pub(crate) new: &'a Path,
    /// The day on which the standings are looked at.
    pub(crate) day: Date,
    /// The language of the reasons.
    pub(crate) language: Language,
}

/// How many standings were looked at, and what became of them.
#[derive(Debug, Default)]
struct Count {
    standings: usize,
    changed: usize,
    now_renewable: usize,
    no_longer_renewable: usize,
}

/// Prints every standing that the new rules change.
///
/// # Errors
/// A definition has mistakes, they are of two societies, or the database can't be used.
pub(crate) async fn diff(db: &Db, comparison: &Comparison<'_>) -> Result<(), RulesError> {
    let old = definition(comparison.old)?.society;
    let new = definition(comparison.new)?.society;
    if old.slug != new.slug {
        return Err(RulesError::TwoSocieties(old.slug, new.slug));
    }
    let differing = Differing {
        old: &old,
        new: &new,
        comparison,
    };
    let (mut count, mut after) = (Count::default(), None);
    let mut conn = db.read().await?;
    loop {
        let holding = everybody::holding(&mut conn, &old.slug, after, PAGE).await?;
        for member in &holding {
            let known = known(&mut conn, &old.slug, member.id, KnownAs::NOW).await?;
            differing.member(member, &known, &mut count);
        }
        match holding.last() {
            Some(last) => after = Some(last.id),
            None => break,
        }
    }
    count.print(comparison.language);
    Ok(())
}

struct Differing<'a> {
    old: &'a Society,
    new: &'a Society,
    comparison: &'a Comparison<'a>,
}

impl Differing<'_> {
    fn member(&self, member: &Holding, known: &Known, count: &mut Count) {
        for holder in &known.holders {
            let dossier = Dossier {
                holder,
                person: &known.person,
                entries: &known.entries,
            };
            let before = self.standing(self.old, &holder.certification, &dossier);
            let after = self.standing(self.new, &holder.certification, &dossier);
            count.standings += 1;
            if let Some(change) = Change::between(before, after, self.comparison.language) {
                count.note(&change);
                print!("{}", change.told(member, self.comparison.language));
            }
        }
    }

    fn standing(
        &self,
        society: &Society,
        certification: &CertificationKey,
        dossier: &Dossier<'_>,
    ) -> Option<Standing> {
        let certification = society.certification(certification)?;
        let asked = Asked::on(self.comparison.day);
        Some(evaluate(society, certification, dossier, &asked))
    }
}

/// What changes for one member in one certification.
struct Change {
    before: Option<Standing>,
    after: Option<Standing>,
    /// Reasons that are no longer there, as sentences.
    gone: Vec<String>,
    /// Reasons that come.
    come: Vec<String>,
}

impl Change {
    /// The change, if there is one.
    fn between(
        before: Option<Standing>,
        after: Option<Standing>,
        language: Language,
    ) -> Option<Self> {
        let told = |standing: &Option<Standing>| -> Vec<String> {
            let reasons = standing.iter().flat_map(|standing| &standing.reasons);
            let important = reasons.filter(|reason| !matches!(reason, Reason::Met { .. }));
            important.map(|reason| reason.sentence(language)).collect()
        };
        let figures = |standing: &Option<Standing>| {
            standing.as_ref().map(|standing| {
                let total = &standing.total;
                (
                    standing.renewable,
                    total.counted,
                    total.required,
                    standing.effective.period,
                )
            })
        };
        let (old, new) = (told(&before), told(&after));
        if figures(&before) == figures(&after) && old == new {
            return None;
        }
        Some(Self {
            gone: old
                .iter()
                .filter(|one| !new.contains(one))
                .cloned()
                .collect(),
            come: new
                .iter()
                .filter(|one| !old.contains(one))
                .cloned()
                .collect(),
            before,
            after,
        })
    }

    fn told(&self, member: &Holding, language: Language) -> String {
        let name = self.after.as_ref().or(self.before.as_ref());
        let name = name
            .map(|standing| standing.name.get(language))
            .unwrap_or_default();
        let mut text = format!(
            "{}  {}\n  {} → {}\n",
            member.number,
            name,
            at_a_glance(self.before.as_ref(), language),
            at_a_glance(self.after.as_ref(), language),
        );
        for sentence in &self.gone {
            text.push_str(&format!("  − {sentence}\n"));
        }
        for sentence in &self.come {
            text.push_str(&format!("  + {sentence}\n"));
        }
        text
    }
}

fn at_a_glance(standing: Option<&Standing>, language: Language) -> String {
    let Some(standing) = standing else {
        return language
            .pick("（この資格の規則なし）", "(no rules for it)")
            .to_owned();
    };
    let renewable = if standing.renewable {
        language.pick("更新できます", "can be renewed")
    } else {
        language.pick("更新できません", "can't be renewed")
    };
    let required = standing.unit.amount(standing.total.required, language);
    let until = standing.effective.period.last;
    format!(
        "{renewable} {} / {required} （〜{until}）",
        standing.total.counted
    )
}

impl Count {
    fn note(&mut self, change: &Change) {
        let renewable =
            |standing: &Option<Standing>| standing.as_ref().is_some_and(|one| one.renewable);
        self.changed += 1;
        match (renewable(&change.before), renewable(&change.after)) {
            (false, true) => self.now_renewable += 1,
            (true, false) => self.no_longer_renewable += 1,
            _ => {}
        }
    }

    fn print(&self, language: Language) {
        let Self {
            standings,
            changed,
            now_renewable,
            no_longer_renewable,
        } = self;
        match language {
            Language::Ja => println!(
                "{standings}件の取得状況のうち{changed}件が変わります（更新できるようになる {now_renewable}件、できなくなる {no_longer_renewable}件）"
            ),
            Language::En => println!(
                "{changed} of {standings} standings change ({now_renewable} become renewable, {no_longer_renewable} no longer are)"
            ),
        }
    }
}
