//! Recordings as JSON: writing, reading, and refusing what is not one.

#[cfg(test)]
mod properties;

use std::io;

use serde::{Deserialize, Serialize};

use crate::{Recording, Span};

/// The value of the field `schema` in every recording.
pub const SCHEMA: &str = "specialist/recording";

/// The version of the format this build writes, and the only one it reads.
pub const SCHEMA_VERSION: u32 = 1;

/// Why some bytes are not a recording.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The text is cut off.
    #[error("the recording is truncated: it ends at line {line}, column {column}")]
    Truncated {
        /// The last line, counted from 1.
        line: usize,
        /// The column where it ends, counted from 1.
        column: usize,
    },
    /// It is not JSON, or does not have the fields of a recording.
    #[error("this is not a recording made by specialist: {0}")]
    Foreign(String),
    /// It has a version of the format that this build can't read.
    #[error(
        "the recording has format version {found}, and this specialist reads {SCHEMA_VERSION}; record again"
    )]
    Version {
        /// The version that it states.
        found: u32,
    },
    /// It has a value that no run can produce.
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
/// If `out` can't be written to.
pub fn write(recording: &Recording, out: impl io::Write) -> io::Result<()> {
    let document = Document { schema: SCHEMA, version: SCHEMA_VERSION, recording };
    serde_json::to_writer(out, &document).map_err(io::Error::from)
}

/// Reads a recording and checks that it is one.
///
/// # Errors
/// [`ReadError`], whose message is meant for the user.
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

/// Checks what every report relies on. Spans may extend beyond the source: reports clip them.
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
                        "in {}, {}: {line}:{column} to {end_line}:{end_column} is not a valid span",
                        file.path, code.qualname
                    )));
                }
            }
        }
    }
    Ok(())
}
