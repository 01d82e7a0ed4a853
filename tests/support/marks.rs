//! The colors of a source, a character at a time, straight from the rule and the recording.

use std::fmt::Write as _;

use bytecode::Version;
use recording::{File, State};

/// How many instructions cover a character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cover {
    pub(crate) specialized: u32,
    pub(crate) failing: u32,
    pub(crate) rest: u32,
}

impl Cover {
    fn mark(self) -> char {
        match self {
            Self { specialized: 1.., failing: 1.., .. } => '~',
            Self { specialized: 1.., .. } => '+',
            Self { failing: 1.., .. } => '!',
            Self { rest: 1.., .. } => '.',
            Self { .. } => ' ',
        }
    }
}

/// What covers each character, by line. The fixtures' lines all end with LF.
pub(crate) fn covers(file: &File) -> Vec<Vec<(char, Cover)>> {
    let lines = (1..).zip(file.source.lines());
    lines.map(|(number, line)| covers_of_line(file, number, line)).collect()
}

fn covers_of_line(file: &File, number: u32, line: &str) -> Vec<(char, Cover)> {
    let instructions = file.code.iter().flat_map(|code| &code.instructions);
    let here: Vec<_> = instructions
        .filter_map(|instruction| Some((instruction.span?, instruction.state)))
        .filter(|(span, _)| span.line <= number && number <= span.end_line)
        .collect();
    // Whitespace that holds a line break, before or after, is not colored.
    let text = line.len() - line.trim_start().len()..line.trim_end().len();
    let cover = |at: usize| {
        let mut cover = Cover::default();
        let position = (number, u32::try_from(at).unwrap());
        for (span, state) in here.iter().filter(|_| text.contains(&at)) {
            let begun = (span.line, span.column) <= position;
            let ended = (span.end_line, span.end_column) <= position;
            if begun && !ended {
                match state {
                    State::Specialized => cover.specialized += 1,
                    State::Failing => cover.failing += 1,
                    _ => cover.rest += 1,
                }
            }
        }
        cover
    };
    line.char_indices().map(|(at, character)| (character, cover(at))).collect()
}

/// The source with a line of marks under every line that anything covers.
pub(crate) fn marked(file: &File, version: Version) -> String {
    let mut text = format!(
        "{} on CPython {version}: + specialized, ! failing, ~ both, . neither\n\n",
        file.path
    );
    for (number, line) in (1..).zip(covers(file)) {
        let shown: String = line.iter().map(|(c, _)| if *c == '\t' { '→' } else { *c }).collect();
        let marks: String = line.iter().map(|(_, cover)| cover.mark()).collect();
        writeln!(text, "{}", format!("{number:3}  {shown}").trim_end()).unwrap();
        if !marks.trim_end().is_empty() {
            writeln!(text, "     {}", marks.trim_end()).unwrap();
        }
    }
    text
}
