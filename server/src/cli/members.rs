//! `shusseki members`: bringing a society's members in from a file.

use super::{CliError, Settings, open};
use crate::app::{App, Tenant};
use crate::config::Config;
use crate::import::fault::RowFault;
use crate::import::job::advance;
use crate::import::map::targets;
use crate::import::plans::listed::listed;
use crate::import::{self, Chosen, Import, ImportError, State};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use shusseki_core::text::Language;
use std::path::PathBuf;

/// Mistakes that are printed; the pages of the office have all of them.
const MISTAKES_PRINTED: i64 = 50;

#[derive(Debug, Subcommand)]
pub(super) enum MembersCommand {
    /// Import members from a CSV or XLSX file: all rows or none; twice the same file changes nothing.
    Import(ImportArgs),
}

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// The file: CSV (UTF-8, or Shift_JIS as Excel writes it) or XLSX.
    file: PathBuf,
    /// The society's slug.
    #[arg(long)]
    society: String,
    /// What a column is: HEADING=TARGET. What is not said is taken from the last import, or from the
    /// words of the heading.
    #[arg(long = "column", value_name = "HEADING=TARGET", value_parser = column)]
    columns: Vec<(String, String)>,
    /// Leave out columns that nobody has said anything about.
    #[arg(long)]
    ignore_unknown: bool,
    /// Fill member numbers up with zeros to so many digits.
    #[arg(long, value_name = "N")]
    digits: Option<usize>,
    /// Let empty cells empty what is registered, instead of leaving it as it is.
    #[arg(long)]
    clear_empty: bool,
    /// Only say what would be imported.
    #[arg(long)]
    dry_run: bool,
    /// The language of mistakes.
    #[arg(long, default_value = "ja", value_parser = ["ja", "en"])]
    lang: String,
    #[command(flatten)]
    settings: Settings,
}

fn column(text: &str) -> Result<(String, String), &'static str> {
    let (heading, target) = text.rsplit_once('=').ok_or("write it as HEADING=TARGET")?;
    Ok((heading.trim().to_owned(), target.trim().to_owned()))
}

/// Carries a command out.
pub(super) async fn run(command: MembersCommand) -> Result<(), CliError> {
    let MembersCommand::Import(args) = command;
    let content = std::fs::read(&args.file).map_err(|cause| CliError::File {
        path: args.file.clone(),
        cause,
    })?;
    let app = open(Config::load(args.settings.config.as_deref())?).await?;
    let society = app.societies.get(&args.society);
    let tenant = society.ok_or_else(|| CliError::NoSociety(args.society.clone()))?;
    let done = bring_in(&app, &tenant, &args, content).await;
    app.finish().await;
    done
}

async fn bring_in(
    app: &App,
    tenant: &Tenant,
    args: &ImportArgs,
    content: Vec<u8>,
) -> Result<(), CliError> {
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let language = super::language(&args.lang);
    let received = match import::receive(app, tenant, None, &name, content).await {
        Err(ImportError::Read(error)) => return Err(unreadable(error.code(), language)),
        received => received?,
    };
    let read = forward(app, tenant, &received.id).await?;
    if read.state == State::Failed {
        let code = read.trouble.unwrap_or_default();
        return Err(unreadable(&code, language));
    }
    println!(
        "Read: {}, {} rows.",
        read.form.told(Language::En),
        read.rows
    );
    let chosen = choose(app, tenant, args, &read).await;
    let chosen = match chosen {
        Ok(chosen) => chosen,
        Err(error) => {
            import::discard(app, tenant, &read.id).await?;
            return Err(error);
        }
    };
    for (heading, target) in read.headings.iter().zip(&chosen.columns) {
        let target = target.as_deref().filter(|target| !target.is_empty());
        println!("  {heading} -> {}", target.unwrap_or("(left out)"));
    }
    if let Err(error) = import::choose(app, tenant, &read, chosen).await {
        import::discard(app, tenant, &read.id).await?;
        return Err(error.into());
    }
    let checked = forward(app, tenant, &read.id).await?;
    let counts = checked.counts;
    let would = format!(
        "{} new, {} changed, {} unchanged, {} wrong; {} members are not in the file and stay as they are.",
        counts.added, counts.changed, counts.unchanged, counts.wrong, counts.absent
    );
    println!("{would}");
    if counts.wrong > 0 {
        let mistakes = mistakes(app, tenant, &checked, language).await?;
        import::discard(app, tenant, &read.id).await?;
        return Err(CliError::MembersNotImported(mistakes));
    }
    if args.dry_run || counts.added + counts.changed == 0 {
        import::discard(app, tenant, &read.id).await?;
        let why = if args.dry_run {
            "this was only tried"
        } else {
            "there is nothing to change"
        };
        println!("Nothing was imported: {why}.");
        return Ok(());
    }
    import::carry_out(app, tenant, &checked, None).await?;
    let done = forward(app, tenant, &read.id).await?;
    if done.state != State::Done {
        import::discard(app, tenant, &read.id).await?;
        let why = "members were changed by somebody else meanwhile; run it again";
        return Err(CliError::MembersNotImported(why.to_owned()));
    }
    println!("Imported.");
    Ok(())
}

