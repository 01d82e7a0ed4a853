//! The traceback of an exception nobody caught, with the source lines.

use std::collections::HashMap;
use std::path::Path;

use handoff::Part;

use super::assemble::Reads;
use crate::source;

/// As Python prints it, but for the marks below a line. Relative paths are from `cwd` on; where a
/// file or a line is not there, or `reads` says that a file is not to be read, nothing stands for it.
pub(super) fn text(parts: &[Part], cwd: &Path, reads: &Reads<'_>) -> String {
    let mut sources = HashMap::new();
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Text(part) => text += part,
            Part::Line(path, number) => {
                let source = sources.entry(path).or_insert_with(|| {
                    let path = Some(cwd.join(path)).filter(|path| reads(path))?;
                    Some(source::decode(&source::read(&path).ok()?).text)
                });
                let lines = source.as_ref().map(|source| source.lines());
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

    use super::*;

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
        assert_eq!(text(&parts, directory.path(), &|_| true), "first\n    x = 'é'\nlast\n");
        assert_eq!(text(&parts, directory.path(), &|_| false), "first\nlast\n");
    }
}
