//! The recording itself, as other programs read it.

use std::io;

use recording::Recording;

/// Writes the recording as one line of JSON.
///
/// # Errors
/// What `out` says.
pub fn write(recording: &Recording, mut out: impl io::Write) -> io::Result<()> {
    recording::write(recording, &mut out)?;
    writeln!(out)
}
