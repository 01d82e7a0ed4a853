//! Recordings as JSON: writing, reading, and refusing what is not one.

use std::io;

use serde::{Deserialize, Serialize};

use crate::{Recording, Span};

/// What the field `schema` of every recording says.
pub const SCHEMA: &str = "specialist/recording";

/// The version of the format this build writes, and the only one it reads.
pub const SCHEMA_VERSION: u32 = 1;

/// Why some bytes are no recording.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The text ends in the middle.
    #[error("the recording is truncated: it ends at line {line}, column {column}")]
    Truncated {
        /// Where, from 1.
        line: usize,
        /// Where, from 1.
        column: usize,
    },
    /// Not JSON, or not with the fields a recording has.
    #[error("this is not a recording made by specialist: {0}")]
    Foreign(String),
    /// A version of the format this build cannot read.
    #[error(
        "the recording has format version {found}, and this specialist reads {SCHEMA_VERSION}; record again"
    )]
    Version {
        /// The version it says.
        found: u32,
    },
    /// A value no run can produce.
    #[error("the recording is damaged: {0}")]
    Invalid(String),
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Head {
    schema: Option<String>,
    version: Option<u32>,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    version: u32,
    #[serde(flatten)]
    recording: &'a Recording,
}

/// Writes a recording as one JSON document, without a final newline.
///
/// # Errors
/// What `out` says.
pub fn write(recording: &Recording, out: impl io::Write) -> io::Result<()> {
    let document = Document { schema: SCHEMA, version: SCHEMA_VERSION, recording };
    serde_json::to_writer(out, &document).map_err(io::Error::from)
}

/// Reads a recording and checks that it is one.
///
/// # Errors
/// [`ReadError`], with a sentence for the user.
pub fn read(bytes: &[u8]) -> Result<Recording, ReadError> {
    let first = bytes.trim_ascii_start().first();
    if first.is_some_and(|first| *first != b'{') {
        return Err(ReadError::Foreign("make one with `specialist --save FILE PROGRAM`".into()));
    }
    let head: Head = serde_json::from_slice(bytes).map_err(|error| not_json(&error))?;
    if head.schema.as_deref() != Some(SCHEMA) {
        return Err(ReadError::Foreign("its field \"schema\" does not say so".into()));
    }
    match head.version {
        Some(SCHEMA_VERSION) => {}
        Some(found) => return Err(ReadError::Version { found }),
        None => return Err(ReadError::Foreign("it has no \"version\"".into())),
    }
    let recording: Recording = serde_json::from_slice(bytes).map_err(|error| not_json(&error))?;
    validate(&recording)?;
    Ok(recording)
}

fn not_json(error: &serde_json::Error) -> ReadError {
    if error.is_eof() {
        ReadError::Truncated { line: error.line(), column: error.column() }
    } else {
        ReadError::Foreign(error.to_string())
    }
}

/// What every report relies on. Spans may lie outside the source: reports cut them.
fn validate(recording: &Recording) -> Result<(), ReadError> {
    for file in &recording.files {
        for code in &file.code {
            for pair in code.instructions.windows(2) {
                if pair[0].offset >= pair[1].offset {
                    return Err(ReadError::Invalid(format!(
                        "in {}, {}: offset {} follows {}",
                        file.path, code.qualname, pair[1].offset, pair[0].offset
                    )));
                }
            }
            for span in code.instructions.iter().filter_map(|i| i.span) {
                let Span { line, column, end_line, end_column } = span;
                if line == 0 || (line, column) > (end_line, end_column) {
                    return Err(ReadError::Invalid(format!(
                        "in {}, {}: no source has a span {line}:{column} to {end_line}:{end_column}",
                        file.path, code.qualname
                    )));
                }
            }
        }
    }
    Ok(())
}
