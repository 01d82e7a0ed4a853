//! The thread that looks, a thousand times a second.
//!
//! It never takes the interpreter's lock, and asks nothing of the interpreter but, from time to
//! time, to look at operands again. What may be freed it reads through the kernel; of objects that
//! the collector keeps alive it reads the code units.

use std::mem::MaybeUninit;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::forms::Opcodes;
use super::table::{Array, Known, Table};
use super::walk::Walk;
use super::{Errands, last};
use crate::probe::ForSamples;
use crate::probe::altered::altered;
use crate::resources;

/// How many code units are looked at in one tick, of the code that samples fell on last, and of
/// all in turn. A unit takes about a nanosecond.
const HOT_UNITS: usize = 8192;
const OTHER_UNITS: usize = 4096;
/// How many code objects count as hot.
const HOT: usize = 32;
/// Changes kept of all code. One takes 24 bytes.
const MOST_CHANGES: u32 = 1 << 18;
/// The thread's stack, in bytes. It calls little.
const STACK: usize = 256 << 10;

/// What the thread is told.
pub(super) enum News {
    /// A code object to be watched from now on: its address, and its code units.
    Watch(usize, Array),
    /// To look at all code, and say so.
    LookAtAll(SyncSender<u64>),
}

/// What the thread works on. It survives the thread, which pauses while the program forks.
pub(super) struct Work {
    places: ForSamples,
    errands: Arc<dyn Errands>,
    opcodes: Opcodes,
    news: Receiver<News>,
    interval: Duration,
    pub(super) started: Instant,
    pub(super) table: Table,
    /// Where in the table they are, the last one first.
    hot: Vec<usize>,
    /// Whose turn it is.
    next: usize,
    room: u32,
    pub(super) ticks: u64,
    pub(super) inside: u64,
    pub(super) outside: u64,
    /// How long threads ran.
    pub(super) active: Duration,
}

impl Work {
    pub(super) fn new(
        places: ForSamples,
        errands: Arc<dyn Errands>,
        news: Receiver<News>,
        interval: Duration,
    ) -> Self {
        Self {
            places,
            errands,
            opcodes: Opcodes::of(places.version.instruction_set()),
            news,
            interval,
            started: Instant::now(),
            table: Table::default(),
            hot: Vec::with_capacity(HOT + 1),
            next: 0,
            room: MOST_CHANGES,
            ticks: 0,
            inside: 0,
            outside: 0,
            active: Duration::ZERO,
        }
    }

    fn run(&mut self, stop: &AtomicBool) {
        let began = Instant::now();
        let mut due = began;
        while !stop.load(Ordering::Acquire) {
            self.errands.turn();
            if self.places.kernel.first_thread_has_ended() {
                // What it has to look at cannot be read any more.
                if last::is_last() {
                    if self.places.gil.holder().is_none() {
                        self.errands.last();
                    }
                    break;
                }
                thread::park_timeout(last::PAUSE);
                continue;
            }
            self.tick();
            due += self.interval;
            let now = Instant::now();
            match due.checked_duration_since(now) {
                Some(left) => thread::park_timeout(left),
                // The machine was busy: what was missed is not made up for.
                None => due = now,
            }
        }
        self.errands.end();
        self.active += began.elapsed();
    }

    fn tick(&mut self) {
        if resources::is_short() {
            return;
        }
        let mut now = self.started.elapsed().as_micros() as u64;
        self.ticks += 1;
        while let Ok(news) = self.news.try_recv() {
            match news {
                News::Watch(code, array) => self.table.add(code, array),
                News::LookAtAll(done) => {
                    self.look_at_all(now);
                    // Who has asked goes on, and what changes then is none of what was asked for.
                    now = now.saturating_add(1).max(self.started.elapsed().as_micros() as u64);
                    let _ = done.try_send(now);
                }
            }
        }
        self.sample();
        self.watch(now);
        self.errands.tick(now);
    }

    /// Where the thread that holds the lock is, by its innermost frame of known code.
    fn sample(&mut self) {
        let Some(thread) = self.places.gil.holder() else { return };
        let mut walk = Walk::of(self.places, thread);
        let found = walk.find_map(|frame| {
            let index = self.table.index(frame.code)?;
            Some((index, self.table.known[index].array.unit(frame.instruction)))
        });
        let Some((index, Some(unit))) = found else {
            self.outside += 1;
            return;
        };
        self.inside += 1;
        let samples = &mut self.table.known[index].samples;
        if samples.try_reserve(1).is_ok() {
            *samples.entry(unit as u32).or_default() += 1;
        }
        self.hot.retain(|other| *other != index);
        self.hot.insert(0, index);
        self.hot.truncate(HOT);
    }

