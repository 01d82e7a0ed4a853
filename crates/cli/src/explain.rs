//! `specialist explain`: prints the page of a rule, or a list of all rules.

use std::fmt::{self, Write as _};
use std::process::ExitCode;

use anyhow::anyhow;
use reasons::{RULES, Rule, nearest, rule};
use reporter::terminal::Depth;

use crate::args::{ExplainArgs, PageFormat};
use crate::output::depth;
use crate::{page, pager};

pub(crate) fn explain(args: &ExplainArgs) -> anyhow::Result<ExitCode> {
    let chosen = args.rule.as_deref().map(find).transpose()?;
    let colored = depth(args.screen.color) != Depth::None;
    let text = match (args.format, chosen) {
        (PageFormat::Text, Some(rule)) => page(rule, colored)?,
        (PageFormat::Text, None) => list(colored)?,
        (PageFormat::Json, Some(rule)) => serde_json::to_string_pretty(rule)? + "\n",
        (PageFormat::Json, None) => serde_json::to_string_pretty(RULES)? + "\n",
    };
    let is_read = args.format == PageFormat::Text && !args.screen.no_pager;
    pager::print(is_read, |out| out.write_all(text.as_bytes()))?;
    Ok(ExitCode::SUCCESS)
}

fn find(text: &str) -> anyhow::Result<&'static Rule> {
    rule(text).ok_or_else(|| match nearest(text) {
        Some(near) => {
            anyhow!("there is no rule {text}; did you mean {} ({})?", near.code, near.name)
        }
        None => anyhow!("there is no rule {text}; `specialist explain` lists all"),
    })
}

fn page(rule: &Rule, colored: bool) -> Result<String, fmt::Error> {
    let advice = if rule.avoidable { "" } else { " · no fix in your code" };
    let families = match rule.families {
        [] => "any instruction".to_owned(),
        families => families.join(", "),
    };
    let head =
        format!("{} {} · {families} · {}{advice}\n\n", rule.code, rule.name, rule.versions());
    Ok(head + &if colored { page::colored(rule.page())? } else { rule.page().to_owned() })
}

fn list(colored: bool) -> Result<String, fmt::Error> {
    let mut text = String::new();
    let width =
        |of: fn(&Rule) -> usize| RULES.iter().map(|rule| of(rule)).max().unwrap_or_default();
    let name_width = width(|rule| rule.name.len());
    let versions_width = width(|rule| rule.versions().chars().count());
    let bold = if colored { page::BOLD } else { anstyle::Style::new() };
    for rule in RULES {
        let Rule { code, name, summary, .. } = rule;
        let versions = rule.versions();
        writeln!(
            text,
            "{bold}{code}{bold:#}  {name:name_width$}  {versions:versions_width$}  {summary}"
        )?;
    }
    Ok(text + "\nRun `specialist explain CODE` for details.\n")
}
