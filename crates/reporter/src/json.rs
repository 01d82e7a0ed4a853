//! The recording itself, for other programs, and all other JSON: what this module writes has no
//! effect in a terminal, page or editor, and is the same text when it is read.

use std::io;

use recording::Recording;
use serde::Serialize;

use crate::visible::stand_in;

/// Writes the recording as one line of JSON.
///
/// # Errors
/// What `out` says.
pub fn write(recording: &Recording, mut out: impl io::Write) -> io::Result<()> {
    recording::write(recording, Escaped(&mut out, &[]))?;
    writeln!(out)
}

/// A document that begins by saying what it is.
#[derive(Serialize)]
struct Document<'a, T> {
    schema: &'static str,
    version: u32,
    #[serde(flatten)]
    body: &'a T,
}

/// Writes the fields of `body` as a document to read, with the version of its format.
///
/// # Errors
/// What `out` says.
pub(crate) fn document(
    schema: &'static str,
    version: u32,
    body: &impl Serialize,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    pretty(&Document { schema, version, body }, out)
}

/// Writes a document to read, and a final newline.
///
/// # Errors
/// What `out` says.
pub(crate) fn pretty(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(Escaped(&mut *out, &[]), value)?;
    writeln!(out)
}

/// Writes a document on its own line, whatever its reader considers the end of a line.
///
/// # Errors
/// What `out` says.
pub(crate) fn line(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer(Escaped(&mut *out, &[]), value)?;
    writeln!(out)
}

/// JSON that is harmless inside a `<script>` element.
///
/// # Errors
/// If the value can't be represented in JSON.
pub(crate) fn for_script(value: &impl Serialize) -> serde_json::Result<String> {
    let mut out = Vec::with_capacity(1024);
    serde_json::to_writer(Escaped(&mut out, &['<', '>', '&']), value)?;
    String::from_utf8(out).map_err(serde::ser::Error::custom)
}

/// Accepts JSON in pieces of text, and writes as `\u` escapes the characters that would have an
/// effect, and certain others: these occur only within strings.
struct Escaped<W>(W, &'static [char]);

impl<W: io::Write> io::Write for Escaped<W> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let text = std::str::from_utf8(piece)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        // Before this, the layout has only spaces and newlines.
        let acts = |c: char| c >= '\x7f' && stand_in(c).is_some() || self.1.contains(&c);
        let mut rest = text;
        while let Some((before, c, after)) = split_at(rest, acts) {
            self.0.write_all(before.as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(self.0, "\\u{unit:04x}")?;
            }
            rest = after;
        }
        self.0.write_all(rest.as_bytes())?;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The text before and after the first character that is wanted.
fn split_at(text: &str, is_wanted: impl Fn(char) -> bool) -> Option<(&str, char, &str)> {
    let (before, rest) = text.split_at(text.find(is_wanted)?);
    let mut after = rest.chars();
    Some((before, after.next()?, after.as_str()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::io::BufRead as _;
    use std::num::NonZeroU32;

    use recording::{
        CacheUnits, Exception, ExceptionEntry, Form, Missing, NoSource, OpcodeName, Processes,
        State,
    };
    use serde_json::Value;

    use super::*;
    use crate::testing::{file, known_through_and_through, sampled};

    #[test]
    fn what_is_written_is_read_back() {
        let mut recording = crate::testing::recording(vec![crate::testing::point()]);
        recording.warnings = vec!["one".into()];
        let mut out = Vec::new();
        write(&recording, &mut out).unwrap();
        assert_eq!(out.lines().count(), 1);
        assert_eq!(recording::read(&out).unwrap(), recording);
    }

    /// A recording in which nothing is left out.
    fn complete() -> Recording {
        let mut file = file("x.py", "a + b\n", vec![known_through_and_through()]);
        let code = &mut file.code[0];
        code.lines = Box::new([(0, 0)]);
        code.handlers =
            Box::new([ExceptionEntry { start: 0, end: 2, target: 4, depth: 1, lasti: true }]);
        code.caches = CacheUnits(Box::new([17]));
        let mut recording = crate::testing::recording(vec![file]);
        recording.warnings = vec!["one".into()];
        recording.missing = Missing {
            cut_off: 1,
            unrecorded: 1,
            unread: 1,
            dropped: 1,
            short: 1,
            damaged: 1,
            sources: vec![NoSource { path: "y.py".into(), error: "gone".into() }],
        };
        recording.sampling = Some(sampled(1000));
        recording.outcome.threads = 2;
        let two = Processes(NonZeroU32::MIN.saturating_add(1));
        recording.processes = two;
        let form = Form {
            opcode: OpcodeName::new("BINARY_OP"),
            state: State::Failing,
            processes: two,
            covered_by: Some(0),
            guard: Some("int".into()),
            target: Some("Base.shifted".into()),
            misses: Some(1),
        };
        let evidence = recording.files[0].code[0].instructions[0].evidence.as_mut();
        let evidence = evidence.unwrap();
        evidence.forms = Some(Box::new([form]));
        evidence.history.as_mut().unwrap()[0].context = Some("test_point.py::test_sum".into());
        recording.outcome.exception = Some(Exception {
            kind: "ValueError".into(),
            message: "no".into(),
            traceback: "Traceback".into(),
        });
        recording
    }

    /// The names of all fields.
    fn fields(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(object) => {
                for (name, value) in object {
                    found.insert(name.clone());
                    // Its fields depend on the form, and are listed separately.
                    if name != "cache" {
                        fields(value, found);
                    }
                }
            }
            Value::Array(values) => values.iter().for_each(|value| fields(value, found)),
            _ => {}
        }
    }

    #[test]
    fn every_field_is_documented_and_no_other() {
        let mut out = Vec::new();
        write(&complete(), &mut out).unwrap();
        let mut written = BTreeSet::new();
        fields(&serde_json::from_slice(&out).unwrap(), &mut written);
        let page = include_str!("../../../docs/recording.md");
        // Other tables list values.
        let tables = page.split("\n\n").filter(|part| part.starts_with("| field | value |"));
        let rows = tables.flat_map(str::lines);
        let rows = rows.filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
        let documented: BTreeSet<String> = rows.map(|(name, _)| name.to_owned()).collect();
        assert_eq!(written, documented);
    }
}
