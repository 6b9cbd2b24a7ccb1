//! What a change of the rules would change: whose standing, and why.

mod change;
mod figures;

use super::RulesError;
use super::files::definition;
use crate::credits::everybody::{self, Holding};
use crate::credits::known::{Known, KnownAs, known};
use crate::db::Db;
use change::{Change, Kind};
use jiff::civil::Date;
use shusseki_core::calendar::written;
use shusseki_core::credit::{Asked, Holder, evaluate};
use shusseki_core::society::Society;
use shusseki_core::text::Language;
use std::io::{self, Write};
use std::path::Path;

/// Members looked at in one go, so that memory doesn't grow with the society.
const PAGE: i64 = 500;

/// Two versions of a society's rules, and how their comparison is told.
pub(crate) struct Comparison {
    old: Society,
    new: Society,
    day: Date,
    language: Language,
}

impl Comparison {
    /// The rules as they are and as they would be, on a day, told in a language.
    ///
    /// # Errors
    /// A definition can't be read or has mistakes, or they are of two societies.
    pub(crate) fn of(
        old: &Path,
        new: &Path,
        day: Date,
        language: Language,
    ) -> Result<Self, RulesError> {
        let (old, new) = (definition(old)?.society, definition(new)?.society);
        if old.slug != new.slug {
            return Err(RulesError::TwoSocieties(old.slug, new.slug));
        }
        Ok(Self {
            old,
            new,
            day,
            language,
        })
    }

    /// Writes every standing that the new rules change, in the order of the member numbers, and
    /// how many there are.
    ///
    /// # Errors
    /// The database can't be used, or nobody takes the output.
    pub(crate) async fn tell(&self, db: &Db, out: &mut impl Write) -> Result<(), RulesError> {
        let (mut count, mut after) = (Count::default(), None);
        let mut conn = db.read().await?;
        loop {
            let page = everybody::holding(&mut conn, &self.old.slug, after.as_ref(), PAGE).await?;
            for member in &page {
                let known = known(&mut conn, &self.old.slug, member.id, KnownAs::NOW).await?;
                self.member(member, &known, &mut count, out)?;
            }
            match page.into_iter().next_back() {
                Some(last) => after = Some(last.number),
                None => break,
            }
        }
        writeln!(out, "{}", self.sum_up(&count))?;
        if self.grants_differ() {
            let told = self.language.pick(
                "活動の単位（credits）が変わりますが、すでに記録された単位はそのまま残ります",
                "What activities give (`credits`) changes; what is in the ledger already stays as it is",
            );
            writeln!(out, "{told}")?;
        }
        Ok(())
    }

    /// Whether an activity would give other credits. The ledger keeps what was granted, so no standing
    /// shows it.
    fn grants_differ(&self) -> bool {
        self.old.activities.iter().any(|old| {
            let new = self.new.activity(&old.key);
            new.is_some_and(|new| new.credits != old.credits)
        })
    }

    fn member(
        &self,
        member: &Holding,
        known: &Known,
        count: &mut Count,
        out: &mut impl Write,
    ) -> io::Result<()> {
        for holder in &known.holders {
            count.standings += 1;
            let [before, after] =
                [&self.old, &self.new].map(|society| self.standing(society, holder, known));
            let Some(change) = Change::between(before, after, self.language) else {
                continue;
            };
            match change.kind() {
                Kind::Loses => count.lose += 1,
                Kind::Gains => count.gain += 1,
                Kind::Other => count.other += 1,
            }
            out.write_all(change.told(member).as_bytes())?;
        }
        Ok(())
    }

    fn standing<'a>(
        &self,
        society: &'a Society,
        holder: &Holder,
        known: &Known,
    ) -> Option<change::Side<'a>> {
        let certification = society.certification(&holder.certification)?;
        let dossier = known.dossier(holder, &known.entries);
        let standing = evaluate(society, certification, &dossier, &Asked::on(self.day));
        Some(change::Side { society, standing })
    }

    fn sum_up(&self, count: &Count) -> String {
        let Count {
            standings,
            lose,
            gain,
            other,
        } = count;
        let same = standings - lose - gain - other;
        let day = written(self.day, self.language);
        let slug = &self.old.slug;
        match (standings, self.language) {
            (0, Language::Ja) => {
                format!("{slug} の資格をもつ会員は、このデータベースにいません")
            }
            (0, Language::En) => {
                format!("No member in this database holds a certification of {slug}")
            }
            (_, Language::Ja) => format!(
                "{day}の{standings}件：更新できなくなる {lose}、できるようになる {gain}、\
                 そのほかに変わる {other}、変わらない {same}"
            ),
            (_, Language::En) => format!(
                "{standings} standing{} on {day}: {lose} can no longer be renewed, {gain} now can, \
                 {other} change otherwise, {same} stay the same",
                if *standings == 1 { "" } else { "s" }
            ),
        }
    }
}

/// How many standings were looked at, and what became of them.
#[derive(Debug, Default)]
struct Count {
    standings: usize,
    lose: usize,
    gain: usize,
    other: usize,
}
