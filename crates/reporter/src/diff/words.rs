//! The sentences that `diff` says about differences.

use diff::{Change, Diff, End, FileDiff, Side, Site};
use recording::State;
use strum::IntoEnumIterator;

use crate::evidence::described;
use crate::summary::{grouped, program, python};
use crate::visible::Visible;

/// `point.py on CPython 3.11.7 → CPython 3.14.0`
pub(crate) fn title(diff: &Diff) -> String {
    let Diff { old, new, .. } = diff;
    let side = |side: &Side| format!("{} on {}", program(&side.program), python(&side.engine));
    if program(&old.program) == program(&new.program) {
        return format!("{} → {}", side(old), python(&new.engine));
    }
    format!("{} → {}", side(old), side(new))
}

/// `2 lost, 1 gained, 120 unchanged`
pub(crate) fn totals(diff: &Diff) -> String {
    let mut words = counts(diff, |_| true);
    words.push(format!("{} unchanged", grouped(diff.same())));
    words.join(", ")
}

/// `2 lost, 1 became unstable`, if any did.
pub(crate) fn losses(diff: &Diff) -> Option<String> {
    let words = counts(diff, Change::is_loss);
    (!words.is_empty()).then(|| words.join(", "))
}

fn counts(diff: &Diff, is_wanted: impl Fn(Change) -> bool) -> Vec<String> {
    let wanted = Change::iter().filter(|change| is_wanted(*change));
    let counts = wanted.map(|change| (diff.count(change), heading(change)));
    let all = counts.filter(|(count, _)| *count > 0);
    all.map(|(count, name)| format!("{} {name}", grouped(count))).collect()
}

/// The name of a change in totals and lists.
pub(crate) fn heading(change: Change) -> &'static str {
    match change {
        Change::Lost => "lost",
        Change::Unstable => "became unstable",
        Change::Fails => "began to fail",
        Change::Gained => "gained",
        Change::Changed => "changed form",
        Change::Hidden => "hidden",
        Change::Removed => "only before",
        Change::Added => "only after",
    }
}

/// The sign in front of a line, in addition to its color.
pub(crate) fn sign(change: Change) -> char {
    match change {
        Change::Lost => '-',
        Change::Unstable => '*',
        Change::Fails => '!',
        Change::Gained => '+',
        Change::Changed => '~',
        Change::Hidden => '?',
        Change::Removed => '<',
        Change::Added => '>',
    }
}

/// Whether a site gets its own line. A site that only one recording has gets one only if it is in
/// the new one and fails or is unstable there.
pub(crate) fn is_listed(site: &Site) -> bool {
    site.change.is_of_both() || is_new_trouble(site)
}

/// Whether only the new recording has the site, and it fails or is unstable there.
fn is_new_trouble(site: &Site) -> bool {
    let trouble = |end: &End| end.unstable || end.state == State::Failing;
    site.change == Change::Added && site.new.as_ref().is_some_and(trouble)
}

/// The word that decides its color: new sites in trouble look like those that began to fail.
pub(crate) fn class(site: &Site) -> &'static str {
    if is_new_trouble(site) { Change::Fails.name() } else { site.change.name() }
}

/// The sentence for recordings without any changed site.
pub(crate) fn all_same(diff: &Diff) -> Option<&'static str> {
    if diff.sites().any(|site| site.change.is_of_both()) {
        None
    } else if diff.same() > 0 {
        Some("All sites that both recordings have are unchanged.")
    } else {
        Some("The recordings have no site in common.")
    }
}

/// `BINARY_OP_ADD_INT → failing: SPC101: …`
pub(crate) fn became(site: &Site) -> String {
    let ends = [&site.old, &site.new].map(|end| end.as_ref().map(end_in_words));
    let words = ends.into_iter().flatten().collect::<Vec<_>>().join(" → ");
    let reason = site.new.as_ref().and_then(|end| end.reason.as_ref());
    match reason {
        Some(reason) => {
            format!("{words}: {}: {}", Visible(&reason.code), Visible(&reason.message))
        }
        None => words,
    }
}

fn end_in_words(end: &End) -> String {
    let forms: Vec<String> = end.forms.iter().map(|form| Visible(form).to_string()).collect();
    match end.state {
        State::Specialized => {
            let guards: Vec<_> = end.guards.iter().map(|guard| described(guard)).collect();
            let guards = if guards.is_empty() {
                String::new()
            } else {
                format!(" for {}", guards.join(", "))
            };
            let unstable = if end.unstable { "unstable " } else { "" };
            format!("{unstable}{}{guards}", forms.join(", "))
        }
        State::Plain => "no specialized form".to_owned(),
        state if end.unstable => format!("unstable, {}", state.name()),
        state => state.name().to_owned(),
    }
}

/// `12:8`, of the site in the new recording or, if it is gone, in the old one. Columns are bytes from 1.
pub(crate) fn position(site: &Site) -> String {
    let end = site.new.as_ref().or(site.old.as_ref());
    end.map_or_else(String::new, |end| format!("{}:{}", end.span.line, end.span.column + 1))
}

/// The file's path; if it had another before, both.
pub(crate) fn path(file: &FileDiff) -> String {
    let path = Visible(&file.path);
    match &file.old_path {
        Some(old) => format!("{} → {path}", Visible(old)),
        None => path.to_string(),
    }
}

/// The sites without a line of their own that are named, and how many more there are.
pub(crate) fn named_apart(file: &FileDiff) -> (Vec<&Site>, usize) {
    /// Maximum number named: a rewritten file has thousands.
    const MOST: usize = 10;
    let mut sites: Vec<_> = file.sites.iter().filter(|site| !is_listed(site)).collect();
    let more = sites.len().saturating_sub(MOST);
    sites.truncate(MOST);
    (sites, more)
}

/// How many of a file's sites only one recording has: `2 sites only before, 1 site only after`.
pub(crate) fn apart(file: &FileDiff) -> Option<String> {
    let count = |change| file.sites.iter().filter(|site| site.change == change).count();
    let words = [Change::Removed, Change::Added].map(|change| match count(change) {
        0 => None,
        1 => Some(format!("1 site {}", heading(change))),
        count => Some(format!("{} sites {}", grouped(count), heading(change))),
    });
    let words: Vec<_> = words.into_iter().flatten().collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// The files that only one recording has.
pub(crate) fn other_files(diff: &Diff) -> Vec<String> {
    [(&diff.only_old, "before"), (&diff.only_new, "after")]
        .into_iter()
        .filter(|(paths, _)| !paths.is_empty())
        .map(|(paths, when)| {
            /// Maximum number named.
            const MOST: usize = 3;
            let mut named: Vec<_> =
                paths.iter().take(MOST).map(|path| Visible(path).to_string()).collect();
            if let Some(more @ 1..) = paths.len().checked_sub(MOST) {
                named.push(format!("{} more", grouped(more)));
            }
            format!("only {when}: {}", named.join(", "))
        })
        .collect()
}
