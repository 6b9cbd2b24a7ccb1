//! A standing in words, for the terminal: what counts, where, and why not more.

use shusseki_core::credit::{
    CategoryStanding, ConditionStanding, Fact, FloorStanding, Met, MustAttend, OfWhich, Outlook,
    Quantity, Reason, Row, Standing, Status, WayStanding,
};
use shusseki_core::society::Period;
use shusseki_core::text::Language;
use std::fmt::{self, Write as _};

/// The standing as text, line by line.
pub(crate) fn explained(standing: &Standing, language: Language) -> String {
    let mut text = String::new();
    let says = Explanation { standing, language };
    // Writing to a String can't fail.
    let _ = says.write(&mut text);
    text
}

struct Explanation<'a> {
    standing: &'a Standing,
    language: Language,
}

impl Explanation<'_> {
    fn say<'t>(&self, ja: &'t str, en: &'t str) -> &'t str {
        self.language.pick(ja, en)
    }

    fn write(&self, out: &mut String) -> fmt::Result {
        self.head(out)?;
        self.reasons(out)?;
        self.section(out, "内訳", "What counts")?;
        let total = &self.standing.total;
        let amount = |credits| self.standing.unit.amount(credits, self.language);
        writeln!(
            out,
            "  {} {} / {}（{} {}、{} {}）",
            self.say("合計", "Total"),
            total.counted,
            amount(total.required),
            self.say("取得", "earned"),
            amount(total.raw),
            self.say("不足", "missing"),
            amount(total.missing),
        )?;
        self.categories(out, &self.standing.categories, 2)?;
        self.parts(out)?;
        for way in self.standing.ways.iter().flatten() {
            self.way(out, way)?;
        }
        self.outlook(out)?;
        self.rows(out)
    }

    fn section(&self, out: &mut String, ja: &str, en: &str) -> fmt::Result {
        writeln!(out, "\n{}", self.say(ja, en))
    }

    fn head(&self, out: &mut String) -> fmt::Result {
        let standing = self.standing;
        writeln!(
            out,
            "{}　{}",
            standing.name.get(self.language),
            standing.number
        )?;
        writeln!(
            out,
            "  {}: {}",
            self.say("認定期間", "Period"),
            span(&standing.effective.period)
        )?;
        for name in &standing.effective.extended {
            writeln!(out, "    + {}", name.get(self.language))?;
        }
        for suspended in &standing.effective.suspended {
            writeln!(
                out,
                "    − {} {}",
                self.say("休止", "suspended"),
                span(suspended)
            )?;
        }
        if standing.effective.credits != standing.effective.period {
            writeln!(
                out,
                "  {}: {}",
                self.say("算入期間", "Credits count"),
                span(&standing.effective.credits)
            )?;
        }
        writeln!(out, "  {}: {}", self.say("状態", "Status"), self.status())?;
        if let Some(version) = &standing.version {
            writeln!(
                out,
                "  {}: {}",
                self.say("適用する規則", "Rules"),
                version.get(self.language)
            )?;
        }
        for case in &standing.cases {
            writeln!(
                out,
                "  {}: {}",
                self.say("特例", "Special case"),
                case.name.get(self.language)
            )?;
        }
        Ok(())
    }

    fn status(&self) -> String {
        let dated = |ja: &str, en: &str, day| match self.language {
            Language::Ja => format!("{ja}（{day}）"),
            Language::En => format!("{en} {day}"),
        };
        match self.standing.status {
            Status::Valid => self.say("有効", "valid").to_owned(),
            Status::Suspended { until } => dated("休止中", "suspended until", until),
            Status::Forfeited { since, .. } => dated("失効", "forfeited since", since),
            Status::Expired { since } => dated("期間満了", "expired since", since),
        }
    }

    fn reasons(&self, out: &mut String) -> fmt::Result {
        let answer = if self.standing.renewable {
            self.say("更新できます", "Can be renewed")
        } else {
            self.say("更新できません", "Can't be renewed yet")
        };
        writeln!(out, "\n{answer}")?;
        self.each_reason(out, &self.standing.reasons, 2)
    }

    fn each_reason(&self, out: &mut String, reasons: &[Reason], indent: usize) -> fmt::Result {
        for reason in reasons {
            let mark = match reason {
                Reason::Met { .. } => '✓',
                Reason::ToBeConfirmed { .. } => '?',
                reason if reason.blocks() => '✗',
                _ => '·',
            };
            writeln!(
                out,
                "{:indent$}{mark} {}",
                "",
                reason.sentence(self.language)
            )?;
        }
        Ok(())
    }

    fn categories(
        &self,
        out: &mut String,
        categories: &[CategoryStanding],
        indent: usize,
    ) -> fmt::Result {
        for one in categories {
            write!(
                out,
                "{:indent$}− {} {}",
                "",
                one.name.get(self.language),
                one.counted
            )?;
            let mut facts = vec![format!("{} {}", self.say("取得", "earned"), one.raw)];
            facts.extend(
                one.cap
                    .map(|cap| format!("{} {cap}", self.say("上限", "cap"))),
            );
            facts.extend(
                one.minimum
                    .map(|minimum| format!("{} {minimum}", self.say("必要", "needed"))),
            );
            if !one.capped_off.is_zero() {
                facts.push(format!(
                    "{} {}",
                    self.say("算入外", "not counted"),
                    one.capped_off
                ));
            }
            if !one.missing.is_zero() {
                facts.push(format!("{} {}", self.say("不足", "missing"), one.missing));
            }
            writeln!(out, "（{}）", facts.join(self.say("、", ", ")))?;
            self.categories(out, &one.children, indent + 2)?;
        }
        Ok(())
    }

    fn parts(&self, out: &mut String) -> fmt::Result {
        let standing = self.standing;
        let all_empty = standing.of_which.is_empty()
            && standing.must_attend.is_empty()
            && standing.floors.is_empty()
            && standing.conditions.is_empty();
        if all_empty {
            return Ok(());
        }
        self.section(out, "そのほかの条件", "Other conditions")?;
        self.each_part(
            out,
            &standing.of_which,
            &standing.must_attend,
            &standing.floors,
            &standing.conditions,
            2,
        )
    }

    fn each_part(
        &self,
        out: &mut String,
        of_which: &[OfWhich],
        must_attend: &[MustAttend],
        floors: &[FloorStanding],
        conditions: &[ConditionStanding],
        indent: usize,
    ) -> fmt::Result {
        for one in of_which {
            let mark = mark(one.sum.missing.is_zero());
            writeln!(
                out,
                "{:indent$}{mark} {} {} / {}",
                "",
                one.name.get(self.language),
                one.sum.counted,
                one.sum.required
            )?;
        }
        for one in must_attend {
            writeln!(
                out,
                "{:indent$}{} {} {} / {}",
                "",
                mark(one.missing == 0),
                one.name.get(self.language),
                one.attended,
                one.required
            )?;
        }
        for one in floors {
            let year = one
                .year
                .map(|year| format!(" {year}{}", self.say("年度", "")))
                .unwrap_or_default();
            let name = one.name.get(self.language);
            writeln!(
                out,
                "{:indent$}{} {name}{year} {} / {}",
                "",
                mark(one.met),
                plain(one.has),
                plain(one.required)
            )?;
        }
        for one in conditions {
            let mark = match one.met {
                Met::Yes => '✓',
                Met::No => '✗',
                Met::Unknown => '?',
            };
            writeln!(out, "{:indent$}{mark} {}", "", one.name.get(self.language))?;
        }
        Ok(())
    }

    fn way(&self, out: &mut String, way: &WayStanding) -> fmt::Result {
        writeln!(out, "\n{} {}", mark(way.met), way.name.get(self.language))?;
        self.each_reason(out, &way.reasons, 2)?;
        self.categories(out, &way.categories, 2)?;
        self.each_part(
            out,
            &way.of_which,
            &way.must_attend,
            &way.floors,
            &way.conditions,
            2,
        )
    }

    fn outlook(&self, out: &mut String) -> fmt::Result {
        let open = self
            .standing
            .outlook
            .iter()
            .filter(|one| !matches!(one.fact, Fact::Confirmed { .. }));
        let open: Vec<&Outlook> = open.collect();
        if open.is_empty() {
            return Ok(());
        }
        self.section(out, "変わりうること", "What could change it")?;
        for one in open {
            let fact = match &one.fact {
                Fact::ProofAccepted => self
                    .say(
                        "自己申告の証明が認められると",
                        "When the proofs are accepted",
                    )
                    .to_owned(),
                Fact::ExtensionGranted { name } | Fact::Confirmed { name } => match self.language {
                    Language::Ja => format!("「{}」が認められると", name.ja),
                    Language::En => format!("When “{}” is granted", name.en),
                },
            };
            let then = if one.renewable {
                self.say("更新できます", "can be renewed")
            } else {
                self.say("更新できません", "still can't be renewed")
            };
            let until = one
                .until
                .map(|day| format!(" （〜{day}）"))
                .unwrap_or_default();
            writeln!(out, "  · {fact}: {} {}{until}", one.counted, then)?;
        }
        Ok(())
    }

    fn rows(&self, out: &mut String) -> fmt::Result {
        self.section(out, "記録", "Record")?;
        if self.standing.rows.is_empty() {
            return writeln!(out, "  {}", self.say("なし", "none"));
        }
        for row in &self.standing.rows {
            self.row(out, row)?;
        }
        Ok(())
    }

    fn row(&self, out: &mut String, row: &Row) -> fmt::Result {
        let entry = &row.entry;
        let category = row
            .category
            .as_ref()
            .map(|key| format!(" [{key}]"))
            .unwrap_or_default();
        writeln!(
            out,
            "  {} {} {} → {}{category}  {} {}  {}",
            entry.day,
            entry.activity,
            row.worth,
            row.counted,
            self.say("累計", "total"),
            row.running_total,
            entry.event.get(self.language),
        )?;
        match &row.note {
            Some(note) => writeln!(out, "             {}", note.sentence(self.language)),
            None => Ok(()),
        }
    }
}

const fn mark(met: bool) -> char {
    if met { '✓' } else { '✗' }
}

fn plain(quantity: Quantity) -> String {
    match quantity {
        Quantity::Credits(credits) => credits.to_string(),
        Quantity::Times(times) => format!("{times}×"),
    }
}

fn span(period: &Period) -> String {
    format!("{} – {}", period.first, period.last)
}