/// What is wrong with a file that can't be read, and what to do.
fn unreadable(code: &str, language: Language) -> CliError {
    let (what, next) = import::of_file(code);
    let (what, next) = (what.get(language), next.get(language));
    CliError::MembersNotImported(format!("{what}\n{next} ({code})"))
}

/// Works at the file until a decision is wanted, and shows how far it has come.
async fn forward(app: &App, tenant: &Tenant, id: &str) -> Result<Import, CliError> {
    let bar = ProgressBar::new(100);
    if let Ok(style) =
        ProgressStyle::with_template("{msg:<10} {bar:30} {pos:>3}%  {prefix} {elapsed}")
    {
        bar.set_style(style);
    }
    let tell = |state: State, percent: Option<i64>, row: i64| {
        bar.set_message(state.doing());
        bar.set_prefix(format!("row {row}"));
        bar.set_position(u64::try_from(percent.unwrap_or(0)).unwrap_or(0));
    };
    loop {
        match advance(app, tenant, id, &|| true, &tell).await {
            // A server at the same database took it in hand.
            Err(ImportError::Elsewhere) => {
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            }
            done => {
                bar.finish_and_clear();
                return Ok(done?);
            }
        }
    }
}

async fn choose(
    app: &App,
    tenant: &Tenant,
    args: &ImportArgs,
    read: &Import,
) -> Result<Chosen, CliError> {
    let mut chosen = import::propose(app, tenant, read).await?;
    for (heading, target) in &args.columns {
        let place = read.headings.iter().position(|one| one == heading);
        let place = place.ok_or_else(|| {
            let all = read.headings.join(", ");
            CliError::MembersNotImported(format!(
                "there is no column {heading:?}; there are: {all}"
            ))
        })?;
        // Said on the command line, it is no other column's.
        for other in &mut chosen.columns {
            if other.as_deref() == Some(target.as_str()) {
                *other = None;
            }
        }
        chosen.columns[place] = Some(target.clone());
    }
    if args.ignore_unknown {
        for column in &mut chosen.columns {
            column.get_or_insert_default();
        }
    }
    chosen.digits = args.digits.unwrap_or(chosen.digits);
    chosen.clear = args.clear_empty;
    let unknown = |column: &Option<String>| match column {
        None => true,
        Some(key) => !key.is_empty() && import::map::target(&tenant.society, key).is_none(),
    };
    let undecided = read.headings.iter().zip(&chosen.columns);
    let undecided: Vec<&str> = undecided
        .filter(|(_, column)| unknown(column))
        .map(|(heading, _)| heading.as_str())
        .collect();
    if undecided.is_empty() {
        return Ok(chosen);
    }
    let all = targets(&tenant.society).into_iter();
    let all: Vec<String> = all
        .map(|(target, name)| format!("  {:<36} {}", target.key(), name.ja))
        .collect();
    Err(CliError::MembersNotImported(format!(
        "what are these columns? {}\nsay --column HEADING=TARGET, or leave them out with --ignore-unknown; targets are:\n{}",
        undecided.join(", "),
        all.join("\n")
    )))
}

async fn mistakes(
    app: &App,
    tenant: &Tenant,
    checked: &Import,
    language: Language,
) -> Result<String, CliError> {
    let mut conn = app.db.read().await?;
    let wrong = listed(
        &mut conn,
        tenant.slug(),
        &checked.id,
        "wrong",
        0,
        MISTAKES_PRINTED,
    )
    .await?;
    let mut lines = Vec::new();
    for row in wrong {
        for fault in row.faults {
            lines.push(mistake(row.row, &row.number, &fault, language));
        }
    }
    let more = checked.counts.wrong - MISTAKES_PRINTED;
    if more > 0 {
        lines.push(match language {
            Language::Ja => format!("ほか{more}行"),
            Language::En => format!("… and {more} rows more"),
        });
    }
    Ok(lines.join("\n"))
}

/// A line: the row as a spreadsheet counts it, the member, the cell, what is wrong and what to do.
fn mistake(row: i64, number: &str, fault: &RowFault, language: Language) -> String {
    let (told, remedy) = (fault.wrong.told(language), fault.wrong.remedy(language));
    let member = match (number, language) {
        ("", _) => String::new(),
        (_, Language::Ja) => format!("（会員番号 {number}）"),
        (_, Language::En) => format!(" (member {number})"),
    };
    let value = match fault.value.as_str() {
        "" => language.pick("（空欄）", "(empty)").to_owned(),
        value => language.pick("「", "“").to_owned() + value + language.pick("」", "”"),
    };
    match (&fault.column, language) {
        (Some(column), Language::Ja) => {
            format!("{row}行目{member} {column}：{value} {told}{remedy}")
        }
        (None, Language::Ja) => format!("{row}行目{member} {told}{remedy}"),
        (Some(column), Language::En) => {
            format!("row {row}{member}, {column}: {value} {told} {remedy}")
        }
        (None, Language::En) => format!("row {row}{member}: {told} {remedy}"),
    }
}
