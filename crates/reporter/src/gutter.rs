//! The gutter beside the lines of a source: how hot they are, and what is wrong there.

use std::ops::RangeInclusive;

use recording::{File, Instruction, Span, State};
use sites::{RankedSite, Trouble};
use source::{Outline, Target};

/// The gutter of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Gutter {
    /// The samples of the instructions that begin on it.
    pub(crate) samples: u64,
    /// The worst trouble that begins on it.
    pub(crate) mark: Option<Mark>,
}

/// What is wrong on a line, the worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    /// The code is marked hot, but a site did not try to specialize.
    Cold,
    /// A site does not stay specialized.
    Unstable,
    /// A site fails.
    Failing,
}

impl Mark {
    /// The word that reports use.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Cold => State::Cold.name(),
            Self::Unstable => Trouble::Unstable.name(),
            Self::Failing => Trouble::Failing.name(),
        }
    }
}

/// The gutter of each of the first `lines` lines of a file. `sites` are those of the file that are in
/// trouble.
pub(crate) fn gutters<'a>(
    file: &File,
    lines: usize,
    sites: impl Iterator<Item = &'a RankedSite<'a>>,
    outline: Option<&Outline>,
) -> Vec<Gutter> {
    let mut gutters = vec![Gutter::default(); lines];
    let hot = outline.map(hot_lines).unwrap_or_default();
    for (instruction, line) in lines_of(file) {
        let Some(gutter) = gutters.get_mut((line as usize).wrapping_sub(1)) else { continue };
        gutter.samples += instruction.samples();
        if instruction.state == State::Failing {
            gutter.mark = Some(Mark::Failing);
        }
        if instruction.state == State::Cold && hot.iter().any(|lines| lines.contains(&line)) {
            gutter.mark = gutter.mark.max(Some(Mark::Cold));
        }
    }
    for RankedSite { span, trouble, .. } in sites {
        let mark = match trouble {
            Trouble::Failing => Mark::Failing,
            Trouble::Unstable => Mark::Unstable,
        };
        if let Some(gutter) = gutters.get_mut((span.line as usize).wrapping_sub(1)) {
            gutter.mark = gutter.mark.max(Some(mark));
        }
    }
    gutters
}

/// The instructions of a file that have a line, with that line.
fn lines_of(file: &File) -> impl Iterator<Item = (&Instruction, u32)> {
    file.code.iter().flat_map(|code| {
        code.instructions.iter().filter_map(|instruction| {
            let line = instruction.span.map(|span| span.line).or_else(|| {
                let at =
                    code.lines.binary_search_by_key(&instruction.offset, |(at, _)| *at).ok()?;
                code.lines.get(at).map(|(_, line)| *line)
            });
            Some((instruction, line?))
        })
    })
}

/// The lines that comments mark as hot.
fn hot_lines(outline: &Outline) -> Vec<RangeInclusive<u32>> {
    let span = |target| -> Option<Span> {
        Some(match target {
            Target::Loop(number) => outline.loops.get(number)?.span,
            Target::Function(number) => outline.functions.get(number)?.span,
        })
    };
    let spans = outline.comments.hot.iter().filter_map(|hot| span(hot.target));
    spans.map(|span| span.line..=span.end_line).collect()
}

#[cfg(test)]
mod tests {
    use bytecode::Version;

    use super::*;
    use crate::testing::{Cold, Specialized, at, failed, file, knowing, recording, scaled};
    use sites::Ranking;

    #[test]
    fn lines_have_heat_and_the_worst_mark() {
        let recording = scaled();
        let ranking = Ranking::new(&recording);
        let gutters = gutters(&recording.files[0], 4, ranking.all.iter(), None);
        assert_eq!(gutters[1], Gutter::default());
        assert_eq!(gutters[2], Gutter { samples: 3, mark: Some(Mark::Failing) });
        assert_eq!(gutters[3], Gutter { samples: 361, mark: Some(Mark::Failing) });
    }

    #[test]
    fn what_must_be_hot_and_is_cold_is_marked() {
        let source = "for x in y:  # specialist: hot\n    x + x\nx + x\n";
        let sites = vec![
            at([2, 4, 2, 9], "BINARY_OP", "+", Cold),
            at([3, 0, 3, 5], "BINARY_OP", "+", Cold),
            knowing(failed(0, 9, 7), at([3, 0, 3, 1], "LOAD_NAME", "x", Specialized)),
        ];
        let recording = recording(vec![file("x.py", source, sites)]);
        let outline = Outline::parse(Version::V3_12, source).unwrap();
        let gutters = gutters(&recording.files[0], 2, [].iter(), Some(&outline));
        assert_eq!(
            gutters.iter().map(|one| one.mark).collect::<Vec<_>>(),
            [None, Some(Mark::Cold)]
        );
    }
}
