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

#[cfg(test)]
mod tests {
    use std::io::BufRead as _;

    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let mut recording = crate::testing::recording(vec![crate::testing::point()]);
        recording.warnings = vec!["one".into()];
        let mut out = Vec::new();
        write(&recording, &mut out).unwrap();
        assert_eq!(out.lines().count(), 1);
        assert_eq!(recording::read(&out).unwrap(), recording);
    }
}
