//! Where the program is, and how its code changes: looked at from a thread beside it.
//!
//! A thousand times a second the thread reads which thread holds the interpreter's lock, that
//! thread's frames, and the opcodes of code in use. A sample counts for the innermost frame of
//! recorded code: what a call into other code takes is counted at the call. While nobody holds the
//! lock (the program sleeps, waits, or computes in C beside it) there is no sample.
//!
//! Deliberately absent: what a unit of code means, which is found out when the program has ended.

mod forms;
mod last;
mod sampled;
mod table;
mod thread;
mod walk;

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use pyo3::prelude::*;
use recording::Sampling;
use rustc_hash::FxHashSet;

pub(crate) use self::sampled::Sampled;
use self::table::Array;
use self::thread::{News, Running, Work};
use crate::interpreter::code::Nested;
use crate::probe::{ForSamples, frames};

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

/// What the thread does beside looking, for whoever has it started. It asks for nothing else.
pub(crate) trait Errands: Send + Sync {
    /// There is about to be a thread.
    fn begin(&self);
    /// Before each look.
    fn turn(&self);
    /// After a look, with the time in microseconds since the program started.
    fn tick(&self, now: u64);
    /// The program's last thread has ended, and no thread has the interpreter's lock: with this thread
    /// the process ends.
    fn last(&self);
    /// The thread ends.
    fn end(&self);
}

/// The thread and what it takes to talk to it.
pub(crate) struct Sampler {
    /// The process that it samples. Its thread does not come with a fork.
    process: u32,
    places: ForSamples,
    interval: Duration,
    errands: Arc<dyn Errands>,
    news: Sender<News>,
    /// From when on changes are timed.
    started: Instant,
    state: State,
    forking: Option<Forking>,
}

/// The one there is.
static SAMPLER: Mutex<Option<Sampler>> = Mutex::new(None);

/// Runs `action` if there is a sampler of this process, unless it is in use further up this thread's
/// stack.
fn with<T>(action: impl FnOnce(&mut Sampler) -> T) -> Option<T> {
    let mut place = SAMPLER.try_lock().ok()?;
    let sampler = place.as_mut()?;
    (sampler.process == std::process::id()).then(|| action(sampler))
}

/// Samples the program from now on.
///
/// # Safety
/// All of this code lives until [`finish`].
pub(crate) unsafe fn start<'py>(
    places: ForSamples,
    errands: Arc<dyn Errands>,
    code: impl Iterator<Item = Bound<'py, PyAny>>,
) {
    let alone = std::thread::available_parallelism().is_ok_and(|count| count.get() == 1);
    let interval = if alone { INTERVAL_ON_ONE } else { INTERVAL };
    // SAFETY: the caller's promise.
    unsafe { install(Sampler::new(places, interval, errands), code) };
}

/// The same in a fork: everything is where it was. Says whether there is a thread that looks.
///
/// # Safety
/// As for [`start`].
pub(crate) unsafe fn start_anew<'py>(
    errands: Arc<dyn Errands>,
    code: impl Iterator<Item = Bound<'py, PyAny>>,
) -> bool {
    let before = SAMPLER.try_lock().ok().and_then(|mut place| place.take());
    let Some(before) = before else { return false };
    let anew = Sampler::new(before.places, before.interval, errands);
    // Its thread stayed in the parent; to end it would be to wait for it.
    std::mem::forget(before);
    // SAFETY: the caller's promise.
    unsafe { install(anew, code) };
    with(|sampler| matches!(sampler.state, State::Running(_))) == Some(true)
}

/// # Safety
/// As for [`start`].
unsafe fn install<'py>(mut sampler: Sampler, code: impl Iterator<Item = Bound<'py, PyAny>>) {
    // SAFETY: the caller's promise.
    code.for_each(|code| unsafe { sampler.watch(code) });
    sampler.start();
    if let Ok(mut place) = SAMPLER.try_lock() {
        *place = Some(sampler);
    }
}

/// Watches a code object from now on, and those among its constants, which run without another word.
///
/// # Safety
/// It lives until [`finish`].
pub(crate) unsafe fn watch(code: &Bound<'_, PyAny>) {
    // SAFETY: the caller's promise.
    with(|sampler| unsafe { sampler.watch(code.clone()) });
}

