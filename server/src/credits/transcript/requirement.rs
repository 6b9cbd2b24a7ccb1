//! What a renewal requires besides the sums, and what is particular to a certification, on paper.

use shusseki_core::credit::{Met, Standing, Status, span_words, year_words};
use shusseki_core::text::{Language, Text};
use shusseki_documents::transcript::RequirementRow;

fn both(words: impl Fn(Language) -> String) -> Text {
    Text::new(words(Language::Ja), words(Language::En))
}

/// That it isn't valid, what moved its end, which rules hold; nothing of what is as usual.
pub(super) fn particulars(standing: &Standing) -> Vec<Text> {
    let effective = &standing.effective;
    let mut told = Vec::new();
    if standing.status != Status::Valid {
        told.push(both(|language| standing.status.sentence(language)));
    }
    let labelled = |label: (&'static str, &'static str), words: &dyn Fn(Language) -> String| {
        both(|language| {
            let label = language.pick(label.0, label.1);
            format!("{label}{}{}", language.pick("：", ": "), words(language))
        })
    };
    if standing.period != effective.period {
        told.push(labelled(
            ("本来の認定期間", "Period as certified"),
            &|language| span_words(&standing.period, language),
        ));
    }
    let extended = effective.extended.iter();
    told.extend(extended.map(|name| {
        labelled(("延長", "Extended"), &|language| {
            name.get(language).to_owned()
        })
    }));
    let suspended = effective.suspended.iter();
    told.extend(suspended.map(|span| {
        labelled(("休止", "Suspended"), &|language| {
            span_words(span, language)
        })
    }));
    told.extend(standing.version.iter().map(|name| {
        labelled(("適用される規則", "Rules"), &|language| {
            name.get(language).to_owned()
        })
    }));
    told.extend(standing.cases.iter().map(|case| {
        labelled(("特例", "Special case"), &|language| {
            case.name.get(language).to_owned()
        })
    }));
    told
}

/// Required attendances, the least of every year, conditions and alternatives, and how each stands.
pub(super) fn requirements(standing: &Standing) -> Vec<RequirementRow> {
    let unit = &standing.unit;
    let attended = standing.must_attend.iter().map(|must| RequirementRow {
        name: must.name.clone(),
        state: both(|language| {
            let times = language.pick("回", "");
            format!("{} / {}{times}", must.attended, must.required)
        }),
    });
    let years = standing.floors.iter().map(|floor| RequirementRow {
        name: both(|language| {
            let year = year_words(floor.year, language);
            format!(
                "{year}{}{}",
                language.pick("　", ", "),
                floor.name.get(language)
            )
        }),
        state: both(|language| {
            format!(
                "{} / {}",
                floor.has.number(),
                floor.required.amount(unit, language)
            )
        }),
    });
    let conditions = standing.conditions.iter().map(|condition| RequirementRow {
        name: condition.name.clone(),
        state: both(|language| condition.met.word(language).to_owned()),
    });
    let ways = standing.ways.iter().flatten().map(|way| RequirementRow {
        name: way.name.clone(),
        state: both(|language| Met::from(way.met).word(language).to_owned()),
    });
    attended
        .chain(years)
        .chain(conditions)
        .chain(ways)
        .collect()
}
