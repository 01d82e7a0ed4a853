//! Where this interpreter keeps what it keeps privately.
//!
//! The structures differ between versions, so nothing is assumed: before the program starts, small
//! programs of ours run, and what is known of their objects, frames and caches is looked for. What is
//! found becomes a [`Layout`], once, and everything that reads memory later is given a part of it: its
//! types can be had in no other way. What cannot be proved is off.

pub(crate) mod altered;
pub(crate) mod frames;
pub(crate) mod gil;
pub(crate) mod memory;
pub(crate) mod objects;
pub(crate) mod units;
pub(crate) mod variables;
pub(crate) mod versions;

use std::fmt;

use bytecode::Version;
use pyo3::prelude::*;

use self::frames::Frames;
use self::gil::Gil;
use self::memory::Kernel;
use self::units::UnitsAt;
use self::variables::Variables;
use self::versions::Versions;

/// What is asked for, and with it what has to be proved.
#[derive(Clone, Copy)]
pub(crate) struct Needs {
    pub(crate) samples: bool,
    pub(crate) operands: bool,
}

/// What was proved.
pub(crate) struct Layout {
    pub(crate) version: Version,
    /// The versions that inline caches compare.
    pub(crate) versions: Versions,
    /// `None` where no samples are taken.
    pub(crate) samples: Option<Result<ForSamples, Unproved>>,
    /// `None` where no operands are looked at.
    pub(crate) operands: Option<Result<ForOperands, Unproved>>,
}

/// What samples need.
#[derive(Clone, Copy)]
pub(crate) struct ForSamples {
    pub(crate) version: Version,
    pub(crate) kernel: Kernel,
    pub(crate) frames: Frames,
    pub(crate) units: UnitsAt,
    pub(crate) gil: Gil,
}

/// What looking at operands needs, beside the [`Objects`](objects::Objects).
#[derive(Clone, Copy)]
pub(crate) struct ForOperands {
    pub(crate) version: Version,
    pub(crate) kernel: Kernel,
    pub(crate) frames: Frames,
    pub(crate) units: UnitsAt,
    pub(crate) variables: Variables,
}

/// Why something could not be proved.
#[derive(Clone, Debug)]
pub(crate) enum Unproved {
    /// It is not where it is on the versions known.
    NotFound(&'static str),
    /// The check did not run.
    Failed(String),
}

impl fmt::Display for Unproved {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(what) => {
                write!(to, "where this interpreter keeps its {what} was not found")
            }
            Self::Failed(error) => to.write_str(error),
        }
    }
}

impl Layout {
    /// Runs the checks. To be called before the program starts, once. Without a kernel that reads
    /// memory there is only what live objects themselves show.
    pub(crate) fn prove(
        py: Python<'_>,
        version: Version,
        kernel: Option<Kernel>,
        needs: Needs,
    ) -> Self {
        // What the check does not find stays unknown, and so does all if it cannot run.
        let versions = Versions::find(py, version).unwrap_or_default();
        let mut layout = Self { version, versions, samples: None, operands: None };
        let Some(kernel) = kernel.filter(|_| needs.samples || needs.operands) else {
            return layout;
        };
        let code = || -> Result<(UnitsAt, Frames), Unproved> {
            let units = found(UnitsAt::find(py, kernel), "code units")?;
            Ok((units, found(Frames::find(py, kernel, units), "frames")?))
        };
        let code = code();
        layout.operands = needs.operands.then(|| {
            let (units, frames) = code.clone()?;
            let variables = found(Variables::find(py), "numbers of variables")?;
            let found = objects::prepare(py, version, kernel);
            found.map_err(|error| Unproved::Failed(error.to_string()))?;
            Ok(ForOperands { version, kernel, frames, units, variables })
        });
        layout.samples = needs.samples.then(|| {
            let (units, frames) = code?;
            let gil = found(Gil::find(py, kernel), "lock")?;
            Ok(ForSamples { version, kernel, frames, units, gil })
        });
        layout
    }
}

fn found<T>(place: PyResult<Option<T>>, what: &'static str) -> Result<T, Unproved> {
    match place {
        Ok(place) => place.ok_or(Unproved::NotFound(what)),
        Err(error) => Err(Unproved::Failed(error.to_string())),
    }
}

/// Every place a 32-bit number can have in an object of this size.
fn numbers(size: usize) -> impl Iterator<Item = usize> {
    words(size).flat_map(|word| [word, word + 4])
}

/// Every place a pointer can have.
fn words(size: usize) -> impl Iterator<Item = usize> {
    (0..size / 8).map(|word| 8 * word)
}

/// The one place that fits; several are as bad as none.
fn only<T: Copy>(places: impl Iterator<Item = T>, fits: impl Fn(T) -> bool) -> Option<T> {
    let mut fitting = places.filter(|place| fits(*place));
    fitting.next().filter(|_| fitting.next().is_none())
}