/// Has what changed so far noticed. `None` where nothing is sampled.
pub(crate) fn look_at_all() -> Option<Looking> {
    with(|sampler| sampler.look_at_all())?
}

/// The time, as of changes.
pub(crate) fn now() -> Option<u64> {
    with(|sampler| sampler.started.elapsed().as_micros() as u64)
}

/// Whether this process is sampled.
pub(crate) fn is_there() -> bool {
    with(|_| ()).is_some()
}

/// Ends the thread until the fork that follows is over.
pub(crate) fn pause_for_fork(py: Python<'_>) {
    with(|sampler| sampler.pause_for_fork(py));
}

/// Continues, if the fork is over; otherwise returns false. To be called in the thread that called it.
pub(crate) fn resume_after_fork(py: Python<'_>) -> bool {
    with(|sampler| sampler.resume_after_fork(py)) != Some(false)
}

/// What came of sampling.
pub(crate) enum Finished {
    /// The program was not sampled.
    Not,
    /// No thread could be started.
    NoThread,
    Sampled(Sampled),
}

/// Ends sampling, and says what was seen.
pub(crate) fn finish() -> Finished {
    let place = SAMPLER.try_lock().ok();
    let is_ours = |sampler: &mut Sampler| sampler.process == std::process::id();
    match place.and_then(|mut place| place.take_if(is_ours)).map(Sampler::finish) {
        None => Finished::Not,
        Some(None) => Finished::NoThread,
        Some(Some(sampled)) => Finished::Sampled(sampled),
    }
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
    fn new(places: ForSamples, interval: Duration, errands: Arc<dyn Errands>) -> Self {
        let (news, queue) = mpsc::channel();
        let work = Work::new(places, Arc::clone(&errands), queue, interval);
        let started = work.started;
        let state = State::Paused(Box::new(work));
        let process = std::process::id();
        Self { process, places, interval, errands, news, started, state, forking: None }
    }

    fn look_at_all(&self) -> Option<Looking> {
        let State::Running(thread) = &self.state else { return None };
        let (done, answer) = mpsc::sync_channel(1);
        self.news.send(News::LookAtAll(done)).ok()?;
        thread.wake();
        Some(Looking(answer))
    }

    /// # Safety
    /// The code object lives until the thread has ended for good.
    unsafe fn watch(&self, code: Bound<'_, PyAny>) {
        for code in Nested::of(code, &mut FxHashSet::default()) {
            // SAFETY: the caller's promise; what holds it lives as long, and nothing takes it out.
            let array = unsafe { Array::of(&code, self.places.units) };
            // Where nobody listens any more, nobody watches.
            let _ = self.news.send(News::Watch(code.as_ptr().addr(), array));
        }
    }

    /// Starts to look, or continues.
    fn start(&mut self) {
        self.state = match std::mem::replace(&mut self.state, State::Gone) {
            State::Paused(work) => {
                Running::start(work, &self.errands).map_or(State::Gone, State::Running)
            }
            other => other,
        };
    }

    /// Ends the thread for a while.
    fn pause(&mut self) {
        self.state = match std::mem::replace(&mut self.state, State::Gone) {
            State::Running(thread) => thread.stop().map_or(State::Gone, State::Paused),
            other => other,
        };
    }

    /// Ends the thread until the fork that follows is over.
    fn pause_for_fork(&mut self, py: Python<'_>) {
        let frame = self.current_frame(py);
        self.forking = Some(Forking { frame, patience: PATIENCE });
        self.pause();
    }

    /// Continues, if the fork is over; otherwise returns false. To be called in the thread that
    /// called it.
    fn resume_after_fork(&mut self, py: Python<'_>) -> bool {
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
        let ForSamples { frames, kernel, .. } = self.places;
        frames.current(kernel, frames::thread(py))
    }

    /// Ends the thread, and says what it saw; `None` where it is gone.
    fn finish(mut self) -> Option<Sampled> {
        self.pause();
        let State::Paused(work) = self.state else { return None };
        let ticks = f64::from(u32::try_from(work.ticks).unwrap_or(u32::MAX)).max(1.0);
        let sampling = Sampling {
            interval: work.active.as_secs_f64() / ticks,
            ticks: work.ticks,
            inside: work.inside,
            outside: work.outside,
        };
        Some(Sampled { version: self.places.version, sampling, table: work.table })
    }
}
