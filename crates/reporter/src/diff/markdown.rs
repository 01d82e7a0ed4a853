//! A difference as Markdown, for a pull request.

use std::io;

use diff::{Diff, FileDiff};

use super::words::{self, apart, became, heading, is_listed, other_files, position};
use crate::markdown::{code, prose};
use crate::summary::grouped;
use crate::words::excerpt;

/// Maximum number of sites listed: a comment holds 65,536 characters.
const MOST_SITES: usize = 200;

/// The width of an expression, in columns.
const WIDEST: usize = 60;

/// Writes a title, the totals, and a table for each file.
pub(super) fn write(diff: &Diff, out: &mut dyn io::Write) -> io::Result<()> {
    let lost = words::losses(diff).unwrap_or_else(|| "nothing lost".to_owned());
    let title = code(&words::title(diff));
    let mut text = format!("### specialist diff: {lost}\n\n{title}\n\n{}\n", words::totals(diff));
    let mut left = MOST_SITES;
    for file in &diff.files {
        write_file(file, &mut left, &mut text);
    }
    let listed = diff.sites().filter(|site| is_listed(site)).count();
    if let Some(more @ 1..) = listed.checked_sub(MOST_SITES) {
        push!(text, "\nAnd {} more sites.\n", grouped(more));
    }
    for note in other_files(diff).iter().chain(&diff.notes) {
        push!(text, "\n> {}\n", prose(note));
    }
    out.write_all(text.as_bytes())
}

fn write_file(file: &FileDiff, left: &mut usize, text: &mut String) {
    let mut sites: Vec<_> = file.sites.iter().filter(|site| is_listed(site)).collect();
    let apart = apart(file);
    if sites.is_empty() && apart.is_none() {
        return;
    }
    push!(text, "\n#### {}\n", code(&words::path(file)));
    sites.truncate(*left);
    *left -= sites.len();
    if !sites.is_empty() {
        text.push_str("\n| | where | expression | before → after |\n|---|---|---|---|\n");
    }
    for site in sites {
        let place = format!("{}<br>in {}", position(site), code(&site.function));
        let expression = code(&excerpt(&site.expression, WIDEST));
        let became = prose(&became(site));
        push!(text, "| {} | {place} | {expression} | {became} |\n", heading(site.change));
    }
    if let Some(apart) = apart {
        let (sites, more) = words::named_apart(file);
        let named = sites.iter().map(|site| {
            let expression = code(&excerpt(&site.expression, WIDEST));
            format!("{} {} {expression}", heading(site.change), position(site))
        });
        let more = (more > 0).then(|| format!("{} more", grouped(more)));
        let named: Vec<_> = named.chain(more).collect();
        let named =
            if named.is_empty() { named.join("") } else { format!(": {}", named.join(", ")) };
        push!(text, "\n{apart}{named}\n");
    }
}
