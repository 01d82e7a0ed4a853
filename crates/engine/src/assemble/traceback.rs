//! The traceback of an exception nobody caught, with the source lines.

use std::collections::HashMap;

use handoff::Part;

use super::{Sources, decode};

/// As Python prints it, but for the marks below a line. Where a file or a line is not there, or a file
/// may not be read, nothing stands for it; nor for a line of a text, which before 3.13 Python does not
/// print.
pub(super) fn text(parts: &[Part], sources: &Sources<'_>) -> String {
    let mut texts = HashMap::new();
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Text(part) => text += part,
            Part::Line(path, number) => {
                let read = texts.entry(path).or_insert_with(|| {
                    let path = sources.directory.join(path);
                    let path = Some(path).filter(|path| sources.reads.allow(path))?;
                    Some(decode::decode(&decode::read(&path).ok()?).text)
                });
                let lines = read.as_ref().map(|source| source.lines());
                let line = lines.and_then(|mut lines| lines.nth(number.checked_sub(1)?));
                let line = line.map(|line| line.trim_matches([' ', '\t', '\x0c']));
                if let Some(line) = line.filter(|line| !line.is_empty()) {
                    text.extend(["    ", line, "\n"]);
                }
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::collections::BTreeMap;

    use super::*;
    use crate::assemble::Reads;

    #[test]
    fn lines_are_read_where_they_are() {
        let directory = tempfile::tempdir().unwrap();
        let source = b"# coding: latin-1\n\tx = '\xe9'  \n\n";
        std::fs::write(directory.path().join("a.py"), source).unwrap();
        let line = |number| Part::Line("a.py".into(), number);
        let gone = Part::Line("gone.py".into(), 1);
        let first = Part::Text("first\n".into());
        let last = Part::Text("last\n".into());
        let parts = [first, line(2), line(0), line(3), line(9), gone, last];
        let text = |reads| {
            let directory = directory.path();
            text(&parts, &Sources { directory, texts: BTreeMap::new(), reads })
        };
        assert_eq!(text(Reads::All), "first\n    x = 'é'\nlast\n");
        assert_eq!(text(Reads::Chosen(&|_| false)), "first\nlast\n");
    }
}