    fn look_at_all(&mut self, now: u64) {
        let Self { table, opcodes, room, .. } = self;
        let altered = altered();
        for known in table.known.iter_mut().filter(|known| !altered.has(known.code)) {
            known.forms.look(opcodes, known.array, now, room);
        }
    }

    fn watch(&mut self, now: u64) {
        let Self { table, opcodes, room, hot, .. } = self;
        let altered = altered();
        let mut look = |known: &mut Known| {
            if !altered.has(known.code) {
                known.forms.look(opcodes, known.array, now, room);
            }
            // Looking at a small object is not for nothing either.
            known.array.units + 16
        };
        let mut left = HOT_UNITS;
        for index in hot.iter() {
            left = left.saturating_sub(look(&mut table.known[*index]));
            if left == 0 {
                break;
            }
        }
        let mut left = OTHER_UNITS;
        for _ in 0..table.known.len() {
            self.next = if self.next < table.known.len() { self.next } else { 0 };
            left = left.saturating_sub(look(&mut table.known[self.next]));
            self.next += 1;
            if left == 0 {
                break;
            }
        }
    }
}

/// The running thread.
pub(super) struct Running {
    thread: JoinHandle<Box<Work>>,
    stop: Arc<AtomicBool>,
    /// The kernel's number of the thread, sent when it has started.
    number: Receiver<i64>,
}

impl Running {
    /// Starts the thread, with all signals blocked: those are for the program.
    pub(super) fn start(mut work: Box<Work>, errands: &Arc<dyn Errands>) -> std::io::Result<Self> {
        errands.begin();
        let stop = Arc::new(AtomicBool::new(false));
        let mine = Arc::clone(&stop);
        let (send, number) = mpsc::channel();
        let builder = thread::Builder::new().name("specialist".into()).stack_size(STACK);
        let thread = without_signals(|| {
            builder.spawn(move || {
                let _ = send.send(own_number());
                work.run(&mine);
                work
            })
        });
        let thread = thread.inspect_err(|_| errands.end())?;
        Ok(Self { thread, stop, number })
    }

    /// Has it look at what it was told at once.
    pub(super) fn wake(&self) {
        self.thread.thread().unpark();
    }

    /// Ends it and gives its work back, if it did not panic. When this returns, the kernel does not
    /// count the thread any more.
    pub(super) fn stop(self) -> Option<Box<Work>> {
        self.stop.store(true, Ordering::Release);
        self.thread.thread().unpark();
        let number = self.number.recv().ok();
        let work = self.thread.join().ok();
        number.into_iter().for_each(wait_for_the_end);
        work
    }
}

/// Runs `action` with all signals blocked, and so every thread that it starts.
fn without_signals<T>(action: impl FnOnce() -> T) -> T {
    let mut all = MaybeUninit::uninit();
    let mut before = MaybeUninit::uninit();
    // SAFETY: the calls fill one set and read it, and write the other; neither fails with a valid
    // first argument.
    unsafe {
        libc::sigfillset(all.as_mut_ptr());
        libc::pthread_sigmask(libc::SIG_SETMASK, all.as_ptr(), before.as_mut_ptr());
    }
    let result = action();
    // SAFETY: the set was filled above.
    unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, before.as_ptr(), std::ptr::null_mut()) };
    result
}

#[cfg(target_os = "linux")]
fn own_number() -> i64 {
    // SAFETY: takes nothing and cannot fail.
    unsafe { libc::syscall(libc::SYS_gettid) }
}

/// `pthread_join` returns a moment before the kernel takes the thread off its count, by which
/// `os.fork` decides whether to warn (`warn_about_fork_with_threads` in posixmodule.c, from 3.12).
#[cfg(target_os = "linux")]
fn wait_for_the_end(number: i64) {
    /// Later, the number is that of a new thread.
    const PATIENCE: Duration = Duration::from_millis(100);
    let began = Instant::now();
    // SAFETY: signal 0 is none: the call only tells whether the thread is there.
    while unsafe { libc::syscall(libc::SYS_tgkill, libc::getpid(), number, 0) } == 0
        && began.elapsed() < PATIENCE
    {
        thread::yield_now();
    }
}

/// Memory cannot be read on other systems, and so no thread is started.
#[cfg(not(target_os = "linux"))]
fn own_number() -> i64 {
    0
}

#[cfg(not(target_os = "linux"))]
fn wait_for_the_end(_: i64) {}
