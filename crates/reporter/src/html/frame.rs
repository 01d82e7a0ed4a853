//! The parts that all pages share.

use bytecode::Version;
use recording::Recording;

use crate::summary::Summary;
use crate::{Options, Palette};

/// The parts that all pages share.
#[derive(Clone)]
pub(super) struct Frame {
    pub(super) program: String,
    pub(super) interpreter: String,
    pub(super) options: Options,
    /// `None` if this build does not know it.
    pub(super) version: Option<Version>,
    /// The number of all samples.
    pub(super) samples: u64,
    /// How long the program ran.
    pub(super) seconds: f64,
}

impl Frame {
    pub(super) fn new(
        recording: &Recording,
        summary: &Summary,
        samples: u64,
        options: Options,
    ) -> Self {
        let Summary { program, interpreter, .. } = summary;
        Self {
            program: program.clone(),
            interpreter: interpreter.clone(),
            options,
            version: recording.engine.version(),
            samples,
            seconds: recording.outcome.seconds,
        }
    }

    /// How long the program ran.
    #[expect(clippy::cast_sign_loss, reason = "casts stop at the ends of the range")]
    pub(super) fn microseconds(&self) -> u64 {
        (self.seconds * 1e6) as u64
    }

    /// The palette's name on the root element.
    pub(super) fn palette(&self) -> &'static str {
        match self.options.palette {
            Palette::Classic => "classic",
            Palette::Blue => "blue",
        }
    }

    /// The theme's name on the root element.
    pub(super) fn theme(&self) -> &'static str {
        if self.options.dark { "dark" } else { "system" }
    }
}
