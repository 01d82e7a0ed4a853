//! Where the program is, and how its code changes: looked at from a thread beside it.
//!
//! A thousand times a second the thread reads which thread holds the interpreter's lock, that
//! thread's frames, and the opcodes of code in use. A sample counts for the innermost frame of
//! recorded code: what a call into other code takes is counted at the call. While nobody holds the
//! lock (the program sleeps, waits, or computes in C beside it) there is no sample.
//!
//! Deliberately absent: what a unit of code means, which is found out when the program has ended.

mod forms;
mod sampled;
mod table;
mod thread;
mod walk;

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use bytecode::Version;
use pyo3::prelude::*;
use recording::Sampling;

use self::forms::Opcodes;
pub(crate) use self::sampled::Sampled;
use self::table::Array;
use self::thread::{News, Running, Work};
use crate::interpreter;
use crate::probe::frames::{self, Frames};
use crate::probe::gil::Gil;

/// The time between two looks. A look takes 10 to 30 microseconds, switches of threads included.
const INTERVAL: Duration = Duration::from_millis(1);
/// The same where the program has to wait meanwhile, because it has one processor only.
const INTERVAL_ON_ONE: Duration = Duration::from_millis(2);

/// How often to look whether a fork is over. Callbacks after a fork are short; and a fork that
/// nobody's code called is never seen to return.
const PATIENCE: u32 = 100_000;

/// How long to wait until all code has been looked at. A million code units take a millisecond.
const PATIENCE_TO_LOOK: Duration = Duration::from_millis(100);
/// How long other threads of the program wait, too: as long as each of them may keep the others
/// waiting (`sys.getswitchinterval`). Who lets them run comes back after their turn only.
const PATIENCE_OF_OTHERS: Duration = Duration::from_millis(5);

/// All code is being looked at.
pub(crate) struct Looking(Receiver<u64>);

impl Looking {
    /// Waits until it has been. Gives the time, as of changes, from which on what changes is
    /// noticed by later looks. Without an answer, changes are noticed later.
    pub(crate) fn wait(self, py: Python<'_>) -> Option<u64> {
        let Self(done) = self;
        match done.recv_timeout(PATIENCE_OF_OTHERS) {
            Err(RecvTimeoutError::Timeout) => {
                py.detach(move || done.recv_timeout(PATIENCE_TO_LOOK)).ok()
            }
            answer => answer.ok(),
        }
    }
}

/// The thread and what it takes to talk to it.
pub(crate) struct Sampler {
    version: Version,
    frames: Frames,
    gil: Gil,
    interval: Duration,
    /// The size of the part of a code object before its code units.
    fixed: usize,
    news: Sender<News>,
    /// From when on changes are timed.
    started: Instant,
    state: State,
    forking: Option<Forking>,
}

/// A fork the thread was ended for.
struct Forking {
    /// The frame that called it.
    frame: Option<usize>,
    /// How often to look yet whether it is back there.
    patience: u32,
}

enum State {
    Running(Running),
    Paused(Box<Work>),
    /// It could not be started again.
    Gone,
}

impl Sampler {
    /// Finds out where to look, by running a small program; otherwise says why that is not known.
    pub(crate) fn prepare(py: Python<'_>) -> Result<Self, String> {
        let version = interpreter::version(py).ok_or("this version of Python is not known")?;
        let frames = found(Frames::find(py), "frames")?;
        let fixed = found(Array::fixed(py), "code units")?;
        let gil = found(Gil::find(py), "lock")?;
        let alone = std::thread::available_parallelism().is_ok_and(|count| count.get() == 1);
        let interval = if alone { INTERVAL_ON_ONE } else { INTERVAL };
        Ok(Self::new(version, frames, gil, fixed, interval))
    }

    /// One that has seen nothing, for a fork: everything is where it was.
    pub(crate) fn afresh(&self) -> Self {
        Self::new(self.version, self.frames, self.gil, self.fixed, self.interval)
    }

    fn new(version: Version, frames: Frames, gil: Gil, fixed: usize, interval: Duration) -> Self {
        let (news, queue) = mpsc::channel();
        let opcodes = Opcodes::of(version.instruction_set());
        let work = Work::new(gil, frames, opcodes, queue, interval);
        let started = work.started;
        let state = State::Paused(Box::new(work));
        Self { version, frames, gil, interval, fixed, news, started, state, forking: None }
    }

    /// Has what changed so far noticed.
    pub(crate) fn look_at_all(&self) -> Option<Looking> {
        let State::Running(thread) = &self.state else { return None };
        let (done, answer) = mpsc::sync_channel(1);
        self.news.send(News::LookAtAll(done)).ok()?;
        thread.wake();
        Some(Looking(answer))
    }

    /// The time, as of changes.
    pub(crate) fn now(&self) -> u64 {
        self.started.elapsed().as_micros() as u64
    }

    /// Watches a code object from now on. It has to stay alive until the end.
    pub(crate) fn watch(&self, code: &Bound<'_, PyAny>) {
        let array = Array::of(code, self.fixed);
        // Where nobody listens any more, nobody watches.
        let _ = self.news.send(News::Watch(code.as_ptr().addr(), array));
    }

    /// Starts to look, or continues.
    pub(crate) fn start(&mut self) {
        self.state = match std::mem::replace(&mut self.state, State::Gone) {
            State::Paused(work) => Running::start(work).map_or(State::Gone, State::Running),
            other => other,
        };
    }

    /// Whether there is a thread that looks.
    pub(crate) fn is_running(&self) -> bool {
        matches!(self.state, State::Running(_))
    }

    /// Ends the thread for a while.
    pub(crate) fn pause(&mut self) {
        self.state = match std::mem::replace(&mut self.state, State::Gone) {
            State::Running(thread) => thread.stop().map_or(State::Gone, State::Paused),
            other => other,
        };
    }

    /// Ends the thread until the fork that follows is over.
    pub(crate) fn pause_for_fork(&mut self, py: Python<'_>) {
        let frame = self.current_frame(py);
        self.forking = Some(Forking { frame, patience: PATIENCE });
        self.pause();
    }

    /// Continues, if the fork is over; otherwise returns false. To be called in the thread that
    /// called it.
    pub(crate) fn resume_after_fork(&mut self, py: Python<'_>) -> bool {
        let current = self.current_frame(py);
        if let Some(Forking { frame, patience: patience @ 1.. }) = &mut self.forking
            && *frame != current
        {
            *patience -= 1;
            return false;
        }
        self.forking = None;
        self.start();
        true
    }

    fn current_frame(&self, py: Python<'_>) -> Option<usize> {
        self.frames.current(frames::thread(py))
    }

    /// Ends the thread, and says what it saw; `None` where it is gone.
    pub(crate) fn finish(mut self) -> Option<Sampled> {
        self.pause();
        let State::Paused(work) = self.state else { return None };
        let ticks = f64::from(u32::try_from(work.ticks).unwrap_or(u32::MAX)).max(1.0);
        let sampling = Sampling {
            interval: work.active.as_secs_f64() / ticks,
            ticks: work.ticks,
            inside: work.inside,
            outside: work.outside,
        };
        Some(Sampled { version: self.version, sampling, table: work.table })
    }
}

/// A place in the interpreter, if it could be looked for and was there.
fn found<T>(place: PyResult<Option<T>>, what: &str) -> Result<T, String> {
    match place {
        Ok(Some(place)) => Ok(place),
        Ok(None) => Err(format!("where this interpreter keeps its {what} was not found")),
        Err(error) => Err(error.to_string()),
    }
}
